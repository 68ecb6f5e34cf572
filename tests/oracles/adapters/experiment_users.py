"""Adapters of the readers of one row per customer."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.experiments import read_user_means, read_user_ratio
from tests.oracles.adapters.adapter import Adapter
from tests.oracles.adapters.shaping import interval
from tests.oracles.case import Case
from tests.oracles.datasets import OracleData

Values = dict[str, Any]


def two_groups(control: dict[str, list[float]], treatment: dict[str, list[float]]) -> pd.DataFrame:
    """Columns of a control and a treatment group as one table, one row per customer."""
    frames = [
        pd.DataFrame(columns, dtype="float64").assign(arm=arm) for arm, columns in enumerate((control, treatment))
    ]
    return pd.concat(frames, ignore_index=True).astype({"arm": "category"})


def mann_whitney_of_users(case: Case, _data: OracleData) -> Values:
    users = two_groups({"y": case.inputs["x"]}, {"y": case.inputs["y"]})
    ranks = read_user_means(users, arm="arm", outcome="y").shapes[0].ranks
    return {"U_y": ranks.u_treatment, "p_value": ranks.p_mann_whitney}


def ratio_of_users(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    users = two_groups({"x": i["num_ctrl"], "d": i["den_ctrl"]}, {"x": i["num_treat"], "d": i["den_treat"]})
    found = read_user_ratio(users, arm="arm", numerator="x", denominator="d", level=i["level"])
    (control, treatment), compared = found.ratios, found.comparisons[0]
    return {
        "ratio_ctrl": found.groups[0].value.value,
        "ratio_treat": found.groups[1].value.value,
        "var_ratio_ctrl": control.variance,
        "var_ratio_treat": treatment.variance,
        "diff": compared.difference.value,
        "se": compared.standard_error,
        "z": compared.statistic,
        "p_value": compared.p_value,
        "ci": interval(compared.difference),
        "naive_event_level_p_WRONG": treatment.event_level_p,
    }


def cuped(case: Case, _data: OracleData) -> Values:
    """Groups in sorted order, the first is the control (0 and 1, control and treatment)."""
    i = case.inputs
    users = pd.DataFrame({"x": i["x_pre"], "y": i["y"]}, dtype="float64").assign(arm=pd.Categorical(i["group"]))
    found = read_user_means(users, arm="arm", outcome="y", pre_period="x").cuped
    assert found is not None
    compared = found.comparisons[0]
    return {
        "theta_pooled_total": found.theta_total,
        "diff_cuped_total_theta": compared.total.value,
        "welch_p_cuped_total_theta": compared.p_total,
        "theta_within": found.theta_within,
        "diff_cuped_within_theta": compared.within.value,
        "ancova_effect": compared.within.value,
        "ancova_se": compared.ancova_se,
        "ancova_p": compared.ancova_p,
        "unadjusted_diff": compared.unadjusted.value,
    }


EXPERIMENT_USERS: dict[str, Adapter] = {
    "test_mann_whitney": mann_whitney_of_users,
    "ratio_delta": ratio_of_users,
    "cuped_data": cuped,
}
