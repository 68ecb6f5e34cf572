"""A test of two event rates as read: what `read_counts` returns."""

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
    from analysis.inference.event_rates import RateDifferenceMethod, RateRatioMethod


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CountReading:
    """What a test of two event rates, such as orders per customer-week, has shown.

    Parameters
    ----------
    events_control, events_treatment : int
        Events counted.
    exposure_control, exposure_treatment : float
        What they were counted over.
    dispersion : float
        Variance over mean used, design effect included; 1 is Poisson.
    rate_control, rate_treatment : Estimate
        With Garwood intervals.
    difference_intervals : dict of str to Estimate
        By score, which decides, and Wald.
    rate_ratio : Estimate
        By the exact conditional method where counts are Poisson, otherwise by score.
    ratio_intervals : dict of str to Estimate
        Exact, score and log; exact has no limits where counts are over-dispersed.
    p_exact, p_score : float
        Exact conditional test (NaN where counts are over-dispersed) and score test.
    comparison : Comparison
        The deciding difference with gates, margin, value and verdict.
    """

    events_control: int
    exposure_control: float
    events_treatment: int
    exposure_treatment: float
    dispersion: float
    rate_control: Estimate
    rate_treatment: Estimate
    difference_intervals: dict[RateDifferenceMethod, Estimate]
    rate_ratio: Estimate
    ratio_intervals: dict[RateRatioMethod, Estimate]
    p_exact: float
    p_score: float
    comparison: Comparison
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def difference_treatment_minus_control(self) -> Estimate:
        """With the score interval, which decides."""
        return self.comparison.difference

    @property
    def p_value(self) -> float:
        """Of the test that stands beside the interval."""
        return self.comparison.p_value

    @property
    def verdict(self) -> Verdict | MarginVerdict:
        """About the margin where there is one, otherwise about zero."""
        if blocks_conclusion(self) or self.comparison.against_margin is None:
            return self.comparison.verdict
        return self.comparison.against_margin.verdict

    @property
    def sample_ratio(self) -> SampleRatioCheck | None:
        """The split against the planned one; None where customers were not given."""
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

        add("rate_control", "garwood", self.rate_control)
        add("rate_treatment", "garwood", self.rate_treatment)
        for difference_name, estimate in self.difference_intervals.items():
            add("difference", difference_name, estimate)
        for ratio_name, estimate in self.ratio_intervals.items():
            add("rate_ratio", ratio_name, estimate)
        rows.append(("p_value", "exact", self.p_exact, math.nan, math.nan))
        rows.append(("p_value", "score", self.p_score, math.nan, math.nan))
        rows.append(("dispersion", "used", self.dispersion, math.nan, math.nan))
        rows.extend(row for row in self.comparison.rows if row[0] != "p_value")
        frame = pd.DataFrame(rows, columns=["quantity", "method", "value", "low", "high"])
        return frame.assign(level=self.level)

    def readings(self) -> tuple[Sentence, ...]:
        """What is known, how sure, what it is worth, and what to do next."""
        return comparison_sentences(self.comparison, blocked=blocks_conclusion(self))
