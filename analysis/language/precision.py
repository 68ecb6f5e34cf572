"""How many decimals numbers have that stand together: an estimate and its interval, the cells of a column."""

from __future__ import annotations

import math
from collections.abc import Iterable

from analysis.language.numbers import FINEST, FORMATS, LARGEST, brief_decimals, decimals

# Words whose numbers choose their own decimals when they stand alone, and the family that shares them.
FAMILIES = {
    "number": "number",
    "signed": "number",
    "money": "number",
    "fine_percent": "fine_percent",
    "fine_points": "fine_points",
    "brief_points": "brief_points",
    "percent": "percent",
    "coefficient": "coefficient",
}
MOST_EXTRA = 6


class Rounded(float):
    """A number that brings its decimals along; every other use of it sees the number itself.

    Examples
    --------
    >>> Rounded(1.7, 2) + 0.3, Rounded(1.7, 2).decimals
    (2.0, 2)
    """

    decimals: int | None

    def __new__(cls, value: float, decimals: int | None) -> Rounded:
        """Keep the number and its decimals."""
        rounded = super().__new__(cls, value)
        rounded.decimals = decimals
        return rounded

    def __reduce__(self) -> tuple[type[Rounded], tuple[float, int | None]]:
        return Rounded, (float(self), self.decimals)


def shared_decimals(values: Iterable[float], word: str = "number") -> int | None:
    """How many decimals numbers that stand together are shown with.

    Parameters
    ----------
    values : iterable of float
        Numbers of one unit, such as an estimate and the ends of its interval.
    word : str
        Format word they are shown with, one of `FAMILIES`.

    Returns
    -------
    int or None
        None where each keeps its own: numbers below 0.0001 or from 10^12 up. Otherwise the most that any
        of them needs for its own significant digits, but no more than their median needs; more where all of
        them would otherwise look equal and are not.

    Examples
    --------
    >>> shared_decimals([1.7, 1.44, 1.96]), shared_decimals([98.7, 95.2, 102.4]), shared_decimals([3, 2, 4])
    (2, 1, 0)
    >>> shared_decimals([5.2312, 5.2305, 5.2319]), shared_decimals([12345.6, 0.5])
    (3, 0)
    """
    family = FAMILIES[word]
    scale = 1 if family in {"number", "coefficient"} else 100
    known = [scale * value for value in values if math.isfinite(value)]
    sizes = [abs(value) for value in known if abs(value) >= FINEST or (value and scale == 100)]
    if family == "coefficient":
        return _more_where_alike(min(known), max(known), 2) if known else None
    if not sizes:
        return None
    largest, low, high = max(sizes), min(known), max(known)
    if family == "percent":
        return _percent_decimals(low, high)
    if largest >= LARGEST:
        return 0 if high > low and f"{low:.2e}" == f"{high:.2e}" else None
    most = _own(sorted(sizes)[len(sizes) // 2], family)
    wanted = min(max(_needed(size, family) for size in sizes), most)
    if high - low <= 1e-12 * largest:
        return wanted
    for shown in range(wanted, most + MOST_EXTRA):
        if f"{low:.{shown}f}" != f"{high:.{shown}f}":
            return shown
    return wanted


def alike(values: Iterable[float], word: str = "number") -> tuple[Rounded, ...]:
    """Numbers of one unit, to be shown with the same decimals.

    Examples
    --------
    >>> [value.decimals for value in alike([1.7, 1.44])]
    [2, 2]
    """
    kept = tuple(values)
    shown = shared_decimals(kept, word)
    return tuple(Rounded(value, shown) for value in kept)


def written(value: float, word: str, digits: int | None = None) -> str:
    """A number in words of a format, with the decimals it brings along or those given."""
    if word not in FAMILIES:
        return FORMATS[word](float(value))
    return FORMATS[word](float(value), digits=value.decimals if isinstance(value, Rounded) else digits)


def _percent_decimals(low: float, high: float) -> int | None:
    """Each share its own one decimal; more where shares that differ would otherwise all look equal."""
    return _more_where_alike(low, high, 1)


def _more_where_alike(low: float, high: float, usual: int) -> int | None:
    """None where the usual decimals tell the ends apart or the ends are the same."""
    if high - low <= 1e-9 or f"{low:.{usual}f}" != f"{high:.{usual}f}":
        return None
    more = range(usual + 1, usual + 1 + MOST_EXTRA)
    return next((shown for shown in more if f"{low:.{shown}f}" != f"{high:.{shown}f}"), None)


def _own(size: float, family: str) -> int:
    return brief_decimals(size) if family == "brief_points" else decimals(size, 3)


def _needed(size: float, family: str) -> int:
    """Decimals without zeros at the end."""
    own = _own(size, family)
    text = f"{size:.{own}f}"
    return len(text.rstrip("0").partition(".")[2]) if "." in text else 0
