"""Adapters of the readers in `analysis.experiments`. In our functions differences are treatment less control."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.experiments import (
    ProportionReading,
    plan_pilot,
    probability_to_beat,
    read_proportions,
    sample_ratio_mismatch,
)
from analysis.survey import estimate_proportion
from tests.oracles.adapters.adapter import Adapter
from tests.oracles.adapters.inputs import (
    alternative,
    error_of,
    floats,
    group_order,
    pilot_of,
    planned_shares,
    shares,
    sides,
)
from tests.oracles.adapters.shaping import interval, written
from tests.oracles.case import Case
from tests.oracles.datasets import OracleData

Values = dict[str, Any]
LEVEL_OF_Z_1_96 = 0.950004209703559
"""Level of an interval that is drawn with z = 1.96 instead of the exact quantile."""


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
    reversed_ = case.inputs.get("estimand", "p1-p2") == "p2-p1"
    read = _second_against_first if reversed_ else _first_against_second
    found = read(case.inputs, level=case.inputs["level"]).difference_intervals
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
    one_sided = sides(case.inputs.get("sides", 2)) == "one"
    tested = _second_against_first(case.inputs, alternative="greater") if one_sided else reading
    return {
        "chi2": reading.chi2,
        "z_p2_minus_p1": reading.z,
        "p_value": tested.p_pooled_z,
        "wald_ci95_p2_minus_p1": interval(reading.difference_intervals["wald"]),
        "p_value_yates": reading.p_yates,
    }


def two_proportions_one_sided(case: Case, _data: OracleData) -> Values:
    reading = _second_against_first(case.inputs, alternative=alternative(case.inputs["alternative"]))
    return {
        "p_value": reading.p_pooled_z,
        "wald_lower95_one_sided": reading.difference_intervals["wald"].low,
        "wald_upper95_one_sided": reading.difference_intervals["wald"].high,
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
    observed, planned = tuple(case.inputs["observed"]), shares(case.inputs["expected_share"])
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
    order = group_order(case.inputs)
    ordered = counts[order] if order else counts
    found = sample_ratio_mismatch(
        observed=tuple(ordered.tolist()), expected_share=shares(case.inputs["expected_ratio"])
    )
    return {"n": list(found.observed), "chi2": found.chi2, "df": found.df, "p": found.p_value}


def goodness_of_fit(case: Case, data: OracleData) -> Values:
    """Answers against planned shares: the same test as that of groups against the planned split."""
    counts = data.frame(case)[case.inputs["column"]].value_counts().sort_index()
    levels = [written(answer) for answer in counts.index]
    planned = planned_shares(case.inputs["expected"], levels)
    found = sample_ratio_mismatch(observed=tuple(counts.tolist()), expected_share=planned)
    return {
        "levels": levels,
        "observed": list(found.observed),
        "chi2": found.chi2,
        "df": found.df,
        "p": found.p_value,
    }


def pilot_precision(case: Case, _data: OracleData) -> Values:
    """The interval that a pilot of this size would have, should exactly the expected share of it convert."""
    i = case.inputs
    plan = plan_pilot(**pilot_of(i["n_pilot"], i["p_expected"]), alpha=error_of(i["level"]))
    return {"wald_half_width": plan.rate_half_width, "wilson_ci": interval(plan.rate_precision)}


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
        "prob_B_gt_A_beta11": probability_to_beat(
            observed=floats((x_control, x_treatment)), sizes=floats((n_control, n_treatment))
        ).chance_to_beat[0],
    }


def daily_counts(case: Case, data: OracleData) -> Values:
    """Two files of daily counts. The days with enrolments carry the rates and the sign test.

    The case draws its intervals with z = 1.96.
    """
    groups = [data.frame(case, case.inputs["files"][arm]) for arm in ("control", "experiment")]
    finished = [group.dropna(subset=["Enrollments", "Payments"]) for group in groups]
    return {
        "sanity_pageviews": _split(groups, "Pageviews"),
        "sanity_clicks": _split(groups, "Clicks"),
        "gross_conversion": _conversion(finished, "Enrollments"),
        "net_conversion": _conversion(finished, "Payments"),
    }


def _split(groups: list[pd.DataFrame], column: str) -> Values:
    found = sample_ratio_mismatch(observed=tuple(int(group[column].sum()) for group in groups), level=LEVEL_OF_Z_1_96)
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
        successes_control=x_control,
        n_control=n_control,
        successes_treatment=x_treatment,
        n_treatment=n_treatment,
        level=LEVEL_OF_Z_1_96,
    )
    return {
        "rates": [reading.rate_control.value, reading.rate_treatment.value],
        "diff": reading.difference_treatment_minus_control.value,
        "se_pooled": reading.standard_error_pooled,
        "ci95_pooled_se": interval(reading.difference_intervals["wald_pooled"]),
        "sign_test": _sign_test(groups, column),
    }


def _sign_test(groups: list[pd.DataFrame], column: str) -> Values:
    """On how many days the treatment's rate was the higher one, held against one half; days without difference are out."""
    counts = [group[[column, "Clicks"]].astype(int).to_numpy().tolist() for group in groups]
    daily = [
        read_proportions(
            successes_control=x_control, n_control=n_control, successes_treatment=x_treatment, n_treatment=n_treatment
        ).difference_treatment_minus_control.value
        for (x_control, n_control), (x_treatment, n_treatment) in zip(*counts, strict=True)
    ]
    higher, days = sum(difference > 0 for difference in daily), sum(difference != 0 for difference in daily)
    share = estimate_proportion(successes=higher, n=days, compare_with=0.5)
    return {"days": days, "treatment_higher": higher, "p": share.p_exact}


EXPERIMENT_READINGS: dict[str, Adapter] = {
    "ci_diff_prop": ci_difference,
    "ci_relative_lift": ci_relative_lift,
    "test_two_prop": two_proportions,
    "test_two_prop_onesided": two_proportions_one_sided,
    "fisher_exact": fisher,
    "srm_chisq": sample_ratio,
    "ab_srm": sample_ratio_of_data,
    "chi2_goodness_of_fit": goodness_of_fit,
    "pilot_precision": pilot_precision,
    "ab_two_proportions": two_proportions_of_data,
    "ab_aggregate": daily_counts,
}
