"""What is said about a multi-select question: the option chosen most, its distance to the next, how many are chosen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from analysis.core.messages import ColumnRef, Message, PluralMessage, Sentence
from analysis.survey.shares import border_reading, distance_reading

if TYPE_CHECKING:
    from analysis.survey.choices import MultiSelect, OptionShare

MOST_NAMED = 3


def choice_readings(found: MultiSelect) -> tuple[Sentence, ...]:
    """The most chosen option, its distance to the next, and how many options people choose."""
    if not found.n_base or not found.n_choices:
        return (Message("Nobody chose any of these options."),)
    level_with = level_options(found)
    if len(level_with) > 1:
        return (_share_first_place(found, level_with), Message("Which of them leads cannot be told."), _how_many(found))
    return (_most_chosen(found), *_distance(found), *border_reading(found.lead), _how_many(found))


def level_options(found: MultiSelect) -> tuple[OptionShare, ...]:
    """The options chosen as often as the most chosen one, itself included."""
    first = found.ranked[0].share.value
    return tuple(item for item in found.ranked if math.isclose(item.share.value, first, rel_tol=1e-12))


def _share_first_place(found: MultiSelect, first: tuple[OptionShare, ...]) -> Message:
    share = first[0].share
    low, high = min(item.share.low for item in first), max(item.share.high for item in first)
    if len(first) > MOST_NAMED:
        return Message(
            "{n:count} of the {k:count} options share the first place: {share:percent} each ({level:percent} interval "
            "{low:percent} to {high:percent}).",
            n=len(first),
            k=len(found.options),
            share=share.value,
            level=found.level,
            low=low,
            high=high,
        )
    return Message(
        "These options share the first place: {options}, {share:percent} each ({level:percent} interval {low:percent} to "
        "{high:percent}).",
        options=tuple(ColumnRef(item.column) for item in first),
        share=share.value,
        level=found.level,
        low=low,
        high=high,
    )


def _most_chosen(found: MultiSelect) -> Message:
    first = found.ranked[0]
    return Message(
        "{option} is chosen most: by {share:percent} of {base} ({level:percent} interval {low:percent} to {high:percent}).",
        option=ColumnRef(first.column),
        share=first.share.value,
        base=_base(found, first),
        level=found.level,
        low=first.share.low,
        high=first.share.high,
    )


def _base(found: MultiSelect, option: OptionShare) -> PluralMessage:
    partly = option.base < found.n_base
    if found.base == "asked":
        if partly:
            return PluralMessage(
                "the one person who was shown it", "the {n:count} people who were shown it", n=option.base
            )
        return PluralMessage("the one person asked", "the {n:count} people asked", n=option.base)
    if partly:
        return PluralMessage(
            "the one person who was shown it and chose any option",
            "the {n:count} people who were shown it and chose any option",
            n=option.base,
        )
    return PluralMessage(
        "the one person who chose any option", "the {n:count} people who chose any option", n=option.base
    )


def _distance(found: MultiSelect) -> tuple[Message, ...]:
    first, second = found.ranked[0], found.ranked[1]
    other = ColumnRef(second.column)
    if found.lead is None:
        if not second.base:
            return ()
        text = Message("Nobody was shown both it and {other}, so the two are not compared.", other=other)
        return (text,)
    if found.n_compared == first.base == second.base:
        return (distance_reading(found.lead, other, second.share.value),)
    both = PluralMessage(
        "the one person who was shown both", "the {n:count} people who were shown both", n=found.n_compared
    )
    distance, p = found.lead.distance, found.lead.p_exact
    ends: dict[str, Any] = {"low": distance.low, "high": distance.high, "lead": distance.value, "p": p}
    if not found.lead.clear:
        return (
            Message(
                "Among {both}, it cannot be told apart from {other} (distance "
                "{lead:distance} points, interval {low:points} to {high:points}; sign test {p:p}).",
                both=both,
                other=other,
                **ends,
            ),
        )
    if distance.value > 0:
        return (
            Message(
                "Among {both}, it leads {other} by {lead:distance} points (interval "
                "{low:points} to {high:points}; sign test {p:p}): more than chance alone would give.",
                both=both,
                other=other,
                **ends,
            ),
        )
    return (
        Message(
            "But among {both}, {other} is chosen more often, by {lead:distance} points "
            "(interval {low:points} to {high:points}; sign test {p:p}), more than chance alone would give.",
            both=both,
            other=other,
            **ends,
        ),
    )


def _how_many(found: MultiSelect) -> Message:
    each = found.choices_per_person
    if math.isnan(each.low):
        return Message(
            "People choose {mean:number} of the {k:count} options on average; {none:percent} of those asked chose none.",
            mean=each.value,
            k=len(found.options),
            none=found.none.value,
        )
    return Message(
        "People choose {mean:number} of the {k:count} options on average ({level:percent} interval {low:number} to "
        "{high:number}); {none:percent} of those asked chose none.",
        mean=each.value,
        k=len(found.options),
        level=found.level,
        low=each.low,
        high=each.high,
        none=found.none.value,
    )
