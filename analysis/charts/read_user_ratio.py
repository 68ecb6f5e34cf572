"""A test of a ratio read from one row per customer: differences, groups, sums, and the wrong test over events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.charts.display import Cell, Display, Table, TableColumn
from analysis.charts.read_user_parts import (
    community_table,
    comparison_figure,
    comparisons_table,
    groups_figure,
    groups_table,
    metrics,
)
from analysis.charts.sample_ratio import split_table
from analysis.core.messages import ColumnRef, Message

if TYPE_CHECKING:
    from analysis.experiments.user_ratio_reading import UserRatioReading


def display_read_user_ratio(result: UserRatioReading) -> Display:
    """Differences against zero, the groups, and the tables behind them."""
    return Display(
        figures=(*comparison_figure(result), *groups_figure(result)),
        tables=(
            groups_table(result),
            comparisons_table(result),
            _sums(result),
            *community_table(result),
            split_table(result.sample_ratio, [item.group for item in result.groups]),
        ),
        metrics=metrics(result),
    )


def _sums(result: UserRatioReading) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (item.group, item.numerator, item.denominator, item.average_of_ratios, item.event_level_p)
        for item in result.ratios
    ]
    return Table(
        title=Message("What the ratio is made of"),
        columns=(
            TableColumn(Message("Group"), align="left"),
            TableColumn(_column_heading(result.outcome), "number"),
            TableColumn(_column_heading(result.denominator), "number"),
            TableColumn(Message("Average of customers' own ratios"), "number"),
            TableColumn(Message("p over events (wrong)"), "bare_p"),
        ),
        rows=tuple(rows),
        note=Message(
            "Sums over customers. The average of customers' own ratios answers another question. The test over events takes those of one customer for independent."
        ),
    )


def _column_heading(column: str) -> Message:
    """A column as a heading."""
    return Message("{column}", column=ColumnRef(column))
