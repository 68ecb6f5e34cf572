"""The reader of ratio metrics: R's delta method, the wrong test beside it, and input that no data could give."""

from __future__ import annotations

import math

import numpy as np
import pytest

from analysis.core import ParameterError
from analysis.experiments import read_ratio
from analysis.language import render

NUMERATORS = ([1, 2, 0, 4, 1, 3, 0, 2, 1, 2], [2, 3, 1, 4, 2, 2, 1, 5, 1, 3])
DENOMINATORS = ([3, 5, 2, 8, 4, 6, 1, 7, 3, 5], [4, 6, 3, 7, 5, 5, 2, 8, 4, 6])


def sums(numerators=NUMERATORS, denominators=DENOMINATORS):
    y, x = (
        [np.array(group, dtype=float) for group in numerators],
        [np.array(group, dtype=float) for group in denominators],
    )
    return {
        "n": tuple(float(len(group)) for group in y),
        "numerator_sum": tuple(float(group.sum()) for group in y),
        "denominator_sum": tuple(float(group.sum()) for group in x),
        "numerator_spread": tuple(float((group**2).sum()) for group in y),
        "denominator_spread": tuple(float((group**2).sum()) for group in x),
        "joint_spread": tuple(float((a * b).sum()) for a, b in zip(y, x, strict=True)),
    }


def codes(reading):
    return [note.code for note in reading.notes]


def test_r_delta_method():
    # R 4.2.2; the delta variance re-derived by linearisation residuals.
    reading = read_ratio(**sums())
    assert reading.ratio_control.value == pytest.approx(0.3636363636364)
    assert reading.variance_ratio_control == pytest.approx(0.001783424022342)
    assert (reading.standard_error, reading.z) == pytest.approx((0.05642971656168, 2.062098544062))
    assert reading.p_value == pytest.approx(0.03919835495141)
    assert reading.p_event_level == pytest.approx(0.2548760490832)


def test_variances_say_the_same_as_sums():
    y, x = ([np.array(group, dtype=float) for group in groups] for groups in (NUMERATORS, DENOMINATORS))
    given = sums() | {
        "numerator_spread": tuple(float(group.var(ddof=1)) for group in y),
        "denominator_spread": tuple(float(group.var(ddof=1)) for group in x),
        "joint_spread": tuple(float(np.cov(a, b)[0, 1]) for a, b in zip(y, x, strict=True)),
    }
    assert read_ratio(**given, spread_kind="variances").z == pytest.approx(read_ratio(**sums()).z)


def test_a_constant_denominator_is_a_mean():
    reading = read_ratio(**sums(denominators=([2] * 10, [2] * 10)))
    halves = [np.array(group) / 2 for group in NUMERATORS]
    error = math.sqrt(sum(group.var(ddof=1) / 10 for group in halves))
    assert reading.standard_error == pytest.approx(error)
    assert reading.difference_treatment_minus_control.value == pytest.approx(halves[1].mean() - halves[0].mean())


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_test_interval_and_lift_agree(alternative):
    reading = read_ratio(**sums(), alternative=alternative)
    alarm = reading.p_value < 0.05
    assert reading.difference_treatment_minus_control.excludes(0) == alarm
    assert reading.relative_lift.excludes(0) == alarm


def test_the_wrong_test_is_named_wrong():
    reading = read_ratio(**sums())
    note = next(note for note in reading.notes if note.code == "event_level_is_wrong")
    assert "that number is wrong" in render(note.message, "en")
    more = read_ratio(**sums(numerators=([30, 2, 0, 4, 1, 3, 0, 2, 1, 20], NUMERATORS[1])))
    assert math.isnan(more.p_event_level)  # more orders than visits: not a share of visits


def test_gates_margin_and_value():
    reading = read_ratio(**sums(), goal="noninferiority", margin=0.2, value_per_unit=3.0, cluster_size=11.0, icc=0.3)
    assert reading.verdict == "noninferior"
    assert reading.standard_error == pytest.approx(2 * 0.05642971656168)
    assert reading.comparison.value_per_1000.value == pytest.approx(3000 * 0.1163636363636)
    assert "few_customers" in codes(reading)
    blocked = read_ratio(**sums(), planned_share_treatment=0.999)
    assert blocked.verdict == "blocked"


def test_without_spread_or_numerator():
    alike = read_ratio(**sums(numerators=([2] * 10, [2] * 10), denominators=([4] * 10, [4] * 10)))
    assert math.isnan(alike.p_value)
    assert "no_spread" in codes(alike)
    nothing = read_ratio(**sums(numerators=([0] * 10, NUMERATORS[1])))
    assert "lift_undefined" in codes(nothing)


@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"n": (10.0,)}, "n"),
        ({"n": (1.0, 10.0)}, "n"),
        ({"n": (10.5, 10.0)}, "n"),
        ({"denominator_sum": (0.0, 50.0)}, "denominator_sum"),
        ({"numerator_spread": (1.0, 74.0)}, "numerator_spread"),
        ({"denominator_spread": (1.0, 280.0)}, "denominator_spread"),
        ({"joint_spread": (900.0, 141.0)}, "joint_spread"),
        ({"joint_spread": (94.0, 141.0, 3.0)}, "joint_spread"),
    ],
)
def test_impossible_sums(change, parameter):
    with pytest.raises(ParameterError) as caught:
        read_ratio(**(sums() | change))
    assert caught.value.parameter == parameter
