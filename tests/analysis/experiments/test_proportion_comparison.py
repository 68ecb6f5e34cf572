"""The reader of two proportions: published numbers, gates before verdicts, and what it never says."""

from __future__ import annotations

import math
import pickle
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import ParameterError, blocks_conclusion
from analysis.core.results import Estimate
from analysis.experiments import read_proportions
from analysis.experiments.proportion_verdict import verdict_of
from analysis.language import render


def read(x_control, n_control, x_treatment, n_treatment, **more):
    return read_proportions(
        successes_control=x_control,
        n_control=n_control,
        successes_treatment=x_treatment,
        n_treatment=n_treatment,
        **more,
    )


def words(reading, language="en"):
    return [render(sentence, language) for sentence in reading.readings()]


def codes(reading):
    return [note.code for note in reading.notes]


class TestReferences:
    def test_cookie_cats(self):
        # R 4.2.2 prop.test, binom.test: seven-day retention of gate_30 and gate_40; 1e-5 relative.
        reading = read(8502, 44700, 8279, 45489)
        assert reading.rate_control.value == pytest.approx(0.190201342281879)
        assert reading.rate_treatment.value == pytest.approx(0.182000043966673)
        assert reading.difference_treatment_minus_control.value == pytest.approx(-0.00820129831520591)
        assert reading.relative_lift.value == pytest.approx(-0.0431190348964602)
        assert reading.z == pytest.approx(-3.16435891274819, rel=1e-5)
        assert reading.p_pooled_z == pytest.approx(0.00155424997561433, rel=1e-5)
        assert reading.chi2_yates == pytest.approx(9.95908679955917, rel=1e-5)
        assert reading.p_yates == pytest.approx(0.00160057460426791, rel=1e-5)
        assert reading.cohens_h == pytest.approx(-0.0210740010016659, rel=1e-5)
        wald = reading.difference_intervals["wald"]
        assert (wald.low, wald.high) == pytest.approx((-0.0132815524188855, -0.00312104421152628), rel=1e-5)
        wilson = reading.rate_treatment
        assert (wilson.low, wilson.high) == pytest.approx((0.178482220978230, 0.185572591392866), rel=1e-4)
        exact = reading.rate_control_exact
        assert (exact.low, exact.high) == pytest.approx((0.186572137562333, 0.193870827804673), rel=1e-5)
        assert reading.verdict == "decrease"

    def test_pooled_interval_of_a_published_course(self):
        # Udacity's A/B course, gross conversion: -.0206 (-.0291, -.0120), pooled standard error .00437.
        reading = read(3785, 17293, 3423, 17260)
        assert reading.standard_error_pooled == pytest.approx(0.00437167538522594, rel=1e-6)
        pooled = reading.difference_intervals["wald_pooled"]
        assert (pooled.low, pooled.high) == pytest.approx((-0.0291, -0.0120), abs=5e-5)

    def test_one_sided_bound_of_r(self):
        # R 4.2.2 prop.test(alternative = "greater"): lower bound at one-sided 95 %.
        reading = read(200, 2000, 250, 2000, alternative="greater")
        wald = reading.difference_intervals["wald"]
        assert wald.low == pytest.approx(0.008577184678621, rel=1e-6)
        assert (wald.high, reading.relative_lift.high) == (1.0, math.inf)
        assert reading.p_pooled_z == pytest.approx(0.006175473855596, rel=1e-6)

    def test_statsmodels_pooled_z(self):
        from statsmodels.stats.proportion import proportions_ztest

        z, p = proportions_ztest([25, 12], [90, 80])
        reading = read(12, 80, 25, 90)
        assert (reading.z, reading.p_pooled_z) == pytest.approx((z, p))

    def test_detectable_change_is_that_of_the_planner(self):
        # R power.prop.test solved for p2: 2 %, alpha .01, power .8 at 50,000 each would be another number;
        # here 4 % with 20,000 each, alpha .05, power .8: .04567270739675.
        reading = read(800, 20000, 800, 20000)
        assert reading.detectable_change == pytest.approx(0.005672707396749, rel=1e-4)
        seen = read(800, 20000, 1300, 20000)
        assert seen.detectable_change == pytest.approx(reading.detectable_change)  # not from the difference seen


