"""Tests and odds ratios of a two-by-two table against R and SciPy."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.experiments.two_by_two import (
    TwoByTwo,
    fisher_p,
    normal_p,
    odds_ratio_conditional,
    odds_ratio_sample,
)


def table(successes_treatment, n_treatment, successes_control, n_control):
    return TwoByTwo(
        successes_control=successes_control,
        n_control=n_control,
        successes_treatment=successes_treatment,
        n_treatment=n_treatment,
    )


# R 4.2.2 stats::prop.test(correct = FALSE / TRUE): x1, n1, x2, n2 (difference is 2 - 1), chi2, z, p, p with Yates.
PROP_TEST = [
    ((200, 2000, 250, 2000), 6.259780907668, 2.501955416803, 0.01235094771119, 0.01420977073392),
    ((12, 80, 25, 90), 4.061053534738, 2.015205581259, 0.04388311297952, 0.06739689543507),
    # cookie_cats: day-1 and day-7 retention, gate_30 against gate_40 (R 4.2.2 prop.test).
    ((20034, 44700, 20119, 45489), 3.18296365751207, -1.78408622479747, 0.0744096552969191, 0.0755047621030892),
    ((8502, 44700, 8279, 45489), 10.013167328689, -3.16435891274819, 0.00155424997561433, 0.00160057460426791),
]


@pytest.mark.parametrize(("counts", "chi2", "z", "p", "yates"), PROP_TEST[:3])
def test_prop_test(counts, chi2, z, p, yates):
    x1, n1, x2, n2 = counts
    found = table(x2, n2, x1, n1)
    assert found.z() == pytest.approx(z, rel=1e-6)
    assert found.z() ** 2 == pytest.approx(chi2, rel=1e-6)
    assert normal_p(found.z(), "two-sided") == pytest.approx(p, rel=1e-6)
    assert normal_p(found.z_yates(), "two-sided") == pytest.approx(yates, rel=1e-6)


def test_one_sided_prop_test():
    # R 4.2.2 stats::prop.test(alternative = "greater", correct = FALSE).
    found = table(250, 2000, 200, 2000)
    assert normal_p(found.z(), "greater") == pytest.approx(0.006175473855596, rel=1e-6)
    assert normal_p(found.z(), "less") == pytest.approx(1 - 0.006175473855596, rel=1e-6)


# R 4.2.2 stats::fisher.test: x1, n1, x2, n2, two-sided, less, conditional and sample odds ratio; 1e-4.
FISHER_TEST = [
    ((3, 20, 9, 20), 0.08235877701951, 0.04117938850976, 0.2244590736016, 0.2156862745098),
    ((0, 50, 5, 50), 0.05628449442882, 0.02814224721441, 0.0, 0.0),
]


@pytest.mark.parametrize(("counts", "two_sided", "less", "conditional", "sample"), FISHER_TEST)
def test_fisher_test(counts, two_sided, less, conditional, sample):
    found = table(*counts)
    assert fisher_p(found, "two-sided") == pytest.approx(two_sided, rel=1e-4)
    assert fisher_p(found, "less") == pytest.approx(less, rel=1e-4)
    assert odds_ratio_conditional(found, 0.95).value == pytest.approx(conditional, rel=1e-4)
    assert odds_ratio_sample(found, 0.95).value == pytest.approx(sample, rel=1e-4)


COUNTS = st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(max_examples=50, deadline=None)
@given(treatment=COUNTS, control=COUNTS, alternative=st.sampled_from(["two-sided", "greater", "less"]))
def test_fisher_of_scipy(treatment, control, alternative):
    from scipy.stats import fisher_exact

    cells = [[treatment[0], treatment[1] - treatment[0]], [control[0], control[1] - control[0]]]
    assert fisher_p(table(*treatment, *control), alternative) == pytest.approx(
        fisher_exact(cells, alternative=alternative).pvalue, rel=1e-9
    )


@pytest.mark.parametrize("counts", [(3, 20, 9, 20), (25, 90, 12, 80), (1, 60, 7, 61), (59, 60, 41, 61), (8, 8, 1, 9)])
def test_conditional_odds_ratio_of_scipy(counts):
    from scipy.stats.contingency import odds_ratio

    x1, n1, x2, n2 = counts
    theirs = odds_ratio([[x1, n1 - x1], [x2, n2 - x2]], kind="conditional")
    interval = theirs.confidence_interval(0.95)
    found = odds_ratio_conditional(table(*counts), 0.95)
    assert found.value == pytest.approx(theirs.statistic, rel=1e-6)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-6)


def test_conditional_odds_ratio_of_many_customers_stays_near_the_sample_one():
    found = table(20119, 45489, 20034, 44700)
    assert odds_ratio_conditional(found, 0.95).value == pytest.approx(odds_ratio_sample(found, 0.95).value, rel=1e-5)


def test_woolf_interval_of_statsmodels():
    from statsmodels.stats.contingency_tables import Table2x2

    theirs = Table2x2([[25, 65], [12, 68]])
    found = odds_ratio_sample(table(25, 90, 12, 80), 0.95)
    assert found.value == pytest.approx(theirs.oddsratio)
    assert (found.low, found.high) == pytest.approx(theirs.oddsratio_confint(0.05))


def test_empty_cells_are_undefined_or_infinite_never_neutral():
    assert math.isnan(odds_ratio_sample(table(0, 5, 0, 5), 0.95).value)
    assert odds_ratio_sample(table(5, 5, 2, 5), 0.95).value == math.inf
    assert math.isnan(odds_ratio_conditional(table(5, 5, 5, 5), 0.95).value)
    assert math.isnan(table(0, 5, 0, 5).z())
    assert math.isnan(table(0, 5, 0, 5).z_yates())
    assert math.isnan(normal_p(float("nan"), "two-sided"))


def test_huge_tables_leave_the_exact_test_out():
    huge = table(500_000, 1_000_000, 499_000, 1_000_000)
    assert math.isnan(fisher_p(huge, "two-sided"))
    assert math.isnan(odds_ratio_conditional(huge, 0.95).value)


def test_tiny_p_values_keep_their_size():
    assert normal_p(12.0, "two-sided") == pytest.approx(3.552964224155361e-33, rel=1e-9)  # R: 2 * pnorm(-12)
