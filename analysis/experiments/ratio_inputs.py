"""What a planner of a ratio metric has answered, turned into a test and an effect."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.experiments.group_inputs import GroupInputs, missing_change
from analysis.experiments.ratio_power import RatioConvention, RatioTest, linearised_variance

RatioChangeKind: TypeAlias = Literal["absolute", "relative"]
NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioInputs(GroupInputs):
    """The parameters of `plan_ratio`, of the same names and meaning."""

    ratio: float
    change: float | None
    change_kind: RatioChangeKind
    mean_denominator: float | None
    variance_numerator: float | None
    variance_denominator: float | None
    covariance: float | None
    correlation: float | None
    unit_variance: float | None
    event_variance: float | None
    convention: RatioConvention
    covariate_correlation: float

    @property
    def variance_ratio(self) -> float:
        """What adjusting for the time before the test leaves of the variance."""
        return 1 - self.covariate_correlation**2

    @property
    def customer_variance(self) -> float:
        """Variance of one customer's linearised value, before any adjustment.

        Raises
        ------
        ParameterError
            If the moments are incomplete, contradict each other, or leave no variance.
        """
        moments = (self.mean_denominator, self.variance_numerator, self.variance_denominator)
        if self.unit_variance is not None:
            if any(value is not None for value in (*moments[1:], self.covariance, self.correlation)):
                raise ParameterError(
                    Message("The variance of a customer is given twice: directly, and by numerator and denominator."),
                    remedy=Message("Give one of the two."),
                    parameter="unit_variance",
                )
            return self.unit_variance
        mean, numerator, denominator = moments
        if mean is None or numerator is None or denominator is None:
            names = ("mean_denominator", "variance_numerator", "variance_denominator")
            raise ParameterError(
                Message("How much customers differ is not known."),
                remedy=Message(
                    "Give the mean of the denominator, both variances and the covariance or correlation; or the variance of a customer."
                ),
                parameter=next(name for name, value in zip(names, moments, strict=True) if value is None),
            )
        variance = linearised_variance(
            self.ratio, mean, numerator, denominator, self._covariance(numerator, denominator)
        )
        if not variance > 1e-12 * numerator / mean**2:
            raise ParameterError(
                Message("With these moments the ratio would not vary between customers at all."),
                remedy=Message("Check the covariance and the variances: they have to belong to one set of data."),
                parameter="covariance" if self.correlation is None else "correlation",
            )
        return variance

    @property
    def event_level_variance(self) -> float:
        """Variance per customer if events were taken as units; NaN where it is not known."""
        if self.mean_denominator is None:
            return NAN
        if self.event_variance is not None:
            return self.event_variance / self.mean_denominator
        return self.ratio * (1 - self.ratio) / self.mean_denominator if self.ratio < 1 else NAN

    def test(self) -> RatioTest:
        """The test of one comparison."""
        return RatioTest(
            alpha=self.alpha_per_comparison,
            sides=self.sides,
            ratio=self.ratio,
            unit_variance=self.customer_variance * self.variance_ratio,
            direction=self.direction,
            convention=self.convention,
        )

    def effect(self) -> float:
        """Size of the change of the ratio; NaN where it is the unknown.

        Raises
        ------
        ParameterError
            If it is not given, or leads to 0 or below.
        """
        if self.solve_for == "mde":
            return NAN
        if self.change is None:
            raise missing_change()
        size = self.change * self.ratio if self.change_kind == "relative" else self.change
        if self.direction == "decrease" and size >= self.ratio:
            raise ParameterError(
                Message(
                    "A fall of {step:number} from {ratio:number} would lead to 0 or below.", step=size, ratio=self.ratio
                ),
                remedy=Message("Plan for a smaller change."),
                parameter="change",
            )
        return size

    def _covariance(self, numerator: float, denominator: float) -> float:
        if (self.covariance is None) == (self.correlation is None):
            raise ParameterError(
                Message("Numerator and denominator need either their covariance or their correlation.")
                if self.covariance is None
                else Message("The covariance is given twice: directly, and by the correlation."),
                remedy=Message("Give one of the two."),
                parameter="correlation",
            )
        largest = math.sqrt(numerator * denominator)
        if self.covariance is None:
            return (self.correlation or 0.0) * largest
        if abs(self.covariance) > largest * (1 + 1e-9):
            raise ParameterError(
                Message(
                    "A covariance of {covariance:number} is impossible with these variances.",
                    covariance=self.covariance,
                ),
                Message(
                    "At most {largest:number} in size, the root of the product of both variances.", largest=largest
                ),
                Message("Check whether a standard deviation was given as a variance."),
                parameter="covariance",
            )
        return self.covariance
