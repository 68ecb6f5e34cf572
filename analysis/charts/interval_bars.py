"""Horizontal bars and points with their intervals drawn, one row for each answer, option or method."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.charts.display import Say
from analysis.charts.style import AXIS_NUMBER, AXIS_ROOM, GREY, INK, INTERVAL_WIDTH, POINT_SIZE, TEAL, finish
from analysis.core.messages import Message, Scalar
from analysis.core.results import Estimate
from analysis.language.precision import FAMILIES, Rounded, shared_decimals, written

if TYPE_CHECKING:
    import altair as alt

ROW_HEIGHT = 30


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One row: what it is called, its estimate, and whether it is the one to look at."""

    name: Scalar
    estimate: Estimate
    emphasised: bool = True


def share_bars(rows: Sequence[IntervalRow], say: Say) -> alt.TopLevelMixin:
    """Shares as bars from zero, the interval as a rule over the end of each bar, the share beside it."""
    import altair as alt

    data = _records(rows, "percent")
    ends = [row["high"] if row["high"] is not None else row["value"] for row in data]
    highest = max([end for end in ends if end is not None], default=1.0) or 1.0
    x = alt.X(
        "value:Q",
        scale=alt.Scale(domain=[0, min(1.15 * highest, 1.15)], nice=False),
        axis=alt.Axis(format="~%", title=None, tickCount=5, values=_percent_ticks(highest)),
    )
    base = alt.Chart(alt.Data(values=data))
    bars = base.mark_bar(height={"band": 0.62}, opacity=0.9).encode(
        x=x, y=_rows_axis(rows, say), color=alt.Color("colour:N", scale=None)
    )
    text = base.mark_text(align="left", dx=7).encode(x=alt.X("end:Q"), y=_rows_axis(rows, say), text=alt.Text("text:N"))
    return finish(alt.layer(bars, *_rules(base, rows, say), text), height=_height(rows))


def interval_points(
    rows: Sequence[IntervalRow],
    say: Say,
    *,
    number_format: str,
    reference: float | None = None,
    axis_format: str | None = None,
) -> alt.TopLevelMixin:
    """Estimates as points with their intervals, a dashed line at the value compared with."""
    import altair as alt

    data = _records(rows, number_format)
    axis_format = axis_format or ("~%" if number_format == "percent" else AXIS_NUMBER)
    x = alt.X(
        "value:Q",
        scale=alt.Scale(domain=_domain(rows, number_format, reference), nice=False, zero=False),
        axis=alt.Axis(format=axis_format, title=None, tickCount=6),
    )
    base = alt.Chart(alt.Data(values=data))
    colour = alt.Color("colour:N", scale=None)
    points = base.mark_point(filled=True, size=POINT_SIZE, opacity=1).encode(x=x, y=_rows_axis(rows, say), color=colour)
    rules = base.mark_rule(strokeWidth=INTERVAL_WIDTH).encode(
        x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=_rows_axis(rows, say), color=colour
    )
    named = alt.Chart(alt.Data(values=[row for row in data if row["colour"] == TEAL]))
    text = named.mark_text(dy=-11).encode(x=alt.X("value:Q"), y=_rows_axis(rows, say), text=alt.Text("text:N"))
    layers: list[Any] = [rules, points, text]
    if reference is not None and not math.isnan(reference):
        line = alt.Chart(alt.Data(values=[{"at": reference}])).mark_rule(strokeDash=[4, 3], color=INK, opacity=0.7)
        layers.append(line.encode(x=alt.X("at:Q")))
    return finish(alt.layer(*layers), height=_height(rows) + 14)


def interval_text(estimate: Estimate, number_format: str = "percent") -> Message:
    """The two ends of an interval for a table cell."""
    low, high = estimate.low, estimate.high
    if math.isnan(low) and math.isnan(high):
        return Message("–")
    match number_format:
        case "percent":
            return Message("{low:percent} to {high:percent}", low=low, high=high)
        case "points":
            return Message("{low:points} to {high:points}", low=low, high=high)
        case "coefficient":
            return Message("{low:coefficient} to {high:coefficient}", low=low, high=high)
        case _:
            return Message("{low:number} to {high:number}", low=low, high=high)


def rounded(estimate: Estimate, decimals: int | None) -> Estimate:
    """The same estimate, to be shown with so many decimals."""
    value, low, high = (Rounded(end, decimals) for end in (estimate.value, estimate.low, estimate.high))
    return Estimate(value, low, high, estimate.level)


def row_words(rows: Sequence[IntervalRow], say: Say) -> list[str]:
    """What the rows are called, in the reader's words."""
    return [say(Message("{name}", name=row.name)) for row in rows]


def _records(rows: Sequence[IntervalRow], number_format: str) -> list[dict[str, Any]]:
    values = [row.estimate.value for row in rows]
    decimals = shared_decimals(values, number_format) if number_format in FAMILIES else None
    return [
        {
            "row": position,
            "value": _finite(row.estimate.value),
            "low": _finite(row.estimate.low),
            "high": _finite(row.estimate.high),
            "end": _finite(row.estimate.high) or _finite(row.estimate.value),
            "text": written(row.estimate.value, number_format, decimals),
            "colour": TEAL if row.emphasised else GREY,
        }
        for position, row in enumerate(rows)
    ]


def _rules(base: Any, rows: Sequence[IntervalRow], say: Say) -> tuple[Any, ...]:
    import altair as alt

    rule = base.mark_rule(strokeWidth=INTERVAL_WIDTH, color=INK, opacity=0.85)
    return (rule.encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=_rows_axis(rows, say)),)


def _rows_axis(rows: Sequence[IntervalRow], say: Say) -> Any:
    import altair as alt

    # Rows are numbered, and the words put on by an expression: two answers may carry the same words.
    words = json.dumps(row_words(rows, say), ensure_ascii=False)
    return alt.Y("row:O", sort=None, axis=alt.Axis(title=None, labelExpr=f"{words}[datum.value]"))


def _percent_ticks(highest: float) -> list[float]:
    step = next(
        step for step in (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25) if highest / step <= 6 or step == 0.25
    )
    return [round(step * i, 6) for i in range(int(min(highest, 1.0) / step + 1e-9) + 1)]


def _domain(rows: Sequence[IntervalRow], number_format: str, reference: float | None) -> list[float]:
    """From the lowest to the highest end with some air; a share stays between 0 and 100 %."""
    ends = [end for row in rows for end in (row.estimate.value, row.estimate.low, row.estimate.high)]
    ends = [end for end in (*ends, *([reference] if reference is not None else [])) if math.isfinite(end)]
    low, high = min(ends), max(ends)
    air = 0.06 * (high - low) or 0.5
    return [max(low - air, 0.0), min(high + air, 1.0)] if number_format == "percent" else [low - air, high + air]


def _height(rows: Sequence[IntervalRow]) -> int:
    return ROW_HEIGHT * len(rows) + AXIS_ROOM


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
