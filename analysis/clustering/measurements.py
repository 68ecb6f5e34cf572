"""Columns of customers as numbers: complete rows only, in an order that depends on content alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.core.errors import UnsuitableDataError
from analysis.core.frames import dropped_rows, level_of
from analysis.core.messages import ColumnRef, Message, PluralMessage
from analysis.core.results import Dropped

Floats: TypeAlias = NDArray[np.float64]
Code: TypeAlias = str | int | float | bool
MeasuredAs: TypeAlias = Literal["scale", "ordinal", "binary"]
LARGEST = 1e70


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """How one column becomes a number.

    Parameters
    ----------
    column : str
        Id of the column.
    level : {"scale", "ordinal", "binary"}
        A scale keeps its numbers. Ordered answers become their codes where these are numbers in equal
        steps, and their positions 1, 2, 3, … otherwise. Of two answers the first is 0, the second 1.
    codes : tuple
        Answers in declared order; empty for a scale.
    numbers : tuple of float
        The number each answer stands for.
    """

    column: str
    level: MeasuredAs
    codes: tuple[Code, ...] = ()
    numbers: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measurements:
    """The usable rows as numbers.

    Parameters
    ----------
    variables : tuple of Variable
        In the order of `values`' columns: by name, so that the order of choosing does not matter.
    values : array of float, shape (n, variables)
        Rows sorted by content.
    positions : array of int
        Where each sorted row stands in the frame.
    n_total : int
        Rows of the frame.
    dropped : tuple of Dropped
        Rows left out, by kind of missing.
    """

    variables: tuple[Variable, ...]
    values: Floats
    positions: NDArray[np.intp]
    n_total: int
    dropped: tuple[Dropped, ...]

    @property
    def n(self) -> int:
        """Usable rows."""
        return len(self.values)


def measure(
    frame: pd.DataFrame,
    columns: Sequence[str],
    missing_kinds: pd.DataFrame | None = None,
    variables: tuple[Variable, ...] | None = None,
) -> Measurements:
    """Turn columns into a matrix of complete rows.

    Parameters
    ----------
    frame : DataFrame
        One row per customer; not changed.
    columns : sequence of str
        Scale, ordinal or binary columns.
    missing_kinds : DataFrame, optional
        The kind of each missing cell; see `analysis.core.frames.dropped_rows`.
    variables : tuple of Variable, optional
        The coding of an earlier fit, to code new customers alike; read from the frame's dtypes otherwise.

    Returns
    -------
    Measurements

    Raises
    ------
    UnsuitableDataError
        If a number is infinite or beyond 1e70, or an answer is unknown to the coding given.

    Notes
    -----
    Sorting the rows by their values makes every seeded step after it independent of the order of the
    rows, and of the unit of a column as long as larger stays larger.

    Examples
    --------
    >>> found = measure(pd.DataFrame({"b": [2.0, 1.0, None], "a": [1.0, 5.0, 9.0]}), ["b", "a"])
    >>> found.values.tolist(), found.positions.tolist(), found.n_total
    ([[1.0, 2.0], [5.0, 1.0]], [0, 1], 3)
    """
    names = sorted(columns)
    if variables is None:
        variables = tuple(variable_of(frame[name], name) for name in names)
    used, dropped = dropped_rows(frame, names, missing_kinds)
    mask = used.to_numpy(dtype=bool)
    kept = cast("pd.DataFrame", frame[names][mask])
    matrix = np.empty((int(mask.sum()), len(names)))
    for position, variable in enumerate(variables):
        matrix[:, position] = _numbers(kept[variable.column], variable)
    order = np.lexsort(matrix.T[::-1]) if len(matrix) else np.empty(0, dtype=np.intp)
    return Measurements(
        variables=variables,
        values=np.ascontiguousarray(matrix[order]),
        positions=np.flatnonzero(mask)[order],
        n_total=len(frame),
        dropped=dropped,
    )


def variable_of(column: pd.Series, name: str) -> Variable:
    """How a column becomes a number, read from its dtype.

    Examples
    --------
    >>> answers = pd.Series(pd.Categorical(["2", "4"], categories=["2", "3", "4"], ordered=True))
    >>> variable_of(answers, "q").numbers
    (2.0, 3.0, 4.0)
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = tuple(_plain(code) for code in column.cat.categories)
        if level_of(column) == "ordinal" and len(codes) > 2:
            return Variable(column=name, level="ordinal", codes=codes, numbers=_steps(codes))
        return Variable(column=name, level="binary", codes=codes, numbers=tuple(float(i) for i in range(len(codes))))
    if level_of(column) == "binary":
        return Variable(column=name, level="binary", codes=(False, True), numbers=(0.0, 1.0))
    return Variable(column=name, level="scale")


def _steps(codes: tuple[Code, ...]) -> tuple[float, ...]:
    """Numbers of ordered answers: the codes themselves where they rise in equal steps, else 1, 2, 3, …"""
    positions = tuple(float(position) for position in range(1, len(codes) + 1))
    try:
        numbers = np.array([float(code) for code in codes])
    except ValueError:
        # Answers in words have no numbers of their own.
        return positions
    steps = np.diff(numbers)
    rising = bool(np.isfinite(numbers).all() and (steps > 0).all() and np.allclose(steps, steps[0]))
    return tuple(float(number) for number in numbers) if rising else positions


def _numbers(column: pd.Series, variable: Variable) -> Floats:
    if variable.level == "scale":
        values = column.to_numpy(dtype=float, na_value=np.nan)
        _require_finite(values, variable.column)
        return values
    if isinstance(column.dtype, pd.CategoricalDtype):
        own = [_plain(code) for code in column.cat.categories]
        numbers = dict(zip(variable.codes, variable.numbers, strict=True))
        table = np.array([numbers.get(code, np.nan) for code in own], dtype=float)
        values = table[column.cat.codes.to_numpy()]
    else:
        values = column.to_numpy(dtype=float)
    unknown = int(np.isnan(values).sum())
    if unknown:
        raise UnsuitableDataError(
            PluralMessage(
                "One row has an answer to {column} that the segments were not made from.",
                "{n:count} rows have an answer to {column} that the segments were not made from.",
                n=unknown,
                column=ColumnRef(variable.column),
            ),
            Message("Allowed: {choices}.", choices=tuple(str(code) for code in variable.codes)),
            Message("Recode the new answers on the Prepare page as they were coded before."),
        )
    return values


def _require_finite(values: Floats, column: str) -> None:
    bad = int((~(np.abs(values) < LARGEST)).sum())
    if bad:
        raise UnsuitableDataError(
            PluralMessage(
                "{column} is infinite or larger than {largest:number} in one row.",
                "{column} is infinite or larger than {largest:number} in {n:count} rows.",
                n=bad,
                column=ColumnRef(column),
                largest=LARGEST,
            ),
            Message("Finite numbers of a usual size are expected."),
            Message("Mark these values as missing on the Variables page, or mend the column they were computed from."),
        )


def _plain(code: object) -> Code:
    value = cast("object", code.item()) if isinstance(code, np.generic) else code
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return str(value)
