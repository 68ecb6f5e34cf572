"""Adapters of the planners of margins, communities and many-to-one comparisons."""

from __future__ import annotations

from typing import Any

from analysis.experiments import design_effect, dunnett_critical, plan_proportions
from tests.oracles.adapters.adapter import Adapter
from tests.oracles.adapters.inputs import (
    allocation_rule,
    change,
    degrees_of_freedom,
    margin_plan,
    share_of_ratio,
    sides,
)
from tests.oracles.case import Case
from tests.oracles.datasets import OracleData

Values = dict[str, Any]


def n_noninferiority_score(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_proportions(
        **margin_plan(i["p_ctrl"], i["p_treat"], i["margin"]),
        alpha=i["alpha_one_sided"],
        power=i["power"],
        share_treatment=share_of_ratio(i.get("ratio_treat_to_ctrl", 1)),
    )
    return {
        "n_treat": plan.n_treatment_real,
        "n_ctrl": plan.n_control_real,
        "n_total": plan.n_total_real,
    }


def n_noninferiority_unpooled(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_proportions(
        **margin_plan(i["p_ctrl"], i["p_treat"], i["margin"]),
        alpha=i["alpha_one_sided"],
        power=i["power"],
        share_treatment=share_of_ratio(i.get("ratio_treat_to_ctrl", 1)),
        margin_convention="unpooled",
    )
    whole = isinstance(case.expected.get("n_per_arm"), int)
    return {
        "n_per_arm": plan.n_control if whole else plan.n_control_real,
        "n_treat": plan.n_treatment_real,
        "n_ctrl": plan.n_control_real,
    }


def n_communities(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_proportions(
        **change(i["p1"], i["p2"]),
        alpha=i["alpha"],
        power=i["power"],
        sides=sides(i["sides"]),
        cluster_size=i["cluster_size"],
        icc=i["icc"],
        cluster_size_cv=i.get("cv_cluster_size", 0),
    )
    return {
        "design_effect": plan.design_effect,
        "n_individuals_per_arm": plan.n_control_real,
        "clusters_per_arm": plan.clusters_control,
    }


def effect_of_design(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    found = design_effect(cluster_size=i["cluster_size"], icc=i["icc"], cluster_size_cv=i.get("cv_cluster_size", 0))
    return {"design_effect": found.design_effect}


def critical_of_dunnett(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    found = dunnett_critical(
        n_treatments=i["k_treatments"],
        df=degrees_of_freedom(i["df"]),
        sides=sides(i["sides"]),
        alpha=i["alpha"],
        allocation=allocation_rule(i["allocation"]),
    )
    return {"critical": found.critical}


EXPERIMENT_SHARES: dict[str, Adapter] = {
    "n_noninferiority_prop_FM": n_noninferiority_score,
    "n_noninferiority_prop_unpooled": n_noninferiority_unpooled,
    "n_cluster_prop": n_communities,
    "design_effect": effect_of_design,
    "dunnett_critical": critical_of_dunnett,
}
