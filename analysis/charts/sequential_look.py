"""A look at a running test: the corridor with where it stands, its intervals, and its split."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.charts.display import Cell, Display, Figure, Metric, Say, Table, TableColumn
from analysis.charts.interval_bars import IntervalRow, interval_points
from analysis.charts.key_numbers import estimated
from analysis.charts.read_comparison import draw_intervals
from analysis.charts.sample_ratio import split_table
from analysis.charts.sequential_bounds import Corridor, corridor_note, draw_corridor
from analysis.core.messages import Message, Sentence
from analysis.core.results import Estimate

if TYPE_CHECKING:
    import altair as alt

    from analysis.experiments.sequential_reading import SequentialReading


def display_read_sequential(result: SequentialReading) -> Display:
    """The corridor, the difference with each interval, the numbers, both groups, the split."""
    known = bool(_rows(result))
    return Display(
        figures=(_corridor(result), *((_intervals(result),) if known else ())),
        tables=(*((_numbers(result),) if known else ()), _groups(result), split_table(result.sample_ratio)),
        metrics=_metrics(result),
    )


def _metrics(result: SequentialReading) -> tuple[Metric, ...]:
    metrics = [
        Metric(Message("Customers in, of those planned"), result.information[-1], "percent"),
        Metric(Message("Bound of z"), result.bounds[-1], "effect"),
        estimated(
            Message("Difference (points)") if _in_rates(result) else Message("Difference"),
            result.difference,
            "fine_points" if _in_rates(result) else "signed",
        ),
    ]
    if not math.isnan(result.z):
        metrics.insert(1, Metric(Message("z seen"), result.z, "effect"))
    return tuple(metrics)


def _in_rates(result: SequentialReading) -> bool:
    return result.outcome == "proportion"


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
    rates = _in_rates(result)
    return Figure(
        draw=lambda say: _points(result, say) if rates else _means(result, say),
        heading=Message("The difference, and what looking does to its interval"),
        note=_intervals_note(result),
        description=_intervals_words(result),
    )


def _points(result: SequentialReading, say: Say) -> alt.TopLevelMixin:
    rows = [
        IntervalRow(name, _in_points(item), emphasised=position == 0)
        for position, (name, item) in enumerate(_rows(result))
    ]
    return interval_points(rows, say, number_format="signed_effect", reference=0.0)


def _means(result: SequentialReading, say: Say) -> alt.TopLevelMixin:
    rows = [(name, item, position == 0) for position, (name, item) in enumerate(_rows(result))]
    return draw_intervals(rows, say, reference=0.0, scale=1.0)


def _in_points(item: Estimate) -> Estimate:
    return Estimate(100 * item.value, 100 * item.low, 100 * item.high, item.level)


def _intervals_note(result: SequentialReading) -> Sentence:
    n, level = result.n_total, result.difference.level
    if _in_rates(result):
        return Message(
            "New version less control group, in points; {n:count} customers, {level:set_percent} intervals.",
            n=n,
            level=level,
        )
    if any(math.isinf(end) for _, item in _rows(result) for end in (item.low, item.high)):
        return Message(
            "New version less control group, in the unit of the outcome; {n:count} customers, {level:set_percent} intervals. Those without an end run to the edge.",
            n=n,
            level=level,
        )
    return Message(
        "New version less control group, in the unit of the outcome; {n:count} customers, {level:set_percent} intervals.",
        n=n,
        level=level,
    )


def _intervals_words(result: SequentialReading) -> Sentence:
    now = result.difference
    if _in_rates(result):
        return Message(
            "The difference is {value:fine_points} points, with the widened interval from {low:fine_points} to {high:fine_points}.",
            value=now.value,
            low=now.low,
            high=now.high,
        )
    if not math.isfinite(now.low):
        return Message("The difference is {value:signed}; the widened interval has no ends yet.", value=now.value)
    return Message(
        "The difference is {value:signed}, with the widened interval from {low:signed} to {high:signed}.",
        value=now.value,
        low=now.low,
        high=now.high,
    )


def _numbers(result: SequentialReading) -> Table:
    rows: list[tuple[Cell, ...]] = [(name, *_cells(result, item)) for name, item in _rows(result)]
    return Table(
        title=Message("Difference in points") if _in_rates(result) else Message("Difference of the means"),
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


def _cells(result: SequentialReading, item: Estimate) -> tuple[Message, Message]:
    if _in_rates(result):
        return (
            Message("{value:fine_points}", value=item.value),
            Message("{low:fine_points} to {high:fine_points}", low=item.low, high=item.high),
        )
    return (
        Message("{value:signed}", value=item.value),
        Message("{low:signed} to {high:signed}", low=item.low, high=item.high),
    )


def _groups(result: SequentialReading) -> Table:
    """What each group showed, with its own interval."""
    rates = _in_rates(result)
    named = (
        (Message("Control group"), result.rate_control if rates else result.mean_control),
        (Message("New version"), result.rate_treatment if rates else result.mean_treatment),
    )
    return Table(
        title=Message("Both groups at this look"),
        columns=(
            TableColumn(Message("Group"), align="left"),
            TableColumn(Message("Rate") if rates else Message("Mean"), "fine_percent" if rates else "number"),
            TableColumn(Message("{level:set_percent} interval", level=result.difference.level)),
        ),
        rows=tuple((name, item.value, _own_interval(item, rates=rates)) for name, item in named),
    )


def _own_interval(item: Estimate, *, rates: bool) -> Message | None:
    if math.isnan(item.low):
        return None
    if rates:
        return Message("{low:fine_percent} to {high:fine_percent}", low=item.low, high=item.high)
    return Message("{low:number} to {high:number}", low=item.low, high=item.high)
