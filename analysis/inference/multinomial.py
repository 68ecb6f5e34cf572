"""Several shares of one sample: simultaneous intervals, and differences of two of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.core.results import Estimate
from analysis.inference.proportions import normal_quantile, proportion_limits
from analysis.inference.weights import linearised_error, most_effective

Floats: TypeAlias = NDArray[np.float64]


def goodman_level(level: float, n_answers: int) -> float:
    """Level of each interval so that all of `n_answers` hold together with at least `level`.

    Examples
    --------
    >>> goodman_level(0.95, 5)
    0.99
    """
    return 1 - (1 - level) / max(n_answers, 1)


def goodman_limits(counts: ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """How large all shares of one question may be, read together: Goodman's simultaneous intervals.

    Parameters
    ----------
    counts : array of float
        Answers per category.
    level : float
        Confidence level of the whole family, above 0 and below 1.

    Returns
    -------
    (array, array)
        Wilson limits at the level 1 - (1 - level)/k.

    References
    ----------
    .. [1] Goodman, L. A. (1965). On simultaneous confidence intervals for multinomial proportions.
       Technometrics, 7, 247-254 (eq. 1.7 with the chi-square of 1 df at alpha/k).

    Examples
    --------
    >>> low, high = goodman_limits([56, 72, 73, 59, 62, 87, 58])
    >>> low.round(3).tolist()[:3]
    [0.085, 0.115, 0.116]
    """
    observed = np.asarray(counts, dtype=float)
    total = observed.sum()
    return proportion_limits(observed, np.full_like(observed, total), level=goodman_level(level, observed.size))


def net_share_variance(up: float, down: float) -> float:
    """Variance of one answer scored +1, 0 or -1: ``p + d - (p - d)²``.

    Parameters
    ----------
    up, down : float
        Shares scored +1 and -1, in 0..1.

    Returns
    -------
    float

    Notes
    -----
    Not ``p(1 - p) + d(1 - d)``: both shares come from one sample and move against each other, which
    adds 2pd.

    Examples
    --------
    >>> round(net_share_variance(0.60, 0.15), 4)
    0.5475
    """
    return up + down - (up - down) ** 2


def net_share_interval(up: float, down: float, n: float, *, level: float = 0.95, adjusted: bool = True) -> Estimate:
    """How far two shares of one sample lie apart.

    Parameters
    ----------
    up, down : float
        Counts on either side (promoters and detractors; two answers of a question). May be effective
        counts of a weighted sample.
    n : float
        All answers.
    level : float
        Confidence level, above 0 and below 1.
    adjusted : bool
        Adjusted Wald: adds 3/4 to each side and 3 to n before the interval is drawn, which keeps the
        coverage near the level in small or lopsided samples [1]_. Otherwise the plain Wald interval.

    Returns
    -------
    Estimate
        The value is always (up - down) / n; limits are kept inside -1..1 and on either side of the value.

    References
    ----------
    .. [1] Rocks, B. (2016). Interval estimation for the "net promoter score". The American
       Statistician, 70, 365-372.

    Examples
    --------
    >>> score = net_share_interval(12, 3, 20)
    >>> round(score.value, 3), round(score.low, 4), round(score.high, 4)
    (0.45, 0.0843, 0.6983)
    """
    nan = float("nan")
    if n <= 0:
        return Estimate(nan, nan, nan, level)
    value = (up - down) / n
    if adjusted:
        up, down, n = up + 0.75, down + 0.75, n + 3
    centre = (up - down) / n
    half = normal_quantile(level) * math.sqrt(max(net_share_variance(up / n, down / n), 0) / n)
    # Around the shifted centre the interval can miss a value at an end of the scale; it always holds what was seen.
    return Estimate(value, max(min(centre - half, value), -1.0), min(max(centre + half, value), 1.0), level)


def share_lead_interval(first: float, second: float, n: float, *, level: float = 0.95) -> Estimate:
    """Whether one share of a sample is larger than another, and by how much: Tango's score interval.

    Parameters
    ----------
    first, second : float
        Counts of the two answers, or of those who chose one of two options and not the other. May be
        effective counts of a weighted sample.
    n : float
        All answers, including those with neither.
    level : float
        Confidence level, above 0 and below 1.

    Returns
    -------
    Estimate
        (first - second) / n with its interval, inside -1..1.

    Notes
    -----
    All differences d for which ``|first - second - n d| <= z sqrt(n (2 q + d (1 - d)))``, where q is the
    most likely second share under d. The interval excludes 0 exactly where McNemar's test without
    correction rejects, which for two equal answers happens in 1.6 to 7.8 % of samples of 20 to 500 at
    a level of 95 %. To claim a lead, use the exact test of `share_lead_p`.

    References
    ----------
    .. [1] Tango, T. (1998). Equivalence test and confidence interval for the difference in proportions
       for the paired-sample design. Statistics in Medicine, 17, 891-908 (eq. 22-24).
    .. [2] Fagerland, M. W., Lydersen, S. and Laake, P. (2014). Recommended tests and confidence
       intervals for paired binomial proportions. Statistics in Medicine, 33, 2850-2875.

    Examples
    --------
    >>> lead = share_lead_interval(1, 7, 21)
    >>> round(lead.value, 3), round(lead.low, 3), round(lead.high, 3)
    (-0.286, -0.517, -0.026)
    """
    nan = float("nan")
    if n <= 0:
        return Estimate(nan, nan, nan, level)
    z = normal_quantile(level)
    value = (first - second) / n
    low = _score_root(first, second, n, z, -1.0, value)
    high = _score_root(first, second, n, -z, value, 1.0)
    return Estimate(value, low, high, level)


def share_lead_p(first: float, second: float) -> float:
    """Whether two shares of one sample are equal: the exact sign test (exact McNemar test).

    Parameters
    ----------
    first, second : float
        Counts as in `share_lead_interval`; fractional effective counts are taken as they are.

    Returns
    -------
    float
        Two-sided p-value: twice the chance that at least the larger count falls on one side if either
        side is equally likely, at most 1; 1 without counts.

    References
    ----------
    .. [1] Conover, W. J. (1999). Practical Nonparametric Statistics, 3rd ed., section 3.4.

    Examples
    --------
    >>> round(share_lead_p(1, 7), 4)
    0.0703
    """
    from scipy.special import betainc

    larger, total = max(first, second), first + second
    if total <= 0:
        return 1.0
    # P(X >= k) of a binomial with chance 1/2 as an incomplete beta function, which also takes fractions.
    return min(1.0, 2 * float(betainc(larger, total - larger + 1, 0.5)))


def _score_root(first: float, second: float, n: float, z: float, low: float, high: float) -> float:
    """The difference between `low` and `high` whose score statistic is z; it falls as the difference grows."""
    if _score(first, second, n, low) <= z:
        return low
    if _score(first, second, n, high) >= z:
        return high
    for _ in range(60):
        middle = (low + high) / 2
        if _score(first, second, n, middle) > z:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _score(first: float, second: float, n: float, difference: float) -> float:
    """Tango's score statistic of a difference (1998, eq. 22, with q of eq. 24)."""
    b = -first - second + (2 * n - first + second) * difference
    c = -second * difference * (1 - difference)
    q = (math.sqrt(max(b * b - 8 * n * c, 0)) - b) / (4 * n)
    variance = n * (2 * q + difference * (1 - difference))
    distance = first - second - n * difference
    if variance <= 1e-12 * n:
        return math.copysign(math.inf, distance) if abs(distance) > 1e-9 * n else 0.0
    return distance / math.sqrt(variance)


