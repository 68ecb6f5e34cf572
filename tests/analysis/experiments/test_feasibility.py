"""A plan that nobody can carry out says so in its headline instead of promising a number of weeks."""

import pytest

from analysis.core.messages import plain_english
from analysis.core.results import blocks_conclusion
from analysis.experiments import (
    compare_designs,
    plan_association,
    plan_counts,
    plan_factorial,
    plan_means,
    plan_metrics,
    plan_pilot,
    plan_proportions,
    plan_ratio,
    plan_sequential,
)
from analysis.experiments.feasibility import MOST_CUSTOMERS, MOST_WEEKS, is_feasible
from analysis.language import translator
from analysis.methods import METHODS

RATIO = {
    "ratio": 0.12,
    "mean_denominator": 6.0,
    "variance_numerator": 1.4,
    "variance_denominator": 30.0,
    "correlation": 0.6,
}
TOO_LONG = {
    "proportions": (plan_proportions, {"baseline_rate": 0.35, "change": 2e-4, "users_per_week": 2600}),
    "weeks": (
        plan_proportions,
        {"baseline_rate": 0.35, "change": 2e-4, "users_per_week": 2600, "solve_for": "weeks", "weeks": 4},
    ),
    "means": (plan_means, {"sd": 180.0, "change": 0.5, "users_per_week": 2600}),
    "pairs": (plan_means, {"sd": 180.0, "change": 0.2, "users_per_week": 2600, "design": "paired"}),
    "ratio": (plan_ratio, {**RATIO, "change": 2e-4, "users_per_week": 2600}),
    "counts": (plan_counts, {"rate": 1.8, "change": 1e-3, "users_per_week": 2600}),
    "metrics": (
        plan_metrics,
        {
            "kinds": ("share", "share"),
            "baselines": (0.35, 0.02),
            "smallest_changes": (0.02, 5e-5),
            "roles": ("primary", "guardrail"),
            "users_per_week": 2600,
        },
    ),
    "factorial": (plan_factorial, {"baseline": 0.35, "change_a": 2e-4, "change_b": 2e-4, "users_per_week": 2600}),
    "sequential": (plan_sequential, {"baseline_rate": 0.35, "change": 2e-4, "users_per_week": 2600}),
    "designs": (compare_designs, {"baseline_rate": 0.35, "change": 2e-4, "users_per_week": 2600}),
}
TOO_MANY = {
    "proportions": (plan_proportions, {"baseline_rate": 0.35, "change": 1e-6}),
    "means": (plan_means, {"sd": 180.0, "change": 1e-3}),
    "counts": (plan_counts, {"rate": 1.8, "change": 1e-5}),
    "association": (plan_association, {"kind": "correlation", "effect": 1e-5}),
    "sequential": (plan_sequential, {"baseline_rate": 0.35, "change": 1e-6}),
}


def first(plan):
    return plain_english(plan.readings()[0])


def display_of(plan):
    return next(method for method in METHODS if method.id == plan.provenance.method).display(plan)


@pytest.mark.parametrize("name", TOO_LONG)
def test_more_than_ten_years_are_not_feasible(name):
    function, asked = TOO_LONG[name]
    plan = function(**asked)
    assert plan.notes[0].code == "not_feasible"
    assert blocks_conclusion(plan)
    assert first(plan).startswith("Not feasible at 2600")
    assert "weeks" not in first(plan)
    assert "CUPED" in plain_english(plan.notes[0].message)
    assert "long_test" not in [note.code for note in plan.notes]


@pytest.mark.parametrize("name", TOO_LONG)
def test_no_absurd_number_of_weeks_is_a_key_figure(name):
    function, asked = TOO_LONG[name]
    labels = [plain_english(metric.label) for metric in display_of(function(**asked)).metrics]
    assert labels
    assert not any("weeks" in label for label in labels)


@pytest.mark.parametrize("name", TOO_MANY)
def test_more_customers_than_people_are_not_feasible_without_any_weeks(name):
    function, asked = TOO_MANY[name]
    plan = function(**asked)
    assert plan.notes[0].code == "not_feasible"
    assert "more than there are people" in first(plan)


def test_what_the_weeks_available_find_is_said_beside_it():
    function, asked = TOO_LONG["weeks"]
    assert "In the 4 weeks available" in plain_english(function(**asked).readings()[1])


def test_ten_years_are_the_bound():
    assert is_feasible(1000, MOST_WEEKS)
    assert not is_feasible(1000, MOST_WEEKS + 1)
    assert is_feasible(MOST_CUSTOMERS, float("nan"))
    assert not is_feasible(MOST_CUSTOMERS + 1, float("nan"))


def test_just_under_ten_years_is_only_long():
    plan = plan_proportions(baseline_rate=0.35, change=0.02, users_per_week=35)
    assert 500 < plan.weeks <= MOST_WEEKS
    assert plan.notes[0].code == "long_test"
    assert not blocks_conclusion(plan)


@pytest.mark.parametrize("solve_for", ["mde", "power"])
def test_a_size_that_was_given_leaves_the_other_answer_standing(solve_for):
    plan = plan_proportions(
        baseline_rate=0.35, change=0.02, solve_for=solve_for, n_total=100_000_000, users_per_week=2600
    )
    assert plan.notes[0].code == "not_feasible"
    assert not blocks_conclusion(plan)
    assert first(plan).startswith("With ")


def test_a_pilot_whose_roll_out_never_ends():
    asked = {"population": 1_000_000, "baseline_rate": 0.3, "smallest_change": 0.02}
    assert plan_pilot(**asked, users_per_week=10).notes[0].code == "not_feasible"
    assert "not_feasible" not in [note.code for note in plan_pilot(**asked, users_per_week=10_000).notes]
    assert "not_feasible" not in [note.code for note in plan_pilot(**asked).notes]


def test_the_headline_in_chinese():
    function, asked = TOO_LONG["proportions"]
    assert translator("zh")(function(**asked).readings()[0]).startswith("按每周 2,600 名客户，不可行")
