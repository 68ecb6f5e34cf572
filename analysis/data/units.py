"""Numbers written with a unit: 31岁, 3次, 12%, 125秒, 1小时5分."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from analysis.data.numerals import number_text, numbers_of
from analysis.data.text_column import TextColumn
from analysis.data.times import seconds_of

PERCENT = "%"
SECONDS = "s"
ENOUGH = 0.8
SAMPLED = 40
_UNITS = (
    "%|周岁|岁|次数|次|小时|分钟|秒钟|秒|分|天|年|个月|周|人|位|个|件|台|张|套|款|单|块钱|块|美元|公斤|千克|斤|克|厘米|毫米|"
    "公里|千米|米|平方米|平米|㎡|星|颗星|级|percent|hours?|hrs?|h|minutes?|mins?|min|seconds?|secs?|sec|s|days?|weeks?|"
    "months?|years?|yrs?|times|people|kg|cm|mm|km|m|g"
)
_MEASURE = re.compile(rf"(?P<number>[+\-−]?[¥$€]?\d[\d.,]*\s*[万千亿]?)\s*(?P<unit>{_UNITS})", re.IGNORECASE)
_TIMED = re.compile(r"\d\s*(?:秒|分|小时|h|m|s)", re.IGNORECASE)


def without_unit(cells: TextColumn) -> tuple[dict[str, str], str] | None:
    """What each text with a unit is as a number, and the unit; None where the column is no measure.

    Parameters
    ----------
    cells : TextColumn
        The answers of a column.

    Returns
    -------
    (dict of text to number, unit) or None
        Percentages as fractions; durations in several units as seconds. At least four cells in five
        have to be numbers, all of them in one unit or without any (percentages always with it).

    Examples
    --------
    >>> without_unit(TextColumn.of(["31岁", "45岁", "50"]))
    ({'31岁': '31', '45岁': '45', '50': '50'}, '岁')
    >>> without_unit(TextColumn.of(["12%", "100%"]))
    ({'12%': '0.12', '100%': '1'}, '%')
    >>> without_unit(TextColumn.of(["125秒", "1分5秒"]))
    ({'125秒': '125', '1分5秒': '65'}, 's')
    >>> without_unit(TextColumn.of(["12%", "7"])) is None
    True
    """
    if not _may_be_measures(cells.texts[:SAMPLED]):
        return None
    plain = {text: unicodedata.normalize("NFKC", text).strip() for text in cells.texts}
    matches = {text: match for text, bare in plain.items() if (match := _MEASURE.fullmatch(bare))}
    units = {match["unit"].lower() for match in matches.values()}
    if len(units) == 1:
        unit = units.pop()
        rest = [] if unit == PERCENT else [text for text in cells.texts if text not in matches]
        found = _one_unit(cells, {text: match["number"] for text, match in matches.items()}, rest, unit)
        if found is not None:
            return found
    return _durations(cells, plain) if any(_TIMED.search(bare) for bare in plain.values()) else None


def _may_be_measures(texts: Sequence[str]) -> bool:
    """A cheap test on the first texts: most of them begin with a digit or a sign."""
    n_begun = sum(text[0].isdigit() or text[0] in "+-−.¥￥$€" for text in texts)
    return n_begun >= 0.5 * len(texts)


def _one_unit(
    cells: TextColumn, written: dict[str, str], rest: Sequence[str], unit: str
) -> tuple[dict[str, str], str] | None:
    bare = written | {text: text for text in rest}
    numbers = numbers_of(list(bare.values()))
    if unit == PERCENT:
        numbers = np.round(numbers / 100, 12)
    found = {text: number_text(n) for text, n in zip(bare, numbers.tolist(), strict=True) if not np.isnan(n)}
    return (found, unit) if _are_enough(cells, found) and found.keys() & written.keys() else None


def _durations(cells: TextColumn, plain: dict[str, str]) -> tuple[dict[str, str], str] | None:
    found = {text: number_text(n) for text, bare in plain.items() if not np.isnan(n := seconds_of(bare))}
    return (found, SECONDS) if _are_enough(cells, found) else None


def _are_enough(cells: TextColumn, found: dict[str, str]) -> bool:
    tally = cells.tally()
    return sum(tally[text] for text in found) >= ENOUGH * cells.n_filled
