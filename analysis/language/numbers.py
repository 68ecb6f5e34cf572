"""Number formats of the two languages: one place decides how a share, a coefficient or a p-value looks.

The rules: a measured share has one decimal, always, and a probability too, but never as 0% or 100%; a pure number such as a skewness or an effect size has two; a measured
quantity has about three significant digits, and quantities of one sentence, or of one column, have the same number
of decimals (see `analysis.language.precision`). A number that somebody set, such as a confidence level, is shown as set.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from analysis.core.messages import Language

MINUS = "\u2212"
NBSP = "\u00a0"
UNDEFINED = "–"
FINEST = 1e-4
LARGEST = 1e12
# Beyond this a double no longer holds every whole number.
WHOLE = 1e16


def percent(value: float, language: Language = "en", digits: int | None = None) -> str:
    """A measured share as a percentage: one decimal, or as many as keep it off 0% and 100%.

    Examples
    --------
    >>> percent(0.6241), percent(0.26), percent(float("nan"))
    ('62.4%', '26.0%', '–')
    >>> percent(0.00001), percent(0.9999), percent(0.0)
    ('0.001%', '99.99%', '0.0%')
    """
    del language
    if not math.isfinite(value):
        return UNDEFINED
    return _minus(f"{100 * value:.{_percent_decimals(value) if digits is None else digits}f}") + "%"


def chance(value: float, language: Language = "en") -> str:
    """A probability that was worked out, with one decimal; never 0% or 100%, for it is neither.

    Examples
    --------
    >>> chance(0.8), [chance(value).replace(NBSP, " ") for value in (0.999996, 0.000002, 1.0)]
    ('80.0%', ['> 99.9%', '< 0.1%', '> 99.9%'])
    """
    del language
    return _between(value, 1)


def fine_chance(value: float, language: Language = "en") -> str:
    """A probability or a share of a loss with two decimals: what is used up of a small level.

    Examples
    --------
    >>> fine_chance(0.00762), fine_chance(0.05), fine_chance(1.08e-6).replace(NBSP, " ")
    ('0.76%', '5.00%', '< 0.01%')
    """
    del language
    return _between(value, 2)


def hundredths(value: float, language: Language = "en") -> str:
    """An amount above 0, with two decimals: an expected loss in points, which is never quite none.

    Examples
    --------
    >>> hundredths(2.413), hundredths(0.00331).replace(NBSP, " ")
    ('2.41', '< 0.01')
    """
    del language
    if math.isnan(value):
        return UNDEFINED
    return f"<{NBSP}0.01" if value < 0.005 else f"{value:,.2f}"


def _between(value: float, digits: int) -> str:
    if not math.isfinite(value):
        return UNDEFINED
    least = 10.0**-digits
    if 100 * value < least / 2:
        return f"<{NBSP}{least:.{digits}f}%"
    if 100 * (1 - value) < least / 2:
        return f">{NBSP}{100 - least:.{digits}f}%"
    return f"{100 * value:.{digits}f}%"


def set_percent(value: float, language: Language = "en") -> str:
    """A share that was set, not measured, as set: a confidence level, a threshold.

    Examples
    --------
    >>> set_percent(0.95), set_percent(0.999), set_percent(0.025)
    ('95%', '99.9%', '2.5%')
    """
    del language
    return f"{_minus(f'{100 * value:.10g}')}%" if math.isfinite(value) else UNDEFINED


def _percent_decimals(value: float) -> int:
    """One, unless that would show a share as 0% or 100% which is neither; below 1e-7 it is taken for rounding noise."""
    apart = min(abs(value), abs(1 - abs(value)))
    return 1 if apart >= 0.0005 or apart < 1e-7 else -math.floor(math.log10(100 * apart) + 1e-6)


def points(value: float, language: Language = "en") -> str:
    """A difference of fractions in signed percentage points: 0.034 → "+3.4"."""
    del language
    return UNDEFINED if math.isnan(value) else _signed(f"{100 * value:+.1f}")


def distance(value: float, language: Language = "en") -> str:
    """How many percentage points two shares lie apart, without a sign: -0.034 → "3.4"."""
    del language
    return UNDEFINED if math.isnan(value) else f"{abs(100 * value):.1f}"


def fine_distance(value: float, language: Language = "en") -> str:
    """A number of percentage points without a sign, of three significant digits: a margin as it was set.

    Examples
    --------
    >>> fine_distance(0.03), fine_distance(0.00075), fine_distance(float("nan"))
    ('3', '0.075', '–')
    """
    del language
    return _rounded(abs(100 * value), decimals(abs(100 * value), 3), None) if math.isfinite(value) else UNDEFINED


def fine_percent(value: float, language: Language = "en", digits: int | None = None) -> str:
    """A fraction as a percentage of three significant digits, for rates far below 1 %.

    Examples
    --------
    >>> fine_percent(0.35), fine_percent(0.0013), fine_percent(0.36715), fine_percent(0.35, digits=1)
    ('35%', '0.13%', '36.7%', '35.0%')
    """
    del language
    return f"{_rounded(100 * value, decimals(100 * value, 3), digits)}%" if math.isfinite(value) else UNDEFINED


def fine_points(value: float, language: Language = "en", digits: int | None = None) -> str:
    """A difference of fractions in signed percentage points of three significant digits.

    Examples
    --------
    >>> fine_points(0.02), fine_points(-0.0003), fine_points(0.018309)
    ('+2', '−0.03', '+1.83')
    """
    del language
    return _plus(_rounded(100 * value, decimals(100 * value, 3), digits), value) if math.isfinite(value) else UNDEFINED


def brief_points(value: float, language: Language = "en", digits: int | None = None) -> str:
    """A difference of fractions in signed percentage points: one decimal, two digits below one point.

    Examples
    --------
    >>> brief_points(0.04462), brief_points(0.00541), brief_points(-0.00027), brief_points(0.02)
    ('+4.5', '+0.54', '−0.027', '+2')
    """
    del language
    if not math.isfinite(value):
        return UNDEFINED
    return _plus(_rounded(100 * value, brief_decimals(100 * value), digits), value)


def brief_decimals(value: float) -> int:
    """Decimals of a difference in points: one, below one point two significant digits."""
    return 1 if abs(value) >= 1 else decimals(value, 2)


def coefficient(value: float, language: Language = "en", *, digits: int | None = None) -> str:
    """A number bounded by one in absolute value, without its leading zero: 0.46 → ".46".

    Examples
    --------
    >>> coefficient(-0.463), coefficient(1.0), coefficient(0.999), coefficient(0.5051, digits=3)
    ('−.46', '1.00', '1.00', '.505')
    """
    del language
    if math.isnan(value):
        return UNDEFINED
    text = f"{abs(value):.{2 if digits is None else digits}f}"
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


def number(value: float, language: Language = "en", digits: int | None = None) -> str:
    """A measured number with about three significant digits, thousands separated; or with so many decimals.

    Examples
    --------
    >>> number(1234.567), number(33.18), number(0.01234), number(5.0), number(5.0, digits=2)
    ('1,235', '33.2', '0.0123', '5', '5.00')
    """
    del language
    if math.isnan(value):
        return UNDEFINED
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if value == 0 and digits is None:
        return "0"
    if value and not FINEST <= abs(value) < (LARGEST if digits is None else WHOLE):
        return _minus(f"{value:.2e}")
    return _rounded(value, decimals(value, 3), digits)


def effect(value: float, language: Language = "en") -> str:
    """A pure number, such as a skewness, a design effect or an effect size: two decimals.

    Examples
    --------
    >>> effect(-1.334), effect(0.5), effect(-0.178), effect(0.0004), effect(1234.5)
    ('−1.33', '0.50', '−0.18', '0.00', '1,234.50')
    """
    del language
    if math.isnan(value):
        return UNDEFINED
    if not abs(value) < LARGEST:
        return number(value)
    text = f"{value:,.2f}"
    return _minus(text) if float(text.replace(",", "")) else "0.00"


def signed(value: float, language: Language = "en", digits: int | None = None) -> str:
    """A number with its sign: +21, −3.2."""
    return _plus(number(value, language, digits), value)


def signed_effect(value: float, language: Language = "en") -> str:
    """A pure number with its sign and two decimals: +0.18, −1.33."""
    return _plus(effect(value, language), value)


def exact(value: float, language: Language = "en") -> str:
    """A number as given, without rounding: 0.05, 2000."""
    del language
    return UNDEFINED if math.isnan(value) else _minus(f"{value:.12g}")


def money(value: float, language: Language = "en", digits: int | None = None) -> str:
    """An amount in yuan."""
    text = number(abs(value), language, digits)
    return f"{MINUS}¥{text}" if value < 0 else f"¥{text}"


FORMATS: dict[str, Callable[..., str]] = {
    "percent": percent,
    "chance": chance,
    "fine_chance": fine_chance,
    "hundredths": hundredths,
    "set_percent": set_percent,
    "points": points,
    "distance": distance,
    "fine_distance": fine_distance,
    "fine_percent": fine_percent,
    "fine_points": fine_points,
    "brief_points": brief_points,
    "coefficient": coefficient,
    "p": p_value,
    "bare_p": bare_p,
    "count": count,
    "number": number,
    "lone": number,
    "effect": effect,
    "signed_effect": signed_effect,
    "signed": signed,
    "exact": exact,
    "money": money,
}


def decimals(value: float, digits: int) -> int:
    """Decimals that show a number with so many significant digits."""
    return max(0, digits - 1 - math.floor(math.log10(abs(value)))) if value else 0


def _rounded(value: float, own: int, digits: int | None) -> str:
    """So many decimals; without `digits`, or where those would hide the number, its own and no zeros at the end."""
    if digits is None or (value and round(value, digits) == 0) or (digits == 0 and own > 1 and value != round(value)):
        text = f"{value:,.{own}f}"
        return _minus(text.rstrip("0").rstrip(".") if "." in text else text)
    return _minus(f"{value or 0.0:,.{digits}f}")


def _plus(text: str, value: float) -> str:
    return f"+{text}" if value > 0 and any(sign in "123456789∞" for sign in text) else text


def _minus(text: str) -> str:
    return text.replace("-", MINUS)


def _signed(text: str) -> str:
    return _minus(text) if float(text) else text.lstrip("+-")
