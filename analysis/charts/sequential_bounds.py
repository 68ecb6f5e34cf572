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
        Metric(Message("False alarms over all looks"), result.error, "percent"),
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
        "z counts standard errors. {design}, {sides} {alpha:set_percent} over all looks; dashed: the bound of a single look.",
        design=DESIGN_WORDS[design],
        sides=SIDES_WORDS[sides],
        alpha=alpha,
    )


def draw_corridor(corridor: Corridor, say: Say, single: float = 1.959963984540054) -> alt.TopLevelMixin:
    """Upper (and lower) bounds as lines with a labelled point at each look, and the z seen so far in front."""
    import altair as alt

    frame = pd.DataFrame({"size": corridor.sizes, "bound": corridor.bounds})
    frame = frame[frame["bound"].map(math.isfinite)].assign(label=lambda f: [f"{bound:.2f}" for bound in f["bound"]])
    frame["shown"] = frame["bound"].clip(upper=HIGHEST)
    top = max([2.4, *frame["shown"], *(min(abs(z), HIGHEST) for z in corridor.observed)]) + 0.7
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
    layers += _side(frame, x, y, say(Message("stop: ahead")), below=False)
    if corridor.two_sided:
        mirrored = frame.assign(shown=-frame["shown"], label=[f"−{label}" for label in frame["label"]])
        layers += _side(mirrored, x, y, say(Message("stop: behind")), below=True)
    middle = pd.DataFrame({"size": [0.0], "shown": [0.0], "label": [say(Message("go on"))]})
    layers.append(alt.Chart(middle).mark_text(align="left", dx=6, color=GREY).encode(x=x, y=y, text="label:N"))
    layers += _seen(corridor, x, y)
    return finish(alt.layer(*layers), height=HEIGHT)


def _single_look(bounds: list[float], y: Any) -> Any:
    import altair as alt

    levels = pd.DataFrame({"shown": bounds})
    return alt.Chart(levels).mark_rule(strokeDash=[4, 3], color=INK, opacity=0.45).encode(y=y)


def _side(frame: pd.DataFrame, x: Any, y: Any, name: str, *, below: bool) -> list[Any]:
    import altair as alt

    if frame.empty:
        return []
    away = 12 if below else -12
    base = alt.Chart(frame)
    first = alt.Chart(frame.head(1).assign(name=name))
    return [
        base.mark_line(strokeWidth=QUIET_WIDTH, color=INK, opacity=0.7).encode(x=x, y=y),
        base.mark_point(filled=True, size=POINT_SIZE, color=INK, opacity=1).encode(x=x, y=y),
        base.mark_text(dy=away, color=INK).encode(x=x, y=y, text="label:N"),
        first.mark_text(
            align="left", dx=10, dy=-away if frame.shape[0] > 1 else 2 * away, fontWeight=600, color=INK
        ).encode(x=x, y=y, text="name:N"),
    ]


def _seen(corridor: Corridor, x: Any, y: Any) -> list[Any]:
    import altair as alt

    seen = [(size, z) for size, z in zip(corridor.sizes, corridor.observed, strict=False) if math.isfinite(z)]
    if not seen:
        return []
    frame = pd.DataFrame(seen, columns=["size", "z"])
    frame["shown"] = frame["z"].clip(-HIGHEST, HIGHEST)
    frame["label"] = [f"{z:.2f}".replace("-", "−") for z in frame["z"]]
    base = alt.Chart(frame)
    return [
        base.mark_line(strokeWidth=ANSWER_WIDTH, color=TEAL).encode(x=x, y=y),
        base.mark_point(filled=True, size=POINT_SIZE * 1.6, color=TEAL, opacity=1).encode(x=x, y=y),
        base.mark_text(align="left", dx=9, dy=3, fontWeight=600, color=TEAL).encode(x=x, y=y, text="label:N"),
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
            TableColumn(Message("False alarms so far"), "fine_percent"),
            TableColumn(Message("Found so far"), "percent"),
            TableColumn(Message("z seen"), "effect"),
        ),
        rows=tuple(rows),
        note=Message(
            "The test stops at the first look whose z passes its bound. Found so far: chance to have stopped for a change of the planned size."
        ),
    )
