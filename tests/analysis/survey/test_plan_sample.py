"""The size of a sample, against published tables and the reference values of other programs."""

from __future__ import annotations

import math

import pytest

from analysis.core import ParameterError
from analysis.language import render
from analysis.survey import plan_sample


@pytest.mark.parametrize(
    ("population", "n"),
    # Krejcie and Morgan (1970), table 1, rounds to the nearest; rounded up these are the sizes for ±5 points.
    [(None, 385), (500, 218), (2000, 323), (10_000, 370), (500_000, 384)],
)
def test_usual_sizes(population, n):
    assert plan_sample(margin=0.05, population=population).n == n


def test_the_reference_case_of_a_finite_population():
    plan = plan_sample(margin=0.03, population=2000)
    assert plan.n_infinite == pytest.approx(1067.07189463726, rel=1e-10)
    assert plan.n_fpc == pytest.approx(696.051450393991, rel=1e-10)


def test_half_the_margin_takes_four_times_as_many():
    assert plan_sample(margin=0.02).n_infinite == pytest.approx(4 * plan_sample(margin=0.04).n_infinite)


def test_shares_of_like_distance_from_one_half_need_the_same():
    assert plan_sample(expected_share=0.2).n == plan_sample(expected_share=0.8).n < plan_sample(expected_share=0.5).n


def test_design_effect_and_response_multiply():
    plan = plan_sample(margin=0.05, design_effect=2.0, response_rate=0.25)
    assert plan.n == math.ceil(2 * plan.n_infinite)
    assert plan.invitations == 4 * plan.n


def test_sampling_everybody_is_exact():
    plan = plan_sample(margin=0.001, population=50)
    assert plan.n == 50
    assert plan.margin_reachable == 0


def test_the_margin_planned_for_is_the_margin_of_the_curve():
    plan = plan_sample(margin=0.03, population=2000)
    at_n = plan.curve.loc[plan.curve["n"] == plan.n_group, "margin"].iloc[0]
    assert at_n <= 0.03
    assert at_n == pytest.approx(0.03, rel=2e-3)


def test_more_answers_than_there_can_be_is_a_caution():
    plan = plan_sample(margin=0.05, population=500, response_rate=0.3, groups=3)
    assert not plan.reachable
    assert [note.code for note in plan.notes][:2] == ["not_enough_people", "low_response"]
    assert "±11.6 points" in render(plan.notes[0].message, "en")


def test_a_rare_answer_is_a_caution():
    assert plan_sample(margin=0.02, expected_share=0.01).notes[0].code == "rare_answer"
    assert all(note.code != "rare_answer" for note in plan_sample(margin=0.01, expected_share=0.05).notes)


def test_the_correction_is_said_not_to_be_for_comparisons():
    assert "finite_population" in {note.code for note in plan_sample(population=2000).notes}
    assert "finite_population" not in {note.code for note in plan_sample().notes}


@pytest.mark.parametrize(
    "wrong",
    [
        {"margin": 0.0},
        {"margin": 0.5},
        {"expected_share": 1.0},
        {"population": 1},
        {"response_rate": 0.0},
        {"groups": 0},
    ],
)
def test_impossible_input_is_named(wrong):
    with pytest.raises(ParameterError) as caught:
        plan_sample(**wrong)
    assert caught.value.parameter == next(iter(wrong))
    assert caught.value.allowed is not None
