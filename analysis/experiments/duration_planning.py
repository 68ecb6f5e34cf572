"""For how many weeks must a test run, given the customers that really come?"""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
import pandas as pd
from pydantic import Field

from analysis.core.errors import ParameterError
from analysis.core.messages import Message, PluralMessage
from analysis.core.method import method
from analysis.core.parameters import Control
from analysis.core.results import Note, Provenance, package_versions
from analysis.experiments.accrual import Accrual, Afterwards
from analysis.experiments.duration_plan import DurationPlan

NAN = float("nan")
LONGEST_WEEKS = 104
LONG_WEEKS = 12
SHOWN_AFTER = 3

NeededCustomers = Annotated[
    int,
    Field(ge=2, le=10**12),
    Control(
        number=1,
        label=Message("Customers the plan needs, all groups together"),
        step=100,
        unit="count",
    ),
]
UsersByWeek = Annotated[
    tuple[float, ...],
    Control(
        number=2,
        label=Message("New, different customers in week 1, 2, …"),
        help=Message(
            "Numbers with commas between them. Somebody who comes in week 1 and again in week 2 counts in week 1 only, so the numbers usually fall."
        ),
    ),
]
AfterwardsChoice = Annotated[
    Afterwards,
    Control(
        label=Message("After the last of these weeks"),
        choices={
            "like_last_week": Message("as many each week", context="afterwards"),
            "declining": Message("fewer and fewer", context="afterwards"),
            "nobody": Message("nobody new", context="afterwards"),
        },
    ),
]
TrafficShare = Annotated[
    float,
    Field(gt=0, le=1),
    Control(label=Message("Share of eligible customers who enter the test"), step=0.05, unit="percent"),
]
RampShares = Annotated[
    tuple[float, ...],
    Control(
        label=Message("Share who enter in week 1, 2, … at first"),
        help=Message(
            "As fractions: 0.05, 0.2, 0.5 opens the test slowly over three weeks. Empty: open from the start."
        ),
        advanced=True,
    ),
]
FollowUpDays = Annotated[
    int,
    Field(ge=0, le=366),
    Control(
        number=3,
        label=Message("Days each customer is watched after entering"),
        help=Message("A 30-day repurchase is known 30 days after entry, also for the last customer."),
        unit="days",
    ),
]
MinimumWeeks = Annotated[
    int,
    Field(ge=1, le=52),
    Control(
        label=Message("At least so many weeks"),
        help=Message("Whole weeks see every weekday equally often; two show whether a novelty wears off."),
        unit="weeks",
        advanced=True,
    ),
]
VarianceByWeek = Annotated[
    tuple[float, ...],
    Control(
        label=Message("Relative variance after week 1, 2, …"),
        help=Message(
            "Of a number that adds up while the test runs, such as spend: its variance over its squared mean, relative to the plan (1 = as planned). Empty: as planned in every week."
        ),
        advanced=True,
    ),
]


