"""A test of several metrics in plain words: the decision, the metric it hangs on, every verdict, the next step."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.messages import Message, PluralMessage
from analysis.experiments.phrases import points_apart
from analysis.experiments.reading_words import TEST_WORDS, keep_to_the_plan
from analysis.experiments.told import Told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.core.messages import Sentence
    from analysis.experiments.metric_controls import PrimaryCorrection
    from analysis.experiments.metric_reading import MetricRead, MetricsReading
    from analysis.experiments.metric_verdict import MetricVerdict

CORRECTION_WORDS: dict[PrimaryCorrection, Message] = {
    "holm": Message("Holm"),
    "bonferroni": Message("Bonferroni"),
    "none": Message("uncorrected"),
}


def metrics_named(numbers: Sequence[int]) -> PluralMessage:
    """Metrics by their numbers, in the middle of a sentence."""
    return PluralMessage("metric {numbers:count}", "metrics {numbers:count}", n=len(numbers), numbers=tuple(numbers))


def metrics_sentences(reading: MetricsReading) -> tuple[Sentence, ...]:
    """The decision with its deciding metric, that metric's test, every verdict, and the next step."""
    from analysis.experiments.metric_reading import leading

    if reading.decision == "blocked":
        p = reading.sample_ratio.p_value if reading.sample_ratio is not None else math.nan
        return (
            Message("No conclusion: the groups were not filled as planned ({p:p}), so they cannot be compared.", p=p),
            Message("Find out why before anything else: lost events, bots, redirects, or a split that was changed."),
        )
    lead = leading(reading)
    return (_claim(reading, lead), *_test(reading, lead), *_verdicts(reading), _next(reading, lead))


def _claim(reading: MetricsReading, lead: MetricRead) -> Sentence:
    claim = Message("{decision}: {told}.", decision=_decision(reading, lead), told=told_metric(reading, lead))
    if reading.plan_reached:
        return claim
    return Message("A look on the way, not the result. {claim}", claim=claim)


def _decision(reading: MetricsReading, lead: MetricRead) -> Sentence:
    n_guardrails = len(reading.guardrails)
    margin = points_apart(lead.change) if lead.unit == "points" else Message("{value:number}", value=abs(lead.change))
    match reading.decision:
        case "launch" if not n_guardrails:
            return Message("The rule for a launch is met, a primary metric is found and no guardrail was planned")
        case "launch":
            return PluralMessage(
                "The rule for a launch is met, a primary metric is found and the guardrail passed",
                "The rule for a launch is met, a primary metric is found and each of the {n:count} guardrails passed",
                n=n_guardrails,
            )
        case "no_primary_found":
            return Message("The rule for a launch is not met, no primary metric is found; the nearest to it")
        case "guardrail_harmed":
            return Message(
                "The rule for a launch is not met, a guardrail is worse by more than its margin of {margin}",
                margin=margin,
            )
        case "guardrail_open":
            return Message(
                "The rule for a launch is not met, of a guardrail it is not shown that it lost less than its margin of {margin}",
                margin=margin,
            )
        case _:
            return PluralMessage(
                "The guardrail passed, a loss as large as its margin of {margin} is ruled out",
                "Each of the {n:count} guardrails passed; the nearest to its margin, here {margin}",
                n=n_guardrails,
                margin=margin,
            )


def told_metric(reading: MetricsReading, metric: MetricRead) -> Message:
    """One metric with its difference, both groups, and the interval with what it holds for."""
    told = Told(metric.unit, metric.difference, apart_from=abs(metric.change))
    return Message(
        "metric {number:count}, {difference}, from {control} to {treatment} ({interval})",
        number=metric.number,
        difference=told.signed(metric.difference.value),
        control=told.level(metric.control.value),
        treatment=told.level(metric.treatment.value),
        interval=_interval(reading, metric, told),
    )


def _interval(reading: MetricsReading, metric: MetricRead, told: Told) -> Message:
    if math.isnan(metric.difference.low):
        return Message("no interval")
    interval = told.interval(metric.difference, metric.alternative)
    if metric.role == "primary" and reading.several_primaries and reading.correction != "none":
        return Message(
            "{interval}, for all {k:count} primary metrics together", interval=interval, k=len(reading.primaries)
        )
    return interval


