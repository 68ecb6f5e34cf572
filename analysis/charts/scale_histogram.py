"""A histogram with the median, and the mean with its interval, drawn in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

from analysis.charts.display import Say
from analysis.charts.style import ANSWER_WIDTH, BAND_OPACITY, GREY, INK, TEAL, finish
from analysis.core.messages import Message
from analysis.core.results import Estimate

if TYPE_CHECKING:
    import altair as alt

    from analysis.survey.bins import Histogram


def scale_histogram(bins: Histogram, mean: Estimate, median: float, say: Say) -> alt.TopLevelMixin:
    """Shares of the answers in bins; mean as a teal line in its interval band, median as a dashed line."""
    import altair as alt

    data = [
        {"low": bins.edges[i], "high": bins.edges[i + 1], "share": bins.shares[i], "count": bins.counts[i]}
        for i in range(len(bins.counts))
    ]
    top = max(bins.shares) * 1.18
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, top]), axis=alt.Axis(format="~%", title=None, tickCount=4))
    x_axis = alt.Axis(title=None, format="d" if bins.whole_numbers else ",~r", tickCount=8)
    domain = [bins.edges[0], bins.edges[-1]]
    x = alt.X("low:Q", bin="binned", scale=alt.Scale(domain=domain, nice=False), axis=x_axis)
    bars = (
        alt.Chart(alt.Data(values=data))
        .mark_bar(color=GREY, opacity=0.75, binSpacing=1)
        .encode(x=x, x2=alt.X2("high:Q"), y=y, y2=alt.Y2Datum(0))
    )
    return finish(alt.layer(bars, *_marks(mean, median, top, domain, say)), height=260)


def _marks(mean: Estimate, median: float, top: float, domain: list[float], say: Say) -> list[Any]:
    import altair as alt

    layers: list[Any] = []
    line = [{"at": mean.value, "low": mean.low, "high": mean.high, "bottom": 0, "top": top * 0.93}]
    if not math.isnan(mean.low):
        band = alt.Chart(alt.Data(values=line)).mark_rect(color=TEAL, opacity=BAND_OPACITY + 0.1)
        layers.append(band.encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=alt.Y("bottom:Q"), y2=alt.Y2("top:Q")))
    mean_line = alt.Chart(alt.Data(values=line)).mark_rule(color=TEAL, strokeWidth=ANSWER_WIDTH)
    layers.append(mean_line.encode(x=alt.X("at:Q"), y=alt.Y("bottom:Q"), y2=alt.Y2("top:Q")))
    middle = [{"at": median, "bottom": 0, "top": top * 0.93}]
    dashes = alt.Chart(alt.Data(values=middle)).mark_rule(color=INK, strokeDash=[5, 3], strokeWidth=1.6)
    layers.append(dashes.encode(x=alt.X("at:Q"), y=alt.Y("bottom:Q"), y2=alt.Y2("top:Q")))
    left, right = sorted(
        (
            (median, Message("median {value:number}", value=median)),
            (mean.value, Message("mean {value:number}", value=mean.value)),
        ),
        key=lambda item: item[0],
    )
    layers += [_label(left, top, say, "right", domain), _label(right, top, say, "left", domain)]
    return layers


def _label(
    item: tuple[float, Message], top: float, say: Say, align: Literal["left", "right"], domain: list[float]
) -> Any:
    """Words at the top of a line, on its outer side; inside where the line stands at the edge."""
    import altair as alt

    at, words = item
    place = (at - domain[0]) / (domain[1] - domain[0])
    if place < 0.12:
        align = "left"
    elif place > 0.88:
        align = "right"
    text = alt.Chart(alt.Data(values=[{"at": at, "y": top, "text": say(words)}]))
    return text.mark_text(align=align, dx=4 if align == "left" else -4, baseline="top").encode(
        x=alt.X("at:Q"), y=alt.Y("y:Q"), text=alt.Text("text:N")
    )
