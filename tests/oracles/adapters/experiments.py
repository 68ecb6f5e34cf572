"""Adapters of `analysis.experiments`. In our functions differences are treatment less control."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.experiments import ProportionReading, plan_proportions, read_proportions, sample_ratio_mismatch
from tests.oracles.adapters.adapter import Adapter
from tests.oracles.adapters.inputs import a_week, change, share_of_ratio, sides, treatments
from tests.oracles.adapters.shaping import interval
from tests.oracles.case import Case
from tests.oracles.datasets import OracleData

Values = dict[str, Any]


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
        baseline_rate=0.5,  # on the arcsine scale the answer depends on h alone
        change=i["h"],
        change_kind="cohen_h",
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
        baseline_rate=i["baseline"],
        change=i["mde_abs"],
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
        users_per_week=a_week(i["daily_eligible_users"]),
        traffic_share=i["traffic_share"],
    )
    return {"n_per_arm": plan.n_control, "total": plan.n_total, "days": plan.days, "days_full_weeks": 7 * plan.weeks}


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


def _first_against_second(i: Values, **more: Any) -> ProportionReading:
    return read_proportions(
        successes_treatment=i["x1"],
        n_treatment=i["n1"],
        successes_control=i["x2"],
        n_control=i["n2"],
        **more,
    )


def _second_against_first(i: Values, **more: Any) -> ProportionReading:
    return read_proportions(
        successes_control=i["x1"],
        n_control=i["n1"],
        successes_treatment=i["x2"],
        n_treatment=i["n2"],
        **more,
    )


def ci_difference(case: Case, _data: OracleData) -> Values:
    found = _first_against_second(case.inputs, level=case.inputs["level"]).difference_intervals
    return {
        "miettinen_nurminen": interval(found["miettinen_nurminen"]),
        "mee_score": interval(found["mee"]),
        "newcombe_hybrid_score": interval(found["newcombe"]),
        "agresti_caffo": interval(found["agresti_caffo"]),
    }


def ci_relative_lift(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    reading = read_proportions(
        successes_treatment=i["x_treat"],
        n_treatment=i["n_treat"],
        successes_control=i["x_ctrl"],
        n_control=i["n_ctrl"],
        level=i["level"],
    )
    return {
        "lift": reading.relative_lift.value,
        "log_rr_ci": interval(reading.lift_intervals["log_ratio"]),
        "delta_method_ci": interval(reading.lift_intervals["delta"]),
        "fieller_ci": interval(reading.lift_intervals["fieller"]),
    }


def two_proportions(case: Case, _data: OracleData) -> Values:
    reading = _second_against_first(case.inputs)
    return {
        "chi2": reading.chi2,
        "z_p2_minus_p1": reading.z,
        "p_value": reading.p_pooled_z,
        "wald_ci95_p2_minus_p1": interval(reading.difference_intervals["wald"]),
        "p_value_yates": reading.p_yates,
    }


def two_proportions_one_sided(case: Case, _data: OracleData) -> Values:
    alternative = {"p2>p1": "greater", "p2<p1": "less"}[case.inputs["alternative"]]
    reading = _second_against_first(case.inputs, alternative=alternative)
    return {
        "p_value": reading.p_pooled_z,
        "wald_lower95_one_sided": reading.difference_intervals["wald"].low,
    }


def fisher(case: Case, _data: OracleData) -> Values:
    reading = _first_against_second(case.inputs)
    return {
        "p_two_sided": reading.p_fisher,
        "p_less": _first_against_second(case.inputs, alternative="less").p_fisher,
        "p_greater": _first_against_second(case.inputs, alternative="greater").p_fisher,
        "or_conditional_mle": reading.odds_ratio_conditional.value,
        "or_sample": reading.odds_ratio.value,
    }


def sample_ratio(case: Case, _data: OracleData) -> Values:
    observed, planned = tuple(case.inputs["observed"]), tuple(case.inputs["expected_share"])
    strict = sample_ratio_mismatch(observed=observed, expected_share=planned, threshold=0.001)
    loose = sample_ratio_mismatch(observed=observed, expected_share=planned, threshold=0.01)
    return {
        "chi2": strict.chi2,
        "df": strict.df,
        "p_value": strict.p_value,
        "srm_at_0.001": strict.mismatch,
        "srm_at_0.01": loose.mismatch,
    }


def sample_ratio_of_data(case: Case, data: OracleData) -> Values:
    counts = data.frame(case)[case.inputs["group"]].value_counts().sort_index()
    ordered = counts[case.inputs["order"]] if "order" in case.inputs else counts
    found = sample_ratio_mismatch(observed=tuple(ordered.tolist()), expected_share=tuple(case.inputs["expected_ratio"]))
    return {"n": list(found.observed), "chi2": found.chi2, "p": found.p_value}


def two_proportions_of_data(case: Case, _data: OracleData) -> Values:
    (x_control, x_treatment), (n_control, n_treatment) = case.inputs["successes"], case.inputs["trials"]
    reading = read_proportions(
        successes_control=x_control, n_control=n_control, successes_treatment=x_treatment, n_treatment=n_treatment
    )
    return {
        "rate": [reading.rate_control.value, reading.rate_treatment.value],
        "diff": reading.difference_treatment_minus_control.value,
        "relative_lift": reading.relative_lift.value,
        "z_pooled": reading.z,
        "p_two_sided": reading.p_pooled_z,
        "chi2_no_yates": reading.chi2,
        "chi2_yates": reading.chi2_yates,
        "p_yates": reading.p_yates,
        "ci95_diff_wald_unpooled": interval(reading.difference_intervals["wald"]),
        "cohens_h": reading.cohens_h,
        "ci95_wilson_each": [interval(reading.rate_control), interval(reading.rate_treatment)],
        "ci95_clopper_pearson_each": [interval(reading.rate_control_exact), interval(reading.rate_treatment_exact)],
    }


def rule_of_16(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    if "p" not in i:
        return {}
    plan = plan_proportions(baseline_rate=i["p"], change=i["mde_rel"], change_kind="relative")
    return {"n_per_arm": plan.rule_of_16}


def sizes_of_several_tests(case: Case, _data: OracleData) -> Values:
    """Of the tests in this kind we plan those of two proportions so far."""
    i = case.inputs["two_prop"]
    asked = {"baseline_rate": i["p1"], "alpha": i["alpha"]}
    both = {**change(i["p1"], i["p2"]), "alpha": i["alpha"]}
    pooled = plan_proportions(**both, power=i["power"])
    arcsine = plan_proportions(**both, power=i["power"], convention="arcsine")
    values = {
        "n_per_group_power.prop.test": pooled.n_control_real,
        "n_per_group_pwr_arcsine": arcsine.n_control_real,
    }
    for n in (2000, 10000):
        plan = plan_proportions(**both, solve_for="power", n_control=n, n_treatment=n)
        values |= {f"power_prop_at_n{n}": plan.power_near_tail, f"power_at_n{n}": plan.power_near_tail}
    for n in (5000, 20000):
        plan = plan_proportions(**asked, power=i["power"], solve_for="mde", n_control=n, n_treatment=n)
        values[f"mde_p2_at_n{n}"] = plan.treatment_rate
    return values


def daily_counts(case: Case, data: OracleData) -> Values:
    """Two files of daily counts. The days with enrolments carry the rates; the sign test has no function yet."""
    groups = [data.frame(case, case.inputs["files"][arm]) for arm in ("control", "experiment")]
    finished = [group.dropna(subset=["Enrollments", "Payments"]) for group in groups]
    return {
        "sanity_pageviews": _split(groups, "Pageviews"),
        "sanity_clicks": _split(groups, "Clicks"),
        "gross_conversion": _conversion(finished, "Enrollments"),
        "net_conversion": _conversion(finished, "Payments"),
    }


def _split(groups: list[pd.DataFrame], column: str) -> Values:
    found = sample_ratio_mismatch(observed=tuple(int(group[column].sum()) for group in groups))
    return {
        "counts": list(found.observed),
        "observed": found.share[0].value,
        "ci95_under_null": interval(found.share[0]),
    }


def _conversion(groups: list[pd.DataFrame], column: str) -> Values:
    (x_control, n_control), (x_treatment, n_treatment) = (
        (int(group[column].sum()), int(group["Clicks"].sum())) for group in groups
    )
    reading = read_proportions(
        successes_control=x_control, n_control=n_control, successes_treatment=x_treatment, n_treatment=n_treatment
    )
    return {
        "rates": [reading.rate_control.value, reading.rate_treatment.value],
        "diff": reading.difference_treatment_minus_control.value,
        "se_pooled": reading.standard_error_pooled,
        "ci95_pooled_se": interval(reading.difference_intervals["wald_pooled"]),
    }


EXPERIMENTS: dict[str, Adapter] = {
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
    "ci_diff_prop": ci_difference,
    "ci_relative_lift": ci_relative_lift,
    "test_two_prop": two_proportions,
    "test_two_prop_onesided": two_proportions_one_sided,
    "fisher_exact": fisher,
    "srm_chisq": sample_ratio,
    "ab_srm": sample_ratio_of_data,
    "ab_two_proportions": two_proportions_of_data,
    "ab_aggregate": daily_counts,
    "n_rule16": rule_of_16,
    "power_sample_size": sizes_of_several_tests,
}
