"""A comparison in plain words: what is known, how sure, what it is worth, what to do next."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.messages import Message
from analysis.experiments.margin_words import margin_sentences, without_interval, worth
from analysis.experiments.phrases import times_in
from analysis.experiments.reading_core import DETECTABLE_POWER
from analysis.experiments.told import Told
from analysis.language.precision import Rounded, shared_decimals

if TYPE_CHECKING:
    from analysis.core.messages import Sentence
    from analysis.experiments.reading_core import Comparison, Measure, TestName

MEASURE_WORDS: dict[Measure, Message] = {
    "rate": Message("rate", context="measure"),
    "mean": Message("mean", context="measure"),
    "ratio": Message("ratio", context="measure"),
    "event_rate": Message("event rate", context="measure"),
}
TEST_WORDS: dict[TestName, Message] = {
    "welch_t": Message("Welch's t test"),
    "delta_z": Message("z test with the delta-method error"),
    "exact_binomial": Message("Exact conditional test"),
    "score_z": Message("Score test"),
    "pooled_z": Message("Pooled z test"),
    "fisher": Message("Fisher's exact test"),
    "miettinen_nurminen": Message("Miettinen-Nurminen score test"),
}


def comparison_sentences(found: Comparison, *, blocked: bool) -> tuple[Sentence, ...]:
    """The claim with its interval, the test, the lift, the value, and the next step."""
    if blocked:
        return blocked_sentences(found)
    if found.against_margin is not None:
        return (*margin_sentences(found, found.against_margin), *_lift(found), *worth(found.value_per_1000))
    if math.isnan(found.difference.low):
        told = Told(found.unit, found.difference)
        return (without_interval(told, found.difference.value, found.control, found.treatment), _next_step(found))
    return (_claim(found), _test(found), *_lift(found), *_open(found), *worth(found.value_per_1000), _next_step(found))


def blocked_sentences(found: Comparison) -> tuple[Sentence, ...]:
    """Only that nothing may be concluded, and where to look."""
    p = found.sample_ratio.p_value if found.sample_ratio is not None else math.nan
    return (
        Message("No conclusion: the groups were not filled as planned ({p:p}), so they cannot be compared.", p=p),
        Message("Find out why before anything else: lost events, bots, redirects, or a split that was changed."),
    )


def _claim(found: Comparison) -> Message:
    told = Told(found.unit, found.difference)
    claim = Message(
        "{verdict}: {difference}, from {control} to {treatment} ({interval}).",
        verdict=_finding(found),
        difference=told.signed(found.difference.value),
        control=told.level(found.control.value),
        treatment=told.level(found.treatment.value),
        interval=told.interval(found.difference, found.alternative),
    )
    if found.plan_reached:
        return claim
    return Message("A look on the way, not the result. {claim}", claim=claim)


def _finding(found: Comparison) -> Message:
    measure = MEASURE_WORDS[found.measure]
    if found.verdict.startswith("increase"):
        return Message("The new version raised the {measure}", measure=measure)
    if found.verdict.startswith("decrease"):
        return Message("The new version lowered the {measure}", measure=measure)
    if found.verdict == "too_small_to_matter":
        least = Told(found.unit, found.difference).size(found.smallest_change or math.nan)
        return Message("Whatever the new version changed, it is less than {least}", least=least)
    if found.alternative == "two-sided":
        return Message("Not settled, a rise and a fall are both possible")
    return Message("Not settled, the bound leaves room for no change")


def _test(found: Comparison) -> Message:
    test = TEST_WORDS[found.test]
    if found.test_agrees:
        return Message("{test}: {p:p}.", test=test, p=found.p_value)
    return Message(
        "{test}: {p:p}. Test and interval disagree at the border; the interval decides, and the case is a close one.",
        test=test,
        p=found.p_value,
    )


def _lift(found: Comparison) -> tuple[Message, ...]:
    lift = found.lift
    if math.isnan(lift.value):
        return ()
    if math.isnan(lift.low) or math.isnan(lift.high):
        return (Message("Relative to control: {value:fine_points}%, without a bounded interval.", value=lift.value),)
    ends = [end for end in (lift.value, lift.low, lift.high) if math.isfinite(end)]
    decimals = shared_decimals(ends, "brief_points")
    value, low, high = (Rounded(end, decimals) for end in (lift.value, lift.low, lift.high))
    if found.alternative == "greater":
        return (
            Message("Relative to control: {value:brief_points}%, at least {low:brief_points}%.", value=value, low=low),
        )
    if found.alternative == "less":
        return (
            Message(
                "Relative to control: {value:brief_points}%, at most {high:brief_points}%.", value=value, high=high
            ),
        )
    return (
        Message(
            "Relative to control: {value:brief_points}%, interval {low:brief_points}% to {high:brief_points}%.",
            value=value,
            low=low,
            high=high,
        ),
    )


def _open(found: Comparison) -> tuple[Message, ...]:
    if found.verdict != "open" or found.alternative != "two-sided" or math.isnan(found.difference.low):
        return ()
    told = Told(found.unit, found.difference)
    return (
        Message(
            "Anything from {low} to {high} fits these data; that is not evidence that nothing changed. To show that the versions are alike, name a margin and read the test for equivalence.",
            low=told.signed(found.difference.low),
            high=told.signed(found.difference.high),
        ),
    )


def _next_step(found: Comparison) -> Message:
    if not found.plan_reached:
        return keep_to_the_plan(found.n_total, found.planned_n_total or 0)
    if found.verdict == "open":
        return _next_when_open(found)
    if found.verdict == "too_small_to_matter":
        return Message("Next: this outcome does not decide between the versions; choose by cost and effort.")
    if not found.verdict.startswith(found.good):
        return _next_when_bad(found)
    if not found.test_agrees:
        return Message("Next: the evidence stands at the border; confirm it with a larger test before rolling out.")
    return _next_when_good(found)


def keep_to_the_plan(n: int, planned: int) -> Message:
    """What to do at a look on the way."""
    return Message(
        "Next: keep to the plan. {n:count} of {planned:count} customers are in; deciding at a moment that looks good raises false alarms.",
        n=n,
        planned=planned,
    )


def _next_when_bad(found: Comparison) -> Message:
    if found.verdict.endswith("_too_small"):
        return Message(
            "Next: the outcome moved the wrong way, though by less than the smallest change worth acting on; roll out only for other good reasons."
        )
    return Message("Next: do not roll it out. The outcome moved the wrong way.")


def _next_when_good(found: Comparison) -> Message:
    if found.verdict.endswith("_too_small"):
        return Message(
            "Next: the gain is there but smaller than the smallest change worth acting on; roll out only if it costs next to nothing."
        )
    if found.verdict.endswith("_maybe_small"):
        return Message(
            "Next: the worst case is below the smallest change worth acting on. Roll it out if the worst case still pays; otherwise run a larger test."
        )
    if found.smallest_change is not None:
        return Message("Next: roll it out. Even the worst case reaches the smallest change worth acting on.")
    return Message("Next: roll it out if the worst case still pays; if it does not, run a larger test.")


def _next_when_open(found: Comparison) -> Message:
    chance = times_in(DETECTABLE_POWER)
    told = Told(found.unit, found.difference)
    if not math.isnan(found.n_to_find_smallest_change):
        return Message(
            "Next: do not decide on this test alone. To find a change of {least} {chance} takes {n:count} customers in each group.",
            least=told.size(found.smallest_change or math.nan),
            chance=chance,
            n=found.n_to_find_smallest_change,
        )
    if math.isnan(found.detectable_change):
        return Message("Next: do not decide on this test alone; plan a larger one.")
    return Message(
        "Next: do not decide on this test alone. Groups of this size find only changes of {change} or more {chance}; plan a larger test for smaller ones.",
        change=told.size(found.detectable_change),
        chance=chance,
    )
