"""What every reading of two groups holds: the deciding difference, the gates it passed, and the verdict."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.core.results import Estimate

if TYPE_CHECKING:
    from analysis.experiments.proportion_verdict import Verdict
    from analysis.experiments.sample_ratio import SampleRatioCheck
    from analysis.inference.mean_differences import Alternative, RatioMethod

GoodDirection: TypeAlias = Literal["increase", "decrease"]
Goal: TypeAlias = Literal["superiority", "noninferiority", "equivalence"]
RandomisedBy: TypeAlias = Literal["customer", "cluster"]
Unit: TypeAlias = Literal["points", "number"]
Measure: TypeAlias = Literal["rate", "mean", "ratio", "event_rate"]
TestName: TypeAlias = Literal[
    "welch_t", "delta_z", "exact_binomial", "score_z", "pooled_z", "fisher", "miettinen_nurminen"
]
MarginVerdict: TypeAlias = Literal["noninferior", "inferior", "equivalent", "different", "margin_open"]

NAN = float("nan")
DETECTABLE_POWER = 0.8
PER = 1000
LIFT_ORDER: tuple[RatioMethod, ...] = ("fieller", "log_ratio", "delta")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginResult:
    """A difference held against a margin.

    Parameters
    ----------
    goal, margin : str, float
        "noninferiority" or "equivalence", and the margin, above 0.
    interval : Estimate
        The interval that decides: for non-inferiority two-sided at `level` (a one-sided test at half of
        1 - level, or at 1 - level where a one-sided reading was asked), for equivalence two-sided at
        2 level - 1 (two one-sided tests at 1 - level each).
    alpha : float
        Of each one-sided test.
    p_value : float
        One-sided p at the margin; for equivalence the larger of the two.
    verdict : MarginVerdict
        ``noninferior``, ``inferior`` (clearly beyond the margin), ``equivalent``, ``different`` (clearly
        beyond), ``margin_open``.
    """

    goal: Goal
    margin: float
    interval: Estimate
    alpha: float
    p_value: float
    verdict: MarginVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Treatment against control, with all that a verdict in words needs.

    Parameters
    ----------
    measure, unit : str
        What is compared, and in which unit its difference is told.
    control, treatment, difference, lift : Estimate
        Each with its deciding interval; `lift` relative to control, NaN where undefined.
    level, alternative, good : float, str, str
        As asked for.
    smallest_change : float or None
        Smallest change worth acting on.
    test, p_value, test_agrees : str, float, bool
        The test beside the interval, and whether the two say the same about zero.
    verdict : Verdict
        About zero and `smallest_change`; see `analysis.experiments.proportion_verdict`.
    against_margin : MarginResult or None
        Only where non-inferiority or equivalence was the goal.
    n_total, planned_n_total : int, int or None
        Customers in and planned, in both groups.
    sample_ratio : SampleRatioCheck or None
        None where customers were not given or the split cannot be checked.
    design_effect : float
        By which the variances were multiplied.
    detectable_change, n_to_find_smallest_change : float
        What groups of the planned size find with probability 0.8, and customers in each of two groups to
        find the smallest change; never from the difference seen. NaN where unknown.
    value_per_1000 : Estimate or None
        Value of the change for 1,000 customers (or units of exposure).
    """

    measure: Measure
    unit: Unit
    control: Estimate
    treatment: Estimate
    difference: Estimate
    lift: Estimate
    level: float
    alternative: Alternative
    good: GoodDirection
    smallest_change: float | None
    test: TestName
    p_value: float
    test_agrees: bool
    verdict: Verdict
    against_margin: MarginResult | None
    n_total: int
    planned_n_total: int | None
    sample_ratio: SampleRatioCheck | None
    design_effect: float
    detectable_change: float
    n_to_find_smallest_change: float
    value_per_1000: Estimate | None

    @property
    def plan_reached(self) -> bool:
        """Whether the planned number of customers is in, or none was planned."""
        return self.planned_n_total is None or self.n_total >= self.planned_n_total

    @property
    def rows(self) -> tuple[tuple[str, str, float, float, float], ...]:
        """Rows of a tidy frame that every reading has: quantity, method, value, low, high."""
        found = [
            ("p_value", self.test, self.p_value, NAN, NAN),
            ("design_effect", "given", self.design_effect, NAN, NAN),
            ("detectable_change", "planned_size", self.detectable_change, NAN, NAN),
        ]
        if self.value_per_1000 is not None:
            value = self.value_per_1000
            found.append(("value_per_1000", "difference", value.value, value.low, value.high))
        if self.against_margin is not None:
            margin = self.against_margin
            ends = margin.interval
            found += [
                ("difference_for_margin", margin.goal, ends.value, ends.low, ends.high),
                ("p_margin", margin.goal, margin.p_value, NAN, NAN),
            ]
        return tuple(found)


