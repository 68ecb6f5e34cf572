"""No probability is shown as sure, no loss to five digits, and a column has one number of decimals."""

import re

import pytest

from analysis.charts.plan_metrics import display_plan_metrics
from analysis.charts.plan_pilot import display_plan_pilot
from analysis.charts.probability_to_beat import display_probability_to_beat
from analysis.charts.read_arms import display_read_arms
from analysis.charts.sequential_plan import display_plan_sequential
from analysis.charts.three_line import table_texts
from analysis.experiments import (
    plan_metrics,
    plan_pilot,
    plan_proportions,
    plan_sequential,
    probability_to_beat,
    read_arms,
)
from analysis.language import translator
from analysis.language.numbers import chance, fine_chance, hundredths

SAY = translator("en")
NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "<{}0.1%"),
        (0.000002, "<{}0.1%"),
        (0.0004999, "<{}0.1%"),
        (0.0005001, "0.1%"),
        (0.4996, "50.0%"),
        (0.9994, "99.9%"),
        (0.9996, ">{}99.9%"),
        (0.999996, ">{}99.9%"),
        (1.0, ">{}99.9%"),
        (float("nan"), "–"),
    ],
)
def test_a_chance_is_never_sure(value, shown):
    assert chance(value) == shown.format(NBSP)


def test_finer_chances_and_amounts():
    assert [fine_chance(value) for value in (0.05, 0.00079, 1e-6)] == ["5.00%", "0.08%", f"<{NBSP}0.01%"]
    assert [hundredths(value) for value in (0.0, 0.00331, 0.005, 2.413)] == [
        f"<{NBSP}0.01",
        f"<{NBSP}0.01",
        "0.01",
        "2.41",
    ]


def test_a_posterior_is_not_told_as_certain():
    found = probability_to_beat(observed=(100, 260), sizes=(1000, 1000))
    assert found.chance_to_beat[0] > 0.9999999
    first = SAY(found.readings()[0])
    assert f">{NBSP}99.9%" in first
    assert "100" not in first.split("(")[0]
    rows = table_texts(display_probability_to_beat(found).tables[1], SAY)
    assert rows[2][1] == f">{NBSP}99.9%"
    assert rows[1][2] == f"<{NBSP}0.1%"
    assert rows[2][3] == f"<{NBSP}0.01 points"


@pytest.mark.parametrize(
    "asked",
    [
        {"observed": (121, 152), "sizes": (1200, 1210)},
        {"observed": (10.0, 11.0, 12.5), "sizes": (900, 910, 890), "sds": (20.0, 20.0, 21.0), "model": "means"},
        {"observed": (121, 152), "sizes": (1200, 1210), "scale": "relative", "model": "rates_normal"},
    ],
)
def test_losses_of_one_table_have_the_same_decimals(asked):
    tables = [table_texts(t, SAY) for t in display_probability_to_beat(probability_to_beat(**asked)).tables]
    rows = next(rows for rows in tables if "Expected loss if chosen" in rows[0])[1:]
    decimals = {len(re.search(r"\d+(?:\.(\d+))?", row[3]).group(1) or "") for row in rows}
    assert len(decimals) == 1


def test_a_range_of_one_point_is_one_point():
    found = probability_to_beat(observed=(121, 152), sizes=(1200, 1210), rope=0.01)
    assert "smaller than 1 point either way" in SAY(found.readings()[2])


def test_changes_that_are_found_have_the_same_decimals():
    plan = plan_metrics(
        kinds=("share", "mean", "share"),
        baselines=(0.35, 80.0, 0.02),
        smallest_changes=(0.02, -3.0, 0.005),
        roles=("primary", "guardrail", "guardrail"),
        spreads=(0.0, 60.0, 0.0),
    )
    rows = table_texts(display_plan_metrics(plan).tables[0], SAY)
    assert [row[-1] for row in rows[1:]] == ["+1.92", "−2.13", "+0.50"]


def test_degrees_of_freedom_are_whole_where_they_are():
    found = read_arms(observed=(10, 10, 19, 10), sizes=(30, 30, 30, 30))
    tables = [table_texts(table, SAY) for table in display_read_arms(found).tables]
    overall = next(rows for rows in tables if "df" in rows[0])
    assert overall[1][overall[0].index("df")] == "3"


def test_what_a_look_uses_up_and_a_pilot_decides():
    looks = table_texts(
        display_plan_sequential(plan_sequential(baseline_rate=0.1, change=0.02, looks=5)).tables[0], SAY
    )
    used = looks[0].index("False alarms so far")
    assert [row[used] for row in looks[1:]] == [f"<{NBSP}0.01%", "0.08%", "0.76%", "2.44%", "5.00%"]
    decisions = table_texts(
        display_plan_pilot(plan_pilot(population=20_000, baseline_rate=0.3, smallest_change=0.02)).tables[0], SAY
    )
    assert decisions[1][1] == f"<{NBSP}0.1%"


def test_a_power_close_to_one_is_not_told_to_six_digits():
    plan = plan_proportions(baseline_rate=0.35, change=0.05, solve_for="power", n_total=40_000)
    assert plan.power > 0.9999
    assert f"is found >{NBSP}99.9% of the time" in SAY(plan.readings()[0])
    # What is exported stays exact.
    assert plan.to_frame()["power"].iloc[0] == plan.power
