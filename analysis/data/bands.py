"""Answers that are bands of a quantity (18-25岁, 3000元以下, $50,000+, 1-3年): sorted by where they begin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

MIN_BANDS = 3
MAX_PLAIN_NUMBERS = 12

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(万|千|k\b|m\b)?")
_UNITS: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"分钟|min"), 1 / 1440),
    (re.compile(r"小时|hour"), 1 / 24),
    (re.compile(r"天|日|day"), 1.0),
    (re.compile(r"周|星期|week"), 7.0),
    (re.compile(r"季度|quarter"), 91.0),
    (re.compile(r"个?月|month"), 30.0),
    (re.compile(r"年|year"), 365.0),
)
_SIZES = {"万": 10_000.0, "千": 1_000.0, "k": 1_000.0, "m": 1_000_000.0}
_BELOW = re.compile(
    r"以下|以内|之内|不足|不到|不满|少于|小于|低于|及以下|<|≤|under|below|less than|up to|or less|or fewer|fewer|younger"
)
_ABOVE = re.compile(
    r"以上|及以上|多于|大于|超过|高于|>|≥|\+|over|above|more than|or more|and over|and above|and up|at least|older"
)
_BETWEEN = re.compile(
    r"\d\s*(?:万|千|k|元|岁|年|个?月|周|天|小时|分钟|次|%|years?|months?|weeks?|days?|hours?|min(?:ute)?s?)?\s*(?:-|~|–|—|至|到|to)\s*[$¥]?\s*\d"
)
_WORDS = re.compile(
    r"以下|以内|之内|不足|不到|不满|少于|小于|低于|以上|多于|大于|超过|高于|含|及|或|和|以|至|到|约|每天|每周|每月|每年|"
    r"under|below|less than|up to|up|or less|or fewer|fewer|over|above|more than|or more|and|at least|to|or|younger|older|"
    r"分钟|小时|天|日|周|星期|季度|个?月|年|岁|元|次|人|万|千|个|家|款|分|倍|件|rmb|"
    r"mins?|minutes?|hours?|days?|weeks?|quarters?|months?|years?|old|times?|times|people|per|a|k|m|[$¥£€%<>≤≥+~–—\-.,()\[\]/\s]"
)


def ordered_bands(answers: Sequence[str]) -> list[str] | None:
    """Answers in the order of the quantities they name, or None where they are no bands.

    Parameters
    ----------
    answers : sequence of str
        Distinct answers of one question.

    Returns
    -------
    list of str or None
        The same answers from low to high. None unless each names a quantity (``5次``) or a band,
        at least one is a band, and no two begin and end alike.

    Examples
    --------
    >>> ordered_bands(["26-35岁", "18岁以下", "36岁及以上", "18-25岁"])
    ['18岁以下', '18-25岁', '26-35岁', '36岁及以上']
    >>> ordered_bands(["1 year or more", "3-12 months", "Under 3 months"])
    ['Under 3 months', '3-12 months', '1 year or more']
    >>> ordered_bands(["1", "2", "3"]) is None
    True
    """
    if len(answers) < MIN_BANDS:
        return None
    bands: list[tuple[float, float, str]] = []
    n_bands = 0
    shared = _shared_unit(answers)
    for answer in answers:
        limits = _limits(answer, shared)
        if limits is None:
            return None
        low, high = limits
        n_bands += low != high
        bands.append((low, high, answer))
    if not n_bands or len({(low, high) for low, high, _ in bands}) < len(bands):
        return None
    if n_bands < len(bands) / 2 and len(bands) > MAX_PLAIN_NUMBERS:
        return None
    return [answer for _, _, answer in sorted(bands)]


def _plain(answer: str) -> str:
    text = unicodedata.normalize("NFKC", answer).lower().strip()
    return re.sub(r"(?<=\d),(?=\d{3})", "", re.sub(r"(?<![\d年])半年", "0.5年", text))


def _limits(answer: str, shared: float) -> tuple[float, float] | None:
    text = _plain(answer)
    found = _NUMBER.findall(text)
    if not found or len(found) > 2 or _WORDS.sub("", _NUMBER.sub("", text)):
        return None
    sizes = _sizes(text, found, shared)
    if len(sizes) == 2:
        return (sizes[0], sizes[1]) if _BETWEEN.search(text) and sizes[0] <= sizes[1] else None
    size = sizes[0]
    if _BELOW.search(text):
        return float("-inf"), size
    if _ABOVE.search(text):
        return size, float("inf")
    return size, size


def _sizes(text: str, found: list[tuple[str, str]], shared: float) -> list[float]:
    """The numbers of a band in one unit; the unit behind the second number also counts for the first (3-6个月)."""
    unit = _unit_of(text) or shared
    last_size = found[-1][1]
    own = _own_units(text)
    if len(found) == len(own) == 2:  # 6 months to 1 year: each number has its own unit
        return [float(number) * _SIZES.get(size, 1.0) * each for (number, size), each in zip(found, own, strict=True)]
    sizes = [float(number) * _SIZES.get(size or last_size, 1.0) * unit for number, size in found]
    if sizes != sorted(sizes):  # 5000-1万: the second number's size is its own
        sizes = [float(number) * _SIZES.get(size, 1.0) * unit for number, size in found]
    return sizes


def _unit_of(text: str) -> float:
    # A rate (每周3次) names its unit in front: there the number counts times, not days.
    if re.search(r"次|times?\b", text):
        return 0.0
    for pattern, days in _UNITS:
        if re.search(rf"\d\s*(?:{pattern.pattern})", text):
            return days
    return 0.0


def _own_units(text: str) -> list[float]:
    """The unit behind each number, where every number has one."""
    if _unit_of(text) == 0.0:
        return []
    behind = [text[found.end() :].lstrip() for found in _NUMBER.finditer(text)]
    units = [next((days for pattern, days in _UNITS if pattern.match(rest)), 0.0) for rest in behind]
    return units if all(units) else []


def _shared_unit(answers: Sequence[str]) -> float:
    """The unit of answers that name none, where others of the same question do."""
    units = [unit for unit in (_unit_of(_plain(answer)) for answer in answers) if unit]
    return min(units) if units else 1.0
