"""Columns of a frame as numbers: codes in declared order for answers, values for measurements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.core import ColumnRef, Message, UnsuitableDataError, ValueRef
from analysis.core.frames import level_of

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.intp]
MeasuredLevel: TypeAlias = Literal["scale", "ordinal", "binary", "nominal"]
MOST_CATEGORIES = 200
LARGEST = 1e70


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """One column of complete rows as numbers.

    Parameters
    ----------
    column : str
        Its id.
    level : {"scale", "ordinal", "binary", "nominal"}
        Measurement level. Two declared answers make a column binary, whatever their order.
    numbers : ndarray of float
        Measurements, or codes 0, 1, ... in declared order.
    categories : tuple
        The answer of each code; empty for a scale.
    """

    column: str
    level: MeasuredLevel
    numbers: FloatArray
    categories: tuple[Any, ...] = ()

    @property
    def n(self) -> int:
        """Number of rows."""
        return int(self.numbers.size)

    @property
    def codes(self) -> IntArray:
        """Codes as integers; only for columns with categories."""
        return self.numbers.astype(np.intp)

    @property
    def constant(self) -> bool:
        """Whether every row holds the same value."""
        return self.n > 0 and bool(self.numbers.min() == self.numbers.max())

    def in_order(self, order: IntArray) -> Answers:
        """The same column with its rows rearranged."""
        return replace(self, numbers=self.numbers[order])

    def value_name(self, code: float) -> Message | ValueRef | float:
        """What a value is called: the answer of a code, or the measured number itself."""
        if not self.categories:
            return code
        answer = self.categories[int(code)]
        if isinstance(answer, bool):
            return Message("yes") if answer else Message("no")
        return ValueRef(self.column, answer)


def measured_level(column: pd.Series) -> MeasuredLevel | None:
    """Level of a column for an analysis of relations; `None` for dates and free text."""
    level = level_of(column)
    if level == "ordinal" and len(column.cat.categories) == 2:
        return "binary"
    return None if level in ("text", "date") else level


def read_answers(frame: pd.DataFrame, name: str) -> Answers:
    """A column as numbers, NaN where it is missing.

    Raises
    ------
    UnsuitableDataError
        If a number is infinite, or all are beyond 1e70 or below 1e-70.
    """
    column = frame[name]
    level = measured_level(column)
    if level is None:
        raise UnsuitableDataError(
            Message("{column} is neither numbers nor answers.", column=ColumnRef(name)),
            remedy=Message("Choose another column, or change the level on the Variables page."),
        )
    if level == "scale" or not isinstance(column.dtype, pd.CategoricalDtype):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        _require_usual_size(values, name)
        return Answers(name, level, values, () if level == "scale" else (False, True))
    codes = column.cat.codes.to_numpy()
    values = np.where(codes < 0, np.nan, codes).astype(np.float64)
    return Answers(name, level, values, tuple(_plain(answer) for answer in column.cat.categories))


def _require_usual_size(values: FloatArray, name: str) -> None:
    sizes = np.abs(values[~np.isnan(values)])
    largest = float(sizes.max(initial=0.0))
    if np.isinf(largest):
        raise UnsuitableDataError(
            Message("{column} holds an infinite number.", column=ColumnRef(name)),
            remedy=Message("Declare it as missing on the Variables page, or filter it out."),
        )
    if largest > LARGEST or 0 < largest < 1 / LARGEST:
        raise UnsuitableDataError(
            Message("{column} holds numbers as large as {largest:number}.", column=ColumnRef(name), largest=largest),
            Message("Numbers of a usual size are expected, whose squares can be added."),
            Message("Give them another unit on the Prepare page."),
        )


def complete_answers(frame: pd.DataFrame, names: Sequence[str], used: NDArray[np.bool_]) -> list[Answers]:
    """The complete rows of several columns, in an order that depends on their content alone."""
    everyone = [read_answers(frame, name) for name in names]
    kept = everyone if used.all() else [replace(one, numbers=one.numbers[used]) for one in everyone]
    order = _content_order(kept)
    return [answers.in_order(order) for answers in kept]


def observed_codes(answers: Answers) -> tuple[IntArray, tuple[int, ...]]:
    """Codes of the answers somebody gave, renumbered from 0, and the original code of each."""
    counts = np.bincount(answers.codes, minlength=len(answers.categories))
    present = np.flatnonzero(counts)
    if present.size > MOST_CATEGORIES:
        raise UnsuitableDataError(
            Message("{column} has {n:count} different answers.", column=ColumnRef(answers.column), n=int(present.size)),
            Message("Up to {most:count} can be compared.", most=MOST_CATEGORIES),
            Message("Group them into fewer answers on the Prepare page."),
        )
    renumbered = np.zeros(counts.size, dtype=np.intp)
    renumbered[present] = np.arange(present.size)
    return renumbered[answers.codes], tuple(int(code) for code in present)


def _content_order(columns: Sequence[Answers]) -> IntArray:
    """Lexicographic order of the rows; codes sort as short integers, for which NumPy has a radix sort."""
    order: IntArray = np.arange(columns[0].n)
    for answers in reversed(columns):
        keys = answers.numbers.astype(np.int16) if 0 < len(answers.categories) < 2**15 else answers.numbers
        order = order[np.argsort(keys[order], kind="stable")]
    return order


def average_ranks(values: FloatArray) -> FloatArray:
    """Ranks from 1, ties sharing their mean rank."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(values), dtype=np.float64)


def _plain(answer: Any) -> Any:
    return cast("Any", answer).item() if isinstance(answer, np.generic) else answer
