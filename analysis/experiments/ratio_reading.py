"""A test of a ratio of sums as read: what `read_ratio` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis.core.results import blocks_conclusion
from analysis.experiments.reading_words import comparison_sentences

if TYPE_CHECKING:
    from analysis.core.messages import Sentence
    from analysis.core.results import Estimate, Note, Provenance
    from analysis.experiments.proportion_verdict import Verdict
    from analysis.experiments.reading_core import Comparison, MarginVerdict
    from analysis.experiments.sample_ratio import SampleRatioCheck
    from analysis.inference.mean_differences import RatioMethod


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RatioReading:
    """What a test of a ratio metric has shown, such as orders per visit of customers assigned at random.

    Parameters
    ----------
    n_control, n_treatment : int
        Customers.
    ratio_control, ratio_treatment : Estimate
        Sum of the numerator over sum of the denominator, with delta-method intervals.
    variance_ratio_control, variance_ratio_treatment : float
        Squared standard errors of the two ratios.
    standard_error, z : float
        Of the difference.
    relative_lift : Estimate
        With Fieller's set, which decides.
    lift_intervals : dict of str to Estimate
        By Fieller, log ratio and delta method.
    p_event_level : float
        The wrong p-value: every unit of the denominator taken for an independent customer. NaN where the
        numerator is no count of successes among the denominator's units.
    comparison : Comparison
        The deciding difference with gates, margin, value and verdict.
    """

    n_control: int
    n_treatment: int
    ratio_control: Estimate
    ratio_treatment: Estimate
    variance_ratio_control: float
    variance_ratio_treatment: float
    standard_error: float
    z: float
    relative_lift: Estimate
    lift_intervals: dict[RatioMethod, Estimate]
    p_event_level: float
    comparison: Comparison
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def difference_treatment_minus_control(self) -> Estimate:
        """With the delta-method interval, which decides."""
        return self.comparison.difference

    @property
    def p_value(self) -> float:
        """Of the z test with the delta-method error."""
        return self.comparison.p_value

    @property
    def verdict(self) -> Verdict | MarginVerdict:
        """About the margin where there is one, otherwise about zero."""
        if blocks_conclusion(self) or self.comparison.against_margin is None:
            return self.comparison.verdict
        return self.comparison.against_margin.verdict

    @property
    def sample_ratio(self) -> SampleRatioCheck | None:
        """The split against the planned one."""
        return self.comparison.sample_ratio

    @property
    def level(self) -> float:
        """Confidence level."""
        return self.comparison.level

    def to_frame(self) -> pd.DataFrame:
        """One row per number: quantity, method, value, low, high (NaN for single numbers), level."""
        rows: list[tuple[str, str, float, float, float]] = []

        def add(quantity: str, name: str, estimate: Estimate) -> None:
            rows.append((quantity, name, estimate.value, estimate.low, estimate.high))

        add("ratio_control", "delta", self.ratio_control)
        add("ratio_treatment", "delta", self.ratio_treatment)
        add("difference", "delta", self.comparison.difference)
        for name, lift in self.lift_intervals.items():
            add("relative_lift", name, lift)
        rows.append(("standard_error", "delta", self.standard_error, math.nan, math.nan))
        rows.append(("z", "delta", self.z, math.nan, math.nan))
        rows.append(("p_value_wrong", "event_level", self.p_event_level, math.nan, math.nan))
        rows.extend(self.comparison.rows)
        frame = pd.DataFrame(rows, columns=["quantity", "method", "value", "low", "high"])
        return frame.assign(level=self.level)

    def readings(self) -> tuple[Sentence, ...]:
        """What is known, how sure, what it is worth, and what to do next."""
        return comparison_sentences(self.comparison, blocked=blocks_conclusion(self))
