"""The displays of the readers: everything is drawn and said in both languages, also where numbers are missing."""

from __future__ import annotations

import json

import pytest

from analysis.charts.three_line import table_texts
from analysis.experiments import probability_to_beat, read_arms, read_counts, read_means, read_proportions, read_ratio
from analysis.language import translator
from analysis.methods import method_by_id

MEANS = {
    "n_control": 50,
    "mean_control": 10.0,
    "sd_control": 3.0,
    "n_treatment": 60,
    "mean_treatment": 11.5,
    "sd_treatment": 4.0,
}
RATIO = {
    "n": (10.0, 10.0),
    "numerator_sum": (16.0, 24.0),
    "denominator_sum": (44.0, 50.0),
    "numerator_spread": (40.0, 74.0),
    "denominator_spread": (238.0, 280.0),
    "joint_spread": (94.0, 141.0),
}
COUNTS = {"events_control": 20, "exposure_control": 100.0, "events_treatment": 35, "exposure_treatment": 100.0}
RATES = {"successes_control": 3, "n_control": 20, "successes_treatment": 9, "n_treatment": 20}
ARMS = {"observed": (10.0, 10.0, 19.0, 10.0), "sizes": (30.0,) * 4}

RESULTS = {
    "means": lambda: read_means(**MEANS, value_per_unit=2.0, smallest_change=0.5),
    "means, one-sided": lambda: read_means(**MEANS, alternative="greater"),
    "means, margin": lambda: read_means(**MEANS, goal="equivalence", margin=3.0),
    "means, no spread": lambda: read_means(**(MEANS | {"sd_control": 0.0, "sd_treatment": 0.0})),
    "means, no split": lambda: read_means(**MEANS, randomised_by="cluster"),
    "ratio": lambda: read_ratio(**RATIO),
    "ratio, less": lambda: read_ratio(**RATIO, alternative="less"),
    "counts": lambda: read_counts(**COUNTS),
    "counts, dispersed": lambda: read_counts(**COUNTS, dispersion=3.0, n_control=100, n_treatment=100),
    "counts, nothing": lambda: read_counts(**(COUNTS | {"events_control": 0, "events_treatment": 0})),
    "rates, margin": lambda: read_proportions(**RATES, goal="noninferiority", margin=0.1, value_per_conversion=9.0),
    "rates, communities": lambda: read_proportions(**RATES, randomised_by="cluster"),
    "arms": lambda: read_arms(**ARMS),
    "arms, means": lambda: read_arms(**ARMS, sds=(3.0, 4.0, 0.0, 5.0), measure="means", adjust="holm"),
    "arms, factorial": lambda: read_arms(**ARMS, design="factorial"),
    "arms, nobody": lambda: read_arms(observed=(0.0, 0.0), sizes=(9.0, 9.0)),
    "chances": lambda: probability_to_beat(observed=(12, 15), sizes=(120, 121), rope=0.01),
    "chances, counts": lambda: probability_to_beat(observed=(12, 15, 9), sizes=(12.5, 12.1, 9.0), model="counts"),
    "chances, relative": lambda: probability_to_beat(
        observed=(12, 15), sizes=(120, 121), model="rates_normal", scale="relative", rope=0.1
    ),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", RESULTS)
def test_everything_is_drawn_and_said(name, language):
    say = translator(language)
    result = RESULTS[name]()
    display = method_by_id(result.provenance.method).display(result)
    assert display.figures
    for figure in display.figures:
        spec = json.dumps(figure.draw(say).to_dict())
        assert "NaN" not in spec
        assert "Infinity" not in spec
        assert say(figure.heading)
        assert say(figure.note)
        assert "nan" not in say(figure.description).lower()
    for table in display.tables:
        assert "nan" not in str(table_texts(table, say)).lower()


def test_open_ends_run_to_the_edge_of_the_picture():
    result = RESULTS["means, one-sided"]()
    spec = method_by_id("read_means").display(result).figures[0].draw(translator("en")).to_dict()
    values = next(iter(spec["datasets"].values()), None) if "datasets" in spec else spec["layer"][0]["data"]["values"]
    assert values[0]["high"] > result.welch.difference.value


def titles(name):
    result = RESULTS[name]()
    say = translator("en")
    return [say(table.title) for table in method_by_id(result.provenance.method).display(result).tables if table.title]


def test_tables_follow_what_was_asked():
    assert "Against the margin" in titles("means, margin")
    assert "Against the margin" not in titles("means")
    assert {"Against the margin", "One-sided tests against the margin", "Beside the difference"} <= set(
        titles("rates, margin")
    )
    assert "Did the groups fill as planned?" not in titles("rates, communities")
    assert "Effects of the two factors" in titles("arms, factorial")
    assert "Differences that matter" in titles("chances")


def test_every_adjustment_has_a_column():
    display = method_by_id("read_arms").display(RESULTS["arms"]())
    table = next(table for table in display.tables if len(table.columns) == 9)
    assert table_texts(table, translator("en"))[0][-3:] == ["Dunnett", "Holm", "Bonferroni"]
