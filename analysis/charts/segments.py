"""What segments look like: sizes with intervals, profiles in colour with means in their own units, stability."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from analysis.charts.display import Cell, Display, Figure, Say, Strip, Table, TableColumn
from analysis.charts.interval_bars import IntervalRow, interval_points, interval_text, share_bars
from analysis.charts.style import INK, NARROW, finish
from analysis.charts.wrapping import label_lines, shortened, text_width, told_apart
from analysis.clustering import ClusterResult, ClusterStability
from analysis.clustering.profiles import Segment, Trait
from analysis.clustering.stability_result import STABLE
from analysis.core.messages import ColumnRef, Message, PluralMessage, Sentence
from analysis.core.results import blocks_conclusion
from analysis.language.numbers import MINUS, count, number, percent, signed_effect

if TYPE_CHECKING:
    import altair as alt

STRONGEST_COLOUR = 1.5
WHITE_FROM = 1.2
MOST_DRAWN = 40
TALL_ROWS = 12
ROW_HEIGHT = 35
SMALL_ROW_HEIGHT = 22
ROW_LETTERS = 36
HEAD_LETTERS = 84
HEAD_LINES = 2
MOST_WITH_INTERVALS = 4
MOST_WITH_WORDS = 6
LINE = 15
MOST_WITH_NUMBERS = 12


def display_cluster(result: ClusterResult) -> Display:
    """Profiles in colour, sizes as bars, and both as tables; nothing where nothing was divided."""
    if blocks_conclusion(result) or not result.segments:
        return Display()
    return Display(figures=(_profiles(result), _sizes(result)), tables=(_size_table(result), _profile_table(result)))


def display_cluster_stability(result: ClusterStability) -> Display:
    """The stability of each segment as a point with its range, and a table."""
    if blocks_conclusion(result) or not result.segments:
        return Display()
    rows = [
        IntervalRow(Message("Segment {number:count}", number=s.number), s.jaccard, s.stable) for s in result.segments
    ]
    weakest = min(result.segments, key=lambda segment: segment.jaccard.value)
    figure = Figure(
        draw=lambda say: interval_points(rows, say, number_format="coefficient", reference=STABLE),
        heading=Message("Similarity to the original segment when other customers are drawn"),
        note=Message(
            "{resamples:count} resamples · point = mean, line = middle {level:percent} of the resamples · dashed: "
            "{stable:coefficient} · grey: not stable",
            resamples=result.n_resamples,
            level=result.level,
            stable=STABLE,
        ),
        description=Message(
            "Mean similarity of each segment; the weakest is segment {number:count} with {value:coefficient}.",
            number=weakest.number,
            value=weakest.jaccard.value,
        ),
    )
    return Display(figures=(figure,), tables=(_stability_table(result),))


def by_distinctiveness(result: ClusterResult) -> list[str]:
    """Columns with the most distinctive first: by the largest difference in any segment."""
    largest = dict.fromkeys(result.columns, 0.0)
    for segment in result.segments:
        for trait in segment.traits:
            if not math.isnan(trait.difference):
                largest[trait.column] = max(largest[trait.column], abs(trait.difference))
    return sorted(result.columns, key=lambda column: -largest[column])


def _profiles(result: ClusterResult) -> Figure:
    columns = by_distinctiveness(result)[:MOST_DRAWN]
    parts: list[Sentence] = [
        Message("n = {n:count}", n=result.provenance.n_used),
        Message("numbers: means; shares of yes-or-no answers"),
        Message("teal: above everybody else, clay: below, in standard deviations"),
    ]
    if len(columns) < len(result.columns):
        parts.append(
            Message(
                "drawn: the {drawn:count} most distinctive of {all:count} variables",
                drawn=len(columns),
                all=len(result.columns),
            )
        )
    first = result.segments[0]
    return Figure(
        draw=lambda say: _draw_profiles(result, columns, say),
        heading=Message("What sets the segments apart"),
        note=_joined(parts),
        description=Message(
            "Means of {variables:count} variables in {k:count} segments. Segment 1, compared with everybody else, {words}.",
            variables=len(columns),
            k=result.k,
            words=first.words(),
        ),
    )


def _draw_profiles(result: ClusterResult, columns: list[str], say: Say) -> alt.TopLevelMixin:
    import altair as alt

    named = {trait.column: trait.name() for trait in result.segments[0].traits}
    names = told_apart([say(named[column]) for column in columns], ROW_LETTERS)
    letters = max(HEAD_LETTERS // result.k, 6)
    heads = [_head(segment, result.k, letters, say) for segment in result.segments]
    brief = [[count(segment.number), percent(segment.share.value)] for segment in result.segments]
    if result.k > MOST_WITH_NUMBERS:
        brief = heads
    cells = [_cell(segment, trait, columns, say) for segment in result.segments for trait in segment.traits]
    base = alt.Chart(alt.Data(values=[cell for cell in cells if cell is not None]))
    x = alt.X(
        "x:O",
        scale=alt.Scale(padding=0.02),
        axis=alt.Axis(
            title=None,
            orient="top",
            labelAngle=0,
            domain=False,
            ticks=False,
            labelExpr=f"({NARROW} ? {json.dumps(brief)} : {json.dumps(heads, ensure_ascii=False)})[datum.value]",
            labelOverlap=False,
            # Vega writes the lines of a label downwards from its place.
            labelPadding=alt.ExprRef(f"{NARROW} ? {_above(brief)} : {_above(heads)}"),
            labelLineHeight=LINE,
        ),
    )
    y = alt.Y(
        "y:O",
        scale=alt.Scale(padding=0.03),
        axis=alt.Axis(title=None, labelExpr=f"{json.dumps(names, ensure_ascii=False)}[datum.value]", labelLimit=260),
    )
    limit = STRONGEST_COLOUR
    colour = alt.Color("d:Q", scale=alt.Scale(range="diverging", domain=[-limit, limit], clamp=True), legend=None)
    tooltip = [alt.Tooltip("where:N", title=" "), alt.Tooltip("words:N", title=" ")]
    rects = base.mark_rect(stroke=None).encode(x=x, y=y, color=colour, tooltip=tooltip)
    layers: list[Any] = [rects]
    if result.k <= MOST_WITH_NUMBERS:
        strong = f"abs(datum.d) > {WHITE_FROM}"
        layers += [
            base.transform_filter(strong)
            .mark_text(color="#FFFFFF")
            .encode(x=x, y=y, text=alt.Text("text:N"), tooltip=tooltip),
            base.transform_filter(f"!({strong})")
            .mark_text(color=INK)
            .encode(x=x, y=y, text=alt.Text("text:N"), tooltip=tooltip),
        ]
    row_height = ROW_HEIGHT if len(columns) <= TALL_ROWS else SMALL_ROW_HEIGHT
    return finish(alt.layer(*layers), height=row_height * len(columns) + _above(heads) + LINE)


def _above(heads: list[list[str]]) -> int:
    """Padding that keeps the lines of the highest head above the cells."""
    return 6 + LINE * (max(len(head) for head in heads) - 1)


def _head(segment: Segment, k: int, letters: int, say: Say) -> list[str]:
    """Number and share over a column; its words too where there is room."""
    top = say(Message("{number:count} · {share:percent}", number=segment.number, share=segment.share.value))
    if k > MOST_WITH_NUMBERS:
        return [count(segment.number)]
    if k > MOST_WITH_WORDS:
        return [count(segment.number), percent(segment.share.value)]
    traits = [_brief_words(trait, HEAD_LINES * letters - 2, say) for trait in segment.most_distinctive()]
    return [top, *(line for trait in traits for line in label_lines(trait, letters, most=HEAD_LINES))]


def _brief_words(trait: Trait, width: int, say: Say) -> str:
    """A trait in words of a certain width: a long label is cut, "higher" and "lower" stay."""
    words, label = say(trait.words()), say(Message("{column}", column=ColumnRef(trait.column)))
    spare = width - (text_width(words) - text_width(label))
    return words.replace(label, shortened(label, max(spare, 2)), 1)


def _cell(segment: Segment, trait: Trait, columns: list[str], say: Say) -> dict[str, Any] | None:
    if trait.column not in columns or math.isnan(trait.difference):
        return None
    return {
        "x": segment.number - 1,
        "y": columns.index(trait.column),
        "d": trait.difference,
        "text": mean_text(trait, trait.mean.value),
        "where": say(Message("Segment {number:count}, {column}", number=segment.number, column=trait.name())),
        "words": say(
            Message(
                "mean {mean}, interval {interval}; {difference} standard deviations from the rest",
                mean=mean_text(trait, trait.mean.value),
                interval=_interval(trait),
                difference=signed_effect(trait.difference),
            )
        ),
    }


def _sizes(result: ClusterResult) -> Figure:
    rows = [
        IntervalRow(Message("Segment {number:count}", number=segment.number), segment.share)
        for segment in result.segments
    ]
    first = result.segments[0]
    return Figure(
        draw=lambda say: share_bars(rows, say),
        heading=Message("How large the segments are"),
        note=Message(
            "n = {n:count} · share of the rows with its {level:percent} interval",
            n=result.provenance.n_used,
            level=result.level,
        ),
        description=Message(
            "Shares of {k:count} segments, from {high:percent} to {low:percent}.",
            k=result.k,
            high=first.share.value,
            low=result.segments[-1].share.value,
        ),
    )


def _size_table(result: ClusterResult) -> Table:
    most = max(segment.share.high for segment in result.segments)
    return Table(
        columns=(
            TableColumn(Message("Segment"), "count", "left"),
            TableColumn(Message("Stands out by"), align="left"),
            TableColumn(Message("Rows"), "count"),
            TableColumn(Message("Share"), "percent"),
            TableColumn(Message("{level:percent} interval", level=result.level)),
            TableColumn("", align="left"),
            TableColumn(Message("Silhouette"), "coefficient"),
        ),
        rows=tuple(
            (
                segment.number,
                segment.words(),
                segment.n,
                segment.share.value,
                interval_text(segment.share),
                Strip(segment.share.value, segment.share.low, segment.share.high, 0.0, most),
                _known(segment.silhouette),
            )
            for segment in result.segments
        ),
        title=Message("Size of the segments"),
        note=Message(
            "{explained:percent} of the sum of squares lies between the segments ({between:number} of {total:number}). "
            "Silhouette: 1 is sharply apart, 0 on the border, below 0 nearer to another segment.",
            explained=result.explained,
            between=result.between_ss,
            total=result.total_ss,
        ),
    )


def _profile_table(result: ClusterResult) -> Table:
    columns = by_distinctiveness(result)
    with_intervals = result.k <= MOST_WITH_INTERVALS
    traits = {(s.number, t.column): t for s in result.segments for t in s.traits}
    note = Message("Means in their own units; shares for yes-or-no answers.")
    if with_intervals:
        note = Message(
            "Means in their own units, shares for yes-or-no answers, with {level:percent} intervals that take the "
            "segments as given. In brackets: difference from everybody else in standard deviations.",
            level=result.level,
        )
    return Table(
        columns=(
            TableColumn(Message("Variable"), align="left"),
            *(TableColumn(Message("Segment {number:count}", number=s.number)) for s in result.segments),
        ),
        rows=tuple(
            (
                traits[1, column].name(),
                *(_profile_cell(traits[s.number, column], with_intervals=with_intervals) for s in result.segments),
            )
            for column in columns
        ),
        title=Message("Profile of the segments"),
        note=note,
    )


def _profile_cell(trait: Trait, *, with_intervals: bool) -> Cell:
    mean = mean_text(trait, trait.mean.value)
    if not with_intervals:
        return mean
    return Message(
        "{mean}, {interval} ({difference:signed_effect})",
        mean=mean,
        interval=_interval(trait),
        difference=trait.difference,
    )


def mean_text(trait: Trait, value: float) -> str:
    """A mean with as many decimals as the variable's spread gives sense to; a share as a percentage.

    Examples
    --------
    >>> from analysis.core.results import Estimate
    >>> visits = Trait(column="visits", level="scale", mean=Estimate(3.0, 2.9, 3.1), difference=1.0, spread=1.2)
    >>> mean_text(visits, 3.0), mean_text(visits, -0.004)
    ('3.0', '0.0')
    """
    if trait.level == "binary":
        return percent(value)
    if not trait.spread > 0:
        return number(value)
    decimals = max(0, 1 - math.floor(math.log10(trait.spread)))
    text = f"{value:,.{decimals}f}"
    return text.replace("-", MINUS) if any(digit in text for digit in "123456789") else text.lstrip("-")


def _interval(trait: Trait) -> Message:
    if math.isnan(trait.mean.low):
        return Message("undefined")
    if trait.level == "binary":
        return interval_text(trait.mean)
    return Message("{low} to {high}", low=mean_text(trait, trait.mean.low), high=mean_text(trait, trait.mean.high))


def _stability_table(result: ClusterStability) -> Table:
    return Table(
        columns=(
            TableColumn(Message("Segment"), "count", "left"),
            TableColumn(Message("Rows"), "count"),
            TableColumn(Message("Similarity"), "coefficient"),
            TableColumn(Message("middle {level:percent}", level=result.level)),
            TableColumn(Message("Came back"), "percent"),
            TableColumn(Message("Fell apart"), "percent"),
            TableColumn(Message("Verdict"), align="left"),
        ),
        rows=tuple(
            (
                s.number,
                s.n,
                s.jaccard.value,
                interval_text(s.jaccard, "coefficient"),
                s.recovered,
                s.dissolved,
                s.verdict(),
            )
            for s in result.segments
        ),
        title=Message("Stability of the segments"),
        note=PluralMessage(
            "One resample. Came back: similarity above .75; fell apart: .5 or less.",
            "{n:count} resamples. Came back: similarity above .75; fell apart: .5 or less.",
            n=result.n_resamples,
        ),
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _joined(parts: list[Sentence]) -> Sentence:
    joined: Sentence = parts[0]
    for part in parts[1:]:
        joined = Message("{left} · {right}", left=joined, right=part)
    return joined
