"""A plan of a test of a ratio metric as key numbers, power curve and tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.charts.display import Cell, Display, Table, TableColumn
from analysis.charts.group_plans import PlanWords, change_heading, display_group_plan, plain_level
from analysis.core.messages import Message, Sentence

if TYPE_CHECKING:
    from analysis.experiments.ratio_plan import RatioPlan

NAMES = {
    "difference": Message("Difference of the ratios"),
    "log_ratio": Message("Logarithm of their quotient"),
    "events_as_units": Message("Events taken as units (wrong)"),
    "rule_of_16": Message("Rule of 16: 16 variance of a customer / change²"),
    "read_as_relative": Message("The change read as a share of today's ratio"),
    "read_as_absolute": Message("The change read in units of the ratio"),
}
SEEN_IN = {
    "difference": Message("A/B platforms with the delta method"),
    "log_ratio": Message("tools that test the relative change"),
    "events_as_units": Message("calculators for two rates fed with clicks and views"),
}
LOWER = {
    "difference": Message("delta method, difference of the ratios"),
    "log_ratio": Message("delta method, logarithm of the quotient"),
}


def display_plan_ratio(result: RatioPlan) -> Display:
    """Key numbers, the power curve, the groups, the unit of the test, and other conventions' answers."""
    words = PlanWords(
        label=_label,
        heading=change_heading,
        lower=LOWER[result.convention],
        level=plain_level(result),
        names=NAMES,
        seen_in=SEEN_IN,
        note=Message(
            "All rows answer the same question. The scale of the test hardly matters; the unit does: customers are assigned, and one customer's events are alike."
        ),
        smallest=Message("Smallest change found"),
        values=((TableColumn(Message("Ratio planned for"), "number"), (result.ratio, result.treatment_ratio)),),
    )
    return display_group_plan(result, words, *_unit(result))


def _label(effect: float) -> Sentence:
    return Message("{change:number}", change=effect)


def _unit(plan: RatioPlan) -> tuple[Table, ...]:
    """The customer against the event as unit, where the latter is known."""
    if math.isnan(plan.events_design_effect):
        return ()
    rows: tuple[tuple[Cell, ...], ...] = (
        (Message("Customers (right)"), plan.unit_variance, float(plan.n_treatment), plan.alpha_per_comparison),
        (
            Message("Events (wrong)"),
            plan.event_level_variance,
            plan.events_n_treatment if plan.solve_for == "n" else None,
            plan.events_false_alarm,
        ),
    )
    return (
        Table(
            title=Message("The unit of the test"),
            columns=(
                TableColumn(Message("Unit"), align="left"),
                TableColumn(Message("Variance per customer"), "number"),
                TableColumn(Message("Each new group"), "count"),
                TableColumn(Message("False alarms"), "chance"),
            ),
            rows=rows,
            note=Message(
                "With events as units the variance is {factor:effect} times too small: the test finds changes where there are none.",
                factor=plan.events_design_effect,
            )
            if plan.events_design_effect > 1
            else Message(
                "With events as units the variance is too large here ({factor:effect}): the test would miss changes.",
                factor=plan.events_design_effect,
            ),
        ),
    )
