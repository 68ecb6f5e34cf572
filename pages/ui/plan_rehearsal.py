"""From a plan to its rehearsal: the plan's numbers as the choices of the page that simulates it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from analysis.core import Message, Parameter
from analysis.language import joined
from pages.ui import navigation, rehearsal_view, state
from pages.ui.forms import within
from pages.ui.words import say

if TYPE_CHECKING:
    from analysis.experiments.association_plan import AssociationPlan
    from analysis.experiments.mean_plan import MeanPlan
    from analysis.experiments.proportion_plan import ProportionPlan
    from pages.ui.cell import Run

PAGE = "rehearse"
SIMULATE = {"rehearse.part": "simulate"}
ONE_SIDED = Message(
    "The plan looks in one direction; the rehearsal looks in both, each with the plan's chance of a false alarm."
)
ONE_VERSION = Message(
    "One new version against the control group is rehearsed, at the level of one comparison among several."
)
ITS_SIZE = Message("Opens the simulation with the rates or means, the groups and the level of this plan.")


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What is simulated of a plan: the kind of study, its numbers, and what of the plan is simplified."""

    kind: str
    values: Mapping[str, Any]
    simplified: tuple[Message, ...] = field(default=())


def rehearsed(method_id: str, parameters: Mapping[str, Any], result: Any) -> Rehearsed | None:
    """The rehearsal with a plan's own numbers; None where no design of ours draws such a test.

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
    adjusted = float(parameters.get("covariate_correlation") or 0.0) != 0
    if maker is None or adjusted or str(parameters.get("goal") or "superiority") != "superiority":
        return None
    made = maker(parameters, result)
    return made if made is not None and _possible(made) else None


def button(run: Run) -> None:
    """Lead to the rehearsal of this plan, where there is one."""
    page = navigation.find(PAGE)
    found = rehearsed(run.method.id, run.parameters, run.result)
    if page is None or found is None:
        return
    if st.button(
        say(Message("Rehearse")),
        key=f"rehearse:{run.cell.id}",
        type="tertiary",
        help=joined(say(sentence) for sentence in (ITS_SIZE, *found.simplified)),
        on_click=state.replace_choices,
        args=(page.stem, codes_of(found)),
    ):
        st.switch_page(page.path)


def codes_of(found: Rehearsed) -> dict[str, str]:
    """The choices of the page that simulates, as they stand in its link."""
    cell = found.kind.removeprefix("rehearse_")
    declared = _declared(found.kind)
    numbers = {f"{cell}.{name}": state.encode(declared[name], value) for name, value in found.values.items()}
    kind = {f"{rehearsal_view.CHOICE_CELL}.{rehearsal_view.KIND.name}": found.kind}
    return {**SIMULATE, **kind, **numbers}


def _declared(kind: str) -> dict[str, Parameter]:
    method = next(method for method in rehearsal_view.REHEARSALS if method.id == kind)
    return {parameter.name: parameter for parameter in method.parameters}


def _possible(found: Rehearsed) -> bool:
    """Whether the form takes these numbers: a plan may be larger than what can be simulated."""
    declared = _declared(found.kind)
    numbers = {name: value for name, value in found.values.items() if declared[name].kind in {"number", "integer"}}
    return all(within(declared[name], value) for name, value in numbers.items())


def _shares(parameters: Mapping[str, Any], plan: ProportionPlan) -> Rehearsed | None:
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


def _communities(parameters: Mapping[str, Any], plan: ProportionPlan) -> Rehearsed | None:
    if plan.clusters_control != plan.clusters_treatment:
        return None
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


def _means(_asked: Mapping[str, Any], plan: MeanPlan) -> Rehearsed | None:
    grouped = plan.design == "independent" and not plan.cluster_size > 0
    if not grouped or plan.sd_control != plan.sd_treatment:
        return None
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


def _correlation(_asked: Mapping[str, Any], plan: AssociationPlan) -> Rehearsed | None:
    if plan.kind != "correlation":
        return None
    return Rehearsed(
        "rehearse_correlation",
        {"size": plan.n_total, "correlation": plan.effect, "seen": "numbers", **_level(plan)},
        _simplified(plan),
    )


MAKERS: Mapping[str, Any] = {"plan_proportions": _shares, "plan_means": _means, "plan_association": _correlation}


def _two_groups(plan: ProportionPlan | MeanPlan) -> dict[str, Any]:
    size = plan.n_control + plan.n_treatment
    return {"size": size, "share_treatment": plan.n_treatment / size, "find_size": False, **_level(plan)}


def _level(plan: ProportionPlan | MeanPlan | AssociationPlan) -> dict[str, Any]:
    tails = 2 if plan.sides == "one" else 1
    return {"level": 1 - tails * plan.alpha_per_comparison, "goal": plan.target_power}


def _simplified(plan: ProportionPlan | MeanPlan | AssociationPlan) -> tuple[Message, ...]:
    one_sided = (ONE_SIDED,) if plan.sides == "one" else ()
    return (*one_sided, ONE_VERSION) if plan.n_treatments > 1 else one_sided
