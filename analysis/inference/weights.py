"""What weights do to precision: Kish's design effect and linearised standard errors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.core.results import Estimate
from analysis.inference.means import NAN, Moments, mean_interval_from, t_quantile
from analysis.inference.proportions import ProportionMethod, proportion_limits

Floats: TypeAlias = NDArray[np.float64]
TRUSTED_FROM = 100


@dataclass(frozen=True, slots=True)
class WeightEffect:
    """Kish's design effect of unequal weights and the effective sample size n / deff."""

    deff: float
    n_effective: float


def kish_effect(weights: ArrayLike) -> WeightEffect:
    """How many equally weighted answers the weighted ones are worth.

    Parameters
    ----------
    weights : array of float
        Positive weights on any scale.

    Returns
    -------
    WeightEffect
        ``deff = n Σw² / (Σw)²`` and ``n_effective = (Σw)² / Σw²``; NaN without weights.

    Notes
    -----
    It measures the loss from unequal weights alone. It overstates the loss for an answer that the
    weights were built from, and knows nothing of clusters or strata.

    References
    ----------
    .. [1] Kish, L. (1992). Weighting for unequal Pi. Journal of Official Statistics, 8, 183-200.

    Examples
    --------
    >>> effect = kish_effect([0.5] * 50 + [1.0] * 100 + [2.5] * 50)
    >>> round(effect.deff, 2), round(effect.n_effective, 2)
    (1.36, 147.06)
    """
    w = np.asarray(weights, dtype=float)
    if w.size == 0:
        return WeightEffect(NAN, NAN)
    effective = float(w.sum()) ** 2 / float((w * w).sum())
    return WeightEffect(w.size / effective, effective)


def most_effective(weights: ArrayLike) -> float:
    """How many answers an interval may rest on at most.

    Parameters
    ----------
    weights : array of float
        Positive weights on any scale.

    Returns
    -------
    float
        Kish's effective sample size where it is below 100, else infinity.

    Notes
    -----
    A linearised variance is itself estimated, from about as many answers as the weights leave. Where
    they leave few it is far too small more often than not, most of all under one large weight, whose
    answer the mean follows: of 200 answers of which one carries 70 % of the weight, 95 % intervals on
    the linearised size held a share of one half in 1 % of simulated samples; on Kish's size at most,
    in all of them. With log-normal weights (standard deviation 2 of the logarithm) coverage rises from
    .86 to .97. From 100 effective answers on the linearised size stands alone, as in the survey package.

    Examples
    --------
    >>> most_effective([1.0, 1.0, 1.0, 5.0]), most_effective([1.0] * 200)
    (2.2857142857142856, inf)
    """
    effective = kish_effect(weights).n_effective
    return effective if effective < TRUSTED_FROM else math.inf


@dataclass(frozen=True, slots=True)
class WeightedMean:
    """A weighted mean with its linearised standard error, and the weighted spread of the answers."""

    estimate: Estimate
    standard_error: float
    variance: float
    effect: WeightEffect


def weighted_mean_interval(values: ArrayLike, weights: ArrayLike, *, level: float = 0.95) -> WeightedMean:
    """How large the mean of the population may be that the weights stand for.

    Parameters
    ----------
    values, weights : array of float
        Equal length, no missing values, positive weights on any scale.
    level : float
        Confidence level, above 0 and below 1.

    Returns
    -------
    WeightedMean
        `variance` is Σw(x - m)² / Σw · n/(n - 1).

    Notes
    -----
    Taylor linearisation of the ratio Σwx / Σw, units drawn with replacement:
    ``SE² = n/(n-1) Σ w²(x - m)² / (Σw)²``, Student's t with n - 1 degrees of freedom. The scale of the
    weights does not matter; equal weights give the ordinary standard error. Below 100 effective answers
    k the interval is at least that of k equally weighted ones, ``s² = k/(k-1) Σw(x - m)²/Σw`` over k
    (see `most_effective`). Weights are taken as fixed; clusters and strata are not modelled.

    References
    ----------
    .. [1] Lumley, T. (2010). Complex Surveys, section 2.2; Särndal, C.-E., Swensson, B. and Wretman,
       J. (1992). Model Assisted Survey Sampling, eq. 5.5.10.

    Examples
    --------
    >>> found = weighted_mean_interval([1.0, 2.0, 6.0], [2.0, 1.0, 1.0])
    >>> found.estimate.value, round(found.standard_error, 4)
    (2.5, 1.4197)
    """
    x = np.asarray(values, dtype=float)
    w = np.asarray(weights, dtype=float)
    found = weighted_moments(x, w)
    error = linearised_error(w * (x - found.mean), float(w.sum())) if x.size > 1 else NAN
    most = most_effective(w) if x.size > 1 else math.inf
    # With all weight on one answer nothing is known of the spread.
    least = math.sqrt(found.m2 / (most - 1)) if most > 1 + 1e-9 else NAN
    wide = max(error, least) if error > 0 and not math.isnan(least) else NAN
    return WeightedMean(
        mean_interval_from(found.mean, wide, x.size - 1, level=level), error, found.variance, kish_effect(w)
    )


