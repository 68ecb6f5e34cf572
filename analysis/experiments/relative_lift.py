"""Intervals for the relative lift of one rate over another, rate_treatment / rate_control - 1."""

from __future__ import annotations

import math
from typing import Literal, TypeAlias

from analysis.core.results import Estimate
from analysis.inference.proportions import normal_quantile

LiftMethod: TypeAlias = Literal["log_ratio", "delta", "fieller"]
LIFT_METHODS: tuple[LiftMethod, ...] = ("log_ratio", "delta", "fieller")


def lift_interval(
    successes_control: float,
    n_control: float,
    successes_treatment: float,
    n_treatment: float,
    *,
    level: float = 0.95,
    method: LiftMethod = "log_ratio",
) -> Estimate:
    """By what share of today's rate did the rate move?

    Parameters
    ----------
    successes_control, n_control, successes_treatment, n_treatment : float
        Counts of the two groups (fractional where a design effect was taken out); n above 0.
    level : float
        Two-sided confidence level, above 0 and below 1.
    method : {"log_ratio", "delta", "fieller"}

    Returns
    -------
    Estimate
        As a fraction (0.25 = 25 % more). NaN where the control has no success; NaN limits where the
        method gives none (log ratio without successes in treatment; an unbounded Fieller set).

    Notes
    -----
    ``log_ratio`` (Katz): exp(log ratio ± z sqrt(1/x_t - 1/n_t + 1/x_c - 1/n_c)) - 1. ``delta``: ratio
    ± z sqrt(v_t / p_c² + p_t² v_c / p_c⁴), first order. ``fieller``: the ratios that a test of
    p_t - ratio p_c does not reject; with g = z² v_c / p_c² at or above 1 it has no two finite ends.

    References
    ----------
    .. [1] Katz, D. et al. (1978). Obtaining confidence intervals for the risk ratio in cohort studies.
       Biometrics, 34, 469-474.
    .. [2] Fieller, E. C. (1954). Some problems in interval estimation. Journal of the Royal
       Statistical Society B, 16, 175-185.

    Examples
    --------
    >>> lift = lift_interval(200, 2000, 250, 2000)
    >>> round(lift.value, 3), round(lift.low, 4), round(lift.high, 4)
    (0.25, 0.049, 0.4895)
    """
    nan = float("nan")
    if successes_control == 0:
        return Estimate(nan, nan, nan, level)
    control, treatment = successes_control / n_control, successes_treatment / n_treatment
    ratio = treatment / control
    z = normal_quantile(level)
    variance_control = control * (1 - control) / n_control
    variance_treatment = treatment * (1 - treatment) / n_treatment
    low = high = nan
    if method == "log_ratio" and successes_treatment:
        half = z * math.sqrt(1 / successes_treatment - 1 / n_treatment + 1 / successes_control - 1 / n_control)
        low, high = ratio * math.exp(-half), ratio * math.exp(half)
    elif method == "delta":
        half = z * math.sqrt(variance_treatment + ratio**2 * variance_control) / control
        low, high = ratio - half, ratio + half
    elif method == "fieller":
        g = z**2 * variance_control / control**2
        if g < 1:
            half = z * math.sqrt((1 - g) * variance_treatment + ratio**2 * variance_control) / control
            low, high = (ratio - half) / (1 - g), (ratio + half) / (1 - g)
    return Estimate(ratio - 1, low - 1, high - 1, level)
