"""Weighted estimates: against statsmodels' robust regression, closed forms, repeated rows and simulation."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.inference.means import mean_interval, moments
from analysis.inference.multinomial import weighted_net_share_interval
from analysis.inference.proportions import proportion_limits
from analysis.inference.weights import (
    kish_effect,
    weighted_mean_interval,
    weighted_median_interval,
    weighted_moments,
    weighted_quantiles,
    weighted_share_limits,
    weighted_shares,
)


def _sample(seed: int, n: int = 200) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.gamma(2.0, 10.0, n), rng.uniform(0.3, 4.0, n)


def test_kish_fixture():
    effect = kish_effect([0.5] * 50 + [1.0] * 100 + [2.5] * 50)
    assert effect.deff == pytest.approx(1.36)
    assert effect.n_effective == pytest.approx(147.06, abs=0.005)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_mean_error_equals_robust_regression(seed):
    """The linearised error of a weighted mean is the HC1 error of a weighted regression on a constant."""
    from statsmodels.api import WLS

    x, w = _sample(seed)
    fit = WLS(x, np.ones_like(x), weights=w).fit(cov_type="HC1", use_t=True)
    found = weighted_mean_interval(x, w, level=0.9)
    assert found.estimate.value == pytest.approx(float(fit.params[0]), rel=1e-12)
    assert found.standard_error == pytest.approx(float(fit.bse[0]), rel=1e-10)
    assert (found.estimate.low, found.estimate.high) == pytest.approx(tuple(fit.conf_int(alpha=0.1)[0]), rel=1e-9)


def test_share_error_equals_that_of_a_zero_one_mean():
    rng = np.random.default_rng(5)
    codes, w = rng.integers(0, 3, 150), rng.uniform(0.2, 3, 150)
    found = weighted_shares(codes, w, 4)
    for code in range(3):
        mean = weighted_mean_interval((codes == code).astype(float), w)
        assert found.shares[code] == pytest.approx(mean.estimate.value)
        assert found.standard_errors[code] == pytest.approx(mean.standard_error)
    assert found.shares[3] == 0
    assert found.n_effective[3] == pytest.approx(kish_effect(w).n_effective)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 2), min_size=2, max_size=60), st.floats(1e-3, 1e3))
def test_equal_weights_give_the_unweighted_interval(codes, weight):
    found = weighted_shares(codes, [weight] * len(codes), 3)
    low, high = weighted_share_limits(found)
    expected = proportion_limits(np.bincount(codes, minlength=3), np.full(3, len(codes)))
    np.testing.assert_allclose(low, expected[0], atol=1e-9)
    np.testing.assert_allclose(high, expected[1], atol=1e-9)


def test_clopper_pearson_on_the_effective_size_is_korn_graubard():
    from scipy.stats import beta

    codes, w = np.array([0] * 8 + [1] * 42), np.linspace(0.5, 2.0, 50)
    found = weighted_shares(codes, w, 2)
    low, high = weighted_share_limits(found, method="clopper_pearson")
    p, n = found.shares[0], found.n_effective[0]
    assert low[0] == pytest.approx(beta.ppf(0.025, p * n, n - p * n + 1))
    assert high[0] == pytest.approx(beta.ppf(0.975, p * n + 1, n - p * n))


@settings(deadline=None, max_examples=60)
@given(st.floats(1e-6, 1e6))
def test_the_scale_of_the_weights_does_not_matter(scale):
    x, w = _sample(7, 40)
    plain, scaled = weighted_mean_interval(x, w), weighted_mean_interval(x, scale * w)
    assert scaled.estimate.low == pytest.approx(plain.estimate.low, rel=1e-9)
    assert scaled.effect.deff == pytest.approx(plain.effect.deff, rel=1e-9)
    assert scaled.variance == pytest.approx(plain.variance, rel=1e-9)


def test_equal_weights_give_the_ordinary_mean_and_moments():
    x, _ = _sample(8, 60)
    found, plain = weighted_mean_interval(x, np.full(60, 3.0)), mean_interval(x)
    assert (found.estimate.low, found.estimate.high) == pytest.approx((plain.low, plain.high))
    weighted, ordinary = weighted_moments(x, np.full(60, 3.0)), moments(x)
    for name in ("mean", "variance", "m2", "m3", "m4"):
        assert getattr(weighted, name) == pytest.approx(getattr(ordinary, name))


def test_whole_weights_are_repeated_answers():
    rng = np.random.default_rng(9)
    x, w = rng.normal(size=30).round(1), rng.integers(1, 5, 30)
    repeated = np.repeat(x, w)
    probabilities = [0.05, 0.25, 0.5, 0.75, 0.9, 1.0]
    expected = np.quantile(repeated, probabilities, method="averaged_inverted_cdf")
    np.testing.assert_allclose(weighted_quantiles(x, w, probabilities), expected)
    assert weighted_moments(x, w).mean == pytest.approx(repeated.mean())
    assert weighted_moments(x, w).m3 == pytest.approx(moments(repeated).m3)


@pytest.mark.parametrize("kind", ["mean", "median", "share"])
def test_intervals_cover_the_population(kind):
    """Unequal selection, weights its inverse: 95 % intervals cover the population value."""
    rng = np.random.default_rng(20260101)
    population = np.sort(rng.gamma(3.0, 5.0, 4000))
    chance = np.where(np.arange(4000) < 2000, 1.0, 3.0)
    chance /= chance.sum()
    truth = {"mean": population.mean(), "median": np.median(population), "share": (population > 20).mean()}[kind]
    hits = 0
    for _ in range(400):
        drawn = rng.choice(4000, 150, p=chance)
        x, w = population[drawn], 1 / chance[drawn]
        if kind == "mean":
            found = weighted_mean_interval(x, w).estimate
            low, high = found.low, found.high
        elif kind == "median":
            found = weighted_median_interval(x, w)
            low, high = found.low, found.high
        else:
            lows, highs = weighted_share_limits(weighted_shares((x > 20).astype(int), w, 2))
            low, high = lows[1], highs[1]
        hits += low <= truth <= high
    # Exact binomial band around .95 at 400 replicates, 0.1 % in either tail, and the mean's own undercoverage.
    assert 0.905 <= hits / 400 <= 0.985


def _dominated(share: float, n: int) -> np.ndarray:
    weights = np.ones(n)
    weights[0] = (n - 1) * share / (1 - share)
    return weights


@pytest.mark.parametrize("kind", ["mean", "share", "net"])
@pytest.mark.parametrize("weights", ["half", "nine tenths", "log-normal 1.5", "log-normal 2.5"])
def test_intervals_hold_under_few_heavy_weights(kind, weights):
    """Answers that have nothing to do with the weights: intervals cover their mean as often as they say, or more."""
    rng = np.random.default_rng(20260101)
    n, hits, rounds = 60, 0, 400
    for _ in range(rounds):
        w = {
            "half": lambda: _dominated(0.5, n),
            "nine tenths": lambda: _dominated(0.9, n),
            "log-normal 1.5": lambda: rng.lognormal(0, 1.5, n),
            "log-normal 2.5": lambda: rng.lognormal(0, 2.5, n),
        }[weights]()
        if kind == "mean":
            found, truth = weighted_mean_interval(rng.normal(5, 2, n), w).estimate, 5.0
            low, high = found.low, found.high
        elif kind == "share":
            lows, highs = weighted_share_limits(weighted_shares(rng.random(n) < 0.5, w, 2))
            low, high, truth = lows[1], highs[1], 0.5
        else:
            scores = rng.choice([1, 0, -1], n, p=[0.45, 0.3, 0.25])
            found, truth = weighted_net_share_interval(scores, w)[0], 0.2
            low, high = found.low, found.high
        hits += low <= truth <= high
    # 0.95 less three standard errors of 400 rounds; the linearised size alone gives 0.00 to 0.88 here.
    assert hits / rounds >= 0.917


def test_many_effective_answers_keep_the_linearised_size():
    from statsmodels.api import WLS

    rng = np.random.default_rng(3)
    y, w = (rng.random(400) < 0.3).astype(float), rng.uniform(0.5, 2.0, 400)
    error = float(WLS(y, np.ones(400), weights=w).fit(cov_type="HC1").bse[0])
    found = weighted_shares(y.astype(int), w, 2)
    p = float(found.shares[1])
    assert found.n_effective[1] == pytest.approx(min(p * (1 - p) / error**2 * 400 / 399, 400))


def test_without_rows_everything_is_undefined():
    assert math.isnan(kish_effect([]).deff)
    assert math.isnan(weighted_mean_interval([], []).estimate.value)
    assert math.isnan(weighted_median_interval([], []).value)
    assert np.isnan(weighted_shares([], [], 2).shares).all()
    assert np.isnan(weighted_share_limits(weighted_shares([], [], 2))[0]).all()


def test_one_row_has_no_interval():
    assert math.isnan(weighted_mean_interval([3.0], [2.0]).estimate.low)
    assert math.isnan(weighted_median_interval([3.0], [2.0]).low)
    assert weighted_shares([1], [2.0], 2).shares.tolist() == [0.0, 1.0]


def test_a_weight_beyond_all_others_leaves_its_answer_kish_s_size():
    found = weighted_shares([0] * 39 + [1], [1e-9] * 39 + [1e9], 2)
    assert found.n_effective[1] == pytest.approx(1.0)
    low, high = weighted_share_limits(found)
    assert high[1] - low[1] > 0.7
