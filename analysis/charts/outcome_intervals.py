"""Intervals of several metrics on one scale: each in units of its own smallest change or margin."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from analysis.charts.display import Say
from analysis.charts.plan_metrics import ROLE_WORDS
from analysis.charts.style import AXIS_ROOM, GREY, INK, INTERVAL_WIDTH, POINT_SIZE, TEAL, finish
from analysis.core.messages import Message
from analysis.experiments.told import Told

if TYPE_CHECKING:
    import altair as alt

    from analysis.experiments.metric_reading import MetricRead, MetricsReading
    from analysis.experiments.metric_verdict import MetricVerdict

Side: TypeAlias = Literal["left", "center", "right"]

CLAY = "#B85C38"
ROW_HEIGHT = 42
TICK = 14
AIR = 0.12
FARTHEST = 12.0
"""Ends farther out than so many margins run to the edge: a few wide intervals would press the others together."""
VERDICT_WORDS: Mapping[MetricVerdict, Message] = {
    "blocked": Message("no conclusion"),
    "undefined": Message("no interval"),
    "found": Message("found"),
    "found_maybe_small": Message("found, perhaps small"),
    "found_too_small": Message("found, but small"),
    "wrong_way": Message("the wrong way"),
    "too_small_to_matter": Message("too small to matter"),
    "open": Message("not settled"),
    "passed": Message("passed"),
    "passed_worse": Message("passed, though worse"),
    "not_shown": Message("not shown"),
    "not_shown_worse": Message("worse, margin not settled"),
    "harmed": Message("harmed"),
}
BAD: frozenset[MetricVerdict] = frozenset({"wrong_way", "harmed", "not_shown_worse"})


def draw_outcomes(result: MetricsReading, say: Say) -> alt.TopLevelMixin:
    """One row for each metric: point, interval, the tick of its margin, its difference in its own unit."""
    import altair as alt

    rows = [_row(metric, say) for metric in result.metrics]
    low, high = _domain(rows)
    for row in rows:
        row["low"], row["high"] = _clamped(row["low"], low, high), _clamped(row["high"], low, high)
    x = alt.X(
        "value:Q",
        title=say(Message("In units of the metric's own smallest change or margin")),
        scale=alt.Scale(domain=[low, high], nice=False, zero=False),
        axis=alt.Axis(format=",~f", tickCount=6),
    )
    y = alt.Y("name:N", sort=None, title=None)
    colour = alt.Color("colour:N", scale=None)
    base = alt.Chart(alt.Data(values=rows)).encode(y=y)
    zero = alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(strokeDash=[4, 3], color=INK, opacity=0.7)
    layers: list[Any] = [
        zero.encode(x=alt.X("zero:Q")),
        base.mark_tick(color=INK, thickness=2, size=TICK, opacity=0.85).encode(x=alt.X("margin:Q")),
        base.mark_rule(strokeWidth=INTERVAL_WIDTH).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"), color=colour),
        base.mark_point(filled=True, size=POINT_SIZE, opacity=1).encode(x=x, color=colour),
        *(
            alt.Chart(alt.Data(values=those))
            .mark_text(dy=-15, align=side)
            .encode(x=alt.X("value:Q"), y=y, text=alt.Text("text:N"))
            for side, those in _by_side(rows, low, high)
        ),
    ]
    return finish(alt.layer(*layers), height=ROW_HEIGHT * len(rows) + 2 * AXIS_ROOM)


def _by_side(rows: list[dict[str, Any]], low: float, high: float) -> list[tuple[Side, list[dict[str, Any]]]]:
    """Words that would run out of the picture begin, or end, at their point."""
    sides: dict[Side, list[dict[str, Any]]] = {"left": [], "center": [], "right": []}
    for row in rows:
        place = (row["value"] - low) / (high - low)
        sides["left" if place < 1 / 3 else "right" if place > 2 / 3 else "center"].append(row)
    return [(side, those) for side, those in sides.items() if those]


def _row(metric: MetricRead, say: Say) -> dict[str, Any]:
    difference = metric.difference
    value, first, second = (metric.sign * end / abs(metric.change) for end in (difference.value, *_proper_ends(metric)))
    told = Told(metric.unit, difference, apart_from=abs(metric.change))
    words = Message(
        "{difference}, {verdict}", difference=told.signed(difference.value), verdict=VERDICT_WORDS[metric.verdict]
    )
    return {
        "name": say(Message("Metric {number:count}, {role}", number=metric.number, role=ROLE_WORDS[metric.role])),
        "value": value,
        "low": min(first, second),
        "high": max(first, second),
        "margin": 1 if metric.role == "primary" else -1,
        "text": say(words),
        "colour": _colour(metric),
    }


def _proper_ends(metric: MetricRead) -> tuple[float, float]:
    """The interval's ends; the open side of a bound has none, though a share's is written as 1 or -1."""
    low, high = metric.difference.low, metric.difference.high
    if metric.alternative == "greater":
        return low, math.inf
    return (-math.inf, high) if metric.alternative == "less" else (low, high)


def _colour(metric: MetricRead) -> str:
    if metric.found or metric.passed:
        return TEAL
    return CLAY if metric.verdict in BAD else GREY


def _domain(rows: list[dict[str, Any]]) -> tuple[float, float]:
    """All points, both ticks, and the ends that do not lie far out."""
    points = [float(row["value"]) for row in rows]
    farthest = max(FARTHEST, *(abs(point) for point in points))
    ends = [float(row[name]) for row in rows for name in ("low", "high")]
    near = [min(max(end, -farthest), farthest) for end in ends if math.isfinite(end)]
    low, high = min(-1.0, *points, *near), max(1.0, *points, *near)
    air = AIR * (high - low)
    return low - air, high + air


def _clamped(end: float, low: float, high: float) -> float | None:
    return None if math.isnan(end) else min(max(end, low), high)
