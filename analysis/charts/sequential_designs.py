"""Several ways to run one test, side by side: customers needed and false alarms."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.display import Display, Figure, Metric, Say, Table, TableColumn
from analysis.charts.style import CATEGORICAL, INK, POINT_SIZE, TEAL, finish
from analysis.core.messages import Message

if TYPE_CHECKING:
    import altair as alt

    from analysis.experiments.design_comparison import DesignComparison
    from analysis.experiments.design_rows import DesignId

ROW_HEIGHT = 34
CLAY = CATEGORICAL[4]

DESIGN_NAMES: dict[DesignId, Message] = {
    "fixed": Message("One look"),
    "peeking": Message("One look, peeked at"),
    "pocock": Message("Pocock"),
    "obrien_fleming": Message("O'Brien-Fleming"),
    "always_valid": Message("Always-valid"),
    "bayes_flat": Message("Bayesian, flat prior"),
    "bayes_prior": Message("Bayesian, normal prior"),
}


def display_compare_designs(result: DesignComparison) -> Display:
    """A row per design, and the same as a table."""
    early, anytime = result.design("obrien_fleming"), result.design("always_valid")
    return Display(
        figures=(_figure(result),),
        tables=(_table(result),),
        metrics=(
            Metric(Message("With one look"), result.in_groups(result.design("fixed")), "count"),
            Metric(Message("O'Brien-Fleming, on average"), result.on_average(early, early.expected_n_h1), "count"),
            Metric(Message("Always-valid, on average"), result.on_average(anytime, anytime.expected_n_h1), "count"),
            Metric(Message("False alarms of the Bayesian rule"), result.design("bayes_flat").false_alarm, "chance"),
        ),
    )


def _figure(result: DesignComparison) -> Figure:
    bayes = result.design("bayes_flat")
    return Figure(
        draw=lambda say: _draw(result, say),
        heading=Message("Customers needed, and how often no change is called one"),
        note=Message(
            "Point: customers on average if the planned change is there. Line: up to the largest size. Red-brown: more false alarms than the {alpha:set_percent} promised. {looks:count} equally spaced looks; every design but the one peeked at finds the change {power:set_percent} of the time.",
            alpha=result.alpha,
            looks=result.looks,
            power=result.target_power,
        ),
        description=Message(
            "One look needs {fixed:count} customers with {alpha:set_percent} false alarms; the Bayesian rule needs {bayes:count} on average with {alarm:chance} false alarms.",
            fixed=result.in_groups(result.design("fixed")),
            alpha=result.alpha,
            bayes=result.on_average(bayes, bayes.expected_n_h1),
            alarm=bayes.false_alarm,
        ),
    )


def _draw(result: DesignComparison, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    names = [say(DESIGN_NAMES[row.id]) for row in result.designs]
    frame = pd.DataFrame(
        {
            "name": names,
            "low": [result.on_average(row, row.expected_n_h1) for row in result.designs],
            "high": [result.in_groups(row) for row in result.designs],
            "colour": [CLAY if row.false_alarm > result.alpha + 1e-6 else TEAL for row in result.designs],
            "label": [say(Message("{alarm:chance} false alarms", alarm=row.false_alarm)) for row in result.designs],
        }
    )
    x = alt.X(
        "low:Q",
        title=say(Message("Customers in all")),
        scale=alt.Scale(domain=[0, 1.5 * float(frame["high"].max())], nice=False),
        axis=alt.Axis(format="~s", tickCount=6),
    )
    y = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(domain=False, labelLimit=200))
    colour = alt.Color("colour:N", scale=None)
    base = alt.Chart(frame)
    layers: list[Any] = [
        base.mark_rule(strokeWidth=2).encode(x=x, x2=alt.X2("high:Q"), y=y, color=colour),
        base.mark_tick(thickness=2, size=10).encode(x=alt.X("high:Q"), y=y, color=colour),
        base.mark_point(filled=True, size=POINT_SIZE * 1.6, opacity=1).encode(
            x=x, y=y, color=colour, tooltip=[alt.Tooltip("low:Q", format=",.0f"), alt.Tooltip("high:Q", format=",.0f")]
        ),
        base.mark_text(align="left", dx=8, color=INK).encode(x=alt.X("high:Q"), y=y, text=alt.Text("label:N")),
    ]
    return finish(alt.layer(*layers), height=ROW_HEIGHT * len(names))


def _table(result: DesignComparison) -> Table:
    by_week = not math.isnan(result.customers_per_week)
    weeks = (TableColumn(Message("Weeks on average"), "number"),) if by_week else ()
    return Table(
        title=Message("The designs"),
        columns=(
            TableColumn(Message("Design"), align="left"),
            TableColumn(Message("At most"), "count"),
            TableColumn(Message("Nothing changed"), "count"),
            TableColumn(Message("Half of the change"), "count"),
            TableColumn(Message("Planned change"), "count"),
            *weeks,
            TableColumn(Message("Finds it"), "chance"),
            TableColumn(Message("False alarms"), "chance"),
        ),
        rows=tuple(
            (
                DESIGN_NAMES[row.id],
                result.in_groups(row),
                result.on_average(row, row.expected_n_h0),
                result.on_average(row, row.expected_n_half),
                result.on_average(row, row.expected_n_h1),
                *((result.on_average(row, row.expected_n_h1) / result.customers_per_week,) if by_week else ()),
                row.power,
                row.false_alarm,
            )
            for row in result.designs
        ),
        note=Message(
            "Customers in both groups: at most, and on average by what is really there. Weeks are those with the planned change. All numbers are integrated."
        ),
    )
