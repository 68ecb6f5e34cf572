"""What ordered answers look like when they are read from the lowest up: the share at or below each, and the middle."""

from __future__ import annotations

import json
import math
from functools import partial
from typing import TYPE_CHECKING, Any

from analysis.charts.display import Cell, Display, Figure, Say, Strip, Table, TableColumn
from analysis.charts.interval_bars import ROW_HEIGHT, interval_text
from analysis.charts.question_words import interval_heading, missing_note
from analysis.charts.style import AXIS_ROOM, GREY, INK, INTERVAL_WIDTH, TEAL, finish
from analysis.core.messages import ColumnRef, Message
from analysis.core.results import Estimate
from analysis.language.numbers import percent
from analysis.survey import CategoryDescription
from analysis.survey.answers import answer_word

if TYPE_CHECKING:
    import altair as alt

QUARTERS = (0.25, 0.5, 0.75)


def display_ordered(result: CategoryDescription) -> Display:
    """Each answer's bar begins where the one below it ends; the middle answer is the one that crosses one half."""
    figure = Figure(
        draw=partial(_draw, result),
        heading=Message("{column} · % at or below each answer", column=ColumnRef(result.column)),
        note=Message(
            "n = {n:count} · each bar begins where the one above it ends · line = {level:percent} interval of the share "
            "at or below · dashed: 25, 50 and 75% · teal = middle answer",
            n=result.n,
            level=result.level,
        ),
        description=Message(
            "Shares at or below each of {n:count} answers; the middle answer is {answer}.",
            n=len(result.answers),
            answer=answer_word(result.column, result.answers[_middle_rows(result)[0]].code),
        ),
    )
    return Display(figures=(figure,), tables=(_table(result),))


def _middle_rows(result: CategoryDescription) -> list[int]:
    """Rows of the middle answer, or of both where the middle falls between two."""
    middle = result.middle
    if middle is None:
        return []
    return [i for i, item in enumerate(result.answers) if item.code in (middle.median, middle.median_upper)]


def _draw(result: CategoryDescription, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    words = [say(Message("{name}", name=answer_word(result.column, item.code))) for item in result.answers]
    y = alt.Y(
        "row:O",
        sort=None,
        axis=alt.Axis(title=None, labelExpr=f"{json.dumps(words, ensure_ascii=False)}[datum.value]"),
    )
    x = alt.X(
        "start:Q",
        scale=alt.Scale(domain=[0, 1.12], nice=False),
        axis=alt.Axis(format="~%", title=None, values=[0, *QUARTERS, 1]),
    )
    base = alt.Chart(alt.Data(values=_records(result)))
    quarters = alt.Chart(alt.Data(values=[{"at": at} for at in QUARTERS]))
    layers: list[Any] = [
        quarters.mark_rule(strokeDash=[4, 3], color=INK, opacity=0.5).encode(x=alt.X("at:Q")),
        base.mark_bar(height={"band": 0.62}, opacity=0.9).encode(
            x=x, x2=alt.X2("end:Q"), y=y, color=alt.Color("colour:N", scale=None)
        ),
        base.mark_rule(strokeWidth=INTERVAL_WIDTH, color=INK, opacity=0.85).encode(
            x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=y
        ),
        base.mark_text(align="left", dx=7).encode(x=alt.X("beside:Q"), y=y, text=alt.Text("text:N")),
    ]
    return finish(alt.layer(*layers), height=ROW_HEIGHT * len(words) + AXIS_ROOM)


def _records(result: CategoryDescription) -> list[dict[str, Any]]:
    middle = _middle_rows(result)
    records: list[dict[str, Any]] = []
    start = 0.0
    for row, found in enumerate(result.cumulative):
        known = not math.isnan(found.low)
        records.append(
            {
                "row": row,
                "start": start,
                "end": found.value,
                "low": found.low if known else None,
                "high": found.high if known else None,
                "beside": found.high if known else found.value,
                "text": percent(found.value),
                "colour": TEAL if row in middle else GREY,
            }
        )
        start = found.value
    return records


def _ends(found: Estimate) -> Message | None:
    return None if math.isnan(found.low) else interval_text(found)


def _table(result: CategoryDescription) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for item, found in zip(result.answers, result.cumulative, strict=True):
        strip = Strip(found.value, found.low, found.high, 0.0, 1.0, 0.5)
        rows.append((answer_word(result.column, item.code), item.count, found.value, _ends(found), strip))
    return Table(
        columns=(
            TableColumn(Message("Answer"), align="left"),
            TableColumn(Message("People"), "count"),
            TableColumn(
                Message("At or below") if math.isnan(result.deff) else Message("At or below, weighted"), "percent"
            ),
            TableColumn(interval_heading(result.level)),
            TableColumn(
                Message("{low:set_percent} to {high:set_percent}, dashed at one half", low=0.0, high=1.0), align="left"
            ),
        ),
        rows=tuple(rows),
        note=missing_note(result.missing),
    )
