"""Bounds of a test with several looks as a corridor over the customers counted, and as a table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.display import Cell, Display, Figure, Metric, Say, Table, TableColumn
from analysis.charts.style import ANSWER_WIDTH, GREY, INK, POINT_SIZE, QUIET_WIDTH, TEAL, finish
from analysis.core.messages import Message, Sentence
from analysis.experiments.sequential_phrases import DESIGN_WORDS, SIDES_WORDS

if TYPE_CHECKING:
    import altair as alt

    from analysis.experiments.sequential_limits import SequentialBounds

HEIGHT = 280
# Bounds beyond are drawn at the edge: nothing real gets there.
HIGHEST = 6.0
MOST_LABELS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridor:
    """Bounds of z over an axis of sizes.

    Parameters
    ----------
    sizes : tuple of float
        Place of each look on the axis.
    bounds : tuple of float
        Upper bounds.
    two_sided : bool
    observed : tuple of float
        z at the looks so far.
    title : Message
        Title of the axis.
    axis_format : str
        Format of its numbers.
    """

    sizes: tuple[float, ...]
    bounds: tuple[float, ...]
    two_sided: bool
    observed: tuple[float, ...]
    title: Sentence
    axis_format: str


def display_sequential_bounds(result: SequentialBounds) -> Display:
    """The corridor, the looks one by one, and what all of them cost."""
    return Display(figures=(_figure(result),), tables=(_table(result),), metrics=_metrics(result))


def _metrics(result: SequentialBounds) -> tuple[Metric, ...]:
    last = Metric(Message("z at the last look"), result.z[-1], "effect")
    costs = result.characteristics
    if costs is None:
        return (last,)
    return (
        last,
        Metric(Message("More customers at most"), costs.inflation_factor - 1, "percent"),
        Metric(Message("Average size if it works"), costs.expected_h1, "percent"),
        Metric(Message("False alarms over all looks"), result.error, "chance"),
    )


def _figure(result: SequentialBounds) -> Figure:
    corridor = Corridor(
        sizes=result.information,
        bounds=result.z,
        two_sided=result.sides == "two",
        observed=result.observed_z,
        title=Message("Share of the planned customers"),
        axis_format=".0%",
    )
    return Figure(
        draw=lambda say: draw_corridor(corridor, say),
        heading=Message("How far ahead to stop at each look"),
        note=corridor_note(result.design, result.sides, result.alpha),
        description=Message(
            "Bounds of z over the share of the planned customers: {first:effect} at the first look, {last:effect} at the last of {looks:count}.",
            first=result.z[0],
            last=result.z[-1],
            looks=result.looks,
        ),
    )


def corridor_note(design: Any, sides: str, alpha: float) -> Sentence:
    """How to read the corridor."""
    return Message(
        "The unit of z is the standard error. Design: {design}, {sides} {alpha:set_percent} over all looks; dashed: the bound of a single look.",
        design=DESIGN_WORDS[design],
        sides=SIDES_WORDS[sides],
        alpha=alpha,
    )


def draw_corridor(corridor: Corridor, say: Say, single: float = 1.959963984540054) -> alt.TopLevelMixin:
    """Upper (and lower) bounds as lines with a labelled point at each look, and the z seen so far in front."""
    import altair as alt

    frame = pd.DataFrame({"size": corridor.sizes, "bound": corridor.bounds})
    frame = frame[frame["bound"].map(math.isfinite)].reset_index(drop=True)
    frame["label"] = _thinned([f"{bound:.2f}" for bound in frame["bound"]])
    frame["shown"] = frame["bound"].clip(upper=HIGHEST)
    frame["passed"] = _passed(frame, corridor)
    top = max([2.4, *frame["shown"], *(min(abs(z), HIGHEST) for z in corridor.observed if math.isfinite(z))]) + 1.1
    x = alt.X(
        "size:Q",
        title=say(corridor.title),
        scale=alt.Scale(domain=[0, 1.06 * max(corridor.sizes)], nice=False),
        axis=alt.Axis(format=corridor.axis_format, tickCount=6),
    )
    y = alt.Y(
        "shown:Q",
        title="z",
        scale=alt.Scale(domain=[-top if corridor.two_sided else min([-1.0, *corridor.observed]), top], nice=False),
        axis=alt.Axis(tickCount=6),
    )
    layers: list[Any] = [_single_look([single, -single] if corridor.two_sided else [single], y)]
    layers += _side(frame, x, y, below=False)
    if corridor.two_sided:
        mirrored = frame.assign(
            shown=-frame["shown"],
            passed=frame["passed"].map({"above": "below", "below": "above"}),
            label=[label and f"−{label}" for label in frame["label"]],
        )
        layers += _side(mirrored, x, y, below=True)
    layers += _names(corridor, top, say, x, y)
    layers += _seen(corridor, x, y)
    return finish(alt.layer(*layers), height=HEIGHT)


def _single_look(bounds: list[float], y: Any) -> Any:
    import altair as alt

    levels = pd.DataFrame({"shown": bounds})
    return alt.Chart(levels).mark_rule(strokeDash=[4, 3], color=INK, opacity=0.45).encode(y=y)


def _thinned(labels: list[str]) -> list[str]:
    """The labels with so many left blank that those that stay do not touch; the last one stays."""
    every = math.ceil(len(labels) / MOST_LABELS)
    return [label if (len(labels) - 1 - place) % every == 0 else "" for place, label in enumerate(labels)]


def _names(corridor: Corridor, top: float, say: Say, x: Any, y: Any) -> list[Any]:
    """What each area means, in the corners where no bound runs."""
    import altair as alt

    right = max(corridor.sizes)
    corners = [(top, Message("stop: ahead"), 6.0)]
    if corridor.two_sided:
        corners.append((-top, Message("stop: behind"), -8.0))
    marks: list[Any] = []
    for height, words, away in corners:
        place = pd.DataFrame({"size": [right], "shown": [height], "label": [say(words)]})
        mark = alt.Chart(place).mark_text(align="right", dy=away, fontWeight=600, color=INK)
        marks.append(mark.encode(x=x, y=y, text=alt.Text("label:N")))
    middle = pd.DataFrame({"size": [0.0], "shown": [0.0], "label": [say(Message("go on"))]})
    marks.append(alt.Chart(middle).mark_text(align="left", dx=6, color=GREY).encode(x=x, y=y, text=alt.Text("label:N")))
    return marks


def _passed(frame: pd.DataFrame, corridor: Corridor) -> list[str]:
    """On which side of the corridor z has passed at each look: there a bound is labelled inside."""
    seen = dict(zip(corridor.sizes, corridor.observed, strict=False))
    found: list[str] = []
    for size, bound in zip(frame["size"], frame["bound"], strict=True):
        z = seen.get(size, 0.0)
        found.append("above" if z >= bound else "below" if z <= -bound else "inside")
    return found


def _side(frame: pd.DataFrame, x: Any, y: Any, *, below: bool) -> list[Any]:
    import altair as alt

    base = alt.Chart(frame)
    outwards, inwards = (12.0, -12.0) if below else (-12.0, 12.0)
    # On the mirrored side the sides are mirrored too, so "above" always means: past this bound.
    past = frame["passed"] == "above"
    labels = [
        alt.Chart(part).mark_text(dy=away, color=INK).encode(x=x, y=y, text=alt.Text("label:N"))
        for part, away in ((frame[~past], outwards), (frame[past], inwards))
        if len(part)
    ]
    return [
        base.mark_line(strokeWidth=QUIET_WIDTH, color=INK, opacity=0.7).encode(x=x, y=y),
        base.mark_point(filled=True, size=POINT_SIZE, color=INK, opacity=1).encode(x=x, y=y),
        *labels,
    ]


def _seen(corridor: Corridor, x: Any, y: Any) -> list[Any]:
    import altair as alt

    looks = zip(corridor.sizes, corridor.observed, corridor.bounds, strict=False)
    seen = [(size, z, bound) for size, z, bound in looks if math.isfinite(z)]
    if not seen:
        return []
    frame = pd.DataFrame(seen, columns=["size", "z", "bound"])
    frame["shown"] = frame["z"].clip(-HIGHEST, HIGHEST)
    frame["label"] = [f"{z:.2f}".replace("-", "−") for z in frame["z"]]
    base = alt.Chart(frame)
    # Towards the middle, where no bound is written; outwards where the bound is passed and labelled inside.
    past = [abs(z) >= bound for z, bound in zip(frame["z"], frame["bound"], strict=True)]
    outwards = [out == (z > 0) for z, out in zip(frame["z"], past, strict=True)]
    texts = [
        alt.Chart(part).mark_text(align="left", dx=6, dy=away, fontWeight=600, color=TEAL)
        for part, away in ((frame[outwards], -13.0), (frame[[not out for out in outwards]], 13.0))
        if len(part)
    ]
    return [
        *(text.encode(x=x, y=y, text=alt.Text("label:N")) for text in texts),
        base.mark_line(strokeWidth=ANSWER_WIDTH, color=TEAL).encode(x=x, y=y),
        base.mark_point(filled=True, size=POINT_SIZE * 1.6, color=TEAL, opacity=1).encode(x=x, y=y),
    ]


def _table(result: SequentialBounds) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for place, (bound, p) in enumerate(zip(result.z, result.nominal_p, strict=True)):
        seen = result.observed_z[place] if place < len(result.observed_z) else None
        power = None if result.characteristics is None else result.characteristics.power_by_look[place]
        possible = math.isfinite(bound)
        rows.append(
            (
                place + 1,
                result.information[place],
                bound if possible else None,
                p if possible else None,
                result.cumulative_alpha[place],
                power,
                seen,
            )
        )
    return Table(
        title=Message("The looks"),
        columns=(
            TableColumn(Message("Look"), "count"),
            TableColumn(Message("Customers in"), "percent"),
            TableColumn(Message("Bound of z"), "effect"),
            TableColumn(Message("As a p-value"), "bare_p"),
            TableColumn(Message("False alarms so far"), "fine_chance"),
            TableColumn(Message("Found so far"), "chance"),
            TableColumn(Message("z seen"), "effect"),
        ),
        rows=tuple(rows),
        note=Message(
            "The test stops at the first look whose z passes its bound. Found so far: chance to have stopped for a change of the planned size."
        ),
    )
