"""The chance to find changes of several sizes in tests of several sizes, as a labelled heat map."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.charts.display import Figure, Say
from analysis.charts.style import INK, TEAL, finish
from analysis.core.messages import Message

if TYPE_CHECKING:
    import altair as alt

    from analysis.experiments.proportion_plan import ProportionPlan

ROW_HEIGHT = 30
AXES = 60
FAINTEST, STRONGEST = 0.04, 0.5
"""Opacities between which ink stays readable on teal, on a light and on a dark page."""
BREAK = "|"


def surface_figure(result: ProportionPlan) -> Figure:
    """Heat map of the chance over change (or margin) and size; cells that reach the wanted chance are framed."""
    by_week = not math.isnan(result.weeks)
    return Figure(
        draw=lambda say: _draw(result, say),
        heading=Message("Chance by size of the change and size of the test")
        if result.goal == "superiority"
        else Message("Chance by width of the margin and size of the test"),
        note=Message(
            "Each cell: how often it is found, in percent. Framed: {power:set_percent} and more. Columns: full weeks, and below them customers in all.",
            power=result.target_power,
        )
        if by_week
        else Message(
            "Each cell: how often it is found, in percent. Framed: {power:set_percent} and more. Columns: customers in all.",
            power=result.target_power,
        ),
        description=Message(
            "Table of chances: larger changes and more customers raise the chance; at the plan, {n:count} customers in all, it is {power:chance}.",
            n=result.n_total,
            power=result.power,
        ),
    )


def size_words(result: ProportionPlan, change: float) -> Message:
    """A change with its sign, or a margin without one, in points."""
    if result.goal == "superiority":
        return Message("{change:fine_points}", change=change)
    return Message("{margin:number}", margin=100 * change)


def _draw(result: ProportionPlan, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    by_week = not math.isnan(result.weeks)
    frame = result.surface.sort_values(["fraction", "n_total"], ascending=[False, True])
    frame = frame.assign(
        row=[say(size_words(result, change)) for change in frame["change"]],
        column=[_column_words(weeks, n, say) for weeks, n in zip(frame["weeks"], frame["n_total"], strict=True)],
        label=[_in_percent(chance) for chance in frame["power"]],
        reached=frame["power"] >= result.target_power - 1e-9,
    )[["row", "column", "label", "reached", "power"]]
    x = alt.X(
        "column:N",
        sort=None,
        title=say(Message("Full weeks; customers in all")) if by_week else say(Message("Customers in all")),
        scale=alt.Scale(paddingInner=0.06, paddingOuter=0.03),
        axis=alt.Axis(labelAngle=0, labelExpr=f"split(datum.label, '{BREAK}')", ticks=False, domain=False),
    )
    y = alt.Y(
        "row:N",
        sort=None,
        title=say(Message("Change (points)") if result.goal == "superiority" else Message("Margin (points)")),
        scale=alt.Scale(paddingInner=0.08, paddingOuter=0.04),
    )
    # The data stand once, above all layers: each layer that carries them is copied with them.
    base = alt.Chart().encode(x=x, y=y)
    cells = base.mark_rect(color=TEAL, cornerRadius=2).encode(
        opacity=alt.Opacity("power:Q", scale=alt.Scale(domain=[0, 1], range=[FAINTEST, STRONGEST]), legend=None),
        tooltip=[alt.Tooltip("row:N"), alt.Tooltip("column:N"), alt.Tooltip("power:Q", format=".1%")],
    )
    frames = base.transform_filter("datum.reached").mark_rect(
        fillOpacity=0, stroke=TEAL, strokeWidth=1.6, cornerRadius=2
    )
    numbers = base.mark_text(color=INK).encode(
        text=alt.Text("label:N"), opacity=alt.OpacityValue(0.72, condition={"test": "datum.reached", "value": 1.0})
    )
    height = ROW_HEIGHT * frame["row"].nunique() + AXES
    data = alt.Data(values=frame.to_dict("records"))
    return finish(alt.layer(cells, frames, numbers, data=data), height=height)


def _in_percent(chance: float) -> str:
    """A chance without its sign; what is below one half of a percent or above 99.5 is not called 0 or 100."""
    if chance > 0.995:
        return ">99"
    return "<1" if chance < 0.005 else f"{100 * chance:.0f}"


def _column_words(weeks: float, n_total: float, say: Say) -> str:
    customers = say(Message("{n:count}", n=n_total))
    if math.isnan(weeks):
        return customers
    whole_weeks = say(Message("{n:count}", n=weeks))
    return f"{whole_weeks}{BREAK}{customers}"
