"""The answers to one question: the usable ones, their weights, and what is missing and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.core.errors import UnsuitableDataError
from analysis.core.frames import MISSING_KINDS, MISSING_WORDS, MissingKind, dropped_rows, level_of
from analysis.core.messages import ColumnRef, Message, PluralMessage, ValueRef
from analysis.core.results import Dropped, ParameterValue, Provenance, package_versions
from analysis.inference.weights import WeightEffect, kish_effect

Code: TypeAlias = str | int | float | bool
Floats: TypeAlias = NDArray[np.float64]
LARGEST = 1e70


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The valid answers to one or several columns, with the rows left out and the reasons.

    Parameters
    ----------
    frame : DataFrame
        The usable rows of the asked columns.
    weights : array of float or None
        One positive weight for each usable row.
    n_total : int
        Rows of the table.
    missing : tuple of (kind, count)
        Rows without an answer, by kind of missing.
    dropped : tuple of Dropped
        All rows left out: the missing ones, and those without a usable weight.
    weighted_by : str
        Name of the weight column, or empty.
    """

    frame: pd.DataFrame
    weights: Floats | None
    n_total: int
    missing: tuple[tuple[MissingKind, int], ...]
    dropped: tuple[Dropped, ...]
    weighted_by: str = ""

    @property
    def n(self) -> int:
        """Usable rows."""
        return len(self.frame)

    @property
    def n_missing(self) -> int:
        """Rows without an answer, whatever the kind."""
        return sum(count for _, count in self.missing)

    @property
    def effect(self) -> WeightEffect | None:
        """Kish's design effect, or None without weights."""
        return None if self.weights is None else kish_effect(self.weights)

    def column(self, name: str) -> pd.Series:
        """The answers of one column."""
        return self.frame[name]

    def provenance(self, method: str, parameters: Mapping[str, ParameterValue], *packages: str) -> Provenance:
        """Where a result of these answers comes from."""
        return Provenance(
            method=method,
            n_total=self.n_total,
            n_used=self.n,
            dropped=self.dropped,
            parameters=dict(parameters),
            packages=package_versions("numpy", "pandas", *packages),
            weighted_by=self.weighted_by,
        )


def read_answers(
    frame: pd.DataFrame,
    columns: tuple[str, ...],
    *,
    weights: str | None = None,
    missing_kinds: pd.DataFrame | None = None,
    every: bool = True,
) -> Answers:
    """The rows of a table that answer every one of `columns` and carry a positive weight.

    Parameters
    ----------
    frame : DataFrame
        One row per respondent; not changed.
    columns : tuple of str
        Columns that must be answered.
    weights : str, optional
        Column of weights.
    missing_kinds : DataFrame, optional
        The kind of each missing cell; see `dropped_rows`.
    every : bool
        Whether a row must answer every column; otherwise one is enough.

    Returns
    -------
    Answers

    Raises
    ------
    UnsuitableDataError
        If a number is infinite or beyond 1e70, or a weight is negative or infinite.

    Examples
    --------
    >>> answers = read_answers(pd.DataFrame({"q1": [1.0, None, 3.0]}), ("q1",))
    >>> answers.n, answers.missing
    (2, (('blank', 1),))
    """
    used, dropped = (
        dropped_rows(frame, columns, missing_kinds) if every else _silent_rows(frame, columns, missing_kinds)
    )
    missing: tuple[tuple[MissingKind, int], ...] = tuple(
        (kind, n) for kind in MISSING_KINDS for n in _dropped_as(dropped, kind)
    )
    weight: Floats | None = None
    mask = used.to_numpy(dtype=bool)
    if weights is not None:
        weight, mask, unweighted = _usable_weights(frame[weights], weights, mask)
        dropped = (*dropped, *unweighted)
    kept = frame[list(columns)][mask]
    for column in columns:
        _require_computable(kept[column], column)
    if weight is not None:
        # Sums then run from small to large weights, whatever the order of the rows.
        order = np.argsort(weight, kind="stable")
        kept, weight = kept.iloc[order], weight[order]
    return Answers(kept, weight, len(frame), missing, dropped, weights or "")


