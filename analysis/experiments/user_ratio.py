"""Did the new version change a ratio such as spend per order, with customers and not events assigned?"""

from __future__ import annotations

from typing import Annotated

import pandas as pd

from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.parameters import Control, NumericColumn
from analysis.experiments import user_controls as ask
from analysis.experiments.user_estimates import UserInputs
from analysis.experiments.user_ratio_reading import UserRatioReading
from analysis.experiments.user_ratio_solution import RatioQuestion, read_ratio_of_users


@method("read_user_ratio")
def read_user_ratio(
    frame: pd.DataFrame,
    *,
    arm: ask.Arm,
    numerator: Annotated[
        NumericColumn,
        Control(label=Message("What is counted"), help=Message("Per customer: spend, clicks, orders.")),
    ],
    denominator: Annotated[
        NumericColumn,
        Control(label=Message("Divided by"), help=Message("Per customer: orders, views, visits; 0 or more.")),
    ],
    community: ask.Community = None,
    control: ask.ControlGroup = None,
    zero_denominator: Annotated[
        ask.ZeroDenominator,
        Control(
            label=Message("Customers with nothing to divide by"),
            help=Message("Decide before looking; leaving them out can break the comparison."),
            choices={"keep": Message("keep"), "drop": Message("leave out")},
            advanced=True,
        ),
    ] = "keep",
    smallest_change: ask.SmallestChange = None,
    planned_n: ask.PlannedTotal = None,
    planned_share: ask.PlannedShare = None,
    value_per_unit: ask.WorthPerUnit = None,
    level: ask.Level = 0.95,
    good: ask.Wanted = "increase",
    correction: ask.ManyGroups = "dunnett",
) -> UserRatioReading:
    """Did the new version change a ratio of two sums, such as spend per order, how sure is it, and what next?

    Parameters
    ----------
    frame : DataFrame
        One row per customer, assigned at random.
    arm : str
        Column of the groups, compared with the first in declared order unless `control` names another.
    numerator, denominator : str
        Numeric columns; the ratio is the sum of one over the sum of the other. The denominator is 0 or
        more.
    community : str, optional
        Column of the unit that was assigned as a whole.
    control : str, optional
        Code of the control group.
    zero_denominator : {"keep", "drop"}
        Customers whose denominator is 0.
    smallest_change : float, optional
        Smallest change of the ratio worth acting on, above 0.
    planned_n : int, optional
        Customers planned in all groups together.
    planned_share : tuple of float, optional
        Planned share of each group, the control first; an even split where not given.
    value_per_unit : float, optional
        Yuan that one unit of the numerator is worth, above 0; the worth of a difference is that at the
        control's denominators per customer.
    level : float
        Confidence level of all comparisons together, above 0.5 and below 1.
    good : {"increase", "decrease"}
        Which direction is wanted.
    correction : {"dunnett", "holm"}
        With more than two groups.

    Returns
    -------
    UserRatioReading

    Raises
    ------
    TooFewRowsError
        If no row has a group, or a group has no customer with both numbers.
    UnsuitableDataError
        If there is one group only, a denominator is below 0, or a group's denominators add up to 0.
    ParameterError
        If a named control or the planned shares do not fit the groups.

    Notes
    -----
    Variance of ``R = sum(x) / sum(d)`` in a group of n customers, first-order delta method:
    ``(s_x² - 2 R s_xd + R² s_d²) / (n mean(d)²)`` with sample variances (n - 1), computed as the
    variance of each customer's influence ``(x - R d) / mean(d)``; normal quantiles. With communities
    the influences are summed within them (CR2, degrees of freedom of communities). The ratio of sums
    weighs customers by their denominator; the average of each customer's own ratio answers another
    question and is given beside it. A test over events takes the events of one customer for
    independent; its p-value stands here only to show by how much it misleads.

    Kept, a customer with denominator and numerator 0 changes no ratio and hardly the variance. Left
    out, the comparison is of customers selected by something that happened after assignment.

    Simulated without an effect (10,000 replicates, nominal 5 %), 100 customers in each group with 5 views
    on average and rates of their own: .054, where the test over events gives .193.

    References
    ----------
    .. [1] Deng, A., Knoblich, U. and Lu, J. (2018). Applying the delta method in metric analytics: a
       practical guide with novel ideas. KDD '18, 233-242 (eq. 3, section 3.1).
    .. [2] Cochran, W. G. (1977). Sampling techniques, 3rd ed., eq. 2.39.

    Examples
    --------
    >>> users = pd.DataFrame(
    ...     {
    ...         "arm": pd.Categorical(["old"] * 5 + ["new"] * 5, categories=["old", "new"]),
    ...         "clicks": [1.0, 2, 0, 4, 1, 2, 3, 1, 4, 2],
    ...         "views": [3.0, 5, 2, 8, 4, 4, 6, 3, 7, 5],
    ...     }
    ... )
    >>> found = read_user_ratio(users, arm="arm", numerator="clicks", denominator="views")
    >>> [round(group.value.value, 3) for group in found.groups]
    [0.364, 0.48]
    """
    question = RatioQuestion(
        arm=arm,
        numerator=numerator,
        denominator=denominator,
        community=community,
        control=control,
        zero_denominator=zero_denominator,
    )
    inputs = UserInputs(
        smallest_change=smallest_change,
        planned_n=planned_n,
        planned_share=planned_share,
        value_per_unit=value_per_unit,
        level=level,
        good=good,
        correction=correction,
    )
    return read_ratio_of_users(frame, question, inputs)
