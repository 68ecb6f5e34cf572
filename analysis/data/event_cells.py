"""The columns of an event table from the cells of a file: customers as text, times, amounts."""

# pandas' own stubs leave some series partly unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api import types

from analysis.core.errors import ParameterError
from analysis.core.messages import Message, PluralMessage
from analysis.data.codebook import code_text
from analysis.data.keyed_hash import checked_key, keyed_hash
from analysis.data.numerals import numbers_of
from analysis.data.read_report import Reporter
from analysis.data.text_column import TextColumn
from analysis.data.times import SERIAL, parse_times

MAX_EXAMPLES = 3
_IN_BRACKETS = re.compile(r"^[(（]([¥￥$€]?\d[\d,.]*)[)）]$")
_DECIMAL_ID = re.compile(r"\d+\.0")


def text_cells(column: pd.Series) -> TextColumn:
    """A column as text; whole numbers without a decimal point."""
    if isinstance(column.dtype, pd.StringDtype):
        return TextColumn.of(column)
    codes, distinct = pd.factorize(column)
    texts = TextColumn.of([code_text(value) for value in distinct.tolist()])
    # Two values may have one text; an empty text empties its cells.
    return TextColumn(np.append(texts.codes, -1)[codes], texts.texts)


def customer_cells(column: pd.Series, key: bytes | str | None, report: Reporter) -> pd.Series:
    """Customer ids as text, hashed where a key is given."""
    cells = text_cells(column)
    if cells.texts and all(map(_DECIMAL_ID.fullmatch, cells.texts)):
        # A program that met an empty cell wrote every whole number with a decimal point.
        cells = cells.replaced(lambda text: text.split(".", maxsplit=1)[0])
        report.changed(
            Message("Customer ids were written as decimal numbers (12583.0); they were read as 12583."),
            len(cells.texts),
            "customer_id",
        )
    if key is not None:
        secret = checked_key(key)
        cells = cells.replaced(lambda text: keyed_hash(text, secret))
        report.changed(Message("Customer ids were replaced by keyed hashes."), len(cells.texts), "customer_id")
    return cells.series()


def time_cells(column: pd.Series, timezone: str, day_first: bool | None, report: Reporter) -> pd.Series:  # noqa: FBT001 - private
    """Times, whatever notation the file uses."""
    if types.is_datetime64_any_dtype(column.dtype):
        return column.reset_index(drop=True)
    cells = text_cells(column)
    parsed = parse_times(cells.texts, timezone=timezone, day_first=day_first, serials=True)
    _report_serials(cells, report)
    if parsed.order_unknown:
        report.caution(
            "guessed",
            Message("The dates may have day before month; they were read as month first."),
            len(cells.texts),
            "time",
        )
    return pd.Series(np.append(parsed.values, np.datetime64("NaT", "us"))[cells.codes])


def _report_serials(cells: TextColumn, report: Reporter) -> None:
    """Say that days counted by a spreadsheet were read as dates."""
    tally = cells.tally()
    serials = [text for text in cells.texts if SERIAL.fullmatch(text)]
    if serials:
        n = sum(tally[text] for text in serials)
        report.caution(
            "guessed",
            PluralMessage(
                "{n:count} time is a day counted by a spreadsheet ({examples}); it was read as a date.",
                "{n:count} times are days counted by a spreadsheet ({examples}); they were read as dates.",
                n=n,
                examples=tuple(serials[:MAX_EXAMPLES]),
            ),
            n,
            "time",
        )


def check_zone(timezone: str) -> None:
    """Raise `ParameterError` unless the time zone exists."""
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
        raise ParameterError(
            Message("{value} is not a time zone.", value=timezone),
            Message("Allowed: names such as Asia/Shanghai, Europe/Berlin, UTC."),
            parameter="timezone",
        ) from error


def examples(column: pd.Series, rows: NDArray[np.bool_]) -> tuple[str, ...]:
    """A few different values of these rows, for a sentence."""
    texts = dict.fromkeys(str(value) for value in column[rows].head(1000))
    return tuple(text if len(text) <= 30 else f"{text[:29]}…" for text in list(texts)[:MAX_EXAMPLES])


def amount_cells(column: pd.Series, usable: NDArray[np.bool_], report: Reporter) -> pd.Series:
    """Amounts as numbers; what is no number is missing and counted."""
    if types.is_numeric_dtype(column.dtype) and not types.is_bool_dtype(column.dtype):
        return pd.Series(column.to_numpy(dtype=np.float64, na_value=np.nan))
    # Bookkeepers write a negative amount in brackets.
    cells = text_cells(column).replaced(lambda text: _IN_BRACKETS.sub(r"-\1", text))
    amounts = pd.Series(cells.spread(numbers_of(cells.texts)))
    unread = amounts.isna().to_numpy() & (cells.codes >= 0) & usable
    if unread.any():
        n = int(unread.sum())
        report.caution(
            "changed",
            PluralMessage(
                "{n:count} amount is no number ({examples}) and is missing; its event stays.",
                "{n:count} amounts are no numbers ({examples}) and are missing; their events stay.",
                n=n,
                examples=examples(column.reset_index(drop=True), unread),
            ),
            n,
            "amount",
        )
    return amounts
