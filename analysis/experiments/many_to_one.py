"""Several treatments against one control: the critical value of all together, and the chance that any is found."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from analysis.experiments.proportion_power import Sides

Floats: TypeAlias = NDArray[np.float64]
NODES, MANY_NODES = 160, 1600
NEARLY_ONE = 0.9
"""Correlations above this make the integrand steep, and need the finer grid."""
STEEPEST = 0.999
"""Correlations above this are taken for this one: the grid would miss the step, and the answer is then a little strict."""
REACH = 9.0
CHI_NODES = 96


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

    Notes
    -----
    Given the control group's own deviation the comparisons are independent, so the joint distribution is
    one integral (Dunnett 1955, eq. 5), over the deviation and, for a finite df, a second one over the
    estimated standard deviation; the first by equal steps, the second by Gauss-Legendre quadrature.

    Examples
    --------
    >>> round(critical_value(3, 0.5, 0.05, "two"), 4), round(critical_value(1, 0.5, 0.05, "two"), 4)
    (2.349, 1.96)
    """
    from scipy.optimize import brentq
    from scipy.special import stdtrit

    correlation = min(correlation, STEEPEST)

    def excess(value: float) -> float:
        return none_exceeds(value, n_treatments, correlation, sides, df) - (1 - alpha)

    tail = alpha / (2 if sides == "two" else 1)
    alone, shared = 1 - tail, 1 - tail / n_treatments
    if math.isinf(df):
        low, high = NormalDist().inv_cdf(alone), NormalDist().inv_cdf(shared)
    else:
        low, high = float(stdtrit(df, alone)), float(stdtrit(df, shared))
    if n_treatments == 1:
        return low
    return float(brentq(excess, low - 1e-6, high + 1e-6, xtol=1e-11))


def none_exceeds(value: float, n_treatments: int, correlation: float, sides: Sides, df: float) -> float:
    """Chance that no comparison exceeds `value` (in either direction, if two-sided) where nothing differs."""
    if math.isinf(df):
        return float(_normal_part(np.asarray([value]), n_treatments, correlation, sides)[0])
    spread, weight = _chi_grid(df)
    return float(_normal_part(value * spread, n_treatments, correlation, sides) @ weight)


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

    correlation = min(correlation, STEEPEST)
    if n_treatments == 1:
        return max(chances[0] + chances[1] - 1, 0.0)
    # A comparison is found where its deviation lies between these two.
    low, high = -float(ndtri(chances[0])), float(ndtri(chances[1]))
    if low >= high:
        return 0.0
    node, density = _normal_grid(MANY_NODES if correlation > NEARLY_ONE else NODES)
    own, shift = math.sqrt(1 - correlation), math.sqrt(correlation) * node
    found = ndtr((high - shift) / own) - ndtr((low - shift) / own)
    return 1 - float((1 - found) ** n_treatments @ density)


def _normal_part(values: Floats, n_treatments: int, correlation: float, sides: Sides) -> Floats:
    from scipy.special import ndtr

    node, density = _normal_grid(MANY_NODES if correlation > NEARLY_ONE else NODES)
    own = math.sqrt(1 - correlation)
    shift = math.sqrt(correlation) * node[None, :]
    inside = ndtr((values[:, None] - shift) / own)
    if sides == "two":
        inside = inside - ndtr((-values[:, None] - shift) / own)
    return np.asarray(inside**n_treatments @ density, dtype=float)


@lru_cache(maxsize=2)
def _normal_grid(nodes: int) -> tuple[Floats, Floats]:
    """Equal steps: for a smooth integrand that dies out at both ends no rule is more exact (and none is faster to set up)."""
    node = np.linspace(-REACH, REACH, nodes)
    step = float(node[1] - node[0])
    return node, step * np.exp(-(node**2) / 2) / math.sqrt(2 * math.pi)


@lru_cache(maxsize=16)
def _chi_grid(df: float) -> tuple[Floats, Floats]:
    """Values of an estimated standard deviation over the true one, and their probabilities."""
    from scipy.special import chdtri, gammaln

    low, high = math.sqrt(chdtri(df, 1 - 1e-15) / df), math.sqrt(chdtri(df, 1e-15) / df)
    node, weight = np.polynomial.legendre.leggauss(CHI_NODES)
    spread = (high + low) / 2 + (high - low) / 2 * node
    log_density = (
        math.log(2)
        + df / 2 * math.log(df / 2)
        - float(gammaln(df / 2))
        + (df - 1) * np.log(spread)
        - df * spread**2 / 2
    )
    return spread, (high - low) / 2 * weight * np.exp(log_density)
