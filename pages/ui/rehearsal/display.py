"""A rehearsal as key numbers, rates with their intervals, the power curve, and a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.charts.display import Cell, Display, Figure, Metric, Say, Table, TableColumn
from analysis.charts.style import ANSWER_WIDTH, BAND_OPACITY, GREY, INK, INTERVAL_WIDTH, POINT_SIZE, TEAL, finish
from analysis.core import Message
from analysis.language.precision import alike
from pages.ui.rehearsal import parts_display

if TYPE_CHECKING:
    import altair as alt

    from analysis.core import Estimate
    from synthetic.rehearsal import Rehearsal, SmallestSize

ROW_HEIGHT = 34
CURVE_HEIGHT = 250
CURVE_POINTS = 80
RATES = ("detection", "false_alarms", "coverage", "recall", "false_discoveries")
SHORT: dict[str, Message] = {
    "detection": Message("Power"),
    "false_alarms": Message("False alarms"),
    "coverage": Message("Coverage"),
    "recall": Message("Rules found"),
    "false_discoveries": Message("False rules"),
}
KEY_FIGURES = ("detection", "false_alarms", "coverage", "agreement", "recall")
IN_POINTS: dict[str, Message] = {
    "bias": Message("Bias, in points: mean estimate minus truth"),
    "rmse": Message("Root mean squared error, in points"),
}
KEY_WORDS = {**SHORT, "agreement": Message("Agreement")}


def display_rehearsal(result: Rehearsal, *, in_points: bool = False) -> Display:
    """Power beside false alarms, the curve with the smallest size, and every measure with its interval.

    A difference of rates or of scores is told in points, as its reading tells it.
    """
    figures = [_rates(result)]
    if result.smallest is not None:
        figures.insert(0, _curve(result, result.smallest))
    tables = [_table(result, in_points=in_points)]
    if result.parts:
        figures.append(parts_display.figure(result))
        tables.append(parts_display.table(result))
    return Display(figures=tuple(figures), tables=tuple(tables), metrics=_metrics(result))


def _metrics(result: Rehearsal) -> tuple[Metric, ...]:
    measures = result.measures()
    found = [
        Metric(KEY_WORDS[name], measures[name].value, "coefficient" if name == "agreement" else "percent")
        for name in KEY_FIGURES
        if name in measures
    ]
    if result.smallest is not None and result.smallest.found:
        found.insert(0, Metric(Message("Smallest size"), result.smallest.found, "count"))
    # What is particular to the kind of study comes before what every rehearsal has.
    found[2:2] = parts_display.metrics(result)
    return tuple(found[:4])


def _rates(result: Rehearsal) -> Figure:
    measures = result.measures()
    shown = {name: measures[name] for name in RATES if name in measures}
    return Figure(
        draw=lambda say: _draw_rates(shown, result, say),
        heading=Message("How often, in simulated studies of this size"),
        note=Message(
            "Size {size:count}; {n:count} simulated studies with the effect and as many without. Lines are {level:set_percent} "
            "intervals of the simulation; the tick is what the analysis promises.",
            size=result.size,
            n=result.replicates,
            level=result.level,
        ),
        description=Message(
            "Power {power:percent}, false alarms {false:percent}.",
            power=result.detection.value,
            false=result.false_alarms.value,
        ),
    )


def _draw_rates(shown: dict[str, Estimate], result: Rehearsal, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    nominal = result.nominal_error
    promised = {"false_alarms": nominal, "coverage": result.nominal_coverage, "false_discoveries": nominal}
    frame = pd.DataFrame(
        [
            (
                say(SHORT[name]),
                e.value,
                e.low,
                e.high,
                promised.get(name),
                say(Message("{value:percent}", value=e.value)),
            )
            for name, e in shown.items()
        ],
        columns=["measure", "value", "low", "high", "promised", "label"],
    )
    frame["end"] = frame[["high", "promised"]].max(axis=1)
    y = alt.Y("measure:N", title=None, sort=None)
    scale = alt.Scale(domain=[0, 1.12], nice=False)
    axis = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1.0])
    x = alt.X("value:Q", title=None, scale=scale, axis=axis)
    base = alt.Chart(frame)
    layers: list[Any] = [
        base.mark_rule(strokeWidth=INTERVAL_WIDTH, color=TEAL).encode(
            y=y, x=alt.X("low:Q", scale=scale, axis=axis, title=None), x2="high:Q"
        ),
        base.mark_point(filled=True, size=POINT_SIZE, color=TEAL, opacity=1).encode(y=y, x=x),
        base.mark_tick(color=GREY, thickness=2, height=16)
        .encode(y=y, x=alt.X("promised:Q", scale=scale, axis=axis, title=None))
        .transform_filter("datum.promised !== null"),
        base.mark_text(align="left", dx=10, color=INK).encode(
            y=y, x=alt.X("end:Q", scale=scale, axis=axis, title=None), text="label:N"
        ),
    ]
    return finish(alt.layer(*layers), height=ROW_HEIGHT * len(frame))


def _curve(result: Rehearsal, smallest: SmallestSize) -> Figure:
    return Figure(
        draw=lambda say: _draw_curve(smallest, say),
        heading=Message("Power by the size of the study"),
        note=Message(
            "Points are simulated with the same random numbers at every size, {n:count} studies each; the line is fitted to "
            "them, the band is the {level:set_percent} interval of the smallest size.",
            n=result.replicates,
            level=result.level,
        ),
        description=smallest.sentence(),
    )


def _draw_curve(smallest: SmallestSize, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    points = pd.DataFrame(
        [(p.size, p.power.value, p.power.low, p.power.high) for p in smallest.curve],
        columns=["size", "power", "low", "high"],
    )
    last = float(points["size"].max())
    scale = alt.Scale(domain=[0, last * 1.05], nice=False)
    x = alt.X("size:Q", title=say(Message("Size")), scale=scale, axis=alt.Axis(format=",d", tickCount=6))
    levels = sorted({0.0, smallest.goal, 1.0})
    y = alt.Y("power:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", values=levels))
    goal = alt.Chart(pd.DataFrame({"power": [smallest.goal]}))
    layers: list[Any] = [goal.mark_rule(strokeDash=[4, 3], color=INK, opacity=0.6).encode(y=y)]
    if smallest.found:
        layers += _found_marks(smallest, say, x, y)
        sizes = np.linspace(max(1.0, float(points["size"].min())), last, CURVE_POINTS)
        line = pd.DataFrame({"size": sizes, "power": [smallest.fitted(size) for size in sizes.tolist()]})
        layers.append(alt.Chart(line).mark_line(strokeWidth=ANSWER_WIDTH, color=TEAL).encode(x=x, y=y))
    layers += [
        alt.Chart(points)
        .mark_rule(strokeWidth=INTERVAL_WIDTH, color=INK)
        .encode(x=x, y=alt.Y("low:Q", scale=alt.Scale(domain=[0, 1]), title=None), y2="high:Q"),
        alt.Chart(points)
        .mark_point(filled=True, size=POINT_SIZE, color=INK, opacity=1)
        .encode(x=x, y=y, tooltip=[alt.Tooltip("size:Q", format=",d"), alt.Tooltip("power:Q", format=".1%")]),
    ]
    return finish(alt.layer(*layers), height=CURVE_HEIGHT)


def _found_marks(smallest: SmallestSize, say: Say, x: Any, y: Any) -> list[Any]:
    """The smallest size as a band with its label."""
    import altair as alt

    low = smallest.size.low if smallest.size.low == smallest.size.low else smallest.found
    high = smallest.size.high if smallest.size.high == smallest.size.high else smallest.found
    band = pd.DataFrame({"size": [low], "high": [high], "bottom": [0.0], "top": [1.0]})
    label = pd.DataFrame(
        {"size": [smallest.found], "power": [0.04], "label": [say(Message("{n:count}", n=smallest.found))]}
    )
    return [
        alt.Chart(band)
        .mark_rect(color=TEAL, opacity=BAND_OPACITY)
        .encode(x=x, x2="high:Q", y=alt.Y("bottom:Q", scale=alt.Scale(domain=[0, 1]), title=None), y2="top:Q"),
        alt.Chart(label).mark_text(align="left", dx=8, fontWeight=600, color=INK).encode(x=x, y=y, text="label:N"),
    ]


def display_rehearsal_in_points(result: Rehearsal) -> Display:
    """The same where rates or scores are compared: bias and error in points."""
    return display_rehearsal(result, in_points=True)


def _table(result: Rehearsal, *, in_points: bool) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name, estimate in result.measures().items():
        ends = (estimate.value, estimate.low, estimate.high)
        if name in RATES:
            rows.append((result.words(name), *map(_percent, ends)))
        elif in_points and name in IN_POINTS:
            rows.append((IN_POINTS[name], *_plain([100 * end for end in ends], signed=name == "bias")))
        else:
            rows.append((result.words(name), *_plain(ends, signed=name == "bias")))
    if result.smallest is not None and result.smallest.found:
        size, check = result.smallest.size, result.smallest.checked
        rows.append(
            (Message("Smallest size"), *(_whole(value) for value in (result.smallest.found, size.low, size.high)))
        )
        rows.append(
            (
                Message("Power at the smallest size, checked anew"),
                *map(_percent, (check.value, check.low, check.high)),
            )
        )
    return Table(
        columns=(
            TableColumn(Message("Measure"), align="left"),
            TableColumn(Message("Value")),
            TableColumn(Message("From")),
            TableColumn(Message("To")),
        ),
        rows=tuple(rows),
        note=Message("Rates with exact binomial intervals, means with t intervals over the simulated studies."),
    )


def _percent(value: float) -> Message | None:
    return None if math.isnan(value) else Message("{value:percent}", value=value)


def _plain(ends: Sequence[float], *, signed: bool) -> list[Message | None]:
    """Value and limits with the same decimals."""
    words = [
        Message("{value:signed}", value=end) if signed else Message("{value:number}", value=end) for end in alike(ends)
    ]
    return [None if math.isnan(end) else word for end, word in zip(ends, words, strict=True)]


def _whole(value: float) -> Message | None:
    return None if math.isnan(value) else Message("{n:count}", n=value)
