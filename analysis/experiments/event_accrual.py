"""How many new, different customers does each week of a test bring, by the study's own events?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeAlias

import numpy as np
import pandas as pd
from pydantic import Field

from analysis.core.errors import TooFewRowsError
from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.core.method import method
from analysis.core.parameters import AnyColumn, ColumnRole, Control, NumericColumn
from analysis.core.results import Dropped, Note, Provenance, package_versions

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAN = float("nan")
WEEK = np.timedelta64(7, "D")
FEW_CUSTOMERS = 30

CustomerColumn = Annotated[AnyColumn, Control(label=Message("Customer"))]
TimeColumn: TypeAlias = Annotated[str, ColumnRole(frozenset({"date"})), Control(label=Message("Time of the event"))]
AmountColumn = Annotated[
    NumericColumn | None,
    Control(
        label=Message("Amount that adds up"),
        help=Message("Such as spend: shows how its variance changes with the length of the test."),
    ),
]
Weeks = Annotated[int, Field(ge=2, le=26), Control(label=Message("Weeks"), unit="weeks")]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EventAccrual:
    """Weeks of a test as they would have been had it started so many weeks before the last event.

    Parameters
    ----------
    started, ended : Timestamp
        First and last moment of the weeks looked at.
    users_by_week : tuple of float
        New, different customers in week 1, 2, ...
    variance_by_week : tuple of float
        Variance over squared mean of the amount summed over the first 1, 2, ... weeks of the customers of
        week 1, relative to the first; empty without an amount, or where week 1 has no variance.
    course : DataFrame
        week, active (customers), new (of them), n_in_test, low, high (range of new in earlier windows of the
        same length; NaN where there is none), mean, sd (of the amount up to this week; NaN without one).
    """

    started: pd.Timestamp
    ended: pd.Timestamp
    users_by_week: tuple[float, ...]
    variance_by_week: tuple[float, ...]
    course: pd.DataFrame
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row a week: week, active, new, n_in_test, low, high, mean, sd."""
        return self.course

    def readings(self) -> tuple[Sentence, ...]:
        """How many different customers the weeks bring, and how fast the number of new ones falls."""
        first, last = float(self.course["new"].iloc[0]), float(self.course["new"].iloc[-1])
        claim = PluralMessage(
            "{n} week would have brought {total:count} different customers into a test.",
            "{n:count} weeks would have brought {total:count} different customers into a test, {first:count} of them in the first week and {last:count} in the last.",
            n=len(self.users_by_week),
            total=float(self.course["n_in_test"].iloc[-1]),
            first=first,
            last=last,
        )
        visits = float(self.course["active"].sum())
        return (
            claim,
            Message(
                "Counting every week's customers anew would give {visits:count}: many come back and count once.",
                visits=visits,
            ),
        )


