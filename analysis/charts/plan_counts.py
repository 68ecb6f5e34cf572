"""A plan of a test of event rates as key numbers, power curve and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.charts.display import Display, TableColumn
from analysis.charts.group_plans import PlanWords, change_heading, display_group_plan, plain_level
from analysis.core.messages import Message, Sentence

if TYPE_CHECKING:
    from analysis.experiments.count_plan import CountPlan

NAMES = {
    "log_likelihood": Message("Log rate ratio, pooled rate if nothing changed"),
    "log_true_rates": Message("Log rate ratio, both rates throughout"),
    "log_reference": Message("Log rate ratio, today's rate if nothing changed"),
    "square_root": Message("Square root of the counts"),
    "poisson": Message("Spread ignored (Poisson)"),
    "read_as_relative": Message("The change read as a share of today's rate"),
    "read_as_absolute": Message("The change read in events"),
}
SEEN_IN = {
    "log_likelihood": Message("Zhu and Lakkis, method 3; likelihood ratio tests"),
    "log_true_rates": Message("Zhu and Lakkis, method 2; Wald tests, statsmodels"),
    "log_reference": Message("Zhu and Lakkis, method 1"),
    "square_root": Message("Gu and others; variance-stabilised tests"),
    "poisson": Message("tools for Poisson rates"),
}
LOWER = {
    "log_likelihood": Message("log rate ratio, pooled rate if nothing changed"),
    "log_true_rates": Message("log rate ratio, both rates throughout"),
    "log_reference": Message("log rate ratio, today's rate if nothing changed"),
    "square_root": Message("square root of the counts"),
}


def display_plan_counts(result: CountPlan) -> Display:
    """Key numbers, the power curve, the groups, and why another calculator says otherwise."""
    words = PlanWords(
        label=_label,
        heading=change_heading,
        lower=Message(
            "{convention}, variance {times:number} times the mean",
            convention=LOWER[result.convention],
            times=result.variance_over_mean,
        ),
        level=plain_level(result),
        names=NAMES,
        seen_in=SEEN_IN,
        note=Message(
            "All rows answer the same question. The scale of the test matters little; the spread of the counts matters most."
        ),
        smallest=Message("Smallest change found"),
        values=(
            (TableColumn(Message("Rate planned for"), "number"), (result.rate, result.treatment_rate)),
            (TableColumn(Message("Events expected"), "count"), (result.events_control, result.events_treatment)),
        ),
    )
    return display_group_plan(result, words)


def _label(effect: float) -> Sentence:
    return Message("{change:number}", change=effect)
