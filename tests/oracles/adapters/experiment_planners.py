"""Adapters of the planners of means, ratio metrics, associations and of CUPED."""

from __future__ import annotations

from typing import Any

from analysis.experiments import cuped_reduction, plan_association, plan_means, plan_ratio
from tests.oracles.adapters.adapter import Adapter
from tests.oracles.adapters.inputs import alpha_shared, change_of_mean, expected_change, share_of_ratio, sides, strength
from tests.oracles.case import Case
from tests.oracles.datasets import OracleData

Values = dict[str, Any]


def n_means_t(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_means(
        **change_of_mean(i["delta"]), sd=i["sd"], alpha=i["alpha"], power=i["power"], sides=sides(i["sides"])
    )
    return {"n_per_arm": plan.n_control_real, "n_ceil": plan.n_control}


def n_means_z(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_means(
        **change_of_mean(i["delta"]),
        sd=i["sd1"],
        sd_treatment=i["sd2"],
        convention="z",
        alpha=i["alpha"],
        power=i["power"],
        sides=sides(i["sides"]),
        share_treatment=share_of_ratio(i["ratio_n2_to_n1"]),
    )
    return {"n1": plan.n_control_real, "n2": plan.n_treatment_real}


def power_means_t(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_means(
        **change_of_mean(i["d"]),
        change_kind="cohen_d",
        solve_for="power",
        n_control=i["n1"],
        n_treatment=i["n2"],
        alpha=i["alpha"],
        sides=sides(i["sides"]),
    )
    return {"power": plan.power_both_tails}


def n_noninferiority(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_means(
        goal="noninferiority",
        convention="z",
        sd=i["sd"],
        margin=i["margin"],
        expected_change=expected_change(i["true_diff"]),
        alpha=i["alpha_one_sided"],
        sides="one",
        power=i["power"],
    )
    return {"n_per_arm": plan.n_control_real}


def n_equivalence(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_means(
        goal="equivalence",
        convention="z",
        sd=i["sd"],
        margin=i["margin"],
        expected_change=expected_change(i["true_diff"]),
        alpha=i["alpha"],
        power=i["power"],
    )
    return {"n_per_arm": plan.n_control_real}


def n_square_root_rule(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_means(
        **change_of_mean(i["delta"]),
        sd=i["sd"],
        convention="z",
        alpha=i["alpha"],
        power=i["power"],
        sides=sides(i["sides"]),
        n_treatments=i["n_treatments"],
        allocation="square_root",
        correction=alpha_shared(i["alpha_correction"]),
    )
    return {"n_treat_each": plan.n_treatment_real, "n_ctrl": plan.n_control_real}


def n_ratio(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_ratio(
        **change_of_mean(i["mde_rel"]),
        ratio=i["ratio_baseline"],
        mean_denominator=i["mean_den"],
        variance_numerator=i["var_num"],
        variance_denominator=i["var_den"],
        covariance=i["cov_num_den"],
        alpha=i["alpha"],
        power=i["power"],
        sides=sides(i["sides"]),
    )
    return {"unit_variance": plan.unit_variance, "n_users_per_arm": plan.n_control_real}


def cuped(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    found = cuped_reduction(correlation=i["rho"], n_per_group=i["n_per_arm_unadjusted"])
    whole = isinstance(case.expected.get("n_per_arm"), int)
    return {
        "variance_ratio": found.variance_ratio.value,
        "n_per_arm": found.n_adjusted if whole else found.n_adjusted_real.value,
        "variance_reduction_pct": 100 * found.variance_reduction,
    }


def rule_of_16_for_means(case: Case) -> Values:
    """The rule of thumb from a standard deviation and a change."""
    i = case.inputs
    if "delta" not in i:
        return {}
    return {"n_per_arm": plan_means(**change_of_mean(i["delta"]), sd=i["sigma"]).rule_of_16}


def sizes_of_other_tests(case: Case, usual_alpha: float) -> Values:
    """Of the kind with several tests those of means and associations."""
    values: Values = {}
    for name, key, more in (
        ("t", "n_per_group_t", {}),
        ("t_one_sided", "n_per_group_t_one_sided", {"sides": "one"}),
        ("t_paired", "n_pairs", {"design": "paired"}),
    ):
        if name in case.inputs:
            i = case.inputs[name]
            asked = {**change_of_mean(i["delta"]), "sd": i.get("sd", 1), "alpha": i.get("alpha", usual_alpha)}
            values[key] = plan_means(**asked, power=i["power"], **more).n_treatment_real
    for name, key, kind, size, more in (
        ("r", "r_n", "correlation", "r", {}),
        ("chisq", "chisq_N", "chi_square", "w", {"df": "df"}),
        ("anova", "anova_n_per_group", "anova", "f", {"groups": "k"}),
    ):
        if name in case.inputs:
            i = case.inputs[name]
            asked = {ours: i[theirs] for ours, theirs in more.items()}
            plan = plan_association(
                kind=kind, effect=strength(i[size]), power=i["power"], alpha=i.get("alpha", usual_alpha), **asked
            )
            values[key] = plan.n_per_group_real if kind == "anova" else plan.n_total_real
    return values


EXPERIMENT_PLANNERS: dict[str, Adapter] = {
    "n_two_means_t": n_means_t,
    "n_two_means_z_unequal_var": n_means_z,
    "power_two_means_t_unequal": power_means_t,
    "n_noninferiority_mean": n_noninferiority,
    "n_equivalence_mean": n_equivalence,
    "n_multiarm_sqrtk": n_square_root_rule,
    "n_ratio_metric": n_ratio,
    "cuped_n": cuped,
}
