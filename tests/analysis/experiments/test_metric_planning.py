"""Several metrics in one plan: each against R and statsmodels, the decision's chances, words and impossible input."""

from __future__ import annotations

import math
import pickle
import time

import numpy as np
import pytest
from statsmodels.stats.power import TTestIndPower

from analysis.charts.plan_metrics import display_plan_metrics
from analysis.charts.three_line import table_texts
from analysis.core import ParameterError
from analysis.experiments import plan_metrics, plan_proportions
from analysis.experiments.metric_sizes import Metric
from analysis.language import render, translator

STUDY = {
    "kinds": ("share", "mean", "share"),
    "baselines": (0.35, 80.0, 0.02),
    "smallest_changes": (0.02, -3.0, 0.005),
    "roles": ("primary", "guardrail", "guardrail"),
    "spreads": (0.0, 60.0, 0.0),
}


def words(plan, language="en"):
    return [render(sentence, language) for sentence in plan.readings()]


def codes(plan):
    return [note.code for note in plan.notes]


def mean(change, spread, *, alpha=0.05, sides="two", role="primary"):
    return Metric(kind="mean", role=role, baseline=10.0, change=change, spread=spread, alpha=alpha, sides=sides)


class TestReferences:
    # R 4.2.2 stats::power.t.test(strict = FALSE), per group; 1e-4 relative.
    @pytest.mark.parametrize(("delta", "sides", "n"), [(0.5, "two", 63.765763724844), (0.1, "one", 1237.18838753174)])
    def test_means_of_r(self, delta, sides, n):
        assert mean(delta, 1.0, sides=sides).total_for(0.5, 0.8) / 2 == pytest.approx(n, rel=1e-4)

    @pytest.mark.parametrize(("share", "power"), [(0.5, 0.9), (0.2, 0.8), (0.7, 0.6)])
    def test_means_of_statsmodels(self, share, power):
        total = mean(-3.0, 20.0, sides="one").total_for(share, power)
        theirs = TTestIndPower().solve_power(
            0.15, power=power, alpha=0.05, ratio=share / (1 - share), alternative="larger"
        )
        assert total * (1 - share) == pytest.approx(theirs, rel=1e-6)

    def test_non_inferior_means_for_many_customers(self):
        # Normal quantiles in R, cf. epiR::epi.ssninfc: 525.371 each; the t test needs about z² / 4 more.
        found = mean(-2.0, 10.0, alpha=0.025, role="guardrail").total_for(0.5, 0.9) / 2
        assert found == pytest.approx(525.371153072031 + 1.959964**2 / 4, rel=1e-4)

    def test_shares_are_those_of_the_planner_of_two_rates(self):
        plan = plan_metrics(**STUDY)
        first, _, third = plan.metrics
        assert first.n_control == plan_proportions(baseline_rate=0.35, change=0.02).n_control
        guardrail = plan_proportions(
            baseline_rate=0.02, goal="noninferiority", margin=0.005, better="lower", sides="one"
        )
        assert third.n_control_real == pytest.approx(guardrail.n_control_real)

    def test_n_and_what_is_found_solve_back(self):
        for metric, share in ((mean(1.5, 12.0), 0.3), (mean(-1.5, 12.0, role="guardrail"), 0.5)):
            total = metric.total_for(share, 0.85)
            n_control, n_treatment = total * (1 - share), total * share
            assert metric.power(n_control, n_treatment) == pytest.approx(0.85)
            assert metric.smallest_found(n_control, n_treatment, 0.85) == pytest.approx(metric.change)

    def test_two_customers_may_be_enough(self):
        assert mean(1000.0, 1.0).total_for(0.5, 0.8) <= 4


