"""Remarks on bounds: looks that move, looks beyond the plan, bounds that were crossed and passed over."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.messages import Message
from analysis.core.results import Note
from analysis.experiments.sequential_phrases import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.experiments.sequential_boundaries import Boundaries
    from analysis.experiments.sequential_spending import StoppingRule


def sorted_notes(found: Iterable[Note | None]) -> tuple[Note, ...]:
    """The remarks that apply, the most severe first."""
    notes = [note for note in found if note is not None]
    return tuple(sorted(notes, key=lambda note: SEVERITIES.index(note.severity)))


def bounds_notes(
    rule: StoppingRule,
    bounds: Boundaries,
    seen: tuple[float, ...],
    decided_at: int | None,
    *,
    complete: bool,
    planned: bool,
) -> tuple[Note, ...]:
    """All remarks on a set of bounds."""
    return sorted_notes(
        (
            passed_over(len(seen), decided_at),
            nothing_left(bounds),
            overrun(bounds.information[-1], spends=rule.spends),
            None if rule.spends or planned else _moves_with_later_looks(),
            None if complete else _not_complete(),
            one_sided(rule),
            _timing() if rule.spends else None,
            no_giving_up(),
        )
    )


def passed_over(looks_taken: int, decided_at: int | None) -> Note | None:
    """The test went on after a bound was crossed."""
    if decided_at is None or decided_at >= looks_taken:
        return None
    return Note(
        "caution",
        Message(
            "The bound was crossed at look {look:count} already. The answer is that of look {look:count}; what came later may refine the estimate but not revoke it.",
            look=decided_at,
        ),
        code="passed_over",
    )


def overrun(information: float, *, spends: bool) -> Note | None:
    """More customers came than planned."""
    if information <= 1 or not spends:
        return None
    return Note(
        "caution",
        Message(
            "The last look holds {share:percent} of the planned customers. All that was left of the chance of a false alarm is used there, with the customers who really came; this is right only if the test ran over for reasons other than its result.",
            share=information,
        ),
        code="overrun",
    )


def nothing_left(bounds: Boundaries) -> Note | None:
    """A look after the one that used up the chance of a false alarm."""
    if all(math.isfinite(bound) for bound in bounds.upper):
        return None
    return Note(
        "caution",
        Message(
            "Nothing is left to spend at a look with an infinite bound: it cannot stop the test. Everything is used up at the look that reaches the planned size."
        ),
        code="nothing_left",
    )


def _moves_with_later_looks() -> Note:
    return Note(
        "caution",
        Message(
            "These bounds hang on all looks together: if a later look is moved, the earlier bounds would have been others. Choose a spending design if looks are not certain to happen as planned."
        ),
        code="moves_with_later_looks",
    )


def _not_complete() -> Note:
    return Note(
        "info",
        Message(
            "Cost and savings are left out: they depend on when the later looks are taken. The bounds so far stay as they are."
        ),
        code="not_complete",
    )


def one_sided(rule: StoppingRule) -> Note | None:
    """The test looks in one direction."""
    if rule.sides == "two":
        return None
    return Note(
        "info",
        Message("One-sided: valid only if this direction was chosen before the data were seen."),
        code="one_sided",
    )


def _timing() -> Note:
    return Note(
        "info",
        Message(
            "Looks may come earlier or later than planned, and be more or fewer, but their time must not be chosen by what the last look showed."
        ),
        code="timing_of_looks",
    )


def no_giving_up() -> Note:
    """There is no bound for stopping without hope."""
    return Note(
        "info",
        Message(
            "There is no bound for giving up. A test may be ended early without crossing a bound at any time: that raises no false alarms, but the change may be missed."
        ),
        code="no_giving_up",
    )
