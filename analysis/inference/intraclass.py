"""How alike members of one cluster are: the intraclass correlation and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.core.results import Estimate

Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.intp]
NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Intraclass:
    """Intraclass correlation with the cluster sizes it was read from.

    Parameters
    ----------
    icc : Estimate
        Analysis-of-variance estimate; may be below 0 where clusters differ less than chance would.
    clusters : int
        Number of clusters.
    mean_size : Estimate
        Mean cluster size with Student's interval over clusters.
    size_cv : Estimate
        Standard deviation of cluster sizes over their mean.
    design_effect : Estimate
        ``1 + ((1 + cv²) mean - 1) icc``, its limits from those of `icc`.
    """

    icc: Estimate
    clusters: int
    mean_size: Estimate
    size_cv: Estimate
    design_effect: Estimate


def intraclass(y: Floats, clusters: Codes, *, groups: Codes | None = None, level: float = 0.95) -> Intraclass:
    """How alike are the members of one cluster?

    Parameters
    ----------
    y : array of float
        Outcome of each member, yes or no as 1 and 0.
    clusters : array of int
        Cluster of each member, 0 to K - 1, none empty.
    groups : array of int, optional
        Arm of each member: clusters are compared within arms.
    level : float
        Confidence level.

    Returns
    -------
    Intraclass
        NaN with fewer than two clusters in every arm, without a cluster of two, or where nothing varies.

    Notes
    -----
    ``(MSB - MSW) / (MSB + (m0 - 1) MSW)`` from a one-way analysis of variance within arms, with
    ``m0 = (N - sum over arms of sum m² / n_arm) / (K - arms)``. Interval: limits of the variance ratio
    F put in its place, ``(F / F_q - 1) / (F / F_q + m0 - 1)``; exact for normal outcomes and equal
    sizes. Simulated (10,000 replicates, .05 in 30 or 40 clusters of 5 to 60), nominal 95 %: .941 for
    normal outcomes, .927 for yes or no, where the estimator is the same. Design effect with unequal sizes: Eldridge et al. eq. 4.

    References
    ----------
    .. [1] Donner, A. and Klar, N. (2000). Design and analysis of cluster randomization trials in health
       research, ch. 1, 6.
    .. [2] Searle, S. R. (1971). Linear models, section 9.9 (limits from F).
    .. [3] Eldridge, S. M., Ashby, D. and Kerry, S. (2006). Sample size for cluster randomized trials:
       effect of coefficient of variation of cluster size. International Journal of Epidemiology, 35,
       1292-1300.

    Examples
    --------
    >>> y = np.array([1.0, 2.0, 1.5, 4.0, 5.0, 4.5, 8.0, 7.0, 7.5])
    >>> round(intraclass(y, np.repeat([0, 1, 2], 3)).icc.value, 3)
    0.973
    """
    sizes = np.bincount(clusters).astype(float)
    k, n = sizes.size, y.size
    means = np.bincount(clusters, y) / sizes
    within = float(((y - means[clusters]) ** 2).sum())
    arm_of, arms = _arm_of_cluster(clusters, groups, k)
    arm_size = np.bincount(arm_of, sizes).astype(float)
    arm_mean = np.bincount(arm_of, sizes * means) / arm_size
    between = float((sizes * (means - arm_mean[arm_of]) ** 2).sum())
    icc = _estimate(between, within, k - arms, n - k, _average_size(sizes, arm_of, arm_size, k - arms), level)
    mean_size, cv = _size(sizes, level)
    factor = (1 + cv.value**2) * mean_size.value - 1
    cost = [1 + factor * value for value in (icc.value, icc.low, icc.high)]
    return Intraclass(
        icc=icc, clusters=k, mean_size=mean_size, size_cv=cv, design_effect=Estimate(cost[0], cost[1], cost[2], level)
    )


def _arm_of_cluster(clusters: Codes, groups: Codes | None, k: int) -> tuple[Codes, int]:
    arm_of = np.zeros(k, dtype=np.intp)
    if groups is not None:
        # A cluster with users in several arms is counted in one of them: the comparison is between clusters.
        np.maximum.at(arm_of, clusters, groups)
        arm_of = np.unique(arm_of, return_inverse=True)[1]
    return arm_of, int(arm_of.max()) + 1


def _average_size(sizes: Floats, arm_of: Codes, arm_size: Floats, df: int) -> float:
    if df <= 0:
        return NAN
    return float((sizes.sum() - (np.bincount(arm_of, sizes**2) / arm_size).sum()) / df)


def _estimate(between: float, within: float, df_between: int, df_within: int, m0: float, level: float) -> Estimate:
    from scipy.special import fdtri

    if df_between <= 0 or df_within <= 0 or not between + within > 0:
        return Estimate(NAN, NAN, NAN, level)
    msb, msw = between / df_between, within / df_within
    value = (msb - msw) / (msb + (m0 - 1) * msw)
    if not msw > 0:
        return Estimate(value, NAN, NAN, level)
    ratio = msb / msw
    tails = ((1 + level) / 2, (1 - level) / 2)
    low, high = (ratio / float(fdtri(df_between, df_within, tail)) for tail in tails)
    return Estimate(value, (low - 1) / (low + m0 - 1), (high - 1) / (high + m0 - 1), level)


def _size(sizes: Floats, level: float) -> tuple[Estimate, Estimate]:
    from analysis.inference.means import mean_interval
    from analysis.inference.moment_intervals import variation_interval

    return mean_interval(sizes, level=level), variation_interval(sizes, level=level)
