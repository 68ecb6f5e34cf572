"""False alarms over the number of looks, and the race of conversions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.display import Cell, Display, Figure, Metric, Say, Table, TableColumn
from analysis.charts.style import ANSWER_WIDTH, GREY, INK, POINT_SIZE, QUIET_WIDTH, TEAL, finish
from analysis.core.messages import Message

if TYPE_CHECKING:
    import altair as alt

    from analysis.experiments.peeking import PeekingError
    from analysis.experiments.race_result import ConversionRace

HEIGHT = 240
LISTED = (1, 2, 3, 4, 5, 10, 20, 50, 100)


def display_peeking_error(result: PeekingError) -> Display:
    """The curve, and the usual numbers of looks as a table."""
    return Display(
        figures=(_figure(result),),
        tables=(_table(result),),
        metrics=(
            Metric(Message("False alarms"), result.false_alarm, "chance"),
            Metric(Message("Promised"), result.alpha, "set_percent"),
            Metric(Message("Level that keeps the promise"), result.honest_alpha, "fine_percent"),
        ),
    )


def _figure(result: PeekingError) -> Figure:
    return Figure(
        draw=lambda say: _draw(result, say),
        heading=Message("False alarms when every look may stop the test"),
        note=Message(
            "Equally spaced looks, each read at {alpha:set_percent}; nothing changed. The dashed line is what was promised.",
            alpha=result.alpha,
        ),
        description=Message(
            "The chance of a false alarm rises from {alpha:set_percent} with one look to {error:chance} with {looks:count}.",
            alpha=result.alpha,
            error=result.false_alarm,
            looks=result.looks,
        ),
    )


def _draw(result: PeekingError, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    frame = result.curve
    x = alt.X(
        "look:Q",
        title=say(Message("Looks")),
        scale=alt.Scale(domain=[0, 1.12 * max(result.looks, 4)], nice=False),
        axis=alt.Axis(format="d", tickMinStep=1, tickCount=8),
    )
    top = max(1.25 * result.false_alarm, 2 * result.alpha)
    y = alt.Y(
        "false_alarm:Q",
        title=None,
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(format="~%", tickCount=5),
    )
    last = frame.tail(1).assign(label=say(Message("{error:chance}", error=result.false_alarm)))
    promised = pd.DataFrame({"false_alarm": [result.alpha]})
    base = alt.Chart(frame)
    layers: list[Any] = [
        alt.Chart(promised).mark_rule(strokeDash=[4, 3], color=INK, opacity=0.6).encode(y=y),
        base.mark_line(strokeWidth=ANSWER_WIDTH, color=TEAL).encode(x=x, y=y),
        base.mark_point(filled=True, size=POINT_SIZE if result.looks <= 20 else 12, color=TEAL, opacity=1).encode(
            x=x, y=y, tooltip=[alt.Tooltip("look:Q"), alt.Tooltip("false_alarm:Q", format=".1%")]
        ),
        alt.Chart(last)
        .mark_text(align="left", dx=8, fontWeight=600, color=INK)
        .encode(x=x, y=y, text=alt.Text("label:N")),
    ]
    return finish(alt.layer(*layers), height=HEIGHT)


def _table(result: PeekingError) -> Table:
    looks = sorted({*(n for n in LISTED if n <= result.looks), result.looks})
    by_look = dict(zip(result.curve["look"], result.curve["false_alarm"], strict=True))
    rows: list[tuple[Cell, ...]] = [(n, float(by_look[n]), float(by_look[n]) / result.alpha) for n in looks]
    rows.append((Message("without end"), result.limit, None))
    return Table(
        title=Message("What looking costs"),
        columns=(
            TableColumn(Message("Looks"), "count", "left"),
            TableColumn(Message("False alarms"), "percent"),
            TableColumn(Message("Times the promise"), "effect"),
        ),
        rows=tuple(rows),
        note=Message("Integrated, not simulated. Without end: at a fixed level a false alarm comes for certain."),
    )


def display_conversion_race(result: ConversionRace) -> Display:
    """The two lines of the race with where it stands, and the rule in numbers."""
    metrics = [
        Metric(Message("Lead needed"), result.lead, "count"),
        Metric(Message("Conversions at the end"), result.conversions, "count"),
        Metric(Message("False alarms, counted exactly"), result.false_alarm, "fine_percent"),
    ]
    if not math.isnan(result.power):
        metrics.append(Metric(Message("Chance to find it"), result.power, "chance"))
    return Display(figures=(_race_figure(result),), tables=(_race_table(result),), metrics=tuple(metrics))


def _race_figure(result: ConversionRace) -> Figure:
    return Figure(
        draw=lambda say: _draw_race(result, say),
        heading=Message("The race: stop at the line"),
        note=Message(
            "Conversions with the new version less those of the control group, over the conversions of both. The race may be looked at after every conversion."
        ),
        description=Message(
            "A line at a lead of {lead:count} conversions; the race ends at {n:count} conversions of both groups.",
            lead=result.lead,
            n=result.conversions,
        ),
    )


def _draw_race(result: ConversionRace, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    lead, n = result.lead, result.conversions
    two = result.sides == "two"
    highest = 1.5 * lead
    x = alt.X(
        "n:Q",
        title=say(Message("Conversions in both groups")),
        scale=alt.Scale(domain=[0, 1.05 * n], nice=False),
        axis=alt.Axis(format="~s", tickCount=6),
    )
    y = alt.Y(
        "d:Q",
        title=None,
        scale=alt.Scale(domain=[-highest if two else -0.6 * highest, highest], nice=False),
        axis=alt.Axis(format="~s", tickCount=6),
    )
    stop, behind = say(Message("stop: ahead")), say(Message("stop: behind"))
    lines = [(lead, stop, -9)] + ([(-lead, behind, 11)] if two else [])
    layers: list[Any] = []
    for height, name, away in lines:
        line = pd.DataFrame({"n": [lead, n], "d": [height, height]})
        label = pd.DataFrame({"n": [lead], "d": [height], "label": [f"{name} ({abs(height):,})"]})
        layers.append(alt.Chart(line).mark_line(strokeWidth=QUIET_WIDTH * 1.5, color=INK).encode(x=x, y=y))
        layers.append(
            alt.Chart(label)
            .mark_text(align="left", dx=4, dy=away, fontWeight=600, color=INK)
            .encode(x=x, y=y, text=alt.Text("label:N"))
        )
    end = pd.DataFrame({"n": [n, n], "d": [-lead if two else -0.6 * highest, lead]})
    layers.append(alt.Chart(end).mark_line(strokeDash=[4, 3], color=GREY).encode(x=x, y=y))
    if result.conversions_control is not None and result.conversions_treatment is not None:
        ahead = result.conversions_treatment - result.conversions_control
        now = pd.DataFrame(
            {
                "n": [min(result.conversions_control + result.conversions_treatment, n)],
                "d": [max(-highest, min(highest, ahead))],
                "label": [say(Message("now: {ahead:signed}", ahead=ahead))],
            }
        )
        layers.append(
            alt.Chart(now).mark_point(filled=True, size=POINT_SIZE * 2, color=TEAL, opacity=1).encode(x=x, y=y)
        )
        layers.append(
            alt.Chart(now)
            .mark_text(align="left", dx=9, fontWeight=600, color=TEAL)
            .encode(x=x, y=y, text=alt.Text("label:N"))
        )
    return finish(alt.layer(*layers), height=HEIGHT)


def _race_table(result: ConversionRace) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (Message("Lead needed"), Message("{n:count} conversions", n=result.lead)),
        (Message("Conversions at the end"), Message("{n:count} conversions", n=result.conversions)),
        (Message("False alarms, counted exactly"), Message("{share:fine_percent}", share=result.false_alarm)),
    ]
    if not math.isnan(result.power):
        rows.append((Message("Chance to find it"), Message("{share:percent}", share=result.power)))
    return Table(
        title=Message("The rule"),
        columns=(TableColumn(Message("Rule"), align="left"), TableColumn(Message("Value"))),
        rows=tuple(rows),
    )
