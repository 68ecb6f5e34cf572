"""Columns with gaps for all-pairs work: codes, tables of two, ranks within the rows that two have in common."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.relations.answers import FloatArray, IntArray

MOST_TABLE_VALUES = 60
# Codes of several columns are counted together while the joint table stays in the processor's cache.
MOST_CELLS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column of numbers with NaN gaps; `codes` where its values are whole numbers in a short range.

    Codes run from 0; the code `n_codes` marks a gap.
    """

    numbers: FloatArray
    observed: NDArray[np.bool_]
    codes: NDArray[np.uint16] | None
    n_codes: int


@dataclass(frozen=True, slots=True, eq=False)
class SortedColumn:
    """Rows of a column in ascending order, the last place of each run of equal values, and its length."""

    order: IntArray
    ends: IntArray
    lengths: IntArray


def coded(numbers: FloatArray) -> Column:
    """A column with its codes, where its values are whole numbers in a short range."""
    observed = ~np.isnan(numbers)
    everything = bool(observed.all())
    present = numbers if everything else numbers[observed]
    if present.size == 0:
        return Column(numbers, observed, None, 0)
    low, high = float(present.min()), float(present.max())
    if high - low >= MOST_TABLE_VALUES or not bool((present == np.rint(present)).all()):
        return Column(numbers, observed, None, 0)
    codes = (numbers if everything else np.where(observed, numbers, high + 1)) - low
    return Column(numbers, observed, codes.astype(np.uint16), int(high - low) + 1)


def gap_groups(columns: Sequence[Column]) -> list[int]:
    """A number for each column; columns with gaps in the same rows share it."""
    seen: dict[bytes, int] = {}
    return [seen.setdefault(np.packbits(column.observed).tobytes(), len(seen)) for column in columns]


def tabled_pairs(
    columns: Sequence[Column], first: IntArray, second: IntArray, places: Sequence[int]
) -> Iterator[tuple[int, Column, Column, FloatArray | None]]:
    """Pairs with the counts of their codes among the rows that have both; `None` for columns without codes.

    Parameters
    ----------
    columns : sequence of Column
        Of equal length.
    first, second : ndarray of int
        The two columns of every pair.
    places : sequence of int
        Pairs asked for; pairs with the same second column stand next to each other.

    Yields
    ------
    (int, Column, Column, ndarray or None)
        Place, both columns, and their table with the first column down.
    """
    waiting: list[tuple[int, Column]] = []
    shared: Column | None = None
    for place in places:
        x, y = columns[int(first[place])], columns[int(second[place])]
        if x.codes is None or y.codes is None:
            yield place, x, y, None
            continue
        if shared is not None and (y is not shared or not _room_for(x, shared, waiting)):
            yield from _tables(shared, waiting)
            waiting = []
        shared = y
        waiting.append((place, x))
    if shared is not None:
        yield from _tables(shared, waiting)


def _room_for(x: Column, shared: Column, waiting: Sequence[tuple[int, Column]]) -> bool:
    cells = math.prod(column.n_codes + 1 for column in (x, shared, *(other for _, other in waiting)))
    return cells <= MOST_CELLS_AT_ONCE


def _tables(shared: Column, waiting: Sequence[tuple[int, Column]]) -> Iterator[tuple[int, Column, Column, FloatArray]]:
    """One count over several columns at once, summed to the table of each with the shared one."""
    combined = _codes(shared)
    widths = [shared.n_codes + 1]
    for _, x in waiting:
        widths.append(x.n_codes + 1)
        combined = combined * np.uint16(widths[-1]) + _codes(x)
    counted = np.bincount(combined, minlength=math.prod(widths)).reshape(widths)
    for axis, (place, x) in enumerate(waiting, 1):
        others = tuple(other for other in range(1, len(widths)) if other != axis)
        yield place, x, shared, counted.sum(axis=others)[:-1, :-1].T.astype(np.float64)


