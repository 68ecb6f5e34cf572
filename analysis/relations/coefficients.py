"""Pearson's r, Spearman's rho and the two coefficients of yes-or-no columns, with intervals and tests."""

from __future__ import annotations

import math

import numpy as np

from analysis.relations.answers import FloatArray
from analysis.relations.measured import NAN, IntervalMethod, Measured, fisher_interval, rounded_to_perfect
from analysis.relations.perfect import chance_of_perfect


def pearson(x: FloatArray, y: FloatArray, level: float, held: int = 0) -> Measured:
    """Product-moment correlation; `held` counts the columns already taken out of x and y."""
    value = product_moment(x, y)
    n = x.size - held
    low, high = fisher_interval(value, 1 / math.sqrt(n - 3), level) if n > 3 else (NAN, NAN)
    return _with_t_test(value, (low, high), n, "fisher", _chance(value, x, y, held))


def spearman(x_ranks: FloatArray, y_ranks: FloatArray, level: float, held: int = 0) -> Measured:
    """Correlation of ranks; the standard error is that of Bonett and Wright (2000)."""
    value = product_moment(x_ranks, y_ranks)
    n = x_ranks.size - held
    low, high = fisher_interval(value, math.sqrt((1 + value**2 / 2) / (n - 3)), level) if n > 3 else (NAN, NAN)
    return _with_t_test(value, (low, high), n, "bonett_wright", _chance(value, x_ranks, y_ranks, held))


def two_valued(x: FloatArray, y: FloatArray, level: float) -> Measured:
    """Pearson's r where x or y has two values: the wider of Fisher's and the distribution-free interval.

    Fisher's standard error supposes two normal columns. With a yes-or-no column it can be far too
    small (strong phi) or too large; the one from fourth moments is too small where an answer is rare.
    """
    value = product_moment(x, y)
    n = x.size
    if abs(value) >= 1 or n <= 3:
        return _with_t_test(value, (value, value), n, "fisher_or_wider", _chance(value, x, y))
    free = float(np.sqrt(np.mean(influence(x, y) ** 2) / (n - 3))) / (1 - value**2)
    interval = fisher_interval(value, max(free, 1 / math.sqrt(n - 3)), level)
    return _with_t_test(value, interval, n, "fisher_or_wider")


def product_moment(x: FloatArray, y: FloatArray) -> float:
    """Pearson's r of two columns that are not constant."""
    return rounded_to_perfect(float((standardised(x) * standardised(y)).mean()))


def standardised(values: FloatArray) -> FloatArray:
    """Values with mean 0 and standard deviation 1 (divided by n)."""
    centred = values - values.mean()
    return centred / math.sqrt(float((centred * centred).mean()))


def influence(x: FloatArray, y: FloatArray) -> FloatArray:
    """How much each row pulls at Pearson's r (its influence function)."""
    across, up = standardised(x), standardised(y)
    value = float((across * up).mean())
    return across * up - value * (across**2 + up**2) / 2


def t_of(value: float, n: int) -> tuple[float, float]:
    """The t value of a correlation of n rows and its two-sided p-value on n - 2 degrees of freedom."""
    from scipy.special import stdtr

    df = n - 2
    if df < 1 or math.isnan(value):
        return NAN, NAN
    if abs(value) >= 1:
        return math.copysign(math.inf, value), 0.0
    t = value * math.sqrt(df / (1 - value**2))
    return t, 2 * float(stdtr(df, -abs(t)))


def _chance(value: float, x: FloatArray, y: FloatArray, held: int = 0) -> float | None:
    """p-value of an exact fit, whose t value is infinite however few the rows."""
    return chance_of_perfect(x, y, held) if abs(value) >= 1 else None


def _with_t_test(
    value: float, interval: tuple[float, float], n: int, method: IntervalMethod, chance: float | None = None
) -> Measured:
    t, p = t_of(value, n)
    return Measured(
        value=value,
        low=interval[0],
        high=interval[1],
        interval_method="degenerate" if abs(value) >= 1 else method,
        test="t",
        statistic=t,
        df=n - 2,
        p=p if chance is None else chance,
        uncorrected=value,
    )
