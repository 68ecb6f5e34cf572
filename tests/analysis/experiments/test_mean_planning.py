"""The planner of means: R's and PowerTOST's numbers, statsmodels, designs, margins, clusters, words, impossible input."""

from __future__ import annotations

import math
import pickle
import time
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import ParameterError, blocks_conclusion
from analysis.experiments import plan_means
from analysis.experiments.mean_power import MeanTest
from analysis.language import render

quantile = NormalDist().inv_cdf


def words(plan, language="en"):
    return " ".join(render(sentence, language) for sentence in plan.readings())


def row(plan, name):
    return next(other for other in plan.others if other.id == name)


def codes(plan):
    return [note.code for note in plan.notes]


class TestReferences:
    def test_examples_of_power_t_test(self):
        # R documentation of stats::power.t.test, its printed output.
        chance = plan_means(change=1, sd=1, solve_for="power", n_control=20, n_treatment=20)
        assert chance.power == pytest.approx(0.8689528, abs=1e-6)
        assert plan_means(change=1, sd=1, power=0.9).n_control_real == pytest.approx(22.02110, abs=1e-4)
        one = plan_means(change=1, sd=1, power=0.9, sides="one")
        assert one.n_control_real == pytest.approx(17.84713, abs=1e-4)

    def test_unequal_groups_of_pwr(self):
        # R pwr::pwr.t2n.test(d = 0.6, n1 = 90, n2 = 60, alternative = "greater"): .9737262.
        plan = plan_means(
            change=0.6, change_kind="cohen_d", solve_for="power", sides="one", n_control=90, n_treatment=60
        )
        assert plan.power == pytest.approx(0.9737262, abs=1e-6)

    def test_welch_of_mkpower(self):
        # R MKpower::power.welch.t.test(delta = .5, sd1 = .5, sd2 = 1, power = .9): 53.86985 in each group,
        # found by uniroot at its default tolerance.
        plan = plan_means(change=0.5, sd=0.5, sd_treatment=1, power=0.9, convention="welch_t")
        assert plan.n_control_real == pytest.approx(53.86985, rel=1e-4)

    @pytest.mark.parametrize(("cv", "n", "power"), [(0.3, 40, 0.8158453), (0.25, 24, 0.7391155)])
    def test_equivalence_of_powertost(self, cv, n, power):
        # R PowerTOST::power.TOST, 2x2 crossover, theta0 = .95, printed in its manual. A crossover of n has the
        # error of two groups of n/2 with sd sqrt(log(1 + CV²) / 2), and as many degrees of freedom.
        plan = plan_means(
            goal="equivalence",
            sd=math.sqrt(math.log1p(cv**2) / 2),
            margin=math.log(1.25),
            expected_change=math.log(0.95),
            solve_for="power",
            n_control=n // 2,
            n_treatment=n // 2,
        )
        assert plan.power == pytest.approx(power, abs=1e-6)

    @pytest.mark.parametrize("ratio", [0.25, 1.0, 4.0])
    @pytest.mark.parametrize("side", ["two", "one"])
    def test_statsmodels_agrees(self, ratio, side):
        from statsmodels.stats.power import TTestIndPower

        plan = plan_means(change=0.35, change_kind="cohen_d", sides=side, share_treatment=ratio / (1 + ratio))
        alternative = "two-sided" if side == "two" else "larger"
        theirs = TTestIndPower().solve_power(0.35, power=0.8, alpha=0.05, ratio=ratio, alternative=alternative)
        assert plan.n_control_real == pytest.approx(theirs, rel=1e-5)

    def test_one_sample_and_pairs_of_statsmodels(self):
        from statsmodels.stats.power import TTestPower

        theirs = TTestPower().solve_power(0.4, power=0.9, alpha=0.05)
        one = plan_means(change=2, sd=5, power=0.9, design="one_sample")
        assert one.n_treatment_real == pytest.approx(theirs, rel=1e-5)
        # Two measurements of sd 5 that correlate by .5 have differences of sd 5.
        pairs = plan_means(change=2, sd=5, power=0.9, design="paired", pair_correlation=0.5)
        assert pairs.n_treatment_real == pytest.approx(theirs, rel=1e-5)
        assert (pairs.n_control, pairs.n_total) == (0, pairs.n_treatment)

    def test_noninferiority_is_a_shifted_one_sided_test(self):
        from statsmodels.stats.power import TTestIndPower

        theirs = TTestIndPower().solve_power((2 + 1) / 10, power=0.8, alpha=0.025, alternative="larger")
        plan = plan_means(goal="noninferiority", sd=10, margin=2, expected_change=1)
        assert plan.n_control_real == pytest.approx(theirs, rel=1e-5)

    def test_rule_of_sixteen_of_kohavi(self):
        # Kohavi et al. 2009: mean $3.75, sd $30, 5 % change: 409,600 in each group.
        plan = plan_means(baseline_mean=3.75, sd=30, change=0.05, change_kind="relative")
        assert plan.rule_of_16 == pytest.approx(409600)
        assert row(plan, "rule_of_16").n_control == 409600

    def test_equivalence_is_what_simulated_tests_do(self):
        rng = np.random.default_rng(20260101)
        n, times = 30, 20000
        a, b = rng.normal(0, 1, (times, n)), rng.normal(0.1, 1, (times, n))
        difference = b.mean(axis=1) - a.mean(axis=1)
        error = np.sqrt((a.var(axis=1, ddof=1) + b.var(axis=1, ddof=1)) / n)
        from scipy.stats import t

        both = np.abs(difference) + t.ppf(0.95, 2 * n - 2) * error < 0.7
        plan = plan_means(goal="equivalence", sd=1, margin=0.7, expected_change=0.1, solve_for="power", n_total=2 * n)
        assert plan.power == pytest.approx(both.mean(), abs=4 * math.sqrt(0.25 / times))


