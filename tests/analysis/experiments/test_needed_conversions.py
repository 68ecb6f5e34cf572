"""The first outcome that is a finding: against independent tests of every outcome beside it."""

from __future__ import annotations

import math

import pytest
from statsmodels.stats.proportion import proportions_ztest

from analysis.experiments import plan_proportions
from analysis.experiments.margin_power import MarginTest
from analysis.experiments.needed_conversions import needed_conversions
from analysis.experiments.proportion_power import ProportionTest
from analysis.inference.proportion_differences import difference_interval
from analysis.language import render


@pytest.mark.parametrize(("control", "n"), [(0.1, 1000), (0.35, 9040), (0.02, 5000)])
@pytest.mark.parametrize("direction", ["increase", "decrease"])
def test_pooled_z_of_statsmodels_turns_there(control, n, direction):
    found = needed_conversions(
        ProportionTest(alpha=0.05), control=control, n_control=n, n_treatment=n, direction=direction
    )
    first = found.fewest if direction == "increase" else found.most
    step = 1 if direction == "increase" else -1
    at, before = (proportions_ztest([x, control * n], [n, n])[1] for x in (first, first - step))
    assert at < 0.05 <= before
    assert found.expected == pytest.approx(control * n)


def test_a_thousand_customers_each():
    # The question users ask: 100 of 1,000 in control, how many more are needed? Two-sided pooled z, R prop.test without correction:
    # 127 of 1,000 has p = .0576, 128 has p = .0489.
    plan = plan_proportions(baseline_rate=0.1, change=0.02, solve_for="power", n_total=2000)
    assert plan.conversions.fewest == 128
    assert "needs 128 conversions to be a finding, 28 more than the 100 expected" in render(plan.readings()[-1], "en")


@pytest.mark.parametrize(
    ("better", "goal"), [("higher", "noninferiority"), ("lower", "noninferiority"), ("higher", "equivalence")]
)
def test_margins_turn_where_mees_interval_does(better, goal):
    n, margin = 600, 0.07
    test = MarginTest(alpha=0.05, goal=goal, margin=margin, better=better)
    found = needed_conversions(test, control=0.3, n_control=n, n_treatment=n, direction="increase")

    def passes(x):
        limits = difference_interval(x, n, 180, n, level=0.9, method="mee")
        not_worse, not_more = limits.low > -margin, limits.high < margin
        if goal == "equivalence":
            return not_worse and not_more
        return not_worse if better == "higher" else not_more

    if not math.isnan(found.fewest):
        assert passes(found.fewest)
        assert not passes(found.fewest - 1)
    if not math.isnan(found.most):
        assert passes(found.most)
        assert not passes(found.most + 1)
    assert math.isnan(found.fewest) == (better == "lower")
    assert math.isnan(found.most) == (better == "higher" and goal == "noninferiority")


def test_a_margin_may_be_held_with_fewer_conversions_than_expected():
    plan = plan_proportions(baseline_rate=0.4, goal="noninferiority", margin=0.05)
    assert plan.conversions.fewest < plan.conversions.expected
    assert "fewer than the" in render(plan.readings()[-1], "en")


def test_complaints_may_be_more_than_expected():
    plan = plan_proportions(baseline_rate=0.1, goal="noninferiority", margin=0.03, better="lower")
    assert plan.conversions.most > plan.conversions.expected
    assert "or fewer, up to" in render(plan.readings()[-1], "en")


def test_too_few_customers_for_any_finding():
    plan = plan_proportions(baseline_rate=0.6, change=0.3, solve_for="power", n_total=8)
    assert not plan.conversions.reachable
    assert render(plan.readings()[-1], "en") == "No outcome of groups this small would be a finding."


def test_half_the_information_needs_more():
    plain, clustered = (
        needed_conversions(
            ProportionTest(alpha=0.05, variance_factor=factor),
            control=0.2,
            n_control=900,
            n_treatment=900,
            direction="increase",
        )
        for factor in (1.0, 2.0)
    )
    excess = (clustered.fewest - 180) / (plain.fewest - 180)
    assert excess == pytest.approx(math.sqrt(2), rel=0.05)


@pytest.mark.parametrize("convention", ["unpooled", "arcsine", "continuity_corrected", "evan_miller"])
def test_every_convention_has_a_first_finding(convention):
    test = ProportionTest(alpha=0.05, convention=convention)
    found = needed_conversions(test, control=0.2, n_control=500, n_treatment=700, direction="increase")
    assert test.finds(0.2, found.fewest / 700, 500, 700)
    assert not test.finds(0.2, (found.fewest - 1) / 700, 500, 700)
