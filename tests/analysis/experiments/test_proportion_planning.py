"""The planner of two proportions: R's numbers, splits, weeks, other calculators, words and impossible input."""

from __future__ import annotations

import math
import pickle
import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.core import ParameterError, blocks_conclusion
from analysis.experiments import plan_proportions
from analysis.language import render


def words(plan, language="en"):
    return [render(sentence, language) for sentence in plan.readings()]


def row(plan, name):
    return next(other for other in plan.others if other.id == name)


class TestReferences:
    def test_curve_of_r(self):
        # R 4.2.2 stats::power.prop.test: 10 % to 12 %; 1e-6.
        r = {500: 0.1711118060317, 1000: 0.2977321312482, 2000: 0.5244812787643, 4000: 0.8156995084239}
        for n, power in r.items():
            plan = plan_proportions(baseline_rate=0.1, change=0.02, solve_for="power", n_control=n, n_treatment=n)
            assert plan.power == pytest.approx(power, abs=1e-6)

    def test_pilot_of_ten_percent(self):
        # Root finding in R on the Fleiss-Tytun-Ury variance, agrees with rpact: 20,000 customers, 30 %.
        pilot = plan_proportions(baseline_rate=0.3, solve_for="mde", n_total=20000, share_treatment=0.1)
        assert (pilot.n_treatment, pilot.n_control) == (2000, 18000)
        assert pilot.change == pytest.approx(0.03053878635343, rel=1e-5)
        assert pilot.relative_change == pytest.approx(0.1017959545114, rel=1e-5)
        even = plan_proportions(baseline_rate=0.3, solve_for="mde", n_total=20000)
        assert even.change == pytest.approx(0.0183092917038, rel=1e-5)

    def test_three_treatments_of_r(self):
        # R 4.2.2 power.prop.test(sig.level = .05 / 3); in all: four groups, each rounded up.
        plan = plan_proportions(baseline_rate=0.1, change=0.02, n_treatments=3)
        assert plan.n_control_real == pytest.approx(5123.26949349195, rel=1e-4)
        assert plan.n_total == 20496

    def test_fisher_needs_more_than_the_formula_says(self):
        # R 4.2.2 enumeration: exact Fisher power .705 where the formula says .780.
        plan = plan_proportions(baseline_rate=0.1, change=0.3, solve_for="power", n_total=60)
        assert plan.power == pytest.approx(0.7796640609257, abs=1e-6)
        assert plan.exact is not None
        assert plan.exact.fisher == pytest.approx(0.705064676849, abs=1e-6)
        assert plan.notes[0].severity == "caution"
        assert "70.5%" in render(plan.notes[0].message, "en")

    def test_other_calculators_of_the_picture(self):
        # 35 % + 2 points, power .8, alpha .05, each convention by its closed form (see test_proportion_power).
        plan = plan_proportions(baseline_rate=0.35, change=0.02)
        expected = {"pooled": 9041, "unpooled": 9038, "arcsine": 9041, "rule_of_16": 9100, "continuity_corrected": 9141}
        assert {name: row(plan, name).n_control for name in expected} == expected
        assert row(plan, "evan_miller").n_control == 8961

    def test_page_of_evan_miller_rounds_to_the_nearest(self):
        plan = plan_proportions(baseline_rate=0.2, change=0.05)
        assert row(plan, "evan_miller").n_control == 1030  # the page's own example
        assert row(plan, "evan_miller").n_control_real == pytest.approx(1030.21928311046)


