"""What a planner of event rates has answered, turned into a test and an effect."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.experiments.count_power import CountConvention, CountTest
from analysis.experiments.group_inputs import GroupInputs, missing_change

RateChangeKind: TypeAlias = Literal["relative", "absolute", "rate_ratio"]
NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class CountInputs(GroupInputs):
    """The parameters of `plan_counts`, of the same names and meaning."""

    rate: float
    change: float | None
    change_kind: RateChangeKind
    exposure: float
    dispersion: float | None
    variance_to_mean: float | None
    convention: CountConvention

    def test(self) -> CountTest:
        """The test of one comparison.

        Raises
        ------
        ParameterError
            If the spread is given twice.
        """
        if self.dispersion is not None and self.variance_to_mean is not None:
            raise ParameterError(
                Message("The spread of the counts is given twice: by the dispersion and by variance over mean."),
                remedy=Message("Give one of the two."),
                parameter="variance_to_mean",
            )
        return CountTest(
            alpha=self.alpha_per_comparison,
            sides=self.sides,
            rate=self.rate,
            exposure=self.exposure,
            dispersion=self.dispersion or 0.0,
            variance_to_mean=1.0 if self.variance_to_mean is None else self.variance_to_mean,
            direction=self.direction,
            convention=self.convention,
        )

    def step(self) -> float:
        """Size of the change of the rate; NaN where it is the unknown.

        Raises
        ------
        ParameterError
            If it is not given, or leads to a rate of 0 or below.
        """
        if self.solve_for == "mde":
            return NAN
        if self.change is None:
            raise missing_change()
        if self.change_kind == "rate_ratio":
            return self._step_of_ratio(self.change)
        size = self.change * self.rate if self.change_kind == "relative" else self.change
        if self.direction == "decrease" and size >= self.rate:
            raise ParameterError(
                Message(
                    "A fall of {step:number} from {rate:number} would lead to 0 or below.", step=size, rate=self.rate
                ),
                remedy=Message("Plan for a smaller change."),
                parameter="change",
            )
        return size

    def log_effect(self, step: float) -> float:
        """|log(rate ratio)| of a change of the rate of this size."""
        return abs(math.log1p(self.sign * step / self.rate))

    def step_at(self, log_effect: float) -> float:
        """Size of the change of the rate at a |log(rate ratio)|."""
        return self.rate * abs(math.expm1(self.sign * log_effect))

    def _step_of_ratio(self, ratio: float) -> float:
        if (ratio > 1) != (self.direction == "increase") or ratio == 1:
            raise ParameterError(
                Message("A rate ratio of {ratio:exact} does not fit the direction of the change.", ratio=ratio),
                Message("Above 1 is a rise, below 1 a fall; 1 is no change."),
                Message("Change the ratio or the direction."),
                parameter="change",
            )
        return abs(ratio - 1) * self.rate
