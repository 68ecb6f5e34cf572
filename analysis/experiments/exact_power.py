"""What the normal approximation hides in small groups: power by enumerating every outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.experiments.proportion_power import ProportionTest

if TYPE_CHECKING:
    from analysis.experiments.proportion_power import Direction, Sides

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
MOST_OUTCOMES = 400**2
"""Pairs of outcomes that are enumerated: 400 customers in each group, or 40 in one and 4,000 in the other."""
TIE = 1 + 1e-7


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactPower:
    """Enumerated chances of three decision rules, all in 0..1.

    Parameters
    ----------
    fisher, pooled_z, newcombe : float
        Chance to find the planned change with Fisher's exact test, with the pooled z test, and by
        whether the Newcombe interval leaves out zero.
    false_alarm_fisher, false_alarm_pooled_z, false_alarm_newcombe : float
        Chance that the rule speaks although both rates are today's.
    """

    fisher: float
    pooled_z: float
    newcombe: float
    false_alarm_fisher: float
    false_alarm_pooled_z: float
    false_alarm_newcombe: float


def exact_power(
    control: float,
    treatment: float,
    n_control: int,
    n_treatment: int,
    *,
    alpha: float,
    sides: Sides,
    direction: Direction,
) -> ExactPower:
    """Enumerate all outcomes of two groups and add up those in which a test finds the change.

    Parameters
    ----------
    control, treatment : float
        True rates, 0..1.
    n_control, n_treatment : int
        Group sizes; meant for a product of up to `MOST_OUTCOMES`.
    alpha : float
        Level of the test.
    sides : {"two", "one"}
    direction : {"increase", "decrease"}
        The direction a one-sided test looks in.

    Returns
    -------
    ExactPower

    Notes
    -----
    Two-sided Fisher p-values add the probabilities of all tables that are no more likely than the
    one seen (as in R and SciPy). An outcome without any success, or without any failure, is never
    a finding of the pooled z test.

    Examples
    --------
    >>> exact = exact_power(0.1, 0.4, 30, 30, alpha=0.05, sides="two", direction="increase")
    >>> round(exact.fisher, 3), round(exact.pooled_z, 3)
    (0.705, 0.796)
    """
    sign = 1.0 if direction == "increase" else -1.0
    successes_control, successes_treatment = np.arange(n_control + 1), np.arange(n_treatment + 1)
    rules = (
        fisher_p_values(n_control, n_treatment, sides=sides, direction=direction) <= alpha * (1 + 1e-12),
        _pooled_z_rejects(successes_control, successes_treatment, alpha, sides, sign),
        _newcombe_rejects(successes_control, successes_treatment, alpha, sides, sign),
    )
    today = binomial_chances(n_control, control)
    changed, unchanged = binomial_chances(n_treatment, treatment), binomial_chances(n_treatment, control)
    power = [float(today @ rejects @ changed) for rejects in rules]
    false_alarm = [float(today @ rejects @ unchanged) for rejects in rules]
    return ExactPower(
        fisher=power[0],
        pooled_z=power[1],
        newcombe=power[2],
        false_alarm_fisher=false_alarm[0],
        false_alarm_pooled_z=false_alarm[1],
        false_alarm_newcombe=false_alarm[2],
    )


def fisher_p_values(n_control: int, n_treatment: int, *, sides: Sides, direction: Direction) -> Floats:
    """Fisher p-value of every outcome: rows are successes in control, columns in treatment.

    Examples
    --------
    >>> round(float(fisher_p_values(20, 20, sides="two", direction="increase")[9, 3]), 6)
    0.082359
    """
    if n_treatment > n_control:
        # The table below has a column for each outcome of the second group, so the smaller group comes second.
        opposite: Direction = "decrease" if direction == "increase" else "increase"
        return fisher_p_values(n_treatment, n_control, sides=sides, direction=opposite).T
    # One row per total of successes: the distribution of the treatment's successes given the total.
    totals = np.arange(n_control + n_treatment + 1)[:, None]
    in_treatment = np.arange(n_treatment + 1)[None, :]
    in_control = totals - in_treatment
    possible = (in_control >= 0) & (in_control <= n_control)
    log_choose_control, log_choose_treatment = _log_choose(n_control), _log_choose(n_treatment)
    log_probability = (
        log_choose_control[np.clip(in_control, 0, n_control)]
        + log_choose_treatment[in_treatment]
        - _log_choose(n_control + n_treatment)[totals]
    )
    probability = np.where(possible, np.exp(log_probability), 0.0)
    if sides == "one":
        ordered = probability[:, ::-1] if direction == "increase" else probability
        p = np.cumsum(ordered, axis=1)
        p = p[:, ::-1] if direction == "increase" else p
    else:
        p = _no_more_likely(probability)
    rows = np.arange(n_control + 1)[:, None] + in_treatment
    return np.minimum(p[rows, np.broadcast_to(in_treatment, rows.shape)], 1.0)


def _no_more_likely(probability: Floats) -> Floats:
    """For each cell the sum of its row's cells that are at most as probable (ties within 1e-7)."""
    order = np.argsort(probability, axis=1, kind="stable")
    ascending = np.take_along_axis(probability, order, axis=1)
    running = np.cumsum(ascending, axis=1)
    # A cell shares the sum of the last cell of its tie; walking from the right carries that sum along.
    last_of_tie = np.ones_like(ascending, dtype=bool)
    last_of_tie[:, :-1] = ascending[:, 1:] > ascending[:, :-1] * TIE
    sums = np.where(last_of_tie, running, np.inf)
    sums = np.minimum.accumulate(sums[:, ::-1], axis=1)[:, ::-1]
    result = np.empty_like(sums)
    np.put_along_axis(result, order, sums, axis=1)
    return result


def _pooled_z_rejects(
    control: NDArray[np.int_], treatment: NDArray[np.int_], alpha: float, sides: Sides, sign: float
) -> Flags:
    m, n = control[-1], treatment[-1]
    pooled = (control[:, None] + treatment[None, :]) / (m + n)
    error = np.sqrt(pooled * (1 - pooled) * (1 / m + 1 / n))
    difference = treatment[None, :] / n - control[:, None] / m
    size = np.abs(difference) if sides == "two" else sign * difference
    return (error > 0) & (size > ProportionTest(alpha=alpha, sides=sides).critical * error)


def _newcombe_rejects(
    control: NDArray[np.int_], treatment: NDArray[np.int_], alpha: float, sides: Sides, sign: float
) -> Flags:
    from analysis.inference.proportion_differences import newcombe_limits

    level = 1 - alpha if sides == "two" else 1 - 2 * alpha
    low, high = newcombe_limits(treatment[None, :], treatment[-1], control[:, None], control[-1], level=level)
    if sides == "two":
        return (low > 0) | (high < 0)
    return low > 0 if sign > 0 else high < 0


def binomial_chances(n: int, rate: float) -> Floats:
    """Chances of 0..n successes of n customers at a rate."""
    from scipy.special import xlog1py, xlogy

    k = np.arange(n + 1)
    return np.exp(_log_choose(n) + xlogy(k, rate) + xlog1py(n - k, -rate))


def _log_choose(n: int) -> Floats:
    from scipy.special import gammaln

    k = np.arange(n + 1)
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1), dtype=float)
