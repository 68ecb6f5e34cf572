"""Bounds of a test with several looks as a corridor over the customers counted, and as a table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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

    upper = _bounds(corridor)
    seen = [min(abs(z), HIGHEST) for z in corridor.observed if math.isfinite(z)]
    top = max([2.4, *(row["shown"] for row in upper), *seen]) + 1.1
    x = alt.X(
        "size:Q",
        title=say(corridor.title),
        scale={"domain": [0, 1.06 * max(corridor.sizes)], "nice": False},
        axis={"format": corridor.axis_format, "tickCount": 6},
    )
    lowest = -top if corridor.two_sided else min([-1.0, *(z for z in corridor.observed if math.isfinite(z))])
    y = alt.Y("shown:Q", title="z", scale={"domain": [lowest, top], "nice": False}, axis={"tickCount": 6})
    layers: list[Any] = [_single_look([single, -single] if corridor.two_sided else [single], y)]
    layers += _side(upper, x, y, below=False)
    if corridor.two_sided:
        layers += _side([_mirrored(row) for row in upper], x, y, below=True)
    layers += _names(corridor, top, say, x, y)
    layers += _seen(corridor, x, y)
    return finish(alt.layer(*layers), height=HEIGHT)


def _bounds(corridor: Corridor) -> list[dict[str, Any]]:
    """The finite upper bounds: where they are drawn, how they are labelled, and on which side z has passed."""
    looks = [(size, bound) for size, bound in zip(corridor.sizes, corridor.bounds, strict=True) if math.isfinite(bound)]
    labels = _thinned([f"{bound:.2f}" for _, bound in looks])
    seen = dict(zip(corridor.sizes, corridor.observed, strict=False))
    return [
        {
            "size": float(size),
            "shown": min(float(bound), HIGHEST),
            "label": label,
            "passed": _passed(seen.get(size, 0.0), bound),
        }
        for (size, bound), label in zip(looks, labels, strict=True)
    ]


def _passed(z: float, bound: float) -> str:
    """On which side of the corridor z has passed: there a bound is labelled inside."""
    return "above" if z >= bound else "below" if z <= -bound else "inside"


def _mirrored(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "shown": -row["shown"],
        "passed": {"above": "below", "below": "above"}.get(row["passed"], ""),
        "label": row["label"] and f"−{row['label']}",
    }


def _chart(rows: list[dict[str, Any]]) -> Any:
    """Rows as they are: a frame would be checked and copied column by column for a handful of numbers."""
    import altair as alt

    return alt.Chart(alt.Data(values=rows))


def _single_look(bounds: list[float], y: Any) -> Any:
    rows = [{"shown": bound} for bound in bounds]
    return _chart(rows).mark_rule(strokeDash=[4, 3], color=INK, opacity=0.45).encode(y=y)


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
        place = [{"size": float(right), "shown": height, "label": say(words)}]
        mark = _chart(place).mark_text(align="right", dy=away, fontWeight=600, color=INK)
        marks.append(mark.encode(x=x, y=y, text=alt.Text("label:N")))
    middle = [{"size": 0.0, "shown": 0.0, "label": say(Message("go on"))}]
    marks.append(_chart(middle).mark_text(align="left", dx=6, color=GREY).encode(x=x, y=y, text=alt.Text("label:N")))
    return marks


def _side(rows: list[dict[str, Any]], x: Any, y: Any, *, below: bool) -> list[Any]:
    import altair as alt

    base = _chart(rows)
    outwards, inwards = (12.0, -12.0) if below else (-12.0, 12.0)
    # On the mirrored side the sides are mirrored too, so "above" always means: past this bound.
    past = [row for row in rows if row["passed"] == "above"]
    labels = [
        _chart(part).mark_text(dy=away, color=INK).encode(x=x, y=y, text=alt.Text("label:N"))
        for part, away in (([row for row in rows if row not in past], outwards), (past, inwards))
        if part
    ]
    return [
        base.mark_line(strokeWidth=QUIET_WIDTH, color=INK, opacity=0.7).encode(x=x, y=y),
        base.mark_point(filled=True, size=POINT_SIZE, color=INK, opacity=1).encode(x=x, y=y),
        *labels,
    ]


def _seen(corridor: Corridor, x: Any, y: Any) -> list[Any]:
    import altair as alt

    looks = zip(corridor.sizes, corridor.observed, corridor.bounds, strict=False)
    rows: list[dict[str, Any]] = [
        {
            "size": float(size),
            "shown": min(max(float(z), -HIGHEST), HIGHEST),
            "label": f"{z:.2f}".replace("-", "−"),
            # Towards the middle, where no bound is written; outwards where the bound is passed and labelled inside.
            "up": (abs(z) >= bound) == (z > 0),
        }
        for size, z, bound in looks
        if math.isfinite(z)
    ]
    if not rows:
        return []
    base = _chart(rows)
    texts = [
        _chart(part).mark_text(align="left", dx=6, dy=away, fontWeight=600, color=TEAL)
        for part, away in (([row for row in rows if row["up"]], -13.0), ([row for row in rows if not row["up"]], 13.0))
        if part
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
