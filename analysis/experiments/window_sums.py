"""Running sums of orders, spend and active days in the windows around each customer's assignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.core.errors import UnsuitableDataError
from analysis.core.messages import Message

Floats: TypeAlias = NDArray[np.float64]
Times: TypeAlias = NDArray[np.datetime64]
DAY_US = 86_400_000_000
SIDES = ("after", "before")


def event_times(column: pd.Series, *, zoned: bool | None = None) -> Times:
    """Times as UTC or, without a zone, as they stand; microseconds.

    Parameters
    ----------
    column : Series
        Times, or texts in the form of ISO 8601.
    zoned : bool, optional
        Whether times of the other table have a zone.

    Raises
    ------
    UnsuitableDataError
        If a value is no time, or one table has a zone and the other has none.
    """
    parsed = _parsed(column)
    if zoned is not None and zoned is not is_zoned(parsed):
        raise UnsuitableDataError(
            Message("One table has times with a time zone, the other without."),
            Message("Allowed: both with, or both without."),
            Message("Give both the zone they were written in."),
        )
    if is_zoned(parsed):
        parsed = parsed.dt.tz_convert("UTC").dt.tz_localize(None)
    return parsed.to_numpy(dtype="datetime64[us]")


def is_zoned(column: pd.Series) -> bool:
    """Whether times have a zone."""
    return _parsed(column).dt.tz is not None


def _parsed(column: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column
    try:
        return pd.to_datetime(column, format="ISO8601")
    except (ValueError, TypeError) as error:
        raise UnsuitableDataError(
            Message("{column} holds values that are no times.", column=str(column.name)),
            Message("Allowed: dates, or dates with a time of day, as 2026-01-31 or 2026-01-31 09:00."),
            Message("Choose the column that holds the time."),
        ) from error


@dataclass(slots=True, kw_only=True, eq=False)
class WindowSums:
    """Sums by customer for the windows after and before assignment; grows as pieces of events come in.

    `days` holds one bit for each customer, side and day, so that a day counts once however many pieces
    its events are spread over.
    """

    window_days: int
    orders: Floats
    spend: Floats
    days: NDArray[np.uint8]
    first: np.datetime64
    last: np.datetime64
    n_events: int = 0
    n_known: int = 0
    n_used: int = 0
    n_without_amount: int = 0

    @classmethod
    def empty(cls, customers: int, window_days: int) -> WindowSums:
        """Nothing seen yet."""
        return cls(
            window_days=window_days,
            orders=np.zeros((2, customers)),
            spend=np.zeros((2, customers)),
            days=np.zeros((2, customers, (window_days + 7) // 8), dtype=np.uint8),
            first=np.datetime64("NaT", "us"),
            last=np.datetime64("NaT", "us"),
        )

    def add(
        self,
        customers: NDArray[np.intp],
        piece: pd.DataFrame,
        moments: Times,
        columns: tuple[str, str, str],
        order_kinds: Sequence[str],
        *,
        zoned: bool,
    ) -> None:
        """Count a piece of the events.

        Parameters
        ----------
        customers : array of int
            Place of each event's customer, -1 for somebody outside the test.
        piece : DataFrame
            The events.
        moments : array of datetime64
            Assignment of each customer.
        columns : (str, str, str)
            Names of time, kind and amount.
        order_kinds : sequence of str
            Kinds that are orders.
        zoned : bool
            Whether the assignments have a time zone.
        """
        time, kind, amount = columns
        times = event_times(piece[time], zoned=zoned)
        seen = times[~np.isnat(times)]
        self.n_events += len(piece)
        if seen.size:
            self.first = np.fmin(self.first, seen.min())
            self.last = np.fmax(self.last, seen.max())
        known = (customers >= 0) & ~np.isnat(times)
        self.n_known += int(known.sum())
        place = customers[known]
        day = (times[known] - moments[place]).astype(np.int64) // DAY_US
        side = (day < 0).astype(np.intp)
        distance = np.where(side == 0, day, -1 - day)
        inside = distance < self.window_days
        self.n_used += int(inside.sum())
        rows = np.flatnonzero(known)[inside]
        self._count(place[inside], side[inside], distance[inside], piece.iloc[rows], (kind, amount), order_kinds)

    def _count(
        self,
        place: NDArray[np.intp],
        side: NDArray[np.intp],
        distance: NDArray[np.int64],
        piece: pd.DataFrame,
        columns: tuple[str, str],
        order_kinds: Sequence[str],
    ) -> None:
        kind, amount = columns
        bit = np.left_shift(1, distance % 8).astype(np.uint8)
        np.bitwise_or.at(self.days, (side, place, distance // 8), bit)
        is_order = piece[kind].isin(list(order_kinds)).to_numpy()
        spent = piece[amount].to_numpy(dtype=float, na_value=np.nan)[is_order]
        self.n_without_amount += int(np.isnan(spent).sum())
        size = self.orders.shape[1]
        target = side[is_order] * size + place[is_order]
        self.orders += np.bincount(target, minlength=2 * size).reshape(2, size)
        self.spend += np.bincount(target, np.nan_to_num(spent), 2 * size).reshape(2, size)

    def columns(self, covered: NDArray[np.bool_]) -> dict[str, Floats]:
        """The sums as columns; before assignment NaN where that window was not covered."""
        active = np.bitwise_count(self.days).sum(axis=2).astype(float)
        found: dict[str, Floats] = {}
        for number, side in enumerate(SIDES):
            for name, values in (("orders", self.orders), ("spend", self.spend), ("active_days", active)):
                own = values[number]
                found[name if side == "after" else f"{name}_before"] = (
                    own if side == "after" else np.where(covered, own, np.nan)
                )
        return found