class TestProperties:
    @settings(max_examples=60, deadline=None)
    @given(
        sd=st.floats(0.1, 100),
        effect=st.floats(0.02, 2),
        power=st.floats(0.55, 0.99),
        convention=st.sampled_from(["student_t", "welch_t", "z"]),
        goal=st.sampled_from(["superiority", "noninferiority", "equivalence"]),
    )
    def test_size_effect_and_chance_are_one_equation(self, sd, effect, power, convention, goal):
        size = {"change": effect * sd} if goal == "superiority" else {"margin": effect * sd}
        asked = {"sd": sd, "goal": goal, "convention": convention}
        plan = plan_means(**asked, **size, power=power)
        again = plan_means(
            **asked, solve_for="mde", power=plan.power, n_control=plan.n_control, n_treatment=plan.n_treatment
        )
        assert plan.power >= power - 1e-9
        if plan.power < 1 - 1e-9:
            assert again.effect == pytest.approx(effect * sd, rel=1e-4)

    @pytest.mark.parametrize("scale", [0.01, 1000.0])
    def test_units_do_not_matter(self, scale):
        one = plan_means(baseline_mean=20, sd=7, change=1.5)
        other = plan_means(baseline_mean=20 * scale, sd=7 * scale, change=1.5 * scale)
        assert other.n_control_real == pytest.approx(one.n_control_real, rel=1e-9)

    def test_a_fall_needs_as_many_as_a_rise(self):
        rise, fall = (plan_means(baseline_mean=20, sd=7, change=1, direction=way) for way in ("increase", "decrease"))
        assert fall.n_control_real == rise.n_control_real
        assert (fall.treatment_mean, rise.treatment_mean) == (19, 21)
        assert "a fall from 20 to 19" in words(fall)

    def test_covariate_and_clusters_multiply_the_normal_size(self):
        plain = plan_means(sd=10, change=1, convention="z")
        adjusted = plan_means(sd=10, change=1, convention="z", covariate_correlation=-0.6)
        assert adjusted.n_control_real == pytest.approx(0.64 * plain.n_control_real)
        # Eldridge 2006: 1 + ((1 + .6²) 50 - 1) .05 = 4.35.
        clusters = plan_means(sd=10, change=1, convention="z", cluster_size=50, icc=0.05, cluster_size_cv=0.6)
        assert clusters.design_effect == pytest.approx(4.35)
        assert clusters.n_control_real == pytest.approx(4.35 * plain.n_control_real)
        assert clusters.clusters_control == math.ceil(4.35 * plain.n_control_real / 50)
        assert row(clusters, "clusters_ignored").n_control == plain.n_control
        assert row(adjusted, "unadjusted").n_control == plain.n_control

    def test_few_clusters_need_more_than_the_design_effect_says(self):
        normal, by_t = (
            plan_means(sd=10, change=5, convention=name, cluster_size=30, icc=0.1) for name in ("z", "student_t")
        )
        assert by_t.n_control > normal.n_control
        assert "few_clusters" in codes(by_t)

    def test_square_root_rule_saves_customers(self):
        equal, root = (plan_means(sd=1, change=0.2, n_treatments=4, allocation=a) for a in ("equal", "square_root"))
        assert root.n_total < equal.n_total
        assert root.n_control_real == pytest.approx(2 * root.n_treatment_real)

    def test_holm_is_sized_for_its_first_step(self):
        bonferroni, holm, none = (
            plan_means(sd=1, change=0.2, n_treatments=3, correction=name) for name in ("bonferroni", "holm", "none")
        )
        assert holm.n_total == bonferroni.n_total > none.n_total
        assert "Holm's first step at 1.67%" in words(holm)
        assert "uncorrected" in codes(none)

    def test_the_far_tail_is_told(self):
        plan = plan_means(sd=1, change=0.1, solve_for="power", n_total=20)
        assert plan.power == plan.power_near_tail < plan.power_both_tails
        assert row(plan, "both_tails").power == pytest.approx(plan.power_both_tails)

    def test_no_digits_are_lost_in_large_groups(self):
        test = MeanTest(alpha=0.05, sd_control=1.0, sd_treatment=1.0)
        n = np.array([1e6, 1e8, 1e10])
        near, far = test.tails(2.8 / np.sqrt(n / 2), n, n)
        expected = NormalDist().cdf(2.8 - quantile(0.975))
        assert near == pytest.approx(np.full(3, expected), abs=1e-6)
        assert np.all(np.isfinite(far))

    def test_fast_enough(self):
        plan_means(sd=1, change=0.1)
        start = time.process_time()
        plan_means(sd=1, goal="equivalence", margin=0.1, n_treatments=3, users_per_week=5000)
        assert time.process_time() - start < 0.2


