"""What is simulated of each kind of plan: the plan's numbers as the choices of a rehearsal, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from analysis.core import Message

if TYPE_CHECKING:
    from analysis.experiments.association_plan import AssociationPlan
    from analysis.experiments.count_plan import CountPlan
    from analysis.experiments.factorial_plan import FactorialPlan
    from analysis.experiments.mean_plan import MeanPlan
    from analysis.experiments.metric_plan import MetricsPlan
    from analysis.experiments.proportion_plan import ProportionPlan
    from analysis.experiments.ratio_plan import RatioPlan
    from analysis.experiments.sequential_plan import SequentialPlan

ONE_SIDED = Message(
    "The plan looks in one direction; the rehearsal looks in both, each with the plan's chance of a false alarm."
)
FIRST_STEP = Message("Every effect is held to the level of the first of Holm's steps, as the plan does.")
ITS_MARGIN = Message("The run without an effect stands on the margin itself; the other at the true difference assumed.")
ONE_VERSION = Message(
    "One new version against the control group is rehearsed, at the level of one comparison among several."
)
COVARIATE = Message("No rehearsal draws what customers did before the test, so a plan with that correlation has none.")
MARGIN = Message("No rehearsal of communities reads a test against a margin.")
ONLY_GUARDRAILS = Message("A plan of guardrails alone finds nothing; there is no rehearsal of it.")
INDEPENDENT = Message("The metrics are drawn independently of each other, which the plan does not ask.")
NO_DESIGN = Message("No rehearsal draws a test of this kind.")
UNEQUAL_COMMUNITIES = Message(
    "Communities are rehearsed with as many in each group; this plan has more in one of them."
)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What is simulated of a plan: the kind of study, its numbers, and what of the plan is simplified."""

    kind: str
    values: Mapping[str, Any]
    simplified: tuple[Message, ...] = field(default=())


Answer: TypeAlias = Rehearsed | Message
"""A rehearsal, or why there is none."""


def answer(method_id: str, parameters: Mapping[str, Any], result: Any) -> Answer | None:
    """The rehearsal with a plan's own numbers, or why it has none; None for what plans no test.

    Parameters
    ----------
    method_id : str
        The planner.
    parameters : mapping
        As asked of it.
    result : Result
        What it answered: the sizes and the change come from there.
    """
    maker = MAKERS.get(method_id)
    if maker is None:
        return None
    if float(parameters.get("covariate_correlation") or 0.0) != 0:
        return COVARIATE
    return maker(parameters, result)


def _question(method_id: str, reader_id: str, parameters: Mapping[str, Any], plan: Any) -> dict[str, Any]:
    """The question that the plan's own reading asks, as a rehearsal's choices."""
    from analysis.findings.planned import planned_of, reading_values
    from analysis.methods import method_by_id

    read = reading_values(planned_of(method_by_id(method_id), parameters, plan), method_by_id(reader_id))
    asked = {"level": read["level"], "goal": plan.target_power, "find_size": False}
    if read.get("goal", "superiority") == "superiority":
        return asked | {"alternative": read.get("alternative", "two-sided")}
    return asked | {"to_show": read["goal"], "margin": read["margin"], "good": read["good"]}


def _shares(parameters: Mapping[str, Any], plan: ProportionPlan) -> Answer:
    if plan.cluster_size > 0:
        return _communities(parameters, plan)
    tests = {"pooled": "pooled_z", "evan_miller": "pooled_z", "continuity_corrected": "yates"}
    return Rehearsed(
        "rehearse_shares",
        {
            **_two_groups(plan),
            **_question("plan_proportions", "read_proportions", parameters, plan),
            "rate_control": plan.baseline_rate,
            "rate_treatment": plan.treatment_rate,
            "by": tests.get(plan.convention, "interval"),
        },
        _simplified(plan),
    )


