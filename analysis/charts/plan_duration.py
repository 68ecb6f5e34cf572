"""The weeks of a test: customers in the test against those needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.display import Display, Figure, Metric, Say, Table, TableColumn
from analysis.charts.style import ANSWER_WIDTH, INK, POINT_SIZE, QUIET_WIDTH, TEAL, finish
from analysis.core.messages import Message, PluralMessage

if TYPE_CHECKING:
    import altair as alt

    from analysis.experiments.duration_plan import DurationPlan

HEIGHT = 250


def display_plan_duration(result: DurationPlan) -> Display:
    """Key numbers, the course of entry, and the weeks as a table."""
    metrics: list[Metric] = []
    if result.reached:
        metrics = [
            Metric(Message("Full weeks"), result.weeks, "count"),
            Metric(Message("Customers in the test by then"), result.n_in_test, "count"),
            Metric(Message("Smallest change against the plan"), result.detectable_ratio, "percent"),
        ]
    return Display(figures=(_figure(result),), tables=(_table(result),), metrics=tuple(metrics))


def _figure(result: DurationPlan) -> Figure:
    last = result.course.iloc[-1]
    return Figure(
        draw=lambda say: _draw(result, say),
        heading=Message("Different customers in the test, week by week"),
        note=Message(
            "Line: customers let in up to the end of the week. Dashed: customers needed. Follow-up of {weeks:count} weeks not drawn.",
            weeks=result.follow_up_weeks,
        )
        if result.follow_up_weeks
        else Message("Line: customers let in up to the end of the week. Dashed: customers needed."),
        description=PluralMessage(
            "After {n} week {count:count} customers are in the test; {needed:count} are needed.",
            "After {n:count} weeks {count:count} customers are in the test; {needed:count} are needed.",
            n=int(result.entry_weeks) if result.reached else int(last["week"]),
            count=result.n_in_test,
            needed=float(last["n_needed"]),
        ),
    )


def _draw(result: DurationPlan, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    course = result.course[["week", "n_in_test", "n_needed"]]
    weeks = len(course)
    x = alt.X(
        "week:Q",
        title=say(Message("Full weeks")),
        scale=alt.Scale(domain=[0, weeks * 1.06], nice=False),
        axis=alt.Axis(format="d", tickMinStep=1, tickCount=min(weeks, 14)),
    )
    top = 1.12 * float(max(course["n_in_test"].max(), course["n_needed"].max()))
    y = alt.Y("n_in_test:Q", title=None, scale=alt.Scale(domain=[0, top]), axis=alt.Axis(format="~s", tickCount=4))
    start = pd.DataFrame({"week": [0], "n_in_test": [0.0], "n_needed": [float(course["n_needed"].iloc[0])]})
    line = pd.concat([start, course.astype(float)], ignore_index=True)
    layers: list[Any] = [
        alt.Chart(line)
        .mark_line(strokeDash=[4, 3], strokeWidth=QUIET_WIDTH, color=INK, opacity=0.7)
        .encode(x=x, y=alt.Y("n_needed:Q", title=None, scale=alt.Scale(domain=[0, top]))),
        alt.Chart(line)
        .mark_line(strokeWidth=ANSWER_WIDTH, color=TEAL)
        .encode(x=x, y=y, tooltip=[alt.Tooltip("week:Q"), alt.Tooltip("n_in_test:Q", format=",.0f")]),
    ]
    if result.reached:
        label = PluralMessage("{n} week", "{n:count} weeks", n=int(result.entry_weeks))
        point = pd.DataFrame({"week": [result.entry_weeks], "n_in_test": [result.n_in_test], "label": [say(label)]})
        layers += [
            alt.Chart(point).mark_point(filled=True, size=POINT_SIZE * 1.6, color=TEAL, opacity=1).encode(x=x, y=y),
            alt.Chart(point)
            .mark_text(align="left", baseline="top", dx=8, dy=8, fontWeight=600, color=INK)
            .encode(x=x, y=y, text=alt.Text("label:N")),
        ]
    return finish(alt.layer(*layers), height=HEIGHT)


def _table(result: DurationPlan) -> Table:
    rows = tuple(
        (row["week"], row["coming"], row["share"], row["n_in_test"], row["n_needed"], row["detectable_ratio"])
        for row in result.course.to_dict("records")
    )
    return Table(
        title=Message("Week by week"),
        columns=(
            TableColumn(Message("Week"), "count"),
            TableColumn(Message("New customers"), "count"),
            TableColumn(Message("Share let in"), "set_percent"),
            TableColumn(Message("In the test"), "count"),
            TableColumn(Message("Needed"), "count"),
            TableColumn(Message("Smallest change against the plan"), "percent"),
        ),
        rows=rows[:26],
        whole=lambda: rows,
        note=Message("100%: changes as small as planned are found; 150%: only changes one and a half times as large."),
    )
