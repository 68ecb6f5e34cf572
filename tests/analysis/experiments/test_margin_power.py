"""Non-inferiority and equivalence: R's and web calculators' numbers, closed forms, properties and a simulation."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.experiments.margin_power import NULL_VARIANCES, MarginTest, widest_margin


def quantile(share):
    return NormalDist().inv_cdf(share)


def no_worse(margin, alpha=0.025, **more):
    return MarginTest(alpha=alpha, goal="noninferiority", margin=margin, **more)


def no_different(margin, alpha=0.05, **more):
    return MarginTest(alpha=alpha, goal="equivalence", margin=margin, **more)


class TestReferences:
    def test_rpact(self):
        # R rpact::getSampleSizeRates(thetaH0 = -0.05): 40 % in both groups, power .9.
        assert no_worse(0.05).total_for(0.4, 0.4, 0.5, 0.9) / 2 == pytest.approx(2014.77449624779, rel=1e-3)

    def test_gsdesign(self):
        # R gsDesign nBinomial(p1 = .677, p2 = .677, delta0 = .07, ratio = 2): 685.5569 and 1371.114, as printed by
        # its help's example on R-help, 15 November 2011; one-sided .025, power .9. Its first group's rate may be
        # .07 higher, so lower is better and the first group is the treatment.
        total = no_worse(0.07, better="lower").total_for(0.677, 0.677, 1 / 3, 0.9)
        assert (total / 3, 2 * total / 3) == pytest.approx((685.5569, 1371.114), rel=1e-6)

    def test_epir(self):
        # R epiR::epi.ssninfb(treat = .85, control = .85, delta = .10, power = .8, alpha = .05).
        test = no_worse(0.1, alpha=0.05, convention="unpooled")
        assert test.total_for(0.85, 0.85, 0.5, 0.8) / 2 == pytest.approx(157.655209416504)

    def test_page_of_powerandsamplesize(self):
        # powerandsamplesize.com, non-inferiority: pA = .85, pB = .65, delta = -.10, alpha .05, power .8: 25 each.
        test = no_worse(0.1, alpha=0.05, convention="unpooled")
        assert math.ceil(test.total_for(0.65, 0.85, 0.5, 0.8) / 2) == 25

    def test_equivalence_of_chow_shao_wang(self):
        # Chow, Shao and Wang (2008), eq. 4.2.5, where nothing differs: half of the misses for each test; 1:1.
        expected = (quantile(0.95) + quantile(0.9)) ** 2 * 2 * 0.6 * 0.4 / 0.1**2
        found = no_different(0.1, convention="unpooled").total_for(0.6, 0.6, 0.5, 0.8) / 2
        assert found == pytest.approx(expected, rel=1e-9)

    def test_without_a_margin_it_is_the_one_sided_test_of_a_rise(self):
        from analysis.experiments.proportion_power import ProportionTest

        plain = ProportionTest(alpha=0.025, sides="one").power(0.3, 0.34, 900, 1400)
        assert float(no_worse(1e-12).power(0.3, 0.34, 900, 1400)) == pytest.approx(float(plain), abs=1e-9)

    def test_fixed_margins_of_farrington_and_manning(self):
        # Their method 2 in closed form: rates a margin apart with the total kept, equal groups.
        p, margin = 0.3, 0.08
        null = math.sqrt((p - margin / 2) * (1 - p + margin / 2) + (p + margin / 2) * (1 - p - margin / 2))
        other = math.sqrt(2 * p * (1 - p))
        expected = ((quantile(0.975) * null + quantile(0.8) * other) / margin) ** 2
        found = no_worse(margin, convention="fixed_margins").total_for(p, p, 0.5, 0.8) / 2
        assert found == pytest.approx(expected)


RATES = st.floats(0.15, 0.85)
TESTS = st.builds(
    MarginTest,
    alpha=st.sampled_from([0.01, 0.025, 0.05]),
    goal=st.sampled_from(["noninferiority", "equivalence"]),
    margin=st.floats(0.03, 0.12),
    better=st.sampled_from(["higher", "lower"]),
    convention=st.sampled_from(NULL_VARIANCES),
    variance_factor=st.sampled_from([0.75, 1.0, 3.0]),
)


@settings(max_examples=60, deadline=None)
@given(test=TESTS, control=RATES, drift=st.floats(-0.02, 0.02), share=st.floats(0.2, 0.8), power=st.floats(0.6, 0.95))
def test_n_and_power_solve_back(test, control, drift, share, power):
    total = test.total_for(control, control + drift, share, power)
    found = float(test.power(control, control + drift, total * (1 - share), total * share))
    assert found == pytest.approx(power, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(test=TESTS, control=RATES, n=st.integers(600, 20000), power=st.floats(0.6, 0.95))
def test_margin_and_power_solve_back(test, control, n, power):
    margin = test.margin_for(control, control, n, n, power)
    assume(not math.isnan(margin))
    found = float(replace(test, margin=margin).power(control, control, n, n))
    assert found == pytest.approx(power, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(test=TESTS, control=RATES, drift=st.floats(-0.02, 0.02))
def test_mirrored_rates_and_directions_are_the_same_question(test, control, drift):
    other = "lower" if test.better == "higher" else "higher"
    mirrored = replace(test, better=other).power(1 - control, 1 - control - drift, 800, 1200)
    assert float(test.power(control, control + drift, 800, 1200)) == pytest.approx(float(mirrored), abs=1e-9)


def test_equivalence_does_not_ask_which_rate_is_better():
    low, high = no_different(0.06, better="lower"), no_different(0.06, better="higher")
    assert float(low.power(0.3, 0.31, 900, 900)) == pytest.approx(float(high.power(0.3, 0.31, 900, 900)))


def test_wider_margins_need_fewer_and_worse_truths_more_customers():
    sizes = [no_worse(margin).total_for(0.4, 0.4, 0.5, 0.8) for margin in (0.02, 0.04, 0.08)]
    assert sizes == sorted(sizes, reverse=True)
    truths = [no_worse(0.05).total_for(0.4, truth, 0.5, 0.8) for truth in (0.42, 0.4, 0.38)]
    assert truths == sorted(truths)


def test_the_variance_factor_is_a_factor_of_n():
    plain, clustered = no_worse(0.05), no_worse(0.05, variance_factor=2.5)
    assert clustered.total_for(0.4, 0.4, 0.3, 0.9) == pytest.approx(2.5 * plain.total_for(0.4, 0.4, 0.3, 0.9))


def test_no_margin_holds_in_groups_too_small():
    assert math.isnan(no_worse(float("nan"), better="lower").margin_for(0.9, 0.9, 4, 4, 0.8))


def test_a_better_version_holds_any_margin():
    assert no_worse(float("nan")).margin_for(0.4, 0.6, 1000, 1000, 0.8) == 0.0


@pytest.mark.parametrize(
    ("goal", "better", "widest"), [("noninferiority", "lower", 0.7), ("equivalence", "lower", 0.3)]
)
def test_widest_margin(goal, better, widest):
    assert widest_margin(goal, better, 0.3) == pytest.approx(widest)


@pytest.mark.parametrize("goal", ["noninferiority", "equivalence"])
def test_simulated_tests_pass_as_often_as_planned_and_fail_on_the_margin(goal):
    # 20,000 tests of the planned size, judged by Farrington-Manning's statistic of every pair of counts.
    test = MarginTest(alpha=0.05, goal=goal, margin=0.06)
    n = math.ceil(test.total_for(0.3, 0.3, 0.5, 0.8) / 2)
    rng = np.random.default_rng(20261)

    def passing(treatment):
        control = rng.binomial(n, 0.3, 20000) / n
        treated = rng.binomial(n, treatment, 20000) / n
        return float(test.finds_each(control, treated, n, n).mean())

    assert passing(0.3) == pytest.approx(0.8, abs=0.012)
    assert passing(0.24) == pytest.approx(0.05, abs=0.006)
