"""What scores and single numbers look like: net promoter score, top box, proportions, weighted means."""

from __future__ import annotations

import math
from functools import partial

from analysis.charts.display import Cell, Display, Figure, Strip, Table, TableColumn
from analysis.charts.interval_bars import IntervalRow, interval_points, interval_text, rounded
from analysis.charts.question_words import interval_heading, missing_note, share_heading
from analysis.charts.split_bars import Part, end_bars, score_bar
from analysis.core.messages import ColumnRef, Message, Sentence
from analysis.core.results import Estimate
from analysis.language.precision import shared_decimals
from analysis.survey import NetPromoterScore, ProportionEstimate, SerialCorrelation, TopBox, WeightedAverage
from analysis.survey.answers import answer_word
from analysis.survey.proportion import METHOD_WORDS


def display_net_promoter_score(result: NetPromoterScore) -> Display:
    """The three groups in one bar, the score with its interval below, and the table."""
    if not result.n:
        return Display()
    parts = (
        Part(Message("Detractors 0–{to:exact}", to=result.detractors_to), result.detractors.value, 0.0),
        Part(Message("Passives"), result.passives.value, 0.5),
        Part(Message("Promoters {start:exact}–10", start=result.promoters_from), result.promoters.value, 1.0),
    )
    figure = Figure(
        draw=partial(score_bar, parts, result.score),
        heading=Message("{column} · groups and score", column=ColumnRef(result.column)),
        note=Message(
            "n = {n:count} · below: score with its {level:percent} interval, from −100 to +100",
            n=result.n,
            level=result.level,
        ),
        description=Message(
            "One bar: {detractors:percent} detractors, {passives:percent} passives, {promoters:percent} promoters; "
            "score {score:points}.",
            detractors=result.detractors.value,
            passives=result.passives.value,
            promoters=result.promoters.value,
            score=result.score.value,
        ),
    )
    return Display(figures=(figure,), tables=(_group_table(result),))


def _group_table(result: NetPromoterScore) -> Table:
    groups = (
        (Message("Promoters"), result.counts[0], result.promoters),
        (Message("Passives"), result.counts[1], result.passives),
        (Message("Detractors"), result.counts[2], result.detractors),
    )
    rows: list[tuple[Cell, ...]] = [
        (name, count, Message("{share:percent}", share=share.value), interval_text(share), _share_strip(share))
        for name, count, share in groups
    ]
    score = result.score
    strip = Strip(score.value, score.low, score.high, -1.0, 1.0, 0.0)
    rows.append(
        (
            Message("Net promoter score"),
            result.n,
            Message("{score:points}", score=score.value),
            interval_text(score, "points"),
            strip,
        )
    )
    columns = (
        TableColumn(Message("Group"), align="left"),
        TableColumn(Message("People"), "count"),
        TableColumn(share_heading(result.deff)),
        TableColumn(interval_heading(result.level)),
        TableColumn(Message("0 to 100% · score −100 to +100"), align="left"),
    )
    return Table(columns=columns, rows=tuple(rows), note=missing_note(result.missing), sum_row=True)


def _share_strip(share: Estimate) -> Strip:
    return Strip(share.value, share.low, share.high, 0.0, 1.0)


def display_top_box(result: TopBox) -> Display:
    """The ends of the scale to either side, what lies between below, and the table."""
    if not result.n:
        return Display()
    bottom, top = len(result.bottom_codes), len(result.top_codes)
    low = _end_parts(result, 0, bottom, 0.0, 0.25)
    high = _end_parts(result, len(result.answers) - top, top, 0.75, 1.0)
    between = max(1 - result.top.value - result.bottom.value, 0.0)
    figure = Figure(
        draw=partial(end_bars, low, high, between, (result.bottom, result.top)),
        heading=Message("{column} · ends of the scale, % of answers", column=ColumnRef(result.column)),
        note=Message(
            "n = {n:count} · left: {low}; right: {high} · line = {level:percent} interval of each end",
            n=result.n,
            low=tuple(part.name for part in low),
            high=tuple(part.name for part in high),
            level=result.level,
        ),
        description=Message(
            "{bottom:percent} of the answers to the left of the middle, {top:percent} to the right.",
            bottom=result.bottom.value,
            top=result.top.value,
        ),
    )
    return Display(figures=(figure,), tables=(_box_table(result),))


def _end_parts(result: TopBox, start: int, size: int, first: float, last: float) -> tuple[Part, ...]:
    """The answers of one end, coloured evenly from `first` to `last` of the rating colours."""
    step = (last - first) / max(size - 1, 1)
    offset = first if size > 1 or first == 0 else last
    return tuple(
        Part(Message("{answer}", answer=answer_word(result.column, item.code)), item.share.value, offset + step * i)
        for i, item in enumerate(result.answers[start : start + size])
    )


