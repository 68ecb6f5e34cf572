"""A plan in words: first the numbers, then what they buy."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.experiments.phrases import GROUP_WORDS, move, points_apart, times_in
from analysis.experiments.plan_design_words import clauses_of_design

if TYPE_CHECKING:
    from analysis.experiments.proportion_plan import ProportionPlan


def plan_readings(plan: ProportionPlan) -> tuple[Sentence, ...]:
    """The readings of a plan; see `ProportionPlan.readings`."""
    if plan.unreachable:
        return (_claim_unreachable(plan),)
    if plan.answer == "n" and plan.not_feasible is not None:
        return (plan.not_feasible, *_in_the_weeks_available(plan))
    claim = {
        "n": _claim_n,
        "mde": _claim_mde,
        "power": _claim_power,
        "split": _claim_split,
        "arms": _claim_versions,
        "weeks": _claim_weeks,
    }[plan.solve_for]
    return (*claim(plan), *clauses_of_design(plan))


def subject(plan: ProportionPlan) -> Message:
    """What is planned for, as a noun phrase: a move of the rate, or a rate that stays."""
    if plan.treatment_rate == plan.baseline_rate:
        return Message("an unchanged rate of {rate:fine_percent}", rate=plan.baseline_rate)
    return move(plan.baseline_rate, plan.treatment_rate)


def predicate(plan: ProportionPlan) -> Message:
    """What the test then says about it."""
    if plan.goal == "superiority":
        return Message("is found")
    if plan.margin == 0:
        return Message("is shown to be no worse at all")
    if plan.goal == "noninferiority":
        return Message("is shown to be less than {margin} worse", margin=points_apart(plan.margin))
    return Message("is shown to differ by less than {margin}", margin=points_apart(plan.margin))


def _claim_unreachable(plan: ProportionPlan) -> Message:
    if plan.goal == "superiority":
        return Message(
            "With {sizes}, no change from {rate:fine_percent} is large enough to be found {chance}.",
            sizes=sizes(plan),
            rate=plan.baseline_rate,
            chance=times_in(plan.target_power),
        )
    return Message(
        "With {sizes}, no margin around {rate:fine_percent} is wide enough to be shown {chance}.",
        sizes=sizes(plan),
        rate=plan.baseline_rate,
        chance=times_in(plan.target_power),
    )


def _claim_n(plan: ProportionPlan) -> tuple[Sentence, ...]:
    if math.isnan(plan.weeks):
        return (Message("{sizes}, {total:count} in all.", sizes=sizes(plan), total=plan.n_total), _found(plan))
    return (
        PluralMessage(
            "{sizes}, {total:count} in all: {n} full week at {weekly:count} a week.",
            "{sizes}, {total:count} in all: {n:count} full weeks at {weekly:count} a week.",
            n=int(plan.weeks),
            sizes=sizes(plan),
            total=plan.n_total,
            weekly=plan.users_per_week * plan.traffic_share,
        ),
        _found(plan),
    )


def _found(plan: ProportionPlan) -> Message:
    """How often it is found, and how often a false alarm rings."""
    if plan.goal != "superiority":
        return _shown(plan)
    if plan.n_treatments > 1:
        # The level of one comparison and that of all together stand in a sentence of their own.
        return Message(
            "Then {move} is found {chance} in each comparison.",
            move=move(plan.baseline_rate, plan.treatment_rate),
            chance=times_in(plan.target_power),
        )
    return Message(
        "Then {move} is found {chance}, and no change is called a change {alarm}.",
        move=move(plan.baseline_rate, plan.treatment_rate),
        chance=times_in(plan.target_power),
        alarm=times_in(plan.alpha_tested),
    )


def _shown(plan: ProportionPlan) -> Message:
    if plan.n_treatments > 1:
        return Message(
            "Then {subject} {predicate} {chance} in each comparison.",
            subject=subject(plan),
            predicate=predicate(plan),
            chance=times_in(plan.target_power),
        )
    return Message(
        "Then {subject} {predicate} {chance}, and a new version that lies right on the margin passes {alarm}.",
        subject=subject(plan),
        predicate=predicate(plan),
        chance=times_in(plan.target_power),
        alarm=times_in(plan.alpha_tested),
    )


def _claim_mde(plan: ProportionPlan) -> tuple[Sentence, ...]:
    if plan.goal != "superiority":
        return _claim_margin(plan)
    return (
        Message(
            "With {sizes}, the smallest change found {chance} is {change:fine_points} points: {move} ({relative:fine_percent} of today's rate).",
            sizes=sizes(plan),
            chance=times_in(plan.target_power),
            change=plan.change,
            move=move(plan.baseline_rate, plan.treatment_rate),
            relative=abs(plan.relative_change),
        ),
        Message("Smaller changes will more often be missed.")
        if plan.n_treatments > 1
        else Message(
            "Smaller changes will more often be missed; no change is called a change {alarm}.",
            alarm=times_in(plan.alpha_tested),
        ),
    )


def _claim_margin(plan: ProportionPlan) -> tuple[Sentence, ...]:
    if plan.margin == 0:
        return (
            Message(
                "With {sizes}, {subject} {predicate} at least {chance}: it is better than that.",
                sizes=sizes(plan),
                subject=subject(plan),
                predicate=predicate(plan),
                chance=times_in(plan.target_power),
            ),
        )
    return (
        Message(
            "With {sizes}, the smallest margin that holds {chance} is {margin}: {subject} {predicate}.",
            sizes=sizes(plan),
            chance=times_in(plan.target_power),
            margin=points_apart(plan.margin),
            subject=subject(plan),
            predicate=predicate(plan),
        ),
        Message(
            "The margin is a decision, not a result: it has to be the largest loss that would be acceptable anyway."
        ),
    )


def _claim_power(plan: ProportionPlan) -> tuple[Sentence, ...]:
    if plan.goal != "superiority":
        return (
            Message(
                "With {sizes}, {subject} {predicate} {power:chance} of the time.",
                sizes=sizes(plan),
                subject=subject(plan),
                predicate=predicate(plan),
                power=plan.power,
            ),
            Message("Otherwise nothing is shown, which does not mean that the new version is worse."),
        )
    return (
        Message(
            "With {sizes}, {move} is found {power:chance} of the time.",
            sizes=sizes(plan),
            move=move(plan.baseline_rate, plan.treatment_rate),
            power=plan.power,
        ),
        Message("Otherwise it is missed, and a missed change looks just like no change.")
        if plan.n_treatments > 1
        else Message(
            "Otherwise it is missed, and a missed change looks just like no change; no change is called a change {alarm}.",
            alarm=times_in(plan.alpha_tested),
        ),
    )


def _claim_split(plan: ProportionPlan) -> tuple[Sentence, ...]:
    if math.isnan(plan.share_low):
        return (
            Message(
                "With {total:count} customers in all, no split is enough: at the best one, {share:percent} in treatment, {subject} {predicate} {power:chance} of the time.",
                total=plan.n_total,
                share=plan.share_treatment,
                subject=subject(plan),
                predicate=predicate(plan),
                power=plan.power,
            ),
        )
    return (
        Message(
            "With {total:count} customers in all, {low:percent} to {high:percent} of them must get a new version; then {subject} {predicate} at least {chance}.",
            total=plan.n_total,
            low=plan.share_low,
            high=plan.share_high,
            subject=subject(plan),
            predicate=predicate(plan),
            chance=times_in(plan.target_power),
        ),
        Message("At the smallest share, that is {sizes}.", sizes=sizes(plan)),
    )


def _claim_versions(plan: ProportionPlan) -> tuple[Sentence, ...]:
    if not plan.n_possible:
        return (
            Message(
                "With {total:count} customers in all, not even one new version can be tried: {subject} {predicate} {power:chance} of the time, not {chance}.",
                total=plan.n_total,
                subject=subject(plan),
                predicate=predicate(plan),
                power=plan.power,
                chance=times_in(plan.target_power),
            ),
        )
    return (
        PluralMessage(
            "With {total:count} customers in all, {n} new version can be tried: {subject} {predicate} {power:chance} of the time.",
            "With {total:count} customers in all, {n:count} new versions can be tried: {subject} {predicate} {power:chance} of the time in each comparison.",
            n=plan.n_possible,
            total=plan.n_total,
            subject=subject(plan),
            predicate=predicate(plan),
            power=plan.power,
        ),
        Message("That is {sizes}.", sizes=sizes(plan)),
    )


def _claim_weeks(plan: ProportionPlan) -> tuple[Sentence, ...]:
    claim: Sentence = PluralMessage(
        "{n} full week at {weekly:count} a week: {sizes}, {total:count} in all.",
        "{n:count} full weeks at {weekly:count} a week: {sizes}, {total:count} in all.",
        n=int(plan.weeks),
        weekly=plan.users_per_week * plan.traffic_share,
        sizes=sizes(plan),
        total=plan.n_total,
    )
    return (claim, _found(plan), *_in_the_weeks_available(plan))


def _in_the_weeks_available(plan: ProportionPlan) -> tuple[Sentence, ...]:
    if math.isnan(plan.weeks_available):
        return ()
    weeks = PluralMessage("{n} week", "{n:count} weeks", n=int(plan.weeks_available))
    if math.isnan(plan.found_in_weeks):
        return (
            Message(
                "In the {weeks} available, nothing is large enough to be found {chance}.",
                weeks=weeks,
                chance=times_in(plan.target_power),
            ),
        )
    if plan.goal != "superiority":
        return (
            Message(
                "In the {weeks} available, the smallest margin that holds {chance} is {margin}.",
                weeks=weeks,
                chance=times_in(plan.target_power),
                margin=points_apart(plan.found_in_weeks),
            ),
        )
    return (
        Message(
            "In the {weeks} available, the smallest change found {chance} is {change:fine_points} points.",
            weeks=weeks,
            chance=times_in(plan.target_power),
            change=plan.found_in_weeks,
        ),
    )


def sizes(plan: ProportionPlan) -> Message:
    """The groups and their sizes as a noun phrase."""
    if plan.equal_groups:
        return Message(
            "{n:count} customers in each of {groups} groups",
            n=plan.n_control,
            groups=GROUP_WORDS[plan.n_treatments + 1],
        )
    if plan.n_treatments == 1:
        return Message(
            "{treatment:count} customers with the change and {control:count} without",
            treatment=plan.n_treatment,
            control=plan.n_control,
        )
    return Message(
        "{treatment:count} customers in each of {groups:count} new groups and {control:count} in the control group",
        treatment=plan.n_treatment,
        groups=plan.n_treatments,
        control=plan.n_control,
    )