class TestPlan:
    def test_the_largest_decides_and_the_others_find_more(self):
        plan = plan_metrics(**STUDY, users_per_week=4000)
        needs = [metric.n_total for metric in plan.metrics]
        assert plan.decides == 1 + int(np.argmax(needs))
        assert plan.n_total == max(needs)
        assert plan.weeks == math.ceil(plan.n_total / 4000)
        for metric in plan.metrics:
            assert metric.power >= metric.target_power - 1e-9
            assert abs(metric.smallest_found) <= abs(metric.change) + 1e-9
            assert math.copysign(1, metric.smallest_found) == math.copysign(1, metric.change)

    @pytest.mark.parametrize(("correction", "alpha"), [("holm", 0.025), ("bonferroni", 0.025), ("none", 0.05)])
    def test_primaries_share_and_guardrails_do_not(self, correction, alpha):
        plan = plan_metrics(
            kinds=("share", "share", "share"),
            baselines=(0.3, 0.2, 0.1),
            smallest_changes=(0.02, -0.02, 0.01),
            roles=("primary", "primary", "guardrail"),
            correction=correction,
            guardrail_alpha=0.05,
        )
        assert [metric.alpha for metric in plan.metrics] == [alpha, alpha, 0.05]
        assert ("uncorrected" in codes(plan)) == (correction == "none")
        assert plan.metrics[1].smallest_found < 0

    def test_chance_together_falls_and_can_be_planned_for(self):
        kinds = ("share",) * 4
        asked = {
            "kinds": kinds,
            "baselines": (0.3,) * 4,
            "smallest_changes": (-0.02,) * 4,
            "roles": ("guardrail",) * 4,
        }
        each = plan_metrics(**asked)
        assert each.guardrails_if_independent == pytest.approx(0.8**4, abs=0.002)
        assert each.guardrails_at_least == pytest.approx(0.2, abs=0.002)
        assert codes(each)[0] == "guardrails_together"
        together = plan_metrics(**asked, power_of="all_guardrails")
        assert together.metrics[0].target_power == pytest.approx(0.95)
        assert together.guardrails_at_least >= 0.8
        assert "guardrails_together" not in codes(together)
        assert together.n_total > each.n_total

    def test_a_launch_keeps_its_chance(self):
        plan = plan_metrics(**STUDY, power_of="launch")
        # Schultzberg et al. (2024): misses are shared by the guardrails and one success metric: .2 / 3.
        assert plan.metrics[0].target_power == pytest.approx(1 - 0.2 / 3)
        assert plan.launch_at_least >= 0.8
        assert plan_metrics(**STUDY).launch_at_least < 0.8

    def test_several_guardrails_let_a_harmful_version_pass_no_more_often(self):
        """Two guardrails, the first harmed right up to its margin: simulated, at most 5 % pass both, 5 % pass it alone."""
        from analysis.experiments.margin_power import MarginTest

        rng, n = np.random.default_rng(3), 4000
        test = MarginTest(alpha=0.05, goal="noninferiority", margin=0.02)

        def passes(treatment):
            control, treated = rng.binomial(n, 0.3, 40000) / n, rng.binomial(n, treatment, 40000) / n
            return test.finds_each(control, treated, n, n)

        harmed, harmless = passes(0.28), passes(0.3)
        assert harmed.mean() == pytest.approx(0.05, abs=0.004)
        assert (harmed & harmless).mean() <= harmed.mean()

    def test_only_guardrails(self):
        plan = plan_metrics(kinds=("share",), baselines=(0.3,), smallest_changes=(-0.02,), roles=("guardrail",))
        assert "only_guardrails" in codes(plan)
        assert plan.launch_at_least == pytest.approx(plan.metrics[0].power)

    def test_long_tests_are_a_caution(self):
        assert codes(plan_metrics(**STUDY, users_per_week=100))[0] == "long_test"

    def test_frame(self):
        frame = plan_metrics(**STUDY).to_frame()
        assert list(frame["metric"]) == [1, 2, 3]
        assert frame["decides"].sum() == 1
        assert not frame.isna().any(axis=None)


