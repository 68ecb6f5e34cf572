"""What one question looks like: its answers as bars, its numbers as a histogram, its table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from analysis.charts.display import Cell, Display, Figure, Strip, Table, TableColumn
from analysis.charts.interval_bars import IntervalRow, interval_text, share_bars
from analysis.charts.ordered_answers import display_ordered
from analysis.charts.question_words import interval_heading, missing_note
from analysis.charts.scale_summary import display_scale
from analysis.core.frames import MissingKind
from analysis.core.messages import ColumnRef, Message, PluralMessage, Sentence
from analysis.core.results import Estimate
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
            return display_scale(result)
        case CategoryDescription():
            return _display_categories(result)
        case DateDescription():
            return _display_dates(result)
        case TextDescription():
            return _display_text(result)


def display_multi_select(result: MultiSelect) -> Display:
    """Bars of the options, and their shares of people and of choices."""
    if not result.n_base or not result.n_choices:
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


def _column_of(row: IntervalRow) -> str:
    return row.name.column if isinstance(row.name, ColumnRef) else ""


def _answer_figure(column: str, answers: Sequence[AnswerShare], leader: Leader | None, n: int, level: float) -> Figure:
    shown = _shown(answers)
    leads = _emphasised(leader)
    rows = tuple(
        IntervalRow(answer_word(column, item.code), item.share, leads is None or item.code in leads) for item in shown
    )
    longest = max(shown, key=lambda item: item.share.value)
    return Figure(
        draw=partial(share_bars, rows),
        heading=Message("{column} · % of answers", column=ColumnRef(column)),
        note=_bars_note(n, level, len(shown), len(answers)),
        description=PluralMessage(
            "One bar: {answer} at {share:percent}.",
            "Bars of {n:count} answers; the longest is {answer} at {share:percent}.",
            n=len(shown),
            answer=answer_word(column, longest.code),
            share=longest.share.value,
        ),
    )


def _shown(answers: Sequence[AnswerShare]) -> list[AnswerShare]:
    """The answers that are drawn: all, or the most frequent ones in the order of the question."""
    ranked = sorted(range(len(answers)), key=lambda i: -answers[i].share.value)
    return [answers[i] for i in sorted(ranked[:MOST_BARS])]


def _bars_note(n: int, level: float, shown: int, n_answers: int) -> Message:
    if shown == n_answers:
        return Message("n = {n:count} · line = {level:percent} interval", n=n, level=level)
    return Message(
        "n = {n:count} · line = {level:percent} interval · drawn: the {shown:count} most frequent of {all:count} answers",
        n=n,
        level=level,
        shown=shown,
        all=n_answers,
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
    return TableColumn(Message("{low:set_percent} to {high:percent}", low=low, high=high), align="left")


def _display_categories(result: CategoryDescription) -> Display:
    if not result.n:
        return Display()
    if result.middle is not None:
        return display_ordered(result)
    figure = _answer_figure(result.column, result.answers, result.leader, result.n, result.level)
    table = _answer_table(result.column, result.answers, result.missing, result.n, result.level, ordered=False)
    return Display(figures=(figure,), tables=(table,))


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
        TableColumn(
            Message("Share of people") if math.isnan(result.deff) else Message("Share of people, weighted"), "percent"
        ),
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
