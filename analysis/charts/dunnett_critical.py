"""Critical values of several comparisons with one control group, beside those of other rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.charts.display import Display, Metric, Table, TableColumn
from analysis.core.messages import Message

if TYPE_CHECKING:
    from analysis.experiments.dunnett_calculator import DunnettCritical

RULE_WORDS = {
    "dunnett": Message("Dunnett"),
    "bonferroni": Message("Bonferroni"),
    "uncorrected": Message("One comparison alone"),
}


def display_dunnett_critical(result: DunnettCritical) -> Display:
    """The critical value, and a table of the rules."""
    return Display(
        tables=(
            Table(
                title=Message("Critical values"),
                columns=(
                    TableColumn(Message("Rule"), align="left"),
                    TableColumn(Message("Must pass"), "number"),
                    TableColumn(Message("False alarms of one comparison"), "fine_percent"),
                ),
                rows=tuple(
                    (RULE_WORDS[row["rule"]], row["critical"], row["alpha_per_comparison"])
                    for row in result.to_frame().to_dict("records")
                ),
                note=Message(
                    "Dunnett uses that all comparisons share the control group: correlation {r:coefficient}.",
                    r=result.correlation,
                ),
            ),
        ),
        metrics=(Metric(Message("Each comparison must pass"), result.critical, "number"),),
    )
