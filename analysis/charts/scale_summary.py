"""What a number asked of many people looks like: histogram and table."""

from __future__ import annotations

import math
from functools import partial

from analysis.charts.display import Cell, Display, Figure, Strip, Table, TableColumn
from analysis.charts.interval_bars import interval_text, rounded
from analysis.charts.question_words import interval_heading, missing_note
from analysis.charts.scale_histogram import scale_histogram
from analysis.core.messages import ColumnRef, Message
from analysis.core.results import Estimate
from analysis.language.precision import Rounded
from analysis.survey import ScaleDescription
from analysis.survey.scale_words import location_decimals


def display_scale(result: ScaleDescription) -> Display:
    """Histogram with mean and median, and the table of numbers."""
    if not result.n:
        return Display()
    return Display(figures=_histogram_figure(result), tables=(_scale_table(result),))


def _histogram_figure(result: ScaleDescription) -> tuple[Figure, ...]:
    bins = result.histogram
    if bins is None:
        return ()
    width = bins.edges[1] - bins.edges[0]
    decimals = location_decimals(result)
    note = Message(
        "n = {n:count} · bars {width:number} wide · teal = mean with its {level:percent} interval, dashed = median",
        n=result.n,
        width=width,
        level=result.level,
    )
    description = Message(
        "Histogram from {low:number} to {high:number}; median {median:number}, mean {mean:number}.",
        low=result.minimum,
        high=result.maximum,
        median=Rounded(result.median.value, decimals),
        mean=Rounded(result.mean.value, decimals),
    )
    heading = Message("{column} · % of answers", column=ColumnRef(result.column))
    return (Figure(partial(scale_histogram, bins, result.mean, result.median.value), heading, note, description),)


def _scale_table(result: ScaleDescription) -> Table:
    low, high = _strip_range(result)
    weighted = not math.isnan(result.deff)

    # Extremes stand apart, since one outlier would set the decimals of everything.
    decimals = location_decimals(result)
    median, mean = (_without_interval(item) if result.constant else item for item in (result.median, result.mean))

    def estimated(name: Message, item: Estimate) -> tuple[Cell, ...]:
        ends = interval_text(rounded(item, decimals), "number")
        return (name, Rounded(item.value, decimals), ends, Strip(item.value, item.low, item.high, low, high))

    def plain(name: Message, value: Cell) -> tuple[Cell, ...]:
        return (name, value, None, None)

    rows = [
        plain(Message("Valid answers"), Message("{n:count}", n=result.n)),
        estimated(Message("Median"), median),
        estimated(Message("Mean, weighted") if weighted else Message("Mean"), mean),
        plain(
            Message("Middle half"),
            Message(
                "{low:number} to {high:number}", low=Rounded(result.q1, decimals), high=Rounded(result.q3, decimals)
            ),
        ),
        plain(Message("Standard deviation"), _spread(result.sd, decimals)),
        plain(Message("Median distance from the median"), _spread(result.mad, decimals)),
        plain(
            Message("Lowest and highest"),
            Message("{low:number} to {high:number}", low=result.minimum, high=result.maximum),
        ),
        plain(Message("5th to 95th percentile"), _percentiles(result)),
        plain(Message("Skewness"), Message("{value:effect}", value=result.skewness[0])),
        plain(Message("Excess kurtosis"), Message("{value:effect}", value=result.kurtosis[0])),
    ]
    if weighted:
        rows.append(plain(Message("Worth equally weighted"), Message("{n:lone}", n=result.n_effective)))
    return Table(
        columns=(
            TableColumn(Message("Number"), align="left"),
            TableColumn(Message("Value"), "number"),
            TableColumn(interval_heading(result.level)),
            TableColumn(
                Message("{low:number} to {high:number}", low=low, high=high) if high > low else "", align="left"
            ),
        ),
        rows=tuple(rows),
        note=missing_note(result.missing),
    )


def _without_interval(item: Estimate) -> Estimate:
    return Estimate(item.value, math.nan, math.nan, item.level)


def _spread(value: float, decimals: int | None) -> float:
    """As many decimals as the means have, unless too little of a small spread would be left."""
    if decimals is None or 0 < abs(value) < 10 ** (1 - decimals):
        return Rounded(value, None)
    return Rounded(value, decimals)


def _percentiles(result: ScaleDescription) -> Message:
    return Message("{low:number} to {high:number}", low=result.quantiles[0].value, high=result.quantiles[-1].value)


def _strip_range(result: ScaleDescription) -> tuple[float, float]:
    """The middle half, widened so that both intervals fit."""
    values = (result.q1, result.q3, result.mean.low, result.mean.high, result.median.low, result.median.high)
    known = [value for value in (*values, result.mean.value, result.median.value) if not math.isnan(value)]
    return min(known), max(known)
