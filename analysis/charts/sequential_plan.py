"""A plan with several looks: the corridor over customers or weeks, expected size over the true change, tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from analysis.charts.display import Cell, Display, Figure, Metric, Say, Table, TableColumn
from analysis.charts.plan_weeks import weeks_metric
from analysis.charts.sequential_bounds import Corridor, corridor_note, draw_corridor
from analysis.charts.style import ANSWER_WIDTH, GREY, INK, POINT_SIZE, TEAL, finish
from analysis.core.messages import Message, Sentence

if TYPE_CHECKING:
    import altair as alt

    from analysis.experiments.sequential_plan import SequentialPlan

HEIGHT = 240


def display_plan_sequential(result: SequentialPlan) -> Display:
    """Key numbers, the corridor, the expected size, the looks and the sizes."""
    return Display(
        figures=(_corridor(result), _expected(result)),
        tables=(_looks(result), _sizes(result)),
        metrics=_metrics(result),
    )


def _metrics(result: SequentialPlan) -> tuple[Metric, ...]:
    return (
        Metric(Message("At most in all"), result.max_n_total, "count"),
        Metric(Message("On average if it works"), math.ceil(result.expected_n_h1_real), "count"),
        Metric(Message("With one look"), result.fixed_n_total, "count"),
        *weeks_metric(result.max_weeks, Message("Full weeks at most")),
    )


def _by_week(result: SequentialPlan) -> bool:
    return not math.isnan(result.customers_per_week)


def _corridor(result: SequentialPlan) -> Figure:
    by_week = _by_week(result)
    corridor = Corridor(
        sizes=result.weeks_at_looks if by_week else tuple(float(n) for n in result.n_at_looks),
        bounds=result.z,
        two_sided=result.sides == "two",
        observed=(),
        title=Message("Weeks") if by_week else Message("Customers in all"),
        axis_format="~g" if by_week else ",d",
    )
    return Figure(
        draw=lambda say: draw_corridor(corridor, say),
        heading=Message("How far ahead to stop at each look"),
        note=corridor_note(result.design, result.sides, result.alpha),
        description=Message(
            "Bounds of z: {first:effect} at the first look with {n_first:count} customers, {last:effect} at the last with {n_last:count}.",
            first=result.z[0],
            last=result.z[-1],
            n_first=result.n_at_looks[0],
            n_last=result.n_at_looks[-1],
        ),
    )


def _expected(result: SequentialPlan) -> Figure:
    return Figure(
        draw=lambda say: _draw_expected(result, say),
        heading=Message("Customers needed on average, by the change that is really there"),
        note=Message(
            "A test that crosses no bound ends at its largest size. The dashed line is a test with one look and the same chances."
        ),
        description=Message(
            "Expected customers fall from {h0:count} without a change to {h1:count} with the planned one; one look needs {fixed:count}.",
            h0=math.ceil(result.expected_n_h0_real),
            h1=math.ceil(result.expected_n_h1_real),
            fixed=result.fixed_n_total,
        ),
    )


def _draw_expected(result: SequentialPlan, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    curve = result.curve
    rates = result.outcome == "proportion"
    scale = 100.0 if rates else 1.0
    columns = (curve[name].tolist() for name in ("change", "expected_n", "power"))
    # A count is told rounded up, as in the tables; the line is drawn where it is.
    drawn = [
        {"change": scale * change, "n": n, "customers": math.ceil(n), "power": power}
        for change, n, power in zip(*columns, strict=True)
    ]
    ends = sorted((drawn[0]["change"], drawn[-1]["change"]))
    x = alt.X(
        "change:Q",
        title=say(Message("True change (points)")) if rates else say(Message("True change")),
        scale={"domain": ends, "nice": False},
        axis={"tickCount": 6, "format": "~g"},
    )
    highest = max(result.max_n_total_real, result.fixed_n_total_real)
    y = alt.Y(
        "n:Q",
        title=None,
        scale={"domain": [0, 1.12 * highest], "nice": False},
        axis={"format": "~s", "tickCount": 5},
    )
    planned = {
        "change": result.effect.change * scale,
        "n": result.expected_n_h1_real,
        "label": say(Message("planned change: {n:count}", n=math.ceil(result.expected_n_h1_real))),
    }
    rises = result.effect.change > 0
    # The curve is low at the far end of the change: there the label of the dashed line has room, the point's below it.
    far = ends[1] if rises else ends[0]
    fixed = {"n": result.fixed_n_total_real, "change": far, "label": say(_fixed_words(result))}
    base, one_look, point = (alt.Chart(alt.Data(values=rows)) for rows in (drawn, [fixed], [planned]))
    layers: list[Any] = [
        one_look.mark_rule(strokeDash=[4, 3], color=INK, opacity=0.6).encode(y=y),
        one_look.mark_text(align="right" if rises else "left", dy=-8, color=GREY).encode(
            x=x, y=y, text=alt.Text("label:N")
        ),
        base.mark_line(strokeWidth=ANSWER_WIDTH, color=TEAL).encode(
            x=x, y=y, tooltip=[alt.Tooltip("customers:Q", format=",d"), alt.Tooltip("power:Q", format=".1%")]
        ),
        point.mark_point(filled=True, size=POINT_SIZE * 1.6, color=TEAL, opacity=1).encode(x=x, y=y),
        point.mark_text(
            align="right" if rises else "left", baseline="top", dx=0, dy=12, fontWeight=600, color=INK
        ).encode(x=x, y=y, text=alt.Text("label:N")),
    ]
    return finish(alt.layer(*layers), height=HEIGHT)


def _fixed_words(result: SequentialPlan) -> Sentence:
    return Message("one look: {n:count}", n=result.fixed_n_total)


def _looks(result: SequentialPlan) -> Table:
    by_week = _by_week(result)
    rows: list[tuple[Cell, ...]] = []
    for place in range(result.looks):
        week = (result.weeks_at_looks[place],) if by_week else ()
        rows.append(
            (
                place + 1,
                result.n_at_looks[place],
                *week,
                result.z[place],
                result.nominal_p[place],
                result.cumulative_alpha[place],
                result.characteristics.power_by_look[place],
            )
        )
    return Table(
        title=Message("The looks"),
        columns=(
            TableColumn(Message("Look"), "count"),
            TableColumn(Message("Customers in all"), "count"),
            *((TableColumn(Message("Weeks"), "number"),) if by_week else ()),
            TableColumn(Message("Bound of z"), "effect"),
            TableColumn(Message("As a p-value"), "bare_p"),
            TableColumn(Message("False alarms so far"), "fine_chance"),
            TableColumn(Message("Found so far"), "chance"),
        ),
        rows=tuple(rows),
        note=Message(
            "The test stops at the first look whose z passes its bound. Found so far: chance to have stopped for a change of the planned size."
        ),
    )


def _sizes(result: SequentialPlan) -> Table:
    by_week = _by_week(result)
    named = (
        (Message("With one look"), result.fixed_n_total),
        (Message("At most, with several looks"), result.max_n_total),
        (Message("On average, nothing changed"), math.ceil(result.expected_n_h0_real)),
        (Message("On average, half of the change"), math.ceil(result.expected_n_half_real)),
        (Message("On average, the planned change"), math.ceil(result.expected_n_h1_real)),
    )
    return Table(
        title=Message("Customers in both groups"),
        columns=(
            TableColumn(Message("Case"), align="left"),
            TableColumn(Message("Customers"), "count"),
            TableColumn(Message("Against one look"), "percent"),
            *((TableColumn(Message("Weeks"), "number"),) if by_week else ()),
        ),
        rows=tuple((name, n, n / result.fixed_n_total, *((result.weeks(n),) if by_week else ())) for name, n in named),
    )
