"""Several outcomes of one test in a rehearsal: is it launched, and what does `read_metrics` say of each?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.core import Message
from synthetic.rehearsal import Outcome, Part

if TYPE_CHECKING:
    from analysis.experiments.metric_controls import PrimaryCorrection
    from analysis.experiments.metric_sizes import MetricKind, MetricRole
    from analysis.experiments.proportion_power import Sides
    from synthetic.designs import OutcomeSums


def read_outcomes(
    sums: OutcomeSums,
    *,
    kinds: tuple[MetricKind, ...],
    roles: tuple[MetricRole, ...],
    smallest_changes: tuple[float, ...],
    alpha: float,
    guardrail_alpha: float,
    sides: Sides,
    correction: PrimaryCorrection,
) -> Outcome:
    """`read_metrics` with its planned rule; a launch counts as found, every verdict is counted.

    The estimate is that of the first primary outcome, with its uncorrected interval.
    """
    from analysis.experiments import read_metrics
    from analysis.experiments.metric_verdict import is_found, is_passed

    reading = read_metrics(
        n_control=sums.n_control,
        n_treatment=sums.n_treatment,
        kinds=kinds,
        roles=roles,
        smallest_changes=smallest_changes,
        observed_control=sums.control,
        observed_treatment=sums.treatment,
        sds_control=sums.sds_control,
        sds_treatment=sums.sds_treatment,
        planned_share_treatment=sums.n_treatment / (sums.n_control + sums.n_treatment),
        alpha=alpha,
        guardrail_alpha=guardrail_alpha,
        sides=sides,
        correction=correction,
    )
    first = reading.primaries[0].single
    said = (
        is_found(metric.verdict) if metric.role == "primary" else is_passed(metric.verdict)
        for metric in reading.metrics
    )
    return Outcome(
        detected=reading.decision == "launch",
        estimate=first.value,
        low=first.low,
        high=first.high,
        parts=tuple(float(one) for one in said),
    )


def parts_of(roles: Sequence[str]) -> tuple[Part, ...]:
    """What is counted of each outcome."""
    return tuple(
        Part(name=f"metric_{number}", label=_label(number, role)) for number, role in enumerate(roles, start=1)
    )


def _label(number: int, role: str) -> Message:
    if role == "primary":
        return Message("Metric {number:count}, found", number=number)
    return Message("Metric {number:count}, guardrail passed", number=number)
