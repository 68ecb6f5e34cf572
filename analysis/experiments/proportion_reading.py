"""A test of two proportions as read: what `read_proportions` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import pandas as pd

from analysis.core.results import blocks_conclusion
from analysis.experiments.reading_core import GoodDirection
from analysis.experiments.verdict_words import verdict_sentences

if TYPE_CHECKING:
    from analysis.core.messages import Sentence
    from analysis.core.results import Estimate, Note, Provenance
    from analysis.experiments.proportion_margin import MarginTest
    from analysis.experiments.proportion_verdict import Verdict
    from analysis.experiments.reading_core import MarginResult, MarginVerdict
    from analysis.experiments.relative_lift import LiftMethod
    from analysis.experiments.sample_ratio import SampleRatioCheck
    from analysis.experiments.two_by_two import Alternative
    from analysis.inference.proportion_differences import DifferenceMethod

TestUsed: TypeAlias = Literal["pooled_z", "fisher"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProportionReading:
    """What a test of two proportions has shown.

    All differences are treatment less control, as fractions. With a one-sided `alternative` every
    interval of a difference, lift or odds ratio is a one-sided bound; its other end is the limit of
    what is possible.

    Parameters
    ----------
    successes_control, n_control, successes_treatment, n_treatment : int
        The counts.
    level, alternative, good : float, str, str
        As asked for; `good` is the direction that is wanted.
    smallest_change : float or None
        Smallest change worth acting on.
    rate_control, rate_treatment : Estimate
        Rates with two-sided Wilson intervals.
    rate_control_exact, rate_treatment_exact : Estimate
        The same with Clopper-Pearson intervals.
    difference_treatment_minus_control : Estimate
        With the Newcombe interval, which decides.
    difference_intervals : dict of str to Estimate
        The difference by every method, Newcombe first.
    relative_lift : Estimate
        Over the control rate, with the log-ratio (Katz) interval.
    lift_intervals : dict of str to Estimate
        The lift by log ratio, delta method and Fieller.
    standard_error_pooled, standard_error_unpooled : float
        Of the difference.
    z, chi2, p_pooled_z : float
        Pooled z, its square, its p-value; NaN where all answers are alike.
    chi2_yates, p_yates : float
        With Yates' continuity correction.
    p_fisher : float
        Fisher's exact test; NaN for very large tables.
    smallest_expected_count : float
        Fisher is used below 5.
    test_used, p_value : str, float
        The test that stands beside the interval, and its p-value.
    test_agrees : bool
        Whether that test and the interval say the same at `level`.
    odds_ratio, odds_ratio_conditional : Estimate
        Sample odds ratio (Woolf interval) and conditional maximum likelihood (exact interval).
    number_needed : Estimate
        Customers for one more (below 0: one fewer) conversion; limits only where zero is excluded.
    cohens_h : float
        Difference on the arcsine scale.
    detectable_change : float
        Change that groups of the planned size (else of the present one) find with probability
        `detectable_power`, at the control's rate. It uses nothing of the difference seen.
    detectable_power : float
        0.8.
    power_for_smallest_change : float
        Chance that such groups find `smallest_change`; NaN without one.
    n_to_find_smallest_change : float
        Customers in each of two equal groups for that with probability `detectable_power`.
    planned_n_total : int or None
        Customers planned in all.
    sample_ratio : SampleRatioCheck or None
        The split against the planned one; None where communities of unknown size were assigned.
    verdict : Verdict
        See `analysis.experiments.proportion_verdict`.
    difference_exact : Estimate
        With Chan and Zhang's exact limits; NaN limits beyond about 50 customers in each group.
    design_effect : float
        By which all variances were multiplied.
    margin_tests : tuple of MarginTest
        Tests against the margin by every method; empty without a margin.
    against_margin : MarginResult or None
        Only where non-inferiority or equivalence was the goal.
    value_per_1000 : Estimate or None
        Value of the difference for 1,000 customers.
    """

    successes_control: int
    n_control: int
    successes_treatment: int
    n_treatment: int
    level: float
    alternative: Alternative
    good: GoodDirection
    smallest_change: float | None
    rate_control: Estimate
    rate_treatment: Estimate
    rate_control_exact: Estimate
    rate_treatment_exact: Estimate
    difference_treatment_minus_control: Estimate
    difference_intervals: dict[DifferenceMethod, Estimate]
    relative_lift: Estimate
    lift_intervals: dict[LiftMethod, Estimate]
    standard_error_pooled: float
    standard_error_unpooled: float
    z: float
    chi2: float
    p_pooled_z: float
    chi2_yates: float
    p_yates: float
    p_fisher: float
    smallest_expected_count: float
    test_used: TestUsed
    p_value: float
    test_agrees: bool
    odds_ratio: Estimate
    odds_ratio_conditional: Estimate
    number_needed: Estimate
    cohens_h: float
    detectable_change: float
    detectable_power: float
    power_for_smallest_change: float
    n_to_find_smallest_change: float
    planned_n_total: int | None
    sample_ratio: SampleRatioCheck | None
    verdict: Verdict
    difference_exact: Estimate
    design_effect: float
    margin_tests: tuple[MarginTest, ...]
    against_margin: MarginResult | None
    value_per_1000: Estimate | None
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def n_total(self) -> int:
        """Customers in both groups."""
        return self.n_control + self.n_treatment

    @property
    def plan_reached(self) -> bool:
        """Whether the planned number of customers is in, or none was planned."""
        return self.planned_n_total is None or self.n_total >= self.planned_n_total

    @property
    def margin_verdict(self) -> MarginVerdict | None:
        """What may be said about the margin; None without such a goal or behind a closed gate."""
        if self.against_margin is None or blocks_conclusion(self):
            return None
        return self.against_margin.verdict

    def to_frame(self) -> pd.DataFrame:
        """One row per number.

        Columns: quantity (rate_control, rate_treatment, difference, relative_lift, odds_ratio,
        number_needed, p_value, and as far as asked for p_margin_above, p_margin_below, p_margin_equivalence,
        difference_for_margin, value_per_1000, design_effect), method, value, low, high (NaN for p-values), level.
        """
        rows: list[tuple[str, str, float, float, float]] = []

        def add(quantity: str, name: str, estimate: Estimate) -> None:
            rows.append((quantity, name, estimate.value, estimate.low, estimate.high))

        add("rate_control", "wilson", self.rate_control)
        add("rate_control", "clopper_pearson", self.rate_control_exact)
        add("rate_treatment", "wilson", self.rate_treatment)
        add("rate_treatment", "clopper_pearson", self.rate_treatment_exact)
        for difference_name, estimate in self.difference_intervals.items():
            add("difference", difference_name, estimate)
        if not math.isnan(self.difference_exact.low):
            add("difference", "exact", self.difference_exact)
        for lift_name, estimate in self.lift_intervals.items():
            add("relative_lift", lift_name, estimate)
        add("odds_ratio", "sample", self.odds_ratio)
        add("odds_ratio", "conditional", self.odds_ratio_conditional)
        add("number_needed", "newcombe", self.number_needed)
        for name, p in (("pooled_z", self.p_pooled_z), ("yates", self.p_yates), ("fisher", self.p_fisher)):
            rows.append(("p_value", name, p, math.nan, math.nan))
        rows.extend(self._further_rows())
        frame = pd.DataFrame(rows, columns=["quantity", "method", "value", "low", "high"])
        return frame.assign(level=self.level)

    def _further_rows(self) -> list[tuple[str, str, float, float, float]]:
        """Margin, value and clusters, as far as they were asked for."""
        rows: list[tuple[str, str, float, float, float]] = []
        for test in self.margin_tests:
            for name, p in (("above", test.p_above), ("below", test.p_below), ("equivalence", test.p_equivalence)):
                rows.append((f"p_margin_{name}", test.method, p, math.nan, math.nan))
        if self.against_margin is not None:
            ends = self.against_margin.interval
            rows.append(("difference_for_margin", "miettinen_nurminen", ends.value, ends.low, ends.high))
        if self.value_per_1000 is not None:
            value = self.value_per_1000
            rows.append(("value_per_1000", "newcombe", value.value, value.low, value.high))
        if self.design_effect != 1:
            rows.append(("design_effect", "given", self.design_effect, math.nan, math.nan))
        return rows

    def readings(self) -> tuple[Sentence, ...]:
        """What is known, how sure, and what to do next."""
        return verdict_sentences(self)
