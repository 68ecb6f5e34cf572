"""What a choice of the number of segments looks like: the gap against two references, the silhouette, the table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from analysis.charts.display import Cell, Display, Figure, Say, Table, TableColumn
from analysis.charts.interval_bars import interval_text
from analysis.charts.style import ANSWER_WIDTH, GREY, INK, INTERVAL_WIDTH, POINT_SIZE, QUIET_WIDTH, TEAL, finish
from analysis.clustering import ChoiceOfK
from analysis.clustering.choice_result import Candidate
from analysis.core.messages import Message, Sentence
from analysis.core.results import blocks_conclusion
from analysis.language.precision import Rounded, shared_decimals

if TYPE_CHECKING:
    import altair as alt

HEIGHT = 300
SMALL_HEIGHT = 180
CHOSEN_SIZE = 150


def display_choose_k(result: ChoiceOfK) -> Display:
    """The gap and the silhouette by number of segments, and a table; nothing where nothing varies."""
    if blocks_conclusion(result) or len(result.candidates) < 2:
        return Display()
    figures = [_gap_figure(result)]
    if any(_has_silhouette(candidate) for candidate in result.candidates):
        figures.append(_silhouette_figure(result))
    return Display(figures=tuple(figures), tables=(_table(result),))


def _gap_figure(result: ChoiceOfK) -> Figure:
    return Figure(
        draw=lambda say: _draw_gap(result, say),
        heading=Message("Gap statistic by number of segments, relative to one segment"),
        note=Message(
            "n = {n:count} · lines: ±1 standard error · a division counts above the dashed line in both references · "
            "ringed: the number the data support",
            n=result.provenance.n_used,
        ),
        description=Message(
            "Gap statistic for 1 to {most:count} segments; the data support {k:count}.",
            most=result.candidates[-1].k,
            k=result.k,
        ),
    )


def _draw_gap(result: ChoiceOfK, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    flat = say(Message("against flat data"))
    bell = say(Message("against bell-shaped data"))
    rows: list[dict[str, Any]] = []
    for candidate in result.candidates:
        rows.append(_gap_row(candidate, flat, candidate.gain_flat, candidate.gain_flat_se, TEAL, ANSWER_WIDTH))
        rows.append(_gap_row(candidate, bell, candidate.gain_bell, candidate.gain_bell_se, GREY, QUIET_WIDTH))
    x = _k_axis(result, say, first=1)
    y = alt.Y("value:Q", axis=alt.Axis(title=None, tickCount=5), scale=alt.Scale(zero=True))
    layers: list[Any] = []
    for name, colour, width in ((flat, TEAL, ANSWER_WIDTH), (bell, GREY, QUIET_WIDTH)):
        own = [row for row in rows if row["reference"] == name]
        base = alt.Chart(alt.Data(values=own))
        layers += [
            base.mark_line(color=colour, strokeWidth=width).encode(x=x, y=y),
            base.mark_rule(color=colour, strokeWidth=INTERVAL_WIDTH).encode(x=x, y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
            base.mark_point(color=colour, filled=True, size=POINT_SIZE, opacity=1).encode(
                x=x, y=y, tooltip=[alt.Tooltip("words:N", title=" ")]
            ),
        ]
    least = alt.Chart(alt.Data(values=[{"value": result.least_gain}])).mark_rule(
        strokeDash=[4, 3], color=INK, opacity=0.6
    )
    layers += [least.encode(y=y), _ring(result, rows, x, y), *_end_labels(result, flat, bell, x)]
    return finish(alt.layer(*layers), height=HEIGHT)


def _gap_row(
    candidate: Candidate, reference: str, gain: float, standard_error: float, colour: str, width: float
) -> dict[str, Any]:
    return {
        "k": candidate.k,
        "reference": reference,
        "value": gain,
        "low": gain - standard_error,
        "high": gain + standard_error,
        "colour": colour,
        "width": width,
        "words": f"{reference} {gain:.3f} ± {standard_error:.3f}",
    }


def _ring(result: ChoiceOfK, rows: list[dict[str, Any]], x: Any, y: Any) -> Any:
    """A ring around the chosen number, on the flat curve."""
    import altair as alt

    chosen = [row for row in rows if row["k"] == result.k][:1]
    return (
        alt.Chart(alt.Data(values=chosen))
        .mark_point(filled=False, size=CHOSEN_SIZE, color=INK, strokeWidth=1.6, opacity=1)
        .encode(x=x, y=y)
    )


def _end_labels(result: ChoiceOfK, flat: str, bell: str, x: Any) -> list[Any]:
    """Names of the two curves at their ends, the higher one above its curve and the lower one below."""
    import altair as alt

    last = result.candidates[-1]
    upper_is_flat = last.gain_flat >= last.gain_bell
    labels: list[Any] = []
    for name, gain, error, above in (
        (flat, last.gain_flat, last.gain_flat_se, upper_is_flat),
        (bell, last.gain_bell, last.gain_bell_se, not upper_is_flat),
    ):
        place = {"k": last.k, "value": gain + error if above else gain - error, "name": name}
        labels.append(
            alt.Chart(alt.Data(values=[place]))
            .mark_text(align="right", dx=6, dy=-10 if above else 13, color=INK)
            .encode(x=x, y=alt.Y("value:Q"), text=alt.Text("name:N"))
        )
    return labels


def _silhouette_figure(result: ChoiceOfK) -> Figure:
    best = result.best_silhouette
    return Figure(
        draw=lambda say: _draw_silhouette(result, say),
        heading=Message("Average silhouette by number of segments"),
        note=Message(
            "n = {n:count} · with {level:percent} intervals · it has no answer for one segment and does not decide",
            n=result.provenance.n_used,
            level=result.level,
        ),
        description=Message(
            "Average silhouette for 2 to {most:count} segments, highest for {k:count}.",
            most=result.candidates[-1].k,
            k=best.k if best else 0,
        ),
    )


def _draw_silhouette(result: ChoiceOfK, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    rows = [
        {
            "k": candidate.k,
            "value": candidate.silhouette.value,
            "low": candidate.silhouette.low,
            "high": candidate.silhouette.high,
        }
        for candidate in result.candidates
        if candidate.silhouette is not None and candidate.silhouette.defined
    ]
    base = alt.Chart(alt.Data(values=rows))
    x = _k_axis(result, say, first=1)
    y = alt.Y("value:Q", axis=alt.Axis(title=None, tickCount=4, format=".2f"), scale=alt.Scale(zero=True))
    layers: list[Any] = [
        base.mark_line(color=TEAL, strokeWidth=QUIET_WIDTH).encode(x=x, y=y),
        base.mark_rule(color=TEAL, strokeWidth=INTERVAL_WIDTH).encode(x=x, y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
        base.mark_point(color=TEAL, filled=True, size=POINT_SIZE, opacity=1).encode(x=x, y=y),
    ]
    chosen = [row for row in rows if row["k"] == result.k]
    if chosen:
        layers.append(_ring(result, chosen, x, y))
    return finish(alt.layer(*layers), height=SMALL_HEIGHT)


def _k_axis(result: ChoiceOfK, say: Say, *, first: int) -> Any:
    import altair as alt

    last = result.candidates[-1].k
    return alt.X(
        "k:Q",
        scale=alt.Scale(domain=[first - 0.2, last + 0.2], nice=False),
        axis=alt.Axis(title=say(Message("Number of segments")), values=list(range(first, last + 1)), format="d"),
    )


def _table(result: ChoiceOfK) -> Table:
    divided = [candidate for candidate in result.candidates if candidate.k > 1]
    gains = [(item.gain_flat, item.gain_flat_se, item.gain_bell, item.gain_bell_se) for item in divided]
    decimals = shared_decimals(value for row in gains for value in row)
    return Table(
        columns=(
            TableColumn(Message("Number of segments"), "count", "left"),
            TableColumn(Message("Gain, flat ± SE")),
            TableColumn(Message("Gain, bell ± SE")),
            TableColumn(Message("Silhouette"), "coefficient"),
            TableColumn(Message("{level:percent} interval", level=result.level)),
            TableColumn(Message("Between segments"), "percent"),
            TableColumn(Message("Smallest"), "count"),
            TableColumn("", align="left"),
        ),
        rows=tuple(_row(result, candidate, decimals) for candidate in result.candidates),
        note=Message(
            "Gain: gap statistic minus that of one segment; it counts above {least:number} in both. Between segments: "
            "share of the sum of squares that lies between them. Smallest: rows of the smallest segment, of "
            "{divided:count} divided.",
            least=result.least_gain,
            divided=result.candidates[0].n_divided,
        ),
    )


def _row(result: ChoiceOfK, candidate: Candidate, decimals: int | None) -> tuple[Cell, ...]:
    silhouette = candidate.silhouette
    known = silhouette is not None and silhouette.defined
    one = candidate.k == 1
    return (
        candidate.k,
        None if one else _with_error(candidate.gain_flat, candidate.gain_flat_se, decimals),
        None if one else _with_error(candidate.gain_bell, candidate.gain_bell_se, decimals),
        silhouette.value if known and silhouette else None,
        interval_text(silhouette, "coefficient") if known and silhouette else None,
        1 - candidate.within_ss / result.candidates[0].within_ss,
        candidate.smallest,
        Message("supported") if candidate.chosen else None,
    )


def _with_error(value: float, standard_error: float, decimals: int | None) -> Sentence:
    return Message(
        "{value:number} ± {error:number}", value=Rounded(value, decimals), error=Rounded(standard_error, decimals)
    )


def _has_silhouette(candidate: Candidate) -> bool:
    return candidate.silhouette is not None and not math.isnan(candidate.silhouette.value)
