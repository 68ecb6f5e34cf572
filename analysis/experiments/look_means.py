"""Two means at a look: Welch's t on the scale of z, repeated t interval, stage-wise estimate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.core.results import Estimate
from analysis.experiments.sequential_boundaries import root
from analysis.experiments.stagewise_ordering import REACH, chance_above, sided_p
from analysis.experiments.t_to_normal import t_of_z, z_of_t
from analysis.inference.mean_differences import GroupSummary, mean_difference

if TYPE_CHECKING:
    from analysis.experiments.sequential_boundaries import Boundaries
    from analysis.experiments.sequential_spending import Sides
    from analysis.inference.mean_differences import MeanDifference

NAN = float("nan")
# With one degree of freedom and a level of 1 - 1e-6 the limits lie 6e5 standard errors away.
FARTHEST = 1e12


@dataclass(frozen=True, slots=True)
class LookedAtMeans:
    """Sizes, means and standard deviations of both groups up to a look."""

    control: GroupSummary
    treatment: GroupSummary

    @property
    def welch(self) -> MeanDifference:
        """Welch's test of this look alone."""
        return mean_difference(self.control, self.treatment)

    @property
    def z(self) -> float:
        """Statistic z with the tail of Welch's t; NaN where a group has one customer or nobody differs."""
        found = self.welch
        return z_of_t(found.t, found.df)

    def once(self, level: float, sides: Sides) -> Estimate:
        """The difference with the interval of a test that is looked at once."""
        alternative = "two-sided" if sides == "two" else "greater"
        return mean_difference(self.control, self.treatment, level=level, alternative=alternative).difference

    def repeated(self, bound: float, level: float, sides: Sides) -> Estimate:
        """The t interval as wide as this look's bound asks for, named by the level over all looks."""
        found = self.welch
        value, half = found.difference.value, t_of_z(bound, found.df) * found.standard_error
        return Estimate(value, value - half, math.inf if sides == "one" and half >= 0 else value + half, level)

    def stagewise(self, bounds: Boundaries, level: float, sides: Sides) -> tuple[Estimate, float]:
        """Median-unbiased estimate with its interval, and the p-value, at the last of these looks.

        Notes
        -----
        For a true difference d the last look counts by the tail of Welch's t of (difference - d), the looks
        before it by the normal chances of their bounds with z of mean d / standard error at this look. At
        the first look that is Welch's interval; for d = 0 it is the p-value of the transformed z.
        """
        found = self.welch
        if math.isnan(self.z):
            return Estimate(NAN, NAN, NAN, level), NAN
        p_value = sided_p(_above(found, bounds, 0.0), sides)
        tail = (1 - level) / (2 if sides == "two" else 1)
        value, low = (found.standard_error * _shift_at(found, bounds, chance) for chance in (0.5, tail))
        high = found.standard_error * _shift_at(found, bounds, 1 - tail) if sides == "two" else math.inf
        return Estimate(value, low, high, level), p_value


def _above(found: MeanDifference, bounds: Boundaries, shift: float) -> float:
    """Chance of an outcome at least as far up as the one found if the true difference is `shift` standard errors."""
    z = shift + z_of_t(found.t - shift, found.df)
    drift = shift / math.sqrt(bounds.information[-1])
    return chance_above(bounds.information, bounds.upper[:-1], bounds.lower[:-1], z, drift)


def _shift_at(found: MeanDifference, bounds: Boundaries, chance: float) -> float:
    """True difference, in standard errors, with which an outcome at least as far up has this chance."""
    away = REACH * math.sqrt(bounds.information[-1] / bounds.information[0])
    while away < FARTHEST:
        if _above(found, bounds, found.t - away) < chance < _above(found, bounds, found.t + away):
            break
        away *= 4
    return root(lambda shift: _above(found, bounds, shift) - chance, found.t - away, found.t + away)
