"""How well rows lie inside their own group: the silhouette, on all rows or on repeated samples of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.lloyd import one_thread
from analysis.core.results import Estimate
from analysis.inference.proportions import normal_quantile

Floats: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = NDArray[np.intp]
# Three samples of 5,000 rows cost more distances than all of 8,000.
MOST_ROWS = 8_000
SAMPLED_ROWS = 5_000
REPEATS = 3
LEAST_ROWS_OF_A_GROUP = 30
ROWS_AT_ONCE = 200
NAN = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Silhouette:
    """The average silhouette of a division.

    Parameters
    ----------
    value : float
        Mean over rows, -1..1; NaN where undefined (one group, or every row a group of its own).
    standard_error : float
        From the rows being a sample of customers and, above 8,000 rows, from drawing among them.
    by_group : tuple of float
        Mean of each group.
    sampled : bool
        Whether rows were drawn.
    """

    value: float
    standard_error: float
    by_group: tuple[float, ...]
    sampled: bool

    def estimate(self, level: float = 0.95) -> Estimate:
        """The mean with its normal interval."""
        half = normal_quantile(level) * self.standard_error
        return Estimate(self.value, self.value - half, self.value + half, level)


def silhouettes(rows: Floats, divisions: tuple[Labels, ...], *, rng: np.random.Generator) -> tuple[Silhouette, ...]:
    """Average silhouette of several divisions of the same rows.

    Parameters
    ----------
    rows : array of float, shape (n, columns)
    divisions : tuple of array of int
        Group of every row, counted from 0.
    rng : Generator
        Source of the samples; not used up to 8,000 rows.

    Returns
    -------
    tuple of Silhouette

    Notes
    -----
    ``s(i) = (b - a) / max(a, b)`` with a the mean distance of row i to the other rows of its group and b
    the smallest mean distance to another group; 0 for a row alone in its group. The distances are those
    between rows, never those to centres: that shortcut reads much higher.

    Above 8,000 rows three samples of 5,000 are drawn, with at least 30 rows (or all) of each group added,
    and group means are weighted by the groups' true sizes. The standard error joins the spread of s over
    customers, ``sd / sqrt(n)``, and the spread between the samples.

    References
    ----------
    .. [1] Rousseeuw, P. J. (1987). Silhouettes: a graphical aid to the interpretation and validation of
       cluster analysis. Journal of Computational and Applied Mathematics, 20, 53-65.

    Examples
    --------
    >>> rows = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> found, = silhouettes(rows, (np.array([0, 0, 1, 1]),), rng=np.random.default_rng(1))
    >>> round(found.value, 4)
    0.8997
    """
    n = len(rows)
    sampled = n > MOST_ROWS
    drawn: list[list[tuple[Floats, Floats]]] = []
    for _ in range(REPEATS if sampled else 1):
        picked = _draw(divisions, n, rng) if sampled else np.arange(n)
        drawn.append(_by_group(rows[picked], tuple(labels[picked] for labels in divisions)))
    return tuple(
        _combined(labels, [sample[index] for sample in drawn], sampled=sampled)
        for index, labels in enumerate(divisions)
    )


def _draw(divisions: tuple[Labels, ...], n: int, rng: np.random.Generator) -> Labels:
    """A simple random sample, with rows of rare groups added until each has enough."""
    order = rng.permutation(n)
    taken = np.zeros(n, dtype=bool)
    taken[order[:SAMPLED_ROWS]] = True
    for labels in divisions:
        for group in range(int(labels.max()) + 1):
            members = order[labels[order] == group]
            taken[members[:LEAST_ROWS_OF_A_GROUP]] = True
    return np.flatnonzero(taken)


def _by_group(rows: Floats, divisions: tuple[Labels, ...]) -> list[tuple[Floats, Floats]]:
    """Mean and variance of s(i) in each group, for each division; distances are taken once for all."""
    members = [_indicator(labels) for labels in divisions]
    stacked = np.hstack(members)
    squares = (rows**2).sum(axis=1)
    sums = np.empty((len(rows), stacked.shape[1]))
    with one_thread():
        for start in range(0, len(rows), ROWS_AT_ONCE):
            block = rows[start : start + ROWS_AT_ONCE]
            distances = block @ (-2 * rows.T)
            distances += squares
            distances += squares[start : start + ROWS_AT_ONCE, None]
            np.maximum(distances, 0, out=distances)
            np.sqrt(distances, out=distances)
            own = np.arange(len(block))
            distances[own, start + own] = 0.0
            sums[start : start + ROWS_AT_ONCE] = distances @ stacked
    found: list[tuple[Floats, Floats]] = []
    first = 0
    for labels, indicator in zip(divisions, members, strict=True):
        k = indicator.shape[1]
        scores = _scores(sums[:, first : first + k], labels, indicator.sum(axis=0))
        found.append(_moments(scores, labels, k))
        first += k
    return found


def _indicator(labels: Labels) -> Floats:
    return np.asarray(labels[:, None] == np.arange(int(labels.max()) + 1), dtype=np.float64)


def _scores(sums: Floats, labels: Labels, sizes: Floats) -> Floats:
    every = np.arange(len(labels))
    own_size = sizes[labels]
    inside = sums[every, labels] / np.maximum(own_size - 1, 1)
    means = np.where(sizes > 0, sums / np.maximum(sizes, 1), np.inf)
    means[every, labels] = np.inf
    outside = means.min(axis=1)
    # With a single group there is no other one; `_combined` calls its silhouette undefined.
    outside[np.isinf(outside)] = 0.0
    larger = np.maximum(inside, outside)
    scores = np.where(larger > 0, (outside - inside) / np.where(larger > 0, larger, 1), 0.0)
    return np.where(own_size > 1, scores, 0.0)


def _moments(scores: Floats, labels: Labels, k: int) -> tuple[Floats, Floats]:
    sizes = np.maximum(np.bincount(labels, minlength=k), 1)
    means = np.bincount(labels, scores, minlength=k) / sizes
    return means, np.bincount(labels, (scores - means[labels]) ** 2, minlength=k) / sizes


def _combined(labels: Labels, samples: list[tuple[Floats, Floats]], *, sampled: bool) -> Silhouette:
    n = len(labels)
    sizes = np.bincount(labels)
    if not 1 < len(sizes) < n:
        return Silhouette(value=NAN, standard_error=NAN, by_group=(NAN,) * len(sizes), sampled=sampled)
    shares = sizes / n
    means = np.array([sample[0] for sample in samples])
    variances = np.array([sample[1] for sample in samples]).mean(axis=0)
    by_group = means.mean(axis=0)
    value = float(shares @ by_group)
    spread = float(shares @ (variances + (by_group - value) ** 2))
    between = float((means @ shares).var(ddof=1)) / len(samples) if sampled else 0.0
    return Silhouette(
        value=value,
        standard_error=math.sqrt(spread / n + between),
        by_group=tuple(float(mean) for mean in by_group),
        sampled=sampled,
    )
