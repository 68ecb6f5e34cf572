"""Chances to beat control: reference values, priors, ropes, scales, and what they do not protect against."""

from __future__ import annotations

import math
import time

import pytest
from scipy import stats

from analysis.core import ParameterError
from analysis.experiments import probability_to_beat
from analysis.language import render


def words(reading, language="en"):
    return " ".join(render(sentence, language) for sentence in reading.readings())


def codes(reading):
    return [note.code for note in reading.notes]


def test_r_numeric_integration():
    reading = probability_to_beat(observed=(120, 150), sizes=(1200, 1210))
    assert reading.chance_to_beat[0] == pytest.approx(0.9687781860733, abs=2e-9)
    assert reading.expected_loss == pytest.approx((0.0240785200847, 0.0001566187431538), abs=2e-9)
    prior = probability_to_beat(observed=(10, 14), sizes=(100, 100), prior_alpha=30.0, prior_beta=270.0)
    assert prior.chance_to_beat[0] == pytest.approx(0.6785112329801, abs=2e-9)
    assert "heavy_prior" in codes(prior)
    assert "heavy_prior" not in codes(reading)


@pytest.mark.parametrize("scale", ["absolute", "relative"])
def test_flat_normal_in_closed_form(scale):
    reading = probability_to_beat(observed=(200, 250), sizes=(2000, 2000), model="rates_normal", scale=scale)
    p, q = 0.1, 0.125
    v_p, v_q = p * (1 - p) / 2000, q * (1 - q) / 2000
    mean = q - p if scale == "absolute" else q / p - 1
    sd = math.sqrt(v_p + v_q) if scale == "absolute" else math.sqrt(v_q / p**2 + q**2 * v_p / p**4)
    assert reading.chance_to_beat[0] == pytest.approx(stats.norm.cdf(mean / sd), abs=1e-8)
    found = reading.difference[0]
    assert (found.value, found.low, found.high) == pytest.approx(
        (mean, mean - 1.959964 * sd, mean + 1.959964 * sd), rel=1e-5
    )
    loss = sd * stats.norm.pdf(mean / sd) - mean * stats.norm.sf(mean / sd)
    assert reading.expected_loss == pytest.approx((mean + loss, loss), abs=1e-9)


def test_ropes_add_up_and_agree_with_scipy():
    reading = probability_to_beat(observed=(120, 150), sizes=(1200, 1210), rope=0.01)
    below, inside, above = reading.rope_masses[0]
    assert below + inside + above == pytest.approx(1)
    draws = 400_000
    first = stats.beta(121, 1081).rvs(draws, random_state=1)
    second = stats.beta(151, 1061).rvs(draws, random_state=2)
    assert above == pytest.approx(((second - first) > 0.01).mean(), abs=0.003)
    assert below == pytest.approx(((second - first) < -0.01).mean(), abs=0.003)
    relative = probability_to_beat(
        observed=(120, 150), sizes=(1200, 1210), model="rates_normal", scale="relative", rope=0.05
    )
    assert sum(relative.rope_masses[0]) == pytest.approx(1)
    assert "% of control" in words(relative)


@pytest.mark.parametrize("model", ["rates", "counts", "means", "rates_normal"])
def test_good_turns_the_question(model):
    arguments = {"observed": (120.0, 150.0), "sizes": (1200.0, 1210.0), "model": model}
    if model == "means":
        arguments["sds"] = (400.0, 500.0)
    up, down = (probability_to_beat(**arguments, good=good) for good in ("increase", "decrease"))
    assert up.chance_to_beat[0] + down.chance_to_beat[0] == pytest.approx(1)
    # What choosing one loses less what choosing the other loses is the difference of the means.
    gap = up.posterior[1].value - up.posterior[0].value
    assert up.expected_loss[0] - up.expected_loss[1] == pytest.approx(gap, rel=1e-6)
    assert down.expected_loss[1] - down.expected_loss[0] == pytest.approx(gap, rel=1e-6)
    assert {"means": "flat", "rates_normal": "flat", "rates": "Beta(1, 1)", "counts": "Gamma(1, 1)"}[model] in words(up)
    assert not any(letters in words(up, "zh") for letters in ("Prior", "Next", "loss", " to "))


def test_several_arms():
    reading = probability_to_beat(observed=(20, 30, 26), sizes=(200, 200, 200), rope=0.02)
    assert sum(reading.chance_best) == pytest.approx(1)
    assert "Version 1 is the best of 3 with a probability of 69.3%" in words(reading)
    control = probability_to_beat(observed=(40, 30, 26), sizes=(200, 200, 200))
    assert "Control group is the best of 3" in words(control)


def test_always_said_and_priors_overridable():
    reading = probability_to_beat(observed=(0, 3), sizes=(50, 50))
    assert "not_immune_to_peeking" in codes(reading)
    assert "not immune to peeking" in words(reading)
    jeffreys = probability_to_beat(observed=(0, 3), sizes=(50, 50), prior_alpha=0.5, prior_beta=0.5)
    assert jeffreys.chance_to_beat[0] > reading.chance_to_beat[0]


def test_huge_numbers_in_time():
    arguments = {"observed": (10_000_000, 10_003_000), "sizes": (100_000_000, 100_000_000)}
    probability_to_beat(**arguments)
    start = time.process_time()
    reading = probability_to_beat(**arguments)
    assert time.process_time() - start < 0.4
    sd = math.sqrt(2 * 0.1 * 0.9 / 1e8)
    assert reading.chance_to_beat[0] == pytest.approx(stats.norm.cdf(3e-5 / sd), abs=1e-4)


@pytest.mark.parametrize(
    ("more", "parameter"),
    [
        ({"observed": (120.0,)}, "observed"),
        ({"observed": (2000.0, 10.0)}, "observed"),
        ({"sizes": (100.0, 100.0, 100.0)}, "sizes"),
        ({"model": "counts", "sizes": (0.0, 10.0)}, "sizes"),
        ({"model": "means"}, "sds"),
        ({"model": "means", "sds": (0.0, 1.0)}, "sds"),
        ({"model": "rates_normal", "observed": (0.0, 10.0)}, "observed"),
        ({"scale": "relative"}, "scale"),
        ({"model": "means", "scale": "relative", "observed": (-1.0, 2.0), "sds": (1.0, 1.0)}, "observed"),
        ({"prior_alpha": 0.0}, "prior_alpha"),
        ({"rope": 0.0}, "rope"),
    ],
)
def test_impossible_input(more, parameter):
    with pytest.raises(ParameterError) as caught:
        probability_to_beat(**({"observed": (12.0, 15.0), "sizes": (120.0, 121.0)} | more))
    assert caught.value.parameter == parameter
