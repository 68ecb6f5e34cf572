"""From assignments and events to one row per customer: the same window after and before assignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.core.errors import ParameterError, TooFewRowsError, UnsuitableDataError
from analysis.core.messages import Message
from analysis.core.results import Dropped
from analysis.experiments.event_batches import TableSource, batches, column_names, require_columns_of
from analysis.experiments.window_sums import WindowSums, event_times, is_zoned

MEASURES = ("orders", "spend", "active_days")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UserOutcomes:
    """One row per customer of a test.

    Parameters
    ----------
    frame : DataFrame
        The columns of the assignments, then orders, spend and active_days in the window after
        assignment, and the same before it (orders_before, ...), NaN where that window began before the
        events did.
    dropped : tuple of Dropped
        Customers left out, by reason.
    n_total : int
        Rows of the assignments.
    window_days : int
        Length of both windows.
    observed_from, observed_until : Timestamp
        First moment the events cover, and the moment they end.
    n_without_before : int
        Customers kept whose window before assignment was not observed.
    n_events, n_events_used, n_without_amount : int
        Events read, those of a customer in a window, and orders without an amount (their spend counts
        as 0).
    """

    frame: pd.DataFrame
    dropped: tuple[Dropped, ...]
    n_total: int
    window_days: int
    observed_from: pd.Timestamp
    observed_until: pd.Timestamp
    n_without_before: int
    n_events: int
    n_events_used: int
    n_without_amount: int


def user_outcomes(
    arms: TableSource,
    events: TableSource | None = None,
    *,
    window_days: int,
    customer: str = "customer_id",
    arm: str = "arm",
    assigned: str = "assigned_on",
    time: str = "time",
    kind: str = "kind",
    amount: str = "amount",
    order_kinds: Sequence[str] = ("purchase",),
    observed_from: pd.Timestamp | None = None,
    observed_until: pd.Timestamp | None = None,
) -> UserOutcomes:
    """What did each customer of a test do in the days after assignment, and in as many days before?

    Parameters
    ----------
    arms : DataFrame or Parquet path(s)
        One row per assignment, with the columns `customer`, `arm` and `assigned`; other columns are kept.
    events : DataFrame or Parquet path(s), optional
        One row per event. Files are read a row group at a time. Without events the assignments are
        checked and returned with the outcomes they carry themselves.
    window_days : int
        Length of the window, 1 or more.
    customer, arm, assigned, time, kind, amount : str
        Names of the columns.
    order_kinds : sequence of str
        Kinds of event that are orders.
    observed_from, observed_until : Timestamp, optional
        What time the events cover; from the first to the last event where not given. Without activity
        at the very end the last event comes too early: give the time of the export.

    Returns
    -------
    UserOutcomes

    Raises
    ------
    ParameterError
        If the window is shorter than a day, a column is missing, or its name is taken.
    TooFewRowsError
        If no window has elapsed.
    UnsuitableDataError
        If no event belongs to a customer of the test, or times with and without a zone are mixed.

    Notes
    -----
    After: from the moment of assignment, `window_days` times 24 hours, the end not included; before: as
    many before it. An assignment given as a date is its midnight, so the day of assignment counts as
    after. Active days are distinct 24-hour days of the window, counted from assignment, with any event.
    A customer whose window ends after `observed_until` is left out: those assigned late would have had
    less time. A customer assigned twice to one group keeps the first time; one assigned to several
    groups is left out. Outcomes of customers without events are 0, not missing.

    Examples
    --------
    >>> arms = pd.DataFrame({"customer_id": ["a", "b"], "arm": ["x", "y"], "assigned_on": ["2026-01-10"] * 2})
    >>> events = pd.DataFrame(
    ...     {
    ...         "customer_id": ["a", "a", "b", "b"],
    ...         "time": ["2026-01-12", "2026-01-12 09:00", "2026-01-05", "2026-01-20"],
    ...         "kind": ["purchase"] * 4,
    ...         "amount": [30.0, 12.0, 8.0, 9.0],
    ...     }
    ... )
    >>> found = user_outcomes(arms, events, window_days=5)
    >>> found.frame[["orders", "spend", "active_days", "orders_before"]].to_numpy().tolist()
    [[2.0, 42.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]
    """
    if window_days < 1:
        raise ParameterError(
            Message("A window of {days:count} days holds nothing.", days=window_days),
            Message("Allowed: a whole number, 1 or more."),
            parameter="window_days",
        )
    table, dropped = _assignments(arms, customer, arm, assigned)
    n_total = len(table) + sum(item.n for item in dropped)
    moments = event_times(table[assigned])
    sums = WindowSums.empty(len(table), window_days)
    if events is not None:
        _require_free(table)
        index = pd.Index(table[customer])
        zoned = is_zoned(table[assigned])
        for piece in batches(events, (customer, time, kind, amount)):
            place = index.get_indexer(pd.Index(piece[customer]))
            sums.add(place, piece, moments, (time, kind, amount), order_kinds, zoned=zoned)
        _require_some(sums)
    begin = sums.first if observed_from is None else event_times(pd.Series([observed_from]))[0]
    end = sums.last if observed_until is None else event_times(pd.Series([observed_until]))[0]
    window = np.timedelta64(window_days, "D")
    elapsed = np.ones(len(table), dtype=bool) if np.isnat(end) else moments + window <= end + np.timedelta64(1, "us")
    covered = np.ones(len(table), dtype=bool) if np.isnat(begin) else _whole_day(begin) <= moments - window
    if not elapsed.all():
        dropped.append(
            Dropped(
                int((~elapsed).sum()),
                Message("the {days:count} days after assignment are not over", days=window_days),
            )
        )
    if not elapsed.any():
        raise TooFewRowsError(
            Message("For no customer the {days:count} days after assignment are over.", days=window_days),
            remedy=Message("Choose a shorter window, or wait."),
        )
    frame = table if events is None else table.assign(**sums.columns(covered))
    return UserOutcomes(
        frame=frame[elapsed].reset_index(drop=True),
        dropped=tuple(dropped),
        n_total=n_total,
        window_days=window_days,
        observed_from=pd.Timestamp(begin),
        observed_until=pd.Timestamp(end),
        n_without_before=int((elapsed & ~covered).sum()),
        n_events=sums.n_events,
        n_events_used=sums.n_used,
        n_without_amount=sums.n_without_amount,
    )


def _whole_day(moment: np.datetime64) -> np.datetime64:
    """Events begin on a day, not at the second of the first of them."""
    return moment.astype("datetime64[D]").astype("datetime64[us]")


def _assignments(arms: TableSource, customer: str, arm: str, assigned: str) -> tuple[pd.DataFrame, list[Dropped]]:
    if isinstance(arms, pd.DataFrame):
        table = arms.reset_index(drop=True)
        require_columns_of(table.columns.tolist(), (customer, arm, assigned))
    else:
        table = _whole(arms, (customer, arm, assigned))
    dropped: list[Dropped] = []
    known = table[[customer, arm, assigned]].notna().all(axis=1)
    if not known.all():
        dropped.append(Dropped(int((~known).sum()), Message("without customer, group or time of assignment")))
    table = table[known]
    groups = table.groupby(customer, observed=True)[arm].transform("nunique")
    if (groups > 1).any():
        dropped.append(Dropped(int((groups > 1).sum()), Message("assigned to several groups")))
    table = table[(groups == 1).to_numpy()].sort_values(assigned, kind="stable")
    again = table[customer].duplicated()
    if again.any():
        dropped.append(Dropped(int(again.sum()), Message("assigned again to the same group")))
    table = table[~again].sort_index().reset_index(drop=True)
    if not len(table):
        raise TooFewRowsError(
            Message("No customer has a group and a time of assignment."),
            remedy=Message("Check the columns of the assignments."),
        )
    return table, dropped


def _whole(arms: TableSource, needed: Sequence[str]) -> pd.DataFrame:
    columns = column_names(arms)
    require_columns_of(columns, needed)
    return pd.concat(list(batches(arms, columns)), ignore_index=True)


def _require_free(table: pd.DataFrame) -> None:
    for name in (*MEASURES, *(f"{measure}_before" for measure in MEASURES)):
        if name in table.columns:
            raise ParameterError(
                Message("The assignments already have a column {column}.", column=name),
                remedy=Message("Rename it; the outcome of the window takes its name."),
                parameter="arms",
            )


def _require_some(sums: WindowSums) -> None:
    if not sums.n_known:
        raise UnsuitableDataError(
            Message("None of {n:count} events belongs to a customer of the test.", n=sums.n_events),
            remedy=Message("Check that both tables name customers in the same way."),
        )
