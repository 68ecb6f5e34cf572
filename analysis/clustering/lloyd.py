"""K-means itself: Lloyd's algorithm from several k-means++ starts, the same on every run."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
from __future__ import annotations

import contextlib
import warnings
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = NDArray[np.intp]
MOST_ROWS_TO_EXPLORE = 10_000
MOST_ROWS_TO_FIT = 50_000
MOST_STEPS = 300
MOST_ROWS_FOR_ROUNDS = 1_000
MOST_EXCHANGES = 200
LEAST_GAIN = 1e-12
ROUNDS = 5
MOST_FULL_STEPS = 10
EXPLORING_TOLERANCE = 1e-4
QUICK_STEPS = 50
QUICK_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Partition:
    """Rows divided among centres.

    Parameters
    ----------
    centres : array of float, shape (k, columns)
        Sorted by their first coordinate, then the second, …: the order does not depend on the seed.
    labels : array of int, shape (n,)
        Index of the nearest centre; of two equally near ones the first.
    within_ss : float
        Sum of squared distances of the rows to the mean of their segment.
    """

    centres: Floats
    labels: Labels
    within_ss: float

    @property
    def sizes(self) -> NDArray[np.intp]:
        """Rows of each centre."""
        return np.bincount(self.labels, minlength=len(self.centres)).astype(np.intp)


@contextlib.contextmanager
def one_thread() -> Generator[None]:
    """One thread: faster at these sizes, and sums run in one order, so that the last digit never changes."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield


def partition(rows: Floats, k: int, *, restarts: int, rng: np.random.Generator) -> Partition:
    """Divide rows into k groups with the smallest within sum of squares found.

    Parameters
    ----------
    rows : array of float, shape (n, columns)
        In an order that depends on content alone; at least k different rows.
    k : int
        Number of groups.
    restarts : int
        Starts by k-means++; the best is kept.
    rng : Generator
        Source of the starts and of the sample.

    Returns
    -------
    Partition

    Notes
    -----
    Up to 10,000 rows the best start is refined by moving single rows as long as that lowers the sum of
    squares: the optimum of Hartigan and Wong [1]_, which is at least as good as Lloyd's. Up to 1,000 rows
    the starts run in five rounds, and the best of each round is so refined. Above 10,000 rows the starts
    are compared on a sample of 10,000, the best is refined on at most 50,000, and all rows are then
    divided from those centres in up to ten further steps.

    References
    ----------
    .. [1] Hartigan, J. A. and Wong, M. A. (1979). Algorithm AS 136: a k-means clustering algorithm.
       Applied Statistics, 28, 100-108.
    """
    if k == 1:
        return divide(rows, rows.mean(axis=0, keepdims=True))
    with one_thread(), warnings.catch_warnings():
        # Steps are capped on purpose above 50,000 rows.
        warnings.filterwarnings("ignore", category=_convergence_warning())
        if len(rows) <= MOST_ROWS_FOR_ROUNDS:
            return _best_of_rounds(rows, k, restarts=restarts, rng=rng)
        sample = _enough_rows(rows, k, MOST_ROWS_TO_EXPLORE, rng)
        centres = _lloyd(sample, k, "k-means++", restarts=restarts, rng=rng, tolerance=EXPLORING_TOLERANCE)
        sample = _enough_rows(rows, k, MOST_ROWS_TO_FIT, rng)
        centres = _lloyd(sample, k, centres, restarts=1, rng=rng, tolerance=0)
        if len(rows) <= MOST_ROWS_TO_EXPLORE:
            return _refined(rows, centres)
        if len(sample) < len(rows):
            centres = _lloyd(rows, k, centres, restarts=1, rng=rng, tolerance=0, steps=MOST_FULL_STEPS)
    return divide(rows, centres)


def quick_within_ss(rows: Floats, k: int, *, restarts: int, rng: np.random.Generator) -> float:
    """Within sum of squares of a good division; for the many fits of the gap statistic."""
    if k == 1:
        return float(((rows - rows.mean(axis=0)) ** 2).sum())
    with warnings.catch_warnings():
        # Rows that repeat can have fewer different values than k; their within sum of squares is then 0.
        warnings.filterwarnings("ignore", category=_convergence_warning())
        fit = _fitted(rows, k, "k-means++", restarts=restarts, rng=rng, tolerance=QUICK_TOLERANCE, steps=QUICK_STEPS)
    return float(fit.inertia_)


