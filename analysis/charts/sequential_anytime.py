"""An always-valid interval from look to look, and as a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.display import Cell, Display, Figure, Metric, Say, Table, TableColumn
from analysis.charts.key_numbers import estimated
from analysis.charts.style import AXIS_NUMBER, BAND_OPACITY, INK, INTERVAL_WIDTH, POINT_SIZE, QUIET_WIDTH, TEAL, finish
from analysis.core.messages import Message, Sentence

if TYPE_CHECKING:
    import altair as alt

    from analysis.experiments.anytime_reading import AlwaysValidInterval

HEIGHT = 260
# Intervals of the first looks may be many times wider than the last: the axis shows up to so many times.
WIDEST = 6.0


def display_always_valid_interval(result: AlwaysValidInterval) -> Display:
    """The interval over the customers counted, and the looks one by one."""
    shown = [item for item in result.running if not math.isnan(item.low)]
    figures = (_figure(result),) if shown else ()
    return Display(figures=figures, tables=(_table(result),), metrics=_metrics(result))


def _metrics(result: AlwaysValidInterval) -> tuple[Metric, ...]:
    metrics = [Metric(Message("Customers in all"), result.n_total[-1], "count")]
    if not math.isnan(result.difference.value):
        kind = "signed" if result.of_means and result.difference_type == "absolute" else "fine_points"
        words = Message("Difference (%)") if result.difference_type == "relative" else _difference_words(result)
        metrics.insert(0, estimated(words, result.difference, kind))
    if not math.isnan(result.running_p[-1]):
        metrics.append(Metric(Message("Always-valid p"), result.running_p[-1], "bare_p"))
    return tuple(metrics)


def _difference_words(result: AlwaysValidInterval) -> Sentence:
    return Message("Difference") if result.of_means else Message("Difference (points)")


def _axis_words(result: AlwaysValidInterval) -> Sentence:
    return Message("Difference (%)") if result.difference_type == "relative" else _difference_words(result)


def _figure(result: AlwaysValidInterval) -> Figure:
    low, high = (result.words(end) for end in result.rounded((result.difference.low, result.difference.high)))
    return Figure(
        draw=lambda say: _draw(result, say),
        heading=Message("The difference from look to look"),
        note=Message(
            "Rules: the interval of each look. Band: what all looks so far agree on; it holds at all looks together with {level:set_percent}.",
            level=result.level,
        ),
        description=Message(
            "After {n:count} customers the running interval goes from {low} to {high}.",
            n=result.n_total[-1],
            low=low,
            high=high,
        ),
    )


def _draw(result: AlwaysValidInterval, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    scale = 1.0 if result.of_means and result.difference_type == "absolute" else 100.0
    rows = [
        {
            "n": n,
            "value": scale * one.value,
            "low": scale * one.low,
            "high": scale * one.high,
            "running_low": scale * both.low,
            "running_high": scale * both.high,
        }
        for n, one, both in zip(result.n_total, result.at_looks, result.running, strict=True)
        if not math.isnan(one.low)
    ]
    frame = pd.DataFrame(rows)
    widest = WIDEST * max(scale * (result.difference.high - result.difference.low), 1e-9)
    lowest = max(float(frame["low"].min()), float(frame["value"].iloc[-1]) - widest)
    highest = min(float(frame["high"].max()), float(frame["value"].iloc[-1]) + widest)
    x = alt.X(
        "n:Q",
        title=say(Message("Customers in all")),
        scale=alt.Scale(domain=[0, 1.08 * max(result.n_total)], nice=False),
        axis=alt.Axis(format=AXIS_NUMBER, tickCount=6),
    )
    domain = [min(lowest, 0.0), max(highest, 0.0)]
    y = alt.Y(
        "value:Q",
        title=say(_axis_words(result)),
        scale=alt.Scale(domain=domain, nice=True),
        axis=alt.Axis(format=AXIS_NUMBER, tickCount=6),
    )
    return finish(alt.layer(*_layers(frame, x, y)), height=HEIGHT)


def _layers(frame: pd.DataFrame, x: Any, y: Any) -> list[Any]:
    import altair as alt

    base = alt.Chart(frame)
    agreed = alt.Chart(frame.dropna(subset=["running_low"]))
    zero = alt.Chart(pd.DataFrame({"value": [0.0]}))
    layers: list[Any] = [
        zero.mark_rule(strokeDash=[4, 3], color=INK, opacity=0.6).encode(y=y),
        agreed.mark_area(opacity=BAND_OPACITY, color=TEAL, clip=True).encode(
            x=x, y=alt.Y("running_low:Q"), y2=alt.Y2("running_high:Q")
        ),
        base.mark_rule(strokeWidth=INTERVAL_WIDTH, color=TEAL, clip=True).encode(
            x=x, y=alt.Y("low:Q"), y2=alt.Y2("high:Q")
        ),
        base.mark_line(strokeWidth=QUIET_WIDTH, color=TEAL, clip=True).encode(x=x, y=y),
        base.mark_point(filled=True, size=POINT_SIZE, color=TEAL, opacity=1, clip=True).encode(x=x, y=y),
    ]
    return layers


def _table(result: AlwaysValidInterval) -> Table:
    rows: list[tuple[Cell, ...]] = []
    values = result.rounded(one.value for one in result.at_looks)
    looks = zip(result.n_total, values, result.at_looks, result.running, strict=True)
    for place, (n, value, one, both) in enumerate(looks):
        known = not math.isnan(one.low)
        agreed = not math.isnan(both.low)
        rows.append(
            (
                place + 1,
                n,
                result.words(value) if not math.isnan(value) else None,
                _range(result, one.low, one.high) if known else None,
                _range(result, both.low, both.high) if agreed else None,
                result.running_p[place] if agreed else None,
            )
        )
    return Table(
        title=Message("The looks"),
        columns=(
            TableColumn(Message("Look"), "count"),
            TableColumn(Message("Customers in all"), "count"),
            TableColumn(Message("Difference")),
            TableColumn(Message("Interval of this look")),
            TableColumn(Message("Interval of all looks so far")),
            TableColumn(Message("p so far"), "bare_p"),
        ),
        rows=tuple(rows),
    )


def _range(result: AlwaysValidInterval, low: float, high: float) -> Message:
    first, last = (result.words(end) for end in result.rounded((low, high)))
    return Message("{low} to {high}", low=first, high=last)
