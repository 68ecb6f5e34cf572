"""Enumerated power against R and brute force."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.experiments import plan_proportions
from analysis.experiments.exact_power import exact_power, fisher_p_values

# R 4.2.2, enumeration with dbinom and fisher.test: 10 % against 40 %, 30 in each group; 1e-6.
R_ENUMERATION = {"fisher": 0.705064676849, "pooled_z": 0.796087400389, "false_alarm_pooled_z": 0.05436823062326}


@pytest.mark.parametrize(("field", "value"), R_ENUMERATION.items())
def test_enumeration_of_r(field, value):
    exact = exact_power(0.1, 0.4, 30, 30, alpha=0.05, sides="two", direction="increase")
    assert getattr(exact, field) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(
    ("sides", "direction", "alternative"),
    [("two", "increase", "two-sided"), ("one", "increase", "greater"), ("one", "decrease", "less")],
)
def test_fisher_of_scipy_in_every_table(sides, direction, alternative):
    from scipy.stats import fisher_exact

    found = fisher_p_values(9, 12, sides=sides, direction=direction)
    expected = np.array(
        [
            [fisher_exact([[y, 12 - y], [x, 9 - x]], alternative=alternative).pvalue for y in range(13)]
            for x in range(10)
        ]
    )
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_newcombe_rule_by_brute_force():
    from scipy.stats import binom

    from analysis.inference.proportion_differences import difference_interval

    chance = sum(
        binom.pmf(x, 8, 0.2) * binom.pmf(y, 11, 0.8)
        for x in range(9)
        for y in range(12)
        if difference_interval(y, 11, x, 8).excludes(0.0)
    )
    exact = exact_power(0.2, 0.8, 8, 11, alpha=0.05, sides="two", direction="increase")
    assert exact.newcombe == pytest.approx(chance)


@pytest.mark.parametrize("sides", ["two", "one"])
def test_fisher_keeps_its_level(sides):
    for rate in (0.02, 0.2, 0.5):
        exact = exact_power(rate, rate, 40, 25, alpha=0.05, sides=sides, direction="increase")
        assert exact.fisher == pytest.approx(exact.false_alarm_fisher)
        assert exact.fisher <= 0.05


def test_mirror_images_agree():
    rise = exact_power(0.2, 0.5, 30, 20, alpha=0.05, sides="one", direction="increase")
    fall = exact_power(0.8, 0.5, 30, 20, alpha=0.05, sides="one", direction="decrease")
    assert rise.fisher == pytest.approx(fall.fisher)
    assert rise.pooled_z == pytest.approx(fall.pooled_z)
    assert rise.newcombe == pytest.approx(fall.newcombe)


def test_certain_outcomes():
    exact = exact_power(0.5, 1.0, 20, 20, alpha=0.05, sides="two", direction="increase")
    assert 0 < exact.fisher <= 1


@pytest.mark.parametrize("sides", ["two", "one"])
@pytest.mark.parametrize("direction", ["increase", "decrease"])
def test_the_smaller_group_may_come_first_or_second(sides, direction):
    found = fisher_p_values(6, 40, sides=sides, direction=direction)
    alternative = "two-sided" if sides == "two" else {"increase": "greater", "decrease": "less"}[direction]
    assert found.shape == (7, 41)
    for control, treatment in ((0, 9), (3, 20), (6, 40), (2, 0), (5, 11)):
        table = [[treatment, 40 - treatment], [control, 6 - control]]
        assert found[control, treatment] == pytest.approx(stats.fisher_exact(table, alternative).pvalue, abs=1e-9)


def test_a_small_group_beside_a_large_one_is_enumerated():
    plan = plan_proportions(
        baseline_rate=0.999, change=0.04995, direction="decrease", share_treatment=0.02, sides="one"
    )
    assert (plan.n_control, plan.n_treatment) == (1321, 27)
    assert plan.exact is not None
    assert plan.exact.pooled_z == pytest.approx(0.756, abs=5e-4)  # scipy.stats.binom over all outcomes
    assert "small_groups" in [note.code for note in plan.notes]
