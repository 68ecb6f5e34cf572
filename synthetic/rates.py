"""Rates and correlations that follow from planted ones: shifted group rates, coarsened correlations, reliability."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from synthetic.plan import cut_points

Floats = npt.NDArray[np.float64]
HERMITE_TERMS = 60


def shift_rates(rates: Sequence[float], shares: Sequence[float], overall: float) -> tuple[float, ...]:
    """Group rates moved by one common odds ratio so that they average to the overall rate.

    Examples
    --------
    >>> [round(rate, 3) for rate in shift_rates((0.5, 0.35, 0.25), (0.12, 0.7, 0.18), 0.35)]
    [0.5, 0.35, 0.25]
    >>> [round(rate, 3) for rate in shift_rates((0.5, 0.35, 0.25), (0.12, 0.7, 0.18), 0.42)]
    [0.575, 0.421, 0.311]
    """
    logits = np.log(np.array(rates)) - np.log1p(-np.array(rates))
    weights = np.array(shares)

    def mean_at(shift: float) -> float:
        return float(weights @ (1 / (1 + np.exp(-(logits + shift)))))

    if math.isclose(mean_at(0.0), overall, abs_tol=1e-12):
        return tuple(float(rate) for rate in rates)
    low, high = -40.0, 40.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if mean_at(middle) < overall else (low, middle)
    return tuple((1 / (1 + np.exp(-(logits + low)))).tolist())


def logit(rate: float) -> float:
    """Log odds."""
    return math.log(rate / (1 - rate))


def moved_rate(rate: float, change_in_logit: float) -> float:
    """A rate after its log odds changed.

    Examples
    --------
    >>> moved_rate(0.35, 0.0), round(moved_rate(0.5, 1.0), 4)
    (0.35, 0.7311)
    """
    return rate if change_in_logit == 0 else 1 / (1 + math.exp(-(logit(rate) + change_in_logit)))


def answer_moments(shares: Sequence[float]) -> tuple[float, float]:
    """Mean and standard deviation of answers 1, 2, … with these shares."""
    codes = np.arange(1, len(shares) + 1)
    mean = float(codes @ np.array(shares))
    return mean, math.sqrt(float((codes - mean) ** 2 @ np.array(shares)))


def answer_correlation(latent: float, shares_a: Sequence[float], shares_b: Sequence[float]) -> float:
    """Pearson's correlation of two answers cut from standard normal variables with a latent correlation.

    Notes
    -----
    The covariance is the sum over k of ``latent**k a_k b_k / k!`` with ``a_k`` the sum over the cut points t of
    ``phi(t) He_{k-1}(t)`` (Mehler's expansion of the bivariate normal density).

    Examples
    --------
    >>> round(answer_correlation(0.6, (0.5, 0.5), (0.5, 0.5)), 4)  # 2 / pi * asin(0.6)
    0.4097
    """
    a, b = _hermite(shares_a), _hermite(shares_b)
    powers = latent ** np.arange(1, HERMITE_TERMS + 1)
    return float((powers * a * b).sum() / (answer_moments(shares_a)[1] * answer_moments(shares_b)[1]))


def _hermite(shares: Sequence[float]) -> Floats:
    """Sums over the cut points of phi(t) He_{k-1}(t) / sqrt(k!), by the recurrence of normed polynomials."""
    t = cut_points(tuple(shares))
    height = np.exp(-(t**2) / 2) / math.sqrt(2 * math.pi)
    before, now = np.zeros_like(t), np.ones_like(t)
    sums: list[float] = []
    for k in range(1, HERMITE_TERMS + 1):
        # `now` is He_{k-1} / sqrt((k-1)!).
        sums.append(float((height * now).sum()) / math.sqrt(k))
        before, now = now, (t * now - math.sqrt(k - 1) * before) / math.sqrt(k)
    return np.array(sums)


def alpha_of_correlations(correlations: Floats, sds: Floats) -> float:
    """Cronbach's alpha of a sum of items with these correlations and standard deviations.

    Examples
    --------
    >>> round(alpha_of_correlations(np.array([[1.0, 0.5], [0.5, 1.0]]), np.ones(2)), 4)
    0.6667
    """
    covariances = correlations * np.outer(sds, sds)
    k = sds.size
    total = float(covariances.sum())
    return k / (k - 1) * (1 - float(np.trace(covariances)) / total) if total > 0 else math.nan


def omega_of_loadings(loadings: Sequence[float]) -> float:
    """McDonald's omega of standard items of one factor.

    Examples
    --------
    >>> round(omega_of_loadings((0.8, 0.75, 0.7)), 4)
    0.7947
    """
    common = sum(loadings) ** 2
    return common / (common + sum(1 - loading**2 for loading in loadings))
