"""A reading in plain words: what is known, the worst case, what to do next."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.messages import Message
from analysis.experiments.margin_words import told_against_margin, worth
from analysis.experiments.phrases import times_in
from analysis.language.precision import Rounded, shared_decimals

if TYPE_CHECKING:
    from analysis.core.messages import Sentence
    from analysis.experiments.proportion_reading import ProportionReading

PER = 1000


def verdict_sentences(reading: ProportionReading) -> tuple[Sentence, ...]:
    """The claim with its interval, how sure, the worst case, and the next step."""
    if reading.verdict == "blocked":
        return (
            Message(
                "No conclusion: the groups were not filled as planned ({p:p}), so their rates cannot be compared.",
                p=reading.sample_ratio.p_value if reading.sample_ratio is not None else math.nan,
            ),
            Message("Find out why before anything else: lost events, bots, redirects, or a split that was changed."),
        )
    if reading.against_margin is not None:
        told = told_against_margin(
            reading.against_margin,
            unit="points",
            control=reading.rate_control,
            treatment=reading.rate_treatment,
            n_total=reading.n_total,
            planned_n_total=reading.planned_n_total,
        )
        return (*told, *worth(reading.value_per_1000))
    return (
        _claim(reading),
        _test(reading),
        _range(reading),
        *worth(reading.value_per_1000),
        _next_step(reading),
    )


def _claim(reading: ProportionReading) -> Message:
    claim = Message(
        "{verdict}: {difference:brief_points} points, from {control:fine_percent} to {treatment:fine_percent} ({interval}).",
        verdict=_finding(reading),
        control=reading.rate_control.value,
        treatment=reading.rate_treatment.value,
        difference=_points(reading)[0],
        interval=_interval(reading),
    )
    if reading.plan_reached:
        return claim
    return Message("A look on the way, not the result. {claim}", claim=claim)


def _finding(reading: ProportionReading) -> Message:
    if reading.verdict.startswith("increase"):
        return Message("The new version raised the rate")
    if reading.verdict.startswith("decrease"):
        return Message("The new version lowered the rate")
    if reading.verdict == "too_small_to_matter":
        return Message(
            "Whatever the new version changed, it is less than {least:fine_percent} of customers",
            least=reading.smallest_change or math.nan,
        )
    if reading.alternative == "two-sided":
        return Message("Not settled, a rise and a fall are both possible")
    return Message("Not settled, the bound leaves room for no change")


def _interval(reading: ProportionReading) -> Message:
    _, low, high = _points(reading)
    match reading.alternative:
        case "greater":
            return Message("with {level:percent} confidence at least {low:brief_points}", level=reading.level, low=low)
        case "less":
            return Message(
                "with {level:percent} confidence at most {high:brief_points}", level=reading.level, high=high
            )
        case _:
            return Message(
                "{level:percent} interval {low:brief_points} to {high:brief_points}",
                level=reading.level,
                low=low,
                high=high,
            )


def _points(reading: ProportionReading) -> tuple[float, float, float]:
    """The difference and the limits that are stated, to be shown with the same decimals."""
    found = reading.difference_treatment_minus_control
    stated = [value for value in (found.value, found.low, found.high) if abs(value) < 1]
    decimals = shared_decimals(stated, "brief_points")
    return Rounded(found.value, decimals), Rounded(found.low, decimals), Rounded(found.high, decimals)


def _test(reading: ProportionReading) -> Message:
    test = Message("Fisher's exact test") if reading.test_used == "fisher" else Message("Pooled z test")
    if reading.test_agrees:
        return Message("{test}: {p:p}.", test=test, p=reading.p_value)
    return Message(
        "{test}: {p:p}. Test and interval disagree at the border; the interval decides, and the case is a close one.",
        test=test,
        p=reading.p_value,
    )


def _range(reading: ProportionReading) -> Message:
    difference = reading.difference_treatment_minus_control
    low, high = PER * difference.low, PER * difference.high
    if reading.alternative == "greater":
        return Message("Worst case within the bound: {low:signed} conversions per 1,000 customers.", low=low)
    if reading.alternative == "less":
        return Message("At most, within the bound: {high:signed} conversions per 1,000 customers.", high=high)
    if reading.verdict == "open":
        return Message(
            "Anything from {low:signed} to {high:signed} conversions per 1,000 customers fits these data; that is not evidence that nothing changed.",
            low=low,
            high=high,
        )
    worst, best = (low, high) if reading.good == "increase" else (high, low)
    return Message(
        "Per 1,000 customers that is {worst:signed} conversions in the worst case within the interval, {best:signed} in the best.",
        worst=worst,
        best=best,
    )


def _next_step(reading: ProportionReading) -> Message:
    if not reading.plan_reached:
        return Message(
            "Next: keep to the plan. {n:count} of {planned:count} customers are in; deciding at a moment that looks good raises false alarms.",
            n=reading.n_total,
            planned=reading.planned_n_total or 0,
        )
    if reading.verdict == "open":
        return _next_when_open(reading)
    if reading.verdict == "too_small_to_matter":
        return Message("Next: the rate does not decide between the versions; choose by cost and effort.")
    if reading.verdict.startswith(reading.good):
        if not reading.test_agrees:
            return Message("Next: the evidence stands at the border; confirm it with a larger test before rolling out.")
        return _next_when_good(reading)
    if reading.verdict.endswith("_too_small"):
        return Message(
            "Next: the rate moved the wrong way, though by less than the smallest change worth acting on; roll out only for other good reasons."
        )
    return Message("Next: do not roll it out. The rate moved the wrong way.")


def _next_when_good(reading: ProportionReading) -> Message:
    if reading.verdict.endswith("_too_small"):
        return Message(
            "Next: the gain is there but smaller than the smallest change worth acting on; roll out only if it costs next to nothing."
        )
    if reading.verdict.endswith("_maybe_small"):
        return Message(
            "Next: the worst case is below the smallest change worth acting on. Roll it out if the worst case still pays; otherwise run a larger test."
        )
    if reading.smallest_change is not None:
        return Message("Next: roll it out. Even the worst case reaches the smallest change worth acting on.")
    return Message("Next: roll it out if the worst case still pays; if it does not, run a larger test.")


def _next_when_open(reading: ProportionReading) -> Message:
    chance = times_in(reading.detectable_power)
    if not math.isnan(reading.n_to_find_smallest_change):
        return Message(
            "Next: do not decide on this test alone. To find a change of {least:fine_percent} of customers {chance} takes {n:count} customers in each group.",
            least=reading.smallest_change or math.nan,
            chance=chance,
            n=reading.n_to_find_smallest_change,
        )
    if math.isnan(reading.detectable_change):
        return Message("Next: do not decide on this test alone; plan a larger one.")
    return Message(
        "Next: do not decide on this test alone. Groups of this size find only changes of {change:brief_points} points or more {chance}; plan a larger test for smaller ones.",
        change=reading.detectable_change,
        chance=chance,
    )