class TestWords:
    def test_the_sentences(self):
        plan = plan_metrics(**STUDY, users_per_week=4000)
        said = words(plan)
        assert said[0] == "9,787 customers in each of two groups, 19,574 in all: 5 full weeks at 4,000 a week."
        assert said[1] == "Metric 3 decides; the others would need at most 18,082 in all."
        assert "Each guardrail is tested one-sided at 5%, without correction" in said[2]
        assert "All 2 guardrails of a harmless version pass together at least" in said[3]
        assert "is found and passes everything at least" in said[4]
        assert words(plan, "zh")[1] == "指标 3 决定规模；其余指标最多共需 18,082 名。"

    @pytest.mark.parametrize(
        ("correction", "said"),
        [("holm", "less strictly (Holm)"), ("bonferroni", "(Bonferroni)"), ("none", "at least one false alarm rings")],
    )
    def test_primaries(self, correction, said):
        plan = plan_metrics(
            kinds=("share", "mean"),
            baselines=(0.3, 50.0),
            smallest_changes=(0.02, 2.0),
            roles=("primary", "primary"),
            spreads=(0.0, 30.0),
            correction=correction,
            share_treatment=0.2,
        )
        assert said in words(plan)[2]
        assert "customers with the change and" in words(plan)[0]

    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_display(self, language):
        plan = plan_metrics(**STUDY, users_per_week=4000)
        display, say = display_plan_metrics(plan), translator(language)
        spec = display.figures[0].draw(say).to_dict()
        assert [value["decides"] for value in spec["data"]["values"]] == [False, False, True]
        rows = table_texts(display.tables[0], say)
        assert len(rows) == 4
        assert "nan" not in str(rows).lower()
        if language == "en":
            assert rows[2][:3] == ["Metric 2 (mean, guardrail)", "80", "−3"]
            assert "19,574 (5 weeks)" in [value["label"] for value in spec["data"]["values"]]


class TestImpossibleInput:
    @pytest.mark.parametrize(
        ("changes", "parameter", "sentence"),
        [
            ({"kinds": ()}, "kinds", "cannot be"),
            ({"baselines": (0.35, 80.0)}, "baselines", "2 values under “Today's value of each metric”, for 3 metrics"),
            ({"smallest_changes": (0.02,)}, "smallest_changes", "There is one value under"),
            ({"roles": ("primary",)}, "roles", "There is one value under"),
            ({"spreads": (0.0,)}, "spreads", "There is one value under"),
            ({"spreads": ()}, "spreads", "standard deviation of 0"),
            ({"spreads": (0.0, -1.0, 0.0)}, "spreads", "standard deviation of -1"),
            ({"baselines": (1.35, 80.0, 0.02)}, "baselines", "share of 1.35"),
            ({"smallest_changes": (0.7, -3.0, 0.005)}, "smallest_changes", "to 1.05"),
            ({"smallest_changes": (0.02, 0.0, 0.005)}, "smallest_changes", "metric 2 is 0"),
            ({"smallest_changes": (0.02, -3.0, -0.03)}, "smallest_changes", "asks nothing"),
            ({"roles": ("primary", "guardrail", "watched")}, "roles", "cannot be"),
            ({"guardrail_alpha": 0.5}, "guardrail_alpha", "cannot be 0.5"),
        ],
    )
    def test_one_clear_sentence(self, changes, parameter, sentence):
        with pytest.raises(ParameterError, match=sentence) as caught:
            plan_metrics(**STUDY | changes)
        assert caught.value.parameter == parameter


def test_answers_in_time_and_pickles():
    plan_metrics(**STUDY)
    start = time.process_time()
    plan = plan_metrics(**STUDY, users_per_week=4000)
    display_plan_metrics(plan)
    assert time.process_time() - start < 0.2
    assert pickle.loads(pickle.dumps(plan)).n_total == plan.n_total
