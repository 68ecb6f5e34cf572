"""A plan of a test of means as key numbers, power curve and tables."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from analysis.charts.display import Cell, Display, Table, TableColumn
from analysis.charts.group_plans import PlanWords, change_heading, display_group_plan, plain_level
from analysis.charts.power_curves import alpha_words
from analysis.core.messages import Message, Sentence

if TYPE_CHECKING:
    from analysis.experiments.mean_plan import MeanPlan

NAMES = {
    "student_t": Message("Student's t, one standard deviation"),
    "welch_t": Message("Welch's t, two standard deviations"),
    "z": Message("Normal, known standard deviations"),
    "both_tails": Message("Rejections in the wrong direction counted too"),
    "two_tails_of_t": Message("Two noncentral t tails in place of the exact chance"),
    "half_level": Message("Each test at half the level"),
    "clusters_ignored": Message("Communities ignored"),
    "rule_of_16": Message("Rule of 16: 16 sd² / change²"),
    "read_as_relative": Message("The change read as a share of today's mean"),
    "read_as_absolute": Message("The change read in units of the mean"),
}
SEEN_IN = {
    "student_t": Message("R power.t.test, statsmodels, textbooks"),
    "welch_t": Message("platforms that test with Welch's t"),
    "z": Message("most A/B platforms; Chow, Shao and Wang"),
    "both_tails": Message("R package pwr, statsmodels, strict = TRUE"),
    "two_tails_of_t": Message("PowerTOST with method nct, many programs"),
    "half_level": Message("tools that ask for a 95% interval within the margins"),
    "clusters_ignored": Message("nearly all tools"),
}
LOWER = {
    "student_t": Message("Student's t test"),
    "welch_t": Message("Welch's t test"),
    "z": Message("normal test with known standard deviations"),
}


def display_plan_means(result: MeanPlan) -> Display:
    """Key numbers, the power curve, the groups, and why another calculator says otherwise."""
    return display_group_plan(result, _words(result), *_design(result))


def _words(plan: MeanPlan) -> PlanWords:
    superior = plan.goal == "superiority"
    return PlanWords(
        label=_label(plan),
        heading=change_heading if superior else _margin_heading,
        lower=LOWER[plan.convention],
        level=_level(plan),
        names=NAMES,
        seen_in=SEEN_IN,
        note=Message(
            "All rows answer the same question. Student's, Welch's and the normal test agree in large groups; confusing a change in units with a share of the mean, or one group with all groups, changes the plan far more."
        ),
        smallest=Message("Smallest change found") if superior else Message("Smallest margin shown"),
        values=_values(plan),
    )


def _label(plan: MeanPlan) -> Callable[[float], Sentence]:
    """A change or margin in units of the mean, or in standard deviations where it was asked so."""
    if plan.change_kind != "cohen_d" or plan.goal != "superiority":
        return lambda effect: Message("{change:number}", change=effect)
    one = plan.effect / abs(plan.cohens_d)
    return lambda effect: Message("{d:number} sd", d=effect / one)


def _margin_heading(labels: tuple[Sentence, ...]) -> Sentence:
    return Message("Chance to show a margin of {margins}", margins=labels)


def _level(plan: MeanPlan) -> Message:
    match plan.goal:
        case "noninferiority":
            level = plan.alpha_per_comparison / (2 if plan.sides == "two" else 1)
            return Message("non-inferiority, one-sided {alpha:fine_percent}", alpha=level)
        case "equivalence":
            return Message("equivalence, two one-sided tests at {alpha}", alpha=alpha_words(plan))
        case _:
            return plain_level(plan)


def _values(plan: MeanPlan) -> tuple[tuple[TableColumn, tuple[Cell, Cell]], ...]:
    deviation = (
        TableColumn(Message("Standard deviation"), "number"),
        (plan.sd_control, plan.sd_treatment),
    )
    if math.isnan(plan.baseline_mean) or plan.one_group:
        return (deviation,)
    return ((TableColumn(Message("Mean planned for"), "number"), (plan.baseline_mean, plan.treatment_mean)), deviation)


def _design(plan: MeanPlan) -> tuple[Table, ...]:
    """What multiplies the variance, where anything does."""
    rows: list[tuple[Cell, ...]] = []
    if plan.variance_ratio < 1:
        rows.append((Message("Adjusting for the time before the test"), plan.variance_ratio))
    if plan.design_effect > 1:
        rows.append((Message("Communities assigned as a whole (design effect)"), plan.design_effect))
    if not rows:
        return ()
    return (
        Table(
            title=Message("What changes the variance"),
            columns=(TableColumn(Message("Reason"), align="left"), TableColumn(Message("Factor"), "effect")),
            rows=tuple(rows),
            note=Message("A variance times 0.75 needs 0.75 times the customers."),
        ),
    )
