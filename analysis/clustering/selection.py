"""The rule that turns two gap curves into a number of segments, one included."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.gap import Gaps, gaps, least_gain
from analysis.clustering.lloyd import n_different, partition

Floats: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = NDArray[np.intp]
PARTS = (1, 2, 3)
STANDARD_ERRORS_TO_DIVIDE = 1.0
FEWEST_ROWS = 10
STARTS = 10


def supported_k(flat: Gaps, bell: Gaps, least_gain: float, divides_further: Callable[[int], bool]) -> int:
    """The number of segments that the data support against both references.

    Parameters
    ----------
    flat, bell : Gaps
        Gap statistic of the same numbers of groups, 1 first, against either reference.
    least_gain : float
        Gain on one group that a division must reach.
    divides_further : callable
        Takes k; whether one of k groups is itself more than one group (see `some_group_divides`). Asked
        only where it decides.

    Returns
    -------
    int
        1 where no division beats one group in both references.

    Notes
    -----
    Start at the smallest k that gains on one group, in both references, by more than chance (one-sided
    10 % shared by all k tried, after Bonferroni) and by more than `least_gain`. Then add a segment as long
    as the gap of k + 1 exceeds that of k by more than its standard error, again in both, and one of the k
    groups is itself divisible. The first condition is the rule of Tibshirani, Walther and Hastie (2001),
    applied from the second group on: from the first on it misses segments that only show when three are
    drawn, as three in a triangle do. The second keeps columns in which nobody is grouped from being cut
    into further segments once the grouped ones are used up.

    Examples
    --------
    >>> curve = np.array([0.0, 0.3, 0.9, 0.8]); se = np.full(4, 0.05)
    >>> gaps = Gaps(shape="flat", ks=(1, 2, 3, 4), gap=curve, standard_error=se, gain=curve, gain_se=se, references=20)
    >>> supported_k(gaps, gaps, 0.1, lambda k: True), supported_k(gaps, gaps, 0.1, lambda k: False)
    (3, 2)
    """
    ks = flat.ks
    index = next((i for i in range(1, len(ks)) if _beats_one_group(flat, bell, i, least_gain)), 0)
    if not index:
        return 1
    while (
        index + 1 < len(ks) and flat.next_is_better(index) and bell.next_is_better(index) and divides_further(ks[index])
    ):
        index += 1
    return ks[index]


def some_group_divides(rows: Floats, k: int, *, references: int, rng: np.random.Generator) -> bool:
    """Whether one of k groups is itself two or three groups.

    Parameters
    ----------
    rows : array of float, shape (n, columns)
        Scaled rows in an order that depends on content alone.
    k : int
        Number of groups, 2 or more.
    references : int
        Reference data sets of each shape.
    rng : Generator
        Source of the division and of the references.

    Returns
    -------
    bool

    Notes
    -----
    The test of `supported_k` within each group, with one standard error in place of its stricter bound: the
    gap of all rows has already risen, and a group of one population stays well below.
    """
    fit_rng, *group_rngs = rng.spawn(1 + k)
    labels = partition(rows, k, restarts=STARTS, rng=fit_rng).labels
    return any(_divides(rows[labels == group], references, group_rng) for group, group_rng in enumerate(group_rngs))


def _divides(rows: Floats, references: int, rng: np.random.Generator) -> bool:
    if len(rows) < FEWEST_ROWS:
        return False
    rows = rows[:, rows.min(axis=0) < rows.max(axis=0)]
    if rows.shape[1] == 0 or n_different(rows) <= PARTS[-1]:
        return False
    flat, bell = gaps(rows, PARTS, references=references, rng=rng)
    least = least_gain(rows)
    return any(
        flat.gains(index, least, STANDARD_ERRORS_TO_DIVIDE) and bell.gains(index, least, STANDARD_ERRORS_TO_DIVIDE)
        for index in range(1, len(PARTS))
    )


def _beats_one_group(flat: Gaps, bell: Gaps, index: int, least_gain: float) -> bool:
    return flat.beats_one_group(index, least_gain) and bell.beats_one_group(index, least_gain)
