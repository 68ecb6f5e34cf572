"""Does the effect of the new version last, wear off or grow?"""

from __future__ import annotations

from typing import Annotated

import pandas as pd
from pydantic import Field

from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.parameters import AnyColumn, ColumnRole, Control
from analysis.experiments import user_controls as ask
from analysis.experiments.novelty_reading import NoveltyReading
from analysis.experiments.novelty_solution import NoveltyQuestion, read_over_time


@method("read_novelty")
def read_novelty(
    frame: pd.DataFrame,
    *,
    arm: ask.Arm,
    outcome: ask.AnyOutcome,
    when: Annotated[
        Annotated[str, ColumnRole(frozenset({"date", "scale"}))],
        Control(
            label=Message("Time"),
            help=Message("The day or week since the customer entered the test, or the date of entry."),
        ),
    ],
    customer: Annotated[
        AnyColumn | None,
        Control(
            label=Message("Customer"),
            help=Message("Only where a customer has several rows, one for each period."),
        ),
    ] = None,
    periods: Annotated[
        int,
        Field(ge=3, le=30),
        Control(
            label=Message("Periods at most"),
            help=Message("More different times than this are joined into periods with about as many rows each."),
            step=1,
            unit="count",
        ),
    ] = 6,
    control: ask.ControlGroup = None,
    treatment: ask.Treatment = None,
    yes: ask.Yes = None,
    planned_share: ask.PlannedShare = None,
    level: ask.Level = 0.95,
) -> NoveltyReading:
    """Does the effect of the new version last, wear off (novelty) or grow (primacy)?

    Parameters
    ----------
    frame : DataFrame
        One row per customer, or per customer and period since entry.
    arm : str
        Column of the groups.
    outcome : str
        Numbers, or two answers.
    when : str
        Number (day, week since entry) or date of entry.
    customer : str, optional
        Column that tells customers apart where they have several rows.
    periods : int
        Periods at most, 3 to 30.
    control, treatment : str, optional
        Codes of the two groups compared; the first and the next in declared order where not given.
    yes : str, optional
        For two answers the code of the one that counts.
    planned_share : tuple of float, optional
        Planned share of the two groups, the control first; even where not given.
    level : float
        Confidence level of each interval, above 0.5 and below 1.

    Returns
    -------
    NoveltyReading

    Raises
    ------
    TooFewRowsError
        If no row has a group, or a group has no outcome.
    UnsuitableDataError
        If there is one group only, or one time only.
    ParameterError
        If a named group or answer, or the planned shares, do not fit.

    Notes
    -----
    In each period the difference of the two groups with Welch's error; with several rows for a customer
    the covariance of all periods' effects is summed over customers, so that a trend within customers is
    found with the error it has. The trend is the least-squares slope of the effects on the mean time of
    their period, weighed by ``n_c n_t / (n_c + n_t)``; the verdict is about whether its interval holds
    zero and which way the effect over all rows points. Beside it stands a test of equal effects that
    looks for no particular shape.

    The effect up to each period is what somebody saw who looked then. One who stops at a look that
    turns out well needs the wider interval, an asymptotic confidence sequence tuned to all rows.
    A trend says nothing of its cause: with dates of entry season and changing customers run along.

    Simulated without an effect (10,000 replicates, nominal 5 %), 60 customers in 5 weeks with trends of
    their own: a trend is found in .056, with rows taken for customers in .090.

    References
    ----------
    .. [1] Kohavi, R., Tang, D. and Xu, Y. (2020). Trustworthy online controlled experiments, ch. 3, 23
       (primacy and novelty effects).
    .. [2] Sadeghi, S. et al. (2022). Novelty and primacy: a long-term estimator for online experiments.
       Technometrics, 64, 524-534.
    .. [3] Waudby-Smith, I. et al. (2024). Time-uniform central limit theory and asymptotic confidence
       sequences. Annals of Statistics, 52, 2613-2640.

    Examples
    --------
    >>> users = pd.DataFrame(
    ...     {
    ...         "arm": pd.Categorical(["old", "new"] * 12, categories=["old", "new"]),
    ...         "week": [week for week in (1.0, 2.0, 3.0, 4.0) for _ in range(6)],
    ...         "orders": [1.0, 6, 2, 8, 3, 7, 1, 5, 2, 6, 3, 5, 1, 3, 2, 4, 3, 5, 1, 2, 2, 3, 3, 2],
    ...     }
    ... )
    >>> found = read_novelty(users, arm="arm", outcome="orders", when="week")
    >>> found.verdict, [round(item.effect.value, 2) for item in found.periods]
    ('fading', [5.0, 3.33, 2.0, 0.33])
    """
    return read_over_time(
        frame,
        NoveltyQuestion(
            arm=arm,
            outcome=outcome,
            when=when,
            customer=customer,
            periods=periods,
            control=control,
            treatment=treatment,
            yes=yes,
            planned_share=planned_share,
            level=level,
        ),
    )
