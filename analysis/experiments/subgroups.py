"""Did the new version work better for some customers than for others?"""

from __future__ import annotations

from typing import Annotated

import pandas as pd

from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.parameters import Control, GroupColumn
from analysis.experiments import user_controls as ask
from analysis.experiments.subgroup_reading import SubgroupReading
from analysis.experiments.subgroup_solution import SubgroupQuestion, read_by_subgroup


@method("read_subgroups")
def read_subgroups(
    frame: pd.DataFrame,
    *,
    arm: ask.Arm,
    outcome: ask.AnyOutcome,
    subgroup: Annotated[
        GroupColumn,
        Control(label=Message("Subgroups"), help=Message("Known before assignment, such as region or channel.")),
    ],
    community: ask.Community = None,
    control: ask.ControlGroup = None,
    treatment: ask.Treatment = None,
    yes: ask.Yes = None,
    planned_share: ask.PlannedShare = None,
    level: ask.Level = 0.95,
) -> SubgroupReading:
    """Does the effect of the new version differ between subgroups of customers?

    Parameters
    ----------
    frame : DataFrame
        One row per customer, assigned at random.
    arm : str
        Column of the groups.
    outcome : str
        Numbers, or two answers.
    subgroup : str
        Column with up to 20 answers, known before assignment.
    community : str, optional
        Column of the unit that was assigned as a whole.
    control, treatment : str, optional
        Codes of the two groups compared; the first and the next in declared order where not given.
    yes : str, optional
        For two answers the code of the one that counts.
    planned_share : tuple of float, optional
        Planned share of the two groups, the control first; even where not given.
    level : float
        Confidence level of all intervals together, above 0.5 and below 1.

    Returns
    -------
    SubgroupReading

    Raises
    ------
    TooFewRowsError
        If no row has a group, or a group has no outcome.
    UnsuitableDataError
        If there is one group only, or more than 20 subgroups.
    ParameterError
        If a named group or answer, or the planned shares, do not fit.

    Notes
    -----
    The test that all subgroups share one effect comes first. Its F is Welch's: weights are the inverse
    squared errors of the effects, and the denominator's degrees of freedom allow for their being
    estimated. Each subgroup's effect has Welch's error (with communities, sums over communities) and a
    Bonferroni interval; its interaction is the effect there less that of all others together, with
    p-values corrected by Holm. That one subgroup's interval holds zero and another's does not is no
    difference between them: only the interaction tests that.

    A test planned for the whole has about a quarter of the information for an interaction of two equal
    halves: no sign of a difference says little. Subgroups measured after assignment can be changed by
    the version; a test of equal frequency warns of that but cannot rule it out.

    Simulated without an effect (10,000 replicates, nominal 5 %), exponential outcomes of unequal spread,
    60 customers in each of three subgroups: .048, where looking at the three effects finds one below
    p = .05 in .135.

    References
    ----------
    .. [1] Welch, B. L. (1951). On the comparison of several mean values: an alternative approach.
       Biometrika, 38, 330-336.
    .. [2] Assmann, S. F., Pocock, S. J., Enos, L. E. and Kasten, L. E. (2000). Subgroup analysis and
       other (mis)uses of baseline data in clinical trials. The Lancet, 355, 1064-1069.
    .. [3] Brookes, S. T. et al. (2004). Subgroup analyses in randomized trials: risks of
       subgroup-specific analyses. Journal of Clinical Epidemiology, 57, 229-236.

    Examples
    --------
    >>> users = pd.DataFrame(
    ...     {
    ...         "arm": pd.Categorical(["old", "new"] * 8, categories=["old", "new"]),
    ...         "region": pd.Categorical(["n"] * 8 + ["s"] * 8),
    ...         "orders": [1.0, 2, 2, 3, 3, 4, 2, 3, 1, 6, 2, 7, 3, 8, 2, 7],
    ...     }
    ... )
    >>> found = read_subgroups(users, arm="arm", outcome="orders", subgroup="region")
    >>> [item.effect.value for item in found.effects], found.differs
    ([1.0, 5.0], True)
    """
    return read_by_subgroup(
        frame,
        SubgroupQuestion(
            arm=arm,
            outcome=outcome,
            subgroup=subgroup,
            community=community,
            control=control,
            treatment=treatment,
            yes=yes,
            planned_share=planned_share,
            level=level,
        ),
    )
