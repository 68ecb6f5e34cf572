"""A test of several arms in plain words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.messages import Message
from analysis.experiments.beat_words import arm_name
from analysis.experiments.proportion_verdict import verdict_of
from analysis.experiments.reading_words import keep_to_the_plan
from analysis.experiments.told import Told

if TYPE_CHECKING:
    from analysis.core.messages import Sentence
    from analysis.core.results import Estimate
    from analysis.experiments.arm_comparisons import Adjust, ArmComparison
    from analysis.experiments.arm_overall import EffectName, FactorialEffect
    from analysis.experiments.arms_reading import ArmsReading
    from analysis.experiments.reading_core import Unit

ADJUST_WORDS: dict[Adjust, Message] = {
    "dunnett": Message("Dunnett"),
    "holm": Message("Holm"),
    "bonferroni": Message("Bonferroni"),
}
EFFECT_WORDS: dict[EffectName, Message] = {
    "first_factor": Message("First factor"),
    "second_factor": Message("Second factor"),
    "interaction": Message("Interaction"),
}


def unit_of(reading: ArmsReading) -> Unit:
    """Rates are told in points, means in their own unit."""
    return "points" if reading.measure == "rates" else "number"


def arms_sentences(reading: ArmsReading) -> tuple[Sentence, ...]:
    """The claim, the other arms, the test of all, the chance to be best, and the next step."""
    if reading.blocked:
        return _blocked(reading)
    if reading.design == "factorial":
        return (*_factorial(reading), _overall(reading), _next_factorial(reading))
    return (_claim(reading), *_count(reading), _overall(reading), _best(reading), *_value(reading), _next(reading))


def _blocked(reading: ArmsReading) -> tuple[Message, ...]:
    split = reading.sample_ratio
    if split is not None and split.mismatch:
        return (
            Message(
                "No conclusion: the groups were not filled as planned ({p:p}), so they cannot be compared.",
                p=split.p_value,
            ),
            Message("Find out why before anything else: lost events, bots, redirects, or a split that was changed."),
        )
    return (
        Message(
            "No conclusion about single factors: over the arms compared they change together, so it cannot be said which of them did it."
        ),
        Message("Next: compare the arms as whole packages, or run arms that differ in one factor at a time."),
    )


def leading(reading: ArmsReading) -> ArmComparison:
    """The comparison that moved farthest in the wanted direction."""
    sign = 1 if reading.good == "increase" else -1
    return max(reading.comparisons, key=lambda item: sign * item.difference.value)


def _claim(reading: ArmsReading) -> Message:
    best = leading(reading)
    told = Told(unit_of(reading), best.difference)
    claim = Message(
        "{verdict}: {difference} against control, from {control} to {treatment} ({interval}, for all {k:count} comparisons together).",
        verdict=_finding(reading, best),
        difference=told.signed(best.difference.value),
        control=told.level(reading.arms[0].value),
        treatment=told.level(reading.arms[best.arm].value),
        interval=told.interval(best.difference),
        k=len(reading.comparisons),
    )
    if reading.plan_reached:
        return claim
    return Message("A look on the way, not the result. {claim}", claim=claim)


def _finding(reading: ArmsReading, item: ArmComparison) -> Message:
    arm = arm_name(item.arm, len(reading.arms))
    if item.verdict.startswith("increase"):
        return Message("{arm} is higher than control", arm=arm)
    if item.verdict.startswith("decrease"):
        return Message("{arm} is lower than control", arm=arm)
    if item.verdict == "too_small_to_matter":
        return Message("{arm} differs from control by less than what is worth acting on", arm=arm)
    return Message("Not settled for {arm}, the best of the versions", arm=arm)


def _count(reading: ArmsReading) -> tuple[Message, ...]:
    settled = [item for item in reading.comparisons if item.difference.excludes(0.0)]
    names = tuple(arm_name(item.arm, len(reading.arms)) for item in settled)
    adjust = ADJUST_WORDS[reading.adjust]
    best = leading(reading)
    adjusted = Message(
        "Adjusted over {k:count} comparisons ({adjust}): {p:p}; on its own {raw:p}.",
        k=len(reading.comparisons),
        adjust=adjust,
        p=best.p_adjusted,
        raw=best.p_value,
    )
    if not settled:
        nothing = Message(
            "No arm is set apart from control; that is not evidence that they are alike. To show that, name a margin and read pairs for equivalence."
        )
        return (adjusted, nothing)
    if len(names) == len(reading.comparisons):
        return (adjusted, Message("Every arm is set apart from control."))
    return (adjusted, Message("Set apart from control: {arms}; the others are not settled.", arms=names))


def _overall(reading: ArmsReading) -> Message:
    overall = reading.overall
    if overall.test == "chi2":
        return Message(
            "All arms alike? Chi-square {chi2:number} on {df:count} df, {p:p}.",
            chi2=overall.statistic,
            df=overall.df,
            p=overall.p_value,
        )
    return Message(
        "All arms alike? Welch's F {f:number} on {df:count} and {within:number} df, {p:p}.",
        f=overall.statistic,
        df=overall.df,
        within=overall.df_within,
        p=overall.p_value,
    )


def _best(reading: ArmsReading) -> Message:
    chances = reading.chance_best
    if any(math.isnan(chance) for chance in chances):
        return Message("The chance of each arm to be the best is undefined where an arm does not vary.")
    best = max(range(len(chances)), key=lambda place: chances[place])
    return Message(
        "{arm} is the best of {arms:count} with a probability of {chance:chance} (flat prior).",
        arm=arm_name(best, len(chances)),
        arms=len(chances),
        chance=chances[best],
    )


def _value(reading: ArmsReading) -> tuple[Message, ...]:
    value = leading(reading).value_per_1000
    if value is None or math.isnan(value.low):
        return ()
    return (
        Message(
            "Worth {value:money} per 1,000: {low:money} to {high:money} within the interval.",
            value=value.value,
            low=value.low,
            high=value.high,
        ),
    )


def _next(reading: ArmsReading) -> Message:
    if not reading.plan_reached:
        return keep_to_the_plan(sum(reading.sizes), reading.planned_n_total or 0)
    best = leading(reading)
    if not best.verdict.startswith(reading.good):
        return Message(
            "Next: do not pick a winner from these data; keep control, or test the arm farthest ahead against control alone with new customers."
        )
    if best.verdict.endswith(("_maybe_small", "_too_small")):
        return Message(
            "Next: the worst case is below the smallest change worth acting on. Roll it out if the worst case still pays; otherwise run a larger test."
        )
    return Message(
        "Next: roll out {arm} if the worst case still pays. The winner of several arms looks better than it is; expect less than the estimate.",
        arm=arm_name(best.arm, len(reading.arms)),
    )


def _factorial(reading: ArmsReading) -> tuple[Message, ...]:
    said = [_effect(reading, item) for item in reading.effects]
    if not reading.plan_reached:
        said[0] = Message("A look on the way, not the result. {claim}", claim=said[0])
    return tuple(said)


def _effect(reading: ArmsReading, item: FactorialEffect) -> Message:
    told = Told(unit_of(reading), item.effect, apart_from=reading.smallest_change)
    known = Message(
        "{effect}: {value} ({interval}), {p:p}, adjusted over three effects {holm:p}.",
        effect=EFFECT_WORDS[item.name],
        value=told.signed(item.effect.value),
        interval=told.interval(item.effect),
        p=item.p_value,
        holm=item.p_holm,
    )
    if reading.smallest_change is None or item.name == "interaction" or math.isnan(item.effect.low):
        return known
    return Message(
        "{known} {against}", known=known, against=_against_smallest(reading.smallest_change, item.effect, told)
    )


def _against_smallest(smallest_change: float, effect: Estimate, told: Told) -> Message:
    """A main effect held against the smallest change worth acting on, which is one factor's own."""
    least = told.size(smallest_change)
    verdict = verdict_of(effect, smallest_change=smallest_change, blocked=False)
    if verdict in {"increase", "decrease"}:
        return Message("Even the worst case reaches the smallest change worth acting on, {least}.", least=least)
    if verdict.endswith("_maybe_small"):
        return Message("It may be smaller than the smallest change worth acting on, {least}.", least=least)
    if verdict.endswith("_too_small") or verdict == "too_small_to_matter":
        return Message("It is smaller than the smallest change worth acting on, {least}.", least=least)
    return Message("Not settled against the smallest change worth acting on, {least}.", least=least)


def _next_factorial(reading: ArmsReading) -> Message:
    if not reading.plan_reached:
        return keep_to_the_plan(sum(reading.sizes), reading.planned_n_total or 0)
    interaction = next(item for item in reading.effects if item.name == "interaction")
    if interaction.effect.excludes(0.0):
        return Message("Next: judge the four cells, not the main effects: what one factor does depends on the other.")
    return Message(
        "Next: judge each factor by its interval. The interaction is not settled, which is not evidence that there is none: its interval is twice as wide as those of the factors."
    )
