"""Weeks of a test from the customers that come: by hand, by properties, and where a division misleads."""

from __future__ import annotations

import math

import numpy as np
import pytest

from analysis.core import ParameterError
from analysis.experiments import plan_duration
from analysis.experiments.accrual import Accrual
from analysis.language import render


def test_constant_weeks_are_a_division_rounded_up():
    # 18,082 customers at 2,600 a week: 6.95 weeks.
    plan = plan_duration(n_total=18_082, users_by_week=(2600.0,))
    assert (plan.weeks, plan.naive_weeks) == (7.0, 7.0)
    assert plan.n_in_test == 7 * 2600
    assert plan.detectable_ratio == pytest.approx(math.sqrt(18_082 / 18_200))


def test_a_flattening_curve_takes_longer_than_the_division_says():
    # 5,000 + 3,000 + 1,800 + 1,080 = 10,880: the fourth week; the division says two.
    plan = plan_duration(n_total=10_000, users_by_week=(5000.0, 3000.0, 1800.0), afterwards="declining")
    assert plan.weeks == 4
    assert plan.naive_weeks == 2
    assert "promised 2 weeks" in render(plan.readings()[-1], "en")


def test_a_declining_curve_has_an_end():
    # 5,000 / (1 - 0.6) = 12,500 customers in all.
    accrual = Accrual(users_by_week=(5000.0, 3000.0), afterwards="declining")
    assert accrual.most == pytest.approx(12_500)
    plan = plan_duration(n_total=50_000, users_by_week=(5000.0, 3000.0), afterwards="declining")
    assert not plan.reached
    assert math.isnan(plan.weeks)
    sentence = render(plan.readings()[0], "en")
    assert "only 12,500" in sentence
    # sqrt(50,000 / 12,500) = 2
    assert "2 times as large" in sentence
    assert plan.notes[0].code == "never_enough"


def test_nobody_after_the_weeks_given():
    plan = plan_duration(n_total=1000, users_by_week=(400.0, 300.0), afterwards="nobody")
    assert plan.most == 700
    assert not plan.reached


def test_ramp_and_share_of_traffic():
    plan = plan_duration(n_total=2000, users_by_week=(1000.0,), ramp_shares=(0.1, 0.5), traffic_share=0.8)
    assert plan.course["n_in_test"].to_list()[:4] == pytest.approx([100, 600, 1400, 2200])
    assert plan.weeks == 4
    assert "ramp" in {note.code for note in plan.notes}


def test_follow_up_is_added_in_whole_weeks():
    plan = plan_duration(n_total=2000, users_by_week=(1000.0,), follow_up_days=30)
    assert (plan.entry_weeks, plan.follow_up_weeks, plan.weeks) == (2, 5, 7)


def test_a_metric_that_varies_more_with_time_needs_more():
    plan = plan_duration(n_total=2000, users_by_week=(1000.0,), variance_by_week=(1.0, 1.5, 1.2))
    # Needed: 2,000, 3,000, 2,400; in: 1,000, 2,000, 3,000.
    assert plan.weeks == 3
    assert plan.course["n_needed"].to_list()[:3] == [2000, 3000, 2400]


def test_a_minimum_of_weeks_holds():
    assert plan_duration(n_total=10, users_by_week=(1000.0,), minimum_weeks=2).weeks == 2


@pytest.mark.parametrize("share", [0.1, 0.3, 0.7])
def test_shares_that_do_not_add_up_exactly_reach_their_number(share):
    # Ten times 0.1 of 1,000 is 999.9999999999999 in floating point.
    plan = plan_duration(n_total=round(10 * 1000 * share), users_by_week=(1000.0,), traffic_share=share)
    assert plan.weeks == 10


def test_cumulative_agrees_with_a_simulation_of_returning_customers():
    """Customers who come each week with their own probability: new ones fall off as the curve says."""
    rng = np.random.default_rng(20260101)
    weekly = rng.beta(0.6, 2.0, size=40_000)
    visits = rng.random((40_000, 6)) < weekly[:, None]
    first = np.where(visits.any(axis=1), visits.argmax(axis=1), 99)
    new = tuple(float((first == week).sum()) for week in range(6))
    plan = plan_duration(n_total=int(visits[:, :5].any(axis=1).sum()), users_by_week=new, afterwards="nobody")
    assert plan.weeks == 5
    assert plan.naive_weeks < 5


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("users_by_week", {"users_by_week": ()}),
        ("users_by_week", {"users_by_week": (0.0, 0.0)}),
        ("users_by_week", {"users_by_week": (100.0, -5.0)}),
        ("ramp_shares", {"ramp_shares": (20.0,)}),
        ("variance_by_week", {"variance_by_week": (1.0, 0.0)}),
        ("afterwards", {"afterwards": "declining"}),
        ("n_total", {"n_total": 1}),
        ("traffic_share", {"traffic_share": 0.0}),
    ],
)
def test_impossible_input_gets_one_sentence(name, wrong):
    with pytest.raises(ParameterError) as caught:
        plan_duration(**{"n_total": 1000, "users_by_week": (100.0,), **wrong})
    assert caught.value.parameter == name
    assert caught.value.allowed is not None or caught.value.remedy is not None


def test_one_week_given_is_a_caution():
    codes = {note.code: note.severity for note in plan_duration(n_total=5000, users_by_week=(1000.0,)).notes}
    assert codes["assumed_weeks"] == "caution"
    known = plan_duration(n_total=1500, users_by_week=(1000.0, 900.0))
    assert "assumed_weeks" not in {note.code for note in known.notes}
