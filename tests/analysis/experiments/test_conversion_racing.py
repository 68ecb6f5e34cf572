"""The race of conversions against step-by-step enumeration of the walk."""

from __future__ import annotations

import math

import numpy as np
import pytest

from analysis.core import ParameterError
from analysis.experiments import conversion_race
from analysis.experiments.random_walk import reach_one_line, reach_two_lines
from analysis.language import render


def enumerated(steps: int, lead: int, up: float, *, two: bool) -> tuple[float, float]:
    """Chances to reach each line, by moving the whole distribution step by step."""
    centre = steps + 1
    place = np.zeros(2 * steps + 3)
    place[centre] = 1
    above = below = 0.0
    for _ in range(steps):
        moved = np.zeros_like(place)
        moved[1:] += up * place[:-1]
        moved[:-1] += (1 - up) * place[1:]
        if lead <= steps:
            above += moved[centre + lead]
            moved[centre + lead] = 0
            if two:
                below += moved[centre - lead]
                moved[centre - lead] = 0
        place = moved
    return above, below


@pytest.mark.parametrize(
    ("steps", "lead", "up"),
    [(100, 20, 0.5), (101, 20, 0.52), (400, 45, 0.55), (50, 3, 0.3), (7, 9, 0.6), (900, 60, 0.5), (901, 68, 0.53)],
)
def test_chances_of_the_walk(steps, lead, up):
    assert reach_one_line(steps, lead, up) == pytest.approx(enumerated(steps, lead, up, two=False)[0], abs=1e-11)
    assert reach_two_lines(steps, lead, up) == pytest.approx(enumerated(steps, lead, up, two=True), abs=1e-11)


def test_the_published_rule():
    """evanmiller.org: 2 sqrt(N) one-sided, 2.25 sqrt(N) two-sided."""
    assert conversion_race(conversions=2500, sides="one").threshold == 100
    assert conversion_race(conversions=2500).threshold == 112.5
    assert conversion_race(conversions=2500).lead == 113


@pytest.mark.parametrize("sides", ["one", "two"])
@pytest.mark.parametrize("conversions", [50, 333, 2500, 40_000])
def test_the_published_rule_keeps_five_per_cent_and_little_less(conversions, sides):
    assert 0.03 < conversion_race(conversions=conversions, sides=sides).false_alarm < 0.05


@pytest.mark.parametrize("sides", ["one", "two"])
@pytest.mark.parametrize("alpha", [0.01, 0.05, 0.2])
def test_the_exact_lead_is_the_smallest_that_keeps_the_promise(alpha, sides):
    race = conversion_race(conversions=600, alpha=alpha, sides=sides, rule="exact")
    two = sides == "two"
    assert sum(enumerated(600, race.lead, 0.5, two=two)) <= alpha < sum(enumerated(600, race.lead - 1, 0.5, two=two))


def test_conversions_are_worked_out_from_the_change():
    race = conversion_race(relative_lift=0.3)
    up = 1.3 / 2.3
    assert race.power == pytest.approx(enumerated(race.conversions, race.lead, up, two=True)[0], abs=1e-10)
    assert 0.8 <= race.power < 0.82
    assert conversion_race(relative_lift=0.3, power=0.9).conversions > race.conversions
    assert conversion_race(relative_lift=0.15).conversions > race.conversions


@pytest.mark.parametrize(
    ("control", "treatment", "sides", "decision", "said"),
    [
        (0, 120, "two", "stop_rise", "the new version wins"),
        (300, 180, "two", "stop_fall", "the control group wins"),
        (300, 180, "one", "go_on", "Go on"),
        (1250, 1250, "two", "ended", "without a winner"),
    ],
)
def test_where_the_race_stands(control, treatment, sides, decision, said):
    race = conversion_race(conversions=2500, conversions_control=control, conversions_treatment=treatment, sides=sides)
    assert race.decision == decision
    assert said in render(race.readings()[0], "en")


def test_without_conversions_only_the_rule_is_said():
    race = conversion_race(conversions=2500)
    assert race.decision == "none"
    assert math.isnan(race.power)
    assert len(race.readings()) == 2


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({}, "conversions"),
        ({"conversions": 100, "conversions_control": 3}, "conversions_treatment"),
        ({"conversions": 100, "conversions_treatment": 3}, "conversions_control"),
        ({"relative_lift": 1e-4}, "relative_lift"),
    ],
)
def test_impossible_races_are_refused(arguments, parameter):
    with pytest.raises(ParameterError) as caught:
        conversion_race(**arguments)
    assert caught.value.parameter == parameter
