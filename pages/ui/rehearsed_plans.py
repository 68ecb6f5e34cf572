"""What is simulated of each kind of plan: the plan's numbers as the choices of a rehearsal, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from analysis.core import Message

if TYPE_CHECKING:
    from analysis.experiments.association_plan import AssociationPlan
    from analysis.experiments.mean_plan import MeanPlan
    from analysis.experiments.proportion_plan import ProportionPlan
    from analysis.experiments.sequential_plan import SequentialPlan

ONE_SIDED = Message(
    "The plan looks in one direction; the rehearsal looks in both, each with the plan's chance of a false alarm."
)
ONE_VERSION = Message(
    "One new version against the control group is rehearsed, at the level of one comparison among several."
)
COVARIATE = Message("No rehearsal draws what customers did before the test, so a plan with that correlation has none.")
MARGIN = Message("No rehearsal of this kind of outcome reads a test against a margin.")
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
    if str(parameters.get("goal") or "superiority") != "superiority":
        return MARGIN
    return maker(parameters, result)


def _shares(parameters: Mapping[str, Any], plan: ProportionPlan) -> Answer:
    if plan.cluster_size > 0:
        return _communities(parameters, plan)
    tests = {"pooled": "pooled_z", "evan_miller": "pooled_z", "continuity_corrected": "yates"}
    return Rehearsed(
        "rehearse_shares",
        {
            **_two_groups(plan),
            "rate_control": plan.baseline_rate,
            "rate_treatment": plan.treatment_rate,
            "by": tests.get(plan.convention, "interval"),
        },
        _simplified(plan),
    )


def _communities(parameters: Mapping[str, Any], plan: ProportionPlan) -> Answer:
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
        _simplified(plan),
    )


def _means(_asked: Mapping[str, Any], plan: MeanPlan) -> Answer:
    grouped = plan.design == "independent" and not plan.cluster_size > 0
    if not grouped or plan.sd_control != plan.sd_treatment:
        return NO_DESIGN
    # Without a mean of today only the difference counts: the control group stands at 0.
    control = plan.baseline_mean if math.isfinite(plan.baseline_mean) else 0.0
    return Rehearsed(
        "rehearse_means",
        {
            **_two_groups(plan),
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
        _simplified(plan),
    )


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


MAKERS: Mapping[str, Callable[[Mapping[str, Any], Any], Answer]] = {
    "plan_proportions": _shares,
    "plan_means": _means,
    "plan_association": _correlation,
    "plan_sequential": _looks,
}


def _two_groups(plan: ProportionPlan | MeanPlan) -> dict[str, Any]:
    size = plan.n_control + plan.n_treatment
    return {"size": size, "share_treatment": plan.n_treatment / size, "find_size": False, **_level(plan)}


def _level(plan: ProportionPlan | MeanPlan | AssociationPlan) -> dict[str, Any]:
    tails = 2 if plan.sides == "one" else 1
    return {"level": 1 - tails * plan.alpha_per_comparison, "goal": plan.target_power}


def _simplified(plan: ProportionPlan | MeanPlan | AssociationPlan) -> tuple[Message, ...]:
    one_sided = (ONE_SIDED,) if plan.sides == "one" else ()
    return (*one_sided, ONE_VERSION) if plan.n_treatments > 1 else one_sided
