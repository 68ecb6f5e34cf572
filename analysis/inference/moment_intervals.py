"""Intervals of a standard deviation, a skewness and a correlation that do not take the data for normal."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.core.results import Estimate
from analysis.inference.means import moments
from analysis.inference.proportions import normal_quantile

Floats: TypeAlias = NDArray[np.float64]
NAN = float("nan")
FEWEST = 4


def sd_interval(values: ArrayLike, *, level: float = 0.95) -> Estimate:
    """How large may the true standard deviation be?

    Parameters
    ----------
    values : array of float
        Without missing values.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Limits are NaN for fewer than four values or a constant.

    Notes
    -----
    Bonett's interval for ln s²: ``ln(c s²) ± z c sqrt((g - (n - 3) / n) / (n - 1))`` with ``c = n / (n - z)``
    and the kurtosis g taken around a trimmed mean (a share ``1 / (2 sqrt(n - 4))`` off each end), which
    long tails flatten less. The chi-square interval would be far too short for spend.
    Simulated (4,000 replicates), nominal 95 %: exponential values, n = 200 .922, n = 2,000 .946; normal,
    n = 50 .947.

    References
    ----------
    .. [1] Bonett, D. G. (2006). Approximate confidence interval for standard deviation of nonnormal
       distributions. Computational Statistics and Data Analysis, 50, 775-782 (eq. 2.2, 2.3).

    Examples
    --------
    >>> found = sd_interval(range(1, 101))
    >>> round(found.value, 3), round(found.low, 2), round(found.high, 2)
    (29.011, 26.74, 32.11)
    """
    x = np.sort(np.asarray(values, dtype=float))
    found = moments(x)
    z, n = normal_quantile(level), found.n
    if n < FEWEST or n <= z or not found.sd > 0:
        return Estimate(found.sd, NAN, NAN, level)
    cut = math.floor(n / (2 * math.sqrt(n - 4))) if n > 4 else 0
    centre = float(x[cut : n - cut].mean())
    kurtosis = n * float(((x - centre) ** 4).sum()) / (found.m2 * n) ** 2
    c = n / (n - z)
    half = z * c * math.sqrt(max((kurtosis - (n - 3) / n) / (n - 1), 0.0))
    low, high = (math.sqrt(c) * found.sd * math.exp(sign * half / 2) for sign in (-1, 1))
    return Estimate(found.sd, low, high, level)


def skewness_interval(values: ArrayLike, *, level: float = 0.95) -> Estimate:
    """How skewed may the distribution be?

    Parameters
    ----------
    values : array of float
        Without missing values.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Moment skewness g1; limits are NaN for fewer than eight values or a constant.

    Notes
    -----
    Standard error from the influence of each value, ``z³ - 3 z - g1 - 3/2 g1 (z² - 1)``. With heavy
    tails g1 itself is too small on average and the interval too short: read it as a lower bound
    (exponential values: the interval covers .72 with n = 200 and .87 with n = 2,000).

    References
    ----------
    .. [1] Joanes, D. N. and Gill, C. A. (1998). Comparing measures of sample skewness and kurtosis.
       Journal of the Royal Statistical Society D, 47, 183-189.

    Examples
    --------
    >>> skewness_interval(np.arange(50.0) ** 2).low > 0
    True
    """
    x = np.asarray(values, dtype=float)
    found = moments(x)
    if found.n < 8 or not found.m2 > 0:
        return Estimate(found.skewness, NAN, NAN, level)
    z = (x - found.mean) / math.sqrt(found.m2)
    g1 = found.skewness
    influence = z**3 - 3 * z - g1 - 1.5 * g1 * (z**2 - 1)
    half = normal_quantile(level) * float(influence.std(ddof=1)) / math.sqrt(found.n)
    return Estimate(g1, g1 - half, g1 + half, level)


def robust_correlation(x: ArrayLike, y: ArrayLike, *, level: float = 0.95) -> Estimate:
    """How close is the correlation, whatever the shape of both numbers?

    Parameters
    ----------
    x, y : array of float
        Pairs without missing values.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Pearson's r; NaN for a constant, limits NaN for fewer than four pairs or r of 1 or -1.

    Notes
    -----
    On Fisher's scale with the standard error of the influences ``a b - r (a² + b²) / 2`` over
    ``1 - r²``; under normality that is Fisher's ``1 / sqrt(n)``. Simulated coverage of a nominal 95 %: .943 for
    100 normal pairs.

    References
    ----------
    .. [1] Devlin, S. J., Gnanadesikan, R. and Kettenring, J. R. (1975). Robust estimation and outlier
       detection with correlation coefficients. Biometrika, 62, 531-545 (section 2.2).

    Examples
    --------
    >>> x = np.arange(40.0)
    >>> found = robust_correlation(x, x + np.tile([5.0, -5.0], 20))
    >>> round(found.value, 3), 0.8 < found.low < found.value < found.high < 1
    (0.915, True)
    """
    a, b = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    a, b = a - a.mean() if a.size else a, b - b.mean() if b.size else b
    spread = math.sqrt(float(a @ a) * float(b @ b))
    if not spread > 0:
        return Estimate(NAN, NAN, NAN, level)
    r = float(np.clip(float(a @ b) / spread, -1.0, 1.0))
    if a.size < 4 or abs(r) > 1 - 1e-12:
        return Estimate(r, NAN, NAN, level)
    a, b = a / math.sqrt(float(a @ a) / a.size), b / math.sqrt(float(b @ b) / b.size)
    influence = a * b - r * (a**2 + b**2) / 2
    half = normal_quantile(level) * float(influence.std(ddof=1)) / (1 - r**2) / math.sqrt(a.size)
    centre = math.atanh(r)
    return Estimate(r, math.tanh(centre - half), math.tanh(centre + half), level)


def variation_interval(values: ArrayLike, *, level: float = 0.95) -> Estimate:
    """How unequal are sizes: their standard deviation over their mean?

    Parameters
    ----------
    values : array of float
        Above 0, without missing values.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Limits are NaN for fewer than four values or a constant.

    Notes
    -----
    On the log scale with the standard error of the influences ``(z² - 1) / 2 - cv z``.

    References
    ----------
    .. [1] Serfling, R. J. (1980). Approximation theorems of mathematical statistics, section 3.3 (functions
       of moments).

    Examples
    --------
    >>> found = variation_interval([10.0, 20.0, 30.0, 20.0, 15.0, 25.0])
    >>> round(found.value, 3), found.low < found.value < found.high
    (0.354, True)
    """
    x = np.asarray(values, dtype=float)
    found = moments(x)
    if not found.sd > 0 or not found.mean > 0:
        return Estimate(found.sd / found.mean if found.n > 1 else NAN, NAN, NAN, level)
    cv = found.sd / found.mean
    if found.n < 4:
        return Estimate(cv, NAN, NAN, level)
    z = (x - found.mean) / math.sqrt(found.m2)
    influence = (z**2 - 1) / 2 - cv * z
    half = normal_quantile(level) * float(influence.std(ddof=1)) / math.sqrt(found.n)
    return Estimate(cv, cv * math.exp(-half), cv * math.exp(half), level)
