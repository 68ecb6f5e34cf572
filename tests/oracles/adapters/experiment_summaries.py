"""Adapters of the readers of summaries, sums, events and arms. In our functions differences are treatment less control."""

from __future__ import annotations

from typing import Any

from analysis.experiments import probability_to_beat, read_arms, read_means, read_proportions, read_ratio
from tests.oracles.adapters.adapter import Adapter
from tests.oracles.adapters.inputs import (
    floats,
    level_of,
    spread_of_share,
    sums_of_products,
    sums_of_squares,
)
from tests.oracles.adapters.shaping import interval
from tests.oracles.case import Case
from tests.oracles.datasets import OracleData

Values = dict[str, Any]


def two_means(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    first, second = ("control", "treatment") if i.get("estimand") == "mean2-mean1" else ("treatment", "control")
    groups = {f"n_{first}": i["n1"], f"mean_{first}": float(i["mean1"]), f"sd_{first}": float(i["sd1"])}
    groups |= {f"n_{second}": i["n2"], f"mean_{second}": float(i["mean2"]), f"sd_{second}": float(i["sd2"])}
    reading = read_means(**groups)
    return {
        "welch_t": reading.welch.t,
        "welch_df": reading.welch.df,
        "welch_p": reading.welch.p_value,
        "welch_ci95": interval(reading.welch.difference),
        "student_t": reading.student.t,
        "student_p": reading.student.p_value,
        "student_ci95": interval(reading.student.difference),
    }


def platform_frequentist(case: Case, _data: OracleData) -> Values:
    """Shares read as means with the variance p (1 - p) of n customers."""
    i = case.inputs
    control, treatment = spread_of_share(i["x_ctrl"], i["n_ctrl"]), spread_of_share(i["x_treat"], i["n_treat"])
    reading = read_means(
        n_control=i["n_ctrl"],
        mean_control=control["mean"],
        sd_control=control["sd"],
        n_treatment=i["n_treat"],
        mean_treatment=treatment["mean"],
        sd_treatment=treatment["sd"],
        level=level_of(i.get("alpha", 0.05)),
    )
    if i["difference_type"] == "relative":
        lift = reading.lift_intervals["delta"]
        return {"estimate": lift.value, "ci": interval(lift), "p_value": reading.p_lift_delta}
    difference = reading.welch.difference
    return {"estimate": difference.value, "ci": interval(difference), "p_value": reading.welch.p_value}


def ratio_of_sums(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    top, bottom = (i["num_ctrl"], i["num_treat"]), (i["den_ctrl"], i["den_treat"])
    reading = read_ratio(
        n=(float(len(top[0])), float(len(top[1]))),
        numerator_sum=(float(sum(top[0])), float(sum(top[1]))),
        denominator_sum=(float(sum(bottom[0])), float(sum(bottom[1]))),
        numerator_spread=sums_of_squares(top),
        denominator_spread=sums_of_squares(bottom),
        joint_spread=sums_of_products(top, bottom),
        level=i["level"],
    )
    return {
        "ratio_ctrl": reading.ratio_control.value,
        "ratio_treat": reading.ratio_treatment.value,
        "var_ratio_ctrl": reading.variance_ratio_control,
        "var_ratio_treat": reading.variance_ratio_treatment,
        "diff": reading.difference_treatment_minus_control.value,
        "se": reading.standard_error,
        "z": reading.z,
        "p_value": reading.p_value,
        "ci": interval(reading.difference_treatment_minus_control),
        "naive_event_level_p_WRONG": reading.p_event_level,
    }


def several_proportions(case: Case, _data: OracleData) -> Values:
    overall = read_arms(observed=floats(case.inputs["x"]), sizes=floats(case.inputs["n"])).overall
    return {"chi2": overall.statistic, "df": overall.df, "p_value": overall.p_value}


def noninferiority(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    reading = read_proportions(
        successes_treatment=i["x_treat"],
        n_treatment=i["n_treat"],
        successes_control=i["x_ctrl"],
        n_control=i["n_ctrl"],
        goal="noninferiority",
        margin=i["margin"],
        planned_share_treatment=0.5,
    )
    tests = {test.method: test for test in reading.margin_tests}
    return {
        "z_farrington_manning": tests["farrington_manning"].z_above,
        "p_farrington_manning": tests["farrington_manning"].p_above,
        "z_miettinen_nurminen": tests["miettinen_nurminen"].z_above,
        "p_miettinen_nurminen": tests["miettinen_nurminen"].p_above,
        "z_wald_unpooled": tests["wald"].z_above,
        "p_wald_unpooled": tests["wald"].p_above,
    }


def equivalence(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    reading = read_proportions(
        successes_treatment=i["x1"],
        n_treatment=i["n1"],
        successes_control=i["x2"],
        n_control=i["n2"],
        goal="equivalence",
        margin=i["margin"],
    )
    wald = {test.method: test for test in reading.margin_tests}["wald"]
    return {"p_lower": wald.p_above, "p_upper": wald.p_below, "p_tost": wald.p_equivalence}


def _beta(i: Values, **more: Any) -> Any:
    return probability_to_beat(
        observed=floats((i["xA"], i["xB"])),
        sizes=floats((i["nA"], i["nB"])),
        prior_alpha=float(i["prior_alpha"]),
        prior_beta=float(i["prior_beta"]),
        **more,
    )


def beta_binomial(case: Case, _data: OracleData) -> Values:
    found = _beta(case.inputs)
    return {
        "prob_B_beats_A": found.chance_to_beat[0],
        "expected_loss_choose_B": found.expected_loss[1],
        "expected_loss_choose_A": found.expected_loss[0],
        "posterior_mean_A": found.posterior[0].value,
        "posterior_mean_B": found.posterior[1].value,
    }


def rope(case: Case, _data: OracleData) -> Values:
    below, inside, above = _beta(case.inputs, rope=float(case.inputs["rope"])).rope_masses[0]
    return {"p_below": below, "p_in": inside, "p_above": above}


def best_of_several(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    found = probability_to_beat(
        observed=floats(i["x"]),
        sizes=floats(i["n"]),
        prior_alpha=float(i["prior_alpha"]),
        prior_beta=float(i["prior_beta"]),
    )
    return {"prob_best": list(found.chance_best)}


def gamma_poisson(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    found = probability_to_beat(
        observed=floats((i["countA"], i["countB"])),
        sizes=floats((i["exposureA"], i["exposureB"])),
        model="counts",
        prior_alpha=float(i["prior_shape"]),
        prior_beta=float(i["prior_rate"]),
    )
    return {"prob_B_beats_A": found.chance_to_beat[0]}


def normal_flat(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    found = probability_to_beat(
        observed=floats((i["x_ctrl"], i["x_treat"])),
        sizes=floats((i["n_ctrl"], i["n_treat"])),
        model="rates_normal",
        scale=i["difference_type"],
    )
    return {
        "chance_to_win": found.chance_to_beat[0],
        "ci": interval(found.difference[0]),
        "risk_choose_control": found.expected_loss[0],
        "risk_choose_treatment": found.expected_loss[1],
    }


EXPERIMENT_SUMMARIES: dict[str, Adapter] = {
    "test_two_means": two_means,
    "gbstats_frequentist": platform_frequentist,
    "ratio_delta": ratio_of_sums,
    "test_k_prop": several_proportions,
    "test_noninferiority_prop": noninferiority,
    "tost_prop": equivalence,
    "bayes_beta_binomial": beta_binomial,
    "bayes_rope": rope,
    "bayes_prob_best": best_of_several,
    "bayes_gamma_poisson": gamma_poisson,
    "bayes_normal_flat": normal_flat,
}
