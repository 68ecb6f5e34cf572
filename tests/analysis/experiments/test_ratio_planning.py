"""The planner of ratio metrics: the delta method simulated, the event as wrong unit, words, impossible moments."""

from __future__ import annotations

import math
import time
from statistics import NormalDist

import numpy as np
import pytest

from analysis.core import ParameterError
from analysis.experiments import plan_ratio
from analysis.language import render

quantile = NormalDist().inv_cdf
MOMENTS = {"ratio": 0.3, "mean_denominator": 5, "variance_numerator": 4, "variance_denominator": 9, "covariance": 2}


def words(plan, language="en"):
    return " ".join(render(sentence, language) for sentence in plan.readings())


def row(plan, name):
    return next(other for other in plan.others if other.id == name)


def customers(rng, times, n, rate):
    """Visits and clicks of customers who differ in how often they come and how readily they click."""
    visits = 1 + rng.poisson(rng.gamma(2.0, 2.0, (times, n)))
    own = rng.beta(6 * rate, 6 * (1 - rate), (times, n))
    return visits, rng.binomial(visits, own)


def delta_z(first, second):
    """z of the difference of two groups' ratios, by the delta method from the data alone."""
    ratios, variances = [], []
    for visits, clicks in (first, second):
        mean = visits.mean(axis=1, keepdims=True)
        ratio = clicks.sum(axis=1, keepdims=True) / visits.sum(axis=1, keepdims=True)
        variances.append(((clicks - ratio * visits) / mean).var(axis=1, ddof=1) / visits.shape[1])
        ratios.append(ratio[:, 0])
    return (ratios[1] - ratios[0]) / np.sqrt(variances[0] + variances[1])


class TestReferences:
    def test_closed_form(self):
        # Deng, Knoblich and Lu 2018: v = (4 - 2 × .3 × 2 + .09 × 9) / 25.
        plan = plan_ratio(**MOMENTS, change=0.05)
        v = (4 - 1.2 + 0.81) / 25
        assert plan.unit_variance == pytest.approx(v)
        assert plan.n_control_real == pytest.approx(2 * (quantile(0.975) + quantile(0.8)) ** 2 * v / 0.015**2)

    def test_a_simulated_test_finds_it_as_often(self):
        rng = np.random.default_rng(20260102)
        visits, clicks = customers(rng, 1, 400_000, 0.3)
        ratio = clicks.sum() / visits.sum()
        cov = np.cov(clicks[0], visits[0])
        n, times = 600, 1500
        plan = plan_ratio(
            ratio=ratio,
            mean_denominator=visits.mean(),
            variance_numerator=cov[0, 0],
            variance_denominator=cov[1, 1],
            covariance=cov[0, 1],
            change=0.33 / 0.3 - 1,
            solve_for="power",
            n_control=n,
            n_treatment=n,
        )
        found = delta_z(customers(rng, times, n, 0.3), customers(rng, times, n, 0.33)) > quantile(0.975)
        assert plan.power == pytest.approx(found.mean(), abs=4 * math.sqrt(0.25 / times))

    def test_events_as_units_ring_as_falsely_as_claimed(self):
        rng = np.random.default_rng(20260103)
        visits, clicks = customers(rng, 1, 400_000, 0.3)
        cov = np.cov(clicks[0], visits[0])
        plan = plan_ratio(
            ratio=clicks.sum() / visits.sum(),
            mean_denominator=visits.mean(),
            variance_numerator=cov[0, 0],
            variance_denominator=cov[1, 1],
            covariance=cov[0, 1],
            change=0.05,
        )
        n, times = 500, 2000
        (v0, c0), (v1, c1) = customers(rng, times, n, 0.3), customers(rng, times, n, 0.3)
        a, b = v0.sum(axis=1), v1.sum(axis=1)
        p, q = c0.sum(axis=1) / a, c1.sum(axis=1) / b
        pooled = (c0.sum(axis=1) + c1.sum(axis=1)) / (a + b)
        rings = np.abs(q - p) / np.sqrt(pooled * (1 - pooled) * (1 / a + 1 / b)) > quantile(0.975)
        assert plan.events_false_alarm == pytest.approx(rings.mean(), abs=4 * math.sqrt(0.2 / times))
        assert plan.events_false_alarm > 0.08
        assert plan.events_n_treatment < plan.n_treatment

    def test_correlation_and_covariance_are_two_ways(self):
        by_r = plan_ratio(**{**MOMENTS, "covariance": None}, correlation=2 / 6, change=0.05)
        assert by_r.n_control_real == pytest.approx(plan_ratio(**MOMENTS, change=0.05).n_control_real)

    def test_a_constant_denominator_is_a_mean(self):
        from analysis.experiments import plan_means

        ratio = plan_ratio(
            ratio=2,
            mean_denominator=1,
            variance_numerator=9,
            variance_denominator=0,
            correlation=0,
            change=0.3,
            change_kind="absolute",
        )
        mean = plan_means(sd=3, change=0.3, convention="z")
        assert ratio.n_control_real == pytest.approx(mean.n_control_real)
        assert math.isnan(ratio.events_design_effect)


