"""Number formats of the two languages: one place decides how a share, a coefficient or a p-value looks."""

from __future__ import annotations

import math
from collections.abc import Callable

from analysis.core.messages import Language

MINUS = "\u2212"
NBSP = "\u00a0"
UNDEFINED = "–"


def percent(value: float, language: Language = "en", digits: int | None = None) -> str:
    """A fraction as a percentage: 0.624 → "62.4%"; one decimal, or as many as keep a share off 0% and 100%.

    Examples
    --------
    >>> percent(0.6241), percent(0.05), percent(float("nan"))
    ('62.4%', '5%', '–')
    >>> percent(0.00001), percent(0.9999), percent(0.0)
    ('0.001%', '99.99%', '0%')
    """
    del language
    if not math.isfinite(value):
        return UNDEFINED
    text = f"{100 * value:.{_percent_decimals(value) if digits is None else digits}f}"
    if digits is None and text.endswith(".0"):
        text = text[:-2]
    return _minus(text) + "%"


def _percent_decimals(value: float) -> int:
    """One, unless that would show a share as 0% or 100% which is neither; below 1e-7 it is taken for rounding noise."""
    apart = min(abs(value), abs(1 - abs(value)))
    return 1 if apart >= 0.0005 or apart < 1e-7 else -math.floor(math.log10(100 * apart) + 1e-6)


def points(value: float, language: Language = "en") -> str:
    """A difference of fractions in signed percentage points: 0.034 → "+3.4"."""
    del language
    return UNDEFINED if math.isnan(value) else _signed(f"{100 * value:+.1f}")


def fine_percent(value: float, language: Language = "en") -> str:
    """A fraction as a percentage of three significant digits, for rates far below 1 %.

    Examples
    --------
    >>> fine_percent(0.35), fine_percent(0.0013), fine_percent(0.36715), fine_percent(1.0)
    ('35%', '0.13%', '36.7%', '100%')
    """
    del language
    return f"{_three_digits(100 * value)}%" if math.isfinite(value) else UNDEFINED


def fine_points(value: float, language: Language = "en") -> str:
    """A difference of fractions in signed percentage points of three significant digits.

    Examples
    --------
    >>> fine_points(0.02), fine_points(-0.0003), fine_points(0.018309)
    ('+2', '−0.03', '+1.83')
    """
    del language
    if not math.isfinite(value):
        return UNDEFINED
    text = _three_digits(100 * value)
    return f"+{text}" if value > 0 and text != "0" else text


def brief_points(value: float, language: Language = "en") -> str:
    """A difference of fractions in signed percentage points: one decimal, two digits below one point.

    Examples
    --------
    >>> brief_points(0.04462), brief_points(0.00541), brief_points(-0.00027), brief_points(0.02)
    ('+4.5', '+0.54', '−0.027', '+2')
    """
    del language
    if not math.isfinite(value):
        return UNDEFINED
    text = _rounded(100 * value, 1 if abs(value) >= 0.01 else _decimals(100 * value, 2))
    return f"+{text}" if value > 0 and text != "0" else text


def coefficient(value: float, language: Language = "en") -> str:
    """A number bounded by one in absolute value, without its leading zero: 0.46 → ".46".

    Examples
    --------
    >>> coefficient(-0.463), coefficient(1.0), coefficient(0.999)
    ('−.46', '1.00', '1.00')
    """
    del language
    if math.isnan(value):
        return UNDEFINED
    text = f"{abs(value):.2f}"
    sign = MINUS if value < 0 and float(text) else ""
    return sign + text.removeprefix("0")


def p_value(value: float, language: Language = "en") -> str:
    """A p-value with its relation: "p = .032", "p < .0001"; never "p = .000".

    Examples
    --------
    >>> p_value(0.0321).replace(NBSP, " "), p_value(1e-9).replace(NBSP, " ")
    ('p = .032', 'p < .0001')
    """
    del language
    if math.isnan(value):
        return f"p{NBSP}={NBSP}{UNDEFINED}"
    if value < 0.0001:
        return f"p{NBSP}<{NBSP}.0001"
    text = f"{value:.4f}" if value < 0.001 else f"{value:.3f}"
    if text.startswith("1"):
        return f"p{NBSP}>{NBSP}.999"
    return f"p{NBSP}={NBSP}{text[1:]}"


def bare_p(value: float, language: Language = "en") -> str:
    """A p-value for a table cell: ".032", "<.0001"."""
    return p_value(value, language).removeprefix(f"p{NBSP}").removeprefix(f"={NBSP}").replace(NBSP, "")


def count(value: float, language: Language = "en") -> str:
    """A count with thousands separators: 18076 → "18,076"."""
    del language
    return UNDEFINED if not math.isfinite(value) else _minus(f"{value:,.0f}")


def number(value: float, language: Language = "en") -> str:
    """A measured number with about three significant digits, thousands separated.

    Examples
    --------
    >>> number(1234.567), number(33.18), number(0.01234), number(5.0)
    ('1,235', '33.2', '0.0123', '5')
    """
    del language
    if math.isnan(value):
        return UNDEFINED
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 1e12 or size < 1e-4:
        return _minus(f"{value:.2e}")
    decimals = max(0, 2 - math.floor(math.log10(size)))
    text = f"{value:,.{decimals}f}"
    return _minus(text.rstrip("0").rstrip(".") if "." in text else text)


def signed(value: float, language: Language = "en") -> str:
    """A number with its sign: +21, −3.2."""
    text = number(value, language)
    return f"+{text}" if value > 0 else text


def exact(value: float, language: Language = "en") -> str:
    """A number as given, without rounding: 0.05, 2000."""
    del language
    return UNDEFINED if math.isnan(value) else _minus(f"{value:.12g}")


def money(value: float, language: Language = "en") -> str:
    """An amount in yuan."""
    return f"¥{number(value, language)}" if value >= 0 else f"{MINUS}¥{number(-value, language)}"


FORMATS: dict[str, Callable[..., str]] = {
    "percent": percent,
    "points": points,
    "fine_percent": fine_percent,
    "fine_points": fine_points,
    "brief_points": brief_points,
    "coefficient": coefficient,
    "p": p_value,
    "bare_p": bare_p,
    "count": count,
    "number": number,
    "signed": signed,
    "exact": exact,
    "money": money,
}


def _three_digits(value: float) -> str:
    return _rounded(value, _decimals(value, 3))


def _decimals(value: float, digits: int) -> int:
    """Decimals that show a number with so many significant digits."""
    return max(0, digits - 1 - math.floor(math.log10(abs(value)))) if value else 0


def _rounded(value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}"
    return _minus(text.rstrip("0").rstrip(".") if "." in text else text)


def _minus(text: str) -> str:
    return text.replace("-", MINUS)


def _signed(text: str) -> str:
    return _minus(text) if float(text) else text.lstrip("+-")
