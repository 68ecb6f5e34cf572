"""Intervals of spread, skewness and correlation: closed forms under normality, the bootstrap otherwise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.inference.moment_intervals import robust_correlation, sd_interval, skewness_interval, variation_interval

N = 20_000


def test_under_normality_the_errors_are_the_known_ones() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=N)
    y = 0.6 * x + 0.8 * rng.normal(size=N)
    z = stats.norm.ppf(0.975)
    sd = sd_interval(x)
    assert np.log(sd.high / sd.low) / 2 / z == pytest.approx(1 / np.sqrt(2 * N), rel=0.03)
    skewness = skewness_interval(x)
    assert skewness.half_width / z == pytest.approx(np.sqrt(6 / N), rel=0.03)
    r = robust_correlation(x, y)
    assert (np.arctanh(r.high) - np.arctanh(r.low)) / 2 / z == pytest.approx(1 / np.sqrt(N), rel=0.03)
    assert r.value == pytest.approx(stats.pearsonr(x, y).statistic)


STATISTICS = [
    (sd_interval, lambda s: s.std(axis=1, ddof=1), np.log),
    (skewness_interval, lambda s: stats.skew(s, axis=1), lambda v: v),
    (variation_interval, lambda s: s.std(axis=1, ddof=1) / s.mean(axis=1), np.log),
]


@pytest.mark.parametrize(("interval", "statistic", "scale"), STATISTICS)
def test_as_wide_as_the_bootstrap_says(interval, statistic, scale) -> None:
    rng = np.random.default_rng(2)
    x = rng.gamma(2.0, size=1500)
    spread = scale(statistic(x[rng.integers(0, x.size, (3000, x.size))])).std()
    found = interval(x)
    assert (scale(found.high) - scale(found.low)) / 2 / stats.norm.ppf(0.975) == pytest.approx(spread, rel=0.12)


def test_undefined() -> None:
    assert np.isnan(sd_interval([1.0, 2.0]).low)
    assert np.isnan(sd_interval([3.0] * 9).low)
    assert np.isnan(skewness_interval([3.0] * 9).value)
    assert np.isnan(robust_correlation([1.0] * 5, np.arange(5.0)).value)
    assert np.isnan(robust_correlation(np.arange(5.0), 2 * np.arange(5.0)).low)
    assert np.isnan(robust_correlation([], []).value)
    assert np.isnan(variation_interval([2.0, 2.0, 2.0, 2.0]).low)
    assert np.isnan(variation_interval([2.0]).value)
