"""Intervals of one proportion: against R, Newcombe's table, statsmodels, exact coverage and their own laws."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from analysis.core import ParameterError
from analysis.inference.proportions import (
    PROPORTION_METHODS,
    normal_quantile,
    proportion_interval,
    proportion_limits,
    wilson_interval,
    wilson_limits,
)

# R 4.2.2: prop.test(37, 120, correct = FALSE / TRUE), binom.test(37, 120), closed form for Wald.
R_37_OF_120 = {
    "wald": (0.225707447200528, 0.390959219466138),
    "wilson": (0.232727369889163, 0.395829977238007),
    "wilson_cc": (0.228988034190828, 0.400158020496785),
    "clopper_pearson": (0.227255119633832, 0.399136764531952),
}

# Newcombe (1998), Statistics in Medicine 17, 857-872, Table I, methods 3, 4 and 5.
NEWCOMBE = [
    ("wilson", 81, 263, 0.2553, 0.3662),
    ("wilson", 15, 148, 0.0624, 0.1605),
    ("wilson", 0, 20, 0.0, 0.1611),
    ("wilson", 1, 29, 0.0061, 0.1718),
    ("wilson_cc", 81, 263, 0.2535, 0.3682),
    ("wilson_cc", 15, 148, 0.0598, 0.1644),
    ("wilson_cc", 0, 20, 0.0, 0.2005),
    ("wilson_cc", 1, 29, 0.0018, 0.1963),
    ("clopper_pearson", 81, 263, 0.2527, 0.3676),
    ("clopper_pearson", 15, 148, 0.0578, 0.1617),
    ("clopper_pearson", 0, 20, 0.0, 0.1684),
    ("clopper_pearson", 1, 29, 0.0009, 0.1776),
]

STATSMODELS_NAME = {
    "wilson": "wilson",
    "clopper_pearson": "beta",
    "jeffreys": "jeffreys",
    "agresti_coull": "agresti_coull",
    "wald": "normal",
}


@pytest.mark.parametrize(("method", "limits"), R_37_OF_120.items())
def test_equals_r(method, limits):
    found = proportion_interval(37, 120, method=method)
    assert (found.low, found.high) == pytest.approx(limits, rel=1e-9)
    assert found.value == 37 / 120


@pytest.mark.parametrize(("method", "x", "n", "low", "high"), NEWCOMBE)
def test_equals_newcombes_table(method, x, n, low, high):
    found = proportion_interval(x, n, method=method)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize("method", STATSMODELS_NAME)
def test_equals_statsmodels(method, level):
    from statsmodels.stats.proportion import proportion_confint

    n = np.array([1, 2, 7, 30, 400])
    for share in (0.0, 0.1, 0.5, 0.93, 1.0):
        x = np.round(share * n)
        low, high = proportion_limits(x, n, level=level, method=method)
        expected_low, expected_high = proportion_confint(x, n, alpha=1 - level, method=STATSMODELS_NAME[method])
        # At x = 0 and x = n the end is set to 0 or 1 here, as Brown, Cai and DasGupta (2001) recommend.
        inner_low, inner_high = x > 0, x < n
        np.testing.assert_allclose(low[inner_low], np.clip(expected_low, 0, 1)[inner_low], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(high[inner_high], np.clip(expected_high, 0, 1)[inner_high], rtol=1e-9, atol=1e-12)
        assert (low[~inner_low] == 0).all()
        assert (high[~inner_high] == 1).all()


@pytest.mark.parametrize(("method", "expected"), [("wilson", 0.954), ("clopper_pearson", 0.984)])
def test_mean_coverage_at_ten_people(method, expected):
    """Exact coverage averaged over p, by enumeration of all outcomes (Agresti and Coull 1998, table 1)."""
    n = 10
    x = np.arange(n + 1)
    low, high = proportion_limits(x, np.full(n + 1, n), method=method)
    p = (np.arange(20000) + 0.5) / 20000
    covered = (low[:, None] <= p) & (p <= high[:, None])
    coverage = (binom.pmf(x[:, None], n, p) * covered).sum(axis=0)
    assert coverage.mean() == pytest.approx(expected, abs=0.001)
    if method == "clopper_pearson":
        assert coverage.min() >= 0.95 - 1e-12


counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(deadline=None, max_examples=60)
@given(counts, st.sampled_from(PROPORTION_METHODS), st.floats(0.5, 0.999))
def test_contains_the_share_and_stays_inside(pair, method, level):
    x, n = pair
    found = proportion_interval(x, n, level=level, method=method)
    assert 0 <= found.low <= found.value <= found.high <= 1


@settings(deadline=None, max_examples=60)
@given(counts, st.sampled_from(PROPORTION_METHODS))
def test_turning_yes_into_no_mirrors_the_interval(pair, method):
    x, n = pair
    yes, no = proportion_interval(x, n, method=method), proportion_interval(n - x, n, method=method)
    assert (yes.low, yes.high) == pytest.approx((1 - no.high, 1 - no.low), abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(counts, st.sampled_from(PROPORTION_METHODS))
def test_a_higher_level_is_wider(pair, method):
    x, n = pair
    narrow, wide = (proportion_interval(x, n, level=level, method=method) for level in (0.8, 0.99))
    assert wide.low <= narrow.low + 1e-12
    assert wide.high >= narrow.high - 1e-12


def test_many_at_once_equal_one_by_one():
    x, n = np.arange(0, 21), np.full(21, 20)
    low, high = wilson_limits(x, n, level=0.9)
    singles = [wilson_interval(i, 20, level=0.9) for i in range(21)]
    assert low.tolist() == [item.low for item in singles]
    assert high.tolist() == [item.high for item in singles]


def test_wilson_solves_the_score_equation():
    found = wilson_interval(7, 31)
    z = normal_quantile(0.95)
    for limit in (found.low, found.high):
        assert abs(7 / 31 - limit) == pytest.approx(z * math.sqrt(limit * (1 - limit) / 31), rel=1e-12)


def test_nobody_asked_is_undefined():
    found = wilson_interval(0, 0)
    assert math.isnan(found.value)
    assert math.isnan(found.low)
    assert math.isnan(found.high)


@pytest.mark.parametrize(("x", "n"), [(-1, 5), (6, 5), (math.nan, 5), (1, math.inf), (1, 0)])
def test_impossible_counts_are_an_error(x, n):
    with pytest.raises(ParameterError, match="cannot be"):
        wilson_interval(x, n)


@pytest.mark.parametrize("level", [0, 1, 1.5, -0.1, math.nan])
def test_impossible_levels_are_an_error(level):
    with pytest.raises(ParameterError, match="confidence level"):
        wilson_interval(1, 2, level=level)
