"""A plan of a test of association as key numbers, power curve and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.charts.display import Cell, Display, Table, TableColumn
from analysis.charts.group_plans import PlanWords, display_group_plan, plain_level
from analysis.core.messages import Message, Sentence

if TYPE_CHECKING:
    from analysis.experiments.association_plan import AssociationPlan

NAMES = {
    "pwr": Message("Critical r from t, bias corrected"),
    "fisher_z": Message("Fisher's z alone"),
    "known_variance": Message("Variance taken as known (chi-square)"),
    "two_groups": Message("Two groups only (t test)"),
    "two_by_two": Message("A table of two by two (1 df)"),
    "read_as_explained": Message("The effect read as share of variance explained"),
}
SEEN_IN = {
    "pwr": Message("R pwr.r.test"),
    "fisher_z": Message("most web calculators; Cohen"),
    "chi_square": Message("R pwr.chisq.test, statsmodels, G*Power"),
    "anova": Message("R pwr.anova.test, statsmodels, G*Power"),
    "known_variance": Message("large-sample formulas"),
    "two_groups": Message("tools for two groups"),
    "two_by_two": Message("tools for two rates"),
    "read_as_explained": Message("tools that ask for r² or η²"),
}
LOWER = {
    "pwr": Message("critical r from t, Fisher's z with its bias"),
    "fisher_z": Message("Fisher's z"),
    "chi_square": Message("noncentral chi-square"),
    "anova": Message("noncentral F, groups of equal size"),
}
SIZE_WORDS = {
    "small": Message("small", context="effect"),
    "medium": Message("medium", context="effect"),
    "large": Message("large", context="effect"),
    "planned": Message("This plan"),
}


def display_plan_association(result: AssociationPlan) -> Display:
    """Key numbers, the power curve, what Cohen's sizes need, and other conventions' answers."""
    words = PlanWords(
        label=_label,
        heading=_heading,
        lower=LOWER[result.convention if result.kind == "correlation" else result.kind],
        level=plain_level(result)
        if result.kind == "correlation"
        else Message("level {alpha:set_percent}", alpha=result.alpha),
        names=NAMES,
        seen_in=SEEN_IN,
        note=Message(
            "All rows answer the same question. Some programs count customers in all, others in each group; and r, w and f are not their squares."
        ),
        smallest=Message("Weakest association found"),
        values=(),
    )
    return display_group_plan(result, words, _sizes(result))


def _label(effect: float) -> Sentence:
    return Message("{effect:effect}", effect=effect)


def _heading(labels: tuple[Sentence, ...]) -> Sentence:
    return Message("Chance to find an association of {effects}", effects=labels)


def _sizes(plan: AssociationPlan) -> Table:
    heading = {
        "correlation": Message("Correlation r"),
        "chi_square": Message("Cohen's w"),
        "anova": Message("Cohen's f"),
    }[plan.kind]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (SIZE_WORDS[size.name], size.effect, size.explained, size.n_total) for size in plan.sizes
    )
    return Table(
        title=Message("What weak and strong associations need"),
        columns=(
            TableColumn(Message("Cohen's name"), align="left"),
            TableColumn(heading, "effect"),
            TableColumn(Message("Variance explained"), "percent"),
            TableColumn(Message("Customers in all"), "count"),
        ),
        rows=rows,
        note=Message(
            "For the wanted chance. Cohen's names are conventions; what matters depends on what a finding would change."
        ),
    )
