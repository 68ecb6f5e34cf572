"""Remarks on a plan: rough approximation, long tests, unequal groups, looking early."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

from analysis.core.messages import Message, PluralMessage
from analysis.core.results import Note
from analysis.experiments.feasibility import MOST_WEEKS, feasibility_note
from analysis.experiments.plan_design_notes import design_notes

if TYPE_CHECKING:
    from analysis.experiments.exact_power import ExactPower
    from analysis.experiments.other_calculators import OtherCalculator
    from analysis.experiments.plan_inputs import PlanInputs
    from analysis.experiments.proportion_plan import ProportionPlan

SHORTFALL = 0.03
LONG_WEEKS = 12
COSTLY_SPLIT = 1.1


class ManyGroups(Protocol):
    """What a remark on several comparisons needs of a plan's questions."""

    @property
    def n_treatments(self) -> int:
        """Treatment groups."""
        ...

    @property
    def correction(self) -> str:
        """How the level is shared."""
        ...

    @property
    def alpha(self) -> float:
        """Level over all comparisons."""
        ...


def plan_notes(inputs: PlanInputs, plan: ProportionPlan) -> tuple[Note, ...]:
    """All remarks on a plan, the most severe first."""
    found = (
        _nothing_can_be_found(plan),
        _small_groups(plan.exact, plan.power_near_tail, plan.others),
        *design_notes(plan),
        feasibility_note(plan.not_feasible, sized=plan.answer == "n"),
        too_long(plan.weeks),
        _costly_split(inputs, plan.n_control, plan.n_treatment, plan.others),
        uncorrected_groups(inputs),
        different_customers(plan.weeks),
        one_reading(plan.weeks),
    )
    notes = [note for note in found if note is not None]
    order = {"blocks_conclusion": 0, "caution": 1, "info": 2}
    return tuple(sorted(notes, key=lambda note: order[note.severity]))


def _nothing_can_be_found(plan: ProportionPlan) -> Note | None:
    if not plan.unreachable:
        return None
    if plan.goal != "superiority":
        return Note(
            "blocks_conclusion",
            Message(
                "No margin is wide enough to be shown with so few customers. Give more customers or accept a lower chance."
            ),
            code="no_margin_can_be_shown",
        )
    return Note(
        "blocks_conclusion",
        Message(
            "No change is large enough to be found with so few customers. Give more customers or accept a lower chance."
        ),
        code="no_change_can_be_found",
    )


def _small_groups(exact: ExactPower | None, power: float, others: tuple[OtherCalculator, ...]) -> Note | None:
    if exact is None:
        return None
    rough = exact.fisher < power - SHORTFALL
    sized = next(row for row in others if row.id == "continuity_corrected")
    enumerated = Message(
        "Enumerated outcome by outcome, the change is found {fisher:chance} of the time by Fisher's exact test and {newcombe:chance} by the Newcombe interval, where the formula says {power:chance}.",
        fisher=exact.fisher,
        newcombe=exact.newcombe,
        power=power,
    )
    if not rough:
        return Note("info", enumerated, code="enumerated")
    return Note(
        "caution",
        Message(
            "{enumerated} For groups this small the formula is too hopeful; the continuity-corrected size, {n:count} in the control group, is the safer plan.",
            enumerated=enumerated,
            n=sized.n_control,
        )
        if sized.n_control > others[0].n_control
        else Message("{enumerated} For groups this small the formula is too hopeful.", enumerated=enumerated),
        code="small_groups",
    )


def too_long(weeks: float) -> Note | None:
    """A remark on a test that outlasts a season; of one that outlasts ten years `feasibility_note` speaks."""
    if not LONG_WEEKS < weeks <= MOST_WEEKS:
        return None
    return Note(
        "caution",
        PluralMessage(
            "{n} week is long for a test: seasons change, customers leave and come back. A larger smallest change, or more customers a week, shortens it.",
            "{n:count} weeks are long for a test: seasons change, customers leave and come back. A larger smallest change, or more customers a week, shortens it.",
            n=int(weeks),
        ),
        code="long_test",
    )


def _costly_split(
    inputs: PlanInputs, n_control: int, n_treatment: int, others: tuple[OtherCalculator, ...]
) -> Note | None:
    equal = next((row for row in others if row.id == "equal_split"), None)
    if equal is None:
        return None
    even_total = equal.n_control + inputs.n_treatments * equal.n_treatment
    total = n_control + inputs.n_treatments * n_treatment
    if total < COSTLY_SPLIT * even_total:
        return None
    return Note(
        "info",
        Message(
            "Groups of equal size would need {even:count} customers in all instead of {total:count}.",
            even=even_total,
            total=total,
        ),
        code="unequal_split",
    )


def uncorrected_groups(inputs: ManyGroups) -> Note | None:
    """A caution where several comparisons share no correction."""
    if inputs.n_treatments == 1 or inputs.correction != "none":
        return None
    return Note(
        "caution",
        Message(
            "Without correction, {groups:count} comparisons raise at least one false alarm more often than {alpha:set_percent} of the time.",
            groups=inputs.n_treatments,
            alpha=inputs.alpha,
        ),
        code="uncorrected",
    )


def different_customers(weeks: float) -> Note | None:
    """What the weeks assume, where there are any."""
    if math.isnan(weeks):
        return None
    return Note(
        "info",
        Message(
            "The weeks assume that as many new customers come each week. Visits are not customers: with many returning ones the count of new customers falls from week to week and the test takes longer."
        ),
        code="different_customers",
    )


def one_reading(weeks: float) -> Note | None:
    """A plan over several weeks holds for one reading."""
    """A remark where there is time to look early."""
    if not weeks > 1:
        return None
    return Note(
        "info",
        Message(
            "The plan holds for one reading at the planned size. Looking five times and stopping at the first hit raises false alarms from 5% to 14%."
        ),
        code="one_reading",
    )
