"""Effects by subgroup: each with its interval against the effect over all, and the interactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.charts.display import Cell, Display, Figure, Say, Strip, Table, TableColumn
from analysis.charts.interval_bars import IntervalRow, interval_points
from analysis.charts.read_user_parts import difference_format, drawable, in_points, limits, value_format
from analysis.charts.sample_ratio import split_table
from analysis.core.messages import ColumnRef, Message

if TYPE_CHECKING:
    import altair as alt

    from analysis.experiments.subgroup_reading import SubgroupReading


def display_read_subgroups(result: SubgroupReading) -> Display:
    """Effects of the subgroups and of all, and the tables behind them."""
    return Display(
        figures=_figure(result),
        tables=(
            _effects(result),
            _interactions(result),
            split_table(result.sample_ratio, (result.control, result.treatment)),
        ),
    )


def _figure(result: SubgroupReading) -> tuple[Figure, ...]:
    overall = in_points(result.overall, result.measure)
    rows = [IntervalRow(item.subgroup, in_points(item.effect, result.measure)) for item in result.effects]
    rows.append(IntervalRow(Message("All customers"), overall, emphasised=False))
    if not drawable(rows):
        return ()

    def draw(say: Say) -> alt.TopLevelMixin:
        return interval_points(rows, say, number_format="signed", reference=overall.value)

    heading = (
        Message("Effect in each subgroup, in points")
        if result.measure == "rate"
        else Message("Effect in each subgroup")
    )
    return (
        Figure(
            draw=draw,
            heading=heading,
            note=Message(
                "{treatment} less {control}; {level:set_percent} intervals that hold for all subgroups together. Dashed: the effect over all customers. n = {n}.",
                treatment=result.treatment,
                control=result.control,
                level=result.level,
                n=tuple(Message("{n:count}", n=item.n_control + item.n_treatment) for item in result.effects),
            ),
            description=Message(
                "The effect in each answer of {subgroup} with its interval, against the effect over all customers.",
                subgroup=ColumnRef(result.subgroup),
            ),
        ),
    )


def _effects(result: SubgroupReading) -> Table:
    value, word = value_format(result.measure), difference_format(result.measure)
    minimum, maximum = limits([item.effect for item in result.effects], zero=True)
    rows: list[tuple[Cell, ...]] = [
        (
            item.subgroup,
            item.n_control,
            item.n_treatment,
            item.mean_control,
            item.mean_treatment,
            item.effect.value,
            item.effect.low,
            item.effect.high,
            Strip(item.effect.value, item.effect.low, item.effect.high, minimum, maximum, 0.0),
        )
        for item in result.effects
    ]
    return Table(
        title=Message("Effects"),
        columns=(
            TableColumn(Message("Subgroup"), align="left"),
            TableColumn(Message("n, control"), "count"),
            TableColumn(Message("n, treatment"), "count"),
            TableColumn(Message("Control group"), value),
            TableColumn(Message("New version"), value),
            TableColumn(Message("Difference"), word),
            TableColumn(Message("from", context="interval"), word),
            TableColumn(Message("to", context="interval"), word),
            TableColumn("", align="left"),
        ),
        rows=tuple(rows),
        note=Message("Intervals at {level:set_percent}. The dashed line is zero.", level=result.level),
    )


def _interactions(result: SubgroupReading) -> Table:
    word = difference_format(result.measure)
    rows: list[tuple[Cell, ...]] = [
        (
            item.subgroup,
            item.interaction.value,
            item.interaction.low,
            item.interaction.high,
            item.p_interaction,
            item.p_holm,
        )
        for item in result.effects
    ]
    test = result.heterogeneity
    return Table(
        title=Message("Each subgroup against all others"),
        columns=(
            TableColumn(Message("Subgroup"), align="left"),
            TableColumn(Message("Effect less that of the others"), word),
            TableColumn(Message("from", context="interval"), word),
            TableColumn(Message("to", context="interval"), word),
            TableColumn("p", "bare_p"),
            TableColumn(Message("p, corrected"), "bare_p"),
        ),
        rows=tuple(rows),
        note=Message(
            "One effect for all: F {f:number} on {df:count} and {df2:number} df, {p:p}.",
            f=test.f,
            df=test.df,
            df2=test.df_denominator,
            p=test.p_value,
        ),
    )
