"""Several groups against one control: the joint distribution of the comparisons (Dunnett)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.core.errors import ParameterError
from analysis.core.messages import Message

Floats: TypeAlias = NDArray[np.float64]
FARTHEST = 9.0
PIECES = 24
NODES = 8


def shared_control_weights(variance_control: float, variances: Sequence[float]) -> tuple[float, ...]:
    """The factor of each comparison that the common control explains.

    Parameters
    ----------
    variance_control, variances : float
        Squared standard errors of the control's and of each other arm's mean.

    Returns
    -------
    tuple of float
        Comparisons i and j are correlated by the product of their factors, sqrt(v_0 / (v_0 + v_i)).

    Examples
    --------
    >>> [round(weight**2, 2) for weight in shared_control_weights(1.0, [1.0, 3.0])]
    [0.5, 0.25]
    """
    return tuple(math.sqrt(variance_control / (variance_control + variance)) for variance in variances)


def chance_of_largest(value: float, weights: Sequence[float]) -> float:
    """How likely is at least one of several comparisons with a shared control to be this far from zero?

    Parameters
    ----------
    value : float
        Absolute standard normal statistic, 0 or more.
    weights : sequence of float
        As `shared_control_weights` gives them, 0 or more and below 1.

    Returns
    -------
    float
        Two-sided probability where nothing differs, an adjusted p-value.

    Notes
    -----
    ``1 - ∫ φ(y) ∏ [Φ((c + w y) / s) - Φ((-c + w y) / s)] dy`` with s² = 1 - w²: given the control's error,
    the comparisons are independent.

    References
    ----------
    .. [1] Dunnett, C. W. (1955). A multiple comparison procedure for comparing several treatments with a
       control. Journal of the American Statistical Association, 50, 1096-1121.

    Examples
    --------
    >>> round(chance_of_largest(1.959964, [0.5**0.5]), 6), round(chance_of_largest(2.349, [0.5**0.5] * 3), 3)
    (0.05, 0.05)
    """
    from scipy.special import ndtr

    if math.isnan(value) or any(math.isnan(weight) for weight in weights):
        return math.nan
    y, mass = _normal_nodes()
    inside = np.ones_like(y)
    outside = np.zeros_like(y)
    for weight in weights:
        spread = math.sqrt(max(1 - weight**2, 1e-12))
        beyond = ndtr((-value - weight * y) / spread) + ndtr((-value + weight * y) / spread)
        # One less a product, kept exact where each factor is close to 1.
        outside = outside + inside * beyond
        inside = inside * (1 - beyond)
    return min(float(mass @ outside), 1.0)


def critical_of_largest(weights: Sequence[float], *, level: float = 0.95) -> float:
    """The value that all comparisons together stay within with probability `level`.

    Raises
    ------
    ParameterError
        If `level` is not inside 0..1.

    Examples
    --------
    >>> round(critical_of_largest([0.5**0.5] * 2), 3)
    2.212
    """
    if not 0 < level < 1:
        raise ParameterError(
            Message("A confidence level cannot be {level:exact}.", level=level),
            Message("Allowed: a number above {low:exact} and below {high:exact}.", low=0, high=1),
            parameter="level",
        )
    return _critical(tuple(weights), level)


@lru_cache(maxsize=256)
def _critical(weights: tuple[float, ...], level: float) -> float:
    from scipy.optimize import brentq

    return float(brentq(lambda c: chance_of_largest(c, weights) - (1 - level), 0.0, FARTHEST, xtol=1e-10))


@cache
def _normal_nodes() -> tuple[Floats, Floats]:
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    edges = np.linspace(-FARTHEST, FARTHEST, PIECES + 1)
    half = (edges[1] - edges[0]) / 2
    y = (edges[:-1, None] + half * (nodes + 1)).ravel()
    density = np.exp(-(y**2) / 2) / math.sqrt(2 * math.pi)
    return y, np.asarray(half * np.tile(weights, PIECES) * density, dtype=np.float64)
