"""Fisher's exact test for many tables at once, in logarithms, so that tiny p-values keep their order."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.association.bitsets import Bools, Integers

Floats = NDArray[np.float64]
SMALLEST_TERM = 1e-17
STEPS_BETWEEN_CHECKS = 16
HALF_LOG_TWO_PI = 0.5 * math.log(2 * math.pi)


def log_fisher_greater(both: ArrayLike, first: ArrayLike, second: ArrayLike, n: ArrayLike) -> Floats:
    """How surprising would so many joint rows be if two items had nothing to do with each other?

    Parameters
    ----------
    both : array of int
        Rows that have both items.
    first, second : array of int
        Rows that have each item.
    n : array of int
        All rows.

    Returns
    -------
    array of float
        Natural logarithm of the one-sided p-value P(X >= both) given the margins; 0 where p = 1.

    Notes
    -----
    X is hypergeometric. The first term of the tail is evaluated with Loader's saddle-point form [1]_
    (the binomial deviance), whose error does not grow with n as that of log-gamma differences does;
    the following terms come from the exact ratio of neighbours. The shorter side is summed: above the
    mode the upper tail, at or below it one minus the lower tail.

    References
    ----------
    .. [1] Loader, C. (2000). Fast and accurate computation of binomial probabilities (eq. 3 and 5).
    .. [2] Fisher, R. A. (1935). The logic of inductive inference. Journal of the Royal Statistical
       Society, 98, 39-82.

    Examples
    --------
    >>> bool(np.isclose(np.exp(log_fisher_greater(3, 4, 4, 8)), 17 / 70))
    True
    """
    a, n1, n2, total = (np.ravel(part).astype(np.int64) for part in np.broadcast_arrays(both, first, second, n))
    result = np.zeros(a.shape)
    lowest = np.maximum(0, n1 + n2 - total)
    open_ = a > lowest
    mode = ((n1 + 1) * (n2 + 1)) // (total + 2)
    upper = open_ & (a > mode)
    lower = open_ & ~upper
    if upper.any():
        result[upper] = _log_tail(a[upper], n1[upper], n2[upper], total[upper], direction=1)
    if lower.any():
        below = _log_tail(a[lower] - 1, n1[lower], n2[lower], total[lower], direction=-1)
        result[lower] = np.log1p(-np.minimum(np.exp(below), 1.0))
    return np.minimum(result, 0.0)


def _log_tail(start: Integers, n1: Integers, n2: Integers, total: Integers, *, direction: int) -> Floats:
    """Log of the sum of probabilities from `start` outwards; `start` lies on the far side of the mode."""
    sums = np.ones(start.shape)
    alive: Integers = np.arange(start.size)
    # Columns: position k, both margins, rows outside both, current term, sum so far.
    state = np.array([start, n1, n2, total - n1 - n2, np.ones(start.size), np.ones(start.size)], dtype=np.float64)
    while alive.size:
        k, m1, m2, rest, term, partial = state
        for _ in range(STEPS_BETWEEN_CHECKS):
            if direction > 0:
                term *= np.maximum(m1 - k, 0.0) * np.maximum(m2 - k, 0.0) / ((k + 1) * (rest + k + 1))
            else:
                term *= np.maximum(k, 0.0) * np.maximum(rest + k, 0.0) / ((m1 - k + 1) * (m2 - k + 1))
            k += direction
            partial += term
        sums[alive] = partial
        going = term > SMALLEST_TERM * partial
        alive, state = alive[going], state[:, going]
    return _log_probability(start, n1, n2, total) + np.log(sums)


def _log_probability(a: Integers, n1: Integers, n2: Integers, total: Integers) -> Floats:
    """Log of P(X = a), as a product of two binomials over a third (Loader 2000; R's dhyper)."""
    share = n1 / total
    return _log_binomial(a, n2, share) + _log_binomial(n1 - a, total - n2, share) - _log_binomial(n1, total, share)


def _log_binomial(x: Integers, n: Integers, p: Floats) -> Floats:
    """Log of the binomial probability of x among n, with x * log(0) = 0 at the ends."""
    inner = (x > 0) & (x < n)
    result = np.empty(x.shape)
    xs, ns, ps = x[inner], n[inner], p[inner]
    result[inner] = (
        _stirling_error(ns)
        - _stirling_error(xs)
        - _stirling_error(ns - xs)
        - _deviance(xs, ns * ps)
        - _deviance(ns - xs, ns * (1 - ps))
        + 0.5 * np.log(ns / (xs * (ns - xs).astype(np.float64)))
        - HALF_LOG_TWO_PI
    )
    from scipy.special import xlog1py, xlogy

    result[~inner] = xlogy(x[~inner], p[~inner]) + xlog1py(n[~inner] - x[~inner], -p[~inner])
    return result


def _deviance(x: Integers, mean: Floats) -> Floats:
    """The binomial deviance x log(x / mean) + mean - x, written so that it does not cancel near x = mean."""
    d = (x - mean) / mean
    return mean * ((1 + d) * np.log1p(d) - d)


def _stirling_error(n: Integers) -> Floats:
    """Logarithm of n! minus Stirling's formula: from log-gamma up to 15, from its series above."""
    from scipy.special import gammaln

    size = n.astype(np.float64)
    result = np.empty(n.shape)
    small: Bools = n <= 15
    s = size[small]
    result[small] = gammaln(s + 1) - (s + 0.5) * np.log(s) + s - HALF_LOG_TWO_PI
    s = size[~small]
    q = 1 / (s * s)
    result[~small] = (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - q / 1188) * q) * q) * q) / s
    return result
