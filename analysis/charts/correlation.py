"""The display of a correlation: the picture that suits the two levels, and a table of the coefficient."""

from __future__ import annotations

import math
from typing import Any

from analysis.charts.correlation_pictures import answer_name, draw_picture
from analysis.charts.display import Cell, Display, Figure, Strip, Table, TableColumn
from analysis.core.messages import ColumnRef, Message, PluralMessage, Sentence
from analysis.core.results import Estimate
from analysis.relations.choice import COEFFICIENT_NAMES
from analysis.relations.correlation_result import Correlation
from analysis.relations.partial_result import PartialCorrelation
from analysis.relations.picture import Picture
from analysis.relations.wording import UNSIGNED, listed


def display_correlate(result: Correlation) -> Display:
    """The picture of the two columns and the coefficient with its test."""
    if result.picture is None:
        return Display()
    return Display(
        figures=(_figure(result.picture, result.n, result.estimate.level),),
        tables=(_correlation_table(result),),
    )


def display_partial_correlation(result: PartialCorrelation) -> Display:
    """What is left of y against what is left of x, and both coefficients."""
    if result.picture is None:
        return Display()
    columns = listed(result.control)
    kept = Message("{columns} held constant", columns=columns)
    table = Table(
        columns=_table_columns(result.estimate.level),
        rows=(
            _row(kept, result.estimate, result.n, signed=True, p=result.p),
            _row(Message("nothing held constant"), result.whole, result.n, signed=True),
        ),
        title=Message("{coefficient}, partial and whole", coefficient=COEFFICIENT_NAMES[result.method]),
        note=Message("t({df:count}) = {t:number} for the partial coefficient.", df=result.df, t=result.t),
    )
    return Display(figures=(_remainder_figure(result, result.picture),), tables=(table,))


def _figure(picture: Picture, n: int, level: float) -> Figure:
    heading = Message("{up} by {across}", up=ColumnRef(picture.up), across=ColumnRef(picture.across))
    if picture.kind == "shares":
        heading = Message(
            "{up}: share of “{answer}” by {across}",
            up=ColumnRef(picture.up),
            answer=answer_name(picture.up, picture.up_answers[1]),
            across=ColumnRef(picture.across),
        )
    return Figure(
        draw=lambda say: draw_picture(picture, say, level),
        heading=heading,
        note=_note(picture, n, level),
        description=_description(picture, n),
    )


def _remainder_figure(result: PartialCorrelation, picture: Picture) -> Figure:
    columns = listed(result.control)
    if result.method == "spearman":
        across = Message("{column}: what is left of its ranks", column=ColumnRef(result.x))
    else:
        across = Message("{column}: what is left of its values", column=ColumnRef(result.x))
    return Figure(
        draw=lambda say: draw_picture(picture, say, result.estimate.level, across=across),
        heading=Message(
            "{up} by {across}, with {columns} held constant",
            up=ColumnRef(result.y),
            across=ColumnRef(result.x),
            columns=columns,
        ),
        note=_note(picture, result.n, result.estimate.level),
        description=_description(picture, result.n),
    )


def _note(picture: Picture, n: int, level: float) -> Message:
    parts: list[Sentence] = [Message("n = {n:count}", n=n)]
    match picture.kind:
        case "points":
            parts.append(Message("large dots: mean of each eighth with its {level:percent} interval", level=level))
        case "bands":
            across = ColumnRef(picture.across)
            parts.append(Message("stronger colour: more of the rows at that value of {across}", across=across))
        case "answers":
            across = ColumnRef(picture.across)
            parts.append(Message("each column adds up to 100% of the rows with that answer to {across}", across=across))
        case "means":
            parts.append(Message("dot: mean, line: {level:percent} interval", level=level))
        case "shares":
            parts.append(Message("line: {level:percent} interval", level=level))
    if picture.clipped:
        parts.append(Message("the outermost bands hold the values beyond them too"))
    if picture.n_not_drawn:
        parts.append(
            PluralMessage(
                "one row not drawn: fewer than 10 at its value or answer",
                "{n:count} rows not drawn: fewer than 10 at their value or answer",
                n=picture.n_not_drawn,
            )
        )
    return joined(parts)


