"""The displays of tests that are looked at while they run: every branch drawn, and what the pictures hold."""

from __future__ import annotations

import json

import pytest

from analysis.charts.sequential_anytime import display_always_valid_interval
from analysis.charts.sequential_bounds import display_sequential_bounds
from analysis.charts.sequential_designs import CLAY, display_compare_designs
from analysis.charts.sequential_look import display_read_sequential
from analysis.charts.sequential_peeking import display_conversion_race, display_peeking_error
from analysis.charts.sequential_plan import display_plan_sequential
from analysis.charts.three_line import table_texts
from analysis.experiments import (
    always_valid_interval,
    compare_designs,
    conversion_race,
    peeking_error,
    plan_sequential,
    read_sequential,
    sequential_bounds,
)
from analysis.language import translator

COUNTS = {"successes_control": 200, "n_control": 2000, "successes_treatment": 275, "n_treatment": 2000}
MEANS = {
    "outcome": "mean",
    "mean_control": 20.0,
    "sd_control": 30.0,
    "n_control": 2000,
    "mean_treatment": 24.0,
    "sd_treatment": 33.0,
    "n_treatment": 2000,
}
LOOKS = {
    "n_control": (500, 2000),
    "successes_control": (50, 200),
    "n_treatment": (500, 2000),
    "successes_treatment": (60, 250),
}
CASES = {
    "bounds": lambda: display_sequential_bounds(sequential_bounds()),
    "bounds seen": lambda: display_sequential_bounds(sequential_bounds(observed_z=(1.0, -3.9))),
    "bounds one-sided": lambda: display_sequential_bounds(sequential_bounds(sides="one", observed_z=(-3.0,))),
    "bounds so far": lambda: display_sequential_bounds(sequential_bounds(information_fractions=(0.01, 0.3))),
    "bounds spent": lambda: display_sequential_bounds(sequential_bounds(information_fractions=(0.5, 1.0, 1.2))),
    "one look": lambda: display_sequential_bounds(sequential_bounds(looks=1)),
    "plan": lambda: display_plan_sequential(plan_sequential(baseline_rate=0.1, change=0.02)),
    "plan weeks": lambda: display_plan_sequential(
        plan_sequential(baseline_rate=0.1, change=0.02, users_per_week=900, direction="decrease", looks=20)
    ),
    "plan mean": lambda: display_plan_sequential(plan_sequential(outcome="mean", sd=100.0, change=5.0, sides="one")),
    "peeking": lambda: display_peeking_error(peeking_error(looks=30)),
    "no peeking": lambda: display_peeking_error(peeking_error(looks=1)),
    "race": lambda: display_conversion_race(conversion_race(conversions=2500)),
    "race under way": lambda: display_conversion_race(
        conversion_race(relative_lift=0.2, sides="one", conversions_control=10, conversions_treatment=400)
    ),
    "anytime": lambda: display_always_valid_interval(always_valid_interval(**LOOKS)),
    "anytime relative": lambda: display_always_valid_interval(
        always_valid_interval(**LOOKS, difference_type="relative")
    ),
    "anytime nothing": lambda: display_always_valid_interval(
        always_valid_interval(n_control=(5,), successes_control=(0,), n_treatment=(5,), successes_treatment=(0,))
    ),
    "anytime means": lambda: display_always_valid_interval(
        always_valid_interval(
            n_control=(500,),
            n_treatment=(500,),
            mean_control=(10.0,),
            mean_treatment=(11.0,),
            sd_control=(20.0,),
            sd_treatment=(20.0,),
        )
    ),
    "designs": lambda: display_compare_designs(compare_designs(baseline_rate=0.1, change=0.02, users_per_week=900)),
    "designs mean": lambda: display_compare_designs(compare_designs(outcome="mean", sd=10.0, change=1.0)),
    "look": lambda: display_read_sequential(
        read_sequential(**COUNTS, planned_n_total=8000, earlier_looks=(1000,), earlier_z=(0.4,))
    ),
    "look alike": lambda: display_read_sequential(
        read_sequential(**COUNTS | {"successes_control": 0, "successes_treatment": 0}, planned_n_total=8000)
    ),
    "look means": lambda: display_read_sequential(
        read_sequential(**MEANS, planned_n_total=8000, earlier_looks=(1000,), earlier_z=(0.4,))
    ),
    "look means, no ends": lambda: display_read_sequential(read_sequential(**MEANS, planned_n_total=400_000)),
    "look means one-sided": lambda: display_read_sequential(
        read_sequential(**MEANS, planned_n_total=4000, sides="one")
    ),
    "look means alike": lambda: display_read_sequential(
        read_sequential(**MEANS | {"sd_control": 0.0, "sd_treatment": 0.0}, planned_n_total=4000)
    ),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", CASES)
def test_everything_is_drawn_and_said(name, language):
    say = translator(language)
    display = CASES[name]()
    assert display.figures or name == "anytime nothing"
    for figure in display.figures:
        spec = json.dumps(figure.draw(say).to_dict())
        assert "Infinity" not in spec
        assert "NaN" not in spec
        for sentence in (figure.heading, figure.note, figure.description):
            assert say(sentence)
    for table in display.tables:
        rows = table_texts(table, say)
        assert len(rows) > 1
        assert "nan" not in str(rows).lower().split()


def drawn(display, place=0):
    return json.dumps(display.figures[place].draw(translator("en")).to_dict())


def test_the_corridor_names_its_bounds():
    spec = drawn(CASES["bounds seen"]())
    for words in ("stop: ahead", "stop: behind", "go on", '"3.36"', "\\u22123.36", "\\u22123.90"):
        assert words in spec
    assert "stop: behind" not in drawn(CASES["bounds one-sided"]())


def test_designs_that_break_the_promise_stand_out():
    spec = drawn(CASES["designs"]())
    assert spec.count(CLAY) == 3
    assert "26.0% false alarms" in spec
    table = table_texts(CASES["designs"]().tables[0], translator("en"))
    fixed = next(row for row in table if row[0] == "One look")
    assert fixed[1] == "7,682"
    assert fixed[-1] == "5.0%"


def test_the_peeking_table_ends_with_certainty():
    rows = table_texts(CASES["peeking"]().tables[0], translator("en"))
    assert ["5", "14.2%", "2.83"] in rows
    assert rows[-1][:2] == ["without end", "100.0%"]


def test_the_plan_shows_weeks_where_they_are_known():
    say = translator("en")
    with_weeks, without = CASES["plan weeks"](), CASES["plan"]()
    assert "Weeks" in table_texts(with_weeks.tables[0], say)[0]
    assert "Weeks" not in table_texts(without.tables[0], say)[0]
    assert [metric.value for metric in without.metrics] == [7872, 6328, 7682]
    assert len(with_weeks.metrics) == 4


def test_a_look_at_means_speaks_of_means():
    display = CASES["look means"]()
    say = translator("en")
    text = str([table_texts(table, say) for table in display.tables])
    assert "points" not in text + drawn(display, 1) + say(display.figures[1].note)
    assert [metric.format for metric in display.metrics][-1] == "signed"
    assert "Mean" in table_texts(display.tables[1], say)[0]
    assert "Rate" in table_texts(CASES["look"]().tables[1], say)[0]


def test_an_interval_without_ends_runs_to_the_edges_of_the_picture():
    assert "no ends" in translator("en")(CASES["look means, no ends"]().figures[1].description)
    for name, said in (("look means, no ends", True), ("look means one-sided", True), ("look means", False)):
        assert ("run to the edge" in translator("en")(CASES[name]().figures[1].note)) == said
    spec = CASES["look means, no ends"]().figures[1].draw(translator("en")).to_dict()
    first = [row for rows in _values(spec) for row in rows if row.get("row") == 0]
    assert first
    assert all(row["low"] < row["value"] < row["high"] for row in first)


def _values(spec):
    """All lists of rows that a chart holds, wherever they stand in it."""
    if isinstance(spec, dict):
        return [
            *([spec["values"]] if isinstance(spec.get("values"), list) and isinstance(spec["values"][0], dict) else []),
            *(rows for part in spec.values() for rows in _values(part)),
        ]
    return [rows for part in spec for rows in _values(part)] if isinstance(spec, list) else []


def test_chart_and_table_round_the_same_customers_up():
    """14,893.02 customers on average are 14,894 in the table, beside the point, in words and under the pointer."""
    result = plan_sequential(baseline_rate=0.35, change=0.02)
    display = display_plan_sequential(result)
    say = translator("en")
    assert 14893 < result.expected_n_h1_real < 14893.5
    assert "14,894" in str(table_texts(display.tables[1], say))
    spec = drawn(display, 1)
    assert "planned change: 14,894" in spec
    assert '"customers": 14894' in spec
    assert "14,894" in say(display.figures[1].description)
    assert "14,894" in say(result.readings()[1])
