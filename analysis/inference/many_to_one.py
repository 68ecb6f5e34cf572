"""Several arms against one control (Dunnett): one integral for the p-values, the critical values and the chances of a plan."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Sides: TypeAlias = Literal["two", "one"]
NODES, MANY_NODES = 160, 1600
NEARLY_ONE = 0.9
"""Shares of the control above this make the integrand steep, and need the finer grid."""
STEEPEST = 0.9999
"""Shares above this are taken for this one: the grid would miss the step, and the answer is then a little strict."""
REACH = 9.0
CHI_NODES = 96
LARGE_DF = 1e7
BEYOND = 1e-15


def shares_of_control(variance_control: float, variances: Sequence[float]) -> tuple[float, ...]:
    """The share of each comparison's squared standard error that comes from the common control.

    Parameters
    ----------
    variance_control, variances : float
        Squared standard errors of the control's and of each other arm's mean.

    Returns
    -------
    tuple of float
        Comparisons i and j are correlated by the square root of the product of their shares.

    Examples
    --------
    >>> shares_of_control(1.0, [1.0, 3.0])
    (0.5, 0.25)
    """
    return tuple(variance_control / (variance_control + variance) for variance in variances)


def many_to_one_p(t: ArrayLike, share_of_control: ArrayLike, df: float) -> Floats:
    """What is the chance that the largest of several differences from one control is as large as this?

    Parameters
    ----------
    t : array of float
        Two-sided test statistics; NaN stays NaN and its comparison still counts.
    share_of_control : array of float
        Of each comparison, the share of the squared standard error that comes from the control,
        in 0..1: with equal arms one half.
    df : float
        Degrees of freedom they share; infinite is allowed.

    Returns
    -------
    ndarray
        Single-step adjusted p-values.

    Notes
    -----
    Given the control's error z and the common scale s the comparisons are independent, so the chance
    that any passes t is an integral over z (equal steps) and s (chi, Gauss-Legendre over its density) of one
    less a product of normal probabilities [1]_. Exact for normal data of equal variance; with unequal
    variances the smallest degrees of freedom of the comparisons are the careful choice.

    References
    ----------
    .. [1] Dunnett, C. W. (1955). A multiple comparison procedure for comparing several treatments with
       a control. Journal of the American Statistical Association, 50, 1096-1121, eq. 5.
    .. [2] Hochberg, Y. and Tamhane, A. C. (1987). Multiple comparison procedures, eq. 2.8, ch. 5.

    Examples
    --------
    >>> many_to_one_p([2.0, 2.512], [0.5, 0.5], 10).round(3).tolist()
    [0.127, 0.055]
    """
    statistics = np.abs(np.atleast_1d(np.asarray(t, dtype=float)))
    shares = tuple(np.atleast_1d(np.asarray(share_of_control, dtype=float)).tolist())
    return np.clip(np.array([_any_beyond(value, shares, "two", df) for value in statistics.tolist()]), 0.0, 1.0)


def many_to_one_critical(share_of_control: ArrayLike, df: float, level: float) -> float:
    """The two-sided critical value that all comparisons stay below with probability `level` if nothing changed.

    Examples
    --------
    >>> round(many_to_one_critical([0.5, 0.5], 10, 0.95), 3)
    2.568
    """
    shares = tuple(np.atleast_1d(np.asarray(share_of_control, dtype=float)).tolist())
    return _critical(shares, 1 - level, "two", df)


@lru_cache(maxsize=512)
def critical_value(n_treatments: int, correlation: float, alpha: float, sides: Sides, df: float = math.inf) -> float:
    """Dunnett's critical value: what the largest of the comparisons passes with chance `alpha` if nothing differs.

    Parameters
    ----------
    n_treatments : int
        Comparisons with the one control group.
    correlation : float
        Correlation of two comparisons: the share of one treatment group in the pair of it and the
        control, 0.5 for groups of equal size.
    alpha : float
        Chance of any false alarm, above 0 and below 1.
    sides : {"two", "one"}
    df : float
        Degrees of freedom of the common variance; infinite for a known one.

    Returns
    -------
    float

    Examples
    --------
    >>> round(critical_value(3, 0.5, 0.05, "two"), 4), round(critical_value(1, 0.5, 0.05, "two"), 4)
    (2.349, 1.96)
    """
    return _critical((correlation,) * n_treatments, alpha, sides, df)


def none_exceeds(value: float, n_treatments: int, correlation: float, sides: Sides, df: float) -> float:
    """Chance that no comparison exceeds `value` (in either direction, if two-sided) where nothing differs."""
    return 1 - _any_beyond(value, (correlation,) * n_treatments, sides, df)


def any_found(chances: tuple[float, float], n_treatments: int, correlation: float) -> float:
    """Chance that at least one of several comparisons is found, if each one is with the same chance.

    Parameters
    ----------
    chances : (float, float)
        Of one comparison's test in each direction, both of which must speak, 0..1; the second is 1 for a
        test in one direction. The same for all, as if every new version changed the rate alike.
    n_treatments : int
    correlation : float
        Of two comparisons: the control's share of the variance of a difference.

    Examples
    --------
    >>> round(any_found((0.8, 1.0), 2, 0.0), 2), round(any_found((0.8, 1.0), 1, 0.5), 2)
    (0.96, 0.8)
    """
    from scipy.special import ndtr, ndtri

    if n_treatments == 1:
        return max(chances[0] + chances[1] - 1, 0.0)
    # A comparison is found where its deviation lies between these two.
    low, high = -float(ndtri(chances[0])), float(ndtri(chances[1]))
    if low >= high:
        return 0.0
    share = min(correlation, STEEPEST)
    z, weight = _normal_grid(MANY_NODES if share > NEARLY_ONE else NODES)
    own, shift = math.sqrt(1 - share), math.sqrt(share) * z
    found = np.asarray(ndtr((high - shift) / own) - ndtr((low - shift) / own), dtype=float)
    return float(_any_of(found, n_treatments) @ weight)


def _critical(shares: tuple[float, ...], alpha: float, sides: Sides, df: float) -> float:
    """Where the chance that any comparison lies beyond is `alpha`: between one comparison alone and Bonferroni."""
    from scipy.optimize import brentq
    from scipy.special import stdtrit

    tail = alpha / (2 if sides == "two" else 1)
    alone, shared = 1 - tail, 1 - tail / len(shares)
    if math.isinf(df):
        low, high = NormalDist().inv_cdf(alone), NormalDist().inv_cdf(shared)
    else:
        low, high = float(stdtrit(df, alone)), float(stdtrit(df, shared))
    if len(shares) == 1:
        return low

    def excess(value: float) -> float:
        return alpha - _any_beyond(value, shares, sides, df)

    return float(brentq(excess, low - 1e-6, high + 1e-6, xtol=1e-11))


def _any_beyond(value: float, shares: tuple[float, ...], sides: Sides, df: float) -> float:
    """Chance that any comparison lies beyond `value` where nothing differs; NaN where something is not known."""
    if math.isnan(value) or any(math.isnan(share) for share in shares):
        return math.nan
    z, z_weight = _normal_grid(MANY_NODES if max(shares) > NEARLY_ONE else NODES)
    s, s_weight = _scales(df)
    edge = value * s[None, :]
    none_yet: Floats = np.ones((z.size, s.size))
    outside: Floats = np.zeros_like(none_yet)
    for share in sorted(set(shares)):
        beyond = _any_of(_beyond(edge, z[:, None], share, sides), shares.count(share))
        # One less a product, kept exact where each factor is close to 1.
        outside += none_yet * beyond
        none_yet *= 1 - beyond
    return float(z_weight @ outside @ s_weight)


def _beyond(edge: Floats, z: Floats, share: float, sides: Sides) -> Floats:
    """Chance that one comparison lies beyond the edge, given the control's own deviation."""
    from scipy.special import ndtr

    share = min(max(share, 0.0), STEEPEST)
    own, shift = math.sqrt(1 - share), math.sqrt(share) * z
    beyond = np.asarray(ndtr((shift - edge) / own), dtype=float)
    return beyond if sides == "one" else beyond + np.asarray(ndtr((-shift - edge) / own), dtype=float)