class TestSplitsAndWeeks:
    @pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.8])
    def test_every_group_is_rounded_up(self, share):
        plan = plan_proportions(baseline_rate=0.1, change=0.02, share_treatment=share)
        assert plan.n_control == math.ceil(plan.n_control_real)
        assert plan.n_treatment == math.ceil(plan.n_treatment_real)
        assert plan.n_total == plan.n_control + plan.n_treatment
        assert plan.n_treatment_real / plan.n_total_real == pytest.approx(share)
        assert plan.power >= plan.target_power

    def test_an_unequal_split_costs_customers(self):
        plan = plan_proportions(baseline_rate=0.1, change=0.02, share_treatment=0.1)
        equal = row(plan, "equal_split")
        assert equal.n_control + equal.n_treatment == 7682
        assert "unequal_split" in [note.code for note in plan.notes]

    def test_share_is_divided_among_treatments(self):
        plan = plan_proportions(baseline_rate=0.1, change=0.02, n_treatments=3, share_treatment=0.6)
        assert 3 * plan.n_treatment_real / plan.n_total_real == pytest.approx(0.6)
        frame = plan.to_frame()
        assert list(frame["group"]) == [0, 1, 2, 3]
        assert frame["n"].sum() == plan.n_total

    def test_uncorrected_treatments_are_a_caution(self):
        plan = plan_proportions(baseline_rate=0.1, change=0.02, n_treatments=2, correction="none")
        assert plan.n_control == 3841
        assert plan.notes[0].code == "uncorrected"
        assert row(plan_proportions(baseline_rate=0.1, change=0.02, n_treatments=2), "no_correction").n_control == 3841

    def test_weeks_are_whole_and_counted_from_entering_customers(self):
        plan = plan_proportions(baseline_rate=0.35, change=0.02, users_per_week=5200, traffic_share=0.5)
        assert plan.weeks == math.ceil(18082 / 2600)
        assert plan.days == math.ceil(18082 / (2600 / 7))
        assert "different_customers" in [note.code for note in plan.notes]

    def test_long_tests_are_a_caution(self):
        plan = plan_proportions(baseline_rate=0.35, change=0.02, users_per_week=500)
        assert plan.notes[0].code == "long_test"

    def test_weeks_available_give_the_size(self):
        plan = plan_proportions(baseline_rate=0.35, solve_for="mde", users_per_week=2600, weeks=7)
        assert plan.n_total == 18200
        assert plan.change == pytest.approx(0.02, rel=0.01)

    def test_curve_runs_to_twice_the_plan(self):
        weekly = plan_proportions(baseline_rate=0.35, change=0.02, users_per_week=2600).curve
        assert sorted(weekly["weeks"].unique()) == list(range(1, 15))
        assert set(weekly["fraction"]) == {0.5, 0.75, 1.0}
        whole_change = weekly[weekly["fraction"] == 1.0]
        assert whole_change["power"].is_monotonic_increasing
        by_n = plan_proportions(baseline_rate=0.35, change=0.02).curve
        assert by_n["weeks"].isna().all()
        assert by_n["n_total"].max() == 2 * 18082


class TestSolvingBack:
    @settings(max_examples=40, deadline=None)
    @given(
        baseline=st.floats(0.02, 0.9),
        change=st.floats(0.005, 0.09),
        share=st.floats(0.2, 0.8),
        convention=st.sampled_from(["pooled", "unpooled", "arcsine", "continuity_corrected", "evan_miller"]),
        sides=st.sampled_from(["two", "one"]),
    )
    def test_n_then_change_then_chance(self, baseline, change, share, convention, sides):
        assume(baseline + change < 0.99)
        asked = {"baseline_rate": baseline, "convention": convention, "sides": sides}
        plan = plan_proportions(**asked, change=change, share_treatment=share)
        sizes = {"n_control": plan.n_control, "n_treatment": plan.n_treatment}
        back = plan_proportions(**asked, solve_for="mde", **sizes)
        assert back.change <= change + 1e-9  # whole customers find slightly less
        assert back.change == pytest.approx(change, rel=0.05)
        chance = plan_proportions(**asked, change=change, solve_for="power", **sizes)
        assert chance.power >= 0.8 - 1e-9
        assert chance.power == pytest.approx(plan.power)

    @settings(max_examples=25, deadline=None)
    @given(baseline=st.floats(0.1, 0.45), change=st.floats(0.01, 0.09))
    def test_falls_mirror_rises(self, baseline, change):
        rise = plan_proportions(baseline_rate=baseline, change=change)
        fall = plan_proportions(baseline_rate=1 - baseline, change=change, direction="decrease")
        assert rise.n_total_real == pytest.approx(fall.n_total_real)
        assert rise.change == pytest.approx(-fall.change)

    def test_relative_and_absolute_changes_meet(self):
        absolute = plan_proportions(baseline_rate=0.4, change=0.02)
        relative = plan_proportions(baseline_rate=0.4, change=0.05, change_kind="relative")
        assert absolute.n_total == relative.n_total
        assert row(relative, "read_as_absolute").treatment_rate == pytest.approx(0.45)
        assert row(absolute, "read_as_relative").treatment_rate == pytest.approx(0.408)

    def test_fixed_control_sizes_the_treatment_alone(self):
        plan = plan_proportions(baseline_rate=0.2, change=0.05, n_control=2000)
        back = plan_proportions(
            baseline_rate=0.2, change=0.05, solve_for="power", n_control=2000, n_treatment=plan.n_treatment
        )
        assert back.power == pytest.approx(0.8, abs=0.001)