@dataclass(frozen=True, slots=True)
class NetShare:
    """Shares scored +1 and -1 of a weighted sample, their effective size and the error of the difference."""

    up: float
    down: float
    n_effective: float
    standard_error: float


def weighted_net_share(scores: ArrayLike, weights: ArrayLike) -> NetShare:
    """How far two shares of a weighted sample lie apart, and what the sample is worth for that question.

    Parameters
    ----------
    scores : array of float
        +1, 0 or -1 for each row.
    weights : array of float
        Positive weights on any scale.

    Returns
    -------
    NetShare
        `n_effective` is n divided by the design effect of the score, at most n and at most
        `most_effective`; intervals take
        ``up * n_effective`` and ``down * n_effective`` as counts. Equal weights give n.

    Examples
    --------
    >>> found = weighted_net_share([1] * 12 + [0] * 5 + [-1] * 3, [2.0] * 20)
    >>> round(found.up, 2), round(found.down, 2), round(found.n_effective, 6)
    (0.6, 0.15, 20.0)
    """
    x = np.asarray(scores, dtype=float)
    w = np.asarray(weights, dtype=float)
    n, total = x.size, float(w.sum())
    if n == 0:
        nan = float("nan")
        return NetShare(nan, nan, 0.0, nan)
    up, down = float(w[x > 0].sum()) / total, float(w[x < 0].sum()) / total
    error = linearised_error(w * (x - (up - down)), total)
    if error > 0:
        effective = n * net_share_variance(up, down) / (n - 1) / error**2
    else:
        # Without spread there is no design effect to measure; Kish's effective size stands in.
        effective = total**2 / float((w * w).sum())
    return NetShare(up, down, min(effective, float(n), most_effective(w)), error)


def weighted_net_share_interval(
    scores: ArrayLike, weights: ArrayLike, *, level: float = 0.95, adjusted: bool = True
) -> tuple[Estimate, float]:
    """How far two shares of a weighted sample lie apart, and the linearised standard error of that.

    Parameters
    ----------
    scores : array of float
        +1, 0 or -1 for each row.
    weights : array of float
        Positive weights on any scale.
    level : float
        Confidence level, above 0 and below 1.
    adjusted : bool
        As in `net_share_interval`.

    Returns
    -------
    (Estimate, float)
        The interval of `net_share_interval` on the effective sample size, and the standard error.

    Examples
    --------
    >>> estimate, error = weighted_net_share_interval([1] * 12 + [0] * 5 + [-1] * 3, [2.0] * 20)
    >>> round(estimate.low, 4), round(estimate.high, 4)
    (0.0843, 0.6983)
    """
    found = weighted_net_share(scores, weights)
    n = found.n_effective
    if n == 0:
        return net_share_interval(0, 0, 0, level=level), found.standard_error
    estimate = net_share_interval(found.up * n, found.down * n, n, level=level, adjusted=adjusted)
    return estimate, found.standard_error
