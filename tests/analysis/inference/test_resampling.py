"""Bootstrap intervals against SciPy's BCa and by simulated coverage."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from analysis.core import TooFewRowsError
from analysis.inference.resampling import bootstrap_interval, sorted_rows


def mean(samples):
    return samples.mean(axis=1)


def pearson(samples):
    centred = samples - samples.mean(axis=1, keepdims=True)
    x, y = centred[..., 0], centred[..., 1]
    return (x * y).sum(axis=1) / np.sqrt((x**2).sum(axis=1) * (y**2).sum(axis=1))


@pytest.mark.parametrize("kind", ["bca", "percentile"])
def test_agrees_with_scipy(kind):
    rows = np.random.default_rng(3).exponential(size=60)
    ours = bootstrap_interval(mean, rows, kind=kind, n_resamples=20_000)
    method = "BCa" if kind == "bca" else kind
    theirs = stats.bootstrap((rows,), np.mean, n_resamples=20_000, method=method, rng=5).confidence_interval
    # Both ends carry Monte Carlo error of about 1 % of the width at 20,000 draws.
    width = theirs.high - theirs.low
    assert abs(ours.low - theirs.low) < 0.03 * width
    assert abs(ours.high - theirs.high) < 0.03 * width
    assert ours.value == pytest.approx(rows.mean())


def test_grouped_jackknife_agrees_with_scipy_on_pairs():
    rng = np.random.default_rng(8)
    x = rng.normal(size=450)
    rows = np.column_stack([x, 0.7 * x + rng.normal(size=450)])
    ours = bootstrap_interval(pearson, rows, n_resamples=8000)
    theirs = stats.bootstrap(
        (rows[:, 0], rows[:, 1]),
        lambda a, b: stats.pearsonr(a, b).statistic,
        paired=True,
        vectorized=False,
        n_resamples=2000,
        method="BCa",
        rng=5,
    ).confidence_interval
    width = theirs.high - theirs.low
    assert abs(ours.low - theirs.low) < 0.1 * width
    assert abs(ours.high - theirs.high) < 0.1 * width


def test_same_seed_any_row_order_same_interval():
    rows = np.random.default_rng(1).normal(size=(40, 2))
    shuffled = rows[np.random.default_rng(2).permutation(40)]
    assert bootstrap_interval(pearson, rows, n_resamples=200) == bootstrap_interval(pearson, shuffled, n_resamples=200)
    assert bootstrap_interval(pearson, rows, n_resamples=200, seed=1) != bootstrap_interval(
        pearson, rows, n_resamples=200, seed=2
    )
    assert np.array_equal(sorted_rows(rows), sorted_rows(shuffled))


def test_coverage_of_a_skewed_mean():
    rng = np.random.default_rng(6)
    hits = 0
    for replicate in range(300):
        interval = bootstrap_interval(mean, rng.exponential(size=50), n_resamples=400, seed=replicate)
        hits += interval.low <= 1 <= interval.high
    # Published BCa coverage near .93 here; the band is five standard errors wide.
    assert 0.87 <= hits / 300 <= 0.98


def test_undefined_statistic_gives_an_undefined_interval():
    with np.errstate(invalid="ignore"):
        interval = bootstrap_interval(pearson, np.ones((10, 2)), n_resamples=50)
    assert math.isnan(interval.low)
    assert math.isnan(interval.high)


def test_too_few_rows():
    with pytest.raises(TooFewRowsError, match="4 rows"):
        bootstrap_interval(mean, np.arange(4.0))
