"""Dunnett's critical values against R, the printed tables and SciPy; the chance of any against simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.core import ParameterError
from analysis.experiments import dunnett_critical
from analysis.inference.many_to_one import any_found, critical_value, none_exceeds
from analysis.language import render

# One-dimensional integral in R, equal groups, known variance; 1e-9.
R_CRITICAL = [(3, "two", 2.34897059034), (5, "two", 2.511463053473), (3, "one", 2.062083932923)]
# Dunnett (1955), table 1a, one-sided .05, as reprinted with permission in statistics textbooks: df, treatments, value.
PRINTED_ONE_SIDED = [
    (5, 2, 2.44),
    (5, 9, 3.30),
    (10, 4, 2.47),
    (20, 3, 2.19),
    (30, 5, 2.33),
    (60, 8, 2.44),
    (120, 2, 1.93),
    (math.inf, 2, 1.92),
    (math.inf, 9, 2.42),
]


@pytest.mark.parametrize(("k", "sides", "value"), R_CRITICAL)
def test_values_of_r(k, sides, value):
    assert critical_value(k, 0.5, 0.05, sides) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(("df", "k", "value"), PRINTED_ONE_SIDED)
def test_printed_table(df, k, value):
    # The table was computed by hand and machine in 1955: its last digit may be off by one.
    assert critical_value(k, 0.5, 0.05, "one", df) == pytest.approx(value, abs=0.0101)


@pytest.mark.parametrize("df", [1, 3, 12, 60])
@pytest.mark.parametrize("sides", ["two", "one"])
@pytest.mark.parametrize("correlation", [0.5, 1 / (1 + math.sqrt(3)), 0.8])
def test_multivariate_t_of_scipy(df, sides, correlation):
    shape = np.full((3, 3), correlation)
    np.fill_diagonal(shape, 1.0)
    critical = critical_value(3, correlation, 0.05, sides, df)
    joint = stats.multivariate_t(shape=shape, df=df, seed=7)
    lower = [-critical] * 3 if sides == "two" else None
    assert joint.cdf([critical] * 3, lower_limit=lower) == pytest.approx(0.95, abs=3e-4)


@pytest.mark.parametrize(("alternative", "sides"), [("two-sided", "two"), ("less", "one")])
def test_p_value_of_scipys_dunnett_at_the_critical_value(alternative, sides):
    """Data whose strongest statistic is the critical value have p = alpha in SciPy's own Dunnett test."""
    rng = np.random.default_rng(5)
    control = stats.zscore(rng.normal(size=12), ddof=1)
    treatments = [stats.zscore(rng.normal(size=12), ddof=1) for _ in range(3)]
    critical = critical_value(3, 0.5, 0.05, sides, 44)
    moved = [treatments[0] - critical * math.sqrt(2 / 12), *treatments[1:]]
    found = stats.dunnett(*moved, control=control, alternative=alternative, rng=np.random.default_rng(1))
    assert found.statistic[0] == pytest.approx(-critical)
    assert found.pvalue[0] == pytest.approx(0.05, abs=5e-4)


@settings(max_examples=40, deadline=None)
@given(
    k=st.integers(2, 30),
    correlation=st.floats(0.02, 0.98),
    alpha=st.floats(0.001, 0.3),
    sides=st.sampled_from(["two", "one"]),
)
def test_it_lies_between_one_comparison_and_bonferroni(k, correlation, alpha, sides):
    critical = critical_value(k, correlation, alpha, sides)
    tail = 2 if sides == "two" else 1
    assert stats.norm.isf(alpha / tail) <= critical <= stats.norm.isf(alpha / tail / k) + 1e-9
    assert none_exceeds(critical, k, correlation, sides, math.inf) == pytest.approx(1 - alpha, abs=1e-8)


def test_independent_comparisons_are_sidak():
    assert critical_value(4, 1e-9, 0.05, "one") == pytest.approx(stats.norm.isf(1 - 0.95**0.25), abs=1e-6)


@pytest.mark.parametrize("correlation", [0.1, 0.5, 0.95])
def test_chance_of_any_by_simulation(correlation):
    rng = np.random.default_rng(31)
    shared, own = rng.normal(size=(400_000, 1)), rng.normal(size=(400_000, 3))
    z = math.sqrt(correlation) * shared + math.sqrt(1 - correlation) * own
    upward = (z > -stats.norm.ppf(0.7)).any(axis=1).mean()
    assert any_found((0.7, 1.0), 3, correlation) == pytest.approx(upward, abs=0.004)
    inside = ((z > -stats.norm.ppf(0.85)) & (z < stats.norm.ppf(0.9))).any(axis=1).mean()
    assert any_found((0.85, 0.9), 3, correlation) == pytest.approx(inside, abs=0.004)


def test_chance_of_any_at_its_ends():
    assert any_found((0.0, 1.0), 3, 0.5) == 0.0
    assert any_found((1.0, 1.0), 3, 0.5) == pytest.approx(1.0)
    assert any_found((0.4, 0.5), 3, 0.5) == 0.0
    assert any_found((0.8, 0.9), 1, 0.5) == pytest.approx(0.7)


class TestCalculator:
    def test_square_root_rule_has_its_own_correlation(self):
        found = dunnett_critical(n_treatments=4, allocation="square_root")
        assert found.correlation == pytest.approx(1 / 3)
        assert found.critical == pytest.approx(critical_value(4, 1 / 3, 0.05, "two"))
        assert found.critical > dunnett_critical(n_treatments=4).critical

    def test_rules_in_order(self):
        frame = dunnett_critical(n_treatments=3, df=20).to_frame()
        assert list(frame["rule"]) == ["dunnett", "bonferroni", "uncorrected"]
        dunnett, bonferroni, alone = frame["critical"]
        assert alone < dunnett < bonferroni
        assert bonferroni == pytest.approx(stats.t.isf(0.025 / 3, 20))
        assert frame["alpha_per_comparison"][0] == pytest.approx(2 * stats.t.sf(dunnett, 20))

    def test_words(self):
        found = dunnett_critical(n_treatments=3)
        assert [render(sentence, "en") for sentence in found.readings()] == [
            "Each of 3 comparisons with the control group must pass 2.35; then all of them together raise a false alarm 1 time in 20.",
            "Bonferroni would ask for 2.39, one comparison alone for 1.96.",
        ]

    def test_one_comparison_needs_no_correction(self):
        found = dunnett_critical(n_treatments=1)
        assert found.critical == pytest.approx(1.959963985)
        assert [note.code for note in found.notes] == ["one_comparison"]

    @pytest.mark.parametrize(
        "arguments", [{"n_treatments": 0}, {"n_treatments": 3, "df": 0.5}, {"n_treatments": 3, "alpha": 0}]
    )
    def test_impossible_input(self, arguments):
        with pytest.raises(ParameterError, match="cannot be"):
            dunnett_critical(**arguments)


def test_almost_equal_comparisons_need_almost_no_correction():
    assert critical_value(5, 1 - 1e-9, 0.05, "two") == pytest.approx(stats.norm.isf(0.025), abs=0.06)
    assert critical_value(5, 1 - 1e-9, 0.05, "two") > stats.norm.isf(0.025)
