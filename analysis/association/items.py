"""Items: the yes of a boolean column, or one answer of a question with several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

import numpy as np
import pandas as pd

from analysis.association.bitsets import Bools, Integers
from analysis.core.errors import ColumnRoleError, TooFewRowsError, UnsuitableDataError
from analysis.core.frames import dropped_rows, require_columns
from analysis.core.messages import ColumnRef, Message, Scalar, ValueRef
from analysis.core.parameters import ColumnRole, Level
from analysis.core.results import Dropped

ITEM_LEVELS: frozenset[Level] = frozenset({"binary", "nominal", "ordinal"})
ItemColumns = Annotated[tuple[str, ...], ColumnRole(ITEM_LEVELS)]
Code: TypeAlias = str | int | float | bool
TRANSPOSED_ROWS = 4096
"""Rows of a row-major table that stay in cache while its columns are read."""
BYTE_SUM = 255
"""Columns whose sum of ones fits a byte, which adds eight times as fast as a wider number."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something a row has or has not.

    Parameters
    ----------
    column : str
        The column's id.
    code : str, int, float, bool or None
        The answer; None for a boolean column, whose item is its yes.
    """

    column: str
    code: Code | None = None

    @property
    def name(self) -> str:
        """Language-neutral name: the column, or ``column=code``."""
        return self.column if self.code is None else f"{self.column}={self.code}"

    @property
    def label(self) -> Scalar:
        """What readers see."""
        if self.code is None:
            return ColumnRef(self.column)
        return Message("{column}: {value}", column=ColumnRef(self.column), value=ValueRef(self.column, self.code))


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSizes:
    """How many items a row of the base has.

    Parameters
    ----------
    mean, median : float
        Items a row.
    largest : int
        Most items in one row.
    """

    mean: float
    median: float
    largest: int


@dataclass(frozen=True, slots=True, eq=False)
class ItemTable:
    """Which rows have which items.

    Parameters
    ----------
    items : tuple of Item
        In order of the columns and of their categories.
    columns : list of bool arrays
        Per item the rows that have it; rows not used are False everywhere.
    questions : array of int
        Number of the column each item comes from.
    used : array of bool or None
        Rows in the base; None means all.
    n_total, n_used : int
        Rows of the table, and rows with an answer to every question used.
    dropped : tuple of Dropped
        The other rows by reason.
    """

    items: tuple[Item, ...]
    columns: list[Bools]
    questions: Integers
    used: Bools | None
    n_total: int
    n_used: int
    dropped: tuple[Dropped, ...]

    @property
    def base(self) -> Bools:
        """Rows in the base, as a mask."""
        return np.ones(self.n_total, dtype=bool) if self.used is None else self.used

    def row_sizes(self) -> RowSizes:
        """Items a row, over the base."""
        sizes = np.zeros(self.n_total, dtype=np.uint32)
        for start in range(0, len(self.columns), BYTE_SUM):
            part = np.zeros(self.n_total, dtype=np.uint8)
            for column in self.columns[start : start + BYTE_SUM]:
                np.add(part, column.view(np.uint8), out=part)
            sizes += part
        rows = np.bincount(sizes if self.used is None else sizes[self.used])
        reached = np.cumsum(rows)
        middle = np.searchsorted(reached, [(self.n_used + 1) // 2, self.n_used // 2 + 1])
        return RowSizes(
            mean=float(np.arange(rows.size) @ rows) / self.n_used, median=float(middle.mean()), largest=rows.size - 1
        )


def boolean_columns(frame: pd.DataFrame) -> tuple[str, ...]:
    """Names of the yes-or-no columns, in frame order."""
    return tuple(str(name) for name, dtype in frame.dtypes.items() if pd.api.types.is_bool_dtype(dtype))


def encode_items(
    frame: pd.DataFrame,
    columns: Sequence[str],
    missing_kinds: pd.DataFrame | None = None,
    also_needed: Sequence[str] = (),
) -> ItemTable:
    """Turn columns into items.

    Parameters
    ----------
    frame : DataFrame
        One row per person or basket.
    columns : sequence of str
        Boolean or categorical columns, checked by the method that calls; empty means every boolean column.
    missing_kinds : DataFrame, optional
        Kinds of missing cells, for the reasons of dropped rows.
    also_needed : sequence of str
        Columns that give no item but must be present in a row.

    Returns
    -------
    ItemTable

    Raises
    ------
    UnsuitableDataError
        If there is no boolean column to take by default.
    ColumnRoleError
        If a column name stands twice, or two items would have one name.
    TooFewRowsError
        If no row has an answer to every question.

    Notes
    -----
    "Not asked" is not "no": a row with a missing value in any column used leaves the base.
    """
    chosen = tuple(columns) or tuple(name for name in boolean_columns(frame) if name not in also_needed)
    if not chosen:
        raise UnsuitableDataError(
            Message("This table has no yes-or-no column to combine."),
            remedy=Message("Choose questions with a few answers, or recode a column to yes and no."),
        )
    if not frame.columns.is_unique:
        require_columns(frame, chosen, ITEM_LEVELS, "columns")
    picked = {name: frame[name] for name in (*chosen, *also_needed)}
    used, dropped = _base(frame, picked, missing_kinds)
    n_used = len(frame) if used is None else int(np.count_nonzero(used))
    if not n_used:
        raise TooFewRowsError(
            Message("No row has an answer to all {n:count} columns.", n=len(chosen) + len(also_needed)),
            Message("Rows where a question was not asked are left out: not asked is not no."),
            Message("Choose questions that were put to the same people."),
        )
    items: list[Item] = []
    arrays: list[Bools] = []
    questions: list[int] = []
    for number, name in enumerate(chosen):
        for item, rows in _items_of(picked[name], name):
            items.append(item)
            arrays.append(rows if used is None else rows & used)
            questions.append(number)
    _require_distinct_names(items)
    return ItemTable(
        items=tuple(items),
        columns=_contiguous(arrays),
        questions=np.asarray(questions, dtype=np.int64),
        used=used,
        n_total=len(frame),
        n_used=n_used,
        dropped=dropped,
    )


def _base(
    frame: pd.DataFrame, picked: dict[str, pd.Series[Any]], missing_kinds: pd.DataFrame | None
) -> tuple[Bools | None, tuple[Dropped, ...]]:
    incomplete = [name for name, column in picked.items() if column.dtype != bool and column.hasnans]
    if not incomplete:
        return None, ()
    used, dropped = dropped_rows(frame, incomplete, missing_kinds)
    return used.to_numpy(dtype=bool), dropped


def _items_of(column: pd.Series[Any], name: str) -> Iterator[tuple[Item, Bools]]:
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy()
        for position, category in enumerate(dtype.categories.tolist()):
            yield Item(name, category), codes == position
    elif isinstance(dtype, np.dtype):
        yield Item(name), column.to_numpy()
    else:
        yield Item(name), column.to_numpy(dtype=bool, na_value=False)


def _contiguous(arrays: list[Bools]) -> list[Bools]:
    """Columns of a row-major table, copied so that each is one run of memory."""
    strided = [position for position, array in enumerate(arrays) if not array.flags.c_contiguous]
    if not strided:
        return arrays
    result = list(arrays)
    for position in strided:
        result[position] = np.empty(arrays[position].shape, dtype=bool)
    for start in range(0, arrays[strided[0]].size, TRANSPOSED_ROWS):
        piece = slice(start, start + TRANSPOSED_ROWS)
        for position in strided:
            result[position][piece] = arrays[position][piece]
    return result


def _require_distinct_names(items: Sequence[Item]) -> None:
    seen: set[str] = set()
    for item in items:
        if item.name in seen:
            raise ColumnRoleError(
                Message("The item {name} stands twice in this table.", name=item.name),
                remedy=Message("Give each column a name of its own."),
                parameter="columns",
            )
        seen.add(item.name)
