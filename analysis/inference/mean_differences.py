"""The difference and the ratio of two means, from what each group's summary says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.core.results import Estimate

Alternative: TypeAlias = Literal["two-sided", "greater", "less"]
MeanTest: TypeAlias = Literal["welch", "student"]
RatioMethod: TypeAlias = Literal["log_ratio", "delta", "fieller"]
RATIO_METHODS: tuple[RatioMethod, ...] = ("log_ratio", "delta", "fieller")

Floats: TypeAlias = NDArray[np.float64]
NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSummary:
    """Size, mean and standard deviation (n - 1 in the denominator) of one group.

    Raises
    ------
    ParameterError
        If the group is empty, or its standard deviation is below 0 or not a number with two or more
        customers.
    """

    n: float
    mean: float
    sd: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.n) and self.n > 0):
            raise ParameterError(
                Message("A group of {n:exact} has no mean.", n=self.n),
                Message("Allowed: 1 or more in each group."),
                parameter="n",
            )
        if not math.isfinite(self.mean):
            raise ParameterError(Message("A mean has to be a finite number."), parameter="mean")
        if self.sd < 0 or (self.n > 1 and not math.isfinite(self.sd)):
            raise ParameterError(
                Message("A standard deviation cannot be {sd:exact}.", sd=self.sd),
                Message("Allowed: 0 or more."),
                parameter="sd",
            )

    @property
    def variance_of_mean(self) -> float:
        """Squared standard error of the mean; NaN with a single customer."""
        return self.sd**2 / self.n if self.n > 1 else NAN


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanDifference:
    """Difference of two means with its test.

    Parameters
    ----------
    difference : Estimate
        Treatment less control; with a one-sided alternative a bound, its other end infinite.
    standard_error, t, df, p_value : float
        NaN where no group varies or a group has a single customer.
    method : str
        "welch" (each group its own variance) or "student" (one pooled variance).
    alternative : str
        "greater" asks whether the treatment's mean is higher.
    """

    difference: Estimate
    standard_error: float
    t: float
    df: float
    p_value: float
    method: MeanTest
    alternative: Alternative


def mean_difference(
    control: GroupSummary,
    treatment: GroupSummary,
    *,
    level: float = 0.95,
    method: MeanTest = "welch",
    alternative: Alternative = "two-sided",
    compare_with: float = 0.0,
    variance_factor: float = 1.0,
) -> MeanDifference:
    """How far apart are two means, and could the true ones be equal?

    Parameters
    ----------
    control, treatment : GroupSummary
        Size, mean and standard deviation of each group.
    level : float
        Confidence level, above 0 and below 1.
    method : {"welch", "student"}
        Separate or pooled variance.
    alternative : {"two-sided", "greater", "less"}
        One-sided: the interval becomes a bound at `level`.
    compare_with : float
        Difference under the null hypothesis.
    variance_factor : float
        Multiplies the squared standard error (a design effect); the degrees of freedom stay.

    Returns
    -------
    MeanDifference

    Notes
    -----
    Welch: squared standard error ``s_c² / n_c + s_t² / n_t`` and Satterthwaite's degrees of freedom.
    Student: ``s² (1 / n_c + 1 / n_t)`` with the pooled s² and ``n_c + n_t - 2``. Where neither group
    varies, the difference has no error that these data could show: everything but it is NaN.

    References
    ----------
    .. [1] Welch, B. L. (1947). The generalization of "Student's" problem when several different
       population variances are involved. Biometrika, 34, 28-35.
    .. [2] Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance
       components. Biometrics Bulletin, 2, 110-114 (eq. 17).

    Examples
    --------
    >>> found = mean_difference(GroupSummary(n=50, mean=10, sd=3), GroupSummary(n=60, mean=11.5, sd=4))
    >>> round(found.t, 4), round(found.df, 2), round(found.p_value, 5)
    (2.2444, 106.89, 0.02687)
    """
    value = treatment.mean - control.mean
    squared, df = _squared_error(control, treatment, method)
    error = math.sqrt(squared * variance_factor) if squared > 0 else NAN
    t = (value - compare_with) / error
    half = one_or_two_sided_quantile(level, df, alternative) * error
    low = -math.inf if alternative == "less" else value - half
    high = math.inf if alternative == "greater" else value + half
    if math.isnan(half):
        low = high = NAN
    return MeanDifference(
        difference=Estimate(value, low, high, level),
        standard_error=error,
        t=t,
        df=df,
        p_value=t_p_value(t, df, alternative),
        method=method,
        alternative=alternative,
    )


def _squared_error(control: GroupSummary, treatment: GroupSummary, method: MeanTest) -> tuple[float, float]:
    if min(control.n, treatment.n) <= 1:
        return NAN, NAN
    if method == "welch":
        squared = control.variance_of_mean + treatment.variance_of_mean
        df = welch_df(control.variance_of_mean, control.n, treatment.variance_of_mean, treatment.n)
        return squared, float(df)
    df = control.n + treatment.n - 2
    pooled = ((control.n - 1) * control.sd**2 + (treatment.n - 1) * treatment.sd**2) / df
    return pooled * (1 / control.n + 1 / treatment.n), df


def welch_df(variance_1: ArrayLike, n_1: ArrayLike, variance_2: ArrayLike, n_2: ArrayLike) -> Floats:
    """Satterthwaite's degrees of freedom of a sum of two squared standard errors.

    Parameters
    ----------
    variance_1, variance_2 : array of float
        Squared standard errors of the two means.
    n_1, n_2 : array of float
        Group sizes, above 1.

    Returns
    -------
    ndarray
        NaN where both errors are 0.

    Examples
    --------
    >>> round(float(welch_df(9 / 50, 50, 16 / 60, 60)), 2)
    106.89
    """
    first, second = np.asarray(variance_1, dtype=float), np.asarray(variance_2, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        # Shares, not squares of the errors themselves: those underflow where the metric is tiny.
        share = first / (first + second)
        return np.asarray(1 / (share**2 / (np.asarray(n_1) - 1) + (1 - share) ** 2 / (np.asarray(n_2) - 1)))


def t_p_value(t: float, df: float, alternative: Alternative = "two-sided") -> float:
    """p-value of a t statistic, accurate far out in the tail; infinite `df` is the normal distribution.

    Examples
    --------
    >>> round(t_p_value(2.244396006242, 106.890635939083), 6)
    0.026867
    """
    if math.isnan(t) or math.isnan(df):
        return NAN
    if alternative == "two-sided":
        return 2 * _lower_tail(-abs(t), df)
    return _lower_tail(-t if alternative == "greater" else t, df)


def _lower_tail(t: float, df: float) -> float:
    if math.isinf(df):
        return math.erfc(-t / math.sqrt(2)) / 2
    from scipy.special import stdtr

    return float(stdtr(df, t))


def one_or_two_sided_quantile(level: float, df: float, alternative: Alternative = "two-sided") -> float:
    """The t (infinite `df`: normal) quantile of a two-sided interval or of a one-sided bound.

    Examples
    --------
    >>> round(one_or_two_sided_quantile(0.95, 10), 4), round(one_or_two_sided_quantile(0.95, math.inf, "less"), 4)
    (2.2281, 1.6449)
    """
    from scipy.special import ndtri, stdtrit

    if math.isnan(df):
        return NAN
    probability = (1 + level) / 2 if alternative == "two-sided" else level
    return float(ndtri(probability)) if math.isinf(df) else float(stdtrit(df, probability))


def ratio_interval(
    numerator: float,
    denominator: float,
    variance_numerator: float,
    variance_denominator: float,
    *,
    covariance: float = 0.0,
    level: float = 0.95,
    df: float = math.inf,
    method: RatioMethod = "log_ratio",
    alternative: Alternative = "two-sided",
) -> Estimate:
    """How large may the ratio of two means be?

    Parameters
    ----------
    numerator, denominator : float
        The two means (or rates).
    variance_numerator, variance_denominator, covariance : float
        Squared standard errors of these means and the covariance of the means (0 for two
        independent groups): not those of single customers.
    level : float
        Confidence level, above 0 and below 1.
    df : float
        Degrees of freedom of the t quantile; infinite means normal.
    method : {"log_ratio", "delta", "fieller"}
    alternative : {"two-sided", "greater", "less"}
        One-sided: a bound, its other end infinite.

    Returns
    -------
    Estimate
        The ratio; NaN where the denominator is 0, NaN limits where the method gives none.

    Notes
    -----
    With r = a / b and quantile q. ``delta``: r ± q sqrt(v_a - 2 r c + r² v_b) / |b|, first order.
    ``log_ratio``: r exp(± q sqrt(v_a / a² - 2 c / (a b) + v_b / b²)), for a and b of equal sign.
    ``fieller``: the ratios ρ with (a - ρ b)² <= q² (v_a - 2 ρ c + ρ² v_b); without two finite ends
    where the denominator itself is not clear of 0, q² v_b >= b².

    References
    ----------
    .. [1] Fieller, E. C. (1954). Some problems in interval estimation. Journal of the Royal
       Statistical Society B, 16, 175-185.
    .. [2] Franz, V. H. (2007). Ratios: a short guide to confidence limits and proper use.
       arXiv:0710.2024 (eq. 6).

    Examples
    --------
    >>> ratio = ratio_interval(0.125, 0.1, 0.125 * 0.875 / 2000, 0.1 * 0.9 / 2000, method="fieller")
    >>> round(ratio.value, 4), round(ratio.low, 4), round(ratio.high, 4)
    (1.25, 1.0498, 1.4941)
    """
    if denominator == 0:
        return Estimate(NAN, NAN, NAN, level)
    quantile = one_or_two_sided_quantile(level, df, alternative)
    lows, highs = ratio_limits(
        numerator, denominator, variance_numerator, variance_denominator, covariance, quantile, method
    )
    low, high = float(lows), float(highs)
    if alternative == "greater":
        high = NAN if math.isnan(low) else math.inf
    elif alternative == "less":
        low = NAN if math.isnan(high) else -math.inf
    return Estimate(numerator / denominator, low, high, level)


def ratio_limits(
    numerator: ArrayLike,
    denominator: ArrayLike,
    variance_numerator: ArrayLike,
    variance_denominator: ArrayLike,
    covariance: ArrayLike,
    quantile: ArrayLike,
    method: RatioMethod,
) -> tuple[Floats, Floats]:
    """Limits of many ratios at once; see `ratio_interval`.

    Returns
    -------
    (array, array)
        Lower and upper limits, NaN where the method gives none.

    Examples
    --------
    >>> low, high = ratio_limits([2.0, 2.0], [1.0, 0.1], 0.01, 0.01, 0.0, 1.96, "fieller")
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([1.626, nan], [2.534, nan])
    """
    a, b = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    v_a, v_b = np.asarray(variance_numerator, dtype=float), np.asarray(variance_denominator, dtype=float)
    c, q = np.asarray(covariance, dtype=float), np.asarray(quantile, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        ratio = a / b
        if method == "fieller":
            return _fieller(a, b, v_a, v_b, c, q)
        variance = np.maximum(v_a - 2 * ratio * c + ratio**2 * v_b, 0.0)
        half = q * np.sqrt(variance) / np.abs(b)
        if method == "delta":
            return np.asarray(ratio - half), np.asarray(ratio + half)
        factor = np.where(ratio > 0, np.exp(half / ratio), np.nan)
        return np.asarray(ratio / factor), np.asarray(ratio * factor)


def _fieller(a: Floats, b: Floats, v_a: Floats, v_b: Floats, c: Floats, q: Floats) -> tuple[Floats, Floats]:
    # The set is a quadratic in the ratio; it is an interval where its leading coefficient is above 0.
    leading = b**2 - q**2 * v_b
    middle = a * b - q**2 * c
    last = a**2 - q**2 * v_a
    root = np.sqrt(np.maximum(middle**2 - leading * last, 0.0))
    bounded = leading > 0
    low, high = (middle - root) / leading, (middle + root) / leading
    return np.where(bounded, low, np.nan), np.where(bounded, high, np.nan)
