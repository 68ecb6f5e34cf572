"""Parts that the displays of tests read from one row per customer share."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.charts.display import Cell, Figure, Metric, Say, Strip, Table, TableColumn
from analysis.charts.interval_bars import IntervalRow, interval_points
from analysis.charts.key_numbers import estimated
from analysis.core.messages import Message
from analysis.core.results import Estimate
from analysis.experiments.user_words import TEST_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair as alt

    from analysis.experiments.user_reading import Measure, UserReading


def value_format(measure: Measure) -> str:
    """Format word of a group's value."""
    return "fine_percent" if measure == "rate" else "number"


def difference_format(measure: Measure) -> str:
    """Format word of a difference."""
    return "fine_points" if measure == "rate" else "signed"


def in_points(estimate: Estimate, measure: Measure) -> Estimate:
    """An estimate as it is drawn: differences of rates in points."""
    if measure != "rate":
        return estimate
    return Estimate(100 * estimate.value, 100 * estimate.low, 100 * estimate.high, estimate.level)


def drawable(rows: Sequence[IntervalRow]) -> bool:
    """Whether there is a number to draw."""
    return any(math.isfinite(row.estimate.value) for row in rows)


def comparison_figure(result: UserReading) -> tuple[Figure, ...]:
    """Each group's difference from the control with its interval, against zero."""
    rows = [IntervalRow(item.group, in_points(item.difference, result.measure)) for item in result.comparisons]
    if not drawable(rows):
        return ()

    def draw(say: Say) -> alt.TopLevelMixin:
        return interval_points(rows, say, number_format="signed", reference=0.0)

    first = rows[0].estimate
    note = Message(
        "Less the control, {control}; {level:set_percent} intervals, the dashed line is zero. n = {n}.",
        control=result.control.group,
        level=result.level,
        n=tuple(Message("{n:count}", n=item.n) for item in result.groups),
    )
    if len(rows) > 1:
        note = Message("{note} The intervals hold for all groups together.", note=note)
    return (
        Figure(
            draw=draw,
            heading=difference_heading(result.measure),
            note=note,
            description=Message(
                "{group}: {value:signed}, from {low:signed} to {high:signed}, against a line at zero.",
                group=result.comparisons[0].group,
                value=first.value,
                low=first.low,
                high=first.high,
            ),
        ),
    )


def difference_heading(measure: Measure) -> Message:
    """What the figure of differences shows."""
    if measure == "rate":
        return Message("Difference from the control, in points")
    if measure == "log_mean":
        return Message("Difference from the control, on the logarithmic scale")
    return Message("Difference from the control")


def groups_figure(result: UserReading) -> tuple[Figure, ...]:
    """Each group's value with its own interval."""
    rows = [IntervalRow(item.group, item.value) for item in result.groups]
    if not drawable(rows):
        return ()
    word = "percent" if result.measure == "rate" else "number"

    def draw(say: Say) -> alt.TopLevelMixin:
        return interval_points(rows, say, number_format=word)

    return (
        Figure(
            draw=draw,
            heading=Message("Each group"),
            note=Message(
                "{level:set_percent} intervals, each for itself. Two may overlap although the difference is settled: look at the difference.",
                level=result.level,
            ),
            description=Message("The value of each group with its interval."),
        ),
    )


def groups_table(result: UserReading) -> Table:
    """One row per group: assigned, missing, used, value with interval, spread."""
    word = value_format(result.measure)
    values = [item.value for item in result.groups]
    minimum, maximum = limits(values)
    with_communities = result.intraclass is not None
    rows: list[tuple[Cell, ...]] = []
    for item in result.groups:
        row: list[Cell] = [item.group, item.n_assigned, item.n_missing, item.n]
        if with_communities:
            row.append(item.communities)
        row += [item.value.value, item.value.low, item.value.high]
        row.append(Strip(item.value.value, item.value.low, item.value.high, minimum, maximum))
        row.append(item.sd)
        rows.append(tuple(row))
    columns = [
        TableColumn(Message("Group"), align="left"),
        TableColumn(Message("Assigned"), "count"),
        TableColumn(Message("Without outcome"), "count"),
        TableColumn(Message("Used"), "count"),
    ]
    if with_communities:
        columns.append(TableColumn(Message("Communities"), "count"))
    columns += [
        TableColumn(Message("Value"), word),
        TableColumn(Message("from", context="interval"), word),
        TableColumn(Message("to", context="interval"), word),
        TableColumn("", align="left"),
        TableColumn(Message("Standard deviation"), "number"),
    ]
    return Table(
        title=Message("The groups"),
        columns=tuple(columns),
        rows=tuple(rows),
        note=Message("Intervals at {level:set_percent}.", level=result.level),
    )


