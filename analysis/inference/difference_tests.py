"""Tests of a difference of two proportions that is not zero, and its exact interval in small groups."""

from __future__ import annotations

import math
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.core.results import Estimate
from analysis.inference.proportion_differences import restricted_rates

MarginTestMethod: TypeAlias = Literal["miettinen_nurminen", "farrington_manning", "wald"]
MARGIN_TEST_METHODS: tuple[MarginTestMethod, ...] = ("miettinen_nurminen", "farrington_manning", "wald")
Floats: TypeAlias = NDArray[np.float64]

NAN = float("nan")
LARGEST_TABLE = 2_601
NUISANCE_STEPS = 100
TIE = 1e-9


def difference_z(
    successes_1: float,
    n_1: float,
    successes_2: float,
    n_2: float,
    *,
    difference: float = 0.0,
    method: MarginTestMethod = "miettinen_nurminen",
) -> float:
    """How many standard errors does the observed p1 - p2 lie from a given difference?

    Parameters
    ----------
    successes_1, n_1, successes_2, n_2 : float
        Counts; n above 0.
    difference : float
        The difference held against, above -1 and below 1.
    method : {"miettinen_nurminen", "farrington_manning", "wald"}
        Variance at the rates most likely under that difference, with and without the factor N / (N - 1), or
        at the observed rates.

    Returns
    -------
    float
        NaN where the variance is 0.

    References
    ----------
    .. [1] Farrington, C. P. and Manning, G. (1990). Test statistics and sample size formulae for
       comparative binomial trials. Statistics in Medicine, 9, 1447-1454.
    .. [2] Miettinen, O. and Nurminen, M. (1985). Comparative analysis of two rates. Statistics in
       Medicine, 4, 213-226.

    Examples
    --------
    >>> z = difference_z(880, 1000, 2700, 3000, difference=-0.05, method="farrington_manning")
    >>> round(z, 5)
    2.43314
    """
    first, second = successes_1 / n_1, successes_2 / n_2
    rates = (first, second) if method == "wald" else restricted_rates(first, n_1, second, n_2, difference)
    factor = (n_1 + n_2) / (n_1 + n_2 - 1) if method == "miettinen_nurminen" and n_1 + n_2 > 1 else 1.0
    variance = factor * (rates[0] * (1 - rates[0]) / n_1 + rates[1] * (1 - rates[1]) / n_2)
    return (first - second - difference) / math.sqrt(variance) if variance > 0 else NAN


def exact_difference_interval(
    successes_1: int, n_1: int, successes_2: int, n_2: int, *, level: float = 0.95
) -> Estimate:
    """How far apart may two true shares be, never wrong more often than stated?

    Parameters
    ----------
    successes_1, n_1, successes_2, n_2 : int
        Counts of two independent groups.
    level : float
        Two-sided confidence level, above 0 and below 1.

    Returns
    -------
    Estimate
        NaN limits where (n_1 + 1) (n_2 + 1) is above `LARGEST_TABLE`: too slow, and there the score
        intervals are as good.

    Raises
    ------
    ParameterError
        If `level` is not inside 0..1.

    Notes
    -----
    Chan and Zhang: two one-sided exact unconditional tests are inverted, outcomes ordered by the score
    statistic at each difference, the chance maximised over the unknown rate on a grid of
    `NUISANCE_STEPS` + 1 points.

    References
    ----------
    .. [1] Chan, I. S. F. and Zhang, Z. (1999). Test-based exact confidence intervals for the difference of
       two binomial proportions. Biometrics, 55, 1202-1209.

    Examples
    --------
    >>> exact = exact_difference_interval(9, 10, 3, 10)
    >>> round(exact.value, 2), round(exact.low, 2), round(exact.high, 2)
    (0.6, 0.16, 0.88)
    """
    if not 0 < level < 1:
        raise ParameterError(
            Message("A confidence level cannot be {level:exact}.", level=level),
            Message("Allowed: a number above {low:exact} and below {high:exact}.", low=0, high=1),
            parameter="level",
        )
    value = successes_1 / n_1 - successes_2 / n_2
    if (n_1 + 1) * (n_2 + 1) > LARGEST_TABLE:
        return Estimate(value, NAN, NAN, level)
    tail = (1 - level) / 2
    low = _lower_limit(successes_1, n_1, successes_2, n_2, tail)
    high = -_lower_limit(successes_2, n_2, successes_1, n_1, tail)
    return Estimate(value, low, high, level)


