"""Today's numbers for a plan: each with its interval, and the name a planner knows it by."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.charts.display import Cell, Display, Metric, Strip, Table, TableColumn
from analysis.charts.key_numbers import estimated
from analysis.core.messages import ColumnRef, Message

if TYPE_CHECKING:
    from analysis.core.messages import Scalar
    from analysis.core.results import Estimate
    from analysis.experiments.baseline_reading import Baseline


def display_measure_baseline(result: Baseline) -> Display:
    """One table with the interval of each number drawn on its own scale."""
    return Display(tables=(_numbers(result),), metrics=_metrics(result))


def _metrics(result: Baseline) -> tuple[Metric, ...]:
    if math.isnan(result.value.value):
        return ()
    label = Message("Rate today") if result.is_rate else Message("Mean today")
    return (estimated(label, result.value, "fine_percent" if result.is_rate else "number"),)


def _numbers(result: Baseline) -> Table:
    first = Message("Rate today") if result.is_rate else Message("Mean today")
    rows = [_row(first, result.value, result.n, "fine_percent" if result.is_rate else "number")]
    if not result.is_rate:
        rows.append(_row(Message("Standard deviation"), result.sd, result.n))
        rows.append(_row(Message("Skewness"), result.skewness, result.n))
    if result.correlation is not None:
        name = Message("Correlation with {column}", column=ColumnRef(result.pre_period or ""))
        rows.append(_row(name, result.correlation, result.n_correlation))
    found = result.intraclass
    if found is not None:
        rows += [
            _row(Message("Intraclass correlation"), found.icc, found.clusters),
            _row(Message("Customers in a community"), found.mean_size, found.clusters),
            _row(Message("Variation of their sizes"), found.size_cv, found.clusters),
            _row(Message("Design effect"), found.design_effect, found.clusters),
        ]
    return Table(
        title=Message("For the plan"),
        columns=(
            TableColumn("", align="left"),
            TableColumn(Message("Value")),
            TableColumn(Message("from", context="interval")),
            TableColumn(Message("to", context="interval")),
            TableColumn("", align="left"),
            TableColumn("n", "count"),
        ),
        rows=tuple(rows),
        note=Message(
            "Intervals at {level:set_percent}, each drawn on its own scale from 0; n counts customers, for communities these.",
            level=result.level,
        ),
    )


def _row(name: Scalar, estimate: Estimate, n: int, word: str = "number") -> tuple[Cell, ...]:
    from analysis.language.precision import alike

    value, low, high = alike((estimate.value, estimate.low, estimate.high), word)
    ends = [end for end in (0.0, value, low, high) if math.isfinite(end)]
    strip = Strip(value, low, high, min(ends), max(ends))
    if word == "fine_percent":
        return (
            name,
            Message("{number:fine_percent}", number=value),
            Message("{number:fine_percent}", number=low),
            Message("{number:fine_percent}", number=high),
            strip,
            n,
        )
    return (
        name,
        Message("{number:number}", number=value),
        Message("{number:number}", number=low),
        Message("{number:number}", number=high),
        strip,
        n,
    )
