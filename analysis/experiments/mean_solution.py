"""From a planner's answers about means to the plan: the unknown, other conventions, and remarks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from analysis.core.errors import ParameterError
from analysis.core.messages import Message, PluralMessage
from analysis.core.results import Note
from analysis.experiments.group_others import Asked, OtherAnswer, equal_total
from analysis.experiments.group_question import GroupQuestion
from analysis.experiments.group_solution import group_curve, group_notes, group_provenance, laid_out, solved_sizes
from analysis.experiments.mean_inputs import MeanInputs
from analysis.experiments.mean_plan import MeanPlan
from analysis.experiments.mean_power import MeanConvention, MeanTest
from analysis.experiments.proportion_power import whole

NAN = float("nan")
CONVENTIONS: tuple[MeanConvention, ...] = ("student_t", "welch_t", "z")
SKEW_FACTOR = 355
SKEWED_FROM = 2.0
FEW_CLUSTERS = 10


def solve_means(inputs: MeanInputs) -> MeanPlan:
    """Solve a planner's question and lay the answer out; see `plan_means`."""
    test, question = inputs.test(), inputs.question(inputs.effect())
    answer = solved_sizes(question, test)
    if answer.effect == 0:
        raise ParameterError(
            Message("The expected change alone is found that often: no margin is needed."),
            remedy=Message("Plan to show a change, or expect a smaller one."),
            parameter="expected_change",
        )
    asked = Asked(question=question, test=test, convention=inputs.convention, family_alpha=inputs.alpha)
    others = (asked.ours(), *_others(inputs, asked, answer))
    parts: dict[str, Any] = {**laid_out(inputs, test, answer), **_effects(inputs, answer.effect)}
    return MeanPlan(
        **parts,
        **_clusters(inputs, answer),
        goal=inputs.goal,
        design=inputs.design,
        convention=inputs.convention,
        change_kind=inputs.change_kind,
        variance_ratio=inputs.variance_ratio,
        design_effect=inputs.design_effect,
        n_for_normality=NAN if inputs.skewness is None else SKEW_FACTOR * inputs.skewness**2,
        others=others,
        curve=group_curve(inputs, test, answer, effect=answer.effect),
        notes=group_notes(inputs, parts, equal_total(others, inputs.n_treatments), _own_notes(inputs, parts)),
        provenance=group_provenance("plan_means", inputs),
    )


def _effects(inputs: MeanInputs, effect: float) -> dict[str, Any]:
    superior = inputs.goal == "superiority"
    change = inputs.sign * (effect if superior else inputs.in_units(inputs.expected_change))
    baseline = NAN if inputs.baseline_mean is None else inputs.baseline_mean
    control, treatment = inputs.deviations
    return {
        "effect": effect,
        "baseline_mean": baseline,
        "treatment_mean": baseline + change,
        "change": change,
        "relative_change": change / abs(baseline) if baseline else NAN,
        "cohens_d": change / inputs.usual_deviation,
        "margin": NAN if superior else effect,
        "sd_control": control,
        "sd_treatment": treatment,
        "rule_of_16": 16 * control**2 / effect**2 if superior else NAN,
    }


def _clusters(inputs: MeanInputs, answer: GroupQuestion) -> dict[str, Any]:
    size = inputs.cluster_size
    if size is None:
        return {"cluster_size": NAN, "clusters_control": NAN, "clusters_treatment": NAN}
    return {
        "cluster_size": size,
        "clusters_control": float(whole(answer.n_control / size)),
        "clusters_treatment": float(whole(answer.n_treatment / size)),
    }


