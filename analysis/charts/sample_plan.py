"""A plan of a sample as key numbers, the curve of exactness and other margins."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.display import Display, Figure, Metric, Say, Table, TableColumn
from analysis.charts.style import ANSWER_WIDTH, INK, POINT_SIZE, TEAL, finish
from analysis.core.messages import Message

if TYPE_CHECKING:
    import altair as alt

    from analysis.survey.sample_plan import SamplePlan

HEIGHT = 250


def display_plan_sample(result: SamplePlan) -> Display:
    """Key numbers, exactness over the number of answers, and the price of other margins."""
    metrics = [Metric(Message("Answers in all"), result.n, "count")]
    if result.groups > 1:
        metrics.append(Metric(Message("Per group"), result.n_group, "count"))
    if result.response_rate < 1:
        metrics.append(Metric(Message("People to ask"), result.invitations, "count"))
    return Display(figures=(_curve(result),), tables=(_margins(result), _interval(result)), metrics=tuple(metrics))


def _curve(result: SamplePlan) -> Figure:
    return Figure(
        draw=lambda say: _draw(result, say),
        heading=Message("Half-width of the interval over the number of answers"),
        note=Message(
            "Share of {share:fine_percent}, {level:set_percent} confidence, {population}. Four times as many answers halve it, until the population runs out.",
            share=result.expected_share,
            level=result.level,
            population=Message("very many people")
            if math.isnan(result.population)
            else Message("{n:count} people", n=result.population),
        ),
        description=Message(
            "Curve: with {n:count} answers a share is exact to ±{margin:fine_distance} points; fewer answers make it rougher.",
            n=result.n_group,
            margin=result.margin,
        ),
    )


def _draw(result: SamplePlan, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    line = alt.Chart(result.curve)
    x = alt.X(
        "n:Q", title=say(Message("Answers")), scale=alt.Scale(nice=False), axis=alt.Axis(format=",d", tickCount=7)
    )
    y = alt.Y("margin:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(format=".1%", tickCount=4))
    point = pd.DataFrame(
        {
            "n": [result.n_group],
            "margin": [float(result.curve.loc[result.curve["n"] == result.n_group, "margin"].iloc[0])],
            "label": [
                say(
                    Message("{n:count} answers: ±{margin:fine_distance} points", n=result.n_group, margin=result.margin)
                )
            ],
        }
    )
    return finish(
        alt.layer(
            line.mark_line(strokeWidth=ANSWER_WIDTH, color=TEAL).encode(x=x, y=y),
            alt.Chart(point).mark_point(filled=True, size=POINT_SIZE * 1.6, color=TEAL, opacity=1).encode(x=x, y=y),
            alt.Chart(point)
            .mark_text(align="left", baseline="bottom", dx=8, dy=-6, fontWeight=600, color=INK)
            .encode(x=x, y=y, text=alt.Text("label:N")),
        ),
        height=HEIGHT,
    )


def _margins(result: SamplePlan) -> Table:
    asks = result.response_rate < 1
    rows = result.margins.to_dict("records")
    return Table(
        title=Message("What other margins cost"),
        columns=(
            TableColumn(Message("Half-width (points)"), "fine_distance"),
            TableColumn(Message("Answers in all"), "count"),
            *((TableColumn(Message("People to ask"), "count"),) if asks else ()),
        ),
        rows=tuple((row["margin"], row["n"], *((row["invitations"],) if asks else ())) for row in rows),
        note=Message("Rounded up. Design effect {effect:exact}.", effect=result.design_effect),
    )


def _interval(result: SamplePlan) -> Table:
    return Table(
        title=Message("The answers by formula"),
        columns=(
            TableColumn(Message("Quantity"), align="left"),
            TableColumn(Message("Value"), "number"),
        ),
        rows=(
            (Message("Formula, unlimited population"), result.n_infinite),
            (Message("Formula, this population"), result.n_fpc),
            (Message("Wilson interval at that size, low (%)"), 100 * result.wilson.low),
            (Message("Wilson interval at that size, high (%)"), 100 * result.wilson.high),
        ),
        note=Message(
            "One group, before rounding. The Wilson interval is the one reported in the end; it does not know the size of the population."
        ),
    )