def _communities(parameters: Mapping[str, Any], plan: ProportionPlan) -> Answer:
    if plan.goal != "superiority":
        return MARGIN
    if plan.clusters_control != plan.clusters_treatment:
        return UNEQUAL_COMMUNITIES
    return Rehearsed(
        "rehearse_communities",
        {
            "size": math.ceil(plan.clusters_control) + math.ceil(plan.clusters_treatment),
            "customers": plan.cluster_size,
            "variation": float(parameters.get("cluster_size_cv") or 0.0),
            "intraclass_correlation": plan.icc,
            "rate_control": plan.baseline_rate,
            "rate_treatment": plan.treatment_rate,
            **_level(plan),
        },
        _in_both_directions(plan),
    )


def _means(parameters: Mapping[str, Any], plan: MeanPlan) -> Answer:
    grouped = plan.design == "independent" and not plan.cluster_size > 0
    if not grouped or plan.sd_control != plan.sd_treatment:
        return NO_DESIGN
    # Without a mean of today only the difference counts: the control group stands at 0.
    control = plan.baseline_mean if math.isfinite(plan.baseline_mean) else 0.0
    return Rehearsed(
        "rehearse_means",
        {
            **_two_groups(plan),
            **_question("plan_means", "read_means", parameters, plan),
            "mean_control": control,
            "mean_treatment": control + plan.change,
            "sd": plan.sd_control,
            # The plan's formula is that of a normal outcome; the skewed shape is one click away.
            "shape": "normal",
            "by": "student" if plan.convention == "student_t" else "welch",
        },
        _simplified(plan),
    )


def _correlation(_asked: Mapping[str, Any], plan: AssociationPlan) -> Answer:
    if plan.kind != "correlation":
        return NO_DESIGN
    return Rehearsed(
        "rehearse_correlation",
        {"size": plan.n_total, "correlation": plan.effect, "seen": "numbers", **_level(plan)},
        _in_both_directions(plan),
    )


def _events(parameters: Mapping[str, Any], plan: CountPlan) -> Answer:
    return Rehearsed(
        "rehearse_counts",
        {
            **_two_groups(plan),
            **_question("plan_counts", "read_counts", parameters, plan),
            "event_rate_control": plan.rate,
            "event_rate_treatment": plan.treatment_rate,
            "exposure": plan.exposure,
            "variance_to_mean": plan.variance_to_mean,
            "dispersion": plan.dispersion,
        },
        _simplified(plan),
    )


def _ratio(parameters: Mapping[str, Any], plan: RatioPlan) -> Answer:
    return Rehearsed(
        "rehearse_ratio",
        {
            **_two_groups(plan),
            **_question("plan_ratio", "read_ratio", parameters, plan),
            **_moments(parameters, plan),
            "ratio_control": plan.ratio,
            "ratio_treatment": plan.treatment_ratio,
        },
        _simplified(plan),
    )


def _factorial(_asked: Mapping[str, Any], plan: FactorialPlan) -> Answer:
    sizes = {contrast.name: abs(contrast.size) for contrast in plan.contrasts}
    smaller = "b" if sizes["b"] < sizes["a"] else "a"
    decides = "interaction" if plan.plan_for == "interaction" else smaller
    signed = next(contrast.size for contrast in plan.contrasts if contrast.name == decides)
    return Rehearsed(
        "rehearse_factorial",
        {
            "size": plan.n_total,
            "measured": plan.outcome,
            "cells": tuple(float(value) for value in plan.cells),
            **({"within_sd": plan.sd} if plan.outcome == "mean" else {}),
            "decides": decides,
            "sides": "two" if plan.sides == "two" else "rise" if signed > 0 else "fall",
            "level": 1 - plan.alpha_per_test,
            "goal": plan.target_power,
            "find_size": False,
        },
        (FIRST_STEP,) if plan.correction == "holm" else (),
    )


