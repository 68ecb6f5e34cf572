"""What belongs to a plan beside its claim: several comparisons, communities, and the conversions needed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.messages import Message, Sentence
from analysis.experiments.phrases import times_in

if TYPE_CHECKING:
    from analysis.experiments.proportion_plan import ProportionPlan


def clauses_of_design(plan: ProportionPlan) -> tuple[Sentence, ...]:
    """The clauses that apply to a plan, in reading order."""
    return (*_comparisons(plan), *_communities(plan), *_conversions(plan))


def _comparisons(plan: ProportionPlan) -> tuple[Sentence, ...]:
    if plan.n_treatments == 1:
        return ()
    level = {
        "none": Message(
            "Each of {groups:count} new groups is compared with the control group at {alpha:fine_percent}; the chance that at least one false alarm rings is larger.",
            groups=plan.n_treatments,
            alpha=plan.alpha_per_comparison,
        ),
        "bonferroni": Message(
            "Each of {groups:count} new groups is compared with the control group at {alpha:fine_percent} (Bonferroni), so that all of them together raise a false alarm at most {alarm}.",
            groups=plan.n_treatments,
            alpha=plan.alpha_per_comparison,
            alarm=times_in(plan.alpha_tested),
        ),
        "holm": Message(
            "The strongest of {groups:count} comparisons is tested at {alpha:fine_percent}, the next ones less strictly (Holm); all together raise a false alarm at most {alarm}. The chance stated is that of the first, strictest step; the true one is never lower.",
            groups=plan.n_treatments,
            alpha=plan.alpha_per_comparison,
            alarm=times_in(plan.alpha_tested),
        ),
        "dunnett": Message(
            "Each of {groups:count} new groups is compared with the control group at {alpha:fine_percent} (Dunnett, critical value {critical:number}), so that all of them together raise a false alarm {alarm}.",
            groups=plan.n_treatments,
            alpha=plan.alpha_per_comparison,
            critical=plan.critical,
            alarm=times_in(plan.alpha_tested),
        ),
    }[plan.correction]
    any_of_them = (
        Message(
            "A given new version that is as planned is found {power:chance} of the time; if all of them are, at least one is found {any:chance} of the time.",
            power=plan.power,
            any=plan.power_any,
        )
        if plan.goal == "superiority"
        else Message(
            "A given new version that is as planned passes {power:chance} of the time; if all of them are, at least one passes {any:chance} of the time.",
            power=plan.power,
            any=plan.power_any,
        )
    )
    return level, any_of_them


def _communities(plan: ProportionPlan) -> tuple[Sentence, ...]:
    if math.isnan(plan.cluster_size):
        return ()
    if plan.clusters_control == plan.clusters_treatment:
        return (
            Message(
                "That is {clusters:count} communities of about {size:number} in each group: assigned as a whole, {effect:effect} times as many customers are needed as one by one.",
                clusters=plan.clusters_control,
                size=plan.cluster_size,
                effect=plan.design_effect,
            ),
        )
    return (
        Message(
            "That is {treatment:count} communities of about {size:number} in a new group and {control:count} in the control group: assigned as a whole, {effect:effect} times as many customers are needed as one by one.",
            treatment=plan.clusters_treatment,
            control=plan.clusters_control,
            size=plan.cluster_size,
            effect=plan.design_effect,
        ),
    )


def _conversions(plan: ProportionPlan) -> tuple[Sentence, ...]:
    needed = plan.conversions
    if not needed.reachable:
        return (Message("No outcome of groups this small would be a finding."),)
    if math.isnan(needed.most):
        more = needed.fewest - needed.expected
        return (_at_least(plan, more),)
    if math.isnan(needed.fewest):
        return (_at_most(plan, needed.expected - needed.most),)
    return (
        Message(
            "If the control group shows exactly {rate:fine_percent}, a new group passes with {fewest:count} to {most:count} conversions, where {expected:count} are expected.",
            rate=plan.baseline_rate,
            fewest=needed.fewest,
            most=needed.most,
            expected=needed.expected,
        ),
    )


def _at_least(plan: ProportionPlan, more: float) -> Message:
    needed = plan.conversions
    if more >= 0:
        return Message(
            "If the control group shows exactly {rate:fine_percent}, a new group needs {fewest:count} conversions to be a finding, {more:number} more than the {expected:number} expected without a change.",
            rate=plan.baseline_rate,
            fewest=needed.fewest,
            more=more,
            expected=needed.expected,
        )
    return Message(
        "If the control group shows exactly {rate:fine_percent}, a new group passes with {fewest:count} conversions or more, up to {less:number} fewer than the {expected:number} expected without a change.",
        rate=plan.baseline_rate,
        fewest=needed.fewest,
        less=-more,
        expected=needed.expected,
    )


def _at_most(plan: ProportionPlan, less: float) -> Message:
    needed = plan.conversions
    if less >= 0:
        return Message(
            "If the control group shows exactly {rate:fine_percent}, a new group must have at most {most:count} conversions to be a finding, {less:number} fewer than the {expected:number} expected without a change.",
            rate=plan.baseline_rate,
            most=needed.most,
            less=less,
            expected=needed.expected,
        )
    return Message(
        "If the control group shows exactly {rate:fine_percent}, a new group passes with {most:count} conversions or fewer, up to {more:number} more than the {expected:number} expected without a change.",
        rate=plan.baseline_rate,
        most=needed.most,
        more=-less,
        expected=needed.expected,
    )
