"""An outcome that is a number or yes or no, as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.core.errors import ParameterError
from analysis.core.messages import ColumnRef, Message, ValueRef
from analysis.experiments.user_rows import numeric

if TYPE_CHECKING:
    from analysis.experiments.user_rows import Floats


def is_rate(column: pd.Series) -> bool:
    """Whether a column is yes or no."""
    return not pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype)


def yes_of(column: pd.Series, yes: str | None) -> ValueRef:
    """The answer that counts: the one named, or yes, or the last in declared order.

    Raises
    ------
    ParameterError
        If there is no such answer.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        answers: list[str | int | float | bool] = column.cat.categories.tolist()
    else:
        answers = [False, True]
    if yes is None:
        return ValueRef(str(column.name), answers[-1])
    for answer in answers:
        if str(answer) == yes:
            return ValueRef(str(column.name), answer)
    raise ParameterError(
        Message("{column} has no answer {name}.", column=ColumnRef(str(column.name)), name=yes),
        Message("Allowed: {choices}.", choices=tuple(str(answer) for answer in answers)),
        parameter="yes",
    )


def ones(column: pd.Series, yes: ValueRef) -> Floats:
    """1 for the answer that counts, 0 for the other, NaN where there is none."""
    known = column.notna().to_numpy()
    values = np.full(len(column), np.nan)
    values[known] = (column[known] == yes.code).to_numpy(dtype=float)
    return values


def outcome_values(column: pd.Series, yes: str | None) -> Floats:
    """Numbers as they are, yes or no as 1 and 0; NaN where missing."""
    return ones(column, yes_of(column, yes)) if is_rate(column) else numeric(column)
