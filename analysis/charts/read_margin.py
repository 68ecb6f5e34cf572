"""Rates against a margin: the deciding interval, and the tests by every method."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.charts.display import Cell, Table, TableColumn
from analysis.charts.read_comparison import margin_table
from analysis.core.messages import Message
from analysis.experiments.told import Told

if TYPE_CHECKING:
    from analysis.experiments.proportion_reading import ProportionReading

METHOD_WORDS = {
    "miettinen_nurminen": Message("Miettinen-Nurminen (decides)"),
    "farrington_manning": Message("Farrington-Manning"),
    "wald": Message("Wald, unpooled"),
}


def further_proportion_tables(result: ProportionReading) -> tuple[Table, ...]:
    """The margin, the exact interval and the value, as far as they exist."""
    tables: list[Table] = []
    if result.against_margin is not None:
        tables.append(margin_table(result.against_margin, Told("points", result.against_margin.interval)))
    if result.margin_tests:
        tables.append(_tests(result))
    rows = _beside(result)
    if rows:
        tables.append(
            Table(
                title=Message("Beside the difference"),
                columns=(
                    TableColumn("", align="left"),
                    TableColumn(Message("Value")),
                    TableColumn(Message("from", context="interval")),
                    TableColumn(Message("to", context="interval")),
                ),
                rows=tuple(rows),
            )
        )
    return tuple(tables)


def _tests(result: ProportionReading) -> Table:
    return Table(
        title=Message("One-sided tests against the margin"),
        columns=(
            TableColumn(Message("Method"), align="left"),
            TableColumn(Message("z, above the lower margin"), "number"),
            TableColumn("p", "bare_p"),
            TableColumn(Message("z, below the upper margin"), "number"),
            TableColumn("p", "bare_p"),
            TableColumn(Message("p, alike within both"), "bare_p"),
        ),
        rows=tuple(
            (METHOD_WORDS[test.method], test.z_above, test.p_above, test.z_below, test.p_below, test.p_equivalence)
            for test in result.margin_tests
        ),
        note=Message("Difference: new version less control. A small p-value says that it is inside that margin."),
    )


def _beside(result: ProportionReading) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    exact, value = result.difference_exact, result.value_per_1000
    if not math.isnan(exact.low):
        told = Told("points", exact)
        ends = tuple(told.signed(end) for end in (exact.value, exact.low, exact.high))
        rows.append((Message("Exact interval (Chan and Zhang), never too short"), *ends))
    if value is not None:
        worth = tuple(Message("{end:money}", end=end) for end in (value.value, value.low, value.high))
        rows.append((Message("Value for 1,000 customers"), *worth))
    return rows