class TestTestsAndIntervals:
    def test_fisher_where_an_expected_count_is_small(self):
        reading = read(0, 50, 5, 50)
        assert reading.test_used == "fisher"
        assert reading.p_value == pytest.approx(0.05628449442882, rel=1e-4)  # R fisher.test
        assert read(20, 50, 25, 50).test_used == "pooled_z"

    def test_the_border_is_named_and_the_interval_decides(self):
        reading = read(0, 50, 5, 50)
        assert reading.difference_treatment_minus_control.low > 0
        assert not reading.test_agrees
        assert "test_and_interval_disagree" in codes(reading)
        assert reading.verdict == "increase"
        assert "the interval decides" in words(reading)[1]
        assert "confirm it with a larger test" in words(reading)[3]

    def test_undefined_lift_is_noted(self):
        reading = read(0, 50, 5, 50)
        assert math.isnan(reading.relative_lift.value)
        assert "lift_undefined" in codes(reading)
        assert "fieller_unbounded" in codes(read(3, 20, 9, 20))

    def test_few_conversions_make_the_lift_rough(self):
        assert "rough_lift" in codes(read(3, 200, 20, 1800))
        assert "rough_lift" not in codes(read(5, 200, 50, 1800))
        nobody = read(9, 100, 0, 100)
        assert nobody.relative_lift.value == -1
        assert math.isnan(nobody.relative_lift.low)
        assert "rough_lift" in codes(nobody)

    def test_all_alike_is_undefined_and_noted(self):
        reading = read(0, 10, 0, 10)
        assert math.isnan(reading.z)
        assert math.isnan(reading.p_pooled_z)
        assert "all_alike" in codes(reading)
        assert reading.verdict == "open"

    def test_number_needed_has_limits_only_without_zero(self):
        found = read(200, 2000, 250, 2000).number_needed
        assert (found.value, found.low, found.high) == pytest.approx((40, 1 / 0.04462363523763, 1 / 0.005410339067001))
        assert math.isnan(read(200, 2000, 210, 2000).number_needed.low)
        assert math.isnan(read(200, 2000, 200, 2000).number_needed.value)

    def test_huge_tables_say_that_fisher_is_left_out(self):
        assert "fisher_left_out" in codes(read(499_000, 1_000_000, 500_000, 1_000_000))


class TestGates:
    def test_a_broken_split_blocks_the_conclusion(self):
        reading = read(200, 2000, 260, 2300)
        assert reading.verdict == "blocked"
        assert blocks_conclusion(reading)
        assert words(reading)[0].startswith("No conclusion")
        assert not any("raised" in sentence for sentence in words(reading))

    def test_the_planned_split_counts_not_an_even_one(self):
        assert read(1800, 18000, 230, 2000, planned_share_treatment=0.1).verdict != "blocked"
        assert read(1800, 18000, 230, 2000).verdict == "blocked"

    def test_looking_early_is_a_caution(self):
        reading = read(200, 2000, 250, 2000, planned_n_total=8000)
        assert not reading.plan_reached
        assert reading.notes[0].code == "plan_not_reached"
        assert words(reading)[0].startswith("A look on the way")
        assert "keep to the plan" in words(reading)[-1]
        assert read(200, 2000, 250, 2000, planned_n_total=4000).plan_reached


VERDICTS = [
    ((0.02, 0.05), None, "increase"),
    ((0.02, 0.05), 0.01, "increase"),
    ((0.005, 0.05), 0.01, "increase_maybe_small"),
    ((0.002, 0.008), 0.01, "increase_too_small"),
    ((-0.05, -0.02), None, "decrease"),
    ((-0.05, -0.02), 0.01, "decrease"),
    ((-0.05, -0.005), 0.01, "decrease_maybe_small"),
    ((-0.008, -0.002), 0.01, "decrease_too_small"),
    ((-0.004, 0.008), 0.01, "too_small_to_matter"),
    ((-0.004, 0.02), 0.01, "open"),
    ((-0.02, 0.004), 0.01, "open"),
    ((-0.02, 0.02), None, "open"),
    ((0.0, 0.02), None, "open"),
]


@pytest.mark.parametrize(("ends", "smallest", "verdict"), VERDICTS)
def test_every_branch_of_the_verdict(ends, smallest, verdict):
    estimate = Estimate(sum(ends) / 2, *ends)
    assert verdict_of(estimate, smallest_change=smallest, blocked=False) == verdict
    assert verdict_of(estimate, smallest_change=smallest, blocked=True) == "blocked"


