"""A reading of one row per customer in plain words: each group's claim, how sure, the worth, the next step."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.messages import Message
from analysis.experiments.phrases import times_in
from analysis.language.precision import Rounded, alike, shared_decimals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.core.messages import Sentence
    from analysis.core.results import Estimate
    from analysis.experiments.user_reading import GroupComparison, GroupValue, Measure, UserReading

EXTRA_DECIMALS = 2

TEST_WORDS = {
    "welch": Message("Welch's t test"),
    "cuped": Message("CUPED, robust t test"),
    "cuped_total": Message("CUPED with the slope of all customers, Welch's t test"),
    "delta": Message("Delta method, customers as units"),
    "pooled_z": Message("Pooled z test"),
    "fisher": Message("Fisher's exact test"),
    "cluster_robust": Message("Robust t test over communities"),
}


def user_sentences(reading: UserReading) -> tuple[Sentence, ...]:
    """The claim of each group, then the clauses that hold for the reading as a whole."""
    if reading.sample_ratio.mismatch:
        return (
            Message(
                "No conclusion: the groups were not filled as planned ({p:p}), so they cannot be compared.",
                p=reading.sample_ratio.p_value,
            ),
            Message("Find out why before anything else: lost events, bots, redirects, or a split that was changed."),
        )
    if any(math.isnan(item.difference.low) for item in reading.comparisons):
        return (_undefined(reading),)
    claims = [_claim(reading, item) for item in reading.comparisons]
    if not reading.plan_reached:
        claims[0] = Message("A look on the way, not the result. {claim}", claim=claims[0])
    lifts = _lifts(reading) if len(reading.comparisons) == 1 else []
    worth = [_worth(reading, item, item.worth_per_1000) for item in reading.comparisons if item.worth_per_1000]
    return (*claims, _test(reading), *lifts, *worth, next_step(reading))


def _undefined(reading: UserReading) -> Message:
    return Message(
        "No conclusion about {outcome}: a group has too few customers or communities, or none that differ, so there is no interval.",
        outcome=reading.compared,
    )


def value_words(values: Sequence[float], measure: Measure) -> tuple[Message, ...]:
    """Values of groups, with the same decimals."""
    if measure == "rate":
        return tuple(Message("{rate:fine_percent}", rate=value) for value in alike(values, "fine_percent"))
    return tuple(Message("{number:number}", number=value) for value in alike(values, "number"))


def difference_words(values: Sequence[float], measure: Measure) -> tuple[Message, ...]:
    """Differences, with the same decimals."""
    if measure == "rate":
        return tuple(Message("{value:brief_points} points", value=value) for value in alike(values, "brief_points"))
    return tuple(Message("{value:signed}", value=value) for value in alike(values, "signed"))


def interval_words(estimate: Estimate, measure: Measure) -> tuple[Message, Message]:
    """Both ends of the interval of a difference, without the unit, with the decimals of all three numbers."""
    ends = (estimate.value, estimate.low, estimate.high)
    if measure == "rate":
        _, low, high = alike(ends, "brief_points")
        return Message("{value:brief_points}", value=low), Message("{value:brief_points}", value=high)
    _, low, high = alike(ends, "signed")
    return Message("{value:signed}", value=low), Message("{value:signed}", value=high)


def change_words(change: float, measure: Measure) -> Message:
    """A change worth acting on, without a sign."""
    return value_words([change], measure)[0]


def _claim(reading: UserReading, item: GroupComparison) -> Message:
    group = next(found for found in reading.groups if found.group == item.group)
    estimate = item.difference
    control, treatment = _values(reading, group, estimate)
    difference, _, _ = difference_words([estimate.value, estimate.low, estimate.high], reading.measure)
    low, high = interval_words(estimate, reading.measure)
    return Message(
        "{verdict}: {difference}, from {control} to {treatment} ({level:set_percent} interval {low} to {high}).",
        verdict=_finding(reading, item),
        difference=difference,
        control=control,
        treatment=treatment,
        level=reading.level,
        low=low,
        high=high,
    )


def _values(reading: UserReading, group: GroupValue, estimate: Estimate) -> tuple[Message, ...]:
    """Both values with the decimals of their difference, which three digits of each would not show."""
    values = (reading.control.value.value, group.value.value)
    if reading.measure == "rate":
        return value_words(values, reading.measure)
    own, fine = shared_decimals(values), shared_decimals([estimate.value, estimate.low, estimate.high])
    shown = own if own is None or fine is None else min(max(own, fine), own + EXTRA_DECIMALS)
    return tuple(Message("{number:number}", number=Rounded(value, shown)) for value in values)


def _finding(reading: UserReading, item: GroupComparison) -> Message:
    group, outcome = item.group, reading.compared
    if item.verdict.startswith("increase"):
        return Message("{group} raised {outcome}", group=group, outcome=outcome)
    if item.verdict.startswith("decrease"):
        return Message("{group} lowered {outcome}", group=group, outcome=outcome)
    if item.verdict == "too_small_to_matter":
        return Message(
            "Whatever {group} changed in {outcome}, it is less than {least}",
            least=change_words(reading.smallest_change or math.nan, reading.measure),
            group=group,
            outcome=outcome,
        )
    return Message(
        "Not settled for {group}, a rise and a fall of {outcome} are both possible",
        group=group,
        outcome=outcome,
    )


def _test(reading: UserReading) -> Message:
    first = reading.comparisons[0]
    if len(reading.comparisons) == 1:
        return Message("{test}: {p:p}.", test=TEST_WORDS[first.test], p=first.p_value)
    return Message(
        "{test}, corrected for {n:count} comparisons, in this order: {p}.",
        test=TEST_WORDS[first.test],
        p=tuple(Message("{p:p}", p=item.p_adjusted) for item in reading.comparisons),
        n=len(reading.comparisons),
    )


def _lifts(reading: UserReading) -> list[Message]:
    sentences: list[Message] = []
    for item in reading.comparisons:
        lift = item.relative_lift
        if math.isnan(lift.low) or math.isnan(lift.high):
            continue
        value, low, high = alike([lift.value, lift.low, lift.high], "fine_percent")
        if reading.measure == "log_mean":
            sentences.append(
                Message(
                    "{group}: the geometric mean of 1 + x changed by {value:fine_percent} ({low:fine_percent} to {high:fine_percent}).",
                    group=item.group,
                    value=value,
                    low=low,
                    high=high,
                )
            )
        else:
            sentences.append(
                Message(
                    "{group}, relative to the control: {value:fine_percent} ({low:fine_percent} to {high:fine_percent}).",
                    group=item.group,
                    value=value,
                    low=low,
                    high=high,
                )
            )
    return sentences


def _worth(reading: UserReading, item: GroupComparison, worth: Estimate) -> Message:
    low, high = alike([worth.low, worth.high], "money")
    if item.verdict == "open":
        return Message(
            "{group}, per 1,000 customers: anything from {low:money} to {high:money}; that is not evidence that nothing changed.",
            group=item.group,
            low=low,
            high=high,
        )
    worst, best = (low, high) if reading.good == "increase" else (high, low)
    return Message(
        "{group}, per 1,000 customers: {worst:money} in the worst case within the interval, {best:money} in the best.",
        group=item.group,
        worst=worst,
        best=best,
    )


def next_step(reading: UserReading) -> Message:
    """What to do, for two groups or for the best of several."""
    if not reading.plan_reached:
        return Message(
            "Next: keep to the plan. {n:count} of {planned:count} customers are in; deciding at a moment that looks good raises false alarms.",
            n=reading.n_assigned,
            planned=reading.planned_n or 0,
        )
    found = [item for item in reading.comparisons if item.verdict.startswith(reading.good)]
    if found:
        sign = 1 if reading.good == "increase" else -1
        best = max(found, key=lambda item: sign * item.difference.value)
        return _about(reading, best, _next_when_good(reading, best, several=len(found) > 1))
    if all(item.verdict == "too_small_to_matter" for item in reading.comparisons):
        return Message(
            "Next: {outcome} does not decide between the versions; choose by cost and effort.",
            outcome=reading.compared,
        )
    open_ones = [item for item in reading.comparisons if item.verdict == "open"]
    if open_ones:
        return _about(reading, open_ones[0], _next_when_open(reading, open_ones[0]))
    return Message("Next: do not roll it out. {outcome} moved the wrong way.", outcome=reading.compared)


def _about(reading: UserReading, item: GroupComparison, step: Message) -> Message:
    """A step that names its group where there are several."""
    if len(reading.comparisons) == 1:
        return step
    return Message("About {group}. {step}", group=item.group, step=step)


def _next_when_good(reading: UserReading, best: GroupComparison, *, several: bool) -> Message:
    if several:
        return Message(
            "Next: of the versions with a gain it has the largest seen; that it is better than the others is not shown by comparisons with the control."
        )
    if best.verdict.endswith("_too_small"):
        return Message(
            "Next: the gain is there but smaller than the smallest change worth acting on; roll out only if it costs next to nothing."
        )
    if best.verdict.endswith("_maybe_small"):
        return Message(
            "Next: the worst case is below the smallest change worth acting on. Roll it out if the worst case still pays; otherwise run a larger test."
        )
    if reading.smallest_change is not None:
        return Message("Next: roll it out. Even the worst case reaches the smallest change worth acting on.")
    return Message("Next: roll it out if the worst case still pays; if it does not, run a larger test.")


def _next_when_open(reading: UserReading, item: GroupComparison) -> Message:
    if math.isnan(item.detectable_change):
        return Message("Next: do not decide on this test alone; plan a larger one.")
    return Message(
        "Next: do not decide on this test alone. Groups of this size find changes of {change} or more {chance}; plan a larger test for smaller ones.",
        change=difference_words([item.detectable_change], reading.measure)[0],
        chance=times_in(0.8),
    )
