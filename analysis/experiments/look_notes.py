"""Remarks on a look at a running test: broken split, passed bounds, few conversions, what is undefined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.core.messages import Message
from analysis.core.results import Note
from analysis.experiments.sequential_notes import nothing_left, one_sided, overrun, passed_over, sorted_notes

if TYPE_CHECKING:
    from analysis.core.results import Estimate
    from analysis.experiments.sample_ratio import SampleRatioCheck
    from analysis.experiments.sequential_boundaries import Boundaries
    from analysis.experiments.sequential_limits import Decision
    from analysis.experiments.sequential_spending import StoppingRule
    from analysis.experiments.two_by_two import TwoByTwo

# Simulated: from here on false alarms lie between 4.8 % and 5.5 % where 5 % is promised; see `read_sequential`.
FEW_SUCCESSES = 10


def look_notes(
    own: tuple[Note | None, ...],
    rule: StoppingRule,
    bounds: Boundaries,
    decision: Decision,
    decided_at: int | None,
    split: SampleRatioCheck,
) -> tuple[Note, ...]:
    """All remarks on a look, the most severe first; `own` are those of rates or of means."""
    return sorted_notes(
        (
            *split.notes,
            passed_over(len(bounds.upper), decided_at),
            nothing_left(bounds),
            overrun(bounds.information[-1], spends=True),
            *own,
            _not_ended(decision),
            one_sided(rule),
        )
    )


def rate_notes(
    table: TwoByTwo, decision: Decision, decided_at: int | None, look: int, repeated: Estimate
) -> tuple[Note | None, ...]:
    """Remarks that only rates call for."""
    return (_disagree(decision, decided_at, look, repeated), _alike(table), _few(table))


def _disagree(decision: Decision, decided_at: int | None, look: int, repeated: Estimate) -> Note | None:
    crossed = decision in {"stop_rise", "stop_fall"} and decided_at == look
    if crossed == repeated.excludes(0.0) or (decided_at is not None and decided_at < look):
        return None
    return Note(
        "caution",
        Message(
            "The bound and the interval disagree about zero: they use different variances, and the case is close. The bound decides here."
        ),
        code="bound_and_interval_disagree",
    )


def _alike(table: TwoByTwo) -> Note | None:
    if 0 < table.pooled_rate < 1:
        return None
    return Note("caution", Message("All customers answered alike so far, so z is undefined."), code="all_alike")


def _not_ended(decision: Decision) -> Note | None:
    if decision != "go_on":
        return None
    return Note(
        "info",
        Message(
            "Until the test ends there is no estimate or p-value corrected for early stopping; the widened interval holds meanwhile."
        ),
        code="not_ended",
    )


def _few(table: TwoByTwo) -> Note | None:
    if table.smallest_expected >= FEW_SUCCESSES or not 0 < table.pooled_rate < 1:
        return None
    return Note(
        "caution",
        Message(
            "Only {n:number} conversions (or non-conversions) are expected in the smaller group. Below {least:count} the bounds are rough, mostly too strict.",
            n=table.smallest_expected,
            least=FEW_SUCCESSES,
        ),
        code="few_successes",
    )
