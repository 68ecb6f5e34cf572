"""The look of every chart, set in one place: see `finish`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt

INK = "currentColor"
TEAL = "#117B74"
GREY = "#8A9692"
CATEGORICAL = (TEAL, "#4F6FC4", "#A2549A", "#8F8A1E", "#B85C38", GREY)
LIKERT = ("#A85A38", "#D9A58D", "#C2C8C5", "#86BDB6", TEAL)
QUIET_WIDTH = 1.2
ANSWER_WIDTH = 2.6
INTERVAL_WIDTH = 1.6
POINT_SIZE = 42
BAND_OPACITY = 0.18


def finish(chart: Any, *, height: int | None = None) -> alt.TopLevelMixin:
    """Give a chart the axes, legend, padding and ink of the laboratory.

    Parameters
    ----------
    chart : altair chart
        Any single, layered or concatenated chart.
    height : int, optional
        Height in pixels of a single or layered chart.

    Returns
    -------
    altair chart
    """
    if height is not None:
        chart = chart.properties(height=height)
    return (
        chart.properties(padding={"left": 0, "right": 4, "top": 6, "bottom": 4})
        .configure_axis(
            labelFontSize=12,
            titleFontSize=12,
            labelColor=INK,
            labelOpacity=0.78,
            titleColor=INK,
            titleOpacity=0.78,
            titleFontWeight="normal",
            labelPadding=6,
            titlePadding=8,
            labelLimit=240,
            labelFlush=False,
            grid=False,
            domain=False,
            ticks=False,
        )
        .configure_axisX(domain=True, ticks=True, tickSize=4)
        .configure_legend(
            orient="top",
            labelColor=INK,
            titleColor=INK,
            labelOpacity=0.9,
            labelFontSize=12,
            padding=0,
            offset=8,
        )
        .configure_text(fontSize=12, color=INK)
        .configure_view(strokeWidth=0)
    )