def _lower_limit(x1: int, n1: int, x2: int, n2: int, tail: float) -> float:
    """The difference at which the exact chance of an outcome so far above it reaches `tail`."""
    below, above = -1.0, x1 / n1 - x2 / n2
    if above <= -1.0:
        return -1.0
    while above - below > 1e-6:
        middle = (below + above) / 2
        if _exact_p(x1, n1, x2, n2, middle) > tail:
            above = middle
        else:
            below = middle
    return below


def _exact_p(x1: int, n1: int, x2: int, n2: int, difference: float) -> float:
    """Largest chance, over all pairs of rates with this difference, of a statistic at least as high."""
    statistic = score_statistics(n1, n2, difference)
    at_least = (statistic >= statistic[x1, x2] - TIE).astype(float)
    second = np.linspace(max(0.0, -difference), min(1.0, 1.0 - difference), NUISANCE_STEPS + 1)
    chances = np.einsum(
        "ki,ij,kj->k", _binomial(n1, np.clip(second + difference, 0, 1)), at_least, _binomial(n2, second), optimize=True
    )
    return float(chances.max())


def score_statistics(n_1: int, n_2: int, difference: float) -> Floats:
    """Score statistic of every outcome against a difference, rows by the first group's successes.

    Examples
    --------
    >>> score_statistics(2, 2, 0.0).round(3).tolist()
    [[0.0, -1.155, -2.0], [1.155, 0.0, -1.155], [2.0, 1.155, 0.0]]
    """
    first, second = np.meshgrid(np.arange(n_1 + 1) / n_1, np.arange(n_2 + 1) / n_2, indexing="ij")
    p1, p2 = _restricted(first, n_1, second, n_2, difference)
    error = np.sqrt(np.maximum(p1 * (1 - p1) / n_1 + p2 * (1 - p2) / n_2, 0.0))
    distance = first - second - difference
    far = np.where(np.abs(distance) < TIE, 0.0, np.where(distance > 0, np.inf, -np.inf))
    return np.where(error > TIE, distance / np.where(error > TIE, error, 1.0), far)


def _restricted(share_1: Floats, n_1: int, share_2: Floats, n_2: int, difference: float) -> tuple[Floats, Floats]:
    """`restricted_rates` of all outcomes at once."""
    ratio = n_2 / n_1
    a = 1 + ratio
    b = -(1 + ratio + share_1 + ratio * share_2 + difference * (ratio + 2))
    c = difference**2 + difference * (2 * share_1 + ratio + 1) + share_1 + ratio * share_2
    d = -share_1 * difference * (1 + difference)
    v = b**3 / (27 * a**3) - b * c / (6 * a**2) + d / (2 * a)
    u = np.copysign(np.sqrt(np.maximum(b**2 / (9 * a**2) - c / (3 * a), 0.0)), v)
    cosine = np.clip(v / np.where(u == 0, 1.0, u**3), -1.0, 1.0)
    angle = np.where(u == 0, math.pi / 2, (math.pi + np.arccos(cosine)) / 3)
    first = np.clip(2 * u * np.cos(angle) - b / (3 * a), max(0.0, difference), min(1.0, 1.0 + difference))
    return np.asarray(first), np.asarray(np.clip(first - difference, 0.0, 1.0))


def _binomial(n: int, rates: Floats) -> Floats:
    """Binomial probabilities, one row for each rate."""
    from scipy.special import gammaln, xlog1py, xlogy

    k = np.arange(n + 1)
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return np.asarray(np.exp(ways + xlogy(k, rates[:, None]) + xlog1py(n - k, -rates[:, None])))