def _box_table(result: TopBox) -> Table:
    def codes(box: tuple[str | int | float | bool, ...]) -> Message:
        return Message("{answers}", answers=tuple(answer_word(result.column, code) for code in box))

    net = result.net
    rows: tuple[tuple[Cell, ...], ...] = (
        (
            Message("Top: {answers}", answers=codes(result.top_codes)),
            Message("{share:percent}", share=result.top.value),
            interval_text(result.top),
            _share_strip(result.top),
        ),
        (
            Message("Bottom: {answers}", answers=codes(result.bottom_codes)),
            Message("{share:percent}", share=result.bottom.value),
            interval_text(result.bottom),
            _share_strip(result.bottom),
        ),
        (
            Message("Top minus bottom, points"),
            Message("{net:points}", net=net.value),
            interval_text(net, "points"),
            Strip(net.value, net.low, net.high, -1.0, 1.0, 0.0),
        ),
    )
    columns = (
        TableColumn(Message("Answers"), align="left"),
        TableColumn(share_heading(result.deff)),
        TableColumn(interval_heading(result.level)),
        TableColumn(Message("0 to 100% · net −100 to +100"), align="left"),
    )
    return Table(columns=columns, rows=rows, note=missing_note(result.missing), sum_row=True)


def display_estimate_proportion(result: ProportionEstimate) -> Display:
    """The interval of every method, the chosen one in teal."""
    rows = tuple(IntervalRow(METHOD_WORDS[name], item, name == result.method) for name, item in result.all_methods)
    reference = None if math.isnan(result.reference) else result.reference
    figure = Figure(
        draw=partial(interval_points, rows, number_format="percent", reference=reference),
        heading=Message("The same share by six methods"),
        note=Message(
            "{successes:count} of {n:count} · line = {level:percent} interval · teal = the method chosen",
            successes=result.successes,
            n=result.n,
            level=result.estimate.level,
        ),
        description=Message(
            "Six intervals around {share:percent}; the chosen one runs from {low:percent} to {high:percent}.",
            share=result.estimate.value,
            low=result.estimate.low,
            high=result.estimate.high,
        ),
    )
    lowest = min(item.low for _, item in result.all_methods)
    highest = max(item.high for _, item in result.all_methods)
    table_rows: tuple[tuple[Cell, ...], ...] = tuple(
        (METHOD_WORDS[name], item.low, item.high, Strip(item.value, item.low, item.high, lowest, highest, reference))
        for name, item in result.all_methods
    )
    columns = (
        TableColumn(Message("Method"), align="left"),
        TableColumn(Message("From"), "percent"),
        TableColumn(Message("To"), "percent"),
        TableColumn(Message("{low:percent} to {high:percent}", low=lowest, high=highest), align="left"),
    )
    return Display(figures=(figure,), tables=(Table(columns=columns, rows=table_rows),))


def display_weighted_mean(result: WeightedAverage) -> Display:
    """The weighted mean beside the unweighted one."""
    if not result.n or math.isnan(result.mean.low):
        return Display()
    weighted = Message("Weighted by {weight}", weight=ColumnRef(result.weights))
    rows = (IntervalRow(weighted, result.mean), IntervalRow(Message("Unweighted"), result.unweighted, emphasised=False))
    figure = Figure(
        draw=partial(interval_points, rows, number_format="number"),
        heading=Message("Mean of {column}", column=ColumnRef(result.column)),
        note=Message("n = {n:count} · line = {level:percent} interval", n=result.n, level=result.level),
        description=Message(
            "Weighted mean {mean:number}, unweighted {plain:number}.",
            mean=result.mean.value,
            plain=result.unweighted.value,
        ),
    )
    both = (result.mean, result.unweighted)
    decimals = shared_decimals(end for item in both for end in (item.value, item.low, item.high))
    mean, plain = (rounded(item, decimals) for item in both)
    table_rows: tuple[tuple[Cell, ...], ...] = (
        (weighted, mean.value, interval_text(mean, "number"), result.n_effective),
        (Message("Unweighted"), plain.value, interval_text(plain, "number"), float(result.n)),
    )
    columns = (
        TableColumn(Message("Mean"), align="left"),
        TableColumn(Message("Value"), "number"),
        TableColumn(interval_heading(result.level)),
        TableColumn(Message("Worth equally weighted"), "number"),
    )
    return Display(figures=(figure,), tables=(Table(columns=columns, rows=table_rows, note=_weight_note(result)),))


def _weight_note(result: WeightedAverage) -> Sentence:
    return Message(
        "Standard error {error:number} (linearised); design effect {deff:effect}.",
        error=result.standard_error,
        deff=result.deff,
    )


def display_serial_correlation(result: SerialCorrelation) -> Display:
    """The coefficient with its interval as one table row."""
    found = result.coefficient
    if math.isnan(found.value):
        return Display()
    row: tuple[Cell, ...] = (
        ColumnRef(result.column),
        result.n,
        Message("{r:coefficient}", r=found.value),
        interval_text(found, "coefficient"),
        Strip(found.value, found.low, found.high, -1.0, 1.0, 0.0),
    )
    columns = (
        TableColumn(Message("Number"), align="left"),
        TableColumn(Message("Valid answers"), "count"),
        TableColumn(Message("Lag-1 autocorrelation")),
        TableColumn(interval_heading(found.level)),
        TableColumn(Message("{low:coefficient} to {high:coefficient}", low=-1.0, high=1.0), align="left"),
    )
    note = Message("Answers in the order of {order}.", order=ColumnRef(result.order))
    return Display(tables=(Table(columns=columns, rows=(row,), note=note),))
