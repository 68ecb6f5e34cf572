"""The rule that turns two gap curves into a number of segments, one included."""

from __future__ import annotations

from analysis.clustering.gap import Gaps


def supported_k(flat: Gaps, bell: Gaps, least_gain: float) -> int:
    """The number of segments that the data support against both references.

    Parameters
    ----------
    flat, bell : Gaps
        Gap statistic of the same numbers of groups, 1 first, against either reference.
    least_gain : float
        Gain on one group that a division must reach.

    Returns
    -------
    int
        1 where no division beats one group in both references.

    Notes
    -----
    Start at the smallest k that gains on one group, in both references, by more than chance (one-sided
    10 % shared by all k tried, after Bonferroni) and by more than `least_gain`. Then add a segment as long
    as the gap of k + 1 exceeds that of k by more than its standard error, again in both: the rule of
    Tibshirani, Walther and Hastie (2001), applied from the second group on. Their rule from the first group
    on misses segments that only show when three are drawn, as three in a triangle do.

    Examples
    --------
    >>> import numpy as np
    >>> curve = np.array([0.0, 0.3, 0.9, 0.8]); se = np.full(4, 0.05)
    >>> gaps = Gaps(shape="flat", ks=(1, 2, 3, 4), gap=curve, standard_error=se, gain=curve, gain_se=se, references=20)
    >>> supported_k(gaps, gaps, 0.1)
    3
    """
    references = (flat, bell)
    ks = flat.ks
    start = next(
        (index for index in range(1, len(ks)) if all(gaps.beats_one_group(index, least_gain) for gaps in references)),
        0,
    )
    if not start:
        return 1
    index = start
    while index + 1 < len(ks) and all(gaps.next_is_better(index) for gaps in references):
        index += 1
    return ks[index]
