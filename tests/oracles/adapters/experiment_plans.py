"""Adapters of the planners in `analysis.experiments`."""

from __future__ import annotations

from typing import Any

from analysis.experiments import plan_proportions
from tests.oracles.adapters.adapter import Adapter
from tests.oracles.adapters.experiment_planners import rule_of_16_for_means, sizes_of_other_tests
from tests.oracles.adapters.inputs import (
    change,
    change_by,
    change_by_h,
    share_of_ratio,
    sides,
    treatments,
    weekly_traffic,
)
from tests.oracles.case import Case
from tests.oracles.datasets import OracleData

Values = dict[str, Any]
USUAL_ALPHA = 0.05


def n_pooled(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_proportions(
        **change(i["p1"], i["p2"]),
        alpha=i["alpha"],
        power=i["power"],
        sides=sides(i["sides"]),
        share_treatment=share_of_ratio(i["ratio"]),
    )
    return {"n_per_arm": plan.n_control_real, "n_ceil": plan.n_control}


def n_pooled_unequal(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_proportions(
        **change(i["p_ctrl"], i["p_treat"]),
        alpha=i["alpha_one_sided"],
        power=i["power"],
        sides="one",
        share_treatment=share_of_ratio(i["ratio_treat_to_ctrl"]),
    )
    return {"n_treat": plan.n_treatment_real, "n_ctrl": plan.n_control_real, "n_total": plan.n_total_real}


def n_unpooled(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_proportions(
        **change(i["p1"], i["p2"]),
        alpha=i["alpha"],
        power=i["power"],
        sides=sides(i["sides"]),
        share_treatment=share_of_ratio(i["ratio_n2_to_n1"]),
        convention="unpooled",
    )
    return {"n1": plan.n_control_real, "n2": plan.n_treatment_real}


def n_arcsine(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    # Cohen's h of the case has the first rate first; ours is treatment less control.
    plan = plan_proportions(
        **change(i["p1"], i["p2"]),
        alpha=i["alpha"],
        power=i["power"],
        sides=sides(i["sides"]),
        convention="arcsine",
    )
    return {"h": plan.cohens_h, "n_per_arm": plan.n_control_real, "n_ceil": plan.n_control}


def n2_arcsine_unequal(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_proportions(
        **change_by_h(i["h"]),
        n_control=i["n1"],
        alpha=i["alpha"],
        power=i["power"],
        sides=sides(i["sides"]),
        convention="arcsine",
    )
    return {"n2": plan.n_treatment_real}


def n_evan_miller(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_proportions(
        **change_by(i["baseline"], i["mde_abs"]),
        alpha=i["alpha"],
        power=i["power"],
        sides=sides(i["sides"]),
        convention="evan_miller",
    )
    printed = next(other for other in plan.others if other.id == "evan_miller")
    return {"n_per_arm": plan.n_control_real, "n_rounded": printed.n_control}


def n_many_groups(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_proportions(
        **change(i["p1"], i["p2"]),
        alpha=i["alpha"],
        power=i["power"],
        sides=sides(i["sides"]),
        n_treatments=i["n_treatments"],
        correction="bonferroni",
    )
    return {"n_per_arm": plan.n_control_real, "n_total": plan.n_total}


def duration(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_proportions(
        **change(i["p1"], i["p2"]),
        alpha=i["alpha"],
        power=i["power"],
        sides=sides(i["sides"]),
        n_treatments=treatments(i["n_arms"]),
        correction="none",
        **weekly_traffic(i["daily_eligible_users"], i.get("traffic_share", 1)),
    )
    whole = isinstance(case.expected.get("n_per_arm"), int)
    n_per_arm = plan.n_control if whole else plan.n_control_real
    return {"n_per_arm": n_per_arm, "total": plan.n_total, "days": plan.days, "days_full_weeks": 7 * plan.weeks}


def _power(i: Values, n_control: int, n_treatment: int, **more: Any):
    return plan_proportions(
        **change(i["p1"], i["p2"]),
        solve_for="power",
        alpha=i["alpha"],
        sides=sides(i["sides"]),
        n_control=n_control,
        n_treatment=n_treatment,
        **more,
    )


def power_pooled(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = _power(i, i["n_per_arm"], i["n_per_arm"])
    return {
        "power": plan.power_both_tails if i["strict"] else plan.power_near_tail,
        "power_without_far_tail": plan.power_near_tail,
        "power_with_far_tail": plan.power_both_tails,
    }


def power_arcsine_unequal(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    return {"power": _power(i, i["n1"], i["n2"], convention="arcsine").power}


def power_curve(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    return {"power": [_power(i, n, n).power_near_tail for n in i["n_per_arm"]]}


def exact_power(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = _power(i, i["n1"], i["n2"])
    if plan.exact is None:
        return {"approx_power_prop_test": plan.power_near_tail}
    return {
        "power_pooled_z": plan.exact.pooled_z,
        "power_fisher": plan.exact.fisher,
        "type1_pooled_z_at_p1": plan.exact.false_alarm_pooled_z,
        "approx_power_prop_test": plan.power_near_tail,
    }


def mde_pooled(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_proportions(
        baseline_rate=i["p1"],
        solve_for="mde",
        direction=i["direction"],
        alpha=i["alpha"],
        power=i["power"],
        sides=sides(i["sides"]),
        n_control=i["n_per_arm"],
        n_treatment=i["n_per_arm"],
    )
    return {"p2": plan.treatment_rate, "mde_abs": plan.change, "mde_rel": plan.relative_change}


def pilot_mde(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    pilot, even = (
        plan_proportions(
            baseline_rate=i["baseline"],
            solve_for="mde",
            direction=i["direction"],
            alpha=i["alpha"],
            power=i["power"],
            sides=sides(i["sides"]),
            n_total=i["population"],
            share_treatment=share,
        )
        for share in (i["pilot_share"], 0.5)
    )
    return {
        "n_pilot": pilot.n_treatment,
        "n_control": pilot.n_control,
        "mde_abs": pilot.change,
        "mde_rel": pilot.relative_change,
        "mde_abs_if_50_50": even.change,
    }


def rule_of_16(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    if "p" not in i:
        return rule_of_16_for_means(case)
    relative = "mde_rel" in i
    plan = plan_proportions(
        **change_by(i["p"], i["mde_rel"] if relative else i["delta"]),
        change_kind="relative" if relative else "absolute",
    )
    return {"n_per_arm": plan.rule_of_16}


def sizes_of_several_tests(case: Case, _data: OracleData) -> Values:
    """Sizes of several tests in one case; those of two proportions stand here."""
    i = case.inputs["two_prop"]
    alpha = i.get("alpha", USUAL_ALPHA)
    asked = {"baseline_rate": i["p1"], "alpha": alpha}
    both = {**change(i["p1"], i["p2"]), "alpha": alpha}
    pooled = plan_proportions(**both, power=i["power"])
    arcsine = plan_proportions(**both, power=i["power"], convention="arcsine")
    values = sizes_of_other_tests(case, USUAL_ALPHA) | {
        "n_per_group_power.prop.test": pooled.n_control_real,
        "n_per_group_pwr_arcsine": arcsine.n_control_real,
    }
    for name in case.expected:
        question, _, size = name.rpartition("_at_n")
        if not size.isdigit():
            continue
        n = {"n_control": int(size), "n_treatment": int(size)}
        if question in {"power", "power_prop"}:
            values[name] = plan_proportions(**both, **n, solve_for="power").power_near_tail
        elif question == "mde_p2":
            values[name] = plan_proportions(**asked, **n, power=i["power"], solve_for="mde").treatment_rate
    return values


EXPERIMENT_PLANS: dict[str, Adapter] = {
    "n_two_prop_pooled": n_pooled,
    "n_two_prop_pooled_unequal": n_pooled_unequal,
    "n_two_prop_unpooled": n_unpooled,
    "n_two_prop_arcsine": n_arcsine,
    "n2_two_prop_arcsine_unequal": n2_arcsine_unequal,
    "n_two_prop_evanmiller": n_evan_miller,
    "n_multiarm_bonferroni": n_many_groups,
    "duration": duration,
    "power_two_prop_pooled": power_pooled,
    "power_two_prop_arcsine_unequal": power_arcsine_unequal,
    "power_curve": power_curve,
    "exact_power_two_prop": exact_power,
    "mde_two_prop_pooled": mde_pooled,
    "pilot_10pct_mde": pilot_mde,
    "n_rule16": rule_of_16,
    "power_sample_size": sizes_of_several_tests,
}
