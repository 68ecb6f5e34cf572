"""Intervals for one proportion, shared by every method that shows a share."""

from __future__ import annotations

from statistics import NormalDist
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.core.results import Estimate

ProportionMethod: TypeAlias = Literal["wilson", "wilson_cc", "clopper_pearson", "jeffreys", "agresti_coull", "wald"]
PROPORTION_METHODS: tuple[ProportionMethod, ...] = (
    "wilson",
    "wilson_cc",
    "clopper_pearson",
    "jeffreys",
    "agresti_coull",
    "wald",
)

Floats: TypeAlias = NDArray[np.float64]


def normal_quantile(level: float) -> float:
    """The normal value z that leaves (1 - level) / 2 in each tail.

    Parameters
    ----------
    level : float
        Confidence level, above 0 and below 1.

    Returns
    -------
    float

    Raises
    ------
    ParameterError
        If `level` is not inside 0..1.

    Examples
    --------
    >>> round(normal_quantile(0.95), 6)
    1.959964
    """
    if not 0 < level < 1:
        raise ParameterError(
            Message("A confidence level cannot be {level:exact}.", level=level),
            Message("Allowed: a number above {low:exact} and below {high:exact}.", low=0, high=1),
            parameter="level",
        )
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson_interval(successes: float, n: float, *, level: float = 0.95) -> Estimate:
    """How large the true share may be, given `successes` of `n`: the Wilson score interval.

    Parameters
    ----------
    successes : float
        Number of successes, 0..n. May be fractional (weighted counts on an effective sample size).
    n : float
        Number of trials; 0 gives an undefined estimate.
    level : float
        Confidence level, above 0 and below 1.

    Returns
    -------
    Estimate
        The share with its interval; NaN throughout where `n` is 0.

    Raises
    ------
    ParameterError
        If the counts are negative, not finite, or more successes than trials.

    Notes
    -----
    Without continuity correction. The interval inverts the score test: all p with
    ``|x/n - p| <= z sqrt(p (1 - p) / n)``. It never leaves 0..1 and never has zero width.

    References
    ----------
    .. [1] Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
       Journal of the American Statistical Association, 22, 209-212.
    .. [2] Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion: comparison
       of seven methods. Statistics in Medicine, 17, 857-872 (method 3).

    Examples
    --------
    >>> wilson = wilson_interval(81, 263)
    >>> round(wilson.low, 4), round(wilson.high, 4)
    (0.2553, 0.3662)
    """
    return proportion_interval(successes, n, level=level, method="wilson")


