"""Two groups and a ratio of sums, such as orders per visit: each customer has a numerator and a denominator."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from analysis.core import Message
from synthetic.designs import controls as ask
from synthetic.designs.controls import LARGEST_COUNTED, check, impossible
from synthetic.designs.two_groups import GroupSizes
from synthetic.rehearsal.outcome import Drawn

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RatioSums:
    """Sums over the customers of one group: of both quantities, their squares and their products."""

    n: int
    numerator_sum: float
    denominator_sum: float
    numerator_squares: float
    denominator_squares: float
    products: float


@dataclass(frozen=True, slots=True)
class RatioGroups:
    """What `TwoRatios` gives an analysis: the sums of each group."""

    control: RatioSums
    treatment: RatioSums


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoRatios:
    """Two groups and a ratio of sums over customers.

    Parameters
    ----------
    size : int
        Customers in both groups together.
    ratio_control, ratio_treatment : float
        True ratio of the means.
    mean_denominator : float
        Mean of the denominator per customer, alike in both groups.
    variance_numerator, variance_denominator, correlation : float
        Over the customers of the control group.
    share_treatment : float
        Share of the customers with the new version.

    Notes
    -----
    Each unit of the denominator is worth ``ratio_treatment - ratio_control`` more with the new version, so
    that customers scatter around their group's ratio alike in both groups, as `plan_ratio` has it. Both
    quantities are normal, so the sums of a group are drawn whole: means from a normal, squares and products
    from a Wishart distribution (Bartlett). Sums of many customers are close to that whatever the shape.

    Examples
    --------
    >>> drawn = TwoRatios(size=1000).draw(np.random.default_rng(1))
    >>> drawn.data.control.n, round(drawn.effect, 3)
    (500, 0.02)
    """

    size: ask.CustomersCounted = 12_000
    ratio_control: ask.RatioControl = 0.20
    ratio_treatment: ask.RatioTreatment = 0.22
    mean_denominator: ask.MeanDenominator = 5.0
    variance_numerator: ask.VarianceNumerator = 2.0
    variance_denominator: ask.VarianceDenominator = 12.0
    correlation: ask.MomentCorrelation = 0.5
    share_treatment: ask.ShareTreatment = 0.5
    difference_without: ask.DifferenceWithout = 0.0

    def __post_init__(self) -> None:
        check(self)
        if self.size * min(self.share_treatment, 1 - self.share_treatment) < 2:
            raise impossible(
                "size",
                Message("A group of this test has fewer than two customers."),
                Message("Take more customers, or groups closer in size."),
            )

    @property
    def smallest_size(self) -> int:
        """Three customers in the smaller group."""
        return max(10, math.ceil(3 / min(self.share_treatment, 1 - self.share_treatment)))

    @property
    def largest_size(self) -> int:
        """As many as a design that draws sums may ask for."""
        return LARGEST_COUNTED

    def with_size(self, size: int) -> Self:
        """The same ratios with more or fewer customers."""
        return replace(self, size=size)

    def without_effect(self) -> Self:
        """The new version at the control group's ratio, or a margin away from it."""
        return replace(self, ratio_treatment=self.ratio_control + self.difference_without)

    def draw(self, rng: np.random.Generator) -> Drawn:
        """Sums of each group; each group has a stream of its own."""
        n = GroupSizes.split(self.size, self.share_treatment)
        control, treatment = (
            self._sums(stream, customers, ratio)
            for stream, customers, ratio in zip(
                rng.spawn(2), (n.control, n.treatment), (self.ratio_control, self.ratio_treatment), strict=True
            )
        )
        return Drawn(data=RatioGroups(control, treatment), effect=self.ratio_treatment - self.ratio_control)

    def _sums(self, rng: np.random.Generator, n: int, ratio: float) -> RatioSums:
        factor = self._factor(ratio)
        centre = np.array([ratio * self.mean_denominator, self.mean_denominator])
        means = centre + factor @ rng.standard_normal(2) / math.sqrt(n)
        # Bartlett: the Wishart matrix of n - 1 degrees of freedom from two chi-squares and a normal.
        lower = np.array(
            [
                [math.sqrt(rng.chisquare(n - 1)), 0.0],
                [rng.standard_normal(), math.sqrt(rng.chisquare(n - 2)) if n > 2 else 0.0],
            ]
        )
        spread = factor @ lower @ lower.T @ factor.T + n * np.outer(means, means)
        return RatioSums(
            n=n,
            numerator_sum=float(n * means[0]),
            denominator_sum=float(n * means[1]),
            numerator_squares=float(spread[0, 0]),
            denominator_squares=float(spread[1, 1]),
            products=float(spread[0, 1]),
        )

    def _factor(self, ratio: float) -> Floats:
        """Lower triangular root of the covariance; the difference of the ratios moves with the denominator."""
        wide, deep = math.sqrt(self.variance_numerator), math.sqrt(self.variance_denominator)
        rho, moved = self.correlation, ratio - self.ratio_control
        root = np.array([[wide, 0.0], [deep * rho, deep * math.sqrt(1 - rho**2)]])
        return np.array([[1.0, moved], [0.0, 1.0]]) @ root
