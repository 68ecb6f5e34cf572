"""The error of peeking against the published table, and what keeps the promise."""

from __future__ import annotations

import pytest
from scipy.stats import norm

from analysis.experiments import peeking_error, sequential_bounds
from analysis.language import render

# Armitage, McPherson and Rowe (1969), table 2, two-sided 5 %.
PUBLISHED = {1: 0.05, 2: 0.083, 3: 0.107, 4: 0.126, 5: 0.142, 10: 0.193, 20: 0.248, 50: 0.320}


@pytest.mark.parametrize(("looks", "error"), PUBLISHED.items())
def test_published_errors(looks, error):
    assert peeking_error(looks=looks).false_alarm == pytest.approx(error, abs=0.00051)


def test_the_curve_holds_the_answers_for_fewer_looks():
    curve = peeking_error(looks=20).curve.set_index("look")["false_alarm"]
    for looks in (1, 2, 5, 10):
        assert curve[looks] == pytest.approx(peeking_error(looks=looks).false_alarm, abs=1e-9)
    assert curve.is_monotonic_increasing


@pytest.mark.parametrize("sides", ["one", "two"])
@pytest.mark.parametrize("looks", [1, 3, 12])
def test_the_level_that_keeps_the_promise_is_pococks(looks, sides):
    found = peeking_error(looks=looks, sides=sides)
    bound = sequential_bounds(design="pocock", looks=looks, sides=sides).constant
    assert found.honest_z == pytest.approx(bound, abs=1e-7)
    assert found.honest_alpha == pytest.approx((2 if sides == "two" else 1) * norm.sf(bound), rel=1e-6)


def test_there_is_no_ceiling():
    errors = [peeking_error(looks=looks).false_alarm for looks in (10, 30, 100)]
    assert errors == sorted(errors)
    assert peeking_error(looks=5).limit == 1.0
    assert "no ceiling" in render(peeking_error(looks=5).readings()[-1], "en")
    assert len(peeking_error(looks=1).readings()) == 1


def test_one_sided_looks_raise_fewer_alarms():
    assert peeking_error(looks=5, sides="one").false_alarm < peeking_error(looks=5).false_alarm