def two_sided_level(level: float, alternative: Alternative) -> float:
    """Level of the two-sided interval one of whose ends is the wanted bound."""
    return level if alternative == "two-sided" else 2 * level - 1


def bounded(estimate: Estimate, alternative: Alternative, level: float, lowest: float = -math.inf) -> Estimate:
    """An interval as the alternative asks for it: both ends, or one and the end of what is possible."""
    if alternative == "greater":
        return Estimate(estimate.value, estimate.low, math.inf, level)
    if alternative == "less":
        return Estimate(estimate.value, lowest, estimate.high, level)
    return estimate


def scaled(difference: Estimate, value: float | None) -> Estimate | None:
    """The difference in value for 1,000 customers."""
    if value is None:
        return None
    ends = (PER * value * end if value else 0.0 for end in (difference.value, difference.low, difference.high))
    return Estimate(*ends, level=difference.level)


def require_margin(goal: Goal, margin: float | None) -> None:
    """Refuse a goal that needs a margin without one.

    Raises
    ------
    ParameterError
    """
    if goal != "superiority" and margin is None:
        raise ParameterError(
            Message("Without a margin nothing can be shown to be not worse or alike."),
            Message("Allowed: a margin above 0, fixed before the data were seen."),
            Message("Give the largest loss that would still be acceptable."),
            parameter="margin",
        )


def against_margin(
    goal: Goal,
    margin: float | None,
    *,
    good: GoodDirection,
    level: float,
    alternative: Alternative,
    interval_at: Callable[[float], Estimate],
    p_above: Callable[[float], float],
    p_below: Callable[[float], float],
) -> MarginResult | None:
    """Is the new version not worse than, or alike to, control within a margin?

    Parameters
    ----------
    goal, margin, good, level, alternative
        As in the readers.
    interval_at : callable
        Two-sided interval of the difference at a level.
    p_above, p_below : callable
        One-sided p-value against a difference of at most (at least) the value given.

    Returns
    -------
    MarginResult or None
        None where the goal is a difference.

    References
    ----------
    .. [1] Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure and the power
       approach. Journal of Pharmacokinetics and Biopharmaceutics, 15, 657-680.
    """
    require_margin(goal, margin)
    if goal == "superiority" or margin is None:
        return None
    if goal == "equivalence":
        found = interval_at(2 * level - 1)
        alpha, p = 1 - level, max(p_above(-margin), p_below(margin))
    else:
        wide = two_sided_level(level, alternative)
        found = interval_at(wide)
        alpha, p = (1 - wide) / 2, p_above(-margin) if good == "increase" else p_below(margin)
    return MarginResult(
        goal=goal,
        margin=margin,
        interval=found,
        alpha=alpha,
        p_value=p,
        verdict=margin_verdict(found, goal, margin, good),
    )


def margin_verdict(difference: Estimate, goal: Goal, margin: float, good: GoodDirection) -> MarginVerdict:
    """What the interval says about the margin.

    Examples
    --------
    >>> margin_verdict(Estimate(-0.005, -0.015, 0.005), "noninferiority", 0.02, "increase")
    'noninferior'
    >>> margin_verdict(Estimate(-0.005, -0.015, 0.005), "equivalence", 0.01, "increase")
    'margin_open'
    """
    low, high = difference.low, difference.high
    if goal == "equivalence":
        if -margin < low and high < margin:
            return "equivalent"
        return "different" if low > margin or high < -margin else "margin_open"
    if good == "decrease":
        low, high = -high, -low
    if low > -margin:
        return "noninferior"
    return "inferior" if high < -margin else "margin_open"
