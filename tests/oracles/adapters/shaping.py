"""Reshaping shared by adapters: dtypes that carry the level, estimates as pairs, tidy results as names and values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.core import Estimate


def scale(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """These columns as numbers."""
    return frame[list(columns)].astype("float64")


def nominal(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """These columns as unordered answers."""
    return frame[list(columns)].astype("category")


def ordinal(column: pd.Series, answers: Sequence[Any]) -> pd.DataFrame:
    """One column as answers in this order; what is not among them is no answer."""
    known = column.where(column.isin(list(answers)))
    return known.astype(pd.CategoricalDtype(list(answers), ordered=True)).to_frame()


def written(code: Any) -> str:
    """An answer as R and the files write it: 1.0 is 1, true is TRUE."""
    if isinstance(code, bool):
        return str(code).upper()
    return str(int(code)) if isinstance(code, float) and code.is_integer() else str(code)


def chosen(frame: pd.DataFrame, *, not_selected: Any = None, selected: Any = None) -> pd.DataFrame:
    """Columns of a multi-select question.

    An option is chosen where the cell holds the token for yes; without one, anything but the token for no.
    """
    texts = frame.map(written, na_action="ignore")
    if selected is not None:
        return (texts == written(selected)).astype("boolean")
    no = not_selected if isinstance(not_selected, list) else [not_selected]
    return (texts.notna() & ~texts.isin([written(token) for token in no if token is not None])).astype("boolean")


def interval(estimate: Estimate) -> list[float]:
    """Both ends of an interval."""
    return [estimate.low, estimate.high]


def percentages(estimate: Estimate) -> float:
    """A share as a percentage."""
    return 100 * estimate.value


def named(frame: pd.DataFrame, key: str, value: str = "value") -> dict[str, Any]:
    """Two columns of a tidy result as names and values."""
    return dict(zip(frame[key].tolist(), frame[value].tolist(), strict=True))
