"""From a planner's metrics to the plan of all: sizes, the metric that decides, and remarks."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from analysis.core.messages import Message
from analysis.core.results import Note, Provenance, package_versions
from analysis.experiments.feasibility import feasibility_note
from analysis.experiments.metric_plan import MetricPlan, MetricsPlan
from analysis.experiments.metric_requirements import require_metric, require_parallel
from analysis.experiments.metric_sizes import Metric
from analysis.experiments.plan_notes import one_reading, too_long
from analysis.experiments.proportion_power import whole
from analysis.experiments.sequential_phrases import SEVERITIES

if TYPE_CHECKING:
    from analysis.experiments.metric_controls import PowerOf, PrimaryCorrection
    from analysis.experiments.metric_sizes import MetricKind, MetricRole
    from analysis.experiments.proportion_power import Sides

NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricInputs:
    """The parameters of `plan_metrics`, of the same names and meaning."""

    kinds: tuple[MetricKind, ...]
    baselines: tuple[float, ...]
    smallest_changes: tuple[float, ...]
    roles: tuple[MetricRole, ...]
    spreads: tuple[float, ...]
    users_per_week: int | None
    power: float
    power_of: PowerOf
    alpha: float
    guardrail_alpha: float
    sides: Sides
    correction: PrimaryCorrection
    share_treatment: float
    traffic_share: float

    @property
    def primary_alpha(self) -> float:
        """Level of one primary metric; of the strongest of them, for Holm."""
        n_primaries = self.roles.count("primary")
        return self.alpha if self.correction == "none" or n_primaries < 2 else self.alpha / n_primaries

    @property
    def power_for_together(self) -> float:
        """Chance that each part of the decision needs so that all together surely keep `power`."""
        n_parts = self.roles.count("guardrail") + (self.power_of == "launch" and "primary" in self.roles)
        return 1 - (1 - self.power) / max(n_parts, 1)

    def metrics(self) -> tuple[Metric, ...]:
        """The metrics, checked.

        Raises
        ------
        ParameterError
            If the tuples differ in length, or a metric's numbers cannot be.
        """
        spreads = self.spreads or (0.0,) * len(self.kinds)
        lists = {"baselines": self.baselines, "smallest_changes": self.smallest_changes}
        require_parallel(len(self.kinds), {**lists, "roles": self.roles, "spreads": spreads})
        parts = tuple(zip(self.kinds, self.roles, self.baselines, self.smallest_changes, spreads, strict=True))
        for place, (kind, role, baseline, change, spread) in enumerate(parts):
            require_metric(place + 1, kind, role, baseline, change, spread)
        return tuple(
            Metric(
                kind=kind,
                role=role,
                baseline=baseline,
                change=change,
                spread=spread,
                alpha=self.primary_alpha if role == "primary" else self.guardrail_alpha,
                sides=self.sides if role == "primary" else "one",
            )
            for kind, role, baseline, change, spread in parts
        )

    def wanted(self, metric: Metric) -> float:
        """The chance that a metric is planned for."""
        corrected = self.power_of == "launch" or (self.power_of == "all_guardrails" and metric.role == "guardrail")
        return self.power_for_together if corrected else self.power


def solve_metrics(inputs: MetricInputs) -> MetricsPlan:
    """Size every metric and lay the plan of all out; see `plan_metrics`."""
    metrics, share = inputs.metrics(), inputs.share_treatment
    sizes = [metric.total_for(share, inputs.wanted(metric)) for metric in metrics]
    decides = max(range(len(sizes)), key=sizes.__getitem__)
    n_control, n_treatment = _whole_groups(sizes[decides], share)
    rows = tuple(
        _row(place + 1, metric, inputs, total, (n_control, n_treatment))
        for place, (metric, total) in enumerate(zip(metrics, sizes, strict=True))
    )
    weekly = NAN if inputs.users_per_week is None else inputs.users_per_week * inputs.traffic_share
    passing = [row.power for row in rows if row.role == "guardrail"]
    found = [row.power for row in rows if row.role == "primary"]
    plan = MetricsPlan(
        metrics=rows,
        decides=decides + 1,
        n_control=n_control,
        n_treatment=n_treatment,
        n_total=n_control + n_treatment,
        weeks=NAN if math.isnan(weekly) else float(whole((n_control + n_treatment) / weekly)),
        users_per_week=weekly,
        alpha=inputs.alpha,
        guardrail_alpha=inputs.guardrail_alpha,
        correction=inputs.correction,
        power=inputs.power,
        power_of=inputs.power_of,
        # However the guardrails hang together, their misses at most add up.
        guardrails_at_least=max(1 - sum(1 - chance for chance in passing), 0.0),
        guardrails_if_independent=math.prod(passing),
        launch_at_least=max(min(found, default=1.0) - sum(1 - chance for chance in passing), 0.0),
        power_for_together=inputs.power_for_together,
        notes=(),
        provenance=Provenance(
            method="plan_metrics",
            n_total=0,
            n_used=0,
            parameters=asdict(inputs),
            packages=package_versions("scipy"),
        ),
    )
    return _with_notes(plan)


def _whole_groups(total: float, share: float) -> tuple[int, int]:
    return whole(total * (1 - share)), whole(total * share)


def _row(number: int, metric: Metric, inputs: MetricInputs, total: float, groups: tuple[int, int]) -> MetricPlan:
    share, wanted = inputs.share_treatment, inputs.wanted(metric)
    n_control, n_treatment = _whole_groups(total, share)
    return MetricPlan(
        number=number,
        kind=metric.kind,
        role=metric.role,
        baseline=metric.baseline,
        change=metric.change,
        spread=metric.spread,
        alpha=metric.alpha,
        target_power=wanted,
        n_control_real=total * (1 - share),
        n_treatment_real=total * share,
        n_control=n_control,
        n_treatment=n_treatment,
        n_total=n_control + n_treatment,
        power=metric.power(*groups),
        smallest_found=metric.smallest_found(*groups, wanted),
    )


def _with_notes(plan: MetricsPlan) -> MetricsPlan:
    found = (
        feasibility_note(plan.not_feasible),
        too_long(plan.weeks),
        _together(plan),
        _uncorrected(plan),
        _only_guardrails(plan),
        one_reading(plan.weeks),
    )
    notes = [note for note in found if note is not None]
    return replace(plan, notes=tuple(sorted(notes, key=lambda note: SEVERITIES.index(note.severity))))


def _together(plan: MetricsPlan) -> Note | None:
    if len(plan.guardrails) < 2 or plan.guardrails_at_least >= plan.power - 1e-9:
        return None
    return Note(
        "caution",
        Message(
            "A harmless version may fail on some guardrail: all of them pass together perhaps only {least:chance} of the time. For {power:set_percent} together, each needs {each:percent}.",
            least=plan.guardrails_at_least,
            power=plan.power,
            each=plan.power_for_together,
        ),
        code="guardrails_together",
    )


def _uncorrected(plan: MetricsPlan) -> Note | None:
    if len(plan.primaries) < 2 or plan.correction != "none":
        return None
    return Note(
        "caution",
        Message(
            "Without correction, {groups:count} comparisons raise at least one false alarm more often than {alpha:set_percent} of the time.",
            groups=len(plan.primaries),
            alpha=plan.alpha,
        ),
        code="uncorrected",
    )


def _only_guardrails(plan: MetricsPlan) -> Note | None:
    if plan.primaries:
        return None
    return Note(
        "info",
        Message(
            "There is no primary metric: the test can show that nothing gets worse, not that anything gets better."
        ),
        code="only_guardrails",
    )
