"""Designs of generated experiments: arms, their shares and the effects planted on each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np

from analysis.core import Message, ParameterError
from synthetic.parameters import ExperimentDesign

BrokenKind: TypeAlias = Literal["none", "lost", "selected"]

WEEKS = 4
FOUR_ARM_RATES = (0.35, 0.35, 0.63, 0.35)
"""Participation of the published experiment: 63% with three channels, "at most 35%" with each of the others."""
LOST_SHARE = 0.10
SELECTED_SHARES = (0.40, 0.60)
"""Chance of treatment below and above the median spend before, where assignment went wrong."""
ORDERS_PER_VISIT = 0.25
VISITS_BEYOND_ONE = 4.0
ORDER_CONCENTRATION = 8.0
SPEND_MEAN_YUAN = 180.0
SPEND_SIGMA = 0.9
SECOND_FACTOR = 0.5
INTERACTION = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One arm: its share of the customers and its effect in units of the planted lift (0 is control)."""

    id: str
    share: float
    effect: float
    coupon: int = 0
    message: int = 0
    touches: int = 1


def _pair(share: float) -> tuple[Arm, ...]:
    return (Arm(id="control", share=1 - share, effect=0.0), Arm(id="treatment", share=share, effect=1.0))


BOTH = 1 + SECOND_FACTOR + INTERACTION
ARMS: dict[ExperimentDesign, tuple[Arm, ...]] = {
    "two_arm": _pair(0.5),
    "unequal": _pair(0.2),
    "pilot": _pair(0.1),
    "cluster": _pair(0.5),
    "factorial": (
        Arm(id="neither", share=0.25, effect=0.0),
        Arm(id="coupon", share=0.25, effect=1.0, coupon=1),
        Arm(id="message", share=0.25, effect=SECOND_FACTOR, message=1),
        Arm(id="both", share=0.25, effect=BOTH, coupon=1, message=1),
    ),
    "four_arm": (
        Arm(id="a", share=0.25, effect=0.0),
        Arm(id="b", share=0.25, effect=0.0),
        Arm(id="c", share=0.25, effect=1.0, touches=3),
        Arm(id="d", share=0.25, effect=0.0),
    ),
}


@dataclass(frozen=True, kw_only=True)
class ExperimentPlan:
    """What is planted into one experiment; the parameters are those of `generate_experiment`."""

    design: ExperimentDesign = "two_arm"
    baseline: float = 0.20
    lift: float = 0.08
    spend_lift: float = 0.10
    order_lift: float = 0.10
    covariate_correlation: float = 0.5
    intraclass_correlation: float = 0.05
    novelty_half_life_weeks: float | None = None
    broken: BrokenKind = "none"
    no_effect: bool = False

    def __post_init__(self) -> None:
        largest = max(self.rates(week).max() for week in range(1, WEEKS + 1))
        least = min(self.rates(week).min() for week in range(1, WEEKS + 1))
        if not (least > 0 and largest < 1):
            raise ParameterError(
                Message(
                    "A share of {baseline:percent} changed by {lift:points} points leaves the range of shares.",
                    baseline=self.baseline,
                    lift=self.lift,
                ),
                Message("The share of every group has to lie above 0% and below 100%."),
                Message("Choose a smaller change or another share without the treatment."),
                parameter="lift",
            )
        if self.novelty_half_life_weeks is not None and self.design == "cluster":
            raise ParameterError(
                Message("Where whole communities are assigned, the effect does not wear off week by week."),
                Message("A community's customers enter in different weeks, so it has one rate."),
                Message("Choose another design, or leave the weeks empty."),
                parameter="novelty_half_life_weeks",
            )
        if self.broken == "selected" and self.design == "cluster":
            raise ParameterError(
                Message("Whole communities are not selected by the spend of single customers."),
                remedy=Message("Choose another design, or another fault."),
                parameter="broken",
            )

    @cached_property
    def arms(self) -> tuple[Arm, ...]:
        """The arms, control first."""
        return ARMS[self.design]

    def novelty(self, week: int) -> float:
        """Part of the effect that is left for customers who enter in this week."""
        if self.novelty_half_life_weeks is None:
            return 1.0
        return 0.5 ** ((week - 1) / self.novelty_half_life_weeks)

    @cached_property
    def mean_novelty(self) -> float:
        """Part of the effect left on average; as many customers enter in each week."""
        return sum(self.novelty(week) for week in range(1, WEEKS + 1)) / WEEKS

    def rates(self, week: int) -> np.ndarray:
        """Share who take part, by arm, of customers who enter in this week."""
        effects = np.array([arm.effect for arm in ARMS[self.design]])
        if self.design == "four_arm":
            start, lift = FOUR_ARM_RATES[0], FOUR_ARM_RATES[2] - FOUR_ARM_RATES[0]
        else:
            start, lift = self.baseline, self.lift
        return start + effects * (0.0 if self.no_effect else lift) * self.novelty(week)

    @cached_property
    def mean_rates(self) -> tuple[float, ...]:
        """Share who take part, by arm."""
        by_week = np.array([self.rates(week) for week in range(1, WEEKS + 1)])
        return tuple(by_week.mean(axis=0).tolist())

    def relative(self, lift: float, week: int) -> np.ndarray:
        """Factors by arm on a mean that is lifted by a fraction of itself."""
        effects = np.array([arm.effect for arm in self.arms])
        return 1 + effects * (0.0 if self.no_effect else lift) * self.novelty(week)

    def mean_relative(self, lift: float) -> tuple[float, ...]:
        """Factors by arm, averaged over the weeks."""
        by_week = np.array([self.relative(lift, week) for week in range(1, WEEKS + 1)])
        return tuple(by_week.mean(axis=0).tolist())

    @property
    def intraclass(self) -> float:
        """Planted intra-class correlation of the outcomes: only where whole communities are assigned."""
        return self.intraclass_correlation if self.design == "cluster" and not self.no_effect else 0.0

    @property
    def correlation(self) -> float:
        """Planted correlation of spend before and during the trial."""
        return 0.0 if self.no_effect else self.covariate_correlation


def latent_of_lognormal(correlation: float, sigma: float = SPEND_SIGMA) -> float:
    """Correlation of the logarithms that gives two lognormal variables this correlation.

    Examples
    --------
    >>> round(latent_of_lognormal(1.0), 9), latent_of_lognormal(0.0)
    (1.0, 0.0)
    """
    return float(np.log1p(correlation * np.expm1(sigma**2)) / sigma**2)