class TestWords:
    def test_of_a_change(self):
        plan = plan_means(baseline_mean=20, sd=30, change=0.05, change_kind="relative", users_per_week=4000)
        assert "14,129 customers in each of two groups, 28,258 in all: 8 full weeks" in words(plan)
        assert "a rise from 20 to 21 is found 8 times in 10" in words(plan)
        assert "从 20 升至 21" in words(plan, "zh")
        assert {"different_customers", "one_reading"} <= set(codes(plan))

    def test_of_standard_deviations_and_bare_changes(self):
        assert "a rise of 0.5 standard deviations" in words(plan_means(change=0.5, change_kind="cohen_d"))
        assert "a fall of 0.5 standard deviations" in words(
            plan_means(change=0.5, change_kind="cohen_d", direction="decrease")
        )
        assert "a rise of 2" in words(plan_means(change=2, sd=10))
        assert "a fall of 2" in words(plan_means(change=2, sd=10, direction="decrease"))

    @pytest.mark.parametrize("solve_for", ["n", "mde", "power"])
    @pytest.mark.parametrize(("goal", "level"), [("noninferiority", "95%"), ("equivalence", "90%")])
    def test_of_margins(self, goal, level, solve_for):
        plan = plan_means(goal=goal, sd=10, margin=2, solve_for=solve_for, n_total=None if solve_for == "n" else 1000)
        said = words(plan)
        assert f"the {level} interval of the difference" in said
        assert "if the true change is 0" in said
        assert math.isnan(plan.rule_of_16)

    def test_of_pairs_clusters_and_powers(self):
        assert "each measured before and after" in words(plan_means(change=2, sd=10, design="paired"))
        assert "full week" in words(plan_means(change=2, sd=10, design="paired", users_per_week=100))
        split = plan_means(change=2, sd=10, cluster_size=20, icc=0.05, share_treatment=0.3)
        assert "in each new group and" in words(split)
        many = plan_means(change=2, sd=10, n_treatments=2, solve_for="power", n_total=300)
        assert "no change is called" not in words(many)

    def test_skewed_spend_is_a_caution(self):
        # Kohavi 2014: 355 skewness² in each group.
        plan = plan_means(sd=10, change=2, skewness=5)
        assert plan.n_for_normality == 8875
        assert "8,875" in render(next(n for n in plan.notes if n.code == "skewed_values").message, "en")
        assert "skewed_values" not in codes(plan_means(sd=10, change=0.2, skewness=2))
        assert "skewed_values" in codes(plan_means(baseline_mean=3.75, sd=30, change=1))
        assert "skewed_values" not in codes(plan_means(baseline_mean=20, sd=30, change=1))

    def test_nothing_to_find_blocks(self):
        plan = plan_means(sd=1, goal="equivalence", solve_for="mde", n_total=4, expected_change=0.5, power=0.99)
        assert plan.effect > 0.5
        tiny = plan_means(sd=1, solve_for="mde", cluster_size=50, icc=0.1, n_total=60)
        assert blocks_conclusion(tiny)
        assert "no change is large enough" in words(tiny)
        margin = plan_means(sd=1, goal="noninferiority", solve_for="mde", cluster_size=50, icc=0.1, n_total=60)
        assert "no margin can be shown" in words(margin)

    def test_results_pickle(self):
        plan = plan_means(sd=10, change=2)
        assert pickle.loads(pickle.dumps(plan)).readings() == plan.readings()


