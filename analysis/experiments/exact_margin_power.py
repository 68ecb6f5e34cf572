"""What the normal approximation hides in small groups, for margins: power by enumerating every outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.experiments.exact_power import binomial_chances
from analysis.experiments.margin_power import MarginTest

Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactMarginPower:
    """Enumerated chances of three decision rules about a margin, all in 0..1.

    Parameters
    ----------
    farrington_manning, unpooled, newcombe : float
        Chance to show what was planned with the Farrington-Manning score test, with the unpooled (Wald)
        test, and by whether the Newcombe interval stays inside the margin.
    false_alarm_farrington_manning, false_alarm_unpooled, false_alarm_newcombe : float
        Chance that the rule speaks although the truth lies on the margin; of both margins the worse.
    """

    farrington_manning: float
    unpooled: float
    newcombe: float
    false_alarm_farrington_manning: float
    false_alarm_unpooled: float
    false_alarm_newcombe: float


def exact_margin_power(
    test: MarginTest, control: float, treatment: float, n_control: int, n_treatment: int
) -> ExactMarginPower:
    """Enumerate all outcomes of two groups and add up those in which a rule shows what the goal asks for.

    Parameters
    ----------
    test : MarginTest
        Level, goal, margin and good direction; its convention is not used.
    control, treatment : float
        True rates, 0..1.
    n_control, n_treatment : int
        Group sizes; meant for a product of up to `analysis.experiments.exact_power.MOST_OUTCOMES`.

    Returns
    -------
    ExactMarginPower

    Notes
    -----
    An outcome without variance (all or none convert in both groups) is never a finding of the unpooled test.
    """
    rules = (
        _speaks(test, n_control, n_treatment, "farrington_manning"),
        _speaks(test, n_control, n_treatment, "unpooled"),
        _newcombe_speaks(test, n_control, n_treatment),
    )
    today, changed = binomial_chances(n_control, control), binomial_chances(n_treatment, treatment)
    on_margin = [binomial_chances(n_treatment, rate) for rate in _rates_on_margin(test, control)]
    power = [float(today @ speaks @ changed) for speaks in rules]
    false = [max(float(today @ speaks @ chances) for chances in on_margin) for speaks in rules]
    return ExactMarginPower(
        farrington_manning=power[0],
        unpooled=power[1],
        newcombe=power[2],
        false_alarm_farrington_manning=false[0],
        false_alarm_unpooled=false[1],
        false_alarm_newcombe=false[2],
    )


def _rates_on_margin(test: MarginTest, control: float) -> list[float]:
    sides = (test.sign,) if test.goal == "noninferiority" else (1.0, -1.0)
    return [min(max(control - side * test.margin, 0.0), 1.0) for side in sides]


def _speaks(test: MarginTest, n_control: int, n_treatment: int, convention: str) -> Flags:
    control = (np.arange(n_control + 1) / n_control)[:, None]
    treatment = (np.arange(n_treatment + 1) / n_treatment)[None, :]
    rule = replace(test, convention="unpooled" if convention == "unpooled" else "farrington_manning")
    return rule.finds_each(control, treatment, n_control, n_treatment)


def _newcombe_speaks(test: MarginTest, n_control: int, n_treatment: int) -> Flags:
    from analysis.inference.proportion_differences import newcombe_limits

    control, treatment = np.arange(n_control + 1)[:, None], np.arange(n_treatment + 1)[None, :]
    low, high = newcombe_limits(treatment, n_treatment, control, n_control, level=1 - 2 * test.alpha)
    not_worse, not_more = low > -test.margin, high < test.margin
    if test.goal == "equivalence":
        return np.asarray(not_worse & not_more)
    return np.asarray(not_worse if test.better == "higher" else not_more)