@method("plan_duration")
def plan_duration(
    *,
    n_total: NeededCustomers,
    users_by_week: UsersByWeek,
    afterwards: AfterwardsChoice = "like_last_week",
    follow_up_days: FollowUpDays = 0,
    traffic_share: TrafficShare = 1.0,
    ramp_shares: RampShares = (),
    minimum_weeks: MinimumWeeks = 1,
    variance_by_week: VarianceByWeek = (),
) -> DurationPlan:
    """For how many weeks must a test run, given the customers that really come?

    Parameters
    ----------
    n_total : int
        Customers the plan needs in all groups together, 2 or more.
    users_by_week : tuple of float
        New, different customers in week 1, 2, ... of the test; 1 to 104 numbers of 0 or more, not all 0.
    afterwards : {"like_last_week", "declining", "nobody"}
        What happens after the last week given. "declining" goes on with the ratio of the last two weeks.
    follow_up_days : int
        Days, 0..366, that each customer is watched after entering before their outcome counts.
    traffic_share : float
        Share of the coming customers that enters, above 0, at most 1.
    ramp_shares : tuple of float
        Share that enters in the first weeks instead, each 0..1.
    minimum_weeks : int
        Least number of weeks of entry, 1..52.
    variance_by_week : tuple of float
        Variance over squared mean of the metric after so many weeks, relative to the plan, above 0; the
        last one goes on. The customers needed change in proportion.

    Returns
    -------
    DurationPlan

    Raises
    ------
    ParameterError
        If no week is given, a number is negative, all are 0, or "declining" has fewer than two weeks to go on.

    Notes
    -----
    The customers in the test after week w are the sum of ``coming × share`` up to w; the test ends after the
    first whole week in which they reach ``n_total × relative variance``, not before `minimum_weeks`, plus the
    follow-up in whole weeks. Whole weeks, because weekdays differ. The smallest change found with n in place
    of N customers is sqrt(N / n) times the one planned for (both rates near those planned).

    Visits are not customers: the curve of *different* customers flattens, which is why n divided by daily
    visitors promises too much. Customers turned away during a ramp-up are taken to be gone; where they come
    back later the test fills faster. The curve itself is taken as known; `measure_accrual` reads it from events.

    References
    ----------
    .. [1] Kohavi, R., Tang, D. and Xu, Y. (2020). Trustworthy online controlled experiments. Cambridge
       University Press, ch. 2 and 17.

    Examples
    --------
    >>> plan_duration(n_total=18082, users_by_week=(2600.0,)).weeks
    7.0
    >>> plan_duration(n_total=10000, users_by_week=(5000.0, 3000.0, 1800.0), afterwards="declining").weeks
    4.0
    """
    _check(users_by_week, ramp_shares, variance_by_week, afterwards)
    accrual = Accrual(
        users_by_week=tuple(users_by_week),
        afterwards=afterwards,
        traffic_share=traffic_share,
        ramp_shares=tuple(ramp_shares),
    )
    course = _course(accrual, n_total, variance_by_week, minimum_weeks)
    reached = bool(course["enough"].any())
    entry = float(course.loc[course["enough"], "week"].iloc[0]) if reached else NAN
    follow_up = float(math.ceil(follow_up_days / 7))
    at_end = course.iloc[int(entry) - 1 if reached else -1]
    shown = LONGEST_WEEKS if not reached else min(LONGEST_WEEKS, int(entry) + max(SHOWN_AFTER, int(entry) // 2))
    return DurationPlan(
        n_total=n_total,
        reached=reached,
        entry_weeks=entry,
        follow_up_weeks=follow_up,
        weeks=entry + follow_up,
        naive_weeks=_naive(accrual, n_total, minimum_weeks),
        most=accrual.most,
        n_in_test=float(at_end["n_in_test"]),
        detectable_ratio=float(at_end["detectable_ratio"]),
        course=course.iloc[:shown].reset_index(drop=True),
        notes=_notes(accrual, reached=reached, weeks=entry + follow_up, entry=entry, follow_up_days=follow_up_days),
        provenance=Provenance(
            method="plan_duration",
            n_total=0,
            n_used=0,
            parameters={
                "n_total": n_total,
                "users_by_week": tuple(users_by_week),
                "afterwards": afterwards,
                "follow_up_days": follow_up_days,
                "traffic_share": traffic_share,
                "ramp_shares": tuple(ramp_shares),
                "minimum_weeks": minimum_weeks,
                "variance_by_week": tuple(variance_by_week),
            },
            packages=package_versions("numpy"),
        ),
    )


def _course(accrual: Accrual, n_total: int, variance: tuple[float, ...], minimum_weeks: int) -> pd.DataFrame:
    weeks = np.arange(1, LONGEST_WEEKS + 1)
    in_test = accrual.cumulative(LONGEST_WEEKS)
    factors = np.ones(LONGEST_WEEKS)
    if variance:
        factors = np.asarray(variance, dtype=float)[np.minimum(weeks, len(variance)) - 1]
    needed = np.ceil(n_total * factors - 1e-9 * n_total)
    ratio = np.sqrt(np.divide(needed, in_test, out=np.full(LONGEST_WEEKS, np.inf), where=in_test > 0))
    # Sums of many decimals may miss the number needed by their last bits.
    enough = (in_test >= needed * (1 - 1e-12)) & (weeks >= minimum_weeks)
    return pd.DataFrame(
        {
            "week": weeks,
            "coming": accrual.coming(LONGEST_WEEKS),
            "share": accrual.shares(LONGEST_WEEKS),
            "n_in_test": in_test,
            "n_needed": needed,
            "detectable_ratio": ratio,
            "enough": enough,
        }
    )


def _naive(accrual: Accrual, n_total: int, minimum_weeks: int) -> float:
    first = accrual.users_by_week[0] * accrual.traffic_share
    return float(max(minimum_weeks, math.ceil(n_total / first - 1e-9))) if first else NAN


def _check(
    users: tuple[float, ...], ramp: tuple[float, ...], variance: tuple[float, ...], afterwards: Afterwards
) -> None:
    if not users or not any(users):
        raise ParameterError(
            Message("No week has any customers.") if users else Message("No week is given."),
            remedy=Message("Give the new, different customers of week 1, 2, …, such as 5000, 3000, 2200."),
            parameter="users_by_week",
        )
    if len(users) > LONGEST_WEEKS or min(users) < 0:
        raise ParameterError(
            Message("{n:count} weeks are given, the smallest number is {low:exact}.", n=len(users), low=min(users)),
            PluralMessage(
                "Allowed: up to {n:count} week of 0 customers or more.",
                "Allowed: up to {n:count} weeks of 0 customers or more.",
                n=LONGEST_WEEKS,
            ),
            parameter="users_by_week",
        )
    if any(not 0 <= share <= 1 for share in ramp):
        worst = next(share for share in ramp if not 0 <= share <= 1)
        raise ParameterError(
            Message("A share of {share:exact} cannot enter in a week.", share=worst),
            Message("Shares lie between 0 and 1."),
            Message("Write 20% as 0.2."),
            parameter="ramp_shares",
        )
    if any(not factor > 0 for factor in variance):
        raise ParameterError(
            Message("A relative variance cannot be {value:exact}.", value=min(variance)),
            Message("Allowed: numbers above 0; 1 is the variance of the plan."),
            parameter="variance_by_week",
        )
    if afterwards == "declining" and len(users) < 2:
        raise ParameterError(
            Message("From one week alone no decline can be read."),
            remedy=Message("Give at least two weeks, or take as many each week."),
            parameter="afterwards",
        )


def _notes(accrual: Accrual, *, reached: bool, weeks: float, entry: float, follow_up_days: int) -> tuple[Note, ...]:
    notes: list[Note] = []
    if not reached:
        notes.append(
            Note(
                "caution",
                Message(
                    "Plan for a larger change, use a metric that varies less, let more customers in, or do not test."
                ),
                code="never_enough",
            )
        )
    elif weeks > LONG_WEEKS:
        notes.append(
            Note(
                "caution",
                PluralMessage(
                    "{n} week is long for a test: seasons change, customers leave and come back. A larger smallest change, or more customers a week, shortens it.",
                    "{n:count} weeks are long for a test: seasons change, customers leave and come back. A larger smallest change, or more customers a week, shortens it.",
                    n=int(weeks),
                ),
                code="long_test",
            )
        )
    given = len(accrual.users_by_week)
    if reached and entry > given:
        notes.append(
            Note(
                "info" if given > 1 else "caution",
                PluralMessage(
                    "Only the first week is given; the weeks after it are assumed. With many returning customers fewer new ones come each week and the test takes longer.",
                    "The first {n:count} weeks are given; the weeks after them are assumed.",
                    n=given,
                ),
                code="assumed_weeks",
            )
        )
    if len(accrual.ramp_shares) and entry > 0:
        notes.append(
            Note(
                "info",
                Message(
                    "While the test opens step by step its groups fill at changing speed: keep the split between the groups the same in every step, or analyse each step by itself (Simpson's paradox)."
                ),
                code="ramp",
            )
        )
    if not follow_up_days:
        notes.append(
            Note(
                "info",
                Message(
                    "Outcomes are taken to be known at once. If they take time (a repurchase, a refund), give the days each customer is watched."
                ),
                code="no_follow_up",
            )
        )
    return tuple(sorted(notes, key=lambda note: {"blocks_conclusion": 0, "caution": 1, "info": 2}[note.severity]))
