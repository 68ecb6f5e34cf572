"""What a level means with a margin: the planners of rates and means and their readers say the same."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from analysis.experiments import plan_means, plan_proportions, read_means, read_proportions
from analysis.language import render

RATE, MARGIN, ALPHA = 0.4, 0.05, 0.05
GOALS = [
    ("noninferiority", "two", "two-sided", 0.025),
    ("noninferiority", "one", "greater", 0.05),
    ("equivalence", "two", "two-sided", 0.05),
]


@pytest.mark.parametrize(("goal", "sides", "alternative", "one_sided"), GOALS)
def test_planners_and_readers_agree(goal, sides, alternative, one_sided):
    both = {"goal": goal, "margin": MARGIN, "alpha": ALPHA, "sides": sides, "power": 0.9}
    rates = plan_proportions(baseline_rate=RATE, margin_convention="unpooled", **both)
    means = plan_means(sd=math.sqrt(RATE * (1 - RATE)), convention="z", **both)
    # Chow, Shao and Wang (2008), eq. 4.2.4 and 4.2.5.
    misses = 0.05 if goal == "equivalence" else 0.1
    expected = (stats.norm.isf(one_sided) + stats.norm.isf(misses)) ** 2 * 2 * RATE * (1 - RATE) / MARGIN**2
    assert rates.n_control_real == pytest.approx(expected, rel=1e-9)
    assert means.n_control_real == pytest.approx(expected, rel=1e-9)
    assert rates.alpha == ALPHA
    assert rates.alpha_tested == one_sided

    read = {"goal": goal, "margin": MARGIN, "level": 1 - ALPHA, "alternative": alternative}
    n = 2000
    of_rates = read_proportions(successes_control=800, n_control=n, successes_treatment=800, n_treatment=n, **read)
    of_means = read_means(
        n_control=n, mean_control=4.0, sd_control=1.0, n_treatment=n, mean_treatment=4.0, sd_treatment=1.0, **read
    )
    for found in (of_rates.against_margin, of_means.comparison.against_margin):
        assert found is not None
        assert found.alpha == pytest.approx(one_sided)
        assert found.interval.level == pytest.approx(1 - 2 * one_sided)


@pytest.mark.parametrize(
    ("sides", "alarm", "interval"), [("two", "1 time in 40", "95%"), ("one", "1 time in 20", "90%")]
)
def test_the_level_is_worded_as_it_is_tested(sides, alarm, interval):
    plan = plan_proportions(baseline_rate=RATE, goal="noninferiority", margin=MARGIN, sides=sides)
    told = " ".join(render(sentence, "en") for sentence in plan.readings())
    assert f"passes {alarm}" in told
    note = next(render(note.message, "en") for note in plan.notes if note.code == "one_sided")
    assert interval in note


@pytest.mark.parametrize(("sides", "other"), [("two", "whole_alpha"), ("one", "half_alpha")])
def test_the_other_reading_of_the_level_is_offered(sides, other):
    plan = plan_proportions(baseline_rate=RATE, goal="noninferiority", margin=MARGIN, sides=sides)
    turned = plan_proportions(
        baseline_rate=RATE, goal="noninferiority", margin=MARGIN, sides="one" if sides == "two" else "two"
    )
    row = next(row for row in plan.others if row.id == other)
    assert row.n_control == turned.n_control


def test_several_versions_share_the_level_that_is_tested():
    plan = plan_proportions(baseline_rate=RATE, goal="noninferiority", margin=MARGIN, n_treatments=2)
    assert plan.alpha_per_comparison == pytest.approx(0.0125)
    joint = plan_proportions(
        baseline_rate=RATE, goal="noninferiority", margin=MARGIN, n_treatments=2, correction="dunnett"
    )
    # One-sided .025 with two comparisons and equal groups: 2.2121 by SciPy's bivariate normal.
    box = stats.multivariate_normal(cov=[[1, 0.5], [0.5, 1]]).cdf([joint.critical] * 2)
    assert 1 - box == pytest.approx(0.025, abs=1e-5)