def joined(parts: list[Sentence]) -> Message:
    """Short remarks in one line, with a dot between them."""
    line = parts[0] if isinstance(parts[0], Message) else Message("{part}", part=parts[0])
    for part in parts[1:]:
        line = Message("{before} · {after}", before=line, after=part)
    return line


def _description(picture: Picture, n: int) -> Message:
    words: dict[str, Any] = {"up": ColumnRef(picture.up), "across": ColumnRef(picture.across), "n": n}
    if not len(picture.centres):
        return Message("{up} against {across}, {n:count} rows.", **words)
    first, last = float(picture.centres["centre"].iloc[0]), float(picture.centres["centre"].iloc[-1])
    match picture.centre:
        case "share":
            return Message(
                "{up} against {across}, {n:count} rows: the share goes from {first:percent} at the left or top to {last:percent} at the other end.",
                first=first,
                last=last,
                **words,
            )
        case "median":
            return Message(
                "{up} against {across}, {n:count} rows: the median goes from {first:number} at the left or top to {last:number} at the other end.",
                first=first,
                last=last,
                **words,
            )
        case _:
            return Message(
                "{up} against {across}, {n:count} rows: the mean goes from {first:number} at the left or top to {last:number} at the other end.",
                first=first,
                last=last,
                **words,
            )


def _correlation_table(result: Correlation) -> Table:
    signed = result.method not in UNSIGNED
    rows = [_row(COEFFICIENT_NAMES[result.method], result.estimate, result.n, signed=signed, p=result.p)]
    if result.held is not None:
        columns = listed(result.held.columns)
        name = Message("{columns} held constant", columns=columns)
        rows.append(_row(name, result.held.estimate, result.n, signed=True, p=result.held.p))
    return Table(columns=_table_columns(result.estimate.level), rows=tuple(rows), note=_test_note(result))


def _test_note(result: Correlation) -> Sentence:
    plain = result.method not in UNSIGNED
    match result.test:
        case "t":
            return Message("t({df:count}) = {value:number}.", df=result.df, value=result.statistic)
        case "z":
            return Message("z = {value:number}, ties allowed for.", value=result.statistic)
        case "F":
            test = Message(
                "F({df:count}, {df_error:count}) = {value:number}.",
                df=result.df,
                df_error=result.df_error,
                value=result.statistic,
            )
        case "chi2":
            test = Message("χ²({df:count}) = {value:number}.", df=result.df, value=result.statistic)
        case _:
            test = Message(
                "χ² = {value:number}; the p-value counts tables with the same totals.", value=result.statistic
            )
    if plain:
        return test
    return Message("{test} Before its correction for bias: {plain:coefficient}.", test=test, plain=result.uncorrected)


def _table_columns(level: float) -> tuple[TableColumn, ...]:
    return (
        TableColumn("", align="left"),
        TableColumn(Message("coefficient"), "coefficient"),
        TableColumn(Message("{level:percent} interval", level=level)),
        TableColumn("", align="left"),
        TableColumn(Message("p-value"), "bare_p"),
        TableColumn("n", "count"),
    )


def _row(name: Message, estimate: Estimate, n: int, *, signed: bool, p: float = math.nan) -> tuple[Cell, ...]:
    return (name, estimate.value, interval_cell(estimate), strip_cell(estimate, signed=signed), none_if_nan(p), n)


def interval_cell(estimate: Estimate) -> Cell:
    """The two ends of a coefficient's interval; empty where there is none."""
    if math.isnan(estimate.low):
        return None
    return Message("{low:coefficient} to {high:coefficient}", low=estimate.low, high=estimate.high)


def strip_cell(estimate: Estimate, *, signed: bool = True) -> Cell:
    """The interval on a scale from -1 (or 0) to 1."""
    if math.isnan(estimate.low):
        return None
    return Strip(estimate.value, estimate.low, estimate.high, -1.0 if signed else 0.0, 1.0, 0.0 if signed else None)


def none_if_nan(value: float) -> float | None:
    """A number for a table cell, empty where undefined."""
    return None if math.isnan(value) else value
