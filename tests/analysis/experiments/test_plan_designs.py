"""Splits, versions, weeks, corrections, communities, covariates and margins in the planner."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from scipy import stats

from analysis.charts.plan_proportions import display_plan_proportions
from analysis.core import blocks_conclusion
from analysis.experiments import design_effect, plan_proportions
from analysis.language import render


def words(plan, language="en"):
    return [render(sentence, language) for sentence in plan.readings()]


def codes(plan):
    return [note.code for note in plan.notes]


def row(plan, name):
    return next(other for other in plan.others if other.id == name)


class TestSplit:
    def test_both_ends_reach_the_chance_and_nothing_outside(self):
        plan = plan_proportions(baseline_rate=0.3, change=0.0305, solve_for="split", n_total=20000)
        # Pilot of 10 %: Fleiss-Tytun-Ury in R finds +3.0539 points of 20,000 with a share of .1.
        assert plan.share_low == pytest.approx(0.1, abs=0.001)
        for share, reached in ((plan.share_low, 1), (plan.share_high, 1), (0.09, 0), (0.93, 0)):
            n = round(20000 * share)
            chance = plan_proportions(
                baseline_rate=0.3, change=0.0305, solve_for="power", n_control=20000 - n, n_treatment=n
            ).power
            assert (chance >= 0.8 - 2e-3) == bool(reached)
        assert plan.n_total == 20000
        assert plan.power >= 0.8
        assert words(plan)[0].startswith("With 20,000 customers in all, 10.0% to ")

    def test_several_versions_share_the_treatment(self):
        plan = plan_proportions(
            baseline_rate=0.3, change=0.04, solve_for="split", n_total=20000, n_treatments=3, correction="dunnett"
        )
        assert plan.n_control + 3 * plan.n_treatment == 20000
        assert plan.power == pytest.approx(0.8, abs=0.002)

    def test_no_split_is_enough(self):
        plan = plan_proportions(baseline_rate=0.3, change=0.01, solve_for="split", n_total=2000)
        assert math.isnan(plan.share_low)
        assert plan.power < 0.8
        assert codes(plan)[0] == "no_split_is_enough"
        assert "no split is enough" in words(plan)[0]


class TestVersions:
    @pytest.mark.parametrize("correction", ["bonferroni", "holm", "dunnett", "none"])
    @pytest.mark.parametrize("allocation", ["equal", "square_root"])
    def test_one_more_would_be_too_many(self, correction, allocation):
        asked = {"baseline_rate": 0.3, "change": 0.03, "n_total": 25000, "correction": correction}
        plan = plan_proportions(**asked, solve_for="arms", allocation=allocation)
        assert 1 <= plan.n_possible < 9
        assert plan.n_treatments == plan.n_possible
        assert plan.power >= 0.8
        more = plan_proportions(**asked, solve_for="power", n_treatments=plan.n_possible + 1, allocation=allocation)
        assert more.power < 0.8

    def test_correction_costs_versions(self):
        asked = {"baseline_rate": 0.3, "change": 0.03, "n_total": 60000, "solve_for": "arms"}
        numbers = [plan_proportions(**asked, correction=name).n_possible for name in ("none", "dunnett", "bonferroni")]
        assert numbers == sorted(numbers, reverse=True)

    def test_not_even_one(self):
        plan = plan_proportions(baseline_rate=0.3, change=0.01, solve_for="arms", n_total=2000)
        assert plan.n_possible == 0
        assert codes(plan)[0] == "no_version_is_possible"
        assert "not even one new version" in words(plan)[0]

    def test_nine_at_most(self):
        plan = plan_proportions(baseline_rate=0.3, change=0.1, solve_for="arms", n_total=900000)
        assert plan.n_possible == 9
        assert "most_versions" in codes(plan)


class TestWeeks:
    def test_weeks_are_those_of_the_customers(self):
        asked = {"baseline_rate": 0.3, "change": 0.03, "users_per_week": 2000}
        plan = plan_proportions(**asked, solve_for="weeks")
        assert plan.n_total == plan_proportions(**asked).n_total == 7526
        assert plan.weeks == 4
        assert words(plan)[0].startswith("4 full weeks at 2,000 a week: 3,763 customers in each of two groups")

    def test_weeks_available_say_what_they_find(self):
        plan = plan_proportions(baseline_rate=0.3, change=0.03, users_per_week=2000, solve_for="weeks", weeks=2)
        alone = plan_proportions(baseline_rate=0.3, users_per_week=2000, weeks=2, solve_for="mde")
        assert plan.found_in_weeks == pytest.approx(alone.change)
        assert f"{100 * alone.change:.2f} points" in words(plan)[2]

    def test_weeks_too_few_for_anything(self):
        plan = plan_proportions(baseline_rate=0.95, change=0.04, users_per_week=10, solve_for="weeks", weeks=1)
        assert "nothing is large enough" in words(plan)[2]

    def test_weeks_for_a_margin(self):
        asked = {"baseline_rate": 0.4, "goal": "noninferiority", "users_per_week": 1000}
        plan = plan_proportions(**asked, margin=0.05, solve_for="weeks", weeks=2)
        alone = plan_proportions(**asked, solve_for="mde", weeks=2)
        assert plan.found_in_weeks == pytest.approx(alone.margin)
        assert "the smallest margin that holds" in words(plan)[2]


class TestSeveralVersions:
    def test_holm_is_sized_by_its_first_step(self):
        asked = {"baseline_rate": 0.1, "change": 0.02, "n_treatments": 3}
        holm, bonferroni = (plan_proportions(**asked, correction=name) for name in ("holm", "bonferroni"))
        assert holm.n_total == bonferroni.n_total == 20496  # R power.prop.test(sig.level = .05 / 3)
        assert "first, strictest step" in words(holm)[2]

    def test_dunnett_by_its_printed_critical_value(self):
        # Two-sided .05, three treatments, known variance: 2.35 (Dunnett 1964); n of Fleiss with that quantile.
        plan = plan_proportions(baseline_rate=0.1, change=0.02, n_treatments=3, correction="dunnett")
        assert plan.critical == pytest.approx(2.35, abs=0.005)
        pooled = 0.11 * 0.89
        expected = (
            (2.34897059034 * math.sqrt(2 * pooled) + stats.norm.ppf(0.8) * math.sqrt(0.09 + 0.1056)) / 0.02
        ) ** 2
        assert plan.n_control_real == pytest.approx(expected, rel=1e-8)
        assert row(plan, "bonferroni").n_control == 5124
        assert (
            row(plan_proportions(baseline_rate=0.1, change=0.02, n_treatments=3), "dunnett").n_control == plan.n_control
        )

    def test_square_root_rule(self):
        # Dunnett (1955), section 7: sqrt(k) times as many in control; 10 % to 10.1 %, where both variances are alike.
        asked = {"baseline_rate": 0.1, "change": 0.001, "n_treatments": 4}
        root, even = (plan_proportions(**asked, allocation=name) for name in ("square_root", "equal"))
        assert root.n_control_real == pytest.approx(2 * root.n_treatment_real)
        # (1 + 1/sqrt k)(k + sqrt k) against 2 (k + 1) customers, for k = 4: 9 to 10.
        assert root.n_total_real / even.n_total_real == pytest.approx(0.9, abs=0.001)

    def test_fixed_control_group_under_dunnett_settles(self):
        plan = plan_proportions(baseline_rate=0.1, change=0.02, n_treatments=3, correction="dunnett", n_control=9000)
        back = plan_proportions(
            baseline_rate=0.1,
            change=0.02,
            n_treatments=3,
            correction="dunnett",
            solve_for="power",
            n_control=9000,
            n_treatment=plan.n_treatment,
        )
        assert back.power == pytest.approx(0.8, abs=0.001)
        assert back.critical == pytest.approx(plan.critical, abs=1e-4)

    @pytest.mark.parametrize("correction", ["bonferroni", "dunnett"])
    def test_chances_and_false_alarms_by_simulation(self, correction):
        # 20,000 tests of three new versions with the pooled z statistic of every pair of counts.
        plan = plan_proportions(baseline_rate=0.2, change=0.04, n_treatments=3, correction=correction)
        n, rng = plan.n_control, np.random.default_rng(11)

        def found(rate):
            control = rng.binomial(n, 0.2, (20000, 1)) / n
            treated = rng.binomial(n, rate, (20000, 3)) / n
            pooled = (control + treated) / 2
            z = (treated - control) / np.sqrt(2 * pooled * (1 - pooled) / n)
            return np.abs(z) > plan.critical

        changed = found(0.24)
        assert changed[:, 0].mean() == pytest.approx(plan.power, abs=0.012)
        assert changed.any(axis=1).mean() == pytest.approx(plan.power_any, abs=0.01)
        false = found(0.2).any(axis=1).mean()
        assert false <= 0.05 + 0.006
        if correction == "dunnett":
            assert false == pytest.approx(0.05, abs=0.006)


class TestCommunities:
    def test_clusters_of_r(self):
        # R power.prop.test x design effect, 30 % to 36 %, 50 each, ICC .05, cv .6: 4188.72 and 84 communities a group.
        plan = plan_proportions(baseline_rate=0.3, change=0.06, cluster_size=50, icc=0.05, cluster_size_cv=0.6)
        assert plan.n_control_real == pytest.approx(4188.72063045996, rel=1e-4)
        assert (plan.clusters_control, plan.n_control) == (84, 4189)
        assert row(plan, "no_communities").n_control == 963
        assert "84 communities of about 50 in each group" in words(plan)[2]
        assert list(plan.to_frame()["clusters"]) == [84, 84]

    def test_no_likeness_costs_nothing(self):
        alone = plan_proportions(baseline_rate=0.3, change=0.06)
        alike = plan_proportions(baseline_rate=0.3, change=0.06, cluster_size=50, icc=0.0)
        assert alike.n_total == alone.n_total
        assert alike.design_effect == 1

    def test_few_communities_are_a_caution_with_the_t_tests_chance(self):
        plan = plan_proportions(baseline_rate=0.3, change=0.15, cluster_size=50, icc=0.05)
        assert plan.clusters_control == 12
        assert codes(plan)[0] == "few_communities"
        assert not blocks_conclusion(plan)
        assert plan.power_by_t < plan.power - 0.02
        # The same by statsmodels: means of 12 communities a group, sd of one community's mean.
        from statsmodels.stats.power import TTestIndPower

        error = math.sqrt(3.45 * (0.21 + 0.2475) / 561)
        effect = 0.15 / error / math.sqrt(12 / 2)
        expected = TTestIndPower().power(effect, 12, 0.05)
        assert plan.power_by_t == pytest.approx(expected, abs=1e-3)

    def test_fifteen_communities_are_enough(self):
        plan = plan_proportions(baseline_rate=0.3, change=0.1, cluster_size=50, icc=0.05)
        assert plan.clusters_control >= 15
        assert "few_communities" not in codes(plan)

    def test_customers_assigned_one_by_one_are_another_plan(self):
        """Communities as clusters without a design effect: 80 % promised, far less kept."""
        naive = plan_proportions(baseline_rate=0.3, change=0.06)
        real = plan_proportions(
            baseline_rate=0.3, change=0.06, solve_for="power", n_total=naive.n_total, cluster_size=50, icc=0.05
        )
        assert real.power < 0.4
        assert real.exact is None

    def test_calculator(self):
        found = design_effect(cluster_size=20, icc=0.02)
        assert found.design_effect == pytest.approx(1.38)  # Eldridge et al. (2006) with cv = 0; Donner et al. (1981)
        assert found.effective_size == pytest.approx(20 / 1.38)
        assert found.most_effective_size == pytest.approx(50)
        frame = found.to_frame()
        assert len(frame) == 9
        assert frame.loc[frame["asked"], "design_effect"].item() == pytest.approx(1.38)
        assert render(found.readings()[0], "en") == (
            "With communities of 20 and a likeness of 0.02, a test needs 1.38 times as many customers as if they were assigned one by one."
        )
        assert "nothing is lost" in render(design_effect(cluster_size=20, icc=0.0).readings()[1], "en")


class TestCovariate:
    @pytest.mark.parametrize(("rho", "factor"), [(0.5, 0.75), (-0.3, 0.91)])
    def test_variance_of_deng(self, rho, factor):
        # Deng, Xu, Kohavi and Walker (2013), eq. 5: 1 - rho².
        plain = plan_proportions(baseline_rate=0.3, change=0.02)
        adjusted = plan_proportions(baseline_rate=0.3, change=0.02, covariate_correlation=rho)
        assert adjusted.n_total_real / plain.n_total_real == pytest.approx(factor)
        assert row(adjusted, "no_covariate").n_control == plain.n_control
        assert "covariate" in codes(adjusted)


class TestMargins:
    def test_the_sentences(self):
        plan = plan_proportions(baseline_rate=0.4, goal="noninferiority", margin=0.05, power=0.9)
        assert words(plan)[:2] == [
            "2,015 customers in each of two groups, 4,030 in all.",
            "Then an unchanged rate of 40% is shown to be less than 5 points worse 9 times in 10, and a new version that lies right on the margin passes 1 time in 40.",
        ]
        assert {"one_sided", "margin_is_a_decision"} <= set(codes(plan))

    @pytest.mark.parametrize(("direction", "better"), [("increase", "higher"), ("decrease", "lower")])
    def test_counting_on_a_gain_is_said_with_what_it_hides(self, direction, better):
        asked = {"baseline_rate": 0.35, "goal": "noninferiority", "margin": 0.02, "better": better, "sides": "one"}
        hopeful = plan_proportions(change=0.02, direction=direction, **asked)
        as_good = plan_proportions(**asked)
        assert row(hopeful, "no_gain").n_control == as_good.n_control
        # Blackwelder: 2 p q (z.95 + z.8)² / margin² = 7033 customers a group if the rates are alike.
        assert as_good.n_control == pytest.approx(2 * 0.35 * 0.65 * (1.644854 + 0.841621) ** 2 / 0.02**2, rel=1e-3)
        assert codes(hopeful)[0] == "counts_on_a_gain"
        said = render(hopeful.notes[0].message, "en")
        assert (
            f"2 points better than today. If it is only as good, the control group needs {as_good.n_control:,}" in said
        )

    @pytest.mark.parametrize("asked", [{}, {"change": 0.01, "direction": "decrease"}])
    def test_no_gain_is_counted_on_where_none_is_planned(self, asked):
        plan = plan_proportions(baseline_rate=0.35, goal="noninferiority", margin=0.02, **asked)
        assert "counts_on_a_gain" not in codes(plan)

    def test_equivalence_is_worded_as_apart(self):
        plan = plan_proportions(baseline_rate=0.5, goal="equivalence", margin=0.01)
        assert "is shown to differ by less than 1 point 8 times in 10" in words(plan)[1]

    def test_a_truth_slightly_worse_needs_more(self):
        asked = {"baseline_rate": 0.4, "goal": "noninferiority", "margin": 0.05}
        level, worse, better = (
            plan_proportions(**asked, **more).n_total
            for more in ({}, {"change": 0.01, "direction": "decrease"}, {"change": 0.01})
        )
        assert better < level < worse

    def test_size_margin_and_chance_solve_back(self):
        plan = plan_proportions(baseline_rate=0.1, goal="noninferiority", margin=0.02, better="lower")
        sizes = {"n_control": plan.n_control, "n_treatment": plan.n_treatment, "better": "lower"}
        asked = {"baseline_rate": 0.1, "goal": "noninferiority"}
        assert plan_proportions(**asked, **sizes, solve_for="mde").margin == pytest.approx(0.02, abs=1e-4)
        assert plan_proportions(**asked, **sizes, margin=0.02, solve_for="power").power == pytest.approx(plan.power)

    def test_margin_worked_out(self):
        plan = plan_proportions(baseline_rate=0.4, goal="noninferiority", solve_for="mde", n_total=2000)
        assert f"the smallest margin that holds 8 times in 10 is {100 * plan.margin:.2f} points" in words(plan)[0]
        assert "a decision, not a result" in words(plan)[1]

    def test_no_margin_can_be_shown(self):
        plan = plan_proportions(baseline_rate=0.9, goal="noninferiority", better="lower", solve_for="mde", n_total=8)
        assert blocks_conclusion(plan)
        assert codes(plan)[0] == "no_margin_can_be_shown"
        assert "no margin around 90% is wide enough" in words(plan)[0]
        assert len(display_plan_proportions(plan).tables) == 1

    def test_better_than_any_margin(self):
        plan = plan_proportions(baseline_rate=0.4, change=0.2, goal="noninferiority", solve_for="mde", n_total=2000)
        assert plan.margin == 0
        assert "no worse at all" in words(plan)[0]

    def test_small_groups_are_enumerated(self):
        plan = plan_proportions(baseline_rate=0.8, goal="noninferiority", margin=0.1, solve_for="power", n_total=200)
        assert plan.exact_margin is not None
        assert plan.exact is None
        assert codes(plan)[0] == "enumerated"

    def test_unequal_split_and_its_equal_counterpart(self):
        plan = plan_proportions(baseline_rate=0.4, goal="noninferiority", margin=0.05, share_treatment=0.1)
        even = plan_proportions(baseline_rate=0.4, goal="noninferiority", margin=0.05)
        assert row(plan, "equal_split").n_control == even.n_control

    def test_chow_gives_half_of_the_misses_to_each_test(self):
        plan = plan_proportions(
            baseline_rate=0.5, goal="equivalence", margin=0.05, change=0.01, margin_convention="unpooled"
        )
        # Chow, Shao and Wang (2008), eq. 4.2.5, with |d| = .01.
        expected = (stats.norm.ppf(0.95) + stats.norm.ppf(0.9)) ** 2 * (0.25 + 0.51 * 0.49) / (0.05 - 0.01) ** 2
        assert row(plan, "half_misses").n_control_real == pytest.approx(expected)
        assert plan.n_control_real < expected


class TestTraps:
    def test_relative_against_absolute(self):
        assert row(plan_proportions(baseline_rate=0.4, change=0.02), "read_as_relative").against_ours > 3

    def test_total_against_group_and_rounding_up(self):
        plan = plan_proportions(baseline_rate=0.1, change=0.02)  # R: 3840.85 a group
        assert (plan.n_control, plan.n_total) == (3841, 7682)

    def test_unequal_split(self):
        asked = {"baseline_rate": 0.3, "solve_for": "mde", "n_total": 20000}
        changes = [plan_proportions(**asked, share_treatment=share).change for share in (0.1, 0.5)]
        assert [round(100 * change, 2) for change in changes] == [3.05, 1.83]

    def test_one_reading_is_said(self):
        plan = plan_proportions(baseline_rate=0.35, change=0.02, users_per_week=2600)
        assert {"one_reading", "different_customers"} <= set(codes(plan))

    def test_no_finite_population_correction_is_offered(self):
        from analysis.core.parameters import parameters_of
        from analysis.methods import method_by_id

        assert not [p.name for p in parameters_of(plan_proportions) if "population" in p.name or "fpc" in p.name]
        told = " ".join(render(sentence, "en") for sentence in method_by_id("plan_proportions").explanation)
        assert "No finite population correction is offered" in told


@pytest.mark.parametrize(
    "arguments",
    [
        {"baseline_rate": 0.35, "change": 0.02, "users_per_week": 2600},
        {"baseline_rate": 0.5, "goal": "equivalence", "margin": 0.15},
        {
            "baseline_rate": 0.3,
            "change": 0.03,
            "solve_for": "split",
            "n_total": 40000,
            "n_treatments": 3,
            "correction": "dunnett",
        },
        {"baseline_rate": 0.3, "change": 0.03, "solve_for": "arms", "n_total": 90000, "correction": "dunnett"},
    ],
)
def test_plan_and_display_answer_in_time(arguments):
    display_plan_proportions(plan_proportions(**arguments))
    start = time.process_time()
    display_plan_proportions(plan_proportions(**arguments))
    assert time.process_time() - start < 0.2
