"""Plans with several looks: sizes against R's rpact and gsDesign conventions, weeks, whole customers, words."""

from __future__ import annotations

import math

import pytest

from analysis.core import ParameterError
from analysis.experiments import plan_proportions, plan_sequential, sequential_bounds
from analysis.language import render

PLAN = {"baseline_rate": 0.1, "change": 0.02}


@pytest.mark.parametrize("share", [0.5, 0.2, 0.8])
@pytest.mark.parametrize("sides", ["one", "two"])
def test_fixed_size_is_that_of_plan_proportions(share, sides):
    plan = plan_sequential(**PLAN, share_treatment=share, sides=sides)
    fixed = plan_proportions(**PLAN, share_treatment=share, sides=sides)
    assert plan.fixed_n_total_real == pytest.approx(fixed.n_total_real)
    assert plan.fixed_n_total == fixed.n_total


@pytest.mark.parametrize("design", ["pocock", "obrien_fleming", "lan_demets_pocock"])
def test_largest_size_is_the_fixed_one_times_the_inflation_factor(design):
    plan = plan_sequential(**PLAN, design=design, looks=4, power=0.9)
    bounds = sequential_bounds(design=design, looks=4, power=0.9)
    assert plan.z == bounds.z
    assert plan.max_n_total_real == pytest.approx(plan.fixed_n_total_real * bounds.inflation_factor)
    assert plan.expected_n_h1_real == pytest.approx(plan.max_n_total_real * bounds.characteristics.expected_h1)
    assert plan.error == pytest.approx(0.05, abs=1e-4)


def test_tables_of_the_book_in_customers():
    """Jennison and Turnbull, table 2.7 (quoted by gsDesign's tests): Pocock, 4 looks, .8: 120.2, 117.5, 108.8, 80.5 %."""
    plan = plan_sequential(**PLAN, design="pocock", looks=4)
    found = (plan.max_n_total_real, plan.expected_n_h0_real, plan.expected_n_half_real, plan.expected_n_h1_real)
    assert [100 * n / plan.fixed_n_total_real for n in found] == pytest.approx([120.2, 117.5, 108.8, 80.5], abs=0.06)
    last = plan.curve.iloc[-1]
    assert (last["fraction"], 100 * last["expected_n"] / plan.fixed_n_total_real) == pytest.approx(
        (1.5, 52.2), abs=0.06
    )


def test_means_use_the_standard_deviation():
    plan = plan_sequential(outcome="mean", sd=100.0, change=5.0)
    quantiles = 1.959963985 + 0.841621234
    assert plan.fixed_n_total_real == pytest.approx(4 * (quantiles * 100 / 5) ** 2, rel=1e-8)
    assert "a change of +5 is found 8 times in 10" in render(plan.readings()[2], "en")
    doubled = plan_sequential(outcome="mean", sd=200.0, change=10.0)
    assert doubled.max_n_total == plan.max_n_total


def test_a_fall_of_a_rate_mirrors_a_rise_of_the_other_answer():
    rise = plan_sequential(**PLAN)
    fall = plan_sequential(baseline_rate=0.9, change=0.02, direction="decrease")
    assert fall.max_n_total == rise.max_n_total
    assert fall.effect.change == pytest.approx(-0.02)
    assert (fall.curve["change"] <= 0).all()


def test_whole_customers_and_weeks():
    plan = plan_sequential(**PLAN, looks=3, users_per_week=1000, traffic_share=0.5, share_treatment=0.3)
    assert plan.n_control + plan.n_treatment == plan.max_n_total == plan.n_at_looks[-1]
    assert plan.n_control >= plan.max_n_total_real * 0.7
    assert plan.weeks_at_looks == tuple(n / 500 for n in plan.n_at_looks)
    assert plan.max_weeks == math.ceil(plan.max_n_total / 500)
    assert f"{int(plan.max_weeks)} full weeks" in render(plan.readings()[0], "en")
    assert "weeks" not in render(plan_sequential(**PLAN).readings()[0], "en")


def test_relative_and_absolute_changes_agree():
    assert (
        plan_sequential(baseline_rate=0.1, change=0.2, change_kind="relative").max_n_total
        == plan_sequential(**PLAN).max_n_total
    )


def test_power_by_look_ends_at_the_wanted_power_and_rises():
    for looks in (2, 20):
        power = plan_sequential(**PLAN, looks=looks, power=0.9).characteristics.power_by_look
        assert power[-1] == pytest.approx(0.9, abs=1e-9)
        assert list(power) == sorted(power)


def test_remarks():
    codes = [note.code for note in plan_sequential(baseline_rate=0.02, change=0.05, looks=20, sides="one").notes]
    assert codes[0] == "few_at_first_look"
    assert {"one_sided", "no_giving_up"} <= set(codes)
    assert [note.code for note in plan_sequential(**PLAN).notes] == ["no_giving_up"]


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({"change": 0.02}, "baseline_rate"),
        ({"change": 0.02, "outcome": "mean"}, "sd"),
        ({"change": 0.02, "outcome": "mean", "sd": 1.0, "change_kind": "relative"}, "change_kind"),
        ({"baseline_rate": 0.99, "change": 0.02}, "change"),
        ({"baseline_rate": 0.01, "change": 0.02, "direction": "decrease"}, "change"),
        ({**PLAN, "looks": 21}, "looks"),
        ({**PLAN, "looks": 1}, "looks"),
    ],
)
def test_impossible_questions_are_refused(arguments, parameter):
    with pytest.raises(ParameterError) as caught:
        plan_sequential(**arguments)
    assert caught.value.parameter == parameter
