"""Draws the picture of two columns: points, bands of shares, tables of answers, means or shares of groups."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from analysis.charts.display import Say
from analysis.charts.interval_bars import IntervalRow, interval_points, share_bars
from analysis.charts.style import AXIS_NUMBER, INK, INTERVAL_WIDTH, POINT_SIZE, QUIET_WIDTH, TEAL, finish
from analysis.charts.wrapping import label_lines, shortened, told_apart
from analysis.core.messages import ColumnRef, Message, Sentence, ValueRef
from analysis.core.results import Estimate
from analysis.relations.picture import Picture

if TYPE_CHECKING:
    import altair as alt

HEIGHT = 300
ROW_HEIGHT = 34
AXIS_LETTERS = 104
MOST_NAMED_COLUMNS = 10
MOST_TEXT_CELLS = 200


def draw_picture(picture: Picture, say: Say, level: float, across: Sentence | None = None) -> alt.TopLevelMixin:
    """The chart of a picture; `across` names the horizontal axis where the column's own name would mislead."""
    title = say(across or Message("{column}", column=ColumnRef(picture.across)))
    match picture.kind:
        case "points":
            return _draw_points(picture, title)
        case "bands":
            return _draw_bands(picture, say, level, title)
        case "answers":
            return _draw_answers(picture, say, title)
        case "means":
            return interval_points(_group_rows(picture, level), say, number_format="number")
        case "shares":
            return share_bars(_group_rows(picture, level), say)


def _group_rows(picture: Picture, level: float) -> list[IntervalRow]:
    records: list[dict[str, Any]] = picture.centres.to_dict("records")  # pyright: ignore[reportAssignmentType]
    return [
        IntervalRow(
            answer_name(picture.across, picture.across_answers[int(row["code"])]),
            Estimate(row["centre"], row["low"], row["high"], level),
        )
        for row in records
    ]


def answer_name(column: str, answer: Any) -> Message | ValueRef:
    """An answer as it is called on screen."""
    if isinstance(answer, bool):
        return Message("yes") if answer else Message("no")
    return ValueRef(column, answer)


def _draw_points(picture: Picture, title: str) -> alt.TopLevelMixin:
    import altair as alt

    x = alt.X(
        "x:Q",
        scale=alt.Scale(zero=False, nice=True),
        axis=_number_axis(title),
    )
    y = alt.Y("y:Q", scale=alt.Scale(zero=False, nice=True), axis=_number_axis(None))
    points = (
        alt.Chart(alt.Data(values=_records(picture.cells)))
        .mark_circle(color=TEAL, opacity=0.55, stroke=None)
        .encode(
            x=x,
            y=y,
            size=alt.Size("n:Q", scale=alt.Scale(range=[18, 160], domain=[1, 20], clamp=True), legend=None),
            tooltip=[alt.Tooltip("x:Q"), alt.Tooltip("y:Q"), alt.Tooltip("n:Q")],
        )
    )
    return finish(alt.layer(points, *_centre_marks(picture, "x", "y", x, y)), height=HEIGHT)


def _draw_bands(picture: Picture, say: Say, level: float, title: str) -> alt.TopLevelMixin:
    import altair as alt

    cells = picture.cells
    x_axis = _number_axis(title, [float(at) for at in picture.centres["at"]] if picture.across_values else None)
    if picture.across_answers:
        x_axis = _answer_axis(picture, say, title)
    domain = [float(cells["left"].min()), float(cells["right"].max())]
    x = alt.X("left:Q", scale=alt.Scale(domain=domain, nice=False, zero=False), axis=x_axis)
    y_domain = [float(cells["bottom"].min()), float(cells["top"].max())]
    y = alt.Y(
        "bottom:Q",
        scale=alt.Scale(domain=y_domain, nice=False, zero=False),
        axis=_number_axis(None),
    )
    rects = (
        alt.Chart(alt.Data(values=_records(cells)))
        .mark_rect(stroke=None)
        .encode(
            x=x,
            x2=alt.X2("right:Q"),
            y=y,
            y2=alt.Y2("top:Q"),
            color=alt.Color(
                "share:Q", scale=alt.Scale(range="ramp", domain=[0, _strongest(picture)], clamp=True), legend=None
            ),
            tooltip=[alt.Tooltip("share:Q", format=".0%"), alt.Tooltip("n:Q", format=",d")],
        )
    )
    words = (
        Message("median, {level:percent} interval", level=level)
        if picture.centre == "median"
        else Message("mean, {level:percent} interval", level=level)
    )
    label = _centre_label(picture, say(words), y_domain)
    return finish(alt.layer(rects, *_centre_marks(picture, "left", "bottom", x, y), label), height=HEIGHT)


