"""The planner of associations: R's pwr, statsmodels, simulation, words, impossible input."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest

from analysis.core import ParameterError, blocks_conclusion
from analysis.experiments import plan_association
from analysis.language import render


def words(plan, language="en"):
    return " ".join(render(sentence, language) for sentence in plan.readings())


def row(plan, name):
    return next(other for other in plan.others if other.id == name)


class TestReferences:
    def test_correlations_of_pwr(self):
        # R pwr::pwr.r.test, the examples of its manual.
        for sides, power in (("two", 0.5715558), ("one", 0.6911395)):
            plan = plan_association(kind="correlation", effect=0.3, solve_for="power", n_total=50, sides=sides)
            assert plan.power == pytest.approx(power, abs=1e-6)
        assert plan_association(kind="correlation", effect=0.5).n_total_real == pytest.approx(28.24841, abs=1e-4)

    def test_crosstabs_of_pwr(self):
        # R pwr::pwr.chisq.test(w = .289, df = 3, N = 100) and (w = .1, df = 20, power = .8).
        plan = plan_association(kind="chi_square", effect=0.289, df=3, solve_for="power", n_total=100)
        assert plan.power == pytest.approx(0.6750777, abs=1e-6)
        size = plan_association(kind="chi_square", effect=0.1, df=20)
        assert size.n_total_real == pytest.approx(2096.079, abs=1e-2)
        assert size.n_total == 2097

    def test_groups_of_pwr(self):
        # R pwr::pwr.anova.test(f = .28, k = 4, n = 20) and (power = .8).
        plan = plan_association(kind="anova", effect=0.28, groups=4, solve_for="power", n_total=80)
        assert plan.power == pytest.approx(0.5149793, abs=1e-6)
        size = plan_association(kind="anova", effect=0.28, groups=4)
        assert size.n_per_group_real == pytest.approx(35.75789, abs=1e-4)
        assert (size.n_per_group, size.n_total) == (36, 144)

    @pytest.mark.parametrize(("effect", "groups"), [(0.1, 3), (0.25, 5), (0.4, 2), (0.6, 10)])
    def test_anova_of_statsmodels(self, effect, groups):
        from statsmodels.stats.power import FTestAnovaPower

        theirs = FTestAnovaPower().solve_power(effect, alpha=0.05, power=0.9, k_groups=groups)
        ours = plan_association(kind="anova", effect=effect, groups=groups, power=0.9)
        assert ours.n_total_real == pytest.approx(float(np.squeeze(theirs)), rel=1e-5)

    @pytest.mark.parametrize(("effect", "df"), [(0.1, 1), (0.3, 4), (0.5, 12)])
    def test_chi_square_of_statsmodels(self, effect, df):
        from statsmodels.stats.power import GofChisquarePower

        theirs = GofChisquarePower().solve_power(effect, alpha=0.01, power=0.85, n_bins=df + 1)
        ours = plan_association(kind="chi_square", effect=effect, df=df, alpha=0.01, power=0.85)
        assert ours.n_total_real == pytest.approx(theirs, rel=1e-5)

    def test_two_groups_are_a_t_test(self):
        from analysis.experiments import plan_means

        # f of two equal groups is half of Cohen's d.
        plan = plan_association(kind="anova", effect=0.25, groups=2)
        means = plan_means(change=0.5, change_kind="cohen_d")
        assert plan.n_per_group_real == pytest.approx(means.n_control_real, rel=1e-4)

    def test_a_simulated_correlation_is_found_as_often(self):
        rng = np.random.default_rng(20260105)
        times, n, rho = 20000, 30, 0.4
        x = rng.normal(size=(times, n))
        y = rho * x + math.sqrt(1 - rho**2) * rng.normal(size=(times, n))
        x, y = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
        r = (x * y).sum(axis=1) / np.sqrt((x**2).sum(axis=1) * (y**2).sum(axis=1))
        from scipy.stats import t

        found = np.abs(r) * np.sqrt((n - 2) / (1 - r**2)) > t.ppf(0.975, n - 2)
        plan = plan_association(kind="correlation", effect=rho, solve_for="power", n_total=n)
        assert plan.power == pytest.approx(found.mean(), abs=0.012)


class TestAnswers:
    @pytest.mark.parametrize("kind", ["correlation", "chi_square", "anova"])
    def test_smallest_effect_turns_the_question_round(self, kind):
        plan = plan_association(kind=kind, effect=0.3)
        again = plan_association(kind=kind, solve_for="mde", power=plan.power, n_total=plan.n_total)
        assert again.effect == pytest.approx(0.3, rel=1e-5)
        assert "the weakest association found" in words(again)

    def test_groups_stay_equal(self):
        plan = plan_association(kind="anova", groups=4, solve_for="mde", n_total=101)
        assert (plan.n_total, plan.n_per_group) == (100, 25)
        assert row(plan_association(kind="anova", effect=0.25, groups=4), "anova").n_treatment == 180

    def test_shares_of_variance(self):
        assert plan_association(kind="correlation", effect=0.3).explained == pytest.approx(0.09)
        assert plan_association(kind="anova", effect=0.25).explained == pytest.approx(0.0625 / 1.0625)
        assert math.isnan(plan_association(kind="chi_square", effect=0.3).explained)

    def test_cohens_sizes_stand_beside(self):
        # Cohen (1988), table 3.4.1: r = .1, .3, .5 at .05 and .8 need 783, 85 and 28 (his 29 by the t table).
        sizes = {size.name: size.n_total for size in plan_association(kind="correlation", effect=0.2).sizes}
        assert sizes["medium"] == 85
        assert sizes["small"] in {782, 783}
        assert sizes["large"] in {28, 29}

    def test_other_conventions(self):
        # ((z + z) / atanh .3)² + 3 = 84.93.
        plan = plan_association(kind="correlation", effect=0.3)
        assert row(plan, "fisher_z").n_treatment_real == pytest.approx(84.9277, abs=1e-3)
        assert row(plan, "one_sided").n_treatment < plan.n_total
        assert {other.id for other in plan_association(kind="chi_square", effect=0.3, df=4).others} == {
            "chi_square",
            "two_by_two",
            "read_as_explained",
        }

    def test_words(self):
        plan = plan_association(kind="correlation", effect=0.3, users_per_week=40)
        assert "85 customers: 3 full weeks" in words(plan)
        assert "a correlation of .30 is found 8 times in 10; where there is none" in words(plan)
        assert "相关系数 .30" in words(plan, "zh")
        assert "Cohen's w" in words(plan_association(kind="chi_square", effect=0.3, df=4))
        power = plan_association(kind="anova", effect=0.3, solve_for="power", n_total=90)
        assert "a missed association looks just like none" in words(power)

    def test_thin_cells_are_a_caution(self):
        plan = plan_association(kind="chi_square", effect=1.5, df=20)
        assert plan.notes[0].code == "thin_cells"

    def test_nothing_to_find_blocks(self):
        plan = plan_association(kind="correlation", solve_for="mde", n_total=4, alpha=1e-12, power=0.999999)
        assert blocks_conclusion(plan)
        assert "no association is strong enough" in words(plan)

    def test_fast_enough(self):
        plan_association(kind="anova", effect=0.02, groups=20)
        start = time.process_time()
        plan_association(kind="anova", effect=0.02, groups=20, users_per_week=100)
        assert time.process_time() - start < 0.2


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("effect", {"kind": "correlation"}),
        ("effect", {"kind": "correlation", "effect": 1.0}),
        ("effect", {"kind": "anova", "effect": 0}),
        ("sides", {"kind": "anova", "effect": 0.3, "sides": "one"}),
        ("n_total", {"kind": "correlation", "effect": 0.3, "solve_for": "power"}),
        ("n_total", {"kind": "anova", "effect": 0.3, "solve_for": "power", "n_total": 5}),
        ("df", {"kind": "chi_square", "effect": 0.3, "df": 0}),
    ],
)
def test_impossible_input_is_refused_by_name(name, asked):
    with pytest.raises(ParameterError) as caught:
        plan_association(**asked)
    assert caught.value.parameter == name