def comparisons_table(result: UserReading) -> Table:
    """One row per comparison: difference, error, test, lift, worth."""
    word = difference_format(result.measure)
    rows: list[tuple[Cell, ...]] = [
        (
            item.group,
            item.difference.value,
            item.difference.low,
            item.difference.high,
            TEST_WORDS[item.test],
            item.p_value,
            item.p_adjusted,
            item.relative_lift.value,
            item.relative_lift.low,
            item.relative_lift.high,
        )
        for item in result.comparisons
    ]
    return Table(
        title=Message("Against the control"),
        columns=(
            TableColumn(Message("Group"), align="left"),
            TableColumn(Message("Difference (points)") if result.measure == "rate" else Message("Difference"), word),
            TableColumn(Message("from", context="interval"), word),
            TableColumn(Message("to", context="interval"), word),
            TableColumn(Message("Test"), align="left"),
            TableColumn("p", "bare_p"),
            TableColumn(Message("p, corrected"), "bare_p"),
            TableColumn(Message("Relative"), "fine_percent"),
            TableColumn(Message("from", context="interval"), "fine_percent"),
            TableColumn(Message("to", context="interval"), "fine_percent"),
        ),
        rows=tuple(rows),
        note=Message("Intervals at {level:set_percent}.", level=result.level),
    )


def community_table(result: UserReading) -> tuple[Table, ...]:
    """How alike customers of a community are, and what ignoring that would have claimed."""
    found = result.intraclass
    if found is None:
        return ()
    rows: list[tuple[Cell, ...]] = [
        (Message("Intraclass correlation"), found.icc.value, found.icc.low, found.icc.high),
        (Message("Customers in a community"), found.mean_size.value, found.mean_size.low, found.mean_size.high),
        (Message("Variation of their sizes"), found.size_cv.value, found.size_cv.low, found.size_cv.high),
        (
            Message("Design effect"),
            found.design_effect.value,
            found.design_effect.low,
            found.design_effect.high,
        ),
    ]
    rows += [
        (
            Message("{group}: squared error over that of independent customers", group=item.group),
            item.design_effect,
            None,
            None,
        )
        for item in result.comparisons
    ]
    rows += [
        (
            Message("{group}: p if communities were ignored (wrong)", group=item.group),
            Message("{p:bare_p}", p=item.naive_p),
            None,
            None,
        )
        for item in result.comparisons
    ]
    return (
        Table(
            title=Message("Communities"),
            columns=(
                TableColumn("", align="left"),
                TableColumn(Message("Value"), "effect"),
                TableColumn(Message("from", context="interval"), "effect"),
                TableColumn(Message("to", context="interval"), "effect"),
            ),
            rows=tuple(rows),
            note=Message(
                "{n:count} communities. The design effect says how many times as many customers it takes as if each were assigned alone.",
                n=found.clusters,
            ),
        ),
    )


def metrics(result: UserReading) -> tuple[Metric, ...]:
    """The control's value and the first difference, where they are defined."""
    first = result.comparisons[0].difference
    return tuple(
        estimated(label, found, word)
        for label, found, word in (
            (Message("Control group"), result.control.value, value_format(result.measure)),
            (
                Message("Difference (points)") if result.measure == "rate" else Message("Difference"),
                first,
                "brief_points" if result.measure == "rate" else "signed",
            ),
        )
        if math.isfinite(found.value)
    )


def limits(estimates: Sequence[Estimate], *, zero: bool = False) -> tuple[float, float]:
    """Lowest and highest end of some intervals; 0 and 0 where none is defined."""
    ends = [end for item in estimates for end in (item.value, item.low, item.high) if math.isfinite(end)]
    ends += [0.0] if zero or not ends else []
    return min(ends), max(ends)
