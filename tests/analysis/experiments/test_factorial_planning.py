"""The planner of 2 × 2 factorials: closed forms, simulated contrasts, the published design, words, impossible input."""

from __future__ import annotations

import math
import pickle
import time
from statistics import NormalDist

import numpy as np
import pytest

from analysis.charts.plan_factorial import display_plan_factorial
from analysis.charts.three_line import table_texts
from analysis.core import ParameterError, blocks_conclusion
from analysis.experiments import plan_factorial
from analysis.experiments.factorial_power import cell_values
from analysis.language import render, translator

quantile = NormalDist().inv_cdf
BOTH = quantile(0.975) + quantile(0.8)


def words(plan, language="en"):
    return " ".join(render(sentence, language) for sentence in plan.readings())


def designs(plan):
    return {design.id: design.n_total for design in plan.designs}


class TestDefinitions:
    def test_cells_hold_the_effects_they_were_made_from(self):
        y00, y10, y01, y11 = cell_values(0.35, 0.06, -0.04, 0.03)
        assert ((y10 - y00) + (y11 - y01)) / 2 == pytest.approx(0.06)
        assert ((y01 - y00) + (y11 - y10)) / 2 == pytest.approx(-0.04)
        assert (y11 - y01) - (y10 - y00) == pytest.approx(0.03)

    def test_closed_form_of_a_share(self):
        # Main effect: variance sum(p q) / (4 n).
        plan = plan_factorial(baseline=0.35, change_a=0.05)
        spread = sum(p * (1 - p) for p in (0.35, 0.4, 0.4, 0.45))
        assert plan.n_cell_real == pytest.approx(BOTH**2 * spread / 4 / 0.05**2)
        assert plan.n_total == 4 * plan.n_cell

    def test_an_interaction_of_the_same_size_needs_four_times_as_many(self):
        main = plan_factorial(baseline=50.0, outcome="mean", sd=10.0, change_a=2.0)
        both = plan_factorial(
            baseline=50.0, outcome="mean", sd=10.0, change_a=2.0, interaction=2.0, plan_for="interaction"
        )
        # Up to the degrees of freedom of t.
        assert both.n_cell_real == pytest.approx(4 * main.n_cell_real, rel=0.01)
        found = designs(main)
        assert found["interaction_as_large"] == both.n_total
        assert found["interaction_half"] == pytest.approx(16 * main.n_total, rel=0.02)

    def test_a_main_effect_is_a_comparison_of_two_halves(self):
        from statsmodels.stats.power import TTestIndPower

        plan = plan_factorial(baseline=50.0, outcome="mean", sd=10.0, change_a=1.0)
        theirs = TTestIndPower().solve_power(0.1, power=0.8, alpha=0.05)
        assert 2 * plan.n_cell_real == pytest.approx(theirs, rel=1e-4)
        # Two separate tests need a group of that size four times over.
        assert designs(plan)["two_tests"] == pytest.approx(4 * theirs, abs=4)


class TestSimulation:
    @pytest.mark.parametrize("interaction", [0.0, 0.08])
    def test_contrasts_of_shares_are_found_as_often(self, interaction):
        rng = np.random.default_rng(20260106)
        n, times = 300, 20000
        plan = plan_factorial(
            baseline=0.3,
            change_a=0.05,
            change_b=-0.04,
            interaction=interaction,
            solve_for="power",
            n_total=4 * n,
        )
        rates = np.array([rng.binomial(n, share, times) / n for share in plan.cells])
        spread = rates * (1 - rates) / n
        for contrast, weights in zip(
            plan.contrasts, ([-0.5, 0.5, -0.5, 0.5], [-0.5, -0.5, 0.5, 0.5], [1, -1, -1, 1]), strict=True
        ):
            if not contrast.size:
                assert math.isnan(contrast.power)
                continue
            parts = np.array(weights)
            z = parts @ rates / np.sqrt(parts**2 @ spread)
            found = (np.sign(contrast.size) * z > quantile(0.975)).mean()
            assert contrast.power == pytest.approx(found, abs=4 * math.sqrt(0.25 / times))


