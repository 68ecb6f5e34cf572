"""A look at a running test: the corridor with where it stands, its intervals, and its split."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.charts.display import Cell, Display, Figure, Metric, Table, TableColumn
from analysis.charts.interval_bars import IntervalRow, interval_points
from analysis.charts.key_numbers import estimated
from analysis.charts.sample_ratio import split_table
from analysis.charts.sequential_bounds import Corridor, corridor_note, draw_corridor
from analysis.core.messages import Message
from analysis.core.results import Estimate

if TYPE_CHECKING:
    from analysis.experiments.sequential_reading import SequentialReading


def display_read_sequential(result: SequentialReading) -> Display:
    """The corridor, the difference with each interval, the numbers, the split."""
    return Display(
        figures=(_corridor(result), _intervals(result)),
        tables=(_numbers(result), split_table(result.sample_ratio)),
        metrics=_metrics(result),
    )


def _metrics(result: SequentialReading) -> tuple[Metric, ...]:
    metrics = [
        Metric(Message("Customers in, of those planned"), result.information[-1], "percent"),
        Metric(Message("Bound of z"), result.bounds[-1], "effect"),
        estimated(Message("Difference (points)"), result.difference, "fine_points"),
    ]
    if not math.isnan(result.z):
        metrics.insert(1, Metric(Message("z seen"), result.z, "effect"))
    return tuple(metrics)


def _corridor(result: SequentialReading) -> Figure:
    corridor = Corridor(
        sizes=result.information,
        bounds=result.bounds,
        two_sided=result.sides == "two",
        observed=result.z_at_looks,
        title=Message("Share of the planned customers"),
        axis_format=".0%",
    )
    return Figure(
        draw=lambda say: draw_corridor(corridor, say),
        heading=Message("Where the test stands"),
        note=corridor_note(result.design, result.sides, result.alpha),
        description=Message(
            "At {share:percent} of the planned customers z is {z:effect}, the bound {bound:effect}.",
            share=result.information[-1],
            z=result.z,
            bound=result.bounds[-1],
        ),
    )


def _rows(result: SequentialReading) -> tuple[tuple[Message, Estimate], ...]:
    named = (
        (Message("Valid at every look"), result.difference),
        (Message("Corrected for stopping"), result.median_unbiased),
        (Message("As if looked at once"), result.unadjusted),
    )
    return tuple((name, item) for name, item in named if not (math.isnan(item.value) or math.isnan(item.low)))


def _intervals(result: SequentialReading) -> Figure:
    rows = [
        IntervalRow(name, _in_points(item), emphasised=position == 0)
        for position, (name, item) in enumerate(_rows(result))
    ]
    return Figure(
        draw=lambda say: interval_points(rows, say, number_format="signed_effect", reference=0.0),
        heading=Message("The difference, and what looking does to its interval"),
        note=Message(
            "New version less control group, in points; {n:count} customers, {level:set_percent} intervals.",
            n=result.n_total,
            level=result.difference.level,
        ),
        description=Message(
            "The difference is {value:fine_points} points, with the widened interval from {low:fine_points} to {high:fine_points}.",
            value=result.difference.value,
            low=result.difference.low,
            high=result.difference.high,
        ),
    )


def _in_points(item: Estimate) -> Estimate:
    return Estimate(100 * item.value, 100 * item.low, 100 * item.high, item.level)


def _numbers(result: SequentialReading) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            name,
            Message("{value:fine_points}", value=item.value),
            Message("{low:fine_points} to {high:fine_points}", low=item.low, high=item.high),
        )
        for name, item in _rows(result)
    ]
    return Table(
        title=Message("Difference in points"),
        columns=(
            TableColumn(Message("Interval"), align="left"),
            TableColumn(Message("Difference")),
            TableColumn(Message("{level:set_percent} interval", level=result.difference.level)),
        ),
        rows=tuple(rows),
        note=Message(
            "The interval as if looked at once is too narrow for a test that may stop at several looks; it is shown to compare."
        ),
    )
