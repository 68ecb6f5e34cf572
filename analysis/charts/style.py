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
# Numbers at an axis as people write them: Vega's "~g" makes 20 into 2e+1, and "~s" makes 500 into 0.5k.
AXIS_NUMBER = ",~r"
# On the page a chart's height holds its axis too.
AXIS_ROOM = 24
# Vega expression: whether the chart stands on a phone.
NARROW = "width < 340"


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
    import altair as alt

    # One copy for everything: each `properties` or `configure` of a layered chart copies all its layers' data.
    finished = chart.copy(deep=False)
    finished.padding = {"left": 0, "right": 4, "top": 6, "bottom": 4}
    finished.config = alt.Config(
        axis=alt.AxisConfig(
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
        ),
        axisX=alt.AxisConfig(domain=True, ticks=True, tickSize=4),
        legend=alt.LegendConfig(
            orient="top",
            labelColor=INK,
            titleColor=INK,
            labelOpacity=0.9,
            labelFontSize=12,
            padding=0,
            offset=8,
        ),
        text=alt.MarkConfig(fontSize=12, color=INK),
        view=alt.ViewConfig(strokeWidth=0),
    )
    if height is not None:
        finished.height = height
    return finished