class TestWords:
    def test_the_sentence(self):
        plan = plan_proportions(baseline_rate=0.35, change=0.02, users_per_week=2600)
        assert words(plan)[:2] == [
            "9,041 customers in each of two groups, 18,082 in all: 7 full weeks at 2,600 a week.",
            "Then a rise from 35% to 37% is found 8 times in 10, and no change is called a change 1 time in 20.",
        ]
        assert words(plan, "zh")[0] == "两组每组 9,041 名客户，共 18,082 名：每周 2,600 名，需要 7 个整周。"

    def test_tiny_rates_keep_their_digits(self):
        plan = plan_proportions(baseline_rate=0.001, change=0.0003)
        assert "from 0.10% to 0.13%" in words(plan)[1]

    def test_a_fall_is_called_a_fall(self):
        plan = plan_proportions(baseline_rate=0.3, change=0.05, direction="decrease", power=0.83)
        assert words(plan)[1].startswith("Then a fall from 30% to 25% is found 83 times in 100")

    def test_several_groups_share_the_false_alarms(self):
        plan = plan_proportions(baseline_rate=0.1, change=0.02, n_treatments=3)
        assert words(plan)[0].startswith("5,124 customers in each of four groups, 20,496 in all")
        assert "1.67% (Bonferroni)" in words(plan)[2]

    def test_change_and_chance_worked_out(self):
        change = plan_proportions(baseline_rate=0.3, solve_for="mde", n_total=20000, share_treatment=0.1)
        assert "2,000 customers with the change and 18,000 without" in words(change)[0]
        assert "+3.05 points" in words(change)[0]
        chance = plan_proportions(baseline_rate=0.1, change=0.02, solve_for="power", n_total=4000)
        assert "a rise from 10% to 12% is found 52.4% of the time" in words(chance)[0]

    def test_no_change_can_be_found(self):
        plan = plan_proportions(baseline_rate=0.9, solve_for="mde", n_total=8)
        assert math.isnan(plan.change)
        assert blocks_conclusion(plan)
        assert "no change from 90% is large enough" in words(plan)[0]


class TestImpossibleInput:
    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            ({"baseline_rate": 1.2, "change": 0.1}, "cannot be 1.2"),
            ({"baseline_rate": 0.0, "change": 0.1}, "above 0 and below 1"),
            ({"baseline_rate": -0.1, "change": 0.1}, "above 0 and below 1"),
            ({"baseline_rate": 0.2, "change": 0.0}, "above 0"),
            ({"baseline_rate": 0.2, "change": -0.1}, "above 0"),
            ({"baseline_rate": 0.8, "change": 0.3}, "would lead to 1.1"),
            ({"baseline_rate": 0.8, "change": 0.5, "change_kind": "relative"}, "would lead to 1.2"),
            ({"baseline_rate": 0.2, "change": 0.3, "direction": "decrease"}, "below 0%"),
            ({"baseline_rate": 0.2, "change": 1.5, "change_kind": "relative", "direction": "decrease"}, "below 0%"),
            ({"baseline_rate": 0.9, "change": 2.0, "change_kind": "cohen_h"}, "No rate lies 2"),
            ({"baseline_rate": 0.2}, "is not given"),
            ({"baseline_rate": 0.2, "solve_for": "mde"}, "number of customers is not given"),
            ({"baseline_rate": 0.2, "solve_for": "mde", "weeks": 3}, "number of customers is not given"),
            ({"baseline_rate": 0.2, "change": 0.1, "users_per_week": -5}, "cannot be -5"),
            ({"baseline_rate": 0.2, "change": 0.1, "alpha": 0.0}, "above 0"),
            ({"baseline_rate": 0.2, "change": 0.1, "power": 1.0}, "cannot be 1.0"),
            ({"baseline_rate": 0.2, "change": 0.1, "share_treatment": 1.0}, "cannot be 1.0"),
            ({"baseline_rate": 0.2, "change": 0.01, "n_control": 100}, "no number of others"),
            ({"baseline_rate": 0.2, "solve_for": "mde", "n_total": 5, "share_treatment": 0.1}, "group would be empty"),
            ({"baseline_rate": float("nan"), "change": 0.1}, "cannot be nan"),
            ({"baseline_rate": "0.2", "change": 0.1}, "cannot be '0.2'"),
        ],
    )
    def test_one_clear_sentence(self, arguments, sentence):
        with pytest.raises(ParameterError, match=sentence):
            plan_proportions(**arguments)

    def test_reaching_100_percent_is_allowed(self):
        assert plan_proportions(baseline_rate=0.9, change=0.1).treatment_rate == 1.0


def test_answers_in_time():
    plan_proportions(baseline_rate=0.3, change=0.1, solve_for="power", n_total=800)
    start = time.process_time()
    plan_proportions(baseline_rate=0.3, change=0.1, solve_for="power", n_total=800, n_treatments=1)
    assert time.process_time() - start < 0.2


def test_plans_pickle():
    plan = plan_proportions(baseline_rate=0.3, change=0.1)
    assert pickle.loads(pickle.dumps(plan)).n_total == plan.n_total
