"""From counts and summaries of several metrics to the reading: gates, tests, correction, verdicts, the decision."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from analysis.core.results import Estimate, Provenance, package_versions
from analysis.experiments.metric_reading import MetricRead, MetricsReading
from analysis.experiments.metric_reading_notes import metric_notes
from analysis.experiments.metric_reading_requirements import require_observed, require_spreads
from analysis.experiments.metric_requirements import require_parallel
from analysis.experiments.metric_tests import ObservedMetric
from analysis.experiments.metric_verdict import guardrail_verdict, launch_decision, primary_verdict
from analysis.experiments.reading_gates import Assignment, passed_gates, sorted_notes
from analysis.inference.multiplicity import adjusted_p_values

if TYPE_CHECKING:
    from analysis.core.results import ParameterValue
    from analysis.experiments.metric_controls import PrimaryCorrection
    from analysis.experiments.metric_sizes import MetricKind, MetricRole
    from analysis.experiments.metric_verdict import MetricVerdict
    from analysis.experiments.proportion_power import Sides
    from analysis.experiments.reading_core import TestName


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricReadInputs:
    """The parameters of `read_metrics`, of the same names and meaning."""

    n_control: int
    n_treatment: int
    kinds: tuple[MetricKind, ...]
    roles: tuple[MetricRole, ...]
    smallest_changes: tuple[float, ...]
    observed_control: tuple[float, ...]
    observed_treatment: tuple[float, ...]
    sds_control: tuple[float, ...]
    sds_treatment: tuple[float, ...]
    planned_n_total: int | None
    planned_share_treatment: float
    alpha: float
    guardrail_alpha: float
    sides: Sides
    correction: PrimaryCorrection

    def given(self) -> dict[str, ParameterValue]:
        """The parameters as given, for the provenance."""
        return asdict(self)

    @property
    def assignment(self) -> Assignment:
        """What the gates look at. Several outcomes are no caution here: the correction reckons with them."""
        return Assignment(
            customers=(self.n_control, self.n_treatment),
            planned_shares=(1 - self.planned_share_treatment, self.planned_share_treatment),
            planned_n_total=self.planned_n_total,
            randomised_by="customer",
            cluster_size=None,
            icc=None,
            outcomes_read=1,
            level=1 - self.alpha,
        )

    def metrics(self) -> tuple[ObservedMetric, ...]:
        """The metrics, checked.

        Raises
        ------
        ParameterError
            If the tuples differ in length, or a metric's numbers cannot be.
        """
        require_spreads(self.kinds, {"sds_control": self.sds_control, "sds_treatment": self.sds_treatment})
        none = (0.0,) * len(self.kinds)
        lists: dict[str, Sequence[object]] = {
            "roles": self.roles,
            "smallest_changes": self.smallest_changes,
            "observed_control": self.observed_control,
            "observed_treatment": self.observed_treatment,
            "sds_control": self.sds_control or none,
            "sds_treatment": self.sds_treatment or none,
        }
        require_parallel(len(self.kinds), lists)
        found = tuple(
            ObservedMetric(
                number=place + 1,
                kind=kind,
                role=self.roles[place],
                change=self.smallest_changes[place],
                control=self.observed_control[place],
                treatment=self.observed_treatment[place],
                sd_control=(self.sds_control or none)[place],
                sd_treatment=(self.sds_treatment or none)[place],
                n_control=self.n_control,
                n_treatment=self.n_treatment,
                sides=self.sides,
            )
            for place, kind in enumerate(self.kinds)
        )
        for metric in found:
            require_observed(metric)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedTests:
    """The primary metrics' p-values as corrected, and the level at which each was held against its own p-value."""

    p_adjusted: tuple[float, ...]
    step_alpha: tuple[float, ...]
    alpha_of_intervals: float


def read_metric_inputs(inputs: MetricReadInputs) -> MetricsReading:
    """Read a test of several metrics; see `read_metrics`."""
    observed = inputs.metrics()
    gates = passed_gates(inputs.assignment)
    primaries = _read_primaries(inputs, [one for one in observed if one.role == "primary"], blocked=gates.blocked)
    guardrails = {
        one.number: _read_guardrail(inputs, one, blocked=gates.blocked) for one in observed if one.role == "guardrail"
    }
    metrics = tuple({**primaries, **guardrails}[one.number] for one in observed)
    n = inputs.n_control + inputs.n_treatment
    return MetricsReading(
        metrics=metrics,
        decision=launch_decision([(metric.role, metric.verdict) for metric in metrics]),
        n_control=inputs.n_control,
        n_treatment=inputs.n_treatment,
        planned_n_total=inputs.planned_n_total,
        alpha=inputs.alpha,
        guardrail_alpha=inputs.guardrail_alpha,
        correction=inputs.correction,
        sample_ratio=gates.sample_ratio,
        notes=sorted_notes(*gates.notes, *metric_notes(inputs, observed, metrics)),
        provenance=Provenance(
            method="read_metrics",
            n_total=n,
            n_used=n,
            parameters=inputs.given(),
            packages=package_versions("scipy"),
        ),
    )