def _others(inputs: MeanInputs, asked: Asked[MeanTest], answer: GroupQuestion) -> Iterator[OtherAnswer]:
    test = asked.test
    yield from _other_tests(inputs, asked)
    if inputs.goal == "equivalence":
        if inputs.convention != "z":
            yield asked.by("two_tails_of_t", replace(test, approximate=True))
        yield asked.by("half_level", replace(test, alpha=test.alpha / 2))
    else:
        yield from asked.usual()
    if inputs.covariate_correlation:
        factor = 1 / math.sqrt(inputs.variance_ratio)
        yield asked.by("unadjusted", _spread(test, factor))
    if inputs.design_effect > 1:
        alone = _spread(test, 1 / math.sqrt(inputs.design_effect))
        yield asked.by("clusters_ignored", replace(alone, customers_per_unit=1.0))
    if inputs.goal == "superiority" and asked.free_n:
        yield from _other_questions(inputs, asked, answer)


def _other_tests(inputs: MeanInputs, asked: Asked[MeanTest]) -> Iterator[OtherAnswer]:
    test = asked.test
    same_spread = math.isclose(test.sd_control, test.sd_treatment)
    for convention in CONVENTIONS:
        skipped = convention == inputs.convention or (convention == "student_t" and not same_spread)
        # With one group, Welch's and Student's t are the same.
        if not skipped and not (inputs.one_group and {convention, inputs.convention} == {"student_t", "welch_t"}):
            yield asked.by(convention, replace(test, convention=convention))
    if inputs.goal == "superiority" and test.sides == "two":
        yield asked.by("both_tails", replace(test, both_tails=True))


def _other_questions(inputs: MeanInputs, asked: Asked[MeanTest], answer: GroupQuestion) -> Iterator[OtherAnswer]:
    change, baseline = inputs.change, inputs.baseline_mean
    if change is not None and baseline and inputs.change_kind != "cohen_d":
        by_share = inputs.change_kind == "absolute"
        read = change * abs(baseline) if by_share else change
        name = "read_as_relative" if by_share else "read_as_absolute"
        yield asked.by(name, asked.test, replace(asked.question, effect=read))
    if not inputs.one_group:
        control, _ = inputs.deviations
        yield asked.rule("rule_of_16", 16 * control**2 / answer.effect**2)


def _spread(test: MeanTest, factor: float) -> MeanTest:
    return replace(test, sd_control=test.sd_control * factor, sd_treatment=test.sd_treatment * factor)


def _own_notes(inputs: MeanInputs, parts: dict[str, Any]) -> Iterator[Note | None]:
    groups = (parts["n_control"], parts["n_treatment"])
    smallest = min(n for n in groups if n)
    yield _skewed(inputs, smallest)
    if inputs.cluster_size is not None and smallest / inputs.cluster_size < FEW_CLUSTERS:
        yield Note(
            "caution",
            PluralMessage(
                "One community in a group is too few: chance differences between communities look like an effect. More and smaller communities are safer than more customers.",
                "{n} communities in a group are few: chance differences between communities look like an effect. More and smaller communities are safer than more customers.",
                n=whole(smallest / inputs.cluster_size),
            ),
            code="few_clusters",
        )


def _skewed(inputs: MeanInputs, smallest: int) -> Note | None:
    if inputs.skewness is None:
        baseline = inputs.baseline_mean
        control, _ = inputs.deviations
        if inputs.one_group or not baseline or control < SKEWED_FROM * abs(baseline):
            return None
        return Note(
            "caution",
            Message(
                "A standard deviation of {times:number} times the mean is that of skewed values, such as spend with a few large buyers. Give the skewness to see whether the groups are large enough for a test of means.",
                times=control / abs(baseline),
            ),
            code="skewed_values",
        )
    needed = SKEW_FACTOR * inputs.skewness**2
    if smallest >= needed:
        return None
    return Note(
        "caution",
        Message(
            "With a skewness of {skewness:effect}, a group's mean is close to normal only from {needed:count} customers on (355 × skewness²); the smallest group has {n:count}. Cap the largest values, or plan for more customers.",
            skewness=inputs.skewness,
            needed=whole(needed),
            n=smallest,
        ),
        code="skewed_values",
    )
