"""Adjusted p-values against R's p.adjust and statsmodels, and the order relations between the methods."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from analysis.inference.multiplicity import ADJUST_METHODS, adjusted_p_values

FIVE = [0.01, 0.02, 0.03, 0.04, 0.05]
TWELVE = [0.02131, 0, 0.13313, 0, 0.00027, 0.87057, 0.00065, 0.02438, 0.6831, 0.00187, 0.00537, 0.08562]
TIED = [0.2, 0.004, 0.03, 0.03, 0.012]

# Source: R 4.2.2 stats::p.adjust.
R_VALUES = [
    (FIVE, "bonferroni", [0.05, 0.1, 0.15, 0.2, 0.25]),
    (FIVE, "holm", [0.05, 0.08, 0.09, 0.09, 0.09]),
    (FIVE, "hochberg", [0.05] * 5),
    (FIVE, "BH", [0.05] * 5),
    (FIVE, "BY", [0.114166666666667] * 5),
    (TWELVE, "bonferroni", [0.25572, 0, 1, 0, 0.00324, 1, 0.0078, 0.29256, 1, 0.02244, 0.06444, 1]),
    (TWELVE, "holm", [0.12786, 0, 0.39939, 0, 0.0027, 1, 0.00585, 0.12786, 1, 0.01496, 0.03759, 0.34248]),
    (TWELVE, "hochberg", [0.1219, 0, 0.39939, 0, 0.0027, 0.87057, 0.00585, 0.1219, 0.87057, 0.01496, 0.03759, 0.34248]),
    (
        TWELVE,
        "BH",
        [0.0365314285714286, 0, 0.159756, 0, 0.00108, 0.87057, 0.00195, 0.03657, 0.7452, 0.004488, 0.01074, 0.11416],
    ),
    (
        TWELVE,
        "BY",
        [
            *(0.113364719233148, 0, 0.495756525108225, 0, 0.00335146753246753, 1, 0.00605126082251082),
            *(0.113484414502164, 1, 0.0139272095238095, 0.0333284826839827, 0.354262531024531),
        ],
    ),
    (TIED, "bonferroni", [1, 0.02, 0.15, 0.15, 0.06]),
    (TIED, "holm", [0.2, 0.02, 0.09, 0.09, 0.048]),
    (TIED, "hommel", [0.2, 0.02, 0.06, 0.06, 0.04]),
    (TIED, "BH", [0.2, 0.02, 0.0375, 0.0375, 0.03]),
]
STATSMODELS_NAMES = {
    "bonferroni": "bonferroni",
    "holm": "holm",
    "hochberg": "simes-hochberg",
    "hommel": "hommel",
    "BH": "fdr_bh",
    "BY": "fdr_by",
}
probabilities = st.lists(st.floats(0, 1, allow_subnormal=False), min_size=1, max_size=30)


@pytest.mark.parametrize(("p", "method", "expected"), R_VALUES)
def test_equals_r(p, method, expected):
    assert adjusted_p_values(p, method) == pytest.approx(expected, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("method", sorted(STATSMODELS_NAMES))
@settings(max_examples=40, deadline=None)
@given(p=probabilities)
def test_equals_statsmodels(method, p):
    expected = multipletests(p, method=STATSMODELS_NAMES[method])[1]
    assert adjusted_p_values(p, method) == pytest.approx(np.minimum(expected, 1), rel=1e-9, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(p=probabilities)
def test_methods_keep_their_order(p):
    by = {method: adjusted_p_values(p, method) for method in ADJUST_METHODS}
    slack = 1e-12
    for weaker, stronger in (
        ("none", "BH"),
        ("BH", "hommel"),
        ("hommel", "hochberg"),
        ("hochberg", "holm"),
        ("holm", "bonferroni"),
        ("BH", "BY"),
    ):
        assert (by[weaker] <= by[stronger] + slack).all(), (weaker, stronger)


@pytest.mark.parametrize("method", ADJUST_METHODS)
def test_undefined_tests_stay_undefined_and_do_not_count(method):
    with_gap = adjusted_p_values([0.01, math.nan, 0.04], method)
    assert math.isnan(with_gap[1])
    assert with_gap[[0, 2]].tolist() == adjusted_p_values([0.01, 0.04], method).tolist()


@pytest.mark.parametrize("method", ADJUST_METHODS)
def test_order_of_input_does_not_matter(method):
    rng = np.random.default_rng(7)
    p = rng.random(25)
    shuffled = rng.permutation(25)
    assert adjusted_p_values(p[shuffled], method).tolist() == adjusted_p_values(p, method)[shuffled].tolist()


@pytest.mark.parametrize("method", ADJUST_METHODS)
def test_empty_and_all_undefined(method):
    assert adjusted_p_values([], method).size == 0
    assert np.isnan(adjusted_p_values([math.nan, math.nan], method)).all()


def test_family_error_holds_under_the_null():
    rng = np.random.default_rng(11)
    hits = sum(bool((adjusted_p_values(rng.random(20), "holm") < 0.05).any()) for _ in range(4000))
    # Exact binomial band at one in a thousand around 5 % of 4,000.
    assert 156 <= hits <= 247
