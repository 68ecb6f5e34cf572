"""The display of a correlation matrix: its lower triangle in colour and a table of the strongest pairs."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.charts.correlation import interval_cell, joined, none_if_nan, strip_cell
from analysis.charts.display import Cell, Display, Figure, Say, Table, TableColumn
from analysis.charts.style import AXIS_ROOM, INK, NARROW, finish
from analysis.charts.wrapping import label_lines, told_apart
from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.core.results import Estimate
from analysis.language.numbers import coefficient
from analysis.relations.choice import COEFFICIENT_NAMES
from analysis.relations.matrix_result import ADJUST_NAMES, CorrelationMatrix

if TYPE_CHECKING:
    import altair as alt

MOST_LABELLED = 25
MOST_DRAWN = 100
DRAWN_OF_MANY = 60
STRONGEST_SHOWN = 10
ROW_HEIGHT = 35
SMALL_ROW_HEIGHT = 13
WHITE_FROM = 0.56
PALE = 0.3
AXIS_LETTERS = 100
# On a phone names give way to the cells, whose numbers would run into each other.
NARROW_LABELS = {"expr": "containerSize()[0] < 480 ? 110 : 280"}
PHONE_LETTERS = 40
LABEL_LINES = 3
WIDEST_ROW_LABEL = 36


def display_correlation_matrix(result: CorrelationMatrix) -> Display:
    """The matrix in colour and its strongest pairs; nothing where no pair has a coefficient."""
    if not result.n_pairs:
        return Display()
    return Display(figures=(_figure(result),), tables=(_strongest_table(result),))


def drawn_columns(result: CorrelationMatrix) -> tuple[str, ...]:
    """The columns of the picture: all, or of more than 100 the 60 with the strongest pairs, in drawing order."""
    if len(result.columns) <= MOST_DRAWN:
        return result.order
    strength = dict.fromkeys(result.columns, 0.0)
    sizes = np.nan_to_num(result.pairs["r"].abs().to_numpy())
    for x, y, size in zip(result.pairs["x"], result.pairs["y"], sizes, strict=True):
        strength[x] = max(strength[x], float(size))
        strength[y] = max(strength[y], float(size))
    kept = set(sorted(result.columns, key=lambda column: -strength[column])[:DRAWN_OF_MANY])
    return tuple(column for column in result.order if column in kept)


def _figure(result: CorrelationMatrix) -> Figure:
    columns = drawn_columns(result)
    heading = Message(
        "{coefficient} of {n:count} columns", coefficient=COEFFICIENT_NAMES[result.method], n=len(columns)
    )
    told = len(result.distinguishable)
    return Figure(
        draw=lambda say: _draw(result, columns, say),
        heading=heading,
        note=_note(result, len(columns)),
        description=PluralMessage(
            "Matrix of one pair; {told:count} can be told from 0 after {adjust}.",
            "Matrix of {pairs:count} pairs; {told:count} can be told from 0 after {adjust}.",
            n=result.n_pairs,
            pairs=result.n_pairs,
            told=told,
            adjust=ADJUST_NAMES[result.adjust],
        ),
    )


def _note(result: CorrelationMatrix, drawn: int) -> Message:
    n = result.pairs.loc[result.pairs["r"].notna(), "n"]
    least, most = int(n.min()), int(n.max())
    rows = Message("n = {n:count}", n=least)
    if least < most:
        rows = Message("n = {least:count} to {most:count} by pair", least=least, most=most)
    parts: list[Sentence] = [
        rows,
        PluralMessage(
            "pale: cannot be told from 0 after {adjust} ({n:count} pair)",
            "pale: cannot be told from 0 after {adjust} ({n:count} pairs)",
            n=result.n_pairs,
            adjust=ADJUST_NAMES[result.adjust],
        ),
        Message("teal: together, clay: in opposite directions"),
    ]
    if drawn > MOST_LABELLED:
        parts.append(Message("point at a cell for its numbers"))
    if drawn < len(result.columns):
        parts.append(
            Message(
                "drawn: the {drawn:count} of {all:count} columns with the strongest pairs",
                drawn=drawn,
                all=len(result.columns),
            )
        )
    return joined(parts)


def _draw(result: CorrelationMatrix, columns: tuple[str, ...], say: Say) -> alt.TopLevelMixin:
    import altair as alt

    names = [say(Message("{column}", column=result.name(column))) for column in columns]
    cells = _cells(result, columns, names)
    many = len(columns) > MOST_LABELLED
    numbered = _needs_numbers(names)
    # A numbered picture names its first column too, in a row without cells.
    rows = list(range(0 if numbered else 1, len(columns)))
    y = alt.Y("y:O", scale=alt.Scale(padding=0.03, domain=rows), axis=_row_axis(names, numbered=numbered, many=many))
    x = alt.X("x:O", scale=alt.Scale(padding=0.01), axis=_column_axis(names, numbered=numbered, many=many))
    defined = alt.Chart(alt.Data(values=[cell for cell in cells if cell["r"] is not None]))
    colour = alt.Color("r:Q", scale=alt.Scale(range="diverging", domain=[-0.8, 0.8], clamp=True), legend=None)
    tooltip = [alt.Tooltip("pair:N", title=" "), alt.Tooltip("words:N", title=" ")]
    rects = defined.mark_rect(stroke=None).encode(
        x=x, y=y, color=colour, opacity=_opacity("opacity:Q"), tooltip=tooltip
    )
    layers: list[Any] = [rects]
    if not many:
        base = alt.Chart(alt.Data(values=cells))
        layers.append(
            base.mark_text().encode(
                x=x,
                y=y,
                text=alt.Text("text:N"),
                color=alt.Color("ink:N", scale=None),
                opacity=_opacity("textOpacity:Q"),
            )
        )
    height = (SMALL_ROW_HEIGHT if many else ROW_HEIGHT) * len(rows)
    return finish(alt.layer(*layers), height=height + AXIS_ROOM)


def _opacity(field: str) -> Any:
    import altair as alt

    return alt.Opacity(field, scale=alt.Scale(domain=[0, 1], range=[0, 1]), legend=None)


def _cells(result: CorrelationMatrix, columns: tuple[str, ...], names: list[str]) -> list[dict[str, Any]]:
    """The lower triangle: row and column places, coefficient, words for the tooltip, opacity and ink."""
    place = {column: number for number, column in enumerate(columns)}
    cells: list[dict[str, Any]] = []
    for pair in result.pairs.itertuples(index=False):
        row: Any = pair
        if row.x not in place or row.y not in place:
            continue
        first, second = sorted((place[row.x], place[row.y]))
        r = float(row.r)
        told = bool(row.p_adjusted < 1 - result.level)
        cells.append(
            {
                "x": first,
                "y": second,
                "r": None if math.isnan(r) else r,
                "text": coefficient(r),
                "pair": f"{names[first]} × {names[second]}",
                "words": f"{coefficient(r)} [{coefficient(row.low)}, {coefficient(row.high)}], n = {int(row.n):,}",
                "opacity": 1.0 if told else PALE,
                "ink": "#FFFFFF" if told and abs(r) > WHITE_FROM else INK,
                "textOpacity": 1.0 if told else 0.7,
            }
        )
    return cells


def _needs_numbers(names: list[str]) -> bool:
    """Whether the labels under the columns would not fit on three lines of a phone: then rows are numbered."""
    width = _letters(names, PHONE_LETTERS)
    return len(names) > MOST_LABELLED or any(len(label_lines(name, width, most=9)) > LABEL_LINES for name in names)


def _letters(names: list[str], room: int) -> int:
    """Letters on a line under a column, where all columns together have this room."""
    return max(room // max(len(names) - 1, 1), 4)


def _row_axis(names: list[str], *, numbered: bool, many: bool) -> Any:
    import altair as alt

    short = told_apart(names, WIDEST_ROW_LABEL - 4 if numbered else WIDEST_ROW_LABEL)
    words = [f"{number} · {name}" if numbered else name for number, name in enumerate(short, 1)]
    expression = f"{json.dumps(words, ensure_ascii=False)}[datum.value]"
    return alt.Axis(title=None, labelExpr=expression, labelFontSize=10 if many else 12, labelLimit=NARROW_LABELS)


def _column_axis(names: list[str], *, numbered: bool, many: bool) -> Any:
    import altair as alt

    if numbered:
        expression = "datum.value + 1"
    else:
        wide, narrow = (
            json.dumps([label_lines(name, _letters(names, room)) for name in names], ensure_ascii=False)
            for room in (AXIS_LETTERS, PHONE_LETTERS)
        )
        expression = f"({NARROW} ? {narrow} : {wide})[datum.value]"
    return alt.Axis(
        title=None,
        labelExpr=expression,
        labelAngle=0,
        labelFontSize=9 if many else 12,
        domain=False,
        ticks=False,
        labelOverlap="greedy" if many else False,
    )


def _strongest_table(result: CorrelationMatrix) -> Table:
    rows = _strongest(result, STRONGEST_SHOWN)
    return Table(
        columns=(
            TableColumn(Message("First column"), align="left"),
            TableColumn(Message("Goes with"), align="left"),
            TableColumn(Message("coefficient"), "coefficient"),
            TableColumn(Message("{level:percent} interval", level=result.level)),
            TableColumn("", align="left"),
            TableColumn("n", "count"),
            TableColumn(Message("p-value"), "bare_p"),
            TableColumn(Message("corrected"), "bare_p"),
        ),
        rows=rows,
        whole=lambda: _strongest(result, result.n_pairs),
        title=Message("The strongest pairs"),
        note=PluralMessage(
            "One pair; corrected: {adjust}. The download holds all.",
            "{shown:count} of {pairs:count} pairs; corrected: {adjust}. The download holds all.",
            n=result.n_pairs,
            shown=len(rows),
            pairs=result.n_pairs,
            adjust=ADJUST_NAMES[result.adjust],
        ),
    )


def _strongest(result: CorrelationMatrix, most: int) -> tuple[tuple[Cell, ...], ...]:
    """Pairs that have a coefficient, the largest first."""
    defined = result.pairs[result.pairs["r"].notna()]
    order = np.argsort(-defined["r"].abs().to_numpy(), kind="stable")[:most]
    rows: list[tuple[Cell, ...]] = []
    for pair in defined.iloc[order].itertuples(index=False):
        row: Any = pair
        estimate = Estimate(float(row.r), float(row.low), float(row.high), result.level)
        rows.append(
            (
                result.name(row.x),
                result.name(row.y),
                estimate.value,
                interval_cell(estimate),
                strip_cell(estimate),
                int(row.n),
                none_if_nan(float(row.p)),
                none_if_nan(float(row.p_adjusted)),
            )
        )
    return tuple(rows)
