"""The most likely pairs of rates among those that differ by a fixed amount, for many tables at once."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]


def restricted_rate_pairs(
    share_1: ArrayLike, n_1: ArrayLike, share_2: ArrayLike, n_2: ArrayLike, difference: ArrayLike
) -> tuple[Floats, Floats]:
    """Most likely pairs of rates (p1, p2) with p1 - p2 = `difference`, of many tables at once.

    Parameters
    ----------
    share_1, share_2 : array of float
        Observed or expected shares, 0..1.
    n_1, n_2 : array of float
        Group sizes, above 0; only their ratio matters.
    difference : array of float
        The fixed differences, -1..1.

    Returns
    -------
    (array, array)

    Notes
    -----
    The likelihood's cubic in closed form (Farrington and Manning 1990, appendix); at difference 0 both
    rates are the pooled share. `analysis.inference.proportion_differences.restricted_rates` is the same
    for one table.

    References
    ----------
    .. [1] Farrington, C. P. and Manning, G. (1990). Test statistics and sample size formulae for
       comparative binomial trials. Statistics in Medicine, 9, 1447-1454.

    Examples
    --------
    >>> first, second = restricted_rate_pairs([0.8, 0.4], [70, 100], [0.6, 0.4], [80, 100], [0.0, -0.05])
    >>> first.round(4).tolist(), second.round(4).tolist()
    ([0.6933, 0.3755], [0.6933, 0.4255])
    """
    p, q = np.asarray(share_1, dtype=float), np.asarray(share_2, dtype=float)
    t = np.asarray(difference, dtype=float)
    ratio = np.asarray(n_2, dtype=float) / np.asarray(n_1, dtype=float)
    a = 1 + ratio
    b = -(1 + ratio + p + ratio * q + t * (ratio + 2))
    c = t**2 + t * (2 * p + ratio + 1) + p + ratio * q
    d = -p * t * (1 + t)
    v = b**3 / (27 * a**3) - b * c / (6 * a**2) + d / (2 * a)
    u = np.copysign(np.sqrt(np.maximum(b**2 / (9 * a**2) - c / (3 * a), 0.0)), v)
    cube = np.where(u == 0, 1.0, u**3)
    angle = np.where(u == 0, np.pi / 2, (np.pi + np.arccos(np.clip(v / cube, -1.0, 1.0))) / 3)
    first = 2 * u * np.cos(angle) - b / (3 * a)
    first = np.minimum(np.maximum(np.maximum(first, 0.0), t), np.minimum(1.0, 1.0 + t))
    return first, np.clip(first - t, 0.0, 1.0)
