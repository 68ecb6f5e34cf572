"""What a plan with several looks is about: the change, its unit variance, and the size of a test with one look."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.experiments.proportion_power import Direction, ProportionTest

if TYPE_CHECKING:
    from analysis.experiments.sequential_plan_controls import ChangeUnit, Outcome
    from analysis.experiments.sequential_spending import Sides

NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A change in a rate or a mean and how precisely customers show it.

    Parameters
    ----------
    control, treatment : float
        Rates; NaN for means.
    change : float
        Treatment less control.
    sd : float
        Standard deviation of means; NaN for rates.
    share : float
        Share of customers with the new version.
    """

    control: float
    treatment: float
    change: float
    sd: float
    share: float

    @property
    def unit_variance(self) -> float:
        """Variance of the estimated change times all customers, without an effect."""
        return self.variance_per_customer * (1 / (1 - self.share) + 1 / self.share)

    @property
    def variance_per_customer(self) -> float:
        """Variance of one customer's outcome, of a rate at the weighted mean of both."""
        if not math.isnan(self.sd):
            return self.sd**2
        pooled = (1 - self.share) * self.control + self.share * self.treatment
        return pooled * (1 - pooled)

    def fixed_total(self, alpha: float, sides: Sides, power: float) -> float:
        """Customers in all of a test with one look, before rounding."""
        from statistics import NormalDist

        if math.isnan(self.sd):
            test = ProportionTest(alpha=alpha, sides=sides, convention="pooled")
            return test.total_for(self.control, self.treatment, self.share, power)
        normal = NormalDist()
        quantiles = normal.inv_cdf(power) - normal.inv_cdf(alpha / 2 if sides == "two" else alpha)
        return quantiles**2 * self.unit_variance / self.change**2


def effect_asked(
    outcome: Outcome,
    baseline_rate: float | None,
    sd: float | None,
    change: float,
    change_kind: ChangeUnit,
    direction: Direction,
    share_treatment: float,
) -> Effect:
    """The change a plan is about, checked.

    Raises
    ------
    ParameterError
        If the baseline rate (of a rate) or the standard deviation (of a mean) is missing, or the
        change leads outside 0..1.
    """
    sign = 1 if direction == "increase" else -1
    if outcome == "mean":
        if sd is None:
            raise ParameterError(
                Message("The standard deviation between customers is not given."),
                remedy=Message("Give it, from past data in the unit of the change, or compare a rate."),
                parameter="sd",
            )
        if change_kind == "relative":
            raise ParameterError(
                Message("A change of a mean cannot be given relative to today's rate."),
                remedy=Message("Give the change in the unit of the mean."),
                parameter="change_kind",
            )
        return Effect(control=NAN, treatment=NAN, change=sign * change, sd=sd, share=share_treatment)
    if baseline_rate is None:
        raise ParameterError(
            Message("Today's rate is not given."),
            remedy=Message("Give the share of customers who convert today."),
            parameter="baseline_rate",
        )
    step = change * (baseline_rate if change_kind == "relative" else 1.0)
    rate = baseline_rate + sign * step
    if not 0 < rate < 1:
        raise ParameterError(
            Message(
                "A change of {step:fine_points} points from {rate:fine_percent} would lead to {end:fine_percent}.",
                step=sign * step,
                rate=baseline_rate,
                end=rate,
            ),
            Message("Rates lie between 0% and 100%."),
            Message("Plan for a smaller change, and check whether it is meant in points or relative to today's rate."),
            parameter="change",
        )
    return Effect(control=baseline_rate, treatment=rate, change=rate - baseline_rate, sd=NAN, share=share_treatment)