class TestAnswers:
    def test_independent_events_agree_with_the_event_level(self):
        # One visit for everybody: the click itself.
        plan = plan_ratio(
            ratio=0.3,
            mean_denominator=1,
            variance_numerator=0.21,
            variance_denominator=0,
            correlation=0,
            change=0.1,
        )
        assert plan.events_design_effect == pytest.approx(1)
        assert "almost the same" in words(plan)

    def test_scales_agree_for_small_changes(self):
        plan = plan_ratio(**MOMENTS, change=0.01)
        assert row(plan, "log_ratio").n_control == pytest.approx(plan.n_control, rel=0.001)
        log = plan_ratio(**MOMENTS, change=0.01, convention="log_ratio")
        assert row(log, "difference").n_control == plan.n_control

    def test_smallest_change_turns_the_question_round(self):
        plan = plan_ratio(**MOMENTS, change=0.05)
        again = plan_ratio(
            **MOMENTS, solve_for="mde", power=plan.power, n_control=plan.n_control, n_treatment=plan.n_treatment
        )
        assert again.relative_change == pytest.approx(0.05, rel=1e-6)
        assert "would raise a false alarm 29.0% of the time" in words(again)
        falls = plan_ratio(**MOMENTS, solve_for="mde", n_total=20000, direction="decrease")
        assert falls.treatment_ratio < 0.3
        assert "a fall from" in words(falls)

    def test_words_name_the_wrong_unit(self):
        plan = plan_ratio(**MOMENTS, change=0.05)
        assert "events as units would claim 2,931 customers" in words(plan)
        assert "2,931" in words(plan, "zh")
        assert row(plan, "events_as_units").n_control == 2931

    def test_few_customers_are_a_caution(self):
        plan = plan_ratio(**MOMENTS, change=0.8)
        assert plan.notes[0].code == "few_customers"

    def test_an_event_variance_serves_amounts(self):
        plan = plan_ratio(**{**MOMENTS, "ratio": 1.3}, event_variance=2.0, change=0.05)
        assert plan.event_level_variance == pytest.approx(0.4)
        assert math.isnan(plan_ratio(**{**MOMENTS, "ratio": 1.3}, change=0.05).event_level_variance)

    def test_covariate_saves(self):
        plan = plan_ratio(**MOMENTS, change=0.05, covariate_correlation=0.5)
        assert row(plan, "unadjusted").n_control == plan_ratio(**MOMENTS, change=0.05).n_control
        assert plan.n_control_real == pytest.approx(0.75 * plan_ratio(**MOMENTS, change=0.05).n_control_real)

    def test_fast_enough(self):
        plan_ratio(**MOMENTS, change=0.05)
        start = time.process_time()
        plan_ratio(**MOMENTS, change=0.05, n_treatments=3, users_per_week=4000)
        assert time.process_time() - start < 0.2


IMPOSSIBLE = {
    "mean_denominator": {"ratio": 0.3, "change": 0.1},
    "unit_variance": {**MOMENTS, "change": 0.1, "unit_variance": 0.2},
    "covariance": {**MOMENTS, "change": 0.1, "covariance": 7},
    "correlation": {**MOMENTS, "change": 0.1, "correlation": 0.2},
    "change": {**MOMENTS, "change": 1.0, "direction": "decrease"},
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_impossible_input_is_refused_by_name(name):
    with pytest.raises(ParameterError) as caught:
        plan_ratio(**IMPOSSIBLE[name])
    assert caught.value.parameter == name
    assert caught.value.remedy is not None


@pytest.mark.parametrize(
    "asked",
    [
        {**MOMENTS, "covariance": None, "change": 0.1},
        {**MOMENTS, "change": None},
        {
            "ratio": 2,
            "mean_denominator": 1,
            "variance_numerator": 4,
            "variance_denominator": 1,
            "covariance": 2,
            "change": 0.1,
        },
        {"ratio": 0, "unit_variance": 1, "change": 0.1},
    ],
)
def test_missing_or_degenerate_moments(asked):
    with pytest.raises(ParameterError):
        plan_ratio(**asked)