def weighted_moments(values: ArrayLike, weights: ArrayLike) -> Moments:
    """Weighted mean and central moments; equal weights give those of `means.moments`.

    Examples
    --------
    >>> found = weighted_moments([1.0, 2.0, 6.0], [2.0, 1.0, 1.0])
    >>> found.mean, found.m2
    (2.5, 4.25)
    """
    x = np.asarray(values, dtype=float)
    w = np.asarray(weights, dtype=float)
    n = x.size
    if n == 0:
        return Moments(n=0, mean=NAN, variance=NAN, m2=NAN, m3=NAN, m4=NAN)
    if x.min() == x.max():
        return Moments(n=n, mean=float(x[0]), variance=0.0 if n > 1 else NAN, m2=0.0, m3=0.0, m4=0.0)
    total = math.fsum(w.tolist())
    # Around the first value: sums of small deviations keep the digits that Σwx would lose.
    mean = float(x[0]) + math.fsum((w * (x - x[0])).tolist()) / total
    deviations = x - mean
    squares = deviations * deviations
    weighted = w * squares
    m2 = float(weighted.sum()) / total
    m3, m4 = float((weighted * deviations).sum()) / total, float((weighted * squares).sum()) / total
    return Moments(n=n, mean=mean, variance=m2 * n / (n - 1), m2=m2, m3=m3, m4=m4)


@dataclass(frozen=True, slots=True)
class WeightedShares:
    """Weighted shares of several answers, their linearised standard errors and effective sizes."""

    shares: Floats
    standard_errors: Floats
    n_effective: Floats
    n: int


def weighted_shares(codes: ArrayLike, weights: ArrayLike, n_answers: int) -> WeightedShares:
    """Which share of the population gives each answer, and how precisely the sample tells.

    Parameters
    ----------
    codes : array of int
        Answer of each row, 0..n_answers - 1.
    weights : array of float
        Positive weights on any scale.
    n_answers : int
        Number of possible answers; those nobody gave get a share of 0.

    Returns
    -------
    WeightedShares
        `n_effective` is n divided by the design effect of each share, at most n and at most
        `most_effective`; Kish's effective size where a share is 0 or 1.

    Notes
    -----
    The linearised error of `weighted_mean_interval` for a 0/1 answer:
    ``SE² = n/(n-1) [(1 - 2p) Σ_in w² + p² Σw²] / (Σw)²``. The design effect compares it with
    p(1 - p)/(n - 1), so that equal weights change nothing.

    References
    ----------
    .. [1] Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small
       expected number of positive counts estimated from survey data. Survey Methodology, 24, 193-201.
    .. [2] Dean, N. and Pagano, M. (2015). Evaluating confidence interval methods for binomial
       proportions in clustered surveys. Journal of Survey Statistics and Methodology, 3, 484-503.

    Examples
    --------
    >>> found = weighted_shares([0, 0, 1], [1.0, 1.0, 2.0], 3)
    >>> found.shares.tolist()
    [0.5, 0.5, 0.0]
    """
    index = np.asarray(codes, dtype=np.intp)
    w = np.asarray(weights, dtype=float)
    n = index.size
    empty = np.full(n_answers, np.nan)
    if n == 0:
        return WeightedShares(empty, empty.copy(), np.zeros(n_answers), 0)
    total = float(w.sum())
    shares = np.bincount(index, weights=w, minlength=n_answers) / total
    squares = np.bincount(index, weights=w * w, minlength=n_answers)
    if n == 1:
        return WeightedShares(shares, empty, np.ones(n_answers), 1)
    raw = np.maximum((1 - 2 * shares) * squares + shares**2 * float(squares.sum()), 0)
    variances = raw / total**2 * n / (n - 1)
    counts = np.bincount(index, minlength=n_answers)
    inside = (counts > 0) & (counts < n)
    variances[~inside] = 0.0
    effective = np.full(n_answers, kish_effect(w).n_effective)
    spread = shares[inside] * (1 - shares[inside])
    # A weight that outweighs all others together to the last digit leaves a variance of 0: Kish's size stays.
    known = variances[inside] > 0
    effective[np.flatnonzero(inside)[known]] = n * (spread[known] / (n - 1)) / variances[inside][known]
    return WeightedShares(shares, np.sqrt(variances), np.minimum(effective, min(float(n), most_effective(w))), n)


