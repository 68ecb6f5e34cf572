"""One metric of a finished test: both groups, their difference at any level, and the test that belongs to its role."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.core.results import Estimate
from analysis.experiments.reading_core import two_sided_level
from analysis.experiments.two_by_two import TwoByTwo, fisher_p, normal_p
from analysis.inference.difference_tests import difference_z
from analysis.inference.mean_differences import GroupSummary, MeanDifference, mean_difference
from analysis.inference.means import mean_interval_from
from analysis.inference.proportion_differences import difference_interval
from analysis.inference.proportions import wilson_interval

if TYPE_CHECKING:
    from analysis.experiments.metric_sizes import MetricKind, MetricRole
    from analysis.experiments.proportion_power import Sides
    from analysis.experiments.reading_core import GoodDirection, TestName, Unit
    from analysis.inference.mean_differences import Alternative

NAN = float("nan")
SMALLEST_EXPECTED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedMetric:
    """One metric as counted or summarised, with what was planned for it.

    Parameters
    ----------
    number : int
        Place among the metrics, from 1.
    kind, role : str
        As in `plan_metrics`.
    change : float
        Signed: of a primary metric the smallest change worth acting on, of a guardrail the loss that is not
        acceptable.
    control, treatment : float
        Converted customers, or means.
    sd_control, sd_treatment : float
        Standard deviations of means; not used for shares.
    n_control, n_treatment : int
        Customers of each group.
    sides : {"two", "one"}
        Of a primary metric's test.
    """

    number: int
    kind: MetricKind
    role: MetricRole
    change: float
    control: float
    treatment: float
    sd_control: float
    sd_treatment: float
    n_control: int
    n_treatment: int
    sides: Sides

    @property
    def wanted(self) -> GoodDirection:
        """Which direction is good: that of a primary's smallest change, against that of a guardrail's loss."""
        return "increase" if (self.change > 0) == (self.role == "primary") else "decrease"

    @property
    def sign(self) -> int:
        """1 where higher is better, -1 where lower is."""
        return 1 if self.wanted == "increase" else -1

    @property
    def margin(self) -> float:
        """The smallest change or the margin without its sign."""
        return abs(self.change)

    @property
    def unit(self) -> Unit:
        """Shares are told in points, means in their own unit."""
        return "points" if self.kind == "share" else "number"

    @property
    def alternative(self) -> Alternative:
        """What a primary metric's test asks."""
        if self.sides == "two":
            return "two-sided"
        return "greater" if self.wanted == "increase" else "less"

    def groups(self, level: float) -> tuple[Estimate, Estimate]:
        """Share (Wilson) or mean (t) of control and treatment, each on its own."""
        if self.kind == "share":
            return (
                wilson_interval(self.control, self.n_control, level=level),
                wilson_interval(self.treatment, self.n_treatment, level=level),
            )
        control, treatment = self._summaries
        return _mean(control, level), _mean(treatment, level)

    def difference(self, level: float) -> Estimate:
        """Treatment less control as `read_proportions` (Newcombe) and `read_means` (Welch) give it.

        A one-sided primary metric has a bound; its other end is the limit of what is possible.
        """
        if self.kind == "mean":
            return self._welch(level=level, alternative=self.alternative).difference
        found = difference_interval(*self._counts, level=two_sided_level(level, self.alternative))
        low = -1.0 if self.alternative == "less" else found.low
        high = 1.0 if self.alternative == "greater" else found.high
        return Estimate(found.value, low, high, level)

    def test(self) -> tuple[TestName, float]:
        """The test that nothing changed and its p-value: Welch's; pooled z, or Fisher's where counts are small."""
        if self.kind == "mean":
            return "welch_t", self._welch(level=0.95, alternative=self.alternative).p_value
        table = TwoByTwo(
            successes_control=int(self.control),
            n_control=self.n_control,
            successes_treatment=int(self.treatment),
            n_treatment=self.n_treatment,
        )
        if table.smallest_expected < SMALLEST_EXPECTED:
            return "fisher", fisher_p(table, self.alternative)
        return "pooled_z", normal_p(table.z(), self.alternative)

    def difference_for_margin(self, level: float) -> Estimate:
        """The two-sided interval held against a guardrail's margin: Miettinen-Nurminen, or Welch."""
        if self.kind == "mean":
            return self._welch(level=level, alternative="two-sided").difference
        return difference_interval(*self._counts, level=level, method="miettinen_nurminen")

    def test_of_margin(self) -> tuple[TestName, float]:
        """The one-sided test that a guardrail lost as much as its margin; small p says that it lost less."""
        side: Alternative = "greater" if self.wanted == "increase" else "less"
        if self.kind == "mean":
            return "welch_t", self._welch(level=0.95, alternative=side, compare_with=self.change).p_value
        z = difference_z(*self._counts, difference=self.change, method="miettinen_nurminen")
        return "miettinen_nurminen", normal_p(z, side)

    @property
    def _counts(self) -> tuple[float, float, float, float]:
        return self.treatment, self.n_treatment, self.control, self.n_control

    @property
    def _summaries(self) -> tuple[GroupSummary, GroupSummary]:
        return (
            GroupSummary(n=self.n_control, mean=self.control, sd=self.sd_control),
            GroupSummary(n=self.n_treatment, mean=self.treatment, sd=self.sd_treatment),
        )

    def _welch(self, *, level: float, alternative: Alternative, compare_with: float = 0.0) -> MeanDifference:
        control, treatment = self._summaries
        return mean_difference(control, treatment, level=level, alternative=alternative, compare_with=compare_with)


def _mean(group: GroupSummary, level: float) -> Estimate:
    error = math.sqrt(group.variance_of_mean) if group.n > 1 else NAN
    return mean_interval_from(group.mean, error, group.n - 1, level=level)
