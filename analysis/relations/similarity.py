"""Which columns of a matrix belong together: blocks, and an order that puts like beside like."""

from __future__ import annotations

import numpy as np

from analysis.relations.answers import FloatArray

BLOCK_CORRELATION = 0.4
SMALLEST_BLOCK = 3
MOST_REORDERED = 100


def blocks(matrix: FloatArray) -> tuple[tuple[int, ...], ...]:
    """Groups of three or more columns in which every pair correlates at .4 or more, largest first.

    Parameters
    ----------
    matrix : ndarray
        Symmetric, NaN where a coefficient is undefined or cannot be told from 0.

    Examples
    --------
    >>> matrix = np.array([[1, 0.5, 0.6, 0], [0.5, 1, 0.7, 0], [0.6, 0.7, 1, 0.1], [0, 0, 0.1, 1.0]])
    >>> blocks(matrix)
    ((0, 1, 2),)
    """
    if matrix.shape[0] < SMALLEST_BLOCK:
        return ()
    from scipy.cluster.hierarchy import fcluster, linkage

    distances = 1 - np.where(np.isnan(matrix), -1.0, matrix)
    tree = linkage(_condensed(distances), method="complete")
    labels = np.asarray(fcluster(tree, t=1 - BLOCK_CORRELATION + 1e-12, criterion="distance"), dtype=np.intp)
    found = [tuple(int(i) for i in np.flatnonzero(labels == label)) for label in np.unique(labels)]
    return tuple(sorted((one for one in found if len(one) >= SMALLEST_BLOCK), key=lambda one: (-len(one), one)))


def similarity_order(matrix: FloatArray) -> tuple[int, ...]:
    """Columns ordered so that strongly related ones, of either sign, stand next to each other."""
    if matrix.shape[0] < 3:
        return tuple(range(matrix.shape[0]))
    from scipy.cluster.hierarchy import leaves_list, linkage

    distances = 1 - np.abs(np.where(np.isnan(matrix), 0.0, matrix))
    tree = linkage(_condensed(distances), method="average", optimal_ordering=bool(matrix.shape[0] <= MOST_REORDERED))
    return tuple(int(i) for i in leaves_list(tree))


def _condensed(distances: FloatArray) -> FloatArray:
    return distances[np.triu_indices(distances.shape[0], 1)]
