"""Answers on a rating scale: as numbers, or as boxes of a declared scale."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.core.errors import ColumnRoleError
from analysis.core.messages import ColumnRef, Message
from analysis.survey.answers import Floats, answer_text, numbers, plain_code


def ratings(column: pd.Series, name: str) -> Floats:
    """The answers as numbers: those of a numeric column, or the number codes of ordered answers.

    Parameters
    ----------
    column : Series
        Numeric, or ordered categorical whose codes are numbers; without missing values.
    name : str
        Its name, for the error.

    Returns
    -------
    array of float

    Raises
    ------
    ColumnRoleError
        If a code is not a number.

    Examples
    --------
    >>> ratings(pd.Series(pd.Categorical([9, 10], categories=list(range(11)), ordered=True)), "nps").tolist()
    [9.0, 10.0]
    """
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return numbers(column)
    codes = [_number(plain_code(code)) for code in column.cat.categories]
    if any(code is None for code in codes):
        raise ColumnRoleError(
            Message(
                "The answers of {column} are not numbers: {answers}.",
                column=ColumnRef(name),
                answers=tuple(answer_text(plain_code(code)) for code in column.cat.categories[:5]),
            ),
            Message("A rating in numbers is expected."),
            Message("Give the answers number codes on the Variables page, or recode them on the Prepare page."),
            parameter="column",
        )
    return np.asarray(codes, dtype=np.float64)[column.cat.codes.to_numpy()]


def _number(code: object) -> float | None:
    if isinstance(code, bool):
        return None
    try:
        return float(str(code))
    except ValueError:
        return None
