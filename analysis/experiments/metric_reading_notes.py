"""Remarks on a reading of several metrics: correction, borders, metrics without spread, small groups, missing roles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.messages import Message, PluralMessage
from analysis.core.results import Note
from analysis.experiments.metric_reading_words import metrics_named
from analysis.experiments.reading_notes import one_sided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.experiments.metric_reading import MetricRead
    from analysis.experiments.metric_reading_solution import MetricReadInputs
    from analysis.experiments.metric_tests import ObservedMetric

FEW_CUSTOMERS = 30
WIDE_SPREAD = 2.0


def metric_notes(
    inputs: MetricReadInputs, observed: Sequence[ObservedMetric], metrics: Sequence[MetricRead]
) -> tuple[Note | None, ...]:
    """All remarks beyond those of the gates, in the order in which they stand."""
    primaries = [metric for metric in metrics if metric.role == "primary"]
    return (
        _no_spread(metrics),
        _spread_not_given(observed),
        _wrong_way(metrics),
        _uncorrected(inputs, primaries),
        _border(primaries),
        _few(inputs),
        _all_alike(observed),
        *_holm(inputs, primaries),
        _only_guardrails(primaries),
        _no_guardrail(inputs),
        _small_counts(primaries),
        _wide_spread(observed),
        one_sided("two-sided" if inputs.sides == "two" or not primaries else "greater"),
    )


def _no_spread(metrics: Sequence[MetricRead]) -> Note | None:
    without = [metric.number for metric in metrics if math.isnan(metric.difference.low)]
    if not without:
        return None
    return Note(
        "caution",
        Message(
            "No interval and no test for {metrics}: nobody differs in either group, or a group has a single customer. A primary metric then counts as not found, a guardrail as not passed.",
            metrics=metrics_named(without),
        ),
        code="no_spread",
    )


def _spread_not_given(observed: Sequence[ObservedMetric]) -> Note | None:
    """One group of many customers without any spread is more often a forgotten number than a fact."""
    lacking = [one.number for one in observed if one.kind == "mean" and (one.sd_control > 0) != (one.sd_treatment > 0)]
    if not lacking or min(observed[0].n_control, observed[0].n_treatment) == 1:
        return None
    return Note(
        "caution",
        Message(
            "In one group of {metrics} nobody differs from anybody else. If its standard deviation was only left out, the interval is too short.",
            metrics=metrics_named(lacking),
        ),
        code="one_group_alike",
    )


def _wrong_way(metrics: Sequence[MetricRead]) -> Note | None:
    wrong = [metric.number for metric in metrics if metric.verdict == "wrong_way"]
    if not wrong or not any(metric.found for metric in metrics):
        return None
    return Note(
        "caution",
        Message(
            "The planned rule asks for one primary metric and does not look at the others: {metrics} moved the wrong way.",
            metrics=metrics_named(wrong),
        ),
        code="primary_wrong_way",
    )


def _uncorrected(inputs: MetricReadInputs, primaries: Sequence[MetricRead]) -> Note | None:
    if len(primaries) < 2 or inputs.correction != "none":
        return None
    return Note(
        "caution",
        Message(
            "Without correction, {groups:count} comparisons raise at least one false alarm more often than {alpha:set_percent} of the time.",
            groups=len(primaries),
            alpha=inputs.alpha,
        ),
        code="uncorrected",
    )


def _border(primaries: Sequence[MetricRead]) -> Note | None:
    border = [metric.number for metric in primaries if not metric.test_agrees]
    if not border:
        return None
    return Note(
        "caution",
        Message(
            "Test and interval disagree about zero for {metrics}: they use different variances, and the case is close either way. It counts as not found.",
            metrics=metrics_named(border),
        ),
        code="test_and_interval_disagree",
    )


def _few(inputs: MetricReadInputs) -> Note | None:
    n = min(inputs.n_control, inputs.n_treatment)
    if n >= FEW_CUSTOMERS or "mean" not in inputs.kinds:
        return None
    return Note(
        "caution",
        PluralMessage(
            "The smaller group has one customer. The t interval is right for outcomes spread like a normal curve and rough for skewed ones, such as spending.",
            "The smaller group has {n:count} customers. The t interval is right for outcomes spread like a normal curve and rough for skewed ones, such as spending.",
            n=n,
        ),
        code="few_customers",
    )


def _all_alike(observed: Sequence[ObservedMetric]) -> Note | None:
    alike = [
        one.number
        for one in observed
        if one.kind == "share" and one.control + one.treatment in {0, one.n_control + one.n_treatment}
    ]
    if not alike:
        return None
    return Note(
        "caution",
        Message(
            "In {metrics} all customers are alike: nobody converted, or everybody did. Check that it was counted at all.",
            metrics=metrics_named(alike),
        ),
        code="all_alike",
    )


def _holm(inputs: MetricReadInputs, primaries: Sequence[MetricRead]) -> tuple[Note | None, ...]:
    if len(primaries) < 2 or inputs.correction != "holm":
        return ()
    intervals = Note(
        "info",
        Message(
            "Holm's p-values have no simple intervals of their own; the intervals shown are Bonferroni's and may hold zero where Holm's p-value is small."
        ),
        code="holm_intervals",
    )
    later = [metric.number for metric in primaries if metric.found and not metric.difference.excludes(0.0)]
    if not later:
        return (intervals,)
    return (
        Note(
            "info",
            Message(
                "A later step of Holm's test finds {metrics}, whose joint interval still holds zero: that it changed in this direction is shown, by how much at least is not.",
                metrics=metrics_named(later),
            ),
            code="holm_finds_more",
        ),
        intervals,
    )


def _only_guardrails(primaries: Sequence[MetricRead]) -> Note | None:
    if primaries:
        return None
    return Note(
        "info",
        Message(
            "There is no primary metric: the test can show that nothing gets worse, not that anything gets better."
        ),
        code="only_guardrails",
    )


def _no_guardrail(inputs: MetricReadInputs) -> Note | None:
    if "guardrail" in inputs.roles:
        return None
    return Note(
        "info",
        Message("There is no guardrail: the test says nothing about what else may have got worse."),
        code="no_guardrail",
    )


def _small_counts(primaries: Sequence[MetricRead]) -> Note | None:
    exact = [metric.number for metric in primaries if metric.test == "fisher"]
    if not exact:
        return None
    return Note(
        "info",
        Message(
            "An expected count is below 5 in {metrics}: Fisher's exact test stands in place of the pooled z test.",
            metrics=metrics_named(exact),
        ),
        code="small_counts",
    )


def _wide_spread(observed: Sequence[ObservedMetric]) -> Note | None:
    wide = [
        one.number
        for one in observed
        if one.kind == "mean"
        and any(
            mean > 0 and sd > WIDE_SPREAD * mean
            for mean, sd in ((one.control, one.sd_control), (one.treatment, one.sd_treatment))
        )
    ]
    if not wide:
        return None
    return Note(
        "info",
        Message(
            "The standard deviation of {metrics} is more than twice the mean: such outcomes are skewed, and a few large values carry the mean.",
            metrics=metrics_named(wide),
        ),
        code="wide_spread",
    )