def exchanged(rows: Floats, labels: Labels, k: int) -> Labels:
    """Labels after moving single rows, the most useful first, while a move lowers the within sum of squares.

    Moving row i from group a to b changes it by ``n_b / (n_b + 1) d_b² - n_a / (n_a - 1) d_a²``.

    Examples
    --------
    >>> exchanged(np.array([[0.0], [4.0], [6.0], [9.0]]), np.array([0, 0, 0, 1]), 2).tolist()
    [0, 0, 1, 1]
    """
    labels = labels.copy()
    sizes = np.bincount(labels, minlength=k).astype(np.float64)
    squared = np.empty((len(rows), k))
    changed = tuple(range(k))
    every = np.arange(len(rows))
    for _ in range(MOST_EXCHANGES):
        for group in changed:
            squared[:, group] = ((rows - rows[labels == group].mean(axis=0)) ** 2).sum(axis=1)
        own = sizes[labels]
        leaving = np.where(own > 1, squared[every, labels] * own / np.maximum(own - 1, 1), 0.0)
        joining = squared * (sizes / (sizes + 1))
        joining[every, labels] = np.inf
        gain = leaving - joining.min(axis=1)
        row = int(gain.argmax())
        if gain[row] <= LEAST_GAIN * leaving[row]:
            break
        source, target = int(labels[row]), int(joining[row].argmin())
        labels[row] = target
        sizes[source] -= 1
        sizes[target] += 1
        changed = (source, target)
    return labels


def divide(rows: Floats, centres: Floats) -> Partition:
    """Give every row to its nearest centre.

    Examples
    --------
    >>> found = divide(np.array([[0.0], [1.0], [9.0]]), np.array([[8.0], [1.0]]))
    >>> found.labels.tolist(), found.centres.tolist(), found.within_ss
    ([0, 0, 1], [[1.0], [8.0]], 0.5)
    """
    ordered = centres[np.lexsort(centres.T[::-1])]
    labels, _ = nearest(rows, ordered)
    return Partition(centres=ordered, labels=labels, within_ss=sum_of_squares(rows, labels, len(ordered)))


def nearest(rows: Floats, centres: Floats) -> tuple[Labels, Floats]:
    """Index of the nearest centre and the distance to it; of two equally near centres the first."""
    best = np.full(len(rows), np.inf)
    labels = np.zeros(len(rows), dtype=np.intp)
    for index, centre in enumerate(centres):
        squared = ((rows - centre) ** 2).sum(axis=1)
        closer = squared < best
        labels[closer] = index
        best[closer] = squared[closer]
    return labels, np.sqrt(best)


def sum_of_squares(rows: Floats, labels: Labels, k: int) -> float:
    """Squared distances of rows to the mean of their group, summed."""
    return float(sum(((part - part.mean(axis=0)) ** 2).sum() for i in range(k) if len(part := rows[labels == i])))


def _best_of_rounds(rows: Floats, k: int, *, restarts: int, rng: np.random.Generator) -> Partition:
    rounds = min(ROUNDS, restarts)
    starts = [(restarts + index) // rounds for index in range(rounds)]
    found = [_refined(rows, _lloyd(rows, k, "k-means++", restarts=many, rng=rng, tolerance=0)) for many in starts]
    return min(found, key=lambda one: one.within_ss)


def _refined(rows: Floats, centres: Floats) -> Partition:
    k = len(centres)
    labels = exchanged(rows, divide(rows, centres).labels, k)
    return divide(rows, np.array([rows[labels == group].mean(axis=0) for group in range(k)]))


def _lloyd(
    rows: Floats,
    k: int,
    start: str | Floats,
    *,
    restarts: int,
    rng: np.random.Generator,
    tolerance: float,
    steps: int = MOST_STEPS,
) -> Floats:
    fit = _fitted(rows, k, start, restarts=restarts, rng=rng, tolerance=tolerance, steps=steps)
    return np.asarray(fit.cluster_centers_, dtype=np.float64)


def _fitted(
    rows: Floats,
    k: int,
    start: str | Floats,
    *,
    restarts: int,
    rng: np.random.Generator,
    tolerance: float,
    steps: int,
) -> Any:
    from sklearn.cluster import KMeans

    # scikit-learn's annotations know only the names of its presets.
    k_means: Any = KMeans
    seed = int(rng.integers(2**31))
    return k_means(k, init=start, n_init=restarts, random_state=seed, tol=tolerance, max_iter=steps).fit(rows)


def some_rows(rows: Floats, most: int, rng: np.random.Generator) -> Floats:
    """All rows, or `most` of them drawn without replacement and kept in their order."""
    if len(rows) <= most:
        return rows
    return rows[np.sort(rng.choice(len(rows), size=most, replace=False))]


def _enough_rows(rows: Floats, k: int, most: int, rng: np.random.Generator) -> Floats:
    """A sample with k different rows; all rows where the sample has fewer."""
    sample = some_rows(rows, most, rng)
    return sample if n_different(sample) >= k else rows


def n_different(rows: Floats) -> int:
    """Number of different rows of a sorted array."""
    return 1 + int((rows[1:] != rows[:-1]).any(axis=1).sum()) if len(rows) else 0


def _convergence_warning() -> type[Warning]:
    from sklearn.exceptions import ConvergenceWarning

    return ConvergenceWarning
