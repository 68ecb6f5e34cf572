"""The display of a plan: key numbers, a curve when there is one, and the table of other calculators."""

from __future__ import annotations

import pytest

from analysis.charts.plan_proportions import display_plan_proportions
from analysis.charts.three_line import table_texts
from analysis.experiments import plan_proportions
from analysis.language import translator

PLANS = {
    "weeks": {"baseline_rate": 0.35, "change": 0.02, "users_per_week": 2600},
    "long": {"baseline_rate": 0.35, "change": 0.02, "users_per_week": 100},
    "unequal": {"baseline_rate": 0.1, "change": 0.02, "share_treatment": 0.1},
    "small": {"baseline_rate": 0.1, "change": 0.3},
    "groups": {"baseline_rate": 0.1, "change": 0.02, "n_treatments": 3},
    "change": {"baseline_rate": 0.3, "solve_for": "mde", "n_total": 20000},
    "chance": {"baseline_rate": 0.3, "change": 0.05, "solve_for": "power", "n_total": 2000, "sides": "one"},
    "h": {"baseline_rate": 0.3, "change": 0.1, "change_kind": "cohen_h", "convention": "arcsine"},
    "fixed": {"baseline_rate": 0.2, "change": 0.05, "n_control": 2000},
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PLANS)
def test_everything_is_drawn_and_said(name, language):
    say = translator(language)
    display = display_plan_proportions(plan_proportions(**PLANS[name]))
    (figure,) = display.figures
    spec = figure.draw(say).to_dict()
    assert spec["height"] == 250
    assert "width" not in spec
    for table in display.tables:
        rows = table_texts(table, say)
        assert len(rows) > 2
        assert "nan" not in str(rows).lower()
    for sentence in (figure.heading, figure.note, figure.description):
        assert say(sentence)


def test_the_picture():
    display = display_plan_proportions(plan_proportions(**PLANS["weeks"]))
    say = translator("en")
    assert [(say(metric.label), metric.value) for metric in display.metrics] == [
        ("Per group", 9041),
        ("In all", 18082),
        ("Full weeks", 7),
    ]
    assert say(display.figures[0].heading) == "Chance to find a change of +1, +1.5, +2 points"
    others = table_texts(display.tables[1], say)
    assert others[1][:2] == ["This plan: pooled variance if nothing changed", "9,041"]
    assert ["One-sided", "7,122", "−21.2%"] in [row[:3] for row in others]
    assert any(row[0].startswith("The change read as relative: 35.0% to 35.7%") and row[2] == "× 8.1" for row in others)


def test_small_groups_show_the_enumeration():
    assert len(display_plan_proportions(plan_proportions(**PLANS["small"])).tables) == 3


def test_nothing_to_draw_draws_nothing():
    display = display_plan_proportions(plan_proportions(baseline_rate=0.9, solve_for="mde", n_total=8))
    assert display.figures == ()


@pytest.mark.parametrize(
    "solve", [{}, {"solve_for": "mde", "n_total": 20_000}, {"solve_for": "power", "n_total": 20_000}]
)
def test_level_of_one_comparison_is_never_said_to_be_that_of_all(solve):
    """Three new versions: 5% for all together is 1.67% for each; "1 time in 20" stands once, with "all"."""
    say = translator("en")
    plan = plan_proportions(baseline_rate=0.35, change=0.02, n_treatments=3, **solve)
    said = [say(sentence) for sentence in plan.readings()]
    assert [sentence for sentence in said if "1 time in 20" in sentence] == [said[-1]]
    assert "at 1.67% (Bonferroni), so that all of them together" in said[-1]
    (figure,) = display_plan_proportions(plan).figures
    assert "1.67% for each of 3 comparisons, 5% for all together" in say(figure.note)


def test_uncorrected_level_is_that_of_one_comparison():
    say = translator("en")
    plan = plan_proportions(baseline_rate=0.35, change=0.02, n_treatments=3, correction="none")
    (figure,) = display_plan_proportions(plan).figures
    assert "5% for each of 3 comparisons, more for all together" in say(figure.note)
    assert not [sentence for sentence in plan.readings() if "1 time in 20" in say(sentence)]
