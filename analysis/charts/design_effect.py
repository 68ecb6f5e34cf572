"""What the customers of one community are worth, as a line, and the design effects around it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.charts.display import Display, Figure, Metric, Say, Table, TableColumn
from analysis.charts.style import ANSWER_WIDTH, INK, POINT_SIZE, TEAL, finish
from analysis.core.messages import Message
from analysis.experiments.cluster_design import design_effect_of

if TYPE_CHECKING:
    import altair as alt

    from analysis.experiments.design_effect_calculator import DesignEffect

HEIGHT = 220
POINTS = 80
ROOM = 1.1


def display_design_effect(result: DesignEffect) -> Display:
    """Key numbers, the worth of a community by its size, and the neighbouring design effects."""
    return Display(
        figures=(
            Figure(
                draw=lambda say: _draw(result, say),
                heading=Message("Independent customers that one community is worth"),
                note=Message(
                    "Likeness {icc:exact}, unequal sizes {cv:exact}. The point is the size asked about; dashed: what a community of any size is worth at most.",
                    icc=result.icc,
                    cv=result.cluster_size_cv,
                )
                if math.isfinite(result.most_effective_size)
                else Message("Without likeness every customer counts in full. The point is the size asked about."),
                description=Message(
                    "A line that rises and flattens: {size:number} customers of one community are worth {worth:number} independent ones.",
                    size=result.cluster_size,
                    worth=result.effective_size,
                ),
            ),
        ),
        tables=(_around(result),),
        metrics=(
            Metric(Message("Times as many customers"), result.design_effect, "effect"),
            Metric(Message("A community is worth (customers)"), result.effective_size, "number"),
        ),
    )


def _draw(result: DesignEffect, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    size = result.cluster_size
    sizes = np.linspace(1.0, max(3 * size, 10.0), POINTS)
    worth = [float(one / design_effect_of(float(one), result.icc, result.cluster_size_cv)) for one in sizes]
    top = max(*worth, result.effective_size)
    shows_limit = result.most_effective_size < 2 * top
    if shows_limit:
        top = max(top, result.most_effective_size)
    x = alt.X(
        "size:Q",
        title=say(Message("Customers counted per community")),
        scale=alt.Scale(nice=False),
        axis=alt.Axis(tickCount=7),
    )
    y = alt.Y("worth:Q", title=None, scale=alt.Scale(domain=[0, ROOM * top]))
    line = pd.DataFrame({"size": sizes, "worth": worth})
    point = pd.DataFrame(
        {
            "size": [size],
            "worth": [result.effective_size],
            "label": [say(Message("{worth:number} customers", worth=result.effective_size))],
        }
    )
    layers: list[Any] = [
        alt.Chart(line).mark_line(strokeWidth=ANSWER_WIDTH, color=TEAL).encode(x=x, y=y),
        alt.Chart(point).mark_point(filled=True, size=POINT_SIZE * 1.6, color=TEAL, opacity=1).encode(x=x, y=y),
        alt.Chart(point)
        .mark_text(align="left", baseline="top", dx=8, dy=6, fontWeight=600, color=INK)
        .encode(x=x, y=y, text=alt.Text("label:N")),
    ]
    if shows_limit:
        limit = pd.DataFrame({"worth": [result.most_effective_size]})
        layers.append(alt.Chart(limit).mark_rule(strokeDash=[4, 3], color=INK, opacity=0.6).encode(y=y))
    return finish(alt.layer(*layers), height=HEIGHT)


def _around(result: DesignEffect) -> Table:
    return Table(
        title=Message("Smaller and larger communities, less and more likeness"),
        columns=(
            TableColumn(Message("Customers per community"), "lone"),
            TableColumn(Message("Likeness (ICC)"), "exact"),
            TableColumn(Message("Times as many customers"), "effect"),
            TableColumn(Message("A community is worth (customers)"), "number"),
        ),
        rows=tuple(
            (row["cluster_size"], row["icc"], row["design_effect"], row["effective_size"])
            for row in result.to_frame().to_dict("records")
        ),
        note=Message("Half, once and twice the size and the likeness asked about."),
    )
