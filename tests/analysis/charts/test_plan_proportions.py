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
    "no worse": {"baseline_rate": 0.4, "goal": "noninferiority", "margin": 0.05, "users_per_week": 900},
    "margin": {"baseline_rate": 0.4, "goal": "noninferiority", "solve_for": "mde", "n_total": 3000, "better": "lower"},
    "same": {"baseline_rate": 0.5, "goal": "equivalence", "margin": 0.2, "change": 0.02},
    "split": {"baseline_rate": 0.3, "change": 0.03, "solve_for": "split", "n_total": 20000},
    "versions": {"baseline_rate": 0.3, "change": 0.03, "solve_for": "arms", "n_total": 20000, "correction": "dunnett"},
    "until": {"baseline_rate": 0.3, "change": 0.03, "solve_for": "weeks", "users_per_week": 2000, "weeks": 2},
    "communities": {"baseline_rate": 0.3, "change": 0.1, "cluster_size": 40.0, "icc": 0.05, "share_treatment": 0.3},
    "past": {"baseline_rate": 0.3, "change": 0.03, "covariate_correlation": 0.4},
    "fixed": {"baseline_rate": 0.2, "change": 0.05, "n_control": 2000},
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PLANS)
def test_everything_is_drawn_and_said(name, language):
    say = translator(language)
    display = display_plan_proportions(plan_proportions(**PLANS[name]))
    figure, surface = display.figures
    spec = figure.draw(say).to_dict()
    assert spec["height"] == 250
    assert "width" not in spec
    assert surface.draw(say).to_dict()["height"] >= 150
    for table in display.tables:
        rows = table_texts(table, say)
        assert len(rows) > 2
        assert "nan" not in str(rows).lower()
    for drawn in display.figures:
        for sentence in (drawn.heading, drawn.note, drawn.description):
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
    assert len(display_plan_proportions(plan_proportions(**PLANS["small"])).tables) == 4


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
    (level,) = [sentence for sentence in said if "1 time in 20" in sentence]
    assert "at 1.67% (Bonferroni), so that all of them together" in level
    figure, _ = display_plan_proportions(plan).figures
    assert "1.67% for each of 3 comparisons, 5% for all together" in say(figure.note)


def test_uncorrected_level_is_that_of_one_comparison():
    say = translator("en")
    plan = plan_proportions(baseline_rate=0.35, change=0.02, n_treatments=3, correction="none")
    figure, _ = display_plan_proportions(plan).figures
    assert "5% for each of 3 comparisons, more for all together" in say(figure.note)
    assert not [sentence for sentence in plan.readings() if "1 time in 20" in say(sentence)]


def cells(name):
    figure = display_plan_proportions(plan_proportions(**PLANS[name])).figures[1]
    spec = figure.draw(translator("en")).to_dict()
    return spec["data"]["values"], spec


def test_the_surface_holds_the_plan_and_frames_what_is_enough():
    values, spec = cells("weeks")
    assert len(values) == 35
    planned = next(cell for cell in values if cell["row"] == "+2" and cell["column"] == "7|18,200")
    assert (planned["label"], planned["reached"]) == ("80", True)
    assert all(cell["reached"] == (cell["power"] >= 0.8) for cell in values)
    assert {cell["label"] for cell in values if cell["power"] > 0.995} == {">99"}
    # Ink on half-transparent teal: readable on a light and on a dark page.
    opacity = next(
        layer["encoding"]["opacity"] for layer in spec["layer"] if "scale" in layer["encoding"].get("opacity", {})
    )
    assert opacity["scale"]["range"][1] <= 0.5


def test_the_surface_of_a_margin_leaves_out_margins_the_truth_breaks():
    plan = plan_proportions(baseline_rate=0.4, goal="noninferiority", margin=0.05, change=0.03, direction="decrease")
    assert plan.surface["change"].min() > 0.03
    assert {0.05, 0.0625, 0.075} <= set(plan.surface["change"].round(6))


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("weeks", ["Against the expected ones", "+127"]),
        ("groups", ["Chance of a false alarm in one comparison", "1.67%"]),
        ("communities", ["Design effect of the communities", "2.95"]),
        ("past", ["Variance left after adjusting for the time before", "84.0%"]),
        ("no worse", ["Margin", "5 points"]),
    ],
)
def test_the_table_of_a_finding(name, row):
    display = display_plan_proportions(plan_proportions(**PLANS[name]))
    assert row in table_texts(display.tables[2], translator("en"))


def test_a_margin_shows_its_own_conventions():
    display = display_plan_proportions(plan_proportions(**PLANS["no worse"]))
    names = [row[0] for row in table_texts(display.tables[1], translator("en"))]
    assert "This plan: most likely rates on the margin (Farrington-Manning)" in names
    assert {"Unpooled variance throughout", "Rates a margin apart with the same total"} <= set(names)
    assert "Pooled variance as if nothing differed" in names
