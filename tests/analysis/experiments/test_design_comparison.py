"""Designs compared: each row against its own calculator, and the Bayesian rule as the bound it is."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from analysis.charts.sequential_designs import display_compare_designs
from analysis.core import ParameterError
from analysis.experiments import compare_designs, peeking_error, plan_proportions, plan_sequential
from analysis.experiments.design_rows import Comparison
from analysis.language import render

PLAN = {"baseline_rate": 0.1, "change": 0.02}


@pytest.mark.parametrize("looks", [2, 5, 12])
def test_rows_are_those_of_their_own_calculators(looks):
    found = compare_designs(**PLAN, looks=looks)
    assert found.design("fixed").n_max == pytest.approx(plan_proportions(**PLAN).n_total_real)
    assert found.design("fixed").false_alarm == pytest.approx(0.05)
    assert found.design("peeking").false_alarm == pytest.approx(peeking_error(looks=looks).false_alarm, abs=1e-9)
    for design in ("pocock", "obrien_fleming"):
        plan = plan_sequential(**PLAN, design=design, looks=looks)
        row = found.design(design)
        assert row.n_max == pytest.approx(plan.max_n_total_real)
        assert row.expected_n_h1 == pytest.approx(plan.expected_n_h1_real)
        assert row.expected_n_h0 == pytest.approx(plan.expected_n_h0_real)
        assert row.false_alarm == pytest.approx(0.05)


@pytest.mark.parametrize("looks", [2, 5, 20])
@pytest.mark.parametrize("threshold", [0.9, 0.975])
def test_a_flat_prior_is_peeking_at_a_fixed_level(looks, threshold):
    """A posterior probability under a flat prior is one minus the one-sided p-value."""
    found = compare_designs(**PLAN, looks=looks, threshold=threshold)
    naive = peeking_error(looks=looks, alpha=2 * (1 - threshold))
    assert found.design("bayes_flat").false_alarm == pytest.approx(naive.false_alarm, abs=1e-9)
    assert found.design("bayes_flat").false_alarm > 2 * (1 - threshold)


def test_the_bayesian_bound_is_the_posterior_probability():
    """At the bound the normal posterior puts exactly the threshold above zero."""
    comparison = Comparison(
        looks=(0.5, 1.0), alpha=0.05, sides="two", power=0.8, threshold=0.95, prior_width=0.7, fixed_n=1000.0
    )
    drift, change = 2.5, 0.02
    for at, bound in zip(comparison.looks, comparison._bayes(0.7)(drift), strict=True):
        variance = (change / drift) ** 2 / at
        prior = (0.7 * change) ** 2
        posterior_variance = 1 / (1 / variance + 1 / prior)
        posterior_mean = posterior_variance * bound * math.sqrt(variance) / variance
        assert norm.cdf(posterior_mean / math.sqrt(posterior_variance)) == pytest.approx(0.95, abs=1e-12)


def test_a_wide_prior_is_flat_and_a_narrow_one_is_strict():
    wide = compare_designs(**PLAN, prior_sd=10.0)
    narrow = compare_designs(**PLAN, prior_sd=0.005)
    assert wide.design("bayes_prior").n_max == pytest.approx(wide.design("bayes_flat").n_max, rel=1e-3)
    assert narrow.design("bayes_prior").false_alarm < wide.design("bayes_prior").false_alarm


@pytest.mark.parametrize("sides", ["one", "two"])
def test_always_valid_stays_below_alpha_for_any_looks(sides):
    alarms = [compare_designs(**PLAN, looks=k, sides=sides).design("always_valid").false_alarm for k in (2, 8, 20)]
    assert alarms == sorted(alarms)
    assert alarms[-1] < 0.05


def test_every_design_but_the_one_peeked_at_has_the_wanted_power():
    for row in compare_designs(**PLAN, power=0.9).designs:
        if row.id == "peeking":
            assert row.power > 0.9
        else:
            assert row.power == pytest.approx(0.9, abs=1e-8)
        assert row.expected_n_h1 <= row.expected_n_half + 1e-9 <= row.expected_n_h0 + 2e-9 <= row.n_max + 3e-9


def test_the_reading_warns_of_the_bayesian_rule():
    found = compare_designs(**PLAN)
    assert "not immune to peeking" in render(found.readings()[2], "en")
    assert found.notes[0].code == "bayes_not_immune"
    strict = compare_designs(**PLAN, threshold=0.9999, looks=2)
    assert "bayes_not_immune" not in [note.code for note in strict.notes]


def test_means_and_rates_share_the_arithmetic():
    means = compare_designs(outcome="mean", sd=100.0, change=5.0)
    ratios = [row.n_max / means.design("fixed").n_max for row in means.designs]
    rates = compare_designs(**PLAN)
    assert ratios == pytest.approx([row.n_max / rates.design("fixed").n_max for row in rates.designs])
    assert np.isfinite(ratios).all()


def test_a_missing_rate_is_refused():
    with pytest.raises(ParameterError):
        compare_designs(change=0.02)


@pytest.mark.parametrize(("baseline_rate", "change", "share"), [(0.35, 0.02, 0.5), (0.1, 0.02, 0.5), (0.2, 0.03, 0.3)])
def test_one_look_has_the_size_that_the_planners_give(baseline_rate, change, share):
    asked = {"baseline_rate": baseline_rate, "change": change, "share_treatment": share}
    found = compare_designs(**asked)
    in_all = plan_proportions(**asked).n_total
    fixed = found.design("fixed")
    assert found.in_groups(fixed) == in_all == plan_sequential(**asked, looks=5).fixed_n_total
    assert found.on_average(fixed, fixed.expected_n_h1) == in_all
    assert dict(found.readings()[0].values)["fixed"] == in_all
    assert display_compare_designs(found).metrics[0].value == in_all


def test_several_looks_have_the_size_that_the_sequential_planner_gives():
    asked = {"baseline_rate": 0.35, "change": 0.02, "looks": 5}
    found, plan = compare_designs(**asked), plan_sequential(**asked, design="obrien_fleming")
    early = found.design("obrien_fleming")
    assert found.in_groups(early) == plan.max_n_total
    # Ends on a whole customer either way; the integrals agree to the last digits only.
    assert found.on_average(early, early.expected_n_h1) == pytest.approx(plan.expected_n_h1_real, abs=1)
