"""Means, medians and moments with their intervals, stable where the digits are few."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.core.results import Estimate
from analysis.inference.proportions import normal_quantile

Floats: TypeAlias = NDArray[np.float64]
NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Mean and central moments of a sample.

    `variance` divides by n - 1; `m2`, `m3` and `m4` are the population central moments (divided by n,
    or by the sum of weights).
    """

    n: int
    mean: float
    variance: float
    m2: float
    m3: float
    m4: float

    @property
    def sd(self) -> float:
        """Standard deviation, the root of `variance`."""
        return math.sqrt(self.variance) if self.variance >= 0 else NAN

    @property
    def standard_error(self) -> float:
        """Standard error of the mean of a simple random sample."""
        return self.sd / math.sqrt(self.n) if self.n else NAN

    @property
    def skewness(self) -> float:
        """The moment skewness g1 = m3 / m2^1.5; NaN for a constant column."""
        spread = self.m2**1.5
        return self.m3 / spread if spread > 0 else NAN

    @property
    def excess_kurtosis(self) -> float:
        """The moment excess kurtosis g2 = m4 / m2² - 3; NaN for a constant column."""
        spread = self.m2**2
        return self.m4 / spread - 3 if spread > 0 else NAN


def moments(values: ArrayLike) -> Moments:
    """Mean, variance and central moments, exact in the last digits a double can hold.

    Parameters
    ----------
    values : array of float
        Without missing values.

    Returns
    -------
    Moments
        NaN where undefined: everything without values, the variance of a single one.

    Notes
    -----
    The mean is a correctly rounded sum (`math.fsum`) divided by n; the variance is the corrected
    two-pass sum of squares [1]_. A constant sample has variance 0 exactly.

    References
    ----------
    .. [1] Chan, T. F., Golub, G. H. and LeVeque, R. J. (1983). Algorithms for computing the sample
       variance. The American Statistician, 37, 242-247 (eq. 1.7).

    Examples
    --------
    >>> moments([10000001.0, 10000003.0, 10000002.0]).sd
    1.0
    """
    x = np.asarray(values, dtype=float)
    n = x.size
    if n == 0:
        return Moments(n=0, mean=NAN, variance=NAN, m2=NAN, m3=NAN, m4=NAN)
    if x.min() == x.max():
        return Moments(n=n, mean=float(x[0]), variance=0.0 if n > 1 else NAN, m2=0.0, m3=0.0, m4=0.0)
    mean = math.fsum(x.tolist()) / n
    deviations = x - mean
    squares = deviations * deviations
    corrected = float(squares.sum()) - float(deviations.sum()) ** 2 / n
    return Moments(
        n=n,
        mean=mean,
        variance=corrected / (n - 1),
        m2=corrected / n,
        m3=float((squares * deviations).sum()) / n,
        m4=float((squares * squares).sum()) / n,
    )


def t_quantile(level: float, df: float) -> float:
    """The value t that leaves (1 - level) / 2 in each tail of Student's distribution; NaN without df.

    Examples
    --------
    >>> round(t_quantile(0.95, 9), 6)
    2.262157
    """
    from scipy.special import stdtrit

    normal_quantile(level)
    return float(stdtrit(df, (1 + level) / 2)) if df > 0 else NAN


def mean_interval(values: ArrayLike, *, level: float = 0.95) -> Estimate:
    """How large the true mean may be: Student's interval.

    Parameters
    ----------
    values : array of float
        Without missing values.
    level : float
        Confidence level, above 0 and below 1.

    Returns
    -------
    Estimate
        Limits are NaN for fewer than two values and for a constant sample, which tells nothing about
        how far the mean may be off.

    Examples
    --------
    >>> interval = mean_interval([4.0, 5.0, 6.0, 7.0])
    >>> round(interval.value, 2), round(interval.low, 3), round(interval.high, 3)
    (5.5, 3.446, 7.554)
    """
    found = moments(values)
    return mean_interval_from(found.mean, found.standard_error, found.n - 1, level=level)


def mean_interval_from(mean: float, standard_error: float, df: float, *, level: float = 0.95) -> Estimate:
    """Student's interval from a mean, its standard error and its degrees of freedom.

    Parameters
    ----------
    mean, standard_error : float
        In the unit of the data.
    df : float
        Degrees of freedom; 0 or fewer give undefined limits.
    level : float
        Confidence level, above 0 and below 1.

    Returns
    -------
    Estimate
        Limits are NaN where the standard error is 0 or undefined.

    Examples
    --------
    >>> round(mean_interval_from(10.0, 2.0, 30).high, 3)
    14.085
    """
    half = t_quantile(level, df) * standard_error if standard_error > 0 else NAN
    return Estimate(mean, mean - half, mean + half, level)


