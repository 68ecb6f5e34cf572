"""Customers that one metric of a plan needs, and what it finds among those that another one needs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Literal, TypeAlias

from analysis.experiments.margin_power import MarginTest
from analysis.experiments.proportion_power import ProportionTest, root_between

if TYPE_CHECKING:
    from analysis.experiments.proportion_power import Direction, Sides

MetricKind: TypeAlias = Literal["share", "mean"]
MetricRole: TypeAlias = Literal["primary", "guardrail"]

FEWEST = 2.5
"""A t test needs more than two customers; the search begins here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One metric as a planner describes it.

    Parameters
    ----------
    kind : {"share", "mean"}
    role : {"primary", "guardrail"}
        Whether a change is to be found, or a loss of more than a margin ruled out.
    baseline : float
        Today's share, 0..1, or mean.
    change : float
        Signed: the change to be found, or the loss that is not acceptable (negative where lower is worse).
    spread : float
        Standard deviation of a mean; not used for a share.
    alpha : float
        Level of this metric's test.
    sides : {"two", "one"}
        Of a primary metric; a guardrail is one-sided.
    """

    kind: MetricKind
    role: MetricRole
    baseline: float
    change: float
    spread: float
    alpha: float
    sides: Sides

    def total_for(self, share: float, power: float) -> float:
        """Customers of both groups, real-valued, `share` of them in treatment."""
        if self.kind == "mean":
            return self._total_for_mean(share, power)
        return self._test().total_for(self.baseline, self._truth(), share, power)

    def power(self, n_control: float, n_treatment: float) -> float:
        """Chance that this metric's test speaks, with groups of these sizes."""
        if self.kind == "mean":
            return self._power_of_mean(abs(self.change), n_control, n_treatment)
        return float(self._test().power(self.baseline, self._truth(), n_control, n_treatment))

    def smallest_found(self, n_control: float, n_treatment: float, power: float) -> float:
        """The smallest change found (or loss ruled out) with a chance, signed as `change`; NaN where none is."""
        sign = math.copysign(1.0, self.change)
        if self.kind == "mean":
            return sign * self._distance_found(n_control, n_treatment, power)
        test = self._test()
        if isinstance(test, MarginTest):
            return sign * test.margin_for(self.baseline, self.baseline, n_control, n_treatment, power)
        direction: Direction = "increase" if self.change > 0 else "decrease"
        return test.rate_for(self.baseline, n_control, n_treatment, power, direction) - self.baseline

    def _truth(self) -> float:
        """The treatment's rate that is planned for; a guardrail is planned for no change."""
        return self.baseline if self.role == "guardrail" else self.baseline + self.change

    def _test(self) -> ProportionTest | MarginTest:
        if self.role == "primary":
            return ProportionTest(alpha=self.alpha, sides=self.sides)
        return MarginTest(
            alpha=self.alpha,
            goal="noninferiority",
            margin=abs(self.change),
            better="higher" if self.change < 0 else "lower",
        )

    @property
    def _tail(self) -> float:
        return self.alpha / 2 if self.role == "primary" and self.sides == "two" else self.alpha

    def _power_of_mean(self, distance: float, n_control: float, n_treatment: float) -> float:
        """Non-central t, equal variances, the far tail left out."""
        from scipy.special import nctdtr, stdtrit

        df = n_control + n_treatment - 2
        error = self.spread * math.sqrt(1 / n_control + 1 / n_treatment)
        critical = float(stdtrit(df, 1 - self._tail))
        return 1 - float(nctdtr(df, distance / error, critical))

    def _total_for_mean(self, share: float, power: float) -> float:
        distance = abs(self.change)
        scale = (self.spread / distance) ** 2 * (1 / share + 1 / (1 - share))
        by_z = scale * (NormalDist().inv_cdf(1 - self._tail) + NormalDist().inv_cdf(power)) ** 2

        def missing(total: float) -> float:
            return self._power_of_mean(distance, total * (1 - share), total * share) - power

        low = max(by_z * 0.999, FEWEST)
        if missing(low) >= 0:
            return low
        high = low + 10
        while missing(high) < 0:
            high *= 2
        return root_between(missing, low, high)

    def _distance_found(self, n_control: float, n_treatment: float, power: float) -> float:
        error = self.spread * math.sqrt(1 / n_control + 1 / n_treatment)
        by_z = error * (NormalDist().inv_cdf(1 - self._tail) + NormalDist().inv_cdf(power))

        def missing(distance: float) -> float:
            return self._power_of_mean(distance, n_control, n_treatment) - power

        high = by_z
        while missing(high) < 0:
            high *= 2
        return root_between(missing, 0.5 * by_z, high)
