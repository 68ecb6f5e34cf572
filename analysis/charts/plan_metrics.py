"""A plan of several metrics: what each needs, as bars and as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.charts.display import Cell, Display, Figure, Metric, Say, Table, TableColumn
from analysis.charts.plan_weeks import weeks_metric
from analysis.charts.style import GREY, INK, TEAL, finish
from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.language.precision import Rounded, shared_decimals

if TYPE_CHECKING:
    import altair as alt

    from analysis.experiments.metric_plan import MetricPlan, MetricsPlan

ROW_HEIGHT = 30
AXES = 46
ROOM = 1.3
KIND_WORDS = {"share": Message("share"), "mean": Message("mean")}
ROLE_WORDS = {"primary": Message("primary"), "guardrail": Message("guardrail")}


def display_plan_metrics(result: MetricsPlan) -> Display:
    """Key numbers, a bar for the customers each metric needs, and the metrics as a table."""
    return Display(
        figures=(_bars(result),),
        tables=(_table(result), *((_guardrails(result),) if len(result.guardrails) > 1 else ())),
        metrics=_numbers(result),
    )


def _numbers(result: MetricsPlan) -> tuple[Metric, ...]:
    sizes = (
        [Metric(Message("Per group"), result.n_control, "count")]
        if result.n_control == result.n_treatment
        else [
            Metric(Message("Control group"), result.n_control, "count"),
            Metric(Message("Each new group"), result.n_treatment, "count"),
        ]
    )
    return (*sizes, Metric(Message("In all"), result.n_total, "count"), *weeks_metric(result.weeks))


def _bars(result: MetricsPlan) -> Figure:
    return Figure(
        draw=lambda say: _draw(result, say),
        heading=Message("Customers in all that each metric needs"),
        note=Message(
            "The longest bar decides. Primary metrics: a change to be found; guardrails: a loss to be ruled out, one-sided at {alpha:set_percent}.",
            alpha=result.guardrail_alpha,
        ),
        description=Message(
            "Bars by metric: metric {number:count} needs the most, {n:count} customers in all.",
            number=result.decides,
            n=result.n_total,
        ),
    )


def _draw(result: MetricsPlan, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    values: list[dict[str, Any]] = [
        {
            "metric": say(_name(metric)),
            "n": metric.n_total,
            "label": say(_bar_words(result, metric)),
            "decides": metric.number == result.decides,
        }
        for metric in result.metrics
    ]
    longest = max(metric.n_total for metric in result.metrics)
    x = alt.X(
        "n:Q",
        title=say(Message("Customers in all")),
        scale=alt.Scale(domain=[0, ROOM * longest], nice=False),
        axis=alt.Axis(format=",d", tickCount=5),
    )
    y = alt.Y("metric:N", sort=None, title=None)
    base = alt.Chart().encode(y=y)
    bars = base.mark_bar(height=14).encode(x=x, color=alt.condition("datum.decides", alt.value(TEAL), alt.value(GREY)))
    labels = base.mark_text(align="left", dx=6, color=INK).encode(x=x, text=alt.Text("label:N"))
    chart = alt.layer(bars, labels, data=alt.Data(values=values))
    return finish(chart, height=ROW_HEIGHT * len(values) + AXES)


def _bar_words(result: MetricsPlan, metric: MetricPlan) -> Sentence:
    if math.isnan(result.weeks):
        return Message("{n:count}", n=metric.n_total)
    return PluralMessage(
        "{total:count} ({n} week)",
        "{total:count} ({n:count} weeks)",
        n=math.ceil(metric.n_total / result.users_per_week - 1e-9),
        total=metric.n_total,
    )


def _name(metric: MetricPlan) -> Message:
    return Message(
        "Metric {number:count} ({kind}, {role})",
        number=metric.number,
        kind=KIND_WORDS[metric.kind],
        role=ROLE_WORDS[metric.role],
    )


def _table(result: MetricsPlan) -> Table:
    return Table(
        title=Message("The metrics"),
        columns=(
            TableColumn(Message("Metric"), align="left"),
            TableColumn(Message("Today")),
            TableColumn(Message("Smallest change")),
            TableColumn(Message("False alarms"), "fine_percent"),
            TableColumn(Message("Needs in all"), "count"),
            TableColumn(Message("Chance in this plan"), "chance"),
            TableColumn(Message("Smallest found in this plan")),
        ),
        rows=tuple(
            _row(metric, found) for metric, found in zip(result.metrics, _alike_by_kind(result.metrics), strict=True)
        ),
        note=Message(
            "Chance: to find the change of a primary metric, or to rule the loss of a guardrail out if nothing changes. Changes of shares are in points, those of means in their own unit."
        ),
    )


def _alike_by_kind(metrics: Sequence[MetricPlan]) -> list[Rounded]:
    """What each metric finds, with the same decimals; shares and means apart where their sizes are."""
    scales = [100 if metric.kind == "share" else 1 for metric in metrics]
    decimals = {
        kind: shared_decimals(
            scale * metric.smallest_found
            for metric, scale in zip(metrics, scales, strict=True)
            if metric.kind == kind and not math.isnan(metric.smallest_found)
        )
        for kind in ("share", "mean")
    }
    return [Rounded(metric.smallest_found, decimals[metric.kind]) for metric in metrics]


def _row(metric: MetricPlan, found: float) -> tuple[Cell, ...]:
    return (
        _name(metric),
        _value(metric),
        _change(metric, metric.change),
        metric.alpha,
        metric.n_total,
        metric.power,
        _change(metric, found),
    )


def _value(metric: MetricPlan) -> Message:
    if metric.kind == "share":
        return Message("{rate:fine_percent}", rate=metric.baseline)
    return Message("{value:number}", value=metric.baseline)


def _change(metric: MetricPlan, change: float) -> Message:
    if metric.kind == "share":
        return Message("{change:fine_points}", change=change)
    return Message("{change:signed}", change=change)


def _guardrails(result: MetricsPlan) -> Table:
    return Table(
        title=Message("All guardrails of a harmless version together"),
        columns=(TableColumn(Message("They pass"), align="left"), TableColumn(Message("Chance"), "chance")),
        rows=(
            (Message("at least, however they hang together"), result.guardrails_at_least),
            (Message("if they were independent"), result.guardrails_if_independent),
            (
                Message("each, so that together they surely keep the wanted chance"),
                result.power_for_together,
            ),
        ),
        note=Message(
            "A harmful version has to pass the guardrail it harms, so several guardrails need no correction; a harmless one has to pass them all, so their chance together falls."
        ),
    )
