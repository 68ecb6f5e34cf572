"""New and returning customers by week, as the study's events have them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from analysis.charts.display import Display, Figure, Metric, Say, Table, TableColumn
from analysis.charts.style import AXIS_NUMBER, BAND_OPACITY, GREY, INK, INTERVAL_WIDTH, TEAL, finish
from analysis.core.messages import Message

if TYPE_CHECKING:
    import altair as alt

    from analysis.experiments.event_accrual import EventAccrual

HEIGHT = 250


def display_measure_accrual(result: EventAccrual) -> Display:
    """Bars of new customers beside all active ones, and the table a planner takes over."""
    course = result.course
    metrics = (
        Metric(Message("Different customers"), float(course["n_in_test"].iloc[-1]), "count"),
        Metric(Message("In the first week"), float(course["new"].iloc[0]), "count"),
        Metric(Message("New in the last week"), float(course["new"].iloc[-1]), "count"),
    )
    return Display(figures=(_figure(result),), tables=(_table(result),), metrics=metrics)


def _figure(result: EventAccrual) -> Figure:
    return Figure(
        draw=lambda say: _draw(result, say),
        heading=Message("New, different customers by week"),
        note=Message(
            "Teal: first seen in that week. Grey: all customers of the week. Rule: range of earlier windows, where there are any."
        ),
        description=Message(
            "Bars: {first:count} new customers in the first week, {last:count} in the last of {weeks:count}.",
            first=float(result.course["new"].iloc[0]),
            last=float(result.course["new"].iloc[-1]),
            weeks=len(result.course),
        ),
    )


def _draw(result: EventAccrual, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    ranged = not result.course["low"].isna().any()
    base = alt.Chart(result.course[["week", "active", "new", *(("low", "high") if ranged else ())]])
    x = alt.X("week:O", title=say(Message("Week")), axis=alt.Axis(labelAngle=0))
    y = alt.Y("active:Q", title=None, scale=alt.Scale(domainMin=0), axis=alt.Axis(format=AXIS_NUMBER, tickCount=4))
    layers: list[Any] = [
        base.mark_bar(color=GREY, opacity=2 * BAND_OPACITY).encode(x=x, y=y),
        base.mark_bar(color=TEAL).encode(
            x=x, y=alt.Y("new:Q", title=None), tooltip=[alt.Tooltip("week:O"), alt.Tooltip("new:Q", format=",d")]
        ),
    ]
    if ranged:
        layers.append(
            base.mark_rule(strokeWidth=INTERVAL_WIDTH, color=INK).encode(
                x=x, y=alt.Y("low:Q", title=None), y2=alt.Y2("high:Q")
            )
        )
    return finish(alt.layer(*layers), height=HEIGHT)


def _table(result: EventAccrual) -> Table:
    with_amount = not math.isnan(float(result.course["mean"].iloc[0]))
    variance = result.variance_by_week or (math.nan,) * len(result.course)
    rows = tuple(
        (
            row["week"],
            row["active"],
            row["new"],
            row["n_in_test"],
            *((row["mean"], row["sd"], relative) if with_amount else ()),
        )
        for row, relative in zip(result.course.to_dict("records"), variance, strict=True)
    )
    amount = (
        TableColumn(Message("Mean amount up to then"), "number"),
        TableColumn(Message("Standard deviation"), "number"),
        TableColumn(Message("Relative variance"), "number"),
    )
    return Table(
        title=Message("Week by week"),
        columns=(
            TableColumn(Message("Week"), "count"),
            TableColumn(Message("Customers"), "count"),
            TableColumn(Message("New among them"), "count"),
            TableColumn(Message("In the test"), "count"),
            *(amount if with_amount else ()),
        ),
        rows=rows,
    )
