"""Intervals of the relative lift against R and epiR, and against an inverted test."""

from __future__ import annotations

import math

import pytest

from analysis.experiments.relative_lift import LIFT_METHODS, lift_interval

# Closed forms in R 4.2.2 (Katz checked against epiR::epi.2by2): 200 of 2,000 against 250 of 2,000; 1e-6.
R_LIFT = {
    "log_ratio": (0.04900179776173, 0.4895112699844),
    "delta": (0.03086936485585, 0.4691306351441),
    "fieller": (0.0498478283929, 0.4941287879635),
}


@pytest.mark.parametrize(("method", "limits"), R_LIFT.items())
def test_limits_of_r(method, limits):
    found = lift_interval(200, 2000, 250, 2000, method=method)
    assert found.value == pytest.approx(0.25)
    assert (found.low, found.high) == pytest.approx(limits, abs=1e-6)


def test_katz_of_statsmodels():
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(25, 90, 12, 80, compare="ratio", method="log")
    found = lift_interval(12, 80, 25, 90)
    assert (found.low + 1, found.high + 1) == pytest.approx((low, high))


def test_fieller_ends_are_where_the_test_just_rejects():
    found = lift_interval(40, 300, 60, 280, method="fieller")
    control, treatment = 40 / 300, 60 / 280
    for ratio in (found.low + 1, found.high + 1):
        error = math.sqrt(treatment * (1 - treatment) / 280 + ratio**2 * control * (1 - control) / 300)
        assert abs(treatment - ratio * control) / error == pytest.approx(1.959963985)


@pytest.mark.parametrize("method", LIFT_METHODS)
def test_no_control_success_is_undefined(method):
    assert math.isnan(lift_interval(0, 50, 5, 50, method=method).value)


def test_limits_that_do_not_exist_are_undefined():
    nobody = lift_interval(10, 50, 0, 50)
    assert nobody.value == -1
    assert math.isnan(nobody.low)
    assert math.isnan(lift_interval(1, 50, 5, 50, method="fieller").low)
