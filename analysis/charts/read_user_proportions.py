"""A test of rates read from one row per customer: differences, groups, counts, communities."""

from __future__ import annotations

import math
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
from analysis.core.messages import Message

if TYPE_CHECKING:
    from analysis.experiments.user_proportion_reading import UserProportionsReading


def display_read_user_proportions(result: UserProportionsReading) -> Display:
    """Differences against zero, the groups, and the tables behind them."""
    return Display(
        figures=(*comparison_figure(result), *groups_figure(result)),
        tables=(
            groups_table(result),
            comparisons_table(result),
            *_counts(result),
            *community_table(result),
            split_table(result.sample_ratio, [item.group for item in result.groups]),
        ),
        metrics=metrics(result),
    )


def _counts(result: UserProportionsReading) -> tuple[Table, ...]:
    if not result.counts:
        return ()
    rows: list[tuple[Cell, ...]] = [
        (
            group.group,
            reading.successes_treatment,
            reading.n_treatment,
            reading.odds_ratio.value,
            reading.odds_ratio.low,
            reading.odds_ratio.high,
            reading.number_needed.value,
        )
        for group, reading in zip(result.groups[1:], result.counts, strict=True)
    ]
    first = result.counts[0]
    rows.insert(0, (result.control.group, first.successes_control, first.n_control, None, None, None, None))
    note = Message("Odds ratios over the control with Woolf's interval.")
    if not math.isnan(result.p_homogeneity):
        note = Message(
            "{note} All rates equal: chi-square {chi2:number}, {p:p}.",
            note=note,
            chi2=result.chi2,
            p=result.p_homogeneity,
        )
    return (
        Table(
            title=Message("The same, told otherwise"),
            columns=(
                TableColumn(Message("Group"), align="left"),
                TableColumn(Message("Converted"), "count"),
                TableColumn(Message("Customers"), "count"),
                TableColumn(Message("Odds ratio"), "number"),
                TableColumn(Message("from", context="interval"), "number"),
                TableColumn(Message("to", context="interval"), "number"),
                TableColumn(Message("Customers for one more conversion"), "number"),
            ),
            rows=tuple(rows),
            note=note,
        ),
    )
