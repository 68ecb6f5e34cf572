"""Dates out of whatever a file holds: text in common notations, timestamps, serial days of a spreadsheet."""

# pandas' own stubs leave datetime arrays partly unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.data.times import SERIAL_EPOCH

# The range keeps years and codes from being read as dates.
SERIAL_DAYS = (20_000, 80_000)


def dates_of(values: list[Any]) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Dates of distinct values, each read on its own so that their order does not matter.

    Parameters
    ----------
    values : list
        Text, dates, timestamps, spreadsheet serial days (20,000 to 80,000), or None.

    Returns
    -------
    array of datetime64[us]
        NaT where a value is not a date. Times with a zone are turned into UTC.

    Examples
    --------
    >>> [str(day)[:10] for day in dates_of(["2025/6/1 12:30:11", 45000, "soon", None])]
    ['2025-06-01', '2023-03-15', 'NaT', 'NaT']
    """
    result = np.full(len(values), np.datetime64("NaT", "us"), dtype="datetime64[us]")
    numbers = [place for place, value in enumerate(values) if _is_number(value)]
    others = [place for place, value in enumerate(values) if value is not None and not _is_number(value)]
    if others:
        result[others] = _parsed([values[place] for place in others])
    low, high = SERIAL_DAYS
    for place in numbers:
        if low <= values[place] <= high:
            result[place] = np.datetime64(SERIAL_EPOCH, "us") + np.timedelta64(round(values[place] * 86_400), "s")
    return result


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _parsed(values: list[Any]) -> np.ndarray[Any, Any]:
    given = pd.Index(values, dtype=object)
    try:
        parsed = pd.to_datetime(given, errors="coerce", format="mixed")
    except ValueError:  # some values carry a time zone, others another or none
        parsed = pd.to_datetime(given, errors="coerce", format="mixed", utc=True)
    if parsed.tz is not None:
        parsed = parsed.tz_convert("UTC").tz_localize(None)
    return parsed.as_unit("us").to_numpy()