def _centre_marks(picture: Picture, across: str, up: str, x: Any, y: Any) -> list[Any]:
    """Means or medians as dots on a quiet line, their intervals as rules."""
    import altair as alt

    if not len(picture.centres):
        return []
    renamed = picture.centres.rename(columns={"at": across, "centre": up})
    base = alt.Chart(alt.Data(values=_records(renamed)))
    line = base.mark_line(color=INK, strokeWidth=QUIET_WIDTH, opacity=0.55).encode(x=x, y=y)
    rule = base.mark_rule(color=INK, strokeWidth=INTERVAL_WIDTH).encode(x=x, y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
    dots = base.mark_point(filled=True, color=INK, size=POINT_SIZE, opacity=1).encode(
        x=x, y=y, tooltip=[alt.Tooltip(f"{up}:Q", format=".4~g"), alt.Tooltip("n:Q", format=",d")]
    )
    return [line, rule, dots]


def _centre_label(picture: Picture, words: str, domain: list[float]) -> Any:
    """What the dots are, beside the last one."""
    import altair as alt

    last = picture.centres.iloc[-1]
    value = float(last["high"] if math.isfinite(float(last["high"])) else last["centre"])
    above = value < domain[0] + 0.85 * (domain[1] - domain[0])
    low = float(last["low"] if math.isfinite(float(last["low"])) else last["centre"])
    place = {"left": float(last["at"]), "bottom": value if above else low}
    return (
        alt.Chart(alt.Data(values=[place]))
        .mark_text(text=words, align="right", dy=-10 if above else 14, dx=6, fontWeight=600, clip=False)
        .encode(x=alt.X("left:Q"), y=alt.Y("bottom:Q"))
    )


def _draw_answers(picture: Picture, say: Say, title: str) -> alt.TopLevelMixin:
    import altair as alt

    cells = picture.cells
    title = shortened(title, AXIS_LETTERS)
    columns, rows = cells["x"].nunique(), cells["y"].nunique()
    x_words = _words(picture.across, picture.across_answers, say, max(8, AXIS_LETTERS // max(columns, 1)))
    up_names = [say(Message("{name}", name=answer_name(picture.up, one))) for one in picture.up_answers]
    y_words = json.dumps(told_apart(up_names, 34), ensure_ascii=False)
    x = alt.X(
        "x:O",
        axis=alt.Axis(
            title=title,
            labelExpr=f"{x_words}[datum.value]",
            labelAngle=0,
            domain=False,
            ticks=False,
            # Every column keeps its name: the words are wrapped to fit.
            labelOverlap=columns > MOST_NAMED_COLUMNS,
        ),
    )
    y = alt.Y("y:O", sort="descending", axis=alt.Axis(title=None, labelExpr=f"{y_words}[datum.value]"))
    base = alt.Chart(alt.Data(values=_records(cells)))
    # The strong third of the ramp is left out, so that ink stays readable on every cell in both themes.
    strongest = 1.7 * max(float(cells["share"].max()), 0.01)
    rects = base.mark_rect(stroke=None).encode(
        x=x,
        y=y,
        color=alt.Color("share:Q", scale=alt.Scale(range="ramp", domain=[0, strongest]), legend=None),
        tooltip=[
            alt.Tooltip("share:Q", format=".1%"),
            alt.Tooltip("n:Q", format=",d"),
            alt.Tooltip("n_x:Q", format=",d"),
        ],
    )
    layers = [rects]
    if len(cells) <= MOST_TEXT_CELLS:
        layers.append(base.mark_text().encode(x=x, y=y, text=alt.Text("share:Q", format=".0%")))
    return finish(alt.layer(*layers), height=max(ROW_HEIGHT * rows, 90) if rows <= 25 else 12 * rows)


def _words(column: str, answers: tuple[Any, ...], say: Say, width: int) -> str:
    """Labels by code as a Vega expression; long ones on several lines."""
    return json.dumps(
        [label_lines(say(Message("{name}", name=answer_name(column, answer))), width) for answer in answers],
        ensure_ascii=False,
    )


def _answer_axis(picture: Picture, say: Say, title: str) -> Any:
    import altair as alt

    title = shortened(title, AXIS_LETTERS)
    codes = list(range(len(picture.across_answers)))
    words = _words(picture.across, picture.across_answers, say, max(6, AXIS_LETTERS // max(len(codes), 1)))
    return alt.Axis(title=title, values=codes, labelExpr=f"{words}[datum.value]", labelAngle=0, labelFlush=False)


def _number_axis(title: str | None, values: list[float] | None = None) -> Any:
    import altair as alt

    if values:
        return alt.Axis(title=title, values=values, format=AXIS_NUMBER)
    return alt.Axis(title=title, tickCount=6, format=AXIS_NUMBER)


def _strongest(picture: Picture) -> float:
    """Share at the strong end of the ramp: well above the bands under a dot, so that dots and words stay readable."""
    under = [0.0]
    cells = picture.cells
    for at, centre in zip(picture.centres["at"], picture.centres["centre"], strict=True):
        inside = (cells["left"] <= at) & (at < cells["right"]) & (cells["bottom"] <= centre) & (centre < cells["top"])
        under.append(float(cells["share"].to_numpy()[inside.to_numpy()].max(initial=0.0)))
    return max(1.7 * max(under), 0.5 * float(cells["share"].max()), 0.01)


def _records(frame: Any) -> list[dict[str, Any]]:
    """Rows as plain values; Vega knows no NaN."""
    return [
        {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]