def wilson_limits(successes: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Wilson limits of many shares at once; see `wilson_interval`.

    Parameters
    ----------
    successes, n : array of float
        Counts of equal (or broadcastable) shape.
    level : float
        Confidence level, above 0 and below 1.

    Returns
    -------
    (array, array)
        Lower and upper limits; NaN where n is 0.

    Examples
    --------
    >>> low, high = wilson_limits([0, 5], [10, 10])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0, 0.2366], [0.2775, 0.7634])
    """
    return proportion_limits(successes, n, level=level, method="wilson")


def proportion_interval(
    successes: float, n: float, *, level: float = 0.95, method: ProportionMethod = "wilson"
) -> Estimate:
    """How large the true share may be, by a method of choice.

    Parameters
    ----------
    successes, n : float
        Successes and trials; fractional values stand for effective counts.
    level : float
        Confidence level, above 0 and below 1.
    method : str
        One of `PROPORTION_METHODS`.

    Returns
    -------
    Estimate
        The share is always successes / n, also where the interval is centred elsewhere.

    Raises
    ------
    ParameterError
        If the counts or the level are impossible.

    Examples
    --------
    >>> exact = proportion_interval(0, 20, method="clopper_pearson")
    >>> exact.low, round(exact.high, 4)
    (0.0, 0.1684)
    """
    low, high = proportion_limits([successes], [n], level=level, method=method)
    value = successes / n if n else float("nan")
    return Estimate(value, float(low[0]), float(high[0]), level)


def proportion_limits(
    successes: ArrayLike, n: ArrayLike, *, level: float = 0.95, method: ProportionMethod = "wilson"
) -> tuple[Floats, Floats]:
    """Limits of many shares at once by a method of choice.

    Parameters
    ----------
    successes, n : array of float
        Counts of equal (or broadcastable) shape; fractional counts stand for effective ones.
    level : float
        Confidence level, above 0 and below 1.
    method : str
        One of `PROPORTION_METHODS`.

    Returns
    -------
    (array, array)
        Lower and upper limits inside 0..1; NaN where n is 0.

    Raises
    ------
    ParameterError
        If a count is negative or not finite, or exceeds its n.

    Notes
    -----
    ``wilson`` score; ``wilson_cc`` score with continuity correction 1/(2n) (Newcombe's method 4);
    ``clopper_pearson`` exact tails, at least `level` coverage; ``jeffreys`` equal-tailed Beta(1/2, 1/2)
    posterior with 0 and 1 as ends at x = 0 and x = n; ``agresti_coull`` Wald around (x + z²/2)/(n + z²);
    ``wald`` p ± z SE, shown for comparison only (too short near 0 and 1).

    References
    ----------
    .. [1] Brown, L. D., Cai, T. T. and DasGupta, A. (2001). Interval estimation for a binomial
       proportion. Statistical Science, 16, 101-133.
    .. [2] Newcombe, R. G. (1998). Statistics in Medicine, 17, 857-872.

    Examples
    --------
    >>> low, high = proportion_limits([37], [120], method="wald")
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (0.2257, 0.391)
    """
    x, trials = np.broadcast_arrays(np.asarray(successes, dtype=float), np.asarray(n, dtype=float))
    _require_counts(x, trials)
    z = normal_quantile(level)
    low = np.full(x.shape, np.nan)
    high = np.full(x.shape, np.nan)
    known = trials > 0
    low[known], high[known] = _limits(x[known], trials[known], z, level, method)
    low[known & (x == 0)] = 0.0
    high[known & (x == trials)] = 1.0
    return np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)


def _limits(x: Floats, n: Floats, z: float, level: float, method: ProportionMethod) -> tuple[Floats, Floats]:
    share = x / n
    match method:
        case "wilson":
            centre, half = _score(share, n, z)
            return centre - half, centre + half
        case "wilson_cc":
            low_centre, low_half = _score(np.maximum(share - 0.5 / n, 0), n, z)
            high_centre, high_half = _score(np.minimum(share + 0.5 / n, 1), n, z)
            return low_centre - low_half, high_centre + high_half
        case "clopper_pearson":
            return _beta_quantiles(x, n - x + 1, x + 1, n - x, level)
        case "jeffreys":
            return _beta_quantiles(x + 0.5, n - x + 0.5, x + 0.5, n - x + 0.5, level)
        case "agresti_coull":
            trials = n + z * z
            centre = (x + z * z / 2) / trials
            half = z * np.sqrt(centre * (1 - centre) / trials)
            return centre - half, centre + half
        case "wald":
            half = z * np.sqrt(share * (1 - share) / n)
            return share - half, share + half


def _score(share: Floats, n: Floats, z: float) -> tuple[Floats, Floats]:
    """Centre and half width of the score interval (Wilson 1927; Newcombe 1998, p. 858)."""
    scale = 1 + z * z / n
    centre = (share + z * z / (2 * n)) / scale
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / scale
    return centre, half


def _beta_quantiles(
    low_a: Floats, low_b: Floats, high_a: Floats, high_b: Floats, level: float
) -> tuple[Floats, Floats]:
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    # A Clopper-Pearson end with a zero parameter is 0 or 1 and set by the caller; 1 keeps the call defined.
    low = betaincinv(np.where(low_a > 0, low_a, 1.0), low_b, tail)
    high = betaincinv(high_a, np.where(high_b > 0, high_b, 1.0), 1 - tail)
    return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)


def _require_counts(x: Floats, n: Floats) -> None:
    bad = ~(np.isfinite(x) & np.isfinite(n) & (x >= 0) & (x <= n))
    if bool(bad.any()):
        position = int(np.flatnonzero(bad.ravel())[0])
        raise ParameterError(
            Message(
                "{successes:exact} successes of {n:exact} cannot be.",
                successes=float(x.ravel()[position]),
                n=float(n.ravel()[position]),
            ),
            Message("Allowed: successes from 0 to n."),
            parameter="successes",
        )
