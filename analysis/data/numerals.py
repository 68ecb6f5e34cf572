"""Numbers written as text: full-width digits, thousands separators, decimal commas, currency, 万 and 亿."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.data.text_column import TextColumn

# Beyond 15 digits a number no longer fits a float, and what has so many digits is an identifier.
MAX_DIGITS = 15
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
# The same without what is an identifier: leading zeros, more than 15 digits.
_NO_IDENTIFIER = re.compile(r"[+-]?((0|[1-9]\d{0,14})(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
# How a number can begin, full-width forms and currency among them.
_MAYBE = re.compile(r"[\s+\-\u2212.\d\uff0b\uff0d\uff0eRC¥￥$＄€£]")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+")
_DOT_GROUPED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+")
_MYRIADS = {"千": 1_000, "万": 10_000, "亿": 100_000_000}
_AROUND = re.compile(r"^(?:RMB|CNY|[¥￥$€£])\s*|\s*(?:元|RMB|CNY|€)$")
_DAMAGED = re.compile(r"[1-9]\.\d{1,8}E\+(?:0?[89]|1\d)")


def number_of(text: str, *, decimal_comma: bool = False) -> float:
    """The number a text stands for, or NaN.

    Codes with leading zeros and numbers of more than 15 digits are no numbers: they are identifiers,
    and reading them as numbers would change them.

    Examples
    --------
    >>> [number_of(text) for text in ("1,234.5", "５", "¥12", "−3", "1.2万元", "007", "abc")]
    [1234.5, 5.0, 12.0, -3.0, 12000.0, nan, nan]
    """
    if not _MAYBE.match(text):
        return float("nan")
    plain = unicodedata.normalize("NFKC", text).strip().replace("\u2212", "-")
    plain = _AROUND.sub("", plain)
    size = _MYRIADS.get(plain[-1:], 1)
    plain = plain if size == 1 else plain[:-1].rstrip()
    if decimal_comma and (_DECIMAL_COMMA.fullmatch(plain) or _DOT_GROUPED.fullmatch(plain)):
        plain = plain.replace(".", "").replace(",", ".")
    elif _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _PLAIN.fullmatch(plain) or _is_identifier(plain):
        return float("nan")
    value = float(plain) if size == 1 else round(float(plain) * size, 6)
    return value if np.isfinite(value) else float("nan")


def _is_identifier(plain: str) -> bool:
    whole = plain.lstrip("+-").split(".", maxsplit=1)[0]
    has_exponent = "e" in plain or "E" in plain
    return (len(whole) > 1 and whole.startswith("0")) or (len(whole) > MAX_DIGITS and not has_exponent)


def numbers_of(texts: Sequence[str]) -> NDArray[np.float64]:
    """The number each text stands for; NaN where it is none.

    A comma between digits is a decimal comma where every text with a comma can be read that way and
    at least one only that way (``3,5`` beside ``12,25``, or ``1.234,5``); dots between groups of three
    digits are then thousands separators.

    Examples
    --------
    >>> numbers_of(["3,5", "12,25", "4"]).tolist(), numbers_of(["1,250", "2"]).tolist()
    ([3.5, 12.25, 4.0], [1250.0, 2.0])
    >>> numbers_of(["1.234,5", "2.000"]).tolist()
    [1234.5, 2000.0]
    """
    if all(map(_NO_IDENTIFIER.fullmatch, texts)):
        values = np.array(texts, dtype=np.float64)
        return np.where(np.isfinite(values), values, np.nan)
    with_comma = [text for text in texts if "," in text]
    decimal_comma = bool(with_comma) and (
        all(_DECIMAL_COMMA.fullmatch(text) for text in with_comma)
        and any(not _GROUPED.fullmatch(text) for text in with_comma)
    )
    return np.array([number_of(text, decimal_comma=decimal_comma) for text in texts], dtype=np.float64)


def number_text(value: float) -> str:
    """A number as the shortest text that reads back equal.

    Examples
    --------
    >>> number_text(5.0), number_text(0.1)
    ('5', '0.1')
    """
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(float(value))


def damaged_numbers(column: TextColumn) -> int:
    """Cells that a spreadsheet shortened to a power of ten (1.38E+10), as it does to long numbers."""
    return sum(n for text, n in column.tally().items() if _DAMAGED.fullmatch(text))
