"""Displays of the planners: every convention and unknown has its words, in both languages, and can be drawn."""

from __future__ import annotations

import pytest

from analysis.charts.three_line import table_texts
from analysis.language import translator
from analysis.methods import method_by_id
from tests.contracts.registry_checks import assert_drawn, assert_worded

MOMENTS = {"ratio": 0.3, "mean_denominator": 5, "variance_numerator": 4, "variance_denominator": 9, "covariance": 2}
PAIR = {"sd": 10, "change": 2}
ASKED = [
    *(("plan_means", {**PAIR, "convention": name}) for name in ("student_t", "welch_t", "z")),
    *(("plan_means", {"sd": 10, "margin": 2, "goal": goal}) for goal in ("noninferiority", "equivalence")),
    ("plan_means", {"sd": 10, "goal": "equivalence", "solve_for": "mde", "n_total": 500}),
    ("plan_means", {"change": 0.5, "change_kind": "cohen_d", "sides": "one"}),
    ("plan_means", {**PAIR, "design": "paired", "users_per_week": 50}),
    ("plan_means", {**PAIR, "design": "one_sample", "solve_for": "power", "n_total": 50}),
    ("plan_means", {**PAIR, "design": "one_sample", "solve_for": "mde", "n_total": 50}),
    ("plan_means", {**PAIR, "cluster_size": 20, "icc": 0.1, "covariate_correlation": 0.5, "baseline_mean": 20}),
    *(
        ("plan_means", {**PAIR, "n_treatments": 3, "correction": name, "allocation": "square_root"})
        for name in ("bonferroni", "holm", "none")
    ),
    ("plan_means", {"sd": 1, "solve_for": "mde", "cluster_size": 50, "icc": 0.1, "n_total": 60}),
    *(("plan_ratio", {**MOMENTS, "change": 0.05, "convention": name}) for name in ("difference", "log_ratio")),
    ("plan_ratio", {"ratio": 1.4, "unit_variance": 2, "change": 0.1, "change_kind": "absolute"}),
    ("plan_ratio", {**MOMENTS, "solve_for": "mde", "n_total": 5000, "covariate_correlation": 0.4}),
    ("plan_ratio", {"ratio": 0.3, "unit_variance": 0.01, "mean_denominator": 2, "change": 0.1}),
    *(
        ("plan_counts", {"rate": 1.4, "change": 0.1, "dispersion": 0.5, "convention": name})
        for name in ("log_likelihood", "log_true_rates", "log_reference", "square_root")
    ),
    ("plan_counts", {"rate": 1.4, "change": 1, "change_kind": "absolute", "solve_for": "power", "n_total": 300}),
    ("plan_counts", {"rate": 1.4, "solve_for": "mde", "n_total": 4, "direction": "decrease"}),
    *(("plan_association", {"kind": kind, "effect": 0.3, "df": 3}) for kind in ("correlation", "chi_square", "anova")),
    ("plan_association", {"kind": "correlation", "effect": 0.3, "convention": "fisher_z", "sides": "one"}),
    ("plan_association", {"kind": "chi_square", "solve_for": "mde", "n_total": 200}),
    ("plan_factorial", {"baseline": 0.35, "change_a": 0.05, "change_b": -0.08, "interaction": 0.02}),
    ("plan_factorial", {"baseline": 20, "outcome": "mean", "sd": 9, "solve_for": "mde", "n_total": 400}),
    ("plan_factorial", {"baseline": 0.35, "change_a": 0.05, "solve_for": "power", "n_total": 400, "factor_a": "x"}),
    ("plan_factorial", {"baseline": 0.35, "solve_for": "mde", "n_total": 8}),
    ("cuped_reduction", {"correlation": -0.4, "n_per_group": 500}),
]


@pytest.mark.parametrize(("name", "asked"), ASKED, ids=[f"{name}-{place}" for place, (name, _) in enumerate(ASKED)])
def test_every_display_is_worded_and_drawn(name, asked):
    method = method_by_id(name)
    plan = method.function(**asked)
    assert_worded([*plan.readings(), *(note.message for note in plan.notes)])
    assert_drawn(method.display(plan))


def texts(name, **asked):
    method = method_by_id(name)
    say = translator("en")
    return {say(table.title): table_texts(table, say) for table in method.display(method.function(**asked)).tables}


def test_the_plan_itself_stands_first_among_the_conventions():
    rows = texts("plan_means", **PAIR)["Why does another calculator say otherwise?"]
    assert rows[0][:2] == ["Convention", "Per group"]
    assert rows[1][0] == "This plan: Student's t test"
    # Student's t by R power.t.test(delta = 2, sd = 10, power = .8): 393.4; the normal size is 392.4.
    assert rows[1][1] == "394"
    assert ["Normal, known standard deviations", "393"] in [row[:2] for row in rows]


def test_the_wrong_unit_stands_beside_the_right_one():
    rows = texts("plan_ratio", **MOMENTS, change=0.05)["The unit of the test"]
    assert [row[0] for row in rows[1:]] == ["Customers (right)", "Events (wrong)"]
    assert rows[2][-1] == "29.0%"


def test_one_group_has_no_control_group():
    rows = texts("plan_means", **PAIR, design="paired")["The groups"]
    assert [row[0] for row in rows[1:]] == ["All customers"]


def test_square_root_groups_show_their_share_rounded():
    method = method_by_id("plan_means")
    plan = method.function(**PAIR, n_treatments=2, allocation="square_root")
    assert "58.6% of customers get a new version" in translator("en")(method.display(plan).figures[0].note)