class TestAnswers:
    @pytest.mark.parametrize("plan_for", ["main_effects", "interaction"])
    @pytest.mark.parametrize("outcome", ["share", "mean"])
    def test_smallest_effect_turns_the_question_round(self, outcome, plan_for):
        asked = {"baseline": 0.35, "outcome": outcome, "sd": 0.5 if outcome == "mean" else None, "plan_for": plan_for}
        plan = plan_factorial(**asked, change_a=0.05, interaction=0.04 if plan_for == "interaction" else 0.0)
        more = {"change_a": 0.05} if plan_for == "interaction" else {}
        again = plan_factorial(**asked, **more, solve_for="mde", power=plan.power, n_total=plan.n_total)
        assert again.effect == pytest.approx(plan.effect, rel=1e-4)
        assert "The smallest effect found" in words(again)

    def test_the_larger_need_decides(self):
        plan = plan_factorial(baseline=0.35, change_a=0.05, change_b=0.1)
        assert plan.n_cell_real == max(row.n_cell_real for row in plan.contrasts[:2])
        assert plan.effect == 0.05

    def test_correction_and_sides(self):
        plain = plan_factorial(baseline=0.35, change_a=0.05)
        assert plan_factorial(baseline=0.35, change_a=0.05, correction="bonferroni").n_cell > plain.n_cell
        assert plan_factorial(baseline=0.35, change_a=0.05, sides="one").n_cell < plain.n_cell
        assert "each_at_full_level" in [note.code for note in plain.notes]

    def test_the_published_design_is_taken_apart(self):
        plan = plan_factorial(baseline=0.35, change_a=0.1)
        assert plan.published_example
        say = translator("en")
        texts = [
            " ".join(" ".join(row) for row in table_texts(table, say)) for table in display_plan_factorial(plan).tables
        ]
        assert any("arm B as published" in text and "three touches" in text for text in texts)
        assert any("bullet chat only" in text and "channels and number of touches" in text for text in texts)
        frame = plan.to_frame()
        assert list(zip(frame["factor_a"], frame["factor_b"], strict=True)) == [(0, 0), (1, 0), (0, 1), (1, 1)]

    def test_own_names_replace_it(self):
        plan = plan_factorial(baseline=0.35, change_a=0.1, factor_a="coupon", factor_b="reminder", other_b="by SMS")
        assert not plan.published_example
        assert "coupon" in words(plan)
        assert len(display_plan_factorial(plan).tables) == 3

    def test_words(self):
        plan = plan_factorial(baseline=0.35, change_a=0.05, users_per_week=1000)
        assert "750 customers in each of four cells, 3,000 in all: 3 full weeks" in words(plan)
        assert "a main effect of +5 points is found 8 times in 10" in words(plan)
        assert "四格各 750 名客户" in words(plan, "zh")
        chance = plan_factorial(baseline=20.0, outcome="mean", sd=10.0, change_a=-2.0, solve_for="power", n_total=400)
        assert "of the time" in words(chance)
        assert chance.cells[1] == 18

    def test_rare_cells_are_a_caution(self):
        plan = plan_factorial(baseline=0.002, change_a=0.05, change_b=0.05)
        assert plan.notes[0].code == "small_groups"

    def test_nothing_to_find_blocks(self):
        plan = plan_factorial(baseline=0.35, solve_for="mde", n_total=8)
        assert blocks_conclusion(plan)
        assert "no effect is large enough" in words(plan)
        assert display_plan_factorial(plan).figures == ()

    def test_results_pickle_and_are_fast(self):
        plan = plan_factorial(baseline=0.35, change_a=0.05)
        assert pickle.loads(pickle.dumps(plan)).readings() == plan.readings()
        start = time.process_time()
        plan_factorial(baseline=0.35, change_a=0.05, interaction=0.03, plan_for="interaction", users_per_week=1000)
        assert time.process_time() - start < 0.2


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("change_a", {"baseline": 0.35}),
        ("change_a", {"baseline": 0.35, "change_a": 0}),
        ("change_b", {"baseline": 0.35, "change_a": 0.1, "change_b": 0}),
        ("change_a", {"baseline": 0.35, "change_a": 0.4}),
        ("baseline", {"baseline": 1.0, "change_a": 0.1}),
        ("sd", {"baseline": 20.0, "outcome": "mean", "change_a": 1.0}),
        ("interaction", {"baseline": 0.35, "change_a": 0.1, "plan_for": "interaction"}),
        ("n_total", {"baseline": 0.35, "solve_for": "mde", "n_total": 3}),
        ("n_total", {"baseline": 20.0, "outcome": "mean", "sd": 1.0, "solve_for": "mde", "n_total": 7}),
    ],
)
def test_impossible_input_is_refused_by_name(name, asked):
    with pytest.raises(ParameterError) as caught:
        plan_factorial(**asked)
    assert caught.value.parameter == name
