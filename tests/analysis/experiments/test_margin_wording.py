"""Readings at the border of a margin, and where no interval can be had."""

from __future__ import annotations

import pytest

from analysis.experiments import read_means, read_proportions
from analysis.language import render


def told(reading) -> list[str]:
    return [render(sentence, "en") for sentence in reading.readings()]


def test_an_end_is_never_rounded_onto_the_margin():
    reading = read_proportions(
        successes_control=300,
        n_control=1000,
        successes_treatment=290,
        n_treatment=1000,
        goal="noninferiority",
        margin=0.05,
    )
    assert reading.against_margin is not None
    assert -0.05 < reading.against_margin.interval.low < -0.0499
    assert "interval −4.996 points to" in told(reading)[0]


def test_an_end_on_the_margin_is_shown_as_it_is():
    # t quantile of 18 degrees of freedom is 2.1009; the interval ends at -2.1009 sd sqrt(2 / 10).
    ends = {"n_control": 10, "mean_control": 5.0, "n_treatment": 10, "mean_treatment": 5.0}
    reading = read_means(**ends, sd_control=1.0, sd_treatment=1.0, goal="noninferiority", margin=0.94)
    assert "interval −0.9396 to" in told(reading)[0]


@pytest.mark.parametrize("goal", ["superiority", "noninferiority", "equivalence"])
def test_without_an_interval_nothing_is_concluded(goal):
    reading = read_means(
        n_control=1,
        mean_control=1.0,
        sd_control=0.0,
        n_treatment=1,
        mean_treatment=2.0,
        sd_treatment=0.0,
        goal=goal,
        margin=None if goal == "superiority" else 0.5,
    )
    words = told(reading)
    assert words[0] == "No conclusion, the data give no interval: +1, from 1 to 2."
    assert not any("–" in sentence or "nan" in sentence for sentence in words)
