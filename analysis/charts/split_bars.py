"""Bars that split one sample into parts: the net promoter score, and the two ends of a rating scale."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.charts.display import Say
from analysis.charts.style import INK, INTERVAL_WIDTH, LIKERT, POINT_SIZE, TEAL, finish
from analysis.core.messages import Message, Sentence
from analysis.core.results import Estimate
from analysis.language.numbers import percent, points

if TYPE_CHECKING:
    import altair as alt

WHITE = "#FFFFFF"
DARK = "#16201E"
LABELLED_FROM = 0.1


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: its words, its share, and the place of its colour from 0 (low) to 1 (high)."""

    name: Sentence
    share: float
    place: float


def rating_colour(place: float) -> tuple[str, str]:
    """Fill and label colour of a place on a rating scale, 0 lowest to 1 highest.

    Examples
    --------
    >>> rating_colour(0.0), rating_colour(0.5), rating_colour(1.0)
    (('#A85A38', '#FFFFFF'), ('#C2C8C5', '#16201E'), ('#117B74', '#FFFFFF'))
    """
    position = place * (len(LIKERT) - 1)
    low = min(math.floor(position), len(LIKERT) - 2)
    fill = _mix(LIKERT[low], LIKERT[low + 1], position - low)
    return fill, WHITE if place < 0.125 or place > 0.875 else DARK


def score_bar(parts: Sequence[Part], score: Estimate, say: Say) -> alt.TopLevelMixin:
    """One bar of all answers, and below it the score with its interval on a scale from -100 to +100."""
    import altair as alt

    middle = [
        {
            "row": 1,
            "x": (score.value + 1) / 2,
            "low": (score.low + 1) / 2,
            "high": (score.high + 1) / 2,
            "text": points(score.value),
        }
    ]
    ticks = [i / 8 for i in range(0, 9, 2)]
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(title=None, values=ticks, labelExpr="replace(format(datum.value * 200 - 100, '+d'), '+0', '0')"),
    )
    words = json.dumps([say(Message("All answers")), say(Message("Score"))], ensure_ascii=False)
    y = alt.Y("row:O", axis=alt.Axis(title=None, labelExpr=f"{words}[datum.value]"))
    bar = alt.Chart(alt.Data(values=_segments(parts, say)))
    ink_colour = alt.Color("ink:N", scale=None)
    # Words end where their part of the bar ends, however narrow the screen.
    room = alt.ExprRef("datum.share * width - 10")
    below = alt.Chart(alt.Data(values=middle))
    layers: list[Any] = [
        bar.mark_bar(height={"band": 0.8}).encode(x=x, x2=alt.X2("x2:Q"), y=y, color=alt.Color("fill:N", scale=None)),
        bar.mark_text(align="left", dx=7, dy=-8, limit=room).encode(
            x=x, y=y, text=alt.Text("name:N"), color=ink_colour
        ),
        bar.mark_text(align="left", dx=7, dy=9, limit=room).encode(x=x, y=y, text=alt.Text("text:N"), color=ink_colour),
        alt.Chart(alt.Data(values=[{"x": 0.5, "row": 1}]))
        .mark_tick(color=INK, opacity=0.5, thickness=1, size=34)
        .encode(x=x, y=y),
        below.mark_rule(strokeWidth=INTERVAL_WIDTH, color=TEAL).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=y),
        below.mark_point(filled=True, size=POINT_SIZE, color=TEAL, opacity=1).encode(x=x, y=y),
        below.mark_text(dy=-12).encode(x=x, y=y, text=alt.Text("text:N")),
    ]
    return finish(alt.layer(*layers), height=140)


