"""Adapters of the methods for tests that are looked at while they run."""

from __future__ import annotations

from typing import Any

from analysis.experiments import (
    AlwaysValidInterval,
    always_valid_interval,
    conversion_race,
    peeking_error,
    plan_sequential,
    sequential_bounds,
)
from tests.oracles.adapters.adapter import Adapter
from tests.oracles.adapters.inputs import change, level_of, looks_at, sequential_design, shapes, share_treated, sides
from tests.oracles.adapters.shaping import interval
from tests.oracles.case import Case
from tests.oracles.datasets import OracleData

Values = dict[str, Any]
USUAL_ALPHA = 0.05


def boundary(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    found = sequential_bounds(
        design=sequential_design(i["design"]),
        looks=i["K"],
        information_fractions=looks_at(i),
        alpha=i["alpha"],
        sides=sides(i["sides"]),
        **shapes(i),
    )
    return {
        "constant": found.constant,
        "z_boundaries": list(found.z),
        "nominal_two_sided_p": list(found.nominal_p),
        "inflation_factor_power80": found.inflation_factor,
    }


def alpha_spending(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    found = sequential_bounds(
        design=sequential_design(i["spending"]),
        information_fractions=tuple(i["information_fractions"]),
        alpha=i["alpha_one_sided"],
        sides="one",
        **shapes(i),
    )
    return {"z_boundaries": list(found.z), "cumulative_alpha": list(found.cumulative_alpha)}


def sample_size(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    plan = plan_sequential(
        **change(i["p_ctrl"], i["p_treat"]),
        design=sequential_design(i["design"]),
        looks=i["K"],
        alpha=i["alpha_one_sided"],
        sides="one",
        power=i["power"],
        share_treatment=share_treated(i.get("allocation", 1)),
        **shapes(i),
    )
    return {
        "max_n_total": plan.max_n_total_real,
        "fixed_n_total": plan.fixed_n_total_real,
        "expected_n_under_H1": plan.expected_n_h1_real,
    }


def peeking(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    return {
        "type1": peeking_error(looks=i["looks"], alpha=i["nominal_alpha"], sides=sides(i.get("sides", 2))).false_alarm
    }


def race(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    found = conversion_race(conversions=i["N"], alpha=i.get("alpha", USUAL_ALPHA), sides=sides(i.get("sides", 1)))
    return {"stop_when_T_minus_C_at_least": found.threshold}


def msprt(case: Case, _data: OracleData) -> Values:
    i = case.inputs
    found = always_valid_interval(
        successes_control=(i["x1"],),
        n_control=(i["n1"],),
        successes_treatment=(i["x2"],),
        n_treatment=(i["n2"],),
        mixture="msprt",
        tau2=i["tau2"],
        level=level_of(i["alpha"]),
    )
    return {
        "likelihood_ratio": found.likelihood_ratio[0],
        "always_valid_p_this_look": found.p_value[0],
        "ci": interval(found.at_looks[0]),
    }


def confidence_sequence(case: Case, _data: OracleData) -> Values:
    found = _sequence(case.inputs)
    return {"ci": interval(found.at_looks[0]), "p_value": found.p_value[0]}


def _sequence(i: Values) -> AlwaysValidInterval:
    return always_valid_interval(
        successes_control=(i["x_ctrl"],),
        n_control=(i["n_ctrl"],),
        successes_treatment=(i["x_treat"],),
        n_treatment=(i["n_treat"],),
        mixture="asymptotic",
        difference_type=i.get("difference_type", "absolute"),
        tuned_n_total=i["tuning_N"],
        level=level_of(i["alpha"]),
    )


EXPERIMENT_SEQUENTIAL: dict[str, Adapter] = {
    "gs_boundary": boundary,
    "gs_alpha_spending": alpha_spending,
    "gs_sample_size_prop": sample_size,
    "naive_peeking_alpha": peeking,
    "evanmiller_sequential_threshold": race,
    "msprt_normal": msprt,
    "seq_asymptotic_cs": confidence_sequence,
}
