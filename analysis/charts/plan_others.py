"""Why another calculator says otherwise: the plan's question under every convention, as one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.charts.display import Cell, Table, TableColumn
from analysis.charts.power_curves import against_words
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
    "bonferroni": Message("Bonferroni"),
    "dunnett": Message("Dunnett"),
    "farrington_manning": Message("Most likely rates on the margin (Farrington-Manning)"),
    "unpooled_margin": Message("Unpooled variance throughout"),
    "fixed_margins": Message("Rates a margin apart with the same total"),
    "pooled_z": Message("Pooled variance as if nothing differed"),
    "half_alpha": Message("Half the chance of a false alarm"),
    "whole_alpha": Message("The whole chance of a false alarm in one direction"),
    "half_misses": Message("Half of the misses for each of the two tests"),
    "no_gain": Message("The new version only as good as today"),
    "no_communities": Message("Communities ignored"),
    "no_covariate": Message("Without the time before"),
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
    "bonferroni": Message("most tools for several versions"),
    "dunnett": Message("statistics packages; textbooks"),
    "farrington_manning": Message("R packages gsDesign and rpact; PASS"),
    "unpooled_margin": Message("R package epiR; Blackwelder; Chow, Shao and Wang"),
    "fixed_margins": Message("Dunnett and Gent; older programs"),
    "pooled_z": Message("tools that reuse the test of equal rates; not right on a margin"),
    "half_alpha": Message("tools that split it over both sides"),
    "whole_alpha": Message("tools whose level is one-sided"),
    "half_misses": Message("Chow, Shao and Wang; exact only where nothing differs"),
    "no_gain": Message("the usual assumption of a test for no worse"),
    "no_communities": Message("tools for customers assigned one by one"),
    "no_covariate": Message("tools that know no CUPED"),
    "read_as_relative": Message("tools that take the change as relative"),
    "read_as_absolute": Message("tools that take the change in points"),
}


CONVENTION_LOWER = {
    "pooled": Message("pooled variance if nothing changed"),
    "unpooled": Message("unpooled variance throughout"),
    "arcsine": Message("arcsine scale"),
    "continuity_corrected": Message("continuity correction"),
    "evan_miller": Message("variance at today's rate"),
}


MARGIN_LOWER = {
    "farrington_manning": Message("most likely rates on the margin (Farrington-Manning)"),
    "unpooled": Message("unpooled variance throughout"),
}


def variance_words(plan: ProportionPlan) -> Message:
    """The plan's own convention, in the middle of a sentence."""
    if plan.goal == "superiority":
        return CONVENTION_LOWER[plan.convention]
    return MARGIN_LOWER[plan.margin_convention]


def other_calculators_table(result: ProportionPlan) -> Table:
    """All conventions' answers beside the plan's own."""
    return Table(
        title=Message("Why does another calculator say otherwise?"),
        columns=(
            TableColumn(Message("Convention"), align="left"),
            *_value_columns(result),
            TableColumn(Message("Against ours")),
            TableColumn(Message("Seen in"), align="left"),
        ),
        rows=tuple(
            (_name(row, result), *_values(row, result), _against(row, result), SEEN_IN[row.id]) for row in result.others
        ),
        note=Message(
            "All rows answer the same question. The pooled, unpooled, arcsine and continuity-corrected conventions are all correct; they approximate the same test differently. Confusing points with a share of today's rate, or one group with all groups, changes the plan far more."
        )
        if result.goal == "superiority"
        else Message(
            "All rows answer the same question. The first three ways to take the variance on the margin are all in use; they agree in large groups and differ most for rates near 0 or 100%. Halving the chance of a false alarm, or the margin, changes the plan far more."
        ),
    )


def _value_columns(result: ProportionPlan) -> tuple[TableColumn, ...]:
    match result.answer:
        case "mde" if result.goal != "superiority":
            return (TableColumn(Message("Smallest margin (points)"), "fine_points"),)
        case "mde":
            return (TableColumn(Message("Smallest change (points)"), "fine_points"),)
        case "power":
            return (TableColumn(Message("Chance to find it"), "chance"),)
        case _ if result.equal_groups:
            return (TableColumn(Message("Per group"), "count"),)
        case _:
            return (TableColumn(Message("Control group"), "count"), TableColumn(Message("Each new group"), "count"))


def _name(row: OtherCalculator, result: ProportionPlan) -> Message:
    if row.ours:
        return Message("This plan: {convention}", convention=variance_words(result))
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
    match result.answer:
        case "mde":
            return (row.change if result.goal == "superiority" else row.margin,)
        case "power":
            return (row.power,)
        case _:
            return (row.n_control,) if result.equal_groups else (row.n_control, row.n_treatment)


def _against(row: OtherCalculator, result: ProportionPlan) -> Cell:
    if row.ours:
        return None
    ours = next(other for other in result.others if other.ours)
    return against_words(row.against_ours, same=_values(row, result) == _values(ours, result))