def _any_of(chance: Floats, n: int) -> Floats:
    """Chance that at least one of n independent ones happens, exact for small chances too."""
    if n == 1:
        return chance
    return -np.expm1(n * np.log1p(-np.minimum(chance, 1 - 1e-16)))


@lru_cache(maxsize=2)
def _normal_grid(nodes: int) -> tuple[Floats, Floats]:
    """Equal steps: for a smooth integrand that dies out at both ends no rule is more exact (and none is faster to set up)."""
    node = np.linspace(-REACH, REACH, nodes)
    step = float(node[1] - node[0])
    return node, step * np.exp(-(node**2) / 2) / math.sqrt(2 * math.pi)


@lru_cache(maxsize=16)
def _scales(df: float) -> tuple[Floats, Floats]:
    """Values of an estimated standard deviation over the true one, and their probabilities; one where it is known."""
    if not df < LARGE_DF:
        return np.ones(1), np.ones(1)
    from scipy.special import chdtri, gammaln

    low, high = math.sqrt(chdtri(df, 1 - BEYOND) / df), math.sqrt(chdtri(df, BEYOND) / df)
    node, weight = np.polynomial.legendre.leggauss(CHI_NODES)
    spread = (high + low) / 2 + (high - low) / 2 * node
    log_density = (
        math.log(2)
        + df / 2 * math.log(df / 2)
        - float(gammaln(df / 2))
        + (df - 1) * np.log(spread)
        - df * spread**2 / 2
    )
    mass = weight * np.exp(log_density)
    return spread, mass / mass.sum()