def _test(reading: MetricsReading, lead: MetricRead) -> tuple[Sentence, ...]:
    if math.isnan(lead.p_value):
        return ()
    if lead.role == "guardrail":
        return (
            Message(
                "One-sided test against the margin: {p:p}, held against {alpha:exact}.",
                p=lead.p_value,
                alpha=round(reading.guardrail_alpha, 10),
            ),
        )
    if not reading.several_primaries or reading.correction == "none":
        return (Message("{test}: {p:p}.", test=TEST_WORDS[lead.test], p=lead.p_value),)
    return (
        Message(
            "{test}: {p:p}; adjusted over {k:count} primary metrics ({correction}) {adjusted:p}.",
            test=TEST_WORDS[lead.test],
            p=lead.p_value,
            k=len(reading.primaries),
            correction=CORRECTION_WORDS[reading.correction],
            adjusted=lead.p_adjusted,
        ),
    )


def _verdicts(reading: MetricsReading) -> tuple[Sentence, ...]:
    """What is said of each metric, those of one verdict together; nothing where there is only one."""
    if len(reading.metrics) == 1 and reading.metrics[0].verdict not in {"passed_worse", "not_shown_worse", "open"}:
        return ()
    sentences: list[Sentence] = []
    for verdict, words in _VERDICTS:
        numbers = [metric.number for metric in reading.metrics if metric.verdict in verdict]
        if numbers:
            sentences.append(Message("{words}: {metrics}.", words=words, metrics=metrics_named(numbers)))
    return tuple(sentences)


_VERDICTS: tuple[tuple[frozenset[MetricVerdict], Message], ...] = (
    (frozenset({"found", "found_maybe_small"}), Message("Primary, changed as wanted")),
    (
        frozenset({"found_too_small"}),
        Message("Primary, changed as wanted, but by less than the smallest change worth acting on"),
    ),
    (frozenset({"wrong_way"}), Message("Primary, moved the wrong way")),
    (
        frozenset({"too_small_to_matter"}),
        Message("Primary, whatever changed is less than the smallest change worth acting on"),
    ),
    (frozenset({"open"}), Message("Primary, not settled, which is not evidence that nothing changed")),
    (frozenset({"passed"}), Message("Guardrail, passed")),
    (frozenset({"passed_worse"}), Message("Guardrail, passed, but it did get worse, by less than its margin")),
    (frozenset({"not_shown"}), Message("Guardrail, neither harm nor its absence is shown")),
    (
        frozenset({"not_shown_worse"}),
        Message("Guardrail, it did get worse, and a loss as large as its margin is not ruled out"),
    ),
    (frozenset({"harmed"}), Message("Guardrail, worse by more than its margin")),
    (frozenset({"undefined"}), Message("Not to be judged, without spread there is no interval")),
)


def _next(reading: MetricsReading, lead: MetricRead) -> Message:
    if not reading.plan_reached:
        return keep_to_the_plan(reading.n_total, reading.planned_n_total or 0)
    match reading.decision:
        case "launch":
            return _next_when_met(lead)
        case "no_primary_found":
            return Message(
                "Next: do not launch on this test. What was not found may still be there; smaller changes need a larger test."
            )
        case "guardrail_harmed":
            return Message("Next: do not launch. Find out what harms the guardrail before the version is tested again.")
        case "guardrail_open":
            return Message(
                "Next: do not launch on this test. A larger test can settle the guardrail; do not widen the margin after seeing the data."
            )
        case _:
            return Message(
                "Next: launch if it has other advantages; that nothing got worse by its margin makes nothing better."
            )


def _next_when_met(lead: MetricRead) -> Message:
    number = lead.number
    if lead.verdict == "found":
        return Message(
            "Next: launch. Even the worst case of metric {number:count} reaches its smallest change worth acting on.",
            number=number,
        )
    if lead.verdict == "found_too_small":
        return Message(
            "Next: the rule allows a launch, but the gain in metric {number:count} is smaller than the smallest change worth acting on; launch only if it costs next to nothing.",
            number=number,
        )
    return Message(
        "Next: the rule allows a launch. The worst case of metric {number:count} is below its smallest change worth acting on; launch if that still pays.",
        number=number,
    )
