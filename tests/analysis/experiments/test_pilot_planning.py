"""A pilot against published numbers, a simulation of its decision rule, and its own logic."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from analysis.core import ParameterError
from analysis.experiments import plan_pilot, plan_proportions
from analysis.experiments.pilot_decision import PilotRule
from analysis.language import render

USUAL = {"population": 20_000, "baseline_rate": 0.3, "smallest_change": 0.02}


def test_the_price_of_ten_percent():
    """20,000 users, base 30 %: 3.05 points at 10/90, 1.83 at 50/50 (rpact, weighted pooled variance)."""
    pilot = plan_pilot(**USUAL)
    assert (pilot.n_pilot, pilot.n_control) == (2000, 18_000)
    assert 100 * pilot.change == pytest.approx(3.05, abs=0.005)
    assert 100 * pilot.change_equal_split == pytest.approx(1.83, abs=0.005)


def test_cost_of_imbalance_is_near_its_textbook_value():
    # 1 / (4 x .1 x .9) = 2.78 where both rates are alike.
    assert plan_pilot(**USUAL).cost_of_imbalance == pytest.approx(1 / (4 * 0.1 * 0.9), rel=0.02)
    even = plan_pilot(**USUAL, pilot_share=0.5)
    assert even.cost_of_imbalance == pytest.approx(1.0, rel=1e-6)


def test_half_widths_by_hand():
    pilot = plan_pilot(**USUAL)
    assert pilot.rate_half_width == pytest.approx(1.959964 * math.sqrt(0.21 / 2000), rel=1e-6)
    assert pilot.rate_half_width_here == pytest.approx(pilot.rate_half_width * math.sqrt(0.9), rel=1e-9)
    assert pilot.difference_half_width == pytest.approx(1.959964 * math.sqrt(0.21 / 2000 + 0.21 / 18_000), rel=1e-6)


def test_contamination_and_communities_blunt_the_pilot():
    plain = plan_pilot(**USUAL)
    leaking = plan_pilot(**USUAL, contamination=0.2)
    assert leaking.change_seen == pytest.approx(plain.change_seen)
    assert leaking.change == pytest.approx(plain.change / 0.8)
    grouped = plan_pilot(**USUAL, cluster_size=100, icc=0.02)
    # Design effect 1 + 99 x .02 = 2.98: the same as a population that much smaller.
    smaller = plan_proportions(
        baseline_rate=0.3, solve_for="mde", n_control=18_000, n_treatment=2000, alpha=0.05, power=0.8
    )
    assert plain.change == pytest.approx(smaller.change, rel=1e-6)
    assert grouped.design_effect == pytest.approx(2.98)
    assert grouped.pilot_communities == 20
    assert grouped.change > 1.6 * plain.change


@pytest.mark.parametrize("direction", ["increase", "decrease"])
def test_the_ladder_ends_without_a_control_group(direction):
    pilot = plan_pilot(**USUAL, direction=direction, users_per_week=1500)
    last = pilot.ladder.iloc[-1]
    assert (last["share"], last["n_control"]) == (1.0, 0)
    assert math.isnan(last["change"])
    assert pilot.ladder["weeks"].to_list() == [2, 2, 4, 4, 4]
    assert (np.sign(pilot.ladder["change"].dropna()) == (1 if direction == "increase" else -1)).all()


def test_chances_of_each_decision_add_up():
    decisions = plan_pilot(**USUAL, tolerated_loss=0.01).decisions
    assert decisions[["go", "extend", "stop"]].sum(axis=1).to_list() == pytest.approx([1.0] * len(decisions))
    assert decisions["go"].is_monotonic_increasing
    assert decisions["stop"].is_monotonic_decreasing


def test_no_change_is_rolled_out_as_rarely_as_promised():
    pilot = plan_pilot(**USUAL)
    at_none = pilot.decisions.set_index("true_change").loc[0.0]
    assert at_none["go"] == pytest.approx(0.025, abs=1e-6)
    at_smallest = pilot.decisions.set_index("true_change").loc[0.02]
    assert at_smallest["stop"] == pytest.approx(0.025, abs=1e-6)


@pytest.mark.parametrize("gain", [0.0, 0.02, -0.02, 0.04])
@pytest.mark.parametrize("loss", [0.0, 0.015])
def test_decisions_happen_as_often_in_simulated_pilots(gain, loss):
    rule = PilotRule(
        baseline=0.3, n_pilot=2000, n_control=18_000, level=0.95, smallest_change=0.02, tolerated_loss=loss
    )
    rng = np.random.default_rng(20260101)
    pilot, control = rng.binomial(2000, 0.3 + gain, 20_000) / 2000, rng.binomial(18_000, 0.3, 20_000) / 18_000
    half = 1.959964 * np.sqrt(pilot * (1 - pilot) / 2000 + control * (1 - control) / 18_000)
    low, high = pilot - control - half, pilot - control + half
    stop = high < 0.02
    go = (low > -loss) & ~stop
    chances = rule.chances(gain).iloc[0]
    assert stop.mean() == pytest.approx(chances["stop"], abs=0.012)
    assert go.mean() == pytest.approx(chances["go"], abs=0.012)


def test_a_pilot_that_is_too_small_says_so():
    pilot = plan_pilot(population=300, baseline_rate=0.02, smallest_change=0.01)
    assert pilot.notes[0].code == "too_small"
    assert "few_conversions" in {note.code for note in pilot.notes}
    tiny = plan_pilot(population=20, baseline_rate=0.5, smallest_change=0.1)
    assert math.isnan(tiny.change)
    assert "no change" in render(tiny.readings()[0], "en")


def test_whole_communities_without_correlation_are_a_caution():
    codes = {n.code: n.severity for n in plan_pilot(**USUAL, cluster_size=500).notes}
    assert codes["no_icc"] == codes["few_communities"] == "caution"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("pilot_share", {"population": 10, "pilot_share": 0.05}),
        ("smallest_change", {"smallest_change": 0.8}),
        ("smallest_change", {"direction": "decrease", "smallest_change": 0.4}),
        ("baseline_rate", {"baseline_rate": 1.2}),
        ("contamination", {"contamination": 1.0}),
        ("icc", {"icc": 1.5}),
        ("population", {"population": 5}),
    ],
)
def test_impossible_input_gets_one_sentence(name, wrong):
    with pytest.raises(ParameterError) as caught:
        plan_pilot(**{**USUAL, **wrong})
    assert caught.value.parameter == name


def test_the_frame_is_the_ladder():
    frame = plan_pilot(**USUAL).to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == ["share", "n_treatment", "n_control", "change", "weeks"]
