"""How often a user of one group has more than a user of the other: ranks, ties and all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.core.results import Estimate

Floats: TypeAlias = NDArray[np.float64]
NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class RankShift:
    """Rank comparison of two groups.

    Parameters
    ----------
    u_treatment : float
        Pairs in which the treatment's value is the higher, ties counted half.
    p_mann_whitney : float
        Two-sided, normal approximation with tie and continuity correction.
    superiority : Estimate
        Chance that a random treatment user exceeds a random control user, ties counted half.
    p_brunner_munzel : float
        Two-sided test that this chance is one half, whatever the two shapes.
    """

    u_treatment: float
    p_mann_whitney: float
    superiority: Estimate
    p_brunner_munzel: float


def rank_shift(control: ArrayLike, treatment: ArrayLike, *, level: float = 0.95) -> RankShift:
    """Does a user of the new version usually have more than a user of the control group?

    Parameters
    ----------
    control, treatment : array of float
        Without missing values; at least two values each for an interval.
    level : float
        Confidence level.

    Returns
    -------
    RankShift
        NaN where all values are alike (tests) or the groups do not overlap (interval).

    Notes
    -----
    ``z = (|U - m n / 2| - 1/2) / sigma`` with ``sigma² = m n / 12 (N + 1 - sum(t³ - t) / (N (N - 1)))``
    for ties of size t. It tests equal distributions: with unequal shapes it can reject at a chance of
    one half. Brunner and Munzel's variance holds then too; interval ``p ± t s``, clipped to 0..1.

    References
    ----------
    .. [1] Mann, H. B. and Whitney, D. R. (1947). On a test of whether one of two random variables is
       stochastically larger than the other. Annals of Mathematical Statistics, 18, 50-60.
    .. [2] Brunner, E. and Munzel, U. (2000). The nonparametric Behrens-Fisher problem. Biometrical
       Journal, 42, 17-25.

    Examples
    --------
    >>> found = rank_shift([1.0, 2.0, 3.0, 4.0], [2.5, 3.5, 4.5, 5.5])
    >>> found.u_treatment, round(found.superiority.value, 3)
    (13.0, 0.812)
    """
    x, y = np.sort(np.asarray(control, dtype=float)), np.sort(np.asarray(treatment, dtype=float))
    m, n = x.size, y.size
    if not m or not n:
        return RankShift(
            u_treatment=NAN, p_mann_whitney=NAN, superiority=Estimate(NAN, NAN, NAN, level), p_brunner_munzel=NAN
        )
    # Placements: for each value, how many of the other group lie below, ties counted half.
    below_y = _below(x, y)
    below_x = _below(y, x)
    u = float(below_y.sum())
    chance = u / (m * n)
    error, df = _brunner_munzel(below_x / n, below_y / m)
    superiority, p = _interval(chance, error, df, level)
    return RankShift(u_treatment=u, p_mann_whitney=_mann_whitney(u, x, y), superiority=superiority, p_brunner_munzel=p)


def _below(of: Floats, at: Floats) -> Floats:
    return (np.searchsorted(of, at, "left") + np.searchsorted(of, at, "right")) / 2


def _mann_whitney(u: float, x: Floats, y: Floats) -> float:
    m, n = float(x.size), float(y.size)
    whole = m + n
    merged = np.sort(np.concatenate([x, y]))
    ties = np.diff(np.flatnonzero(np.concatenate([[True], merged[1:] != merged[:-1], [True]]))).astype(float)
    variance = m * n / 12 * (whole + 1 - float((ties**3 - ties).sum()) / (whole * (whole - 1)))
    if variance <= 0 or ties.size == 1:
        return NAN
    z = max(abs(u - m * n / 2) - 0.5, 0.0) / math.sqrt(variance)
    return math.erfc(z / math.sqrt(2))


def _brunner_munzel(placed_x: Floats, placed_y: Floats) -> tuple[float, float]:
    """Standard error of the chance and its Satterthwaite degrees of freedom."""
    if min(placed_x.size, placed_y.size) < 2:
        return NAN, NAN
    v_x = float(placed_x.var(ddof=1)) / placed_x.size
    v_y = float(placed_y.var(ddof=1)) / placed_y.size
    if not v_x + v_y > 0:
        return NAN, NAN
    df = (v_x + v_y) ** 2 / (v_x**2 / (placed_x.size - 1) + v_y**2 / (placed_y.size - 1))
    return math.sqrt(v_x + v_y), df


def _interval(chance: float, error: float, df: float, level: float) -> tuple[Estimate, float]:
    from scipy.special import stdtr, stdtrit

    if math.isnan(error):
        return Estimate(chance, NAN, NAN, level), NAN
    half = float(stdtrit(df, (1 + level) / 2)) * error
    p = 2 * float(stdtr(df, -abs(chance - 0.5) / error))
    return Estimate(chance, max(chance - half, 0.0), min(chance + half, 1.0), level), p
