"""Remarks on a reading: broken split, plan not reached, test against interval, what is undefined."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.messages import Message
from analysis.core.results import Note
from analysis.experiments.reading_gates import sorted_notes

if TYPE_CHECKING:
    from analysis.core.results import Estimate
    from analysis.experiments.proportion_reading import TestUsed
    from analysis.experiments.read_solution import ReadInputs
    from analysis.experiments.reading_gates import Gates
    from analysis.experiments.relative_lift import LiftMethod
    from analysis.experiments.two_by_two import TwoByTwo

# Enumerated coverage of the 95 % log-ratio interval: .943 and more with 3 or more expected successes in each group,
# down to .885 with fewer in the smaller of two unequal groups.
FEW_SUCCESSES = 5


def read_notes(
    inputs: ReadInputs,
    table: TwoByTwo,
    gates: Gates,
    lifts: dict[LiftMethod, Estimate],
    test_used: TestUsed,
    p_fisher: float,
    *,
    test_agrees: bool,
) -> tuple[Note, ...]:
    """All remarks on a reading, the most severe first."""
    found = (
        *gates.notes,
        _border(test_agrees=test_agrees),
        _small_counts(test_used),
        _alike(table),
        _fisher_left_out(p_fisher, clustered=gates.design_effect > 1),
        *_lift(inputs, lifts),
        _one_sided(inputs),
    )
    return sorted_notes(*found)


def _border(*, test_agrees: bool) -> Note | None:
    if test_agrees:
        return None
    return Note(
        "caution",
        Message(
            "The test and the interval disagree about zero. They use different variances; the Newcombe interval decides here, and the case is close either way."
        ),
        code="test_and_interval_disagree",
    )


def _small_counts(test_used: TestUsed) -> Note | None:
    if test_used != "fisher":
        return None
    return Note(
        "info",
        Message(
            "An expected count is below 5, so Fisher's exact test stands beside the interval in place of the pooled z test."
        ),
        code="small_counts",
    )


def _alike(table: TwoByTwo) -> Note | None:
    if 0 < table.pooled_rate < 1:
        return None
    return Note(
        "caution",
        Message("All customers answered alike, so the pooled z test and the odds ratio are undefined."),
        code="all_alike",
    )


def _fisher_left_out(p_fisher: float, *, clustered: bool) -> Note | None:
    if not math.isnan(p_fisher):
        return None
    if clustered:
        return Note(
            "info",
            Message(
                "Fisher's exact test, the conditional odds ratio and the exact interval count independent customers; with communities assigned as a whole they are left out."
            ),
            code="exact_left_out",
        )
    return Note(
        "info",
        Message(
            "Fisher's exact test and the conditional odds ratio are left out: with counts this large they equal the pooled z test and the sample odds ratio."
        ),
        code="fisher_left_out",
    )


def _lift(inputs: ReadInputs, lifts: dict[LiftMethod, Estimate]) -> tuple[Note, ...]:
    if inputs.successes_control == 0:
        return (
            Note(
                "info",
                Message("Nobody converted in the control group, so a relative lift is undefined."),
                code="lift_undefined",
            ),
        )
    few = _rough_lift(inputs)
    fieller = lifts["fieller"]
    if math.isnan(fieller.low) or math.isnan(fieller.high):
        unbounded = Note(
            "info",
            Message(
                "Fieller's set for the lift has no two ends: the control's rate is too close to zero for its size."
            ),
            code="fieller_unbounded",
        )
        return (*few, unbounded)
    return few


def _rough_lift(inputs: ReadInputs) -> tuple[Note, ...]:
    if min(inputs.successes_control, inputs.successes_treatment) >= FEW_SUCCESSES:
        return ()
    if not inputs.successes_treatment:
        message = Message(
            "Nobody converted with the new version: the relative lift is -100%, and its log-ratio interval has no ends."
        )
    else:
        message = Message(
            "Few customers converted ({control:count} of the control group, {treatment:count} with the new version), so the interval of the relative lift is rough; the difference in points is the safer number.",
            control=inputs.successes_control,
            treatment=inputs.successes_treatment,
        )
    return (Note("caution", message, code="rough_lift"),)


def _one_sided(inputs: ReadInputs) -> Note | None:
    if inputs.alternative == "two-sided":
        return None
    return Note(
        "info",
        Message("One-sided: valid only if this direction was chosen before the data were seen."),
        code="one_sided",
    )