NEXT_STEPS = [
    ((200, 2000, 250, 2000), {}, "roll it out if the worst case still pays"),
    ((200, 2000, 250, 2000), {"smallest_change": 0.001}, "Even the worst case reaches"),
    ((200, 2000, 250, 2000), {"smallest_change": 0.01}, "the worst case is below"),
    ((20000, 200000, 20600, 200000), {"smallest_change": 0.01}, "the gain is there but smaller"),
    ((20000, 200000, 20600, 200000), {"good": "decrease"}, "do not roll it out"),
    ((20000, 200000, 20600, 200000), {"smallest_change": 0.01, "good": "decrease"}, "though by less than"),
    ((250, 2000, 200, 2000), {"good": "decrease"}, "roll it out if the worst case still pays"),
    ((250, 2000, 200, 2000), {}, "do not roll it out"),
    ((20000, 200000, 20100, 200000), {"smallest_change": 0.01}, "choose by cost and effort"),
    ((200, 2000, 220, 2000), {"smallest_change": 0.01}, "takes 14,751 customers in each group"),
    ((200, 2000, 220, 2000), {}, "only changes of +2.8 points or more"),
    ((0, 10, 0, 10), {}, "plan a larger one"),
]


@pytest.mark.parametrize(("counts", "more", "step"), NEXT_STEPS)
def test_every_next_step(counts, more, step):
    assert step in words(read(*counts, **more))[-1]


@pytest.mark.parametrize(("counts", "more", "_step"), NEXT_STEPS)
@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_what_is_never_said(counts, more, _step, alternative):
    said = " ".join(words(read(*counts, **more, alternative=alternative))).lower()
    assert "no difference" not in said
    assert "significant" not in said
    assert "no effect" not in said
    chinese = words(read(*counts, **more, alternative=alternative), "zh")
    assert not any(letters in "".join(chinese) for letters in ("The ", "Next", "Not settled"))


def test_size_to_settle_is_that_of_r():
    # R 4.2.2 power.prop.test(p1 = .1, p2 = .12, power = .8): 3840.85 in each group.
    assert read(200, 2000, 210, 2000, smallest_change=0.02).n_to_find_smallest_change == 3841


COUNTS = st.integers(30, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(max_examples=40, deadline=None)
@given(control=COUNTS, treatment=COUNTS)
def test_swapping_arms_flips_signs(control, treatment):
    one, other = read(*control, *treatment), read(*treatment, *control)
    for name, estimate in one.difference_intervals.items():
        mirrored = other.difference_intervals[name]
        assert (estimate.value, estimate.low, estimate.high) == pytest.approx(
            (-mirrored.value, -mirrored.high, -mirrored.low), abs=1e-9
        )
    assert one.p_value == pytest.approx(other.p_value, abs=1e-12)
    assert 0 <= one.p_value <= 1
    if math.isfinite(one.odds_ratio.value) and one.odds_ratio.value > 0:
        assert one.odds_ratio.value == pytest.approx(1 / other.odds_ratio.value)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"successes_control": 21, "n_control": 20}, "21 of 20 customers cannot have converted"),
        ({"n_control": 0, "successes_control": 0}, "cannot be 0"),
        ({"successes_treatment": -1}, "cannot be -1"),
        ({"n_treatment": 10.5}, "cannot be 10.5"),
        ({"level": 1.0}, "cannot be 1.0"),
        ({"planned_share_treatment": 0.0}, "cannot be 0.0"),
        ({"smallest_change": 0.0}, "cannot be 0.0"),
    ],
)
def test_impossible_input(arguments, sentence):
    given_counts = {"successes_control": 5, "n_control": 20, "successes_treatment": 9, "n_treatment": 20}
    with pytest.raises(ParameterError, match=sentence):
        read_proportions(**(given_counts | arguments))


def test_frame_names_every_method():
    frame = read(200, 2000, 250, 2000).to_frame()
    assert set(frame["quantity"]) == {
        "rate_control",
        "rate_treatment",
        "difference",
        "relative_lift",
        "odds_ratio",
        "number_needed",
        "p_value",
    }
    assert list(frame[frame["quantity"] == "difference"]["method"])[:2] == ["newcombe", "miettinen_nurminen"]


def test_answers_in_time_and_pickles():
    reading = read(2_000_000, 20_000_000, 2_010_000, 20_000_000)
    start = time.process_time()
    read(8502, 44700, 8279, 45489)
    assert time.process_time() - start < 0.2
    assert pickle.loads(pickle.dumps(reading)).verdict == reading.verdict
