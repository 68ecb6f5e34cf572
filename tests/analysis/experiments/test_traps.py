"""The traps a calculator of tests must not fall into, one by one, with the published numbers."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from analysis.core.errors import ParameterError
from analysis.experiments import (
    compare_designs,
    peeking_error,
    plan_duration,
    plan_proportions,
    plan_ratio,
    probability_to_beat,
    read_proportions,
    read_ratio,
    sample_ratio_mismatch,
)
from analysis.language import render


def told(result) -> str:
    return " ".join(render(sentence, "en") for sentence in result.readings())


def test_relative_and_absolute_changes_are_not_mixed_up():
    points = plan_proportions(baseline_rate=0.2, change=0.05)
    share = plan_proportions(baseline_rate=0.2, change=0.05, change_kind="relative")
    assert points.treatment_rate == pytest.approx(0.25)
    assert share.treatment_rate == pytest.approx(0.21)
    assert {"read_as_relative"} <= {row.id for row in points.others}


def test_total_and_group_are_both_named_and_rounded_up():
    plan = plan_proportions(baseline_rate=0.1, change=0.02)  # R: 3840.85 in each group
    assert "3,841 customers in each of two groups, 7,682 in all" in told(plan)
    assert plan.power >= 0.8


@pytest.mark.parametrize(("share", "points"), [(0.1, 3.05), (0.5, 1.83)])
def test_an_unequal_split_finds_less(share, points):
    plan = plan_proportions(baseline_rate=0.3, solve_for="mde", n_total=20000, share_treatment=share)
    assert round(100 * plan.change, 2) == points


@pytest.mark.parametrize(("looks", "alarm"), [(5, 0.142), (10, 0.193)])
def test_peeking(looks, alarm):
    # Armitage, McPherson and Rowe (1969).
    assert peeking_error(looks=looks).false_alarm == pytest.approx(alarm, abs=5e-4)


def test_events_of_one_customer_are_not_independent():
    # Half the customers convert at each of ten visits, half at none: 40 customers, not 400 visits.
    sums = {"numerator_sum": (100.0, 110.0), "denominator_sum": (200.0, 200.0)}
    squares = {"numerator_spread": (1000.0, 1100.0), "denominator_spread": (2000.0, 2000.0)}
    reading = read_ratio(n=(20.0, 20.0), **sums, **squares, joint_spread=(1000.0, 1100.0))
    # Every customer's visits are 10, so this is the test of 20 means of 0 or 1 in each group.
    variances = [20 / 19 * p * (1 - p) / 20 for p in (0.5, 0.55)]
    expected = 2 * stats.norm.sf(0.05 / math.sqrt(sum(variances)))
    assert reading.p_value == pytest.approx(expected, rel=1e-9)
    assert reading.p_event_level < 0.5 < reading.p_value


def test_planning_a_ratio_counts_customers():
    plan = plan_ratio(
        ratio=0.5,
        change=0.1,
        mean_denominator=10.0,
        variance_numerator=25.0,
        variance_denominator=0.0,
        covariance=0.0,
    )
    # Variance of a customer's own share .25; counting ten visits each would ask for a tenth.
    quantiles = (stats.norm.isf(0.025) + stats.norm.isf(0.2)) ** 2
    assert plan.n_control_real == pytest.approx(2 * quantiles * 0.25 / 0.05**2, rel=1e-6)


def test_communities_need_their_design_effect():
    asked = {"baseline_rate": 0.1, "change": 0.02}
    alone = plan_proportions(**asked)
    together = plan_proportions(**asked, cluster_size=20, icc=0.02)
    assert together.n_control_real == pytest.approx(1.38 * alone.n_control_real)  # 1 + 19 × .02
    assert together.clusters_control == 266
    with pytest.raises(ParameterError, match="intraclass correlation"):
        plan_proportions(**asked, cluster_size=20)


def test_small_groups_are_enumerated():
    plan = plan_proportions(baseline_rate=0.1, change=0.3, solve_for="power", n_control=30, n_treatment=30)
    assert plan.exact is not None
    assert plan.exact.fisher == pytest.approx(0.705, abs=5e-4)  # R: enumeration with fisher.test
    assert plan.power_near_tail == pytest.approx(0.780, abs=5e-4)
    assert "small_groups" in [note.code for note in plan.notes]


def test_power_is_never_worked_out_from_the_difference_seen():
    sizes = {"n_control": 1000, "n_treatment": 1000, "successes_control": 100}
    reach = [read_proportions(**sizes, successes_treatment=x).detectable_change for x in (101, 130)]
    assert reach[0] == pytest.approx(reach[1])
    assert "observed power" not in told(read_proportions(**sizes, successes_treatment=101)).lower()


def test_bayesian_results_are_not_said_to_be_immune_to_peeking():
    reading = probability_to_beat(observed=(100.0, 120.0), sizes=(1000.0, 1000.0))
    assert "not immune to peeking" in told(reading)
    assert "not immune to peeking" in told(compare_designs(baseline_rate=0.1, change=0.02))


@pytest.mark.parametrize(
    "asked",
    [
        {"baseline_rate": 0.0, "change": 0.01},
        {"baseline_rate": 0.9, "change": 0.2},
        {"baseline_rate": 0.1, "change": 0.0},
        {"baseline_rate": math.nan, "change": 0.01},
    ],
)
def test_impossible_input_is_refused(asked):
    with pytest.raises(ParameterError):
        plan_proportions(**asked)


def test_a_split_is_held_against_the_planned_one():
    observed = (18000, 2000)
    assert not sample_ratio_mismatch(observed=observed, expected_share=(0.9, 0.1)).mismatch
    assert sample_ratio_mismatch(observed=observed, expected_share=(0.5, 0.5)).mismatch
    pilot = {"successes_control": 5400, "n_control": 18000, "successes_treatment": 640, "n_treatment": 2000}
    assert read_proportions(**pilot, planned_share_treatment=0.1).verdict != "blocked"


def test_weeks_are_not_a_division_by_visits():
    # 3,000 customers in the first week, of whom only half as many are new in the next ones.
    plan = plan_duration(n_total=9000, users_by_week=(3000, 1500), afterwards="like_last_week")
    assert plan.weeks == 5  # 3,000 + 4 × 1,500
    assert "would have promised 3 weeks" in told(plan)
