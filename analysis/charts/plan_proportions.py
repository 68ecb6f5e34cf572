"""A plan of a test of two proportions as key numbers, power curve and tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.charts.display import Cell, Display, Figure, Metric, Table, TableColumn
from analysis.charts.power_curves import against_words, alpha_words, draw_curve, groups_words
from analysis.core.messages import Message

if TYPE_CHECKING:
    from analysis.experiments.other_calculators import OtherCalculator
    from analysis.experiments.proportion_plan import ProportionPlan

CONVENTION_WORDS = {
    "pooled": Message("Pooled variance if nothing changed"),
    "unpooled": Message("Unpooled variance throughout"),
    "arcsine": Message("Arcsine (Cohen's h)"),
    "continuity_corrected": Message("Continuity correction"),
    "evan_miller": Message("Variance at today's rate"),
    "one_sided": Message("One-sided"),
    "two_sided": Message("Two-sided"),
    "equal_split": Message("Groups of equal size"),
    "no_correction": Message("No correction for several versions"),
    "rule_of_16": Message("Rule of 16: 16 p (1 − p) / change²"),
}
SEEN_IN = {
    "pooled": Message("R power.prop.test, statsmodels, textbooks"),
    "unpooled": Message("many A/B platforms; Chow, Shao and Wang"),
    "arcsine": Message("R package pwr; Cohen"),
    "continuity_corrected": Message("Fleiss; close to Fisher's exact test"),
    "evan_miller": Message("Evan Miller's page (equal groups)"),
    "one_sided": Message("tools that look in one direction, silently"),
    "two_sided": Message("most tools"),
    "equal_split": Message("tools that know no split"),
    "no_correction": Message("tools for one comparison"),
    "rule_of_16": Message("rule of thumb for 5% and 80%"),
    "read_as_relative": Message("tools that take the change as relative"),
    "read_as_absolute": Message("tools that take the change in points"),
}


def display_plan_proportions(result: ProportionPlan) -> Display:
    """Key numbers, the power curve, the groups, and why another calculator says otherwise."""
    if math.isnan(result.change):
        return Display(tables=(_groups(result),))
    tables = [_groups(result), _others(result)]
    if result.exact is not None:
        tables.append(_enumerated(result))
    return Display(figures=(_curve(result),), tables=tuple(tables), metrics=_metrics(result))


def _metrics(result: ProportionPlan) -> tuple[Metric, ...]:
    if result.equal_groups:
        sizes = [Metric(Message("Per group"), result.n_control, "count")]
    else:
        sizes = [
            Metric(Message("Control group"), result.n_control, "count"),
            Metric(Message("Each new group"), result.n_treatment, "count"),
        ]
    answer = {
        "n": [],
        "mde": [Metric(Message("Smallest change found (points)"), result.change, "fine_points")],
        "power": [Metric(Message("Chance to find it"), result.power, "percent")],
    }[result.solve_for]
    metrics = [*answer, *sizes, Metric(Message("In all"), result.n_total, "count")]
    if not math.isnan(result.weeks):
        metrics.append(Metric(Message("Full weeks"), result.weeks, "count"))
    return tuple(metrics[:4])


def _curve(result: ProportionPlan) -> Figure:
    fractions = sorted(set(result.curve["fraction"]))
    return Figure(
        draw=lambda say: draw_curve(result, say, _points),
        heading=Message(
            "Chance to find a change of {changes} points",
            changes=tuple(Message("{change:fine_points}", change=result.change * fraction) for fraction in fractions),
        ),
        note=Message(
            "Baseline {rate:fine_percent}; {groups}; {sides} {alpha}; normal approximation, {convention}.",
            rate=result.baseline_rate,
            groups=groups_words(result),
            sides=Message("two-sided") if result.sides == "two" else Message("one-sided"),
            alpha=alpha_words(result),
            convention=CONVENTION_LOWER[result.convention],
        ),
        description=Message(
            "Power curve: with {n:count} customers in all, a change of {change:fine_points} points is found {power:set_percent} of the time; smaller changes are found less often.",
            n=result.n_total,
            change=result.change,
            power=result.power,
        ),
    )


CONVENTION_LOWER = {
    "pooled": Message("pooled variance if nothing changed"),
    "unpooled": Message("unpooled variance throughout"),
    "arcsine": Message("arcsine scale"),
    "continuity_corrected": Message("continuity correction"),
    "evan_miller": Message("variance at today's rate"),
}


def _points(change: float) -> Message:
    return Message("{change:fine_points}", change=change)


def _groups(result: ProportionPlan) -> Table:
    names = [Message("Control group")]
    if result.n_treatments == 1:
        names.append(Message("New version"))
    else:
        names += [Message("New version {number:count}", number=i + 1) for i in range(result.n_treatments)]
    sizes = [(result.baseline_rate, result.n_control)]
    sizes += [(result.treatment_rate, result.n_treatment)] * result.n_treatments
    rows: list[tuple[Cell, ...]] = [
        (name, rate, n / result.n_total, n) for name, (rate, n) in zip(names, sizes, strict=True)
    ]
    rows.append((Message("In all"), None, 1.0, result.n_total))
    return Table(
        title=Message("The groups"),
        columns=(
            TableColumn(Message("Group"), align="left"),
            TableColumn(Message("Rate planned for"), "fine_percent"),
            TableColumn(Message("Share"), "percent"),
            TableColumn(Message("Customers"), "count"),
        ),
        rows=tuple(rows),
        sum_row=True,
        note=Message("Whole customers, rounded up in each group."),
    )


def _others(result: ProportionPlan) -> Table:
    value = {
        "n": (
            TableColumn(Message("Control group"), "count"),
            TableColumn(Message("Each new group"), "count"),
        ),
        "mde": (TableColumn(Message("Smallest change (points)"), "fine_points"),),
        "power": (TableColumn(Message("Chance to find it"), "percent"),),
    }[result.solve_for]
    if result.solve_for == "n" and result.equal_groups:
        value = (TableColumn(Message("Per group"), "count"),)
    return Table(
        title=Message("Why does another calculator say otherwise?"),
        columns=(
            TableColumn(Message("Convention"), align="left"),
            *value,
            TableColumn(Message("Against ours")),
            TableColumn(Message("Seen in"), align="left"),
        ),
        rows=tuple(
            (_name(row, result), *_values(row, result), _against(row, result), SEEN_IN[row.id]) for row in result.others
        ),
        note=Message(
            "All rows answer the same question. The pooled, unpooled, arcsine and continuity-corrected conventions are all correct; they approximate the same test differently. Confusing points with a share of today's rate, or one group with all groups, changes the plan far more."
        ),
    )


def _name(row: OtherCalculator, result: ProportionPlan) -> Message:
    if row.ours:
        return Message("This plan: {convention}", convention=CONVENTION_LOWER[result.convention])
    if row.id == "read_as_relative":
        return Message(
            "The change read as relative: {control:fine_percent} to {treatment:fine_percent}",
            control=result.baseline_rate,
            treatment=row.treatment_rate,
        )
    if row.id == "read_as_absolute":
        return Message(
            "The change read in points: {control:fine_percent} to {treatment:fine_percent}",
            control=result.baseline_rate,
            treatment=row.treatment_rate,
        )
    return CONVENTION_WORDS[row.id]


def _values(row: OtherCalculator, result: ProportionPlan) -> tuple[Cell, ...]:
    match result.solve_for:
        case "mde":
            return (row.change,)
        case "power":
            return (row.power,)
        case _:
            return (row.n_control,) if result.equal_groups else (row.n_control, row.n_treatment)


def _against(row: OtherCalculator, result: ProportionPlan) -> Cell:
    if row.ours:
        return None
    ours = next(other for other in result.others if other.ours)
    return against_words(row.against_ours, same=_values(row, result) == _values(ours, result))


def _enumerated(result: ProportionPlan) -> Table:
    exact = result.exact
    if exact is None:
        raise ValueError("no enumerated power in this plan")
    return Table(
        title=Message("Small groups: every outcome enumerated"),
        columns=(
            TableColumn(Message("Decision by"), align="left"),
            TableColumn(Message("Finds the change"), "percent"),
            TableColumn(Message("False alarm at today's rate"), "percent"),
        ),
        rows=(
            (Message("Fisher's exact test"), exact.fisher, exact.false_alarm_fisher),
            (Message("Pooled z test"), exact.pooled_z, exact.false_alarm_pooled_z),
            (Message("Newcombe interval leaves out zero"), exact.newcombe, exact.false_alarm_newcombe),
            (Message("Formula (normal approximation)"), result.power, result.alpha_per_comparison),
        ),
        note=Message("No formula: the chances of all outcomes in which each rule finds the change are added up."),
    )
