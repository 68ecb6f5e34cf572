"""Did the new version change how many customers convert, read from one row per customer?"""

from __future__ import annotations

import pandas as pd

from analysis.core.method import method
from analysis.experiments import user_controls as ask
from analysis.experiments.user_estimates import UserInputs
from analysis.experiments.user_proportion_reading import UserProportionsReading
from analysis.experiments.user_proportion_solution import ProportionQuestion, read_proportions_of_users


@method("read_user_proportions")
def read_user_proportions(
    frame: pd.DataFrame,
    *,
    arm: ask.Arm,
    outcome: ask.YesNoOutcome,
    community: ask.Community = None,
    control: ask.ControlGroup = None,
    yes: ask.Yes = None,
    smallest_change: ask.SmallestChangePoints = None,
    planned_n: ask.PlannedTotal = None,
    planned_share: ask.PlannedShare = None,
    value_per_unit: ask.WorthPerUnit = None,
    level: ask.Level = 0.95,
    good: ask.Wanted = "increase",
    correction: ask.ManyGroups = "dunnett",
) -> UserProportionsReading:
    """Did the new version change the share of customers who say yes, how sure is it, and what next?

    Parameters
    ----------
    frame : DataFrame
        One row per customer, assigned at random.
    arm : str
        Column of the groups, compared with the first in declared order unless `control` names another.
    outcome : str
        Column with two answers.
    community : str, optional
        Column of the unit that was assigned as a whole.
    control : str, optional
        Code of the control group.
    yes : str, optional
        Code of the answer that counts; yes, or the last in declared order where not given.
    smallest_change : float, optional
        Smallest change worth acting on, as a fraction of customers, above 0 and below 1.
    planned_n : int, optional
        Customers planned in all groups together.
    planned_share : tuple of float, optional
        Planned share of each group, the control first; an even split where not given.
    value_per_unit : float, optional
        Yuan that one conversion is worth, above 0.
    level : float
        Confidence level of all comparisons together, above 0.5 and below 1.
    good : {"increase", "decrease"}
        Which direction is wanted.
    correction : {"dunnett", "holm"}
        With more than two groups.

    Returns
    -------
    UserProportionsReading

    Raises
    ------
    TooFewRowsError
        If no row has a group, or a group has no outcome.
    UnsuitableDataError
        If there is one group only.
    ParameterError
        If a named control or answer, or the planned shares, do not fit.

    Notes
    -----
    Without communities the counts are read as `analysis.experiments.read_proportions` reads them: the
    Newcombe interval decides, beside it the pooled z test or Fisher's. With several groups each interval
    has the level that makes all of them hold together: Dunnett's critical value in the normal limit, or
    Bonferroni's. With communities a rate is the ratio of two sums over communities and its covariance
    is CR2 (`analysis.inference.arm_differences.arm_means`), the difference has a t interval with
    degrees of freedom of communities; the test over customers stands beside it as naive. Missing
    outcomes are left out and counted by group.

    Simulated without an effect (10,000 replicates, nominal 5 %): 12 communities of 5 to 60 customers in
    each group, rate .2, latent intraclass correlation .05: .050, where the test over customers gives
    .165.

    References
    ----------
    .. [1] Newcombe, R. G. (1998). Interval estimation for the difference between independent
       proportions: comparison of eleven methods. Statistics in Medicine, 17, 873-890 (method 10).
    .. [2] Donner, A. and Klar, N. (2000). Design and analysis of cluster randomization trials in health
       research, ch. 6.
    .. [3] Dunnett, C. W. (1955). A multiple comparison procedure for comparing several treatments with
       a control. Journal of the American Statistical Association, 50, 1096-1121.

    Examples
    --------
    >>> users = pd.DataFrame(
    ...     {
    ...         "arm": pd.Categorical(["old"] * 2000 + ["new"] * 2000, categories=["old", "new"]),
    ...         "bought": [True] * 200 + [False] * 1800 + [True] * 250 + [False] * 1750,
    ...     }
    ... )
    >>> found = read_user_proportions(users, arm="arm", outcome="bought").comparisons[0]
    >>> round(found.difference.low, 5), round(found.difference.high, 5), found.verdict
    (0.00541, 0.04462, 'increase')
    """
    question = ProportionQuestion(arm=arm, outcome=outcome, yes=yes, community=community, control=control)
    inputs = UserInputs(
        smallest_change=smallest_change,
        planned_n=planned_n,
        planned_share=planned_share,
        value_per_unit=value_per_unit,
        level=level,
        good=good,
        correction=correction,
    )
    return read_proportions_of_users(frame, question, inputs)
