"""What else a rehearsal counts of each simulated study: a picture of the shares, and a table beside the formulas."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.display import Cell, Figure, Metric, Say, Table, TableColumn
from analysis.charts.style import GREY, INK, INTERVAL_WIDTH, POINT_SIZE, TEAL, finish
from analysis.core import Message

if TYPE_CHECKING:
    import altair as alt

    from analysis.core import Estimate
    from synthetic.rehearsal import MeasuredPart, Rehearsal

ROW_HEIGHT = 40
TICK_HEIGHT = 14
APART = 14


def metrics(result: Rehearsal) -> tuple[Metric, ...]:
    """The parts that stand among the key figures, as they are with the effect."""
    return tuple(
        Metric(one.part.label, one.with_effect.value, "percent" if one.part.kind == "share" else "count")
        for one in result.parts
        if one.part.key
    )


def figure(result: Rehearsal) -> Figure:
    """Every counted share with the effect and without, the formula's as a tick."""
    shares = tuple(one for one in result.parts if one.part.kind == "share")
    return Figure(
        draw=lambda say: _draw(shares, say),
        heading=Message("In detail: with the effect, and where nothing is"),
        note=Message(
            "Upper points with the effect, lower points without; lines are {level:set_percent} intervals of the simulation, ticks "
            "are what a formula says.",
            level=result.level,
        ),
        description=Message("Shares of {n:count} simulated studies, part by part.", n=result.replicates),
    )


def _draw(shares: tuple[MeasuredPart, ...], say: Say) -> alt.TopLevelMixin:
    import altair as alt

    scale = alt.Scale(domain=[0, 1.12], nice=False)
    axis = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1.0])
    y = alt.Y("part:N", title=None, sort=None, axis=alt.Axis(labelLimit=320))
    layers: list[Any] = []
    for offset, color, frame in (
        (-APART / 2, TEAL, _points(shares, say, effect=True)),
        (APART / 2, GREY, _points(shares, say, effect=False)),
    ):
        base = alt.Chart(frame)
        layers += [
            base.mark_rule(strokeWidth=INTERVAL_WIDTH, color=color, yOffset=offset).encode(
                y=y, x=alt.X("low:Q", scale=scale, axis=axis, title=None), x2="high:Q"
            ),
            base.mark_point(filled=True, size=POINT_SIZE, color=color, opacity=1, yOffset=offset).encode(
                y=y, x=alt.X("value:Q", scale=scale, axis=axis, title=None)
            ),
            base.mark_tick(color=INK, thickness=2, height=TICK_HEIGHT, yOffset=offset)
            .encode(y=y, x=alt.X("promised:Q", scale=scale, axis=axis, title=None))
            .transform_filter("isValid(datum.promised)"),
            base.mark_text(align="left", dx=10, color=INK, yOffset=offset).encode(
                y=y, x=alt.X("end:Q", scale=scale, axis=axis, title=None), text="label:N"
            ),
        ]
    return finish(alt.layer(*layers), height=ROW_HEIGHT * len(shares))


def _points(shares: tuple[MeasuredPart, ...], say: Say, *, effect: bool) -> pd.DataFrame:
    rows: list[tuple[str, float, float, float, float | None, float, str]] = []
    for one in shares:
        found = one.with_effect if effect else one.without_effect
        promised = one.part.promised if effect else one.part.promised_without
        known = None if math.isnan(promised) else promised
        end = max(found.high, promised) if known is not None else found.high
        label = say(Message("{value:percent}", value=found.value))
        rows.append((say(one.part.label), found.value, found.low, found.high, known, end, label))
    return pd.DataFrame(rows, columns=["part", "value", "low", "high", "promised", "end", "label"])


def table(result: Rehearsal) -> Table:
    """Every part with its intervals, what a formula says beside it."""
    formulas = any(not math.isnan(one.part.promised) for one in result.parts)
    columns = [
        TableColumn(Message("In detail"), align="left"),
        TableColumn(Message("With the effect")),
        TableColumn(Message("Where nothing is")),
    ]
    if formulas:
        columns += [
            TableColumn(Message("With the effect, by formula")),
            TableColumn(Message("Where nothing is, by formula")),
        ]
    rows: list[tuple[Cell, ...]] = []
    for one in result.parts:
        row: list[Cell] = [one.part.label, _counted(one, one.with_effect), _counted(one, one.without_effect)]
        if formulas:
            row += [_said(one, one.part.promised), _said(one, one.part.promised_without)]
        rows.append(tuple(row))
    return Table(
        columns=tuple(columns),
        rows=tuple(rows),
        note=Message(
            "In brackets {level:set_percent} intervals: exact binomial for shares, t for means over the simulated studies.",
            level=result.level,
        ),
    )


def _counted(one: MeasuredPart, found: Estimate) -> Message | None:
    if not found.defined:
        return None
    if one.part.kind == "size":
        return Message("{value:count} ({low:count} to {high:count})", value=found.value, low=found.low, high=found.high)
    return Message(
        "{value:percent} ({low:percent} to {high:percent})", value=found.value, low=found.low, high=found.high
    )


def _said(one: MeasuredPart, value: float) -> Message | None:
    if math.isnan(value):
        return None
    return Message("{value:count}", value=value) if one.part.kind == "size" else Message("{value:chance}", value=value)
