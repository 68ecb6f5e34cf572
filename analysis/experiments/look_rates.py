"""Two rates at a look: pooled z, repeated Newcombe interval, stage-wise estimate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.core.results import Estimate
from analysis.experiments.stagewise_ordering import chance_above, drift_at, sided_p
from analysis.inference.proportion_differences import difference_interval

if TYPE_CHECKING:
    from analysis.experiments.sequential_boundaries import Boundaries
    from analysis.experiments.sequential_spending import Sides
    from analysis.experiments.two_by_two import TwoByTwo

NAN = float("nan")
# A level of 1 - 1e-12 is the last that its own quantile can be had back from.
WIDEST_BOUND = 7.0


@dataclass(frozen=True, slots=True)
class LookedAtRates:
    """Counts of both groups up to a look."""

    table: TwoByTwo

    @property
    def z(self) -> float:
        """Pooled z; NaN where all answered alike."""
        return self.table.z()

    def once(self, level: float, sides: Sides) -> Estimate:
        """The difference with the interval of a test that is looked at once."""
        found = self._newcombe(level if sides == "two" else max(2 * level - 1, 0.0))
        return Estimate(found.value, found.low, found.high if sides == "two" else 1.0, level)

    def repeated(self, bound: float, level: float, sides: Sides) -> Estimate:
        """Newcombe interval at the level of this look's bound, named by the level over all looks."""
        low, high = -1.0, 1.0
        if bound < WIDEST_BOUND:
            found = self._newcombe(math.erf(bound / math.sqrt(2)))
            low, high = found.low, found.high
        return Estimate(self.table.difference, low, high if sides == "two" else 1.0, level)

    def stagewise(self, bounds: Boundaries, level: float, sides: Sides) -> tuple[Estimate, float]:
        """Median-unbiased estimate with its interval, and the p-value, at the last of these looks."""
        information, upper, lower = bounds.information, bounds.upper[:-1], bounds.lower[:-1]
        pooled, error = self.z, self.table.standard_error_unpooled
        nothing = Estimate(NAN, NAN, NAN, level)
        if math.isnan(pooled):
            return nothing, NAN
        p_value = sided_p(chance_above(information, upper, lower, pooled, 0.0), sides)
        if error == 0:
            return nothing, p_value
        unit = error * math.sqrt(information[-1])
        tail = (1 - level) / (2 if sides == "two" else 1)
        z = self.table.difference / error
        value, low, high = (unit * drift_at(information, upper, lower, z, chance) for chance in (0.5, tail, 1 - tail))
        return Estimate(value, max(low, -1.0), min(high, 1.0) if sides == "two" else 1.0, level), p_value

    def _newcombe(self, level: float) -> Estimate:
        return difference_interval(
            self.table.successes_treatment,
            self.table.n_treatment,
            self.table.successes_control,
            self.table.n_control,
            level=level,
        )
