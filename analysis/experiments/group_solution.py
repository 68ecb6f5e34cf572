"""What every plan of groups works out in the same way: whole customers, weeks, chances, curve and remarks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.core.results import Note, Provenance, package_versions
from analysis.experiments.feasibility import feasibility_note, not_feasible
from analysis.experiments.group_inputs import GroupInputs
from analysis.experiments.group_question import GroupQuestion, GroupTest, solved
from analysis.experiments.plan_notes import (
    COSTLY_SPLIT,
    different_customers,
    one_reading,
    too_long,
    uncorrected_groups,
)
from analysis.experiments.plan_solution import time_needed
from analysis.experiments.power_curve import FRACTIONS, curve_sizes
from analysis.experiments.proportion_power import whole

NAN = float("nan")


def solved_sizes(question: GroupQuestion, test: GroupTest) -> GroupQuestion:
    """The solved question.

    Raises
    ------
    ParameterError
        If no number of customers is enough.
    """
    answer = solved(question, test)
    if not math.isnan(answer.n_treatment):
        return answer
    if question.fixed_control:
        raise ParameterError(
            Message(
                "With {n:count} customers in the control group, no number of others is enough to find this change.",
                n=question.n_control,
            ),
            remedy=Message("Give the control group more customers, or plan for a larger change."),
            parameter="n_control",
        )
    raise ParameterError(
        Message("No number of customers is enough to find so small a change."),
        remedy=Message("Plan for a larger change."),
        parameter="change",
    )


def laid_out(inputs: GroupInputs, test: GroupTest, answer: GroupQuestion) -> dict[str, Any]:
    """The fields of a `GroupPlan` that follow from the solved question alone."""
    n_control = 0 if inputs.one_group else whole(answer.n_control)
    n_treatment = whole(answer.n_treatment)
    n_total = n_control + inputs.n_treatments * n_treatment
    near, far = (float(tail) for tail in test.tails(answer.effect, n_control, n_treatment))
    days, weeks = time_needed(n_total, inputs.customers_per_week)
    return {
        "solve_for": inputs.solve_for,
        "target_power": inputs.power,
        "alpha": inputs.alpha,
        "alpha_per_comparison": test.alpha,
        "sides": inputs.sides,
        "direction": inputs.direction,
        "correction": inputs.correction,
        "n_treatments": inputs.n_treatments,
        "users_per_week": NAN if inputs.users_per_week is None else float(inputs.users_per_week),
        "traffic_share": inputs.traffic_share,
        "n_control_real": answer.n_control,
        "n_treatment_real": answer.n_treatment,
        "n_total_real": answer.n_control + inputs.n_treatments * answer.n_treatment,
        "n_control": n_control,
        "n_treatment": n_treatment,
        "n_total": n_total,
        "share_treatment": inputs.n_treatments * n_treatment / n_total,
        "power": float(test.power(answer.effect, n_control, n_treatment)),
        "power_near_tail": near,
        "power_both_tails": near + far,
        "days": days,
        "weeks": weeks,
    }


def group_curve(
    inputs: GroupInputs,
    test: GroupTest,
    answer: GroupQuestion,
    *,
    effect: float,
    scaled: Callable[[float], float] = float,
) -> pd.DataFrame:
    """Chance to find the effect, or a part of it, over customers or weeks.

    Parameters
    ----------
    inputs, test, answer
        The plan's.
    effect : float
        The effect on the plan's own scale.
    scaled : callable
        From the plan's scale to the test's.

    Returns
    -------
    DataFrame
        n_total, weeks, fraction, change (the effect), power; up to twice the planned size.
    """
    n_control = 0 if inputs.one_group else whole(answer.n_control)
    n_treatment = whole(answer.n_treatment)
    n_total = n_control + inputs.n_treatments * n_treatment
    weeks, totals = curve_sizes(n_total, inputs.customers_per_week)
    scale = totals / n_total
    parts = [
        pd.DataFrame(
            {
                "n_total": totals,
                "weeks": weeks,
                "fraction": fraction,
                "change": effect * fraction,
                "power": test.power(scaled(effect * fraction), n_control * scale, n_treatment * scale),
            }
        )
        for fraction in FRACTIONS
    ]
    return pd.concat(parts, ignore_index=True)


def group_provenance(method: str, inputs: GroupInputs) -> Provenance:
    """Where a plan comes from."""
    return Provenance(method=method, n_total=0, n_used=0, parameters=inputs.given(), packages=package_versions("scipy"))


def group_notes(
    inputs: GroupInputs, parts: dict[str, Any], equal_total: float, own: Iterable[Note | None]
) -> tuple[Note, ...]:
    """The plan's own remarks and those of every plan, the most severe first.

    Parameters
    ----------
    inputs : GroupInputs
    parts : dict
        As `laid_out` gives them, with the effect.
    equal_total : float
        Customers in all with groups of equal size; NaN where that was not asked.
    own : iterable of Note or None
        Remarks of the particular planner.
    """
    nothing = Note(
        "blocks_conclusion",
        Message(
            "No change is large enough to be found with so few customers. Give more customers or accept a lower chance."
        ),
        code="no_change_can_be_found",
    )
    found = (
        nothing if math.isnan(parts["effect"]) else None,
        *own,
        feasibility_note(
            not_feasible(parts["n_total"], parts["weeks"], inputs.customers_per_week), sized=inputs.solve_for == "n"
        ),
        too_long(parts["weeks"]),
        _costly_split(parts["n_total"], equal_total),
        uncorrected_groups(inputs),
        different_customers(parts["weeks"]),
        one_reading(parts["weeks"]),
    )
    order = {"blocks_conclusion": 0, "caution": 1, "info": 2}
    return tuple(sorted((note for note in found if note is not None), key=lambda note: order[note.severity]))


def _costly_split(total: int, equal_total: float) -> Note | None:
    if math.isnan(equal_total) or total < COSTLY_SPLIT * equal_total:
        return None
    return Note(
        "info",
        Message(
            "Groups of equal size would need {even:count} customers in all instead of {total:count}.",
            even=equal_total,
            total=total,
        ),
        code="unequal_split",
    )