def _codes(column: Column) -> NDArray[np.uint16]:
    if column.codes is None:
        raise TypeError("a column without codes has no table")
    return column.codes


def spearman_of_table(table: FloatArray) -> float:
    """Spearman's ρ of a table of counts whose rows and columns are in order."""
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    n = rows.sum()
    # Twice the distance of each mid-rank from the mean rank.
    across, up = 2 * rows.cumsum() - rows - n, 2 * columns.cumsum() - columns - n
    spread = math.sqrt(float((rows * across**2).sum()) * float((columns * up**2).sum()))
    return float(across @ table @ up) / spread if spread > 0 else math.nan


def spearman_with_codes(x: SortedColumn, codes: NDArray[np.uint16], n_codes: int) -> tuple[float, int]:
    """Spearman's ρ of a sorted column and one with codes, on the rows that have both, and their number.

    Ranks are summed under each code in whole numbers, so that nothing is lost to rounding. NaN where one
    of the two has a single value in those rows.

    Examples
    --------
    >>> column = sorted_column(coded(np.array([10.5, 30.5, 20.5, 40.5])))
    >>> spearman_with_codes(column, np.array([0, 1, 2, 2], dtype=np.uint16), 2)
    (1.0, 2)
    """
    ordered = codes[x.order].astype(np.intp)
    counts = np.bincount(ordered, minlength=n_codes + 1)[:n_codes].astype(np.float64)
    reached = (ordered < n_codes).cumsum()
    n = int(reached[-1]) if reached.size else 0
    if n < 2:
        return math.nan, n
    # Twice the distance of each mid-rank from the mean rank, in both columns.
    if x.ends.size == x.order.size:
        across = 2 * reached - (n + 1)
        tied = 0.0
    else:
        until = reached[x.ends].astype(np.float64)
        runs = np.diff(until, prepend=0.0)
        across = np.repeat(2 * until - runs - n, x.lengths)
        tied = float((runs**3 - runs).sum())
    sums = np.bincount(ordered, across, minlength=n_codes + 1)[:n_codes]
    up = 2 * counts.cumsum() - counts - n
    spread = math.sqrt((float(n) ** 3 - n - tied) / 3 * float((counts * up**2).sum()))
    return (float(up @ sums) / spread if spread > 0 else math.nan), n


def own_ranks(column: Column) -> FloatArray:
    """Ranks within the column's own rows, ties sharing their mean rank, NaN in its gaps."""
    if column.codes is not None:
        counts = np.bincount(column.codes, minlength=column.n_codes + 1)[: column.n_codes]
        middle = counts.cumsum() - (counts - 1) / 2
        return np.append(middle, np.nan)[column.codes]
    found = np.full(column.numbers.size, np.nan)
    if column.observed.any():
        found[column.observed] = ranks_within(sorted_column(column), column.observed)
    return found


def sorted_column(column: Column) -> SortedColumn:
    """The rows of a column sorted by value."""
    rows = np.flatnonzero(column.observed)
    order = rows[np.argsort(column.numbers[rows])]
    values = column.numbers[order]
    ends = np.append(np.flatnonzero(values[1:] != values[:-1]), values.size - 1)
    return SortedColumn(order, ends, np.diff(ends, prepend=-1))


def ranks_within(column: SortedColumn, rows: NDArray[np.bool_]) -> FloatArray:
    """Ranks of some rows among themselves, in row order.

    Examples
    --------
    >>> column = sorted_column(coded(np.array([10.0, 30.0, 10.0, 20.0])))
    >>> ranks_within(column, np.array([True, True, True, False])).tolist()
    [1.5, 3.0, 1.5]
    """
    taken = rows[column.order]
    reached = taken.cumsum()
    found = np.empty(rows.size)
    if column.ends.size == column.order.size:
        found[column.order] = reached
        return found[rows]
    until = reached[column.ends]
    before = np.concatenate(([0], until[:-1]))
    found[column.order] = np.repeat((before + 1 + until) / 2, column.lengths)
    return found[rows]
