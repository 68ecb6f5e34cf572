"""One column without segments: the single-peaked distribution nearest to the one observed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
MOST_ANSWERS = 20
SKEWED = 1.0
_MIDDLE = 61
_TAIL_HALVINGS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Margin:
    """A single-peaked distribution on a few points, standardised.

    Parameters
    ----------
    points : array of float
        Standardised values, rising.
    cumulative : array of float
        Share at or below each point but the last.
    """

    points: Floats
    cumulative: Floats

    def mapped(self, latent: Floats, cuts: Floats) -> Floats:
        """Values of this margin for latent ones: the first point below the first cut, …"""
        return self.points[np.searchsorted(cuts, latent)]


def single_peaked(column: Floats) -> Margin:
    """The single-peaked distribution nearest to a column's.

    Parameters
    ----------
    column : array of float
        At least two different values.

    Returns
    -------
    Margin

    Notes
    -----
    Up to 20 different values keep their places; more are grouped into about 70 cells, finer in the tails.
    Densities rise to a peak and fall after it, by isotonic regression on either side; of all peaks the
    one whose distribution function stays nearest to the observed one is taken (the distance of
    Hartigan's dip). Valleys between peaks are filled, a single peak stays as it is.

    References
    ----------
    .. [1] Hartigan, J. A. and Hartigan, P. M. (1985). The dip test of unimodality. Annals of Statistics,
       13, 70-84 (section 2).

    Examples
    --------
    >>> polarised = np.repeat([1.0, 2.0, 3.0], [40, 10, 50])
    >>> single_peaked(polarised).cumulative.round(2).tolist()
    [0.25, 0.5]
    """
    points, shares = _cells(column)
    widths = _widths(points)
    shares = _filled(shares, widths)
    mean = float(points @ shares)
    spread = float(np.sqrt(shares @ (points - mean) ** 2))
    return Margin(points=(points - mean) / spread, cumulative=np.minimum(np.cumsum(shares)[:-1], 1.0))


def few_answers(column: Floats) -> bool:
    """Whether a column takes at most 20 different values."""
    return len(np.unique(column)) <= MOST_ANSWERS


def skewness(column: Floats) -> float:
    """Moment skewness g1 of a column that is not constant."""
    centred = column - column.mean()
    return float((centred**3).mean() / (centred**2).mean() ** 1.5)


def _cells(column: Floats) -> tuple[Floats, Floats]:
    n = len(column)
    values, counts = np.unique(column, return_counts=True)
    if len(values) > MOST_ANSWERS:
        tail = 0.95 + 0.05 * (1 - 0.5 ** np.arange(_TAIL_HALVINGS))
        shares = np.concatenate([[0.0], 1 - tail[::-1], np.linspace(0.05, 0.95, _MIDDLE)[1:-1], tail, [1.0]])
        ordered = np.sort(column)
        edges = np.unique(ordered[np.minimum((shares * n).astype(int), n - 1)])
        if len(edges) > 2:
            cell = np.clip(np.searchsorted(edges[1:], ordered, side="left"), 0, len(edges) - 2)
            cell = np.unique(cell, return_inverse=True)[1]
            counts = np.bincount(cell)
            values = np.bincount(cell, ordered) / counts
    return values, counts / n


def _widths(points: Floats) -> Floats:
    """Length of the axis that is nearer to each point than to the others; the ends mirror their inner half."""
    middles = (points[1:] + points[:-1]) / 2
    low = 2 * points[0] - middles[0]
    high = 2 * points[-1] - middles[-1]
    return np.diff(np.concatenate([[low], middles, [high]]))


def _filled(shares: Floats, widths: Floats) -> Floats:
    density = shares / widths
    padded = np.concatenate([[-np.inf], density, [-np.inf]])
    peaks = np.flatnonzero((density >= padded[:-2]) & (density >= padded[2:]))
    if len(peaks) == 1:
        return shares
    best, nearest = shares, np.inf
    for peak in peaks:
        rising = _isotonic(density[: peak + 1], widths[: peak + 1])
        falling = _isotonic(density[peak:][::-1], widths[peak:][::-1])[::-1]
        top = max(rising[-1], falling[0])
        fitted = np.concatenate([rising[:-1], [top], falling[1:]]) * widths
        distance = float(np.abs(np.cumsum(fitted - shares)).max())
        if distance < nearest:
            best, nearest = fitted / fitted.sum(), distance
    return best


def _isotonic(values: Floats, weights: Floats) -> Floats:
    from scipy.optimize import isotonic_regression

    return np.asarray(isotonic_regression(values, weights=weights).x, dtype=np.float64)
