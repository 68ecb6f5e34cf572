"""The display of adjusted p-values: one row per test."""

from __future__ import annotations

from analysis.charts.display import Display, Table, TableColumn
from analysis.core.messages import Message
from analysis.relations.many_tests import ADJUSTMENT_NAMES, AdjustedTests


def display_adjust_p_values(result: AdjustedTests) -> Display:
    """Raw and adjusted p-values in the order given."""
    held, not_held = Message("holds"), Message("does not hold")
    rows = tuple(
        (number, p, adjusted, held if adjusted <= result.alpha else not_held)
        for number, (p, adjusted) in enumerate(zip(result.p, result.adjusted, strict=True), 1)
    )
    table = Table(
        columns=(
            TableColumn(Message("test"), "count", "left"),
            TableColumn(Message("p-value"), "bare_p"),
            TableColumn(Message("after {method}", method=ADJUSTMENT_NAMES[result.method]), "bare_p"),
            TableColumn(Message("at {alpha:set_percent}", alpha=result.alpha), align="left"),
        ),
        rows=rows,
    )
    return Display(tables=(table,))
