"""The effect of a test over time since entry: what `read_novelty` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import pandas as pd

from analysis.core.messages import ColumnRef, Message
from analysis.experiments.user_words import difference_words, interval_words

if TYPE_CHECKING:
    from analysis.core.messages import Sentence, ValueRef
    from analysis.core.results import Estimate, Note, Provenance
    from analysis.experiments.sample_ratio import SampleRatioCheck
    from analysis.experiments.user_reading import Measure
    from analysis.inference.cell_effects import WaldTest

TimeKind: TypeAlias = Literal["date", "number"]
NoveltyVerdict: TypeAlias = Literal["blocked", "undefined", "fading", "growing", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodEffect:
    """One period.

    Parameters
    ----------
    first, last : float
        Earliest and latest time in it; dates as days since the first.
    position : float
        Mean time of its rows.
    n_control, n_treatment : int
        Rows.
    mean_control, mean_treatment : float
        Their means or rates.
    effect : Estimate
        Treatment less control, each interval for itself.
    cumulative : Estimate
        Effect over all rows up to here, as if this were the only look.
    always_valid : Estimate
        The same with an interval that holds at all looks together.
    """

    first: float
    last: float
    position: float
    n_control: int
    n_treatment: int
    mean_control: float
    mean_treatment: float
    effect: Estimate
    cumulative: Estimate
    always_valid: Estimate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NoveltyReading:
    """Effects over time, their trend, and whether the effect wears off.

    Parameters
    ----------
    measure : {"mean", "rate"}
        What is compared.
    outcome, arm, when : str
        Columns.
    time_kind : {"date", "number"}
        Whether `when` is a date of entry, or a number such as the day or week since entry.
    start : str
        First date where `when` is a date, else empty.
    control, treatment : ValueRef
        The two groups.
    overall : Estimate
        Effect over all rows.
    trend : Estimate
        Change of the effect per unit of time (per day for dates).
    p_trend : float
        Test that there is none.
    change : Estimate
        Change of the effect from the first period to the last, by the trend.
    heterogeneity : WaldTest
        Test that all periods have one effect, whatever the shape.
    verdict : str
        ``fading``: the trend runs against the effect (novelty); ``growing``: with it (primacy).
    periods : tuple of PeriodEffect
        In order of time.
    """

    measure: Measure
    outcome: str
    arm: str
    when: str
    time_kind: TimeKind
    start: str
    level: float
    control: ValueRef
    treatment: ValueRef
    overall: Estimate
    trend: Estimate
    p_trend: float
    change: Estimate
    heterogeneity: WaldTest
    verdict: NoveltyVerdict
    periods: tuple[PeriodEffect, ...]
    sample_ratio: SampleRatioCheck
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row per period and one for the trend (quantity "period", "overall", "trend", "change").

        Columns: quantity, first, last, position, n_control, n_treatment, mean_control, mean_treatment,
        value, low, high, cumulative, cumulative_low, cumulative_high, always_valid_low,
        always_valid_high, level.
        """
        nan = math.nan
        rows: list[tuple[object, ...]] = [
            (
                "period",
                *(item.first, item.last, item.position),
                *(item.n_control, item.n_treatment, item.mean_control, item.mean_treatment),
                *(item.effect.value, item.effect.low, item.effect.high),
                *(item.cumulative.value, item.cumulative.low, item.cumulative.high),
                *(item.always_valid.low, item.always_valid.high),
            )
            for item in self.periods
        ]
        n = [sum(getattr(item, name) for item in self.periods) for name in ("n_control", "n_treatment")]
        for name, found in (("overall", self.overall), ("trend", self.trend), ("change", self.change)):
            rows.append((name, nan, nan, nan, *n, nan, nan, found.value, found.low, found.high, *[nan] * 5))
        columns = ["quantity", "first", "last", "position", "n_control", "n_treatment"]
        columns += ["mean_control", "mean_treatment", "value", "low", "high"]
        columns += ["cumulative", "cumulative_low", "cumulative_high", "always_valid_low", "always_valid_high"]
        return pd.DataFrame(rows, columns=columns).assign(level=self.level)

    def readings(self) -> tuple[Sentence, ...]:
        """Whether the effect wears off or grows, the trend, the effect at the end, and what to do."""
        if self.verdict == "blocked":
            return (
                Message(
                    "No conclusion: the groups were not filled as planned ({p:p}), so they cannot be compared.",
                    p=self.sample_ratio.p_value,
                ),
            )
        if self.verdict == "undefined":
            return (
                Message(
                    "No conclusion about time: fewer than three periods have customers in both groups whose values differ."
                ),
            )
        return (self._headline(), self._trend(), self._last(), self._next())

    def _headline(self) -> Message:
        if self.verdict == "fading":
            return Message(
                "The effect of {treatment} on {outcome} wears off over time ({p:p}).",
                treatment=self.treatment,
                outcome=ColumnRef(self.outcome),
                p=self.p_trend,
            )
        if self.verdict == "growing":
            return Message(
                "The effect of {treatment} on {outcome} grows over time ({p:p}).",
                treatment=self.treatment,
                outcome=ColumnRef(self.outcome),
                p=self.p_trend,
            )
        return Message(
            "No trend of the effect of {treatment} on {outcome} is shown ({p:p}); that is not evidence that it lasts.",
            treatment=self.treatment,
            outcome=ColumnRef(self.outcome),
            p=self.p_trend,
        )

    def _trend(self) -> Message:
        value, _, _ = difference_words([self.change.value, self.change.low, self.change.high], self.measure)
        low, high = interval_words(self.change, self.measure)
        return Message(
            "From the first period to the last the effect changed by {value} ({level:set_percent} interval {low} to {high}).",
            value=value,
            level=self.level,
            low=low,
            high=high,
        )

    def _last(self) -> Message:
        last = self.periods[-1].effect
        value, _, _ = difference_words([last.value, last.low, last.high], self.measure)
        low, high = interval_words(last, self.measure)
        if math.isnan(last.low):
            return Message("In the last period the effect has no interval.")
        return Message("In the last period: {value} ({low} to {high}).", value=value, low=low, high=high)

    def _next(self) -> Message:
        if self.verdict == "fading":
            return Message(
                "Next: judge the version by its last periods and run it on; the effect over all periods promises more than will last."
            )
        if self.verdict == "growing":
            return Message(
                "Next: run it on; the effect over all periods says less than it may become. Customers may be learning, or those without it left."
            )
        return Message(
            "Next: if it matters whether the effect lasts, the interval of its change says how much could still be hidden."
        )