def _moments(parameters: Mapping[str, Any], plan: RatioPlan) -> dict[str, float]:
    """The plan's moments; a variance of customers alone is that of a numerator over a denominator of 1."""
    numerator, denominator = parameters.get("variance_numerator"), parameters.get("variance_denominator")
    if parameters.get("unit_variance") is not None or numerator is None or denominator is None:
        return {
            "mean_denominator": 1.0,
            "variance_numerator": plan.unit_variance,
            "variance_denominator": 0.0,
            "correlation": 0.0,
        }
    correlation = parameters.get("correlation")
    if correlation is None:
        spread = math.sqrt(numerator * denominator)
        correlation = (parameters.get("covariance") or 0.0) / spread if spread else 0.0
    return {
        "mean_denominator": float(parameters.get("mean_denominator") or 1.0),
        "variance_numerator": float(numerator),
        "variance_denominator": float(denominator),
        "correlation": min(1.0, max(-1.0, float(correlation))),
    }


def _looks(_asked: Mapping[str, Any], plan: SequentialPlan) -> Answer:
    if plan.outcome != "proportion":
        return NO_DESIGN
    asked = plan.provenance.parameters
    return Rehearsed(
        "rehearse_looks",
        {
            "size": plan.max_n_total,
            "rate_control": plan.effect.control,
            "rate_treatment": plan.effect.treatment,
            "share_treatment": plan.n_treatment / plan.max_n_total,
            "looks_taken": plan.looks,
            "design": plan.design,
            "sides": plan.sides,
            "alpha": plan.alpha,
            **{name: asked[name] for name in ("delta", "rho", "gamma")},
            "goal": plan.target_power,
            "find_size": False,
        },
    )


def _metrics(asked: Mapping[str, Any], plan: MetricsPlan) -> Answer:
    if not plan.primaries:
        return ONLY_GUARDRAILS
    return Rehearsed(
        "rehearse_metrics",
        {
            "size": plan.n_total,
            "share_treatment": plan.n_treatment / plan.n_total,
            "kinds": tuple(metric.kind for metric in plan.metrics),
            "roles": tuple(metric.role for metric in plan.metrics),
            "baselines": tuple(metric.baseline for metric in plan.metrics),
            "smallest_changes": tuple(metric.change for metric in plan.metrics),
            "spreads": tuple(metric.spread for metric in plan.metrics),
            "alpha": plan.alpha,
            "guardrail_alpha": plan.guardrail_alpha,
            "sides": str(asked.get("sides", "two")),
            "correction": plan.correction,
            "goal": plan.power,
            "find_size": False,
        },
        (INDEPENDENT,),
    )


MAKERS: Mapping[str, Callable[[Mapping[str, Any], Any], Answer]] = {
    "plan_proportions": _shares,
    "plan_means": _means,
    "plan_association": _correlation,
    "plan_sequential": _looks,
    "plan_counts": _events,
    "plan_ratio": _ratio,
    "plan_factorial": _factorial,
    "plan_metrics": _metrics,
}


def _two_groups(plan: ProportionPlan | MeanPlan | CountPlan | RatioPlan) -> dict[str, Any]:
    size = plan.n_control + plan.n_treatment
    return {"size": size, "share_treatment": plan.n_treatment / size}


def _level(plan: ProportionPlan | AssociationPlan) -> dict[str, Any]:
    """Where the rehearsal looks in both directions whatever the plan does."""
    tails = 2 if plan.sides == "one" else 1
    return {"level": 1 - tails * plan.alpha_per_comparison, "goal": plan.target_power}


def _simplified(plan: ProportionPlan | MeanPlan | CountPlan | RatioPlan | AssociationPlan) -> tuple[Message, ...]:
    on_margin = (ITS_MARGIN,) if getattr(plan, "goal", "superiority") != "superiority" else ()
    return (*on_margin, ONE_VERSION) if plan.n_treatments > 1 else on_margin


def _in_both_directions(plan: ProportionPlan | AssociationPlan) -> tuple[Message, ...]:
    return (*((ONE_SIDED,) if plan.sides == "one" else ()), *_simplified(plan))
