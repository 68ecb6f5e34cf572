"""A pilot: what each share of customers would find, how it is decided, and the steps of the roll-out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.display import Display, Figure, Metric, Say, Table, TableColumn
from analysis.charts.style import ANSWER_WIDTH, INK, POINT_SIZE, TEAL, finish
from analysis.core.messages import Message

if TYPE_CHECKING:
    import altair as alt

    from analysis.experiments.pilot_plan import PilotPlan

HEIGHT = 250


def display_plan_pilot(result: PilotPlan) -> Display:
    """Key numbers, the price of imbalance, the decision rule, the ladder and the precision."""
    metrics = [Metric(Message("In the pilot"), result.n_pilot, "count")]
    if not math.isnan(result.change):
        metrics += [
            Metric(Message("Smallest change found (points)"), result.change, "fine_points"),
            Metric(Message("Half and half (points)"), result.change_equal_split, "fine_points"),
        ]
    figures = (_figure(result),) if len(result.curve) > 1 else ()
    return Display(
        figures=figures, tables=(_decisions(result), _ladder(result), _precision(result)), metrics=tuple(metrics)
    )


def _figure(result: PilotPlan) -> Figure:
    return Figure(
        draw=lambda say: _draw(result, say),
        heading=Message("Smallest change found, by the share of customers in the pilot"),
        note=Message(
            "Baseline {rate:fine_percent}; {n:count} customers in all; found {power:set_percent} of the time. The dashed line is the smallest change worth acting on.",
            rate=result.baseline_rate,
            n=result.population,
            power=result.power,
        ),
        description=Message(
            "Curve: a pilot on {share:set_percent} of the customers finds changes of {change:fine_points} points, an equal split {even:fine_points}.",
            share=result.pilot_share,
            change=result.change,
            even=result.change_equal_split,
        )
        if not math.isnan(result.change)
        else Message("Curve of the smallest change found by the share of customers in the pilot."),
    )


def _draw(result: PilotPlan, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    curve = result.curve.assign(size=result.curve["change"].abs())
    x = alt.X(
        "share:Q",
        title=say(Message("Share in the pilot")),
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format=".0%", values=[0.1, 0.25, 0.5, 0.75, 1.0]),
    )
    y = alt.Y("size:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(format=".1%", tickCount=4))
    layers: list[Any] = [
        alt.Chart(pd.DataFrame({"size": [result.smallest_change]}))
        .mark_rule(strokeDash=[4, 3], color=INK, opacity=0.6)
        .encode(y=y),
        alt.Chart(curve)
        .mark_line(strokeWidth=ANSWER_WIDTH, color=TEAL)
        .encode(x=x, y=y, tooltip=[alt.Tooltip("share:Q", format=".0%"), alt.Tooltip("size:Q", format=".2%")]),
    ]
    if not math.isnan(result.change):
        label = Message("{change:fine_points} points", change=result.change)
        point = pd.DataFrame({"share": [result.pilot_share], "size": [abs(result.change)], "label": [say(label)]})
        layers += [
            alt.Chart(point).mark_point(filled=True, size=POINT_SIZE * 1.6, color=TEAL, opacity=1).encode(x=x, y=y),
            alt.Chart(point)
            .mark_text(align="left", baseline="bottom", dx=8, dy=-6, fontWeight=600, color=INK)
            .encode(x=x, y=y, text=alt.Text("label:N")),
        ]
    return finish(alt.layer(*layers), height=HEIGHT)


def _decisions(result: PilotPlan) -> Table:
    gain = 1 if result.direction == "increase" else -1
    return Table(
        title=Message("Go, extend or stop"),
        columns=(
            TableColumn(Message("If the true change is (points)"), "fine_points"),
            TableColumn(Message("Roll out"), "chance"),
            TableColumn(Message("Go on with the pilot"), "chance"),
            TableColumn(Message("Stop"), "chance"),
        ),
        rows=tuple(
            (row["true_change"], row["go"], row["extend"], row["stop"]) for row in result.decisions.to_dict("records")
        ),
        note=Message(
            "Rule, by the {level:set_percent} interval of the difference: stop once it leaves out {smallest:fine_points} points or more; roll out once it leaves out {loss:fine_points} points or less and does not stop; otherwise go on.",
            level=result.level,
            smallest=gain * result.smallest_change,
            loss=-gain * result.tolerated_loss,
        )
        if result.tolerated_loss
        else Message(
            "Rule, by the {level:set_percent} interval of the difference: stop once it leaves out {smallest:fine_points} points or more; roll out once it leaves out no change and does not stop; otherwise go on.",
            level=result.level,
            smallest=gain * result.smallest_change,
        ),
    )


def _ladder(result: PilotPlan) -> Table:
    timed = not result.ladder["weeks"].isna().all()
    rows = result.ladder.to_dict("records")
    return Table(
        title=Message("Steps of the roll-out"),
        columns=(
            TableColumn(Message("Share"), "set_percent"),
            TableColumn(Message("With the new version"), "count"),
            TableColumn(Message("Without"), "count"),
            TableColumn(Message("Smallest change found (points)"), "fine_points"),
            *((TableColumn(Message("Weeks to switch over"), "count"),) if timed else ()),
        ),
        rows=tuple(
            (
                row["share"],
                row["n_treatment"],
                row["n_control"],
                None if math.isnan(row["change"]) else row["change"],
                *((row["weeks"],) if timed else ()),
            )
            for row in rows
        ),
        note=Message("After the last step nothing is left to compare with."),
    )


def _precision(result: PilotPlan) -> Table:
    rows: list[tuple[Any, ...]] = [
        (Message("Rate of the pilot, for customers to come (±)"), result.rate_half_width),
        (Message("Rate of the pilot, for these customers only (±)"), result.rate_half_width_here),
        (Message("Difference of pilot and control group (±)"), result.difference_half_width),
    ]
    return Table(
        title=Message("How exact the pilot will be"),
        columns=(TableColumn(Message("Quantity"), align="left"), TableColumn(Message("Points"), "fine_distance")),
        rows=tuple(rows),
        note=Message(
            "Expected half-widths of the {level:set_percent} intervals if nothing changes; the Wilson interval of the pilot's rate would be {low:fine_percent} to {high:fine_percent}. Design effect {effect:number}.",
            level=result.level,
            low=result.rate_precision.low,
            high=result.rate_precision.high,
            effect=result.design_effect,
        ),
    )
