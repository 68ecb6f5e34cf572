"""Bins of a histogram by a stated rule, so that two people draw the same one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_BINS = 40
SINGLE_VALUES = 30
SMALLEST_RANGE = 1e-290


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bins of equal width and what falls into them.

    Parameters
    ----------
    edges : tuple of float
        One more than there are bins; a bin holds its left edge, the last one both.
    counts : tuple of int
        Answers in each bin.
    shares : tuple of float
        Share of the answers, weighted where a weight is used.
    whole_numbers : bool
        Whether each bin stands for one whole number.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    shares: tuple[float, ...]
    whole_numbers: bool


def histogram(values: NDArray[np.float64], weights: NDArray[np.float64] | None = None) -> Histogram | None:
    """How the answers spread over their range.

    Parameters
    ----------
    values : array of float
        Without missing values.
    weights : array of float, optional
        Positive weights.

    Returns
    -------
    Histogram or None
        None without answers or where all are equal (closer than 1e-290).

    Notes
    -----
    Whole numbers over a range of at most 30 get a bin each. Otherwise the width is that of Freedman
    and Diaconis, 2 IQR n^(-1/3) (Scott's 3.49 sd n^(-1/3) where the IQR is 0), rounded up to 1, 2, 2.5
    or 5 times a power of ten (whole for whole numbers), and wide enough for at most 40 bins.

    References
    ----------
    .. [1] Freedman, D. and Diaconis, P. (1981). On the histogram as a density estimator. Zeitschrift
       für Wahrscheinlichkeitstheorie und verwandte Gebiete, 57, 453-476.

    Examples
    --------
    >>> found = histogram(np.array([1.0, 2.0, 2.0, 4.0]))
    >>> found.counts, found.edges
    ((1, 2, 0, 1), (0.5, 1.5, 2.5, 3.5, 4.5))
    """
    if values.size == 0 or float(np.ptp(values)) < SMALLEST_RANGE:
        return None
    low, high = float(values.min()), float(values.max())
    whole = bool((values == np.round(values)).all())
    single = whole and high - low < SINGLE_VALUES
    edges = np.arange(low - 0.5, high + 1, 1.0) if single else _edges(values, low, high, whole=whole)
    counts, _ = np.histogram(values, edges)
    mass = counts.astype(float) if weights is None else np.histogram(values, edges, weights=weights)[0]
    shares = mass / mass.sum()
    return Histogram(
        tuple(float(edge) for edge in edges), tuple(int(n) for n in counts), tuple(float(s) for s in shares), single
    )


def _edges(values: NDArray[np.float64], low: float, high: float, *, whole: bool) -> NDArray[np.float64]:
    quartiles = np.quantile(values, [0.25, 0.75])
    spread = float(quartiles[1] - quartiles[0])
    rough = 2 * spread if spread > 0 else 3.49 * float(values.std())
    wanted = max(rough * values.size ** (-1 / 3), (high - low) / MOST_BINS)
    width = max(_round_up(wanted), 1.0) if whole else _round_up(wanted)
    if low + width / 4 == low or high - width / 4 == high:
        # The range is at the limit of what a double resolves at this size: two bins over it.
        return np.array([low, (low + high) / 2, high], dtype=np.float64)
    start = math.floor(low / width) * width
    # A quotient that rounds up to a whole number would leave the lowest value outside.
    start -= width if start > low else 0.0
    bins = max(1, math.ceil((high - start) / width + 1e-9))
    edges = np.asarray(start + width * np.arange(bins + 1), dtype=np.float64)
    edges[-1] = max(float(edges[-1]), high)
    return edges


def _round_up(width: float) -> float:
    scale = 10.0 ** math.floor(math.log10(width))
    return next((step * scale for step in (1, 2, 2.5, 5, 10) if step * scale >= width * (1 - 1e-9)), 10 * scale)
