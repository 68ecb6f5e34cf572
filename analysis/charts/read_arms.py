"""A test of several arms as read: arms, differences from control with joint intervals, adjusted p-values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.charts.display import Cell, Display, Figure, Metric, Table, TableColumn
from analysis.charts.read_comparison import draw_intervals, numbers, percents
from analysis.charts.sample_ratio import split_table
from analysis.core.messages import Message
from analysis.experiments.arms_words import ADJUST_WORDS, EFFECT_WORDS, leading, unit_of
from analysis.experiments.beat_words import arm_name
from analysis.experiments.told import Told

if TYPE_CHECKING:
    from analysis.core.results import Estimate
    from analysis.experiments.arms_reading import ArmsReading

TEST_WORDS = {
    "z": Message("pooled z"),
    "fisher": Message("Fisher's exact test"),
    "welch_t": Message("Welch's t test"),
}


def display_read_arms(result: ArmsReading) -> Display:
    """Differences from control (or factorial effects) against zero, every arm, and the tables behind them."""
    first = _effects_figure(result) if result.effects else _differences_figure(result)
    return Display(
        figures=(first, _arms_figure(result)),
        tables=(
            _arms_table(result),
            *((_effects_table(result),) if result.effects else ()),
            _comparisons_table(result),
            _overall_table(result),
            *_split(result),
        ),
        metrics=(
            Metric(Message("Arms"), len(result.arms), "count"),
            Metric(Message("Customers"), sum(result.sizes), "count"),
        ),
    )


def _split(result: ArmsReading) -> tuple[Table, ...]:
    if result.sample_ratio is None:
        return ()
    return (split_table(result.sample_ratio, [_cell_name(result, place) for place in range(len(result.arms))]),)


def _difference_column(result: ArmsReading) -> tuple[Message, str]:
    """Heading and format of differences; the unit stands in the heading, so that a column can be read down."""
    if result.measure == "rates":
        return Message("Difference (points)"), "fine_points"
    return Message("Difference"), "signed"


def _scale(result: ArmsReading) -> float:
    return 100.0 if result.measure == "rates" else 1.0


def _differences_figure(result: ArmsReading) -> Figure:
    rows = [
        (arm_name(item.arm, len(result.arms)), item.difference, item.difference.excludes(0.0))
        for item in result.comparisons
    ]
    best = leading(result)
    told = Told(unit_of(result), best.difference)
    return Figure(
        draw=lambda say: draw_intervals(rows, say, reference=0.0, scale=_scale(result)),
        heading=Message("Difference from control, in points")
        if result.measure == "rates"
        else Message("Difference from control"),
        note=Message(
            "Intervals that hold together at {level:set_percent} ({adjust}); teal where zero is outside. The dashed line is control. n = {n:count}.",
            level=round(result.level, 10),
            adjust=ADJUST_WORDS["bonferroni" if result.adjust == "holm" else result.adjust],
            n=sum(result.sizes),
        ),
        description=Message(
            "Differences of {k:count} arms from control with their intervals; the best is {arm} with {value}.",
            k=len(rows),
            arm=arm_name(best.arm, len(result.arms)),
            value=told.signed(best.difference.value),
        ),
    )


def _effects_figure(result: ArmsReading) -> Figure:
    rows = [(EFFECT_WORDS[item.name], item.effect, item.effect.excludes(0.0)) for item in result.effects]
    return Figure(
        draw=lambda say: draw_intervals(rows, say, reference=0.0, scale=_scale(result)),
        heading=Message("Effects of the two factors, in points")
        if result.measure == "rates"
        else Message("Effects of the two factors"),
        note=Message(
            "{level:set_percent} intervals, each on its own; teal where zero is outside. n = {n:count}.",
            level=round(result.level, 10),
            n=sum(result.sizes),
        ),
        description=Message("Two main effects and their interaction with intervals, against a line at zero."),
    )


def _arms_figure(result: ArmsReading) -> Figure:
    rows = [(_cell_name(result, place), estimate, True) for place, estimate in enumerate(result.arms)]
    return Figure(
        draw=lambda say: draw_intervals(rows, say, reference=None, scale=_scale(result)),
        heading=Message("The arms, in percent") if result.measure == "rates" else Message("The arms"),
        note=Message(
            "{level:set_percent} intervals, each arm on its own; look at the differences before judging overlap. n = {n:count}.",
            level=round(result.level, 10),
            n=sum(result.sizes),
        ),
        description=Message("{arms:count} arms, each with its interval.", arms=len(rows)),
    )


def _cell_name(result: ArmsReading, place: int) -> Message:
    if result.design != "factorial":
        return arm_name(place, len(result.arms))
    return (
        Message("Neither"),
        Message("First factor only"),
        Message("Second factor only"),
        Message("Both factors"),
    )[place]


def _ends(result: ArmsReading, estimate: Estimate) -> tuple[Cell, ...]:
    return percents(estimate) if result.measure == "rates" else numbers(estimate)


def _arms_table(result: ArmsReading) -> Table:
    return Table(
        title=Message("The arms"),
        columns=(
            TableColumn(Message("Arm"), align="left"),
            TableColumn(Message("Customers"), "count"),
            TableColumn(Message("Estimate")),
            TableColumn(Message("from", context="interval")),
            TableColumn(Message("to", context="interval")),
            TableColumn(Message("Chance to be the best"), "chance"),
        ),
        rows=tuple(
            (_cell_name(result, place), size, *_ends(result, arm), None if math.isnan(chance) else chance)
            for place, (size, arm, chance) in enumerate(zip(result.sizes, result.arms, result.chance_best, strict=True))
        ),
        note=Message(
            "Intervals at {level:set_percent}, each on its own. Chances under a flat prior; not immune to peeking.",
            level=round(result.level, 10),
        ),
    )


def _comparisons_table(result: ArmsReading) -> Table:
    heading, word = _difference_column(result)
    rows: list[tuple[Cell, ...]] = [
        (
            _cell_name(result, item.arm),
            item.difference.value,
            item.difference.low,
            item.difference.high,
            TEST_WORDS[item.test],
            item.p_value,
            item.p_dunnett,
            item.p_holm,
            item.p_bonferroni,
        )
        for item in result.comparisons
    ]
    return Table(
        title=Message("Each arm against control"),
        columns=(
            TableColumn(Message("Arm"), align="left"),
            TableColumn(heading, word),
            TableColumn(Message("from", context="interval"), word),
            TableColumn(Message("to", context="interval"), word),
            TableColumn(Message("Test"), align="left"),
            TableColumn("p", "bare_p"),
            TableColumn(Message("Dunnett"), "bare_p"),
            TableColumn(Message("Holm"), "bare_p"),
            TableColumn(Message("Bonferroni"), "bare_p"),
        ),
        rows=tuple(rows),
        note=Message(
            "Intervals hold for all comparisons together at {level:set_percent}; p-values raw and adjusted.",
            level=round(result.level, 10),
        ),
    )


def _effects_table(result: ArmsReading) -> Table:
    heading, word = _difference_column(result)
    rows: list[tuple[Cell, ...]] = [
        (EFFECT_WORDS[item.name], item.effect.value, item.effect.low, item.effect.high, item.p_value, item.p_holm)
        for item in result.effects
    ]
    return Table(
        title=Message("Effects of the two factors"),
        columns=(
            TableColumn(Message("Effect"), align="left"),
            TableColumn(heading, word),
            TableColumn(Message("from", context="interval"), word),
            TableColumn(Message("to", context="interval"), word),
            TableColumn("p", "bare_p"),
            TableColumn(Message("Holm"), "bare_p"),
        ),
        rows=tuple(rows),
        note=Message(
            "A main effect is averaged over the other factor; the interaction is how much one factor's effect changes with the other."
        ),
    )


def _overall_table(result: ArmsReading) -> Table:
    overall = result.overall
    name = Message("Chi-square of equal rates") if overall.test == "chi2" else Message("Welch's test of equal means")
    return Table(
        title=Message("Are all arms alike?"),
        columns=(
            TableColumn(Message("Test"), align="left"),
            TableColumn(Message("Statistic"), "number"),
            TableColumn(Message("df"), "lone"),
            TableColumn("p", "bare_p"),
        ),
        rows=((name, overall.statistic, overall.df, overall.p_value),),
    )