def coded(column: pd.Series) -> tuple[NDArray[np.intp], tuple[Code, ...]]:
    """Position of each answer in the declared order, and the answers in that order.

    Numbers are ordered by size; true stands before false. There must be no missing values.

    Examples
    --------
    >>> positions, codes = coded(pd.Series(pd.Categorical(["b", "a"], categories=["b", "c", "a"])))
    >>> positions.tolist(), codes
    ([0, 2], ('b', 'c', 'a'))
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy().astype(np.intp), tuple(plain_code(code) for code in column.cat.categories)
    if pd.api.types.is_bool_dtype(column.dtype):
        return np.where(column.to_numpy(dtype=bool), 0, 1).astype(np.intp), (True, False)
    values, positions = np.unique(numbers(column), return_inverse=True)
    return positions.astype(np.intp), tuple(plain_code(value) for value in values)


def numbers(column: pd.Series) -> Floats:
    """A column of numbers as floats; missing values become NaN."""
    return column.to_numpy(dtype=float, na_value=np.nan)


def plain_code(code: object) -> Code:
    """A category as a plain Python value; a whole float as an integer.

    Examples
    --------
    >>> plain_code(np.float64(3.0)), plain_code(np.str_("a")), plain_code(2.5)
    (3, 'a', 2.5)
    """
    value = cast("object", code.item()) if isinstance(code, np.generic) else code
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return str(value)


def answer_word(column: str, code: Code) -> ValueRef | Message:
    """What an answer is called: yes or no for a truth value, its label or code otherwise."""
    if isinstance(code, bool):
        return Message("yes") if code else Message("no")
    return ValueRef(column, code)


def answer_text(code: Code) -> str:
    """An answer as the text that stands in `to_frame()`.

    Examples
    --------
    >>> answer_text(3), answer_text(2.5), answer_text(True), answer_text("a")
    ('3', '2.5', 'true', 'a')
    """
    if isinstance(code, bool):
        return "true" if code else "false"
    return f"{code:.12g}" if isinstance(code, float) else str(code)


def _silent_rows(
    frame: pd.DataFrame, columns: tuple[str, ...], missing_kinds: pd.DataFrame | None
) -> tuple[pd.Series, tuple[Dropped, ...]]:
    used = frame[list(columns)].notna().any(axis=1)
    silent = ~used.to_numpy(dtype=bool)
    kinds = None if missing_kinds is None else missing_kinds[silent]
    return used, dropped_rows(frame[silent], columns, kinds)[1]


def _dropped_as(dropped: tuple[Dropped, ...], kind: MissingKind) -> tuple[int, ...]:
    return tuple(item.n for item in dropped if item.reason == MISSING_WORDS[kind])


def _usable_weights(
    column: pd.Series, name: str, answered: NDArray[np.bool_]
) -> tuple[Floats, NDArray[np.bool_], tuple[Dropped, ...]]:
    weight = numbers(column)
    bad = answered & ((weight < 0) | np.isinf(weight))
    if bool(bad.any()):
        raise UnsuitableDataError(
            PluralMessage(
                "The weight {weight} is negative or infinite in one row.",
                "The weight {weight} is negative or infinite in {n:count} rows.",
                n=int(bad.sum()),
                weight=ColumnRef(name),
            ),
            Message("Weights are positive numbers; rows with a weight of zero are left out."),
            Message("Choose another weight, or mend it on the Prepare page."),
        )
    without = answered & np.isnan(weight)
    zero = answered & (weight == 0)
    reasons = ((int(without.sum()), Message("without a weight")), (int(zero.sum()), Message("with a weight of zero")))
    kept = answered & ~without & ~zero
    return weight[kept], kept, tuple(Dropped(n, reason) for n, reason in reasons if n)


def _require_computable(column: pd.Series, name: str) -> None:
    if level_of(column) != "scale":
        return
    # The fourth powers of kurtosis leave the range of a double beyond this size.
    bad = int((~(np.abs(numbers(column)) < LARGEST)).sum())
    if bad:
        raise UnsuitableDataError(
            PluralMessage(
                "{column} is infinite or larger than {largest:number} in one row.",
                "{column} is infinite or larger than {largest:number} in {n:count} rows.",
                n=bad,
                column=ColumnRef(name),
                largest=LARGEST,
            ),
            Message("Finite numbers of a usual size are expected."),
            Message("Mark these values as missing on the Variables page, or mend the column they were computed from."),
        )
