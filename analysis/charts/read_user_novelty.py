"""The effect over time: by period, and up to each period with the interval of one look and of all looks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.display import Cell, Display, Figure, Say, Table, TableColumn
from analysis.charts.read_user_parts import difference_format, in_points, value_format
from analysis.charts.sample_ratio import split_table
from analysis.charts.style import ANSWER_WIDTH, BAND_OPACITY, GREY, INK, INTERVAL_WIDTH, POINT_SIZE, TEAL, finish
from analysis.core.messages import ColumnRef, Message

if TYPE_CHECKING:
    import altair as alt

    from analysis.experiments.novelty_reading import NoveltyReading

HEIGHT = 220


def display_read_novelty(result: NoveltyReading) -> Display:
    """The effect in each period and up to it, and the table behind them."""
    figures = (_by_period(result), _up_to(result)) if _drawable(result) else ()
    return Display(
        figures=figures, tables=(_table(result), split_table(result.sample_ratio, (result.control, result.treatment)))
    )


def _drawable(result: NoveltyReading) -> bool:
    return any(math.isfinite(item.effect.value) for item in result.periods)


def _by_period(result: NoveltyReading) -> Figure:
    return Figure(
        draw=lambda say: _draw_periods(result, say),
        heading=Message("Effect by period, in points") if result.measure == "rate" else Message("Effect by period"),
        note=Message(
            "{treatment} less {control}; {level:set_percent} intervals, each for itself. The line is the trend, the dashed line zero.",
            treatment=result.treatment,
            control=result.control,
            level=result.level,
        ),
        description=Message(
            "The effect in {n:count} periods with intervals, and a straight line through them.", n=len(result.periods)
        ),
    )


def _up_to(result: NoveltyReading) -> Figure:
    return Figure(
        draw=lambda say: _draw_cumulative(result, say),
        heading=Message("Effect up to each period, in points")
        if result.measure == "rate"
        else Message("Effect up to each period"),
        note=Message(
            "Teal: {level:set_percent} interval for somebody who looks once. Grey: the interval that holds however often one looks.",
            level=result.level,
        ),
        description=Message("The effect over all rows up to each period, with a narrow and a wide interval."),
    )


def _time_title(result: NoveltyReading) -> Message:
    if result.time_kind == "date":
        return Message("Days since the first entry")
    return Message("{column}", column=ColumnRef(result.when))


def _rows(result: NoveltyReading) -> pd.DataFrame:
    rows: list[dict[str, float | None]] = []
    for item in result.periods:
        effect, up_to, always = (
            in_points(estimate, result.measure) for estimate in (item.effect, item.cumulative, item.always_valid)
        )
        rows.append(
            {
                "time": item.position,
                "value": _finite(effect.value),
                "low": _finite(effect.low),
                "high": _finite(effect.high),
                "up_to": _finite(up_to.value),
                "up_to_low": _finite(up_to.low),
                "up_to_high": _finite(up_to.high),
                "always_low": _finite(always.low),
                "always_high": _finite(always.high),
            }
        )
    return pd.DataFrame(rows).astype(object).where(lambda frame: frame.notna(), None)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _zero() -> Any:
    import altair as alt

    return (
        alt.Chart(alt.Data(values=[{"at": 0}]))
        .mark_rule(color=INK, strokeDash=[4, 3], opacity=0.7)
        .encode(y=alt.Y("at:Q"))
    )


def _draw_periods(result: NoveltyReading, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    base = alt.Chart(alt.Data(values=_rows(result).to_dict("records")))
    x = alt.X("time:Q", title=say(_time_title(result)), scale=alt.Scale(zero=False, nice=False, padding=12))
    layers: list[Any] = [
        _zero(),
        base.mark_rule(strokeWidth=INTERVAL_WIDTH, color=TEAL).encode(
            x=x, y=alt.Y("low:Q", title=None), y2=alt.Y2("high:Q")
        ),
        base.mark_point(filled=True, size=POINT_SIZE, color=TEAL, opacity=1).encode(x=x, y=alt.Y("value:Q")),
    ]
    line = _trend_line(result)
    if line:
        ends = alt.Chart(alt.Data(values=line))
        layers.append(ends.mark_line(strokeWidth=ANSWER_WIDTH, color=INK, opacity=0.5).encode(x=x, y=alt.Y("value:Q")))
    return finish(alt.layer(*layers), height=HEIGHT)


def _trend_line(result: NoveltyReading) -> list[dict[str, float]]:
    """The straight line through the effects, weighed as the trend is."""
    if math.isnan(result.trend.value):
        return []
    used = [item for item in result.periods if math.isfinite(item.effect.low)]
    weights = [item.n_control * item.n_treatment / (item.n_control + item.n_treatment) for item in used]
    total = sum(weights)
    centre = sum(w * item.position for w, item in zip(weights, used, strict=True)) / total
    middle = sum(w * item.effect.value for w, item in zip(weights, used, strict=True)) / total
    scale = 100 if result.measure == "rate" else 1
    return [
        {"time": time, "value": scale * (middle + result.trend.value * (time - centre))}
        for time in (result.periods[0].position, result.periods[-1].position)
    ]


def _draw_cumulative(result: NoveltyReading, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    base = alt.Chart(alt.Data(values=_rows(result).to_dict("records")))
    x = alt.X("time:Q", title=say(_time_title(result)), scale=alt.Scale(zero=False, nice=False))
    return finish(
        alt.layer(
            base.mark_area(color=GREY, opacity=BAND_OPACITY).encode(
                x=x, y=alt.Y("always_low:Q", title=None), y2=alt.Y2("always_high:Q")
            ),
            base.mark_area(color=TEAL, opacity=BAND_OPACITY * 1.5).encode(
                x=x, y=alt.Y("up_to_low:Q"), y2=alt.Y2("up_to_high:Q")
            ),
            base.mark_line(color=TEAL, strokeWidth=ANSWER_WIDTH).encode(x=x, y=alt.Y("up_to:Q")),
            _zero(),
        ),
        height=HEIGHT,
    )


def _table(result: NoveltyReading) -> Table:
    value, word = value_format(result.measure), difference_format(result.measure)
    rows: list[tuple[Cell, ...]] = [
        (
            Message("{first:number} to {last:number}", first=item.first, last=item.last)
            if item.last > item.first
            else Message("{first:number}", first=item.first),
            item.n_control,
            item.n_treatment,
            item.mean_control,
            item.mean_treatment,
            item.effect.value,
            item.effect.low,
            item.effect.high,
        )
        for item in result.periods
    ]
    return Table(
        title=Message("Periods"),
        columns=(
            TableColumn(_time_title(result), align="left"),
            TableColumn(Message("n, control"), "count"),
            TableColumn(Message("n, treatment"), "count"),
            TableColumn(Message("Control group"), value),
            TableColumn(Message("New version"), value),
            TableColumn(Message("Difference"), word),
            TableColumn(Message("from", context="interval"), word),
            TableColumn(Message("to", context="interval"), word),
        ),
        rows=tuple(rows),
        note=Message(
            "Trend {p:p}. Any difference between periods, whatever its shape: F {f:number}, {p_any:p}.",
            p=result.p_trend,
            f=result.heterogeneity.f,
            p_any=result.heterogeneity.p_value,
        ),
    )