def _segments(parts: Sequence[Part], say: Say) -> list[dict[str, Any]]:
    start = 0.0
    segments: list[dict[str, Any]] = []
    for part in parts:
        fill, ink = rating_colour(part.place)
        shown = part.share >= 0.06
        segments.append(
            {
                "row": 0,
                "x": start,
                "x2": start + part.share,
                "fill": fill,
                "ink": ink,
                "share": part.share,
                "name": say(part.name) if shown else "",
                "text": percent(part.share) if shown else "",
            }
        )
        start += part.share
    return segments


def end_bars(
    low: Sequence[Part], high: Sequence[Part], between: float, ends: tuple[Estimate, Estimate], say: Say
) -> alt.TopLevelMixin:
    """The low answers to the left and the high ones to the right of zero, with intervals; the rest below."""
    import altair as alt

    segments = [*_stack(reversed(low), -1), *_stack(high, 1)]
    widest = max(ends[0].high, ends[1].high, between / 2, 0.05)
    reach = min(1.12 * widest + 0.06, 1.15)
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[-reach, reach], nice=False),
        axis=alt.Axis(title=None, labelExpr="format(abs(datum.value), '~%')", tickCount=7),
    )
    words = json.dumps([say(Message("Both ends")), say(Message("Between"))], ensure_ascii=False)
    y = alt.Y("row:O", axis=alt.Axis(title=None, labelExpr=f"{words}[datum.value]"))
    bars = alt.Chart(alt.Data(values=[*segments, *_rest(between)]))
    rules = alt.Chart(
        alt.Data(
            values=[
                {"row": 0, "low": -ends[0].high, "high": -ends[0].low},
                {"row": 0, "low": ends[1].low, "high": ends[1].high},
            ]
        )
    )
    sums = [
        {"row": 0, "x": -ends[0].high, "text": percent(ends[0].value), "side": "low"},
        {"row": 0, "x": ends[1].high, "text": percent(ends[1].value), "side": "high"},
    ]
    layers: list[Any] = [
        bars.mark_bar(height={"band": 0.72}).encode(x=x, x2=alt.X2("x2:Q"), y=y, color=alt.Color("fill:N", scale=None)),
        bars.mark_text().encode(
            x=alt.X("middle:Q"), y=y, text=alt.Text("text:N"), color=alt.Color("ink:N", scale=None)
        ),
        rules.mark_rule(strokeWidth=INTERVAL_WIDTH, color=INK, opacity=0.85, yOffset=17).encode(
            x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=y
        ),
        alt.Chart(alt.Data(values=[sums[0]]))
        .mark_text(align="right", dx=-7, fontWeight=600)
        .encode(x=x, y=y, text=alt.Text("text:N")),
        alt.Chart(alt.Data(values=[sums[1]]))
        .mark_text(align="left", dx=7, fontWeight=600)
        .encode(x=x, y=y, text=alt.Text("text:N")),
    ]
    return finish(alt.layer(*layers), height=112 if between > 0 else 60)


def _rest(between: float) -> list[dict[str, Any]]:
    if between <= 0:
        return []
    rest = {
        "row": 1,
        "x": -between / 2,
        "x2": between / 2,
        "fill": rating_colour(0.5)[0],
        "ink": DARK,
        "text": percent(between),
        "middle": 0.0,
    }
    return [rest]


def _stack(parts: Any, side: int) -> list[dict[str, Any]]:
    start = 0.0
    records: list[dict[str, Any]] = []
    for part in parts:
        fill, ink = rating_colour(part.place)
        end = start + part.share
        records.append(
            {
                "row": 0,
                "x": side * start,
                "x2": side * end,
                "middle": side * (start + end) / 2,
                "fill": fill,
                "ink": ink,
                "text": percent(part.share) if part.share >= LABELLED_FROM else "",
            }
        )
        start = end
    return records


def _mix(first: str, second: str, share: float) -> str:
    def channels(colour: str) -> list[int]:
        return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]

    mixed = (round(a + (b - a) * share) for a, b in zip(channels(first), channels(second), strict=True))
    return "#" + "".join(f"{value:02X}" for value in mixed)
