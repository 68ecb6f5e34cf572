"""Adjusted p-values: how much a family of tests weakens each of its members."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]
AdjustMethod: TypeAlias = Literal["none", "bonferroni", "holm", "hochberg", "hommel", "BH", "BY"]
ADJUST_METHODS: tuple[AdjustMethod, ...] = ("none", "bonferroni", "holm", "hochberg", "hommel", "BH", "BY")
FALSE_DISCOVERY_METHODS: frozenset[AdjustMethod] = frozenset({"BH", "BY"})


def adjusted_p_values(p: ArrayLike, method: AdjustMethod) -> FloatArray:
    """Which tests of a family still count once it is known how many were made?

    Parameters
    ----------
    p : array_like
        Raw p-values in 0..1, any order. NaN marks a test that could not be made: it stays NaN and
        does not count towards the size of the family.
    method : {"none", "bonferroni", "holm", "hochberg", "hommel", "BH", "BY"}
        Bonferroni, Holm, Hochberg and Hommel bound the chance of any false finding in the family;
        BH and BY bound the expected share of false findings among the findings.

    Returns
    -------
    ndarray
        Adjusted p-values in the order given, capped at 1.

    Notes
    -----
    With ordered p-values ``p(1) <= ... <= p(m)``:
    Bonferroni ``m p(i)``; Holm ``max over j <= i of (m - j + 1) p(j)`` (any dependence);
    Hochberg ``min over j >= i of (m - j + 1) p(j)`` and Hommel (independence or positive dependence);
    BH ``min over j >= i of m p(j) / j`` (positive dependence);
    BY the same times ``1 + 1/2 + ... + 1/m`` (any dependence).
    Ties keep equal adjusted values. The family is what is passed in: nothing is known of tests that
    were made and left out.

    References
    ----------
    1. Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian
       Journal of Statistics, 6, 65-70.
    2. Hochberg, Y. (1988). A sharper Bonferroni procedure for multiple tests of significance.
       Biometrika, 75, 800-802.
    3. Hommel, G. (1988). A stagewise rejective multiple test procedure based on a modified
       Bonferroni test. Biometrika, 75, 383-386.
    4. Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the
       Royal Statistical Society B, 57, 289-300.
    5. Benjamini, Y., & Yekutieli, D. (2001). The control of the false discovery rate in multiple
       testing under dependency. Annals of Statistics, 29, 1165-1188.

    Examples
    --------
    >>> adjusted_p_values([0.01, 0.02, float("nan"), 0.04], "holm").round(3).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    raw = np.asarray(p, dtype=np.float64)
    known = ~np.isnan(raw)
    adjusted = np.full(raw.shape, np.nan)
    family = raw[known]
    if family.size:
        order = np.argsort(family, kind="stable")
        result = np.empty_like(family)
        result[order] = _STEPS[method](family[order])
        adjusted[known] = np.minimum(result, 1.0)
    return adjusted


def _none(ordered: FloatArray) -> FloatArray:
    return ordered


def _bonferroni(ordered: FloatArray) -> FloatArray:
    return ordered * ordered.size


def _holm(ordered: FloatArray) -> FloatArray:
    return np.maximum.accumulate(ordered * np.arange(ordered.size, 0, -1))


def _hochberg(ordered: FloatArray) -> FloatArray:
    return _minimum_from_the_top(ordered * np.arange(ordered.size, 0, -1))


def _benjamini_hochberg(ordered: FloatArray) -> FloatArray:
    return _minimum_from_the_top(ordered * ordered.size / np.arange(1, ordered.size + 1))


def _benjamini_yekutieli(ordered: FloatArray) -> FloatArray:
    harmonic = float(np.sum(1.0 / np.arange(1, ordered.size + 1)))
    return _minimum_from_the_top(ordered * (harmonic * ordered.size) / np.arange(1, ordered.size + 1))


def _hommel(ordered: FloatArray) -> FloatArray:
    """Wright (1992), algorithm for Hommel's procedure: closure over every subset size."""
    size = ordered.size
    if size == 1:
        return ordered
    adjusted = np.full(size, np.min(size * ordered / np.arange(1, size + 1)))
    candidate = adjusted.copy()
    for m in range(size - 1, 1, -1):
        cut = size - m + 1
        smallest = np.min(m * ordered[cut:] / np.arange(2, m + 1))
        candidate[:cut] = np.minimum(m * ordered[:cut], smallest)
        candidate[cut:] = candidate[cut - 1]
        np.maximum(adjusted, candidate, out=adjusted)
    return np.maximum(adjusted, ordered)


def _minimum_from_the_top(values: FloatArray) -> FloatArray:
    return np.minimum.accumulate(values[::-1])[::-1]


_STEPS: dict[AdjustMethod, Callable[[FloatArray], FloatArray]] = {
    "none": _none,
    "bonferroni": _bonferroni,
    "holm": _holm,
    "hochberg": _hochberg,
    "hommel": _hommel,
    "BH": _benjamini_hochberg,
    "BY": _benjamini_yekutieli,
}
