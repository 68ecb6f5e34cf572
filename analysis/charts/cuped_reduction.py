"""What adjusting for the time before the test saves: customers by correlation, and a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.display import Cell, Display, Figure, Metric, Say, Table, TableColumn
from analysis.charts.key_numbers import estimated
from analysis.charts.style import ANSWER_WIDTH, INK, INTERVAL_WIDTH, POINT_SIZE, TEAL, finish
from analysis.core.messages import Message

if TYPE_CHECKING:
    import altair as alt

    from analysis.experiments.cuped import CupedReduction

HEIGHT = 230
SHOWN = (0.3, 0.5, 0.7, 0.9)


def display_cuped_reduction(result: CupedReduction) -> Display:
    """Key numbers, customers by correlation, and what it saves."""
    metrics = [
        Metric(Message("Per group"), result.n_adjusted, "count"),
        Metric(Message("In all"), result.n_total_adjusted, "count"),
        estimated(Message("Variance left"), result.variance_ratio, "percent"),
    ]
    if not math.isnan(result.weeks_adjusted):
        metrics.append(Metric(Message("Full weeks"), result.weeks_adjusted, "count"))
    return Display(figures=(_figure(result),), tables=(_table(result),), metrics=tuple(metrics))


def _figure(result: CupedReduction) -> Figure:
    return Figure(
        draw=lambda say: _draw(result, say),
        heading=Message("Customers in each group, by correlation with the time before the test"),
        note=Message(
            "Dashed: without the adjustment, {n:count}. The saving grows with the square of the correlation.",
            n=result.n_unadjusted,
        ),
        description=Message(
            "Curve of customers by correlation: {plain:count} at 0, {n:count} at {r:coefficient}.",
            plain=result.n_unadjusted,
            n=result.n_adjusted,
            r=abs(result.correlation.value),
        ),
    )


def _draw(result: CupedReduction, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    x = alt.X(
        "correlation:Q",
        title=say(Message("Correlation")),
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format=".1f", tickCount=5),
    )
    y = alt.Y("n_per_group:Q", title=None, scale=alt.Scale(domainMin=0), axis=alt.Axis(format=",d", tickCount=5))
    size = abs(result.correlation.value)
    point = pd.DataFrame(
        {
            "correlation": [size],
            "n_per_group": [result.n_adjusted_real.value],
            "label": [say(Message("{n:count} customers", n=result.n_adjusted))],
        }
    )
    plain = pd.DataFrame({"n_per_group": [float(result.n_unadjusted)]})
    layers: list[Any] = [
        alt.Chart(plain).mark_rule(strokeDash=[4, 3], color=INK, opacity=0.6).encode(y=y),
        alt.Chart(result.curve).mark_line(color=TEAL, strokeWidth=ANSWER_WIDTH).encode(x=x, y=y),
    ]
    if not math.isnan(result.n_adjusted_real.low):
        limits = point.assign(low=result.n_adjusted_real.low, high=result.n_adjusted_real.high)
        layers.append(
            alt.Chart(limits)
            .mark_rule(color=TEAL, strokeWidth=INTERVAL_WIDTH)
            .encode(x=x, y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
        )
    layers += [
        alt.Chart(point).mark_point(filled=True, size=POINT_SIZE * 1.6, color=TEAL, opacity=1).encode(x=x, y=y),
        alt.Chart(point)
        .mark_text(align="right", baseline="top", dx=-8, dy=8, fontWeight=600, color=INK)
        .encode(x=x, y=y, text=alt.Text("label:N")),
    ]
    return finish(alt.layer(*layers), height=HEIGHT)


def _table(result: CupedReduction) -> Table:
    plain = result.n_unadjusted
    rows: list[tuple[Cell, ...]] = [
        (Message("Without the adjustment"), 0.0, 1.0, float(plain), float(result.n_total_unadjusted)),
        (
            Message("With it"),
            result.correlation.value,
            result.variance_ratio.value,
            float(result.n_adjusted),
            float(result.n_total_adjusted),
        ),
    ]
    for correlation in SHOWN:
        ratio = 1 - correlation**2
        each = math.ceil(plain * ratio - 1e-9 * plain)
        rows.append((Message("For comparison"), correlation, ratio, float(each), float(result.n_groups * each)))
    return Table(
        title=Message("What the correlation saves"),
        columns=(
            TableColumn(Message("Adjustment"), align="left"),
            TableColumn(Message("Correlation"), "coefficient"),
            TableColumn(Message("Variance left"), "percent"),
            TableColumn(Message("Per group"), "count"),
            TableColumn(Message("In all"), "count"),
        ),
        rows=tuple(rows),
        note=Message("Whole customers, rounded up in each group."),
    )
