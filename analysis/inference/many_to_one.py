"""Several arms against one control: how much the best of them is flattered by having been picked (Dunnett)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
NODES = 64
FARTHEST, PIECES, PIECE_NODES = 9.0, 24, 8
LARGE_DF = 5e4
BEYOND = 1e-13


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
    that any passes t is an integral over z (Gauss-Legendre in pieces) and s (chi, Gauss-Legendre over its
    density) of one less a product of normal probabilities. Exact for normal data of equal variance; with
    unequal variances the smallest degrees of freedom of the comparisons are the careful choice.

    References
    ----------
    .. [1] Dunnett, C. W. (1955). A multiple comparison procedure for comparing several treatments with
       a control. Journal of the American Statistical Association, 50, 1096-1121.
    .. [2] Hochberg, Y. and Tamhane, A. C. (1987). Multiple comparison procedures, eq. 2.8, ch. 5.

    Examples
    --------
    >>> many_to_one_p([2.0, 2.512], [0.5, 0.5], 10).round(3).tolist()
    [0.127, 0.055]
    """
    statistics = np.abs(np.atleast_1d(np.asarray(t, dtype=float)))
    load = np.sqrt(np.clip(np.asarray(share_of_control, dtype=float), 0.0, 1 - 1e-12))
    z, z_weight = _normal_nodes()
    scale, scale_weight = _scales(df)
    outside = [_any_outside(value, load, z, z_weight, scale, scale_weight) for value in statistics]
    return np.clip(np.array(outside), 0.0, 1.0)


def many_to_one_critical(share_of_control: ArrayLike, df: float, level: float) -> float:
    """The two-sided critical value that all comparisons stay below with probability `level` if nothing changed.

    Examples
    --------
    >>> round(many_to_one_critical([0.5, 0.5], 10, 0.95), 3)
    2.568
    """
    from scipy.optimize import brentq

    def excess(t: float) -> float:
        return float(many_to_one_p([t], share_of_control, df)[0]) - (1 - level)

    highest = 4.0
    while excess(highest) > 0:
        highest *= 2
    return float(brentq(excess, 0.0, highest, xtol=1e-10))


@cache
def _normal_nodes() -> tuple[Floats, Floats]:
    """Gauss-Legendre in pieces: a shared control with most of the variance makes the integrand steep."""
    node, weight = np.polynomial.legendre.leggauss(PIECE_NODES)
    edges = np.linspace(-FARTHEST, FARTHEST, PIECES + 1)
    half = (edges[1] - edges[0]) / 2
    z = (edges[:-1, None] + half * (node + 1)).ravel()
    mass = half * np.tile(weight, PIECES) * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return z, mass


@cache
def _even_nodes() -> tuple[Floats, Floats]:
    return np.polynomial.legendre.leggauss(NODES)


def _scales(df: float) -> tuple[Floats, Floats]:
    """Nodes of s = sqrt(chi² / df) and their weights; one node where df is large."""
    if not df < LARGE_DF:
        return np.ones(1), np.ones(1)
    from scipy.special import chdtri, gammaln

    lowest, highest = np.sqrt(np.array([chdtri(df, 1 - BEYOND), chdtri(df, BEYOND)]) / df)
    node, weight = _even_nodes()
    s = lowest + (highest - lowest) * (node + 1) / 2
    density = np.exp(np.log(2.0) + df / 2 * np.log(df / 2) - gammaln(df / 2) + (df - 1) * np.log(s) - df * s**2 / 2)
    mass = density * weight
    return s, mass / mass.sum()


def _any_outside(t: float, load: Floats, z: Floats, z_weight: Floats, s: Floats, s_weight: Floats) -> float:
    from scipy.special import ndtr

    if np.isnan(t) or np.isnan(load).any():
        return float("nan")
    edge = t * s[None, :]
    none_yet: Floats = np.ones((z.size, s.size))
    outside: Floats = np.zeros_like(none_yet)
    for each in load.tolist():
        rest, shift = (1 - each**2) ** 0.5, each * z[:, None]
        below = np.asarray(ndtr((-edge - shift) / rest), dtype=float)
        beyond = below + np.asarray(ndtr((-edge + shift) / rest), dtype=float)
        # One less a product, kept exact where each factor is close to 1.
        outside += none_yet * beyond
        none_yet *= 1 - beyond
    return float(z_weight @ outside @ s_weight)
