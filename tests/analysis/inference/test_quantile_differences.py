"""The bootstrap of quantiles from Beta variables against resampling, row by row."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.inference.quantile_differences import _drawn, quantile_difference


@pytest.mark.parametrize("probability", [0.5, 0.9])
@pytest.mark.parametrize("n", [21, 40])
def test_draws_have_the_law_of_resampled_quantiles(n: int, probability: float) -> None:
    ordered = np.sort(np.random.default_rng(1).lognormal(size=n))
    rng = np.random.default_rng(2)
    resampled = np.quantile(ordered[rng.integers(0, n, (20_000, n))], probability, axis=1)
    drawn = _drawn(ordered, probability, 20_000, rng)
    assert stats.ks_2samp(resampled, drawn).pvalue > 0.001
    assert np.quantile(drawn, [0.025, 0.975]) == pytest.approx(np.quantile(resampled, [0.025, 0.975]), rel=0.05)


def test_draws_of_the_median_of_odd_n_by_enumeration() -> None:
    """Efron 1979: P(bootstrap median <= x_(k)) = P(Binomial(n, k / n) >= (n + 1) / 2)."""
    n = 13
    drawn = _drawn(np.arange(1.0, n + 1), 0.5, 100_000, np.random.default_rng(3))
    for k in range(4, 11):
        assert np.mean(drawn <= k) == pytest.approx(stats.binom.sf((n + 1) / 2 - 1, n, k / n), abs=0.006)


def test_value_order_and_seed() -> None:
    rng = np.random.default_rng(4)
    x, y = rng.exponential(size=80), rng.exponential(size=90) + 1
    found = quantile_difference(x, y, 0.5)
    assert found.value == pytest.approx(np.median(y) - np.median(x))
    assert found == quantile_difference(x[::-1], rng.permutation(y), 0.5)
    assert found.low < found.value < found.high


def test_no_interval_with_few_beyond_the_quantile() -> None:
    few = quantile_difference(np.arange(49.0), np.arange(49.0), 0.9)
    assert few.value == 0
    assert np.isnan(few.low)
    assert np.isfinite(quantile_difference(np.arange(50.0), np.arange(50.0) + 1, 0.9).low)
    assert np.isnan(quantile_difference([], [1.0], 0.5).value)
