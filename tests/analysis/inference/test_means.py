"""Means, medians and moments: against NIST, R, SciPy and exact binomial coverage."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.inference.means import (
    mean_interval,
    mean_interval_from,
    median_interval,
    median_rank,
    moments,
    sample_kurtosis,
    sample_skewness,
    t_quantile,
)


def _alternating(centre: float) -> list[float]:
    return [centre + 0.2, *[centre + 0.1, centre + 0.3] * 500]


def _pi_digits(n: int) -> list[int]:
    """The first n digits of pi by Machin's formula in whole numbers."""
    unit = 10 ** (n + 10)

    def arctan_of_one_over(k: int) -> int:
        total = term = unit // k
        for divisor in range(3, 10**6, 2):
            term = -term // (k * k)
            if term in (0, -1):
                return total
            total += term // divisor
        raise AssertionError

    # Two halves, since Python writes out at most 4,300 digits at once.
    first, second = divmod(4 * (4 * arctan_of_one_over(5) - arctan_of_one_over(239)), 10**3000)
    digits = [int(digit) for digit in f"{first}{second:03000d}"[:n]]
    # The certified data hold a 3 here, where pi has a 8; everything else agrees.
    digits[956] = 3
    return digits


# NIST Statistical Reference Datasets, univariate summary statistics: certified mean and standard deviation.
# The tolerance of the sets with few digits is that of their input in double precision.
NIST = [
    pytest.param([10000001.0, 10000003.0, 10000002.0], 10000002.0, 1.0, 1e-14, id="NumAcc1"),
    pytest.param(_alternating(1.0), 1.2, 0.1, 1e-13, id="NumAcc2"),
    pytest.param(_alternating(1000000.0), 1000000.2, 0.1, 1e-8, id="NumAcc3"),
    pytest.param(_alternating(10000000.0), 10000000.2, 0.1, 1e-7, id="NumAcc4"),
    pytest.param(_pi_digits(5000), 4.5348, 2.86733906028871, 1e-14, id="PiDigits"),
]


@pytest.mark.parametrize(("values", "mean", "sd", "tolerance"), NIST)
def test_equals_nist(values, mean, sd, tolerance):
    found = moments(values)
    assert found.mean == pytest.approx(mean, rel=1e-15)
    assert found.sd == pytest.approx(sd, rel=tolerance)


def test_mean_interval_equals_scipy():
    values = [3.1, 4.7, 2.2, 9.8, 5.5, 4.4]
    for level in (0.8, 0.95, 0.999):
        expected = stats.t.interval(level, 5, np.mean(values), stats.sem(values))
        found = mean_interval(values, level=level)
        assert (found.low, found.high) == pytest.approx(expected, rel=1e-10)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(-1e3, 1e3), min_size=4, max_size=40).filter(lambda v: np.ptp(v) > 1e-3))
def test_shape_equals_scipy(values):
    found = moments(values)
    g1, adjusted, b1 = sample_skewness(found)
    assert g1 == pytest.approx(stats.skew(values), rel=1e-6, abs=1e-6)
    assert adjusted == pytest.approx(stats.skew(values, bias=False), rel=1e-6, abs=1e-6)
    assert b1 == pytest.approx(g1 * ((len(values) - 1) / len(values)) ** 1.5)
    g2, adjusted, b2 = sample_kurtosis(found)
    assert g2 == pytest.approx(stats.kurtosis(values), rel=1e-6, abs=1e-6)
    assert adjusted == pytest.approx(stats.kurtosis(values, bias=False), rel=1e-6, abs=1e-6)
    assert b2 == pytest.approx((g2 + 3) * (1 - 1 / len(values)) ** 2 - 3)


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
@pytest.mark.parametrize("n", [1, 2, 5, 6, 7, 10, 20, 25, 50, 101, 1000])
def test_median_rank_is_the_largest_that_covers(n, level):
    rank, coverage = median_rank(n, level)
    exact = [1 - 2 * stats.binom.cdf(k - 1, n, 0.5) for k in range(1, n // 2 + 1)]
    enough = [k for k, share in enumerate(exact, start=1) if share >= level]
    assert rank == (max(enough) if enough else 0)
    if enough:
        assert coverage == pytest.approx(exact[rank - 1])


def test_median_interval_of_twenty_is_the_sixth_and_fifteenth():
    """Conover (1999), section 3.2: n = 20, ranks 6 and 15, coverage .9586."""
    found = median_interval(np.arange(1.0, 21.0)[::-1])
    assert (found.estimate.low, found.estimate.high) == (6, 15)
    assert found.coverage == pytest.approx(0.9586, abs=5e-5)
    assert found.estimate.value == 10.5


def test_median_interval_needs_six_answers():
    found = median_interval([1.0, 2.0, 3.0, 4.0, 5.0])
    assert found.estimate.value == 3
    assert math.isnan(found.estimate.low)


def test_without_values_everything_is_undefined():
    assert math.isnan(moments([]).mean)
    assert math.isnan(mean_interval([]).value)
    assert math.isnan(median_interval([]).estimate.value)
    assert all(math.isnan(value) for value in (*sample_skewness(moments([])), *sample_kurtosis(moments([]))))


def test_one_value_has_no_spread():
    found = moments([4.0])
    assert found.mean == 4.0
    assert math.isnan(found.sd)
    assert math.isnan(mean_interval([4.0]).low)


def test_a_constant_has_spread_zero_and_no_interval():
    found = moments([0.1] * 7)
    assert (found.mean, found.sd) == (0.1, 0.0)
    assert math.isnan(found.skewness)
    assert math.isnan(mean_interval([0.1] * 7).low)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30), st.floats(0.1, 100), st.floats(-1e3, 1e3))
def test_change_of_unit(values, scale, shift):
    found, changed = moments(values), moments([scale * value + shift for value in values])
    assert changed.mean == pytest.approx(scale * found.mean + shift, rel=1e-6, abs=1e-3)
    assert changed.sd == pytest.approx(scale * found.sd, rel=1e-6, abs=1e-3)


def test_t_quantile_without_freedom_is_undefined():
    assert math.isnan(t_quantile(0.95, 0))
    assert math.isnan(mean_interval_from(1.0, 1.0, 0).low)
