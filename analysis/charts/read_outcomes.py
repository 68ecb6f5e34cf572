"""A test of several metrics as read: every interval against its own margin, and the metrics as tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.charts.display import Cell, Display, Figure, Metric, Table, TableColumn
from analysis.charts.outcome_intervals import VERDICT_WORDS, draw_outcomes
from analysis.charts.plan_metrics import KIND_WORDS
from analysis.charts.read_comparison import numbers, percents
from analysis.charts.sample_ratio import split_table
from analysis.core.messages import Message
from analysis.experiments.metric_reading import leading
from analysis.experiments.metric_reading_words import CORRECTION_WORDS
from analysis.experiments.reading_words import TEST_WORDS
from analysis.experiments.told import Told

if TYPE_CHECKING:
    from analysis.core.results import Estimate
    from analysis.experiments.metric_reading import MetricRead, MetricsReading


def display_read_metrics(result: MetricsReading) -> Display:
    """How many were found and passed, every interval in units of its own margin, and the metrics as tables."""
    return Display(
        figures=(_figure(result),),
        tables=(
            *((_primaries(result),) if result.primaries else ()),
            *((_guardrails(result),) if result.guardrails else ()),
            _groups(result),
            *((split_table(result.sample_ratio),) if result.sample_ratio is not None else ()),
        ),
        metrics=_numbers(result),
    )


def _numbers(result: MetricsReading) -> tuple[Metric, ...]:
    found: list[Metric] = []
    if result.primaries:
        n_found = sum(metric.found for metric in result.primaries)
        found.append(Metric(Message("Primary metrics found, of {n:count}", n=len(result.primaries)), n_found, "count"))
    if result.guardrails:
        n_passed = sum(metric.passed for metric in result.guardrails)
        found.append(Metric(Message("Guardrails passed, of {n:count}", n=len(result.guardrails)), n_passed, "count"))
    return (*found, Metric(Message("Customers"), result.n_total, "count"))


def _figure(result: MetricsReading) -> Figure:
    lead = leading(result)
    told = Told(lead.unit, lead.difference)
    return Figure(
        draw=lambda say: draw_outcomes(result, say),
        heading=Message("Every metric, new version less control, better to the right"),
        note=Message(
            "In units of each metric's own smallest change or margin: the tick is at +1 for a primary metric and at −1, its margin, for a guardrail. Teal: found or passed; orange: worse or the wrong way; grey: not settled. n = {control:count} and {treatment:count}.",
            control=result.n_control,
            treatment=result.n_treatment,
        ),
        description=Message(
            "Intervals of {k:count} metrics against zero and their margins; the decision hangs on metric {number:count} with {value}.",
            k=len(result.metrics),
            number=lead.number,
            value=told.signed(lead.difference.value),
        ),
    )


def _name(metric: MetricRead) -> Message:
    return Message("Metric {number:count} ({kind})", number=metric.number, kind=KIND_WORDS[metric.kind])


def _ends(metric: MetricRead, estimate: Estimate) -> tuple[Cell, ...]:
    told = Told(metric.unit, estimate, apart_from=abs(metric.change))
    return tuple(
        None if math.isnan(end) else (Message("–") if math.isinf(end) else told.signed(end))
        for end in (estimate.low, estimate.high)
    )


def _change(metric: MetricRead) -> Message:
    if metric.unit == "points":
        return Message("{change:fine_points} points", change=metric.change)
    return Message("{change:signed}", change=metric.change)


def _difference(metric: MetricRead) -> Message:
    told = Told(metric.unit, metric.difference, apart_from=abs(metric.change))
    return told.signed(metric.difference.value)


def _primaries(result: MetricsReading) -> Table:
    corrected = result.several_primaries and result.correction != "none"
    rows: list[tuple[Cell, ...]] = [
        (
            _name(metric),
            _change(metric),
            _difference(metric),
            *_ends(metric, metric.difference),
            *(_ends(metric, metric.single) if corrected else ()),
            TEST_WORDS[metric.test],
            metric.p_value,
            *((metric.p_adjusted,) if corrected else ()),
            VERDICT_WORDS[metric.verdict],
        )
        for metric in result.primaries
    ]
    low, high = Message("from", context="interval"), Message("to", context="interval")
    return Table(
        title=Message("Primary metrics"),
        columns=(
            TableColumn(Message("Metric"), align="left"),
            TableColumn(Message("Smallest change")),
            TableColumn(Message("Difference")),
            TableColumn(low),
            TableColumn(high),
            *((TableColumn(Message("alone, from")), TableColumn(Message("alone, to"))) if corrected else ()),
            TableColumn(Message("Test"), align="left"),
            TableColumn("p", "bare_p"),
            *((TableColumn(CORRECTION_WORDS[result.correction], "bare_p"),) if corrected else ()),
            TableColumn(Message("Verdict"), align="left"),
        ),
        rows=tuple(rows),
        note=_note_of_primaries(result, corrected=corrected),
    )


def _note_of_primaries(result: MetricsReading, *, corrected: bool) -> Message:
    level = round(1 - result.alpha, 10)
    if not corrected:
        return Message("Intervals at {level:set_percent}, each on its own.", level=level)
    return Message(
        "Intervals hold for all primary metrics together at {level:set_percent} (Bonferroni); those marked alone hold for one at a time. Found: the corrected p-value is at most {alpha:exact}.",
        level=level,
        alpha=round(result.alpha, 10),
    )


def _guardrails(result: MetricsReading) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            _name(metric),
            _change(metric),
            _difference(metric),
            *_ends(metric, metric.difference),
            TEST_WORDS[metric.test],
            metric.p_value,
            VERDICT_WORDS[metric.verdict],
        )
        for metric in result.guardrails
    ]
    return Table(
        title=Message("Guardrails"),
        columns=(
            TableColumn(Message("Metric"), align="left"),
            TableColumn(Message("Margin")),
            TableColumn(Message("Difference")),
            TableColumn(Message("from", context="interval")),
            TableColumn(Message("to", context="interval")),
            TableColumn(Message("Test of the margin"), align="left"),
            TableColumn("p", "bare_p"),
            TableColumn(Message("Verdict"), align="left"),
        ),
        rows=tuple(rows),
        note=Message(
            "Each one-sided at {alpha:set_percent}, the bad end of the interval at {level:set_percent}. No correction: all have to pass, so a version that harms one has to pass that one.",
            alpha=round(result.guardrail_alpha, 10),
            level=round(1 - 2 * result.guardrail_alpha, 10),
        ),
    )


def _groups(result: MetricsReading) -> Table:
    return Table(
        title=Message("The groups"),
        columns=(
            TableColumn(Message("Metric"), align="left"),
            TableColumn(Message("Control group")),
            TableColumn(Message("from", context="interval")),
            TableColumn(Message("to", context="interval")),
            TableColumn(Message("New version")),
            TableColumn(Message("from", context="interval")),
            TableColumn(Message("to", context="interval")),
        ),
        rows=tuple(
            (_name(metric), *_group(metric, metric.control), *_group(metric, metric.treatment))
            for metric in result.metrics
        ),
        note=Message("Two-sided intervals at {level:set_percent}.", level=round(1 - result.alpha, 10)),
    )


def _group(metric: MetricRead, estimate: Estimate) -> tuple[Cell, ...]:
    return percents(estimate) if metric.kind == "share" else numbers(estimate)