def weighted_share_limits(
    found: WeightedShares, *, level: float = 0.95, method: ProportionMethod = "wilson"
) -> tuple[Floats, Floats]:
    """Limits of weighted shares: the interval of choice on the effective sample size of each share.

    Parameters
    ----------
    found : WeightedShares
        Shares with their effective sizes.
    level : float
        Confidence level, above 0 and below 1.
    method : str
        Interval of `proportion_limits`; Clopper-Pearson gives the interval of Korn and Graubard.

    Returns
    -------
    (array, array)

    Examples
    --------
    >>> low, high = weighted_share_limits(weighted_shares([0] * 5 + [1] * 5, [1.0] * 10, 2))
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (0.2366, 0.7634)
    """
    shares = np.clip(np.nan_to_num(found.shares), 0, 1)
    return proportion_limits(shares * found.n_effective, found.n_effective, level=level, method=method)


def weighted_quantiles(values: ArrayLike, weights: ArrayLike, probabilities: ArrayLike) -> Floats:
    """Quantiles of the weighted distribution: the smallest value that reaches each probability.

    Parameters
    ----------
    values, weights : array of float
        Equal length, no missing values, positive weights.
    probabilities : array of float
        In 0..1.

    Returns
    -------
    array of float
        Where the cumulative weight meets the probability exactly, the mean of this value and the
        next (R's type 2, "school" rule of the survey package); NaN without values.

    Examples
    --------
    >>> weighted_quantiles([1.0, 2.0, 3.0, 4.0], [1.0, 1.0, 1.0, 1.0], [0.25, 0.5]).tolist()
    [1.5, 2.5]
    """
    x = np.asarray(values, dtype=float)
    wanted = np.asarray(probabilities, dtype=float)
    if x.size == 0:
        return np.full(wanted.shape, np.nan)
    order = np.argsort(x, kind="stable")
    x = x[order]
    cumulative: Floats = np.cumsum(np.asarray(weights, dtype=float)[order])
    target: Floats = wanted * float(cumulative[-1])
    slack = 1e-10 * float(cumulative[-1])
    first: NDArray[np.intp] = np.minimum(np.searchsorted(cumulative, target - slack), x.size - 1)
    following: NDArray[np.intp] = np.minimum(first + 1, x.size - 1)
    at_step = np.abs(cumulative[first] - target) <= slack
    return np.where(at_step, (x[first] + x[following]) / 2, x[first])


def weighted_median_interval(values: ArrayLike, weights: ArrayLike, *, level: float = 0.95) -> Estimate:
    """How large the median of the population may be: Woodruff's interval.

    Parameters
    ----------
    values, weights : array of float
        Equal length, no missing values, positive weights.
    level : float
        Confidence level, above 0 and below 1.

    Returns
    -------
    Estimate
        Limits are NaN where they would leave the range of the answers.

    Notes
    -----
    The linearised standard error of the share at or below the median (at least that of `most_effective`
    answers) gives a band around 1/2; its ends are read off the weighted distribution.

    References
    ----------
    .. [1] Woodruff, R. S. (1952). Confidence intervals for medians and other position measures.
       Journal of the American Statistical Association, 47, 635-646.

    Examples
    --------
    >>> weighted_median_interval(list(range(1, 102)), [1.0] * 101).value
    51.0
    """
    x = np.asarray(values, dtype=float)
    w = np.asarray(weights, dtype=float)
    median = float(weighted_quantiles(x, w, [0.5])[0])
    if x.size < 2:
        return Estimate(median, NAN, NAN, level)
    below = (x <= median).astype(float)
    share = float((w * below).sum() / w.sum())
    error = linearised_error(w * (below - share), float(w.sum()))
    most = most_effective(w)
    least = math.sqrt(share * (1 - share) / (most - 1)) if most > 1 + 1e-9 else math.inf
    if error == 0:
        # Every answer up to the median's is at or below it: the error of a share of one half stands in.
        error = 0.5 / math.sqrt(kish_effect(w).n_effective)
        least = 0.0
    half = t_quantile(level, x.size - 1) * max(error, least)
    if half >= 0.5:
        return Estimate(median, NAN, NAN, level)
    low, high = weighted_quantiles(x, w, [0.5 - half, 0.5 + half])
    return Estimate(median, float(low), float(high), level)


def linearised_error(scores: Floats, total: float) -> float:
    """Standard error of a ratio Σwx / Σw from its weighted scores w(x - m).

    Parameters
    ----------
    scores : array of float
        One per row; they sum to zero.
    total : float
        Sum of the weights.

    Returns
    -------
    float
        NaN for fewer than two rows.

    References
    ----------
    .. [1] Lumley, T. (2010). Complex Surveys, section 2.2.

    Examples
    --------
    >>> round(linearised_error(np.array([-1.0, 0.0, 1.0]), 3.0), 6)
    0.57735
    """
    n = scores.size
    if n < 2:
        return NAN
    return math.sqrt(float((scores * scores).sum()) * n / (n - 1)) / total
