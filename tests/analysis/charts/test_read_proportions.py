"""The display of a reading: intervals against zero, both rates, every method in a table."""

from __future__ import annotations

import json

import pytest

from analysis.charts.read_proportions import display_read_proportions
from analysis.charts.three_line import table_texts
from analysis.experiments import read_proportions
from analysis.language import translator

READINGS = {
    "plain": ((200, 2000, 250, 2000), {}),
    "least": ((200, 2000, 250, 2000), {"smallest_change": 0.01}),
    "one-sided": ((3, 20, 9, 20), {"alternative": "greater"}),
    "fall only": ((9, 20, 3, 20), {"alternative": "less"}),
    "alike": ((0, 10, 0, 10), {}),
    "opposite": ((0, 10, 10, 10), {}),
    "blocked": ((200, 2000, 250, 2300), {}),
    "huge": ((1_000_000, 9_000_000, 1_001_000, 9_000_000), {}),
}


def display_of(name):
    (x_control, n_control, x_treatment, n_treatment), more = READINGS[name]
    return display_read_proportions(
        read_proportions(
            successes_control=x_control,
            n_control=n_control,
            successes_treatment=x_treatment,
            n_treatment=n_treatment,
            **more,
        )
    )


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", READINGS)
def test_everything_is_drawn_and_said(name, language):
    say = translator(language)
    display = display_of(name)
    for figure in display.figures:
        spec = figure.draw(say).to_dict()
        assert "NaN" not in json.dumps(spec)
        assert "Infinity" not in json.dumps(spec)
        assert say(figure.heading)
        assert say(figure.note)
        assert say(figure.description)
    for table in display.tables:
        assert "nan" not in str(table_texts(table, say)).lower()


def test_one_sided_intervals_run_to_the_edge():
    spec = display_of("one-sided").figures[0].draw(translator("en")).to_dict()
    assert "at least" in json.dumps(spec)
    domains = [
        layer["encoding"]["x"]["scale"]["domain"]
        for layer in spec["layer"]
        if "scale" in layer.get("encoding", {}).get("x", {})
    ]
    assert domains[0][1] < 100


def test_every_method_has_a_row():
    rows = table_texts(display_of("plain").tables[1], translator("en"))
    assert [row[0] for row in rows[1:]] == [
        "Newcombe (decides)",
        "Miettinen-Nurminen",
        "Mee",
        "Agresti-Caffo",
        "Wald, unpooled",
        "Wald, pooled",
    ]
    assert rows[1][1:3] == ["+0.54", "+4.46"]
