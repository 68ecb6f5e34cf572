"""Posterior chances in plain words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.messages import Message
from analysis.experiments.phrases import points_apart
from analysis.language.precision import Rounded, shared_decimals

if TYPE_CHECKING:
    from analysis.core.messages import Sentence
    from analysis.core.results import Estimate
    from analysis.experiments.beat_reading import BeatReading


def arm_name(place: int, arms: int) -> Message:
    """What an arm is called: control, the new version, or a version with its number."""
    if place == 0:
        return Message("Control group")
    if arms == 2:
        return Message("New version")
    return Message("Version {number:count}", number=place)


def beat_sentences(reading: BeatReading) -> tuple[Sentence, ...]:
    """The claim, the cost of a wrong choice, the mass around zero, and what the chance does not protect against."""
    return (_claim(reading), _loss(reading), *_rope(reading), _prior(reading), _peeking())


def _claim(reading: BeatReading) -> Message:
    arms = len(reading.chance_best)
    if arms == 2:
        return Message(
            "The new version is the better one with a probability of {chance:chance} (under the prior stated below): {difference}.",
            chance=reading.chance_to_beat[0],
            difference=_difference(reading, reading.difference[0]),
        )
    best = max(range(arms), key=lambda place: reading.chance_best[place])
    claim = Message(
        "{arm} is the best of {arms:count} with a probability of {chance:chance} (under the prior stated below)",
        arm=arm_name(best, arms),
        arms=arms,
        chance=reading.chance_best[best],
    )
    if best == 0:
        return Message("{claim}.", claim=claim)
    return Message(
        "{claim}; against control: {difference}.",
        claim=claim,
        difference=_difference(reading, reading.difference[best - 1]),
    )


def _difference(reading: BeatReading, found: Estimate) -> Message:
    if reading.scale == "relative":
        return Message(
            "{value:fine_points}%, {level:set_percent} credible interval {low:fine_points}% to {high:fine_points}%",
            value=found.value,
            low=found.low,
            high=found.high,
            level=found.level,
        )
    if reading.model in {"rates", "rates_normal"}:
        return Message(
            "{value:brief_points} points, {level:set_percent} credible interval {low:brief_points} to {high:brief_points}",
            value=found.value,
            low=found.low,
            high=found.high,
            level=found.level,
        )
    return Message(
        "{value:signed}, {level:set_percent} credible interval {low:signed} to {high:signed}",
        value=found.value,
        low=found.low,
        high=found.high,
        level=found.level,
    )


def range_words(reading: BeatReading, value: float) -> Message:
    """The range that does not matter, as it was set, in the unit of the scale."""
    if reading.scale == "relative":
        return Message("{value:fine_percent} of control", value=value)
    if reading.model in {"rates", "rates_normal"}:
        return points_apart(value)
    return Message("{value:exact}", value=value)


def loss_words(reading: BeatReading) -> tuple[Message, ...]:
    """Each arm's expected loss in the unit of the scale, all with the same decimals."""
    losses = reading.expected_loss
    if reading.scale == "relative":
        return tuple(Message("{loss:fine_chance} of control", loss=loss) for loss in losses)
    if reading.model in {"rates", "rates_normal"}:
        return tuple(Message("{loss:hundredths} points", loss=100 * loss) for loss in losses)
    # An expected loss may be a thousand times smaller than another: the largest one sets the decimals of all.
    shown = shared_decimals((max(losses),))
    return tuple(_rounded_loss(loss, shown) for loss in losses)


def _rounded_loss(loss: float, shown: int | None) -> Message:
    if shown is not None and loss < 10.0**-shown / 2:
        return Message("less than {least:exact}", least=10.0**-shown)
    return Message("{loss:number}", loss=Rounded(loss, shown))


def _loss(reading: BeatReading) -> Message:
    losses, words = reading.expected_loss, loss_words(reading)
    arms = len(losses)
    least = min(range(arms), key=lambda place: losses[place])
    if arms == 2:
        return Message(
            "Expected loss, were it the wrong choice: {treatment} with the new version, {control} with the control group.",
            treatment=words[1],
            control=words[0],
        )
    return Message(
        "Least expected loss: {arm}, {loss}; keeping control: {control}.",
        arm=arm_name(least, arms),
        loss=words[least],
        control=words[0],
    )


def _rope(reading: BeatReading) -> tuple[Message, ...]:
    if reading.rope is None:
        return ()
    arms = len(reading.chance_best)
    best = max(range(1, arms), key=lambda place: reading.chance_best[place]) - 1
    below, inside, above = reading.rope_masses[best]
    return (
        Message(
            "{arm} against control: {inside:chance} that the difference is smaller than {rope} either way, {above:chance} that it is higher by more, {below:chance} lower by more.",
            arm=arm_name(best + 1, arms),
            inside=inside,
            rope=range_words(reading, reading.rope),
            above=above,
            below=below,
        ),
    )


def _prior(reading: BeatReading) -> Message:
    if math.isnan(reading.prior_alpha):
        return Message("Prior: flat. Every difference was held equally likely beforehand, however large.")
    if reading.model == "rates":
        return Message(
            "Prior: Beta({a:exact}, {b:exact}) for each arm, worth {n:exact} customers with a rate of {mean:percent}; another prior gives another probability.",
            a=reading.prior_alpha,
            b=reading.prior_beta,
            n=reading.prior_alpha + reading.prior_beta,
            mean=reading.prior_alpha / (reading.prior_alpha + reading.prior_beta),
        )
    return Message(
        "Prior: Gamma({a:exact}, {b:exact}) for each arm, worth {a:exact} events in {b:exact} units of exposure; another prior gives another probability.",
        a=reading.prior_alpha,
        b=reading.prior_beta,
    )


def _peeking() -> Message:
    return Message(
        "Next: weigh the expected loss against the cost of the change, at the planned size. The probability is not immune to peeking: stopping as soon as it looks good raises false alarms as it does with p-values."
    )
