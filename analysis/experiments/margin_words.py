"""A difference held against a margin, and what it is worth, in plain words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.messages import Message
from analysis.experiments.told import Told

if TYPE_CHECKING:
    from analysis.core.messages import Sentence
    from analysis.core.results import Estimate
    from analysis.experiments.reading_core import Comparison, MarginResult, Unit


def margin_sentences(found: Comparison, result: MarginResult) -> tuple[Sentence, ...]:
    """The claim about the margin, its test, and the next step."""
    return told_against_margin(
        result,
        unit=found.unit,
        control=found.control,
        treatment=found.treatment,
        n_total=found.n_total,
        planned_n_total=found.planned_n_total,
    )


def told_against_margin(
    result: MarginResult,
    *,
    unit: Unit,
    control: Estimate,
    treatment: Estimate,
    n_total: int,
    planned_n_total: int | None,
) -> tuple[Sentence, ...]:
    """The same from its parts.

    Parameters
    ----------
    result : MarginResult
        Interval, p-value and verdict.
    unit : {"points", "number"}
    control, treatment : Estimate
        Rates or means of the two groups.
    n_total, planned_n_total : int, int or None
        Customers in and planned.
    """
    told = Told(unit, result.interval, apart_from=result.margin)
    if math.isnan(result.interval.low):
        return (without_interval(told, result.interval.value, control, treatment),)
    claim = Message(
        "{verdict}: {difference}, from {control} to {treatment} ({interval}).",
        verdict=_finding(result, told),
        difference=told.signed(result.interval.value),
        control=told.level(control.value),
        treatment=told.level(treatment.value),
        interval=told.interval(result.interval),
    )
    early = planned_n_total is not None and n_total < planned_n_total
    if early:
        claim = Message("A look on the way, not the result. {claim}", claim=claim)
    return (claim, _test(result), _next(result, n_total, planned_n_total or 0, early=early))


def without_interval(told: Told, difference: float, control: Estimate, treatment: Estimate) -> Message:
    """What is left to say where the data give no interval."""
    return Message(
        "No conclusion, the data give no interval: {difference}, from {control} to {treatment}.",
        difference=told.signed(difference),
        control=told.level(control.value),
        treatment=told.level(treatment.value),
    )


def _finding(result: MarginResult, told: Told) -> Message:
    margin = told.size(result.margin)
    match result.verdict:
        case "noninferior":
            return Message("The new version is not worse by {margin} or more", margin=margin)
        case "inferior":
            return Message("The new version is worse by more than {margin}", margin=margin)
        case "equivalent":
            return Message("The versions are alike within {margin} either way", margin=margin)
        case "different":
            return Message("The versions differ by more than {margin}", margin=margin)
        case _:
            return Message("Not settled, the interval reaches beyond the margin of {margin}", margin=margin)


def _test(result: MarginResult) -> Message:
    if result.goal == "equivalence":
        return Message(
            "Two one-sided tests against the margin, the larger {p:p}, held against {alpha:exact}.",
            p=result.p_value,
            alpha=round(result.alpha, 10),
        )
    return Message(
        "One-sided test against the margin: {p:p}, held against {alpha:exact}.",
        p=result.p_value,
        alpha=round(result.alpha, 10),
    )


def _next(result: MarginResult, n: int, planned: int, *, early: bool) -> Message:
    if early:
        return Message(
            "Next: keep to the plan. {n:count} of {planned:count} customers are in; deciding at a moment that looks good raises false alarms.",
            n=n,
            planned=planned,
        )
    match result.verdict:
        case "noninferior":
            return Message(
                "Next: roll it out if it has other advantages; that it is not worse by the margin does not make it better."
            )
        case "equivalent":
            return Message("Next: choose by cost and effort; on this outcome the versions are alike within the margin.")
        case "inferior" | "different":
            return Message("Next: do not treat the versions as interchangeable; the difference is beyond the margin.")
        case _:
            return Message(
                "Next: neither alike nor different is shown; run a larger test, and do not widen the margin after seeing the data."
            )


def worth(value: Estimate | None) -> tuple[Message, ...]:
    """What the change is worth for 1,000 customers, worst case first; nothing where no value was given."""
    if value is None or math.isnan(value.low) or math.isnan(value.high):
        return ()
    if not math.isfinite(value.low):
        return (Message("Worth {value:money} per 1,000, at most {high:money}.", value=value.value, high=value.high),)
    if not math.isfinite(value.high):
        return (Message("Worth {value:money} per 1,000, at least {low:money}.", value=value.value, low=value.low),)
    return (
        Message(
            "Worth {value:money} per 1,000: {low:money} to {high:money} within the interval.",
            value=value.value,
            low=value.low,
            high=value.high,
        ),
    )