IMPOSSIBLE = {
    "change": {"sd": 1},
    "sd": {"change": 1},
    "baseline_mean": {"change": 0.1, "change_kind": "relative", "sd": 1},
    "margin": {"sd": 1, "goal": "equivalence"},
    "expected_change": {"sd": 1, "goal": "noninferiority", "margin": 1, "expected_change": -1.0},
    "pair_correlation": {"sd": 1, "change": 1, "pair_correlation": 0.3},
    "n_treatments": {"sd": 1, "change": 1, "design": "paired", "n_treatments": 2},
    "n_control": {"sd": 10, "change": 1, "n_control": 20},
    "n_total": {"sd": 10, "change": 1, "solve_for": "power"},
    "icc": {"sd": 10, "change": 1, "cluster_size": 20},
    "cluster_size": {"sd": 10, "change": 1, "icc": 0.1},
    "sd_treatment": {"sd": 10, "change": 1, "sd_treatment": 12},
    "share_treatment": {"sd": 10, "change": 1, "share_treatment": 0.2, "allocation": "square_root"},
}


class TestImpossible:
    @pytest.mark.parametrize("name", IMPOSSIBLE)
    def test_is_refused_by_name(self, name):
        with pytest.raises(ParameterError) as caught:
            plan_means(**IMPOSSIBLE[name])
        assert caught.value.parameter == name
        assert caught.value.remedy is not None

    @pytest.mark.parametrize(
        ("name", "value"),
        [("sd", 0), ("change", 0), ("covariate_correlation", 1), ("icc", 1.5), ("n_total", -1), ("margin", 0)],
    )
    def test_bounds(self, name, value):
        with pytest.raises(ParameterError) as caught:
            plan_means(**{"sd": 1, "change": 1} | {name: value})
        assert caught.value.parameter == name

    @pytest.mark.parametrize(
        "asked",
        [
            {"change": 0.1, "change_kind": "relative", "sd": 1, "baseline_mean": 0},
            {"sd": 1, "change": 1, "allocation": "share"},
            {"sd_treatment": 2, "change": 1, "change_kind": "cohen_d"},
            {"sd": 1, "sd_treatment": 2, "change": 1, "design": "paired"},
            {"sd": 1, "goal": "noninferiority", "solve_for": "mde", "n_total": 10000, "expected_change": 1.0},
        ],
    )
    def test_contradictions(self, asked):
        with pytest.raises(ParameterError):
            plan_means(**asked)


@pytest.mark.parametrize("convention", ["student_t", "welch_t", "z"])
def test_a_change_of_many_standard_deviations_needs_the_fewest_customers(convention):
    plan = plan_means(sd=1e-6, change=1e6, convention=convention)
    assert plan.n_control <= 2
    assert 0.8 <= plan.power <= 1
