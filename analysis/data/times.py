"""Times and durations as survey tools and event logs write them."""

# pandas' own stubs leave datetime arrays partly unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

LOCAL_TIMEZONE = "Asia/Shanghai"
Times: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.datetime64]]"

_PARTS = re.compile(
    r"(?P<a>\d{1,4})[-/.年](?P<b>\d{1,2})[-/.月](?P<c>\d{1,4})日?"
    r"(?:[T ]*(?P<noon>上午|下午|凌晨|中午|晚上|AM|PM)?[ ]*"
    r"(?P<h>\d{1,2})[:时点](?P<m>\d{1,2})(?:[:分](?P<s>\d{1,2})(?:[.,](?P<f>\d{1,9}))?秒?)?分?"
    r"[ ]*(?P<after>AM|PM|A\.M\.|P\.M\.)?)?"
    r"[ ]*(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{1,2}:?\d{0,2})?",
    re.IGNORECASE,
)
_NAMED_MONTH = re.compile(r"(?:[A-Za-z]{3,9}\.?,? ?)?(?:\d{1,2}[ -])?[A-Za-z]{3,9}\.?[ -]\d{1,4}.*")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?")
_MONTH = re.compile(r"(?P<year>(?:19|20)\d{2})(?:年(?P<m>0?[1-9]|1[0-2])月|[-/.](?P<m2>0[1-9]|1[0-2]))")
SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
# Spreadsheets count days from here.
SERIAL_EPOCH = "1899-12-30"
# A second of so late a year is a millisecond of ours.
MILLISECONDS_FROM = 1e11
_ZONE_BEHIND = re.compile(r"(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})$")
_COMPACT = re.compile(r"(?:19|20)\d{6}(?:\d{6})?")
_YEAR_FIRST = re.compile(r"\d{4}[-/]\d")
_AFTERNOON = ("下午", "晚上", "PM", "P.M.")
_DURATION = re.compile(
    r"(?:(?P<d>\d+)\s*(?:天|d))?\s*(?:(?P<h>\d+)\s*(?:小时|时|h(?:ours?)?))?\s*"
    r"(?:(?P<m>\d+)\s*(?:分钟|分|m(?:in(?:utes?)?)?))?\s*(?:(?P<s>\d+(?:\.\d+)?)\s*(?:秒钟|秒|s(?:ec(?:onds?)?)?)?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:(?P<h>\d+):)?(?P<m>\d{1,2}):(?P<s>\d{1,2})")


@dataclass(frozen=True, slots=True, eq=False)
class ParsedTimes:
    """Times of distinct texts.

    Parameters
    ----------
    values : array of datetime64[us]
        NaT where a text is no time; times with a zone are local times of `timezone`.
    order_unknown : bool
        Whether day and month could have been read the other way round in every text.
    """

    values: Times
    order_unknown: bool


def parse_times(
    texts: Sequence[str],
    *,
    timezone: str = LOCAL_TIMEZONE,
    day_first: bool | None = None,
    serials: bool = False,
) -> ParsedTimes:
    """Read texts as times.

    Parameters
    ----------
    texts : sequence of str
        Distinct texts of one column.
    timezone : str
        Zone in which times with an offset, and Unix times, are expressed.
    day_first : bool, optional
        Whether ``3/4/2025`` is the third of April; told from the texts by default (a first part
        above 12), else month first.
    serials : bool
        Whether 45000 and 45000.5 are days counted by a spreadsheet.

    Returns
    -------
    ParsedTimes

    Examples
    --------
    >>> parse_times(["2025/6/1 12:30:11", "2025年6月2日", "soon"]).values.astype(str).tolist()
    ['2025-06-01T12:30:11.000000', '2025-06-02T00:00:00.000000', 'NaT']
    """
    alike = _alike(texts, timezone)
    if alike is not None:
        return ParsedTimes(alike, order_unknown=False)
    matches = [_PARTS.fullmatch(unicodedata.normalize("NFKC", text).strip()) for text in texts]
    is_day_first, order_unknown = _day_order([match for match in matches if match], day_first)
    canonical = [_canonical(match, is_day_first) if match else None for match in matches]
    values = _to_times(canonical, timezone)
    others = [place for place, text in enumerate(canonical) if text is None]
    if others:
        values[others] = _other_times([texts[place].strip() for place in others], timezone, serials=serials)
    return ParsedTimes(values, order_unknown and day_first is None)


