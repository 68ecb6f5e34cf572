"""The picture and the tables of several metrics: one scale in units of each margin, words that stay inside."""

from __future__ import annotations

import math

import pytest

from analysis.charts.read_outcomes import display_read_metrics
from analysis.charts.three_line import table_texts
from analysis.experiments import read_metrics
from analysis.language import render

STUDY = {
    "n_control": 1000,
    "n_treatment": 1000,
    "kinds": ("share", "mean", "share", "share"),
    "roles": ("primary", "primary", "guardrail", "guardrail"),
    "smallest_changes": (0.04, 3.0, 0.05, -0.05),
    "observed_control": (350.0, 80.0, 300.0, 600.0),
    "observed_treatment": (420.0, 78.5, 310.0, 500.0),
    "sds_control": (0.0, 41.0, 0.0, 0.0),
    "sds_treatment": (0.0, 47.0, 0.0, 0.0),
}


def english(sentence):
    return sentence if isinstance(sentence, str) else render(sentence, "en")


def drawn(reading):
    """Rows as drawn, by their names."""
    chart = display_read_metrics(reading).figures[0].draw(english).to_dict()
    layer = next(layer for layer in chart["layer"] if layer["mark"]["type"] == "point")
    return {row["name"]: row for row in layer["data"]["values"]}


def test_every_metric_is_drawn_in_units_of_its_own_margin_and_better_is_right():
    reading = read_metrics(**STUDY)
    rows = drawn(reading)
    assert rows["Metric 1, primary"]["value"] == pytest.approx(0.07 / 0.04)
    assert rows["Metric 2, primary"]["value"] == pytest.approx(-1.5 / 3.0)
    assert rows["Metric 3, guardrail"]["value"] == pytest.approx(-0.01 / 0.05)
    assert rows["Metric 4, guardrail"]["value"] == pytest.approx(-0.10 / 0.05)
    assert [row["margin"] for row in rows.values()] == [1, 1, -1, -1]
    worst = rows["Metric 4, guardrail"]
    difference = reading.metrics[3].difference
    assert (worst["low"], worst["high"]) == pytest.approx((difference.low / 0.05, difference.high / 0.05))
    assert rows["Metric 3, guardrail"]["low"] == pytest.approx(-reading.metrics[2].difference.high / 0.05)


def test_found_and_passed_are_teal_harm_is_not_and_words_say_so():
    rows = drawn(read_metrics(**STUDY))
    colours = {name: row["colour"] for name, row in rows.items()}
    assert colours["Metric 1, primary"] == colours["Metric 3, guardrail"] != colours["Metric 2, primary"]
    assert colours["Metric 4, guardrail"] not in {colours["Metric 1, primary"], colours["Metric 2, primary"]}
    assert rows["Metric 4, guardrail"]["text"] == "−10.0 points, harmed"
    assert rows["Metric 2, primary"]["text"].endswith("not settled")


def test_a_bound_runs_to_the_edge():
    found = drawn(read_metrics(**STUDY, sides="one"))
    highest = max(row["high"] for row in found.values())
    assert found["Metric 1, primary"]["high"] == highest
    assert found["Metric 1, primary"]["high"] < 1 / 0.04


def test_a_metric_without_interval_keeps_its_row():
    still = {**STUDY, "sds_control": (0.0,) * 4, "sds_treatment": (0.0,) * 4}
    row = drawn(read_metrics(**still))["Metric 2, primary"]
    assert row["low"] is None
    assert row["value"] == pytest.approx(-0.5)


def test_points_are_where_they_belong_however_far_out_and_only_ends_run_to_the_edge():
    tiny = {**STUDY, "smallest_changes": (0.002, 3.0, 0.0005, -0.05)}
    chart = display_read_metrics(read_metrics(**tiny)).figures[0].draw(english).to_dict()
    layer = next(layer for layer in chart["layer"] if layer["mark"]["type"] == "point")
    rows = {row["name"]: row for row in layer["data"]["values"]}
    low, high = layer["encoding"]["x"]["scale"]["domain"]
    assert rows["Metric 1, primary"]["value"] == pytest.approx(35)
    assert all(low < row["value"] < high and low <= row["low"] and row["high"] <= high for row in rows.values())
    # 1 point worse, give or take 3.4, in margins of a twentieth of a point: from -88 to +48.
    assert rows["Metric 3, guardrail"]["low"] == low


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "more", [{}, {"correction": "none"}, {"sides": "one"}, {"n_treatment": 700}, {"roles": ("guardrail",) * 4}]
)
def test_tables(language, more):
    def say(sentence):
        return sentence if isinstance(sentence, str) else render(sentence, language)

    reading = read_metrics(**{**STUDY, **more})
    display = display_read_metrics(reading)
    display.figures[0].draw(say)
    by_title = {english(table.title): table_texts(table, say) for table in display.tables}
    rows = by_title["Guardrails"]
    assert len(rows) == 1 + len(reading.guardrails)
    assert ("Primary metrics" in by_title) == bool(reading.primaries)
    if reading.primaries:
        corrected = reading.correction != "none"
        assert len(by_title["Primary metrics"][0]) == (11 if corrected else 8)
    assert len(by_title["The groups"]) == 5
    assert [metric.value for metric in display.metrics][-1] == reading.n_total


def test_key_numbers_count_what_was_found_and_passed():
    counted = [metric.value for metric in display_read_metrics(read_metrics(**STUDY)).metrics]
    assert counted == [1, 1, 2000]


def test_intervals_of_the_table_are_those_of_the_reading():
    reading = read_metrics(**STUDY)
    primaries = display_read_metrics(reading).tables[0]
    shown = table_texts(primaries, english)[1]
    low = 100 * reading.metrics[0].difference.low
    assert math.isclose(float(shown[3].split()[0].replace("+", "")), low, abs_tol=0.06)