@dataclass(frozen=True, slots=True)
class MedianInterval:
    """A median, its order-statistic interval, and the coverage that interval really has."""

    estimate: Estimate
    coverage: float


def median_interval(values: ArrayLike, *, level: float = 0.95) -> MedianInterval:
    """How large the true median may be: the interval between two order statistics.

    Parameters
    ----------
    values : array of float
        Without missing values.
    level : float
        Confidence level, above 0 and below 1.

    Returns
    -------
    MedianInterval
        Limits are NaN where even the whole range does not reach the level (5 values or fewer at 95 %).

    Notes
    -----
    The limits are the k-th smallest and k-th largest value with the largest k for which the exact
    binomial coverage, 1 - 2 P(B(n, 1/2) < k), is at least `level`. It assumes nothing about the shape;
    with ties the coverage is at least the one stated.

    References
    ----------
    .. [1] Conover, W. J. (1999). Practical Nonparametric Statistics, 3rd ed., section 3.2.

    Examples
    --------
    >>> found = median_interval(range(1, 11))
    >>> found.estimate.low, found.estimate.high, round(found.coverage, 4)
    (2.0, 9.0, 0.9785)
    """
    x = np.sort(np.asarray(values, dtype=float))
    if x.size == 0:
        return MedianInterval(Estimate(NAN, NAN, NAN, level), NAN)
    rank, coverage = median_rank(x.size, level)
    value = float(np.median(x))
    if rank == 0:
        return MedianInterval(Estimate(value, NAN, NAN, level), NAN)
    return MedianInterval(Estimate(value, float(x[rank - 1]), float(x[-rank]), level), coverage)


def median_rank(n: int, level: float) -> tuple[int, float]:
    """Rank k of the order statistics that bound the median, and their coverage; rank 0 if none does.

    Examples
    --------
    >>> median_rank(5, 0.95)[0], median_rank(6, 0.95)[0]
    (0, 1)
    """
    from scipy.special import bdtr

    tail = (1 - level) / 2
    below = max(0, math.floor(n / 2 - normal_quantile(level) * math.sqrt(n) / 2))
    # `below` = k - 1 is the largest count with P(B <= below) <= tail; the normal guess is off by one or two.
    while below >= 0 and float(bdtr(below, n, 0.5)) > tail:
        below -= 1
    while float(bdtr(below + 1, n, 0.5)) <= tail:
        below += 1
    if below < 0:
        return 0, NAN
    return below + 1, 1 - 2 * float(bdtr(below, n, 0.5))


def sample_skewness(found: Moments) -> tuple[float, float, float]:
    """Skewness g1 (moments), G1 (Excel, SAS, SPSS) and b1 (MINITAB, BMDP); NaN where undefined.

    References
    ----------
    .. [1] Joanes, D. N. and Gill, C. A. (1998). Comparing measures of sample skewness and kurtosis.
       Journal of the Royal Statistical Society D, 47, 183-189.

    Examples
    --------
    >>> [round(value, 3) for value in sample_skewness(moments([1.0, 2.0, 6.0]))]
    [0.595, 1.458, 0.324]
    """
    n, g1 = found.n, found.skewness
    adjusted = g1 * math.sqrt(n * (n - 1)) / (n - 2) if n > 2 else NAN
    return g1, adjusted, g1 * ((n - 1) / n) ** 1.5 if n else NAN


def sample_kurtosis(found: Moments) -> tuple[float, float, float]:
    """Excess kurtosis g2, G2 and b2, the three types of `sample_skewness`; NaN where undefined.

    Examples
    --------
    >>> [round(value, 3) for value in sample_kurtosis(moments([1.0, 2.0, 3.0, 10.0]))]
    [-0.77, 3.228, -1.745]
    """
    n, g2 = found.n, found.excess_kurtosis
    adjusted = ((n + 1) * g2 + 6) * (n - 1) / ((n - 2) * (n - 3)) if n > 3 else NAN
    return g2, adjusted, (g2 + 3) * (1 - 1 / n) ** 2 - 3 if n else NAN