def _alike(texts: Sequence[str], timezone: str) -> Times | None:
    """Times of many texts in one unambiguous notation, read at once; None where they are not of one."""
    if len(texts) < 1_000:
        return None
    if _EPOCH.fullmatch(texts[0]) and all(map(_EPOCH.fullmatch, texts)):
        return _unix_times(texts, timezone)
    if not _YEAR_FIRST.match(texts[0]):
        return None
    given = pd.Index(list(texts), dtype="str")
    for notation in ("ISO8601", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d"):
        try:
            parsed = pd.to_datetime(given, errors="coerce", format=notation)
        except ValueError:  # some texts carry a zone and others do not
            continue
        if not parsed.hasnans:
            return parsed.as_unit("us").to_numpy() if parsed.tz is None else _local(parsed, timezone)
    return None


def _day_order(matches: list[re.Match[str]], day_first: bool | None) -> tuple[bool, bool]:  # noqa: FBT001 - private
    year_last = [match for match in matches if len(match["a"]) <= 2 and len(match["c"]) == 4]
    if day_first is not None or not year_last:
        return bool(day_first), False
    first_is_day = any(int(match["a"]) > 12 for match in year_last)
    second_is_day = any(int(match["b"]) > 12 for match in year_last)
    return first_is_day and not second_is_day, not first_is_day and not second_is_day


def _canonical(match: re.Match[str], day_first: bool) -> str | None:  # noqa: FBT001 - private
    a, b, c = match["a"], match["b"], match["c"]
    if len(a) == 4:
        year, month, day = a, b, c
    elif len(c) == 4:
        year, month, day = (c, b, a) if day_first else (c, a, b)
    else:
        return None
    if not (1800 <= int(year) <= 2200 and 1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    text = f"{year}-{int(month):02d}-{int(day):02d}"
    if match["h"] is None:
        return f"{text} 00:00:00"
    hour = _hour(int(match["h"]), (match["noon"] or match["after"] or "").upper())
    text = f"{text} {hour:02d}:{int(match['m']):02d}:{int(match['s'] or 0):02d}"
    if match["f"]:
        text = f"{text}.{match['f']}"
    return text + _offset(match["zone"])


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    if half in _AFTERNOON:
        return hour + 12 if hour < 12 else hour
    if half == "中午":
        return hour + 12 if hour < 3 else hour
    return 0 if hour == 12 else hour


def _offset(zone: str | None) -> str:
    if not zone:
        return ""
    bare = re.sub(r"UTC|GMT", "", zone.upper())
    if bare in {"Z", ""}:
        return "+00:00"
    digits = bare[1:].replace(":", "")
    hours, minutes = (digits, "00") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    return f"{bare[0]}{int(hours):02d}:{minutes}"


def _to_times(canonical: list[str | None], timezone: str) -> Times:
    values = np.full(len(canonical), np.datetime64("NaT", "us"), dtype="datetime64[us]")
    has_zone = [text is not None and text[-6] in "+-" and text[-3] == ":" for text in canonical]
    naive = [place for place, text in enumerate(canonical) if text is not None and not has_zone[place]]
    aware = [place for place, text in enumerate(canonical) if text is not None and has_zone[place]]
    if naive:
        given = pd.Index([canonical[place] for place in naive], dtype="str")
        values[naive] = pd.to_datetime(given, errors="coerce", format="ISO8601").as_unit("us").to_numpy()
    if aware:
        given = pd.Index([canonical[place] for place in aware], dtype="str")
        parsed = pd.to_datetime(given, errors="coerce", format="ISO8601", utc=True)
        values[aware] = _local(parsed, timezone)
    return values


def _local(parsed: Any, timezone: str) -> Times:
    return parsed.tz_convert(timezone).tz_localize(None).as_unit("us").to_numpy()


def _other_times(texts: list[str], timezone: str, *, serials: bool) -> Times:
    """Unix times, compact dates, months, dates with the month's English name, and serial days where asked for."""
    values = np.full(len(texts), np.datetime64("NaT", "us"), dtype="datetime64[us]")
    named: dict[str, list[int]] = {"UTC": [], timezone: []}
    for place, text in enumerate(texts):
        month = _MONTH.fullmatch(unicodedata.normalize("NFKC", text))
        if month:
            values[place] = np.datetime64(f"{month['year']}-{int(month['m'] or month['m2']):02d}-01", "us")
        elif serials and SERIAL.fullmatch(text):
            values[place] = _serial_time(float(text))
        elif _NAMED_MONTH.fullmatch(text) and any(character.isdigit() for character in text):
            # What carries no zone is a local time already.
            named[timezone if _ZONE_BEHIND.search(text) else "UTC"].append(place)
    for zone, places in named.items():
        if places:
            given = pd.Index([texts[place] for place in places], dtype="str")
            values[places] = _local(pd.to_datetime(given, format="mixed", errors="coerce", utc=True), zone)
    for pattern, length in (("%Y%m%d", 8), ("%Y%m%d%H%M%S", 14)):
        places = [place for place, text in enumerate(texts) if len(text) == length and _COMPACT.fullmatch(text)]
        if places:
            given = pd.Index([texts[place] for place in places], dtype="str")
            values[places] = pd.to_datetime(given, format=pattern, errors="coerce").as_unit("us").to_numpy()
    places = [place for place, text in enumerate(texts) if _EPOCH.fullmatch(text)]
    if places:
        values[places] = _unix_times([texts[place] for place in places], timezone)
    return values


def _unix_times(texts: Sequence[str], timezone: str) -> Times:
    """Seconds or milliseconds since 1970 as local times, to the microsecond."""
    seconds = np.array(texts, dtype=np.float64)
    seconds = np.where(seconds >= MILLISECONDS_FROM, seconds / 1000, seconds)
    return _local(pd.DatetimeIndex(np.round(seconds * 1_000_000).astype("datetime64[us]"), tz="UTC"), timezone)


def _serial_time(days: float) -> np.datetime64:
    """The time that a spreadsheet stores as a number of days, to the second."""
    return np.datetime64(SERIAL_EPOCH, "us") + np.timedelta64(round(days * 86_400), "s")


def seconds_of(text: str) -> float:
    """Seconds of a duration such as 65秒, 1分5秒, 1小时2分, 02:05, 65; NaN where it is none.

    Examples
    --------
    >>> seconds_of("65秒"), seconds_of("1分5秒"), seconds_of("1小时"), seconds_of("02:05"), seconds_of("long")
    (65.0, 65.0, 3600.0, 125.0, nan)
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _CLOCK.fullmatch(plain) or _DURATION.fullmatch(plain)
    parts = match.groupdict() if match else {}
    if not any(parts.values()):
        return float("nan")
    sizes = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
    return sum(float(value) * sizes[name] for name, value in parts.items() if value)
