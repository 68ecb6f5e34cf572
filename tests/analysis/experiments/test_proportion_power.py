"""Power formulas against R, pwr, rpact and statsmodels; sizes, changes and chances solve back to each other."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.experiments.proportion_power import (
    CONVENTIONS,
    ProportionTest,
    effect_size_h,
    rate_at_h,
    rule_of_sixteen,
    whole,
)

# R 4.2.2 stats::power.prop.test(strict = FALSE); tolerance 1e-4 relative.
R_POOLED_N = [
    (0.1, 0.12, 0.05, 0.8, "two", 3840.84748243445),
    (0.2, 0.22, 0.05, 0.9, "two", 8713.83015549632),
    (0.4, 0.45, 0.05, 0.8, "one", 1207.64316155398),
    (0.5, 0.47, 0.05, 0.8, "two", 4355.38517900123),
    (0.001, 0.0013, 0.05, 0.8, "two", 200350.633303652),
]
# R 4.2.2 stats::power.prop.test: near tail (strict = FALSE) and both tails (strict = TRUE); 1e-6.
R_POOLED_POWER = [
    (0.3, 0.35, 0.05, 60, 0.08422182767369, 0.08963426379596),
    (0.05, 0.055, 0.05, 10000, 0.3539115275163, 0.3541075416781963),
    (0.6, 0.57, 0.01, 4000, 0.5584951898044, 0.5584952473255663),
]
# R 4.2.2 stats::power.prop.test solved for p2, tol = 1e-10; 1e-4 relative.
R_POOLED_MDE = [
    (0.04, 0.05, 0.8, 20000, 0.04567270739675),
    (0.02, 0.01, 0.9, 50000, 0.02356093073267),
    (0.1, 0.05, 0.8, 5000, 0.117430909258006),
]
# R rpact 3.3.4::getSampleSizeRates(kMax = 1): treatment, control, one-sided alpha, ratio treatment : control.
RPACT_UNEQUAL = [
    (0.12, 0.1, 0.025, 1 / 9, 2076.70518543736, 18690.3466689363),
    (0.25, 0.2, 0.05, 0.5, 640.31404851215, 1280.6280970243),
]


@pytest.mark.parametrize(("control", "treatment", "alpha", "power", "sides", "n"), R_POOLED_N)
def test_n_of_power_prop_test(control, treatment, alpha, power, sides, n):
    test = ProportionTest(alpha=alpha, sides=sides)
    assert test.total_for(control, treatment, 0.5, power) / 2 == pytest.approx(n, rel=1e-4)


@pytest.mark.parametrize(("control", "treatment", "alpha", "n", "near", "both"), R_POOLED_POWER)
def test_power_of_power_prop_test(control, treatment, alpha, n, near, both):
    found_near, far = ProportionTest(alpha=alpha).tails(control, treatment, n, n)
    assert float(found_near) == pytest.approx(near, abs=1e-6)
    assert float(found_near + far) == pytest.approx(both, abs=1e-6)


@pytest.mark.parametrize(("control", "alpha", "power", "n", "treatment"), R_POOLED_MDE)
def test_rate_of_power_prop_test(control, alpha, power, n, treatment):
    found = ProportionTest(alpha=alpha).rate_for(control, n, n, power, "increase")
    assert found == pytest.approx(treatment, rel=1e-4)


@pytest.mark.parametrize(("treatment", "control", "alpha", "ratio", "n_treatment", "n_control"), RPACT_UNEQUAL)
def test_unequal_groups_of_rpact(treatment, control, alpha, ratio, n_treatment, n_control):
    total = ProportionTest(alpha=alpha, sides="one").total_for(control, treatment, ratio / (1 + ratio), 0.8)
    assert total * ratio / (1 + ratio) == pytest.approx(n_treatment, rel=1e-4)
    assert total / (1 + ratio) == pytest.approx(n_control, rel=1e-4)


def test_unpooled_n_of_chow_shao_wang():
    # Chow, Shao and Wang (2008), eq. 4.2.2, evaluated in R: 5 % to 6 %, power .9, n2 = 9 n1.
    total = ProportionTest(alpha=0.05, convention="unpooled").total_for(0.05, 0.06, 0.9, 0.9)
    assert (total * 0.1, total * 0.9) == pytest.approx((5649.49113270124, 50845.4201943112), rel=1e-8)


def test_arcsine_of_pwr():
    # R pwr::pwr.2p.test, pwr.2p2n.test.
    test = ProportionTest(alpha=0.05, convention="arcsine")
    assert float(effect_size_h(0.55, 0.5)) == pytest.approx(0.1001674211616)
    assert test.total_for(0.5, 0.55, 0.5, 0.9) / 2 == pytest.approx(2094.46485640186, rel=1e-4)
    assert test.total_for(0.1, 0.12, 0.5, 0.8) / 2 == pytest.approx(3834.59575245779, rel=1e-4)
    assert float(test.power(0.1, 0.13, 900, 8100)) == pytest.approx(0.7647691857313, abs=1e-6)
    assert test.treatment_n_for(0.5, rate_at_h(0.5, 0.1), 1000, 0.8) == pytest.approx(3648.69900039334, rel=1e-4)


@pytest.mark.parametrize(
    ("baseline", "change", "power", "n"), [(0.2, 0.05, 0.8, 1030.21928311046), (0.1, 0.02, 0.9, 4888.31779023291)]
)
def test_evan_millers_page(baseline, change, power, n):
    # num_subjects of evanmiller.org/ab-testing/sample-size.html evaluated in R.
    test = ProportionTest(alpha=0.05, convention="evan_miller")
    assert test.total_for(baseline, baseline + change, 0.5, power) / 2 == pytest.approx(n, rel=1e-6)


def test_evan_millers_page_reflects_rates_above_one_half():
    test = ProportionTest(alpha=0.05, convention="evan_miller")
    assert test.total_for(0.8, 0.85, 0.5, 0.8) == pytest.approx(test.total_for(0.2, 0.25, 0.5, 0.8))


def test_continuity_corrected_n_of_fleiss():
    # Fleiss, Levin and Paik (2003), eq. 4.19, from the uncorrected n: n/4 (1 + sqrt(1 + 4 / (n d)))².
    plain = ProportionTest(alpha=0.05).total_for(0.1, 0.4, 0.5, 0.8) / 2
    corrected = plain / 4 * (1 + math.sqrt(1 + 4 / (plain * 0.3))) ** 2
    found = ProportionTest(alpha=0.05, convention="continuity_corrected").total_for(0.1, 0.4, 0.5, 0.8) / 2
    assert found == pytest.approx(corrected)


@pytest.mark.parametrize(("control", "treatment", "ratio"), [(0.1, 0.12, 1.0), (0.3, 0.24, 2.0), (0.5, 0.6, 0.25)])
def test_statsmodels_pooled_n(control, treatment, ratio):
    from statsmodels.stats.proportion import samplesize_proportions_2indep_onetail

    first = samplesize_proportions_2indep_onetail(treatment - control, control, 0.8, ratio=ratio, alpha=0.05)
    # Its first group has rate control + difference; the second is `ratio` times as large.
    total = ProportionTest(alpha=0.05).total_for(control, treatment, 1 / (1 + ratio), 0.8)
    assert total / (1 + ratio) == pytest.approx(first, rel=1e-6)


@pytest.mark.parametrize("sides", ["two", "one"])
def test_statsmodels_arcsine_power(sides):
    from statsmodels.stats.power import NormalIndPower

    theirs = NormalIndPower().power(
        float(effect_size_h(0.34, 0.3)), 700, 0.05, ratio=1.5, alternative="two-sided" if sides == "two" else "larger"
    )
    found = ProportionTest(alpha=0.05, sides=sides, convention="arcsine").power(0.3, 0.34, 700, 1050)
    assert float(found) == pytest.approx(theirs, abs=1e-9)


RATES = st.floats(0.02, 0.98)
TESTS = st.builds(
    ProportionTest,
    alpha=st.sampled_from([0.01, 0.05, 0.1]),
    sides=st.sampled_from(["two", "one"]),
    convention=st.sampled_from(CONVENTIONS),
)


@settings(max_examples=80, deadline=None)
@given(test=TESTS, control=RATES, treatment=RATES, share=st.floats(0.1, 0.9), power=st.floats(0.55, 0.95))
def test_n_and_power_solve_back(test, control, treatment, share, power):
    assume(abs(treatment - control) > 0.01)
    total = test.total_for(control, treatment, share, power)
    assert float(test.power(control, treatment, total * (1 - share), total * share)) == pytest.approx(power, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(test=TESTS, control=RATES, n=st.integers(200, 50000), power=st.floats(0.55, 0.95), rises=st.booleans())
def test_change_and_power_solve_back(test, control, n, power, rises):
    found = test.rate_for(control, n, n, power, "increase" if rises else "decrease")
    assume(not math.isnan(found))
    assert (found > control) == rises
    assert float(test.power(control, found, n, n)) == pytest.approx(power, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(test=TESTS, control=st.floats(0.05, 0.6), change=st.floats(0.01, 0.15), share=st.floats(0.1, 0.9))
def test_a_larger_change_needs_fewer_customers(test, control, change, share):
    small = test.total_for(control, control + change, share, 0.8)
    large = test.total_for(control, control + 1.5 * change, share, 0.8)
    assert large < small


@settings(max_examples=60, deadline=None)
@given(control=RATES, treatment=RATES, convention=st.sampled_from(CONVENTIONS))
def test_swapping_equal_groups_changes_nothing(control, treatment, convention):
    assume(abs(treatment - control) > 0.01)
    assume(convention != "evan_miller")  # its variance is that of the baseline alone
    test = ProportionTest(alpha=0.05, convention=convention)
    assert test.total_for(control, treatment, 0.5, 0.8) == pytest.approx(test.total_for(treatment, control, 0.5, 0.8))


@given(n=st.floats(0.5, 1e9))
def test_whole_rounds_up(n):
    assert n - 1e-6 * max(1.0, n) <= whole(n) < n + 1


def test_nothing_is_found_where_groups_are_too_small():
    test = ProportionTest(alpha=0.05)
    assert math.isnan(test.rate_for(0.9, 4, 4, 0.8, "increase"))
    assert math.isnan(test.treatment_n_for(0.2, 0.21, 100, 0.8))


def test_rule_of_sixteen():
    # Kohavi et al. (2009): baseline 5 %, change of 5 % of it: over 121,000 customers in each group.
    assert rule_of_sixteen(0.05, 0.0525) == pytest.approx(121600)


def test_h_outside_the_scale_has_no_rate():
    assert math.isnan(rate_at_h(0.9, 2.0))
    assert rate_at_h(0.5, -0.1) == pytest.approx(1 - rate_at_h(0.5, 0.1))