@method("measure_accrual")
def measure_accrual(
    frame: pd.DataFrame,
    *,
    customer: CustomerColumn,
    time: TimeColumn,
    amount: AmountColumn = None,
    weeks: Weeks = 8,
) -> EventAccrual:
    """How many new, different customers does each week of a test bring, by the study's own events?

    Parameters
    ----------
    frame : DataFrame
        One row an event.
    customer : str
        Column that tells customers apart.
    time : str
        Column of dates or times.
    amount : str, optional
        Numeric column that adds up over the test, such as spend.
    weeks : int
        Weeks before the last event, 2..26, that stand in for the test.

    Returns
    -------
    EventAccrual
        `users_by_week` and `variance_by_week` are what `plan_duration` asks for.

    Raises
    ------
    TooFewRowsError
        If no event has both a customer and a time.

    Notes
    -----
    The window ends with the last event. A customer is new in the week of their first event inside the window,
    whatever happened before: a test that starts then meets everybody for the first time. Earlier windows of the
    same length that do not overlap show how much the numbers move; that range is no confidence interval, since
    the season differs. The variance over the length of the window is that of the customers who come in week 1:
    they alone are watched for all the weeks. An event without an amount counts as 0.

    Events without customer or time are left out and counted.

    References
    ----------
    .. [1] Kohavi, R., Tang, D. and Xu, Y. (2020). Trustworthy online controlled experiments. Cambridge
       University Press, ch. 2 and 18.

    Examples
    --------
    >>> events = pd.DataFrame({"customer": ["a", "b", "a", "c"],
    ...     "day": pd.to_datetime(["2026-01-01", "2026-01-02", "2026-01-09", "2026-01-14"])})
    >>> measure_accrual(events, customer="customer", time="day", weeks=2).users_by_week
    (2.0, 1.0)
    """
    columns = list(dict.fromkeys([customer, time, *([amount] if amount else [])]))
    known = frame[columns].dropna(subset=[customer, time])
    if known.empty:
        raise TooFewRowsError(
            Message("No event has both a customer and a time."),
            remedy=Message("Choose the columns that hold them."),
        )
    ended = pd.Timestamp(known[time].max())
    week = ((ended - known[time]).to_numpy() // WEEK).astype(np.int64)
    customers = pd.factorize(known[customer])[0]
    inside = week < weeks
    place = weeks - 1 - week[inside]
    course = _course(customers[inside], place, weeks)
    low, high, windows = _earlier(customers, week, weeks)
    mean, sd = _amounts(known, amount, customers, inside, place, weeks)
    course = course.assign(low=low, high=high, mean=mean, sd=sd)
    outside = int((~inside).sum())
    return EventAccrual(
        started=ended - weeks * pd.Timedelta(days=7),
        ended=ended,
        users_by_week=tuple(float(n) for n in course["new"]),
        variance_by_week=_relative_variance(mean, sd),
        course=course,
        notes=_notes(course, windows),
        provenance=Provenance(
            method="measure_accrual",
            n_total=len(frame),
            n_used=int(inside.sum()),
            dropped=tuple(
                Dropped(n, reason)
                for n, reason in (
                    (len(frame) - len(known), Message("no customer or no time")),
                    (outside, Message("before the weeks looked at")),
                )
                if n
            ),
            parameters={"customer": customer, "time": time, "amount": amount, "weeks": weeks},
            packages=package_versions("pandas"),
        ),
    )


def _course(customers: NDArray[np.int64], place: NDArray[np.int64], weeks: int) -> pd.DataFrame:
    pairs = np.unique(np.stack([customers, place]), axis=1)
    active = np.bincount(pairs[1], minlength=weeks)
    # The pairs are sorted, so the first of a customer is their first week.
    first = np.unique(pairs[0], return_index=True)[1]
    new = np.bincount(pairs[1][first], minlength=weeks)
    return pd.DataFrame({"week": range(1, weeks + 1), "active": active, "new": new, "n_in_test": np.cumsum(new)})


def _earlier(
    customers: NDArray[np.int64], week: NDArray[np.int64], weeks: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], int]:
    """Lowest and highest number of new customers by week in the earlier full windows, and how many there are."""
    windows = int(week.max()) // weeks
    nothing = np.full(weeks, np.nan)
    counts: list[NDArray[np.float64]] = []
    for number in range(1, windows):
        rows = (week >= number * weeks) & (week < (number + 1) * weeks)
        place = weeks - 1 - (week[rows] - number * weeks)
        counts.append(_course(customers[rows], place, weeks)["new"].to_numpy(dtype=float))
    if not counts:
        return nothing, nothing, 0
    return np.min(counts, axis=0), np.max(counts, axis=0), len(counts)


def _amounts(
    known: pd.DataFrame,
    amount: str | None,
    customers: NDArray[np.int64],
    inside: NDArray[np.bool_],
    place: NDArray[np.int64],
    weeks: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and standard deviation of the amount of week 1's customers, summed up to each week."""
    if amount is None:
        return np.full(weeks, np.nan), np.full(weeks, np.nan)
    values = known[amount].to_numpy(dtype=float, na_value=0.0)[inside]
    mine = customers[inside]
    cohort = np.unique(mine[place == 0])
    if cohort.size < 2:
        return np.full(weeks, np.nan), np.full(weeks, np.nan)
    rows = np.isin(mine, cohort)
    table = np.zeros((cohort.size, weeks))
    np.add.at(table, (np.searchsorted(cohort, mine[rows]), place[rows]), values[rows])
    sums = np.cumsum(table, axis=1)
    return sums.mean(axis=0), sums.std(axis=0, ddof=1)


def _relative_variance(mean: NDArray[np.float64], sd: NDArray[np.float64]) -> tuple[float, ...]:
    if np.isnan(mean).any() or (mean == 0).any() or sd[0] == 0:
        return ()
    squared = (sd / mean) ** 2
    return tuple(float(value) for value in squared / squared[0])


def _notes(course: pd.DataFrame, windows: int) -> tuple[Note, ...]:
    notes: list[Note] = []
    total = int(course["n_in_test"].iloc[-1])
    if (course["active"] == 0).any():
        notes.append(
            Note(
                "caution",
                Message("At least one of the weeks has no event at all: check whether the log has a gap."),
                code="empty_week",
            )
        )
    if total < FEW_CUSTOMERS:
        notes.append(
            Note(
                "caution",
                PluralMessage(
                    "{n} customer is too few to tell the course of later weeks.",
                    "{n:count} customers are too few to tell the course of later weeks.",
                    n=total,
                ),
                code="few_customers",
            )
        )
    if not windows:
        notes.append(
            Note(
                "info",
                Message(
                    "The events do not reach back far enough for a second window; how much the numbers move is unknown."
                ),
                code="one_window",
            )
        )
    if not math.isnan(float(course["mean"].iloc[0])):
        notes.append(
            Note(
                "info",
                Message(
                    "Mean and standard deviation are those of the customers of week 1, who are watched for all the weeks."
                ),
                code="week_one_cohort",
            )
        )
    return tuple(notes)
