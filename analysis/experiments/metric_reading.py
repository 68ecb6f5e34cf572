"""A test of several metrics as read: what `read_metrics` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.experiments.metric_reading_words import metrics_sentences
from analysis.experiments.metric_verdict import is_found, is_passed

if TYPE_CHECKING:
    import pandas as pd

    from analysis.core.messages import Sentence
    from analysis.core.results import Estimate, Note, Provenance
    from analysis.experiments.metric_controls import PrimaryCorrection
    from analysis.experiments.metric_sizes import MetricKind, MetricRole
    from analysis.experiments.metric_verdict import LaunchDecision, MetricVerdict
    from analysis.experiments.reading_core import GoodDirection, TestName, Unit
    from analysis.experiments.sample_ratio import SampleRatioCheck
    from analysis.inference.mean_differences import Alternative


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricRead:
    """What the test has shown of one metric.

    Parameters
    ----------
    number : int
        Place among the metrics, from 1.
    kind, role : str
        As asked for.
    change : float
        Signed: smallest change worth acting on of a primary metric, unacceptable loss of a guardrail.
    wanted : {"increase", "decrease"}
        Which direction is good.
    unit : {"points", "number"}
        How differences are told.
    alternative : str
        Of a primary metric's test; "two-sided" for the interval of a guardrail.
    control, treatment : Estimate
        Shares (Wilson) or means (t), each on its own at 1 - `alpha`.
    difference : Estimate
        Treatment less control with the interval that is shown. Of a primary metric: Newcombe's or Welch's, with
        Bonferroni for Holm and Bonferroni, so that those of all primary metrics hold together at 1 - `alpha`. Of a
        guardrail: Miettinen-Nurminen's or Welch's at 1 - 2 `guardrail_alpha`, whose bad end is the one-sided bound.
    single : Estimate
        The same without correction.
    test, p_value : str, float
        That nothing changed (primary), or that the loss is as large as the margin (guardrail, one-sided).
    p_adjusted : float
        Over all primary metrics; of a guardrail the p-value itself.
    test_agrees : bool
        Whether a primary metric's test and its interval, both at the level of the test's step, say the same about
        zero; where they do not it is not called found.
    verdict : MetricVerdict
        See `analysis.experiments.metric_verdict`.
    """

    number: int
    kind: MetricKind
    role: MetricRole
    change: float
    wanted: GoodDirection
    unit: Unit
    alternative: Alternative
    control: Estimate
    treatment: Estimate
    difference: Estimate
    single: Estimate
    test: TestName
    p_value: float
    p_adjusted: float
    test_agrees: bool
    verdict: MetricVerdict

    @property
    def sign(self) -> int:
        """1 where higher is better, -1 where lower is."""
        return 1 if self.wanted == "increase" else -1

    @property
    def found(self) -> bool:
        """Whether a primary metric changed as wanted."""
        return is_found(self.verdict)

    @property
    def passed(self) -> bool:
        """Whether a guardrail's loss of the margin is ruled out."""
        return is_passed(self.verdict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MetricsReading:
    """What a test with several metrics has shown, and what the planned rule says.

    Parameters
    ----------
    metrics : tuple of MetricRead
        In the order asked.
    decision : LaunchDecision
        By the rule: any primary metric found and all guardrails passed.
    n_control, n_treatment : int
        Customers of each group.
    planned_n_total : int or None
        Customers planned in all.
    alpha, guardrail_alpha, sides, correction : float, str
        As asked for.
    sample_ratio : SampleRatioCheck or None
        The split against the planned one.
    """

    metrics: tuple[MetricRead, ...]
    decision: LaunchDecision
    n_control: int
    n_treatment: int
    planned_n_total: int | None
    alpha: float
    guardrail_alpha: float
    correction: PrimaryCorrection
    sample_ratio: SampleRatioCheck | None
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def primaries(self) -> tuple[MetricRead, ...]:
        """The metrics that were to change."""
        return tuple(metric for metric in self.metrics if metric.role == "primary")

    @property
    def guardrails(self) -> tuple[MetricRead, ...]:
        """The metrics that must not have got worse."""
        return tuple(metric for metric in self.metrics if metric.role == "guardrail")

    @property
    def n_total(self) -> int:
        """Customers in both groups."""
        return self.n_control + self.n_treatment

    @property
    def plan_reached(self) -> bool:
        """Whether the planned number of customers is in, or none was planned."""
        return self.planned_n_total is None or self.n_total >= self.planned_n_total

    @property
    def several_primaries(self) -> bool:
        """Whether there is anything to correct for."""
        return len(self.primaries) > 1

    def to_frame(self) -> pd.DataFrame:
        """One row per metric.

        Columns: metric, kind, role, change, control, control_low, control_high, treatment, treatment_low,
        treatment_high, difference, low, high, level, single_low, single_high, test, p_value, p_adjusted,
        test_agrees, verdict.
        """
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "metric": metric.number,
                    "kind": metric.kind,
                    "role": metric.role,
                    "change": metric.change,
                    "control": metric.control.value,
                    "control_low": metric.control.low,
                    "control_high": metric.control.high,
                    "treatment": metric.treatment.value,
                    "treatment_low": metric.treatment.low,
                    "treatment_high": metric.treatment.high,
                    "difference": metric.difference.value,
                    "low": metric.difference.low,
                    "high": metric.difference.high,
                    "level": metric.difference.level,
                    "single_low": metric.single.low,
                    "single_high": metric.single.high,
                    "test": metric.test,
                    "p_value": metric.p_value,
                    "p_adjusted": metric.p_adjusted,
                    "test_agrees": metric.test_agrees,
                    "verdict": metric.verdict,
                }
                for metric in self.metrics
            ]
        )

    def readings(self) -> tuple[Sentence, ...]:
        """The decision with the metric it hangs on, every verdict, and what to do next."""
        return metrics_sentences(self)


def leading(reading: MetricsReading) -> MetricRead:
    """The metric that the decision hangs on.

    For a launch the primary metric found most clearly; without one found the nearest to it; otherwise the
    guardrail that comes closest to its margin, or lies farthest beyond it. Metrics without an interval come last
    where another one decides as well.
    """
    match reading.decision:
        case "launch":
            return min((metric for metric in reading.primaries if metric.found), key=_by_p)
        case "no_primary_found":
            open_ones = [metric for metric in reading.primaries if metric.verdict != "wrong_way"]
            return min(open_ones or reading.primaries, key=_by_p)
        case "guardrail_open":
            return min((metric for metric in reading.guardrails if not metric.passed), key=_by_margin)
        case _:
            return min(reading.guardrails or reading.metrics, key=_by_margin)


def _by_p(metric: MetricRead) -> float:
    return math.inf if math.isnan(metric.p_value) else metric.p_value


def _by_margin(metric: MetricRead) -> float:
    """How far the bad end of the interval lies from zero, in margins; the farther on the wrong side, the smaller."""
    bad_end = metric.difference.low if metric.sign > 0 else metric.difference.high
    return math.inf if math.isnan(bad_end) else metric.sign * bad_end / abs(metric.change)
