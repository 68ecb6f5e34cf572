"""A test of two means as read: what `read_means` returns."""

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
    from analysis.inference.mean_differences import MeanDifference, RatioMethod


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeanReading:
    """What a test of two means has shown. Differences are treatment less control.

    Parameters
    ----------
    n_control, n_treatment : int
        Customers.
    sd_control, sd_treatment : float
        Standard deviations as given.
    mean_control, mean_treatment : Estimate
        Means with two-sided t intervals.
    welch, student : MeanDifference
        Separate variances, which decides, and one pooled variance.
    relative_lift : Estimate
        Over the control mean, with the Fieller set, which decides; NaN where the control mean is not
        above 0.
    lift_intervals : dict of str to Estimate
        By Fieller, log ratio and delta method.
    p_lift_delta : float
        p-value of the lift with its delta-method error, as some platforms test it.
    cohens_d : float
        Difference over the pooled standard deviation.
    comparison : Comparison
        The deciding difference with gates, margin, value and verdict.
    """

    n_control: int
    n_treatment: int
    sd_control: float
    sd_treatment: float
    mean_control: Estimate
    mean_treatment: Estimate
    welch: MeanDifference
    student: MeanDifference
    relative_lift: Estimate
    lift_intervals: dict[RatioMethod, Estimate]
    p_lift_delta: float
    cohens_d: float
    comparison: Comparison
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def difference_treatment_minus_control(self) -> Estimate:
        """Welch's interval, which decides."""
        return self.comparison.difference

    @property
    def p_value(self) -> float:
        """Of Welch's test."""
        return self.welch.p_value

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

        add("mean_control", "t", self.mean_control)
        add("mean_treatment", "t", self.mean_treatment)
        for test in (self.welch, self.student):
            add("difference", test.method, test.difference)
            rows.append(("t", test.method, test.t, math.nan, math.nan))
            rows.append(("df", test.method, test.df, math.nan, math.nan))
        for name, lift in self.lift_intervals.items():
            add("relative_lift", name, lift)
        rows.append(("p_value", "student_t", self.student.p_value, math.nan, math.nan))
        rows.append(("p_lift", "delta", self.p_lift_delta, math.nan, math.nan))
        rows.append(("cohens_d", "pooled", self.cohens_d, math.nan, math.nan))
        rows.extend(self.comparison.rows)
        frame = pd.DataFrame(rows, columns=["quantity", "method", "value", "low", "high"])
        return frame.assign(level=self.level)

    def readings(self) -> tuple[Sentence, ...]:
        """What is known, how sure, what it is worth, and what to do next."""
        return comparison_sentences(self.comparison, blocked=blocks_conclusion(self))