def corrected_tests(p_values: Sequence[float], alpha: float, correction: PrimaryCorrection) -> CorrectedTests:
    """What a correction makes of the primary metrics' p-values.

    A test that could not be made stays in the family as if nothing had been found: the family is the planned one.

    Examples
    --------
    >>> found = corrected_tests([0.02, float("nan"), 0.01], 0.05, "holm")
    >>> found.p_adjusted, [round(level, 4) for level in found.step_alpha]
    ((0.04, nan, 0.03), [0.025, 0.05, 0.0167])
    """
    k = len(p_values)
    filled = [1.0 if math.isnan(p) else p for p in p_values]
    adjusted = [float(p) for p in adjusted_p_values(filled, correction)]
    ranks = {place: rank for rank, place in enumerate(sorted(range(k), key=filled.__getitem__))}
    shares = {"none": [1] * k, "bonferroni": [k] * k, "holm": [k - ranks[place] for place in range(k)]}
    return CorrectedTests(
        p_adjusted=tuple(math.nan if math.isnan(p) else new for p, new in zip(p_values, adjusted, strict=True)),
        step_alpha=tuple(alpha / share for share in shares[correction]),
        alpha_of_intervals=alpha if correction == "none" else alpha / max(k, 1),
    )


def _read_primaries(
    inputs: MetricReadInputs, observed: list[ObservedMetric], *, blocked: bool
) -> dict[int, MetricRead]:
    tests = [one.test() for one in observed]
    corrected = corrected_tests([p for _, p in tests], inputs.alpha, inputs.correction)
    found: dict[int, MetricRead] = {}
    for place, one in enumerate(observed):
        p, adjusted, step = tests[place][1], corrected.p_adjusted[place], corrected.step_alpha[place]
        reached = adjusted <= inputs.alpha
        apart = one.difference(1 - step).excludes(0.0)
        # Holm stops at the first test that fails; what lies behind it was not held against its own level.
        stopped = not reached and p <= step
        difference = _relabelled(one.difference(1 - corrected.alpha_of_intervals), 1 - inputs.alpha)
        verdict = primary_verdict(difference, sign=one.sign, smallest_change=one.margin, found=reached and apart)
        found[one.number] = _metric_read(
            inputs,
            one,
            difference=difference,
            single=one.difference(1 - inputs.alpha),
            test=tests[place],
            p_adjusted=adjusted,
            test_agrees=stopped or math.isnan(p) or reached == apart,
            verdict="blocked" if blocked else verdict,
        )
    return found


def _read_guardrail(inputs: MetricReadInputs, one: ObservedMetric, *, blocked: bool) -> MetricRead:
    difference = one.difference_for_margin(1 - 2 * inputs.guardrail_alpha)
    test = one.test_of_margin()
    verdict = guardrail_verdict(difference, sign=one.sign, margin=one.margin)
    return _metric_read(
        inputs,
        one,
        difference=difference,
        single=difference,
        test=test,
        p_adjusted=test[1],
        test_agrees=True,
        verdict="blocked" if blocked else verdict,
    )


def _metric_read(
    inputs: MetricReadInputs,
    one: ObservedMetric,
    *,
    difference: Estimate,
    single: Estimate,
    test: tuple[TestName, float],
    p_adjusted: float,
    test_agrees: bool,
    verdict: MetricVerdict,
) -> MetricRead:
    control, treatment = one.groups(1 - inputs.alpha)
    return MetricRead(
        number=one.number,
        kind=one.kind,
        role=one.role,
        change=one.change,
        wanted=one.wanted,
        unit=one.unit,
        alternative=one.alternative if one.role == "primary" else "two-sided",
        control=control,
        treatment=treatment,
        difference=difference,
        single=single,
        test=test[0],
        p_value=test[1],
        p_adjusted=p_adjusted,
        test_agrees=test_agrees,
        verdict=verdict,
    )


def _relabelled(estimate: Estimate, level: float) -> Estimate:
    """The interval with its joint level."""
    return Estimate(estimate.value, estimate.low, estimate.high, round(level, 12))
