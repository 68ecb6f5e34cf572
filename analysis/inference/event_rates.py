"""Intervals and tests for events per exposure: one rate, the difference and the ratio of two."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal, TypeAlias

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.core.results import Estimate
from analysis.inference.mean_differences import Alternative
from analysis.inference.proportions import normal_quantile, proportion_interval

RateDifferenceMethod: TypeAlias = Literal["score", "wald"]
RateRatioMethod: TypeAlias = Literal["exact", "score", "log"]
RATE_DIFFERENCE_METHODS: tuple[RateDifferenceMethod, ...] = ("score", "wald")
RATE_RATIO_METHODS: tuple[RateRatioMethod, ...] = ("exact", "score", "log")
NAN = float("nan")


def event_rate(events: float, exposure: float, *, level: float = 0.95, dispersion: float = 1.0) -> Estimate:
    """How many events for each unit of exposure?

    Parameters
    ----------
    events, exposure : float
        Events counted, 0 or more, and exposure, above 0.
    level : float
        Confidence level, above 0 and below 1.
    dispersion : float
        Variance over mean of the counts; 1 is Poisson.

    Returns
    -------
    Estimate
        With Garwood's exact Poisson interval; over-dispersed counts as events / dispersion counts of
        `dispersion` each.

    References
    ----------
    .. [1] Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika, 28, 437-442.

    Examples
    --------
    >>> rate = event_rate(10, 100)
    >>> round(rate.low, 5), round(rate.high, 5)
    (0.04795, 0.1839)
    """
    from scipy.special import gammaincinv

    _require(events, exposure)
    normal_quantile(level)
    tail, counts = (1 - level) / 2, events / dispersion
    low = float(gammaincinv(counts, tail)) if counts else 0.0
    high = float(gammaincinv(counts + 1, 1 - tail))
    return Estimate(events / exposure, low * dispersion / exposure, high * dispersion / exposure, level)


def rate_difference(
    events_1: float,
    exposure_1: float,
    events_2: float,
    exposure_2: float,
    *,
    level: float = 0.95,
    method: RateDifferenceMethod = "score",
    dispersion: float = 1.0,
) -> Estimate:
    """How far apart are two event rates, first less second?

    Parameters
    ----------
    events_1, exposure_1, events_2, exposure_2 : float
        Events, 0 or more, and exposure, above 0, of each group.
    level : float
        Confidence level, above 0 and below 1.
    method : {"score", "wald"}
    dispersion : float
        Multiplies the variances; 1 is Poisson.

    Returns
    -------
    Estimate
        NaN limits for Wald without any event.

    Notes
    -----
    ``score`` inverts the score test with the rates most likely under the difference held against
    (`restricted_event_rates`); ``wald`` is ± z sqrt(x_1 / t_1² + x_2 / t_2²).

    References
    ----------
    .. [1] Miettinen, O. and Nurminen, M. (1985). Comparative analysis of two rates. Statistics in
       Medicine, 4, 213-226 (eq. 13 and 15).

    Examples
    --------
    >>> found = rate_difference(30, 100, 20, 100)
    >>> round(found.value, 2), round(found.low, 4), round(found.high, 4)
    (0.1, -0.0401, 0.2473)
    """
    _require(events_1, exposure_1)
    _require(events_2, exposure_2)
    z = normal_quantile(level)
    value = events_1 / exposure_1 - events_2 / exposure_2
    if method == "wald":
        variance = dispersion * (events_1 / exposure_1**2 + events_2 / exposure_2**2)
        half = z * math.sqrt(variance) if variance else NAN
        return Estimate(value, value - half, value + half, level)
    groups = (events_1, exposure_1, events_2, exposure_2)
    return Estimate(value, *_score_difference_limits(groups, value, z, dispersion), level=level)


def _score_difference_limits(
    groups: tuple[float, float, float, float], value: float, z: float, dispersion: float
) -> tuple[float, float]:
    from scipy.optimize import brentq

    def excess(distance: float) -> float:
        """Squared distance from the estimate less what the score test allows: below 0 inside the interval."""
        return distance**2 - z**2 * dispersion * score_variance(*groups, value + distance)

    scale = max(
        z * math.sqrt(dispersion * score_variance(*groups, value)),
        z**2 * dispersion / min(groups[1], groups[3]),
    )
    low, high = (_outward_root(excess, sign * scale, brentq) for sign in (-1.0, 1.0))
    return value + low, value + high


def _outward_root(excess: Callable[[float], float], step: float, solve: Callable[..., Any]) -> float:
    reach = step
    while excess(reach) < 0:
        reach *= 2
    # Without any event the variance at the estimate is 0, and the estimate itself would count as a root.
    start = 0.0 if excess(0.0) < 0 else 1e-9 * step
    return float(solve(excess, start, reach, xtol=1e-13 * abs(step)))


def score_variance(events_1: float, exposure_1: float, events_2: float, exposure_2: float, difference: float) -> float:
    """Poisson variance of the observed difference were the true one `difference`."""
    first, second = restricted_event_rates(events_1, exposure_1, events_2, exposure_2, difference)
    return first / exposure_1 + second / exposure_2


def restricted_event_rates(
    events_1: float, exposure_1: float, events_2: float, exposure_2: float, difference: float
) -> tuple[float, float]:
    """Most likely pair of Poisson rates among those with first less second = `difference`.

    Notes
    -----
    The positive root of ``T u² + (T d - X) u - x_2 d = 0`` in the second rate u, with T and X the sums.

    Examples
    --------
    >>> restricted_event_rates(30, 100, 20, 100, 0.0)
    (0.25, 0.25)
    """
    exposure, events = exposure_1 + exposure_2, events_1 + events_2
    b = exposure * difference - events
    root = math.sqrt(max(b * b + 4 * exposure * events_2 * difference, 0.0))
    # Of the two ways to write the root, the one without cancellation.
    second = (root - b) / (2 * exposure) if b < 0 else (2 * events_2 * difference / (root + b) if root + b else 0.0)
    second = max(second, 0.0, -difference)
    return second + difference, second


def score_z(
    events_1: float,
    exposure_1: float,
    events_2: float,
    exposure_2: float,
    *,
    difference: float = 0.0,
    dispersion: float = 1.0,
) -> float:
    """Score statistic of a difference of two event rates; NaN without any event.

    Examples
    --------
    >>> round(score_z(30, 100, 20, 100), 4)
    1.4142
    """
    variance = dispersion * score_variance(events_1, exposure_1, events_2, exposure_2, difference)
    value = events_1 / exposure_1 - events_2 / exposure_2
    return (value - difference) / math.sqrt(variance) if variance > 0 else NAN


def rate_ratio(
    events_1: float,
    exposure_1: float,
    events_2: float,
    exposure_2: float,
    *,
    level: float = 0.95,
    method: RateRatioMethod = "exact",
    dispersion: float = 1.0,
) -> Estimate:
    """How many times the second event rate is the first?

    Parameters
    ----------
    events_1, exposure_1, events_2, exposure_2, level, dispersion
        As in `rate_difference`; dispersion leaves ``exact`` undefined unless it is 1.
    method : {"exact", "score", "log"}

    Returns
    -------
    Estimate
        NaN where the second group has no event; limits NaN where the method gives none.

    Notes
    -----
    Given all events, those of the first group are binomial with share ``r t_1 / (r t_1 + t_2)``: ``exact``
    turns the Clopper-Pearson limits of that share into limits of r, ``score`` the Wilson limits. ``log`` is
    r exp(± z sqrt(1 / x_1 + 1 / x_2)).

    References
    ----------
    .. [1] Przyborowski, J. and Wilenski, H. (1940). Homogeneity of results in testing samples from Poisson
       series. Biometrika, 31, 313-323.

    Examples
    --------
    >>> ratio = rate_ratio(30, 100, 20, 100)
    >>> round(ratio.value, 2), round(ratio.low, 4), round(ratio.high, 4)
    (1.5, 0.8241, 2.7868)
    """
    _require(events_1, exposure_1)
    _require(events_2, exposure_2)
    if not events_2:
        return Estimate(NAN, NAN, NAN, level)
    value = (events_1 / exposure_1) / (events_2 / exposure_2)
    if method == "log":
        if not events_1:
            return Estimate(value, NAN, NAN, level)
        half = normal_quantile(level) * math.sqrt(dispersion * (1 / events_1 + 1 / events_2))
        return Estimate(value, value * math.exp(-half), value * math.exp(half), level)
    if method == "exact" and dispersion != 1:
        return Estimate(value, NAN, NAN, level)
    share = proportion_interval(
        events_1 / dispersion,
        (events_1 + events_2) / dispersion,
        level=level,
        method="clopper_pearson" if method == "exact" else "wilson",
    )
    low, high = (_odds(end) * exposure_2 / exposure_1 for end in (share.low, share.high))
    return Estimate(value, low, high, level)


def exact_rate_p(
    events_1: float,
    exposure_1: float,
    events_2: float,
    exposure_2: float,
    *,
    alternative: Alternative = "two-sided",
) -> float:
    """Exact conditional p-value that two Poisson rates are equal; NaN without any event.

    Two-sided: all splits of the events no likelier than the one seen. "greater": the first rate is higher.

    Examples
    --------
    >>> round(exact_rate_p(30, 100, 20, 100), 5)
    0.20264
    """
    from scipy.stats import binomtest

    events = int(events_1 + events_2)
    if not events:
        return NAN
    share = exposure_1 / (exposure_1 + exposure_2)
    return float(binomtest(int(events_1), events, share, alternative=alternative).pvalue)


def _odds(share: float) -> float:
    return math.inf if share >= 1 else share / (1 - share)


def _require(events: float, exposure: float) -> None:
    if not (math.isfinite(events) and math.isfinite(exposure) and events >= 0 and exposure > 0):
        raise ParameterError(
            Message(
                "{events:exact} events over an exposure of {exposure:exact} cannot be.",
                events=events,
                exposure=exposure,
            ),
            Message("Allowed: events of 0 or more, and exposure above 0."),
            parameter="events",
        )
