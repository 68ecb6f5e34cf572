"""What one question looks like: its answers as bars, its numbers as a histogram, its table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from analysis.charts.display import Cell, Display, Figure, Strip, Table, TableColumn
from analysis.charts.interval_bars import IntervalRow, interval_text, rounded, share_bars
from analysis.charts.scale_histogram import scale_histogram
from analysis.core.frames import MISSING_WORDS, MissingKind
from analysis.core.messages import ColumnRef, Message, Sentence
from analysis.core.results import Estimate
from analysis.language.precision import Rounded, shared_decimals
from analysis.survey import (
    CategoryDescription,
    DateDescription,
    Description,
    Frequencies,
    MultiSelect,
    ScaleDescription,
    TextDescription,
)
from analysis.survey.answers import answer_word
from analysis.survey.choice_words import level_options
from analysis.survey.shares import AnswerShare, Leader

MOST_BARS = 40


def display_frequencies(result: Frequencies) -> Display:
    """Bars with intervals and the table of answers."""
    if not result.n:
        return Display()
    figure = _answer_figure(result.column, result.answers, result.leader, result.n, result.level)
    table = _answer_table(result.column, result.answers, result.missing, result.n, result.level, ordered=result.ordered)
    return Display(figures=(figure,), tables=(table,))


def display_describe(result: Description) -> Display:
    """What a column of any level looks like."""
    match result:
        case ScaleDescription():
            return _display_scale(result)
        case CategoryDescription():
            return _display_categories(result)
        case DateDescription():
            return _display_dates(result)
        case TextDescription():
            return _display_text(result)


def display_multi_select(result: MultiSelect) -> Display:
    """Bars of the options, and their shares of people and of choices."""
    if not result.n_base:
        return Display()
    looked_at = _looked_at(result)
    rows = tuple(
        IntervalRow(ColumnRef(option.column), option.share, option.column in looked_at) for option in result.ranked
    )
    order = [option.column for option in result.options]
    if order != [option.column for option in result.ranked]:
        rows = tuple(sorted(rows, key=lambda row: order.index(_column_of(row))))
    base = Message("all who were asked") if result.base == "asked" else Message("those who chose any")
    figure = Figure(
        draw=partial(share_bars, rows),
        heading=Message("Options chosen, % of {base}", base=base),
        note=Message(
            "n = {n:count} · line = {level:percent} interval · several answers possible: the bars need not add up "
            "to 100%",
            n=result.n_base,
            level=result.level,
        ),
        description=Message(
            "Bars of {n:count} options; the longest is {option} at {share:percent}.",
            n=len(result.options),
            option=ColumnRef(result.ranked[0].column),
            share=result.ranked[0].share.value,
        ),
    )
    return Display(figures=(figure,), tables=(_option_table(result),))


def _looked_at(result: MultiSelect) -> set[str]:
    """The options that share the first place, or the first and what cannot be told apart from it."""
    if result.lead is None:
        return {option.column for option in result.ranked}
    level_with = {option.column for option in level_options(result)}
    if len(level_with) > 1 or result.lead.clear:
        return level_with
    return {option.column for option in result.ranked[:2]}


def missing_note(missing: Sequence[tuple[MissingKind, int]]) -> Sentence | None:
    """Who is not in the table, by kind."""
    if not missing:
        return None
    parts = tuple(Message("{n:count} {kind}", n=n, kind=MISSING_WORDS[kind]) for kind, n in missing)
    return Message("Not counted: {parts}.", parts=parts)


def interval_heading(level: float) -> Message:
    """Heading of a column of intervals."""
    return Message("{level:percent} interval", level=level)


def _column_of(row: IntervalRow) -> str:
    return row.name.column if isinstance(row.name, ColumnRef) else ""


def _answer_figure(column: str, answers: Sequence[AnswerShare], leader: Leader | None, n: int, level: float) -> Figure:
    shown = list(answers)[:MOST_BARS]
    leads = _emphasised(leader)
    rows = tuple(
        IntervalRow(answer_word(column, item.code), item.share, leads is None or item.code in leads) for item in shown
    )
    longest = max(shown, key=lambda item: item.share.value)
    return Figure(
        draw=partial(share_bars, rows),
        heading=Message("{column} · % of answers", column=ColumnRef(column)),
        note=Message("n = {n:count} · line = {level:percent} interval", n=n, level=level),
        description=Message(
            "Bars of {n:count} answers; the longest is {answer} at {share:percent}.",
            n=len(shown),
            answer=answer_word(column, longest.code),
            share=longest.share.value,
        ),
    )


def _emphasised(leader: Leader | None) -> tuple[object, ...] | None:
    """Codes of the answers to look at: the leader, or both where neither leads; None for all."""
    if leader is None or leader.second is None:
        return None
    if isinstance(leader.first.code, bool):
        return (True,)
    return (leader.first.code,) if leader.clear else (leader.first.code, leader.second.code)


def _answer_table(
    column: str,
    answers: Sequence[AnswerShare],
    missing: Sequence[tuple[MissingKind, int]],
    n: int,
    level: float,
    *,
    ordered: bool,
) -> Table:
    weighted = any(abs(item.weighted_count - item.count) > 1e-9 for item in answers)
    highest = min(1.0, max((item.share.high for item in answers if not math.isnan(item.share.high)), default=1.0))
    columns = [TableColumn(Message("Answer"), align="left"), TableColumn(Message("People"), "count")]
    columns += [TableColumn(Message("Share, weighted") if weighted else Message("Share"), "percent")]
    columns += [TableColumn(interval_heading(level)), _strip_heading(0.0, highest)]
    columns += [TableColumn(Message("Cumulative"), "percent")] if ordered else []
    rows: list[tuple[Cell, ...]] = []
    for item in answers:
        share = item.share
        row: list[Cell] = [answer_word(column, item.code), item.count, share.value, interval_text(share)]
        row.append(Strip(share.value, share.low, share.high, 0.0, highest))
        rows.append((*row, item.cumulative) if ordered else tuple(row))
    total: list[Cell] = [Message("All answers"), n, 1.0, None, None]
    rows.append((*total, None) if ordered else tuple(total))
    return Table(columns=tuple(columns), rows=tuple(rows), note=missing_note(missing), sum_row=True)


def _strip_heading(low: float, high: float) -> TableColumn:
    return TableColumn(Message("{low:percent} to {high:percent}", low=low, high=high), align="left")


def _display_categories(result: CategoryDescription) -> Display:
    if not result.n:
        return Display()
    figure = _answer_figure(result.column, result.answers, result.leader, result.n, result.level)
    table = _answer_table(
        result.column,
        result.answers,
        result.missing,
        result.n,
        result.level,
        ordered=result.middle is not None,
    )
    return Display(figures=(figure,), tables=(table,))


def _display_scale(result: ScaleDescription) -> Display:
    if not result.n:
        return Display()
    return Display(figures=_histogram_figure(result), tables=(_scale_table(result),))


def _histogram_figure(result: ScaleDescription) -> tuple[Figure, ...]:
    bins = result.histogram
    if bins is None:
        return ()
    width = bins.edges[1] - bins.edges[0]
    note = Message(
        "n = {n:count} · bars {width:number} wide · teal = mean with its {level:percent} interval, dashed = median",
        n=result.n,
        width=width,
        level=result.level,
    )
    description = Message(
        "Histogram from {low:number} to {high:number}; median {median:number}, mean {mean:number}.",
        low=result.minimum,
        high=result.maximum,
        median=result.median.value,
        mean=result.mean.value,
    )
    heading = Message("{column} · % of answers", column=ColumnRef(result.column))
    return (Figure(partial(scale_histogram, bins, result.mean, result.median.value), heading, note, description),)


def _scale_table(result: ScaleDescription) -> Table:
    low, high = _strip_range(result)
    weighted = not math.isnan(result.deff)

    # All in the unit of the answers; extremes stand apart, since one outlier would set the decimals of everything.
    median, mean = result.median, result.mean
    ends = (median.value, median.low, median.high, mean.value, mean.low, mean.high)
    decimals = shared_decimals((*ends, result.q1, result.q3, result.sd, result.mad))

    def estimated(name: Message, item: Estimate) -> tuple[Cell, ...]:
        ends = interval_text(rounded(item, decimals), "number")
        return (name, Rounded(item.value, decimals), ends, Strip(item.value, item.low, item.high, low, high))

    def plain(name: Message, value: Cell) -> tuple[Cell, ...]:
        return (name, value, None, None)

    rows = [
        plain(Message("Valid answers"), Message("{n:count}", n=result.n)),
        estimated(Message("Median"), median),
        estimated(Message("Mean, weighted") if weighted else Message("Mean"), mean),
        plain(
            Message("Middle half"),
            Message(
                "{low:number} to {high:number}", low=Rounded(result.q1, decimals), high=Rounded(result.q3, decimals)
            ),
        ),
        plain(Message("Standard deviation"), Rounded(result.sd, decimals)),
        plain(Message("Median distance from the median"), Rounded(result.mad, decimals)),
        plain(
            Message("Lowest and highest"),
            Message("{low:number} to {high:number}", low=result.minimum, high=result.maximum),
        ),
        plain(Message("5th to 95th percentile"), _percentiles(result)),
        plain(Message("Skewness"), Message("{value:effect}", value=result.skewness[0])),
        plain(Message("Excess kurtosis"), Message("{value:effect}", value=result.kurtosis[0])),
    ]
    if weighted:
        rows.append(plain(Message("Worth equally weighted"), Message("{n:lone}", n=result.n_effective)))
    return Table(
        columns=(
            TableColumn(Message("Number"), align="left"),
            TableColumn(Message("Value"), "number"),
            TableColumn(interval_heading(result.level)),
            TableColumn(Message("{low:number} to {high:number}", low=low, high=high), align="left"),
        ),
        rows=tuple(rows),
        note=missing_note(result.missing),
    )


def _percentiles(result: ScaleDescription) -> Message:
    return Message("{low:number} to {high:number}", low=result.quantiles[0].value, high=result.quantiles[-1].value)


def _strip_range(result: ScaleDescription) -> tuple[float, float]:
    """The middle half, widened so that both intervals fit."""
    values = (result.q1, result.q3, result.mean.low, result.mean.high, result.median.low, result.median.high)
    known = [value for value in (*values, result.mean.value, result.median.value) if not math.isnan(value)]
    return min(known), max(known)


def _display_dates(result: DateDescription) -> Display:
    if not result.n:
        return Display()
    rows = (
        (Message("Dates"), Message("{n:count}", n=result.n)),
        (Message("Earliest"), result.earliest),
        (Message("Median"), result.median),
        (Message("Latest"), result.latest),
        (Message("Days from first to last"), Message("{n:count}", n=result.span_days)),
        (Message("Days with a date"), Message("{n:count}", n=result.days_with_data)),
    )
    return Display(tables=(_two_columns(rows, result.missing),))


def _display_text(result: TextDescription) -> Display:
    if not result.n:
        return Display()
    shortest, median, longest = result.length
    rows = (
        (Message("Valid answers"), Message("{n:count}", n=result.n)),
        (Message("Share of those asked"), _with_interval(result.answered)),
        (Message("Different answers"), Message("{n:count}", n=result.distinct)),
        (Message("Characters, typical answer"), Message("{n:number}", n=median)),
        (
            Message("Characters, shortest and longest"),
            Message("{low:number} to {high:number}", low=shortest, high=longest),
        ),
    )
    return Display(tables=(_two_columns(rows, result.missing),))


def _with_interval(item: Estimate) -> Message:
    return Message(
        "{value:percent} ({level:percent} interval {low:percent} to {high:percent})",
        value=item.value,
        level=item.level,
        low=item.low,
        high=item.high,
    )


def _two_columns(rows: tuple[tuple[Cell, ...], ...], missing: Sequence[tuple[MissingKind, int]]) -> Table:
    columns = (TableColumn(Message("Number"), align="left"), TableColumn(Message("Value")))
    return Table(columns=columns, rows=rows, note=missing_note(missing))


def _option_table(result: MultiSelect) -> Table:
    highest = min(1.0, max((option.share.high for option in result.options if option.base), default=1.0))
    partly = len({option.base for option in result.options}) > 1
    columns = [TableColumn(Message("Option"), align="left"), TableColumn(Message("People"), "count")]
    columns += [TableColumn(Message("Base"), "count")] if partly else []
    columns += [
        TableColumn(Message("Share of people"), "percent"),
        TableColumn(interval_heading(result.level)),
        _strip_heading(0.0, highest),
        TableColumn(Message("Share of choices"), "percent"),
    ]
    rows: list[tuple[Cell, ...]] = []
    for option in result.options:
        share = option.share
        row: list[Cell] = [ColumnRef(option.column), option.count, *([option.base] if partly else [])]
        row += [share.value, interval_text(share), Strip(share.value, share.low, share.high, 0.0, highest)]
        rows.append((*row, option.share_of_choices))
    middle: list[Cell] = [None] * (1 if partly else 0)
    rows.append(
        (Message("All choices"), result.n_choices, *middle, None, None, None, 1.0 if result.n_choices else None)
    )
    return Table(columns=tuple(columns), rows=tuple(rows), note=_choices_note(result), sum_row=True)


def _choices_note(result: MultiSelect) -> Sentence:
    each = result.choices_per_person
    if math.isnan(each.low):
        facts = Message(
            "{none:count} of {asked:count} asked chose none. Choices per person: {mean:number}.",
            none=result.n_none,
            asked=result.n_asked,
            mean=each.value,
        )
    else:
        facts = Message(
            "{none:count} of {asked:count} asked chose none. Choices per person: {mean:number} ({low:number} to "
            "{high:number}).",
            none=result.n_none,
            asked=result.n_asked,
            mean=each.value,
            low=each.low,
            high=each.high,
        )
    missing = missing_note(result.missing)
    return facts if missing is None else Message("{facts} {missing}", facts=facts, missing=missing)
