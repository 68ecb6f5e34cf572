"""Several shares of one sample: simultaneous intervals, and differences of two of them."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.core.results import Estimate
from analysis.inference.proportions import normal_quantile, proportion_limits
from analysis.inference.weights import linearised_error

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
        The value is always (up - down) / n; limits are kept inside -1..1.

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
    return Estimate(value, max(centre - half, -1.0), min(centre + half, 1.0), level)


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
        The interval of `net_share_interval` on the effective sample size, n divided by the design
        effect of the score; and the standard error. Equal weights change nothing but the n - 1 in the
        standard error.

    Examples
    --------
    >>> estimate, error = weighted_net_share_interval([1] * 12 + [0] * 5 + [-1] * 3, [2.0] * 20)
    >>> round(estimate.low, 4), round(estimate.high, 4)
    (0.0843, 0.6983)
    """
    x = np.asarray(scores, dtype=float)
    w = np.asarray(weights, dtype=float)
    n, total = x.size, float(w.sum())
    if n < 2:
        return net_share_interval(float((x > 0).sum()), float((x < 0).sum()), n, level=level), float("nan")
    up, down = float(w[x > 0].sum()) / total, float(w[x < 0].sum()) / total
    error = linearised_error(w * (x - (up - down)), total)
    simple = net_share_variance(up, down) / (n - 1)
    # Without spread there is no design effect to measure; Kish's effective size stands in.
    effective = n * simple / error**2 if error > 0 else total**2 / float((w * w).sum())
    effective = min(effective, n)
    return net_share_interval(up * effective, down * effective, effective, level=level, adjusted=adjusted), error
