"""What follows from planted rates: shifted groups, coarsened correlations, reliability, lognormal correlations."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from synthetic.experiment_plan import SPEND_SIGMA, latent_of_lognormal
from synthetic.rates import (
    alpha_of_correlations,
    answer_correlation,
    answer_moments,
    moved_rate,
    omega_of_loadings,
    shift_rates,
)
from synthetic.scenario import AGE_SHARES, OCCUPATION_SHARES, SPEND_SHARES, Scenario

FIVE = (0.07, 0.15, 0.28, 0.32, 0.18)
SKEWED = (0.6, 0.25, 0.1, 0.04, 0.01)


def correlation_by_cells(latent, shares_a, shares_b):
    """The same by the probability of every cell of the table of answers."""
    bounds = [np.r_[-9, stats.norm.ppf(np.cumsum(shares)[:-1]), 9] for shares in (shares_a, shares_b)]
    normal = stats.multivariate_normal([0, 0], [[1, latent], [latent, 1]])
    below = np.array([[normal.cdf([a, b]) for b in bounds[1]] for a in bounds[0]])
    cells = np.diff(np.diff(below, axis=0), axis=1)
    a, b = np.arange(len(shares_a)), np.arange(len(shares_b))
    mean_a, mean_b = cells.sum(1) @ a, cells.sum(0) @ b
    sd_a, sd_b = math.sqrt(cells.sum(1) @ (a - mean_a) ** 2), math.sqrt(cells.sum(0) @ (b - mean_b) ** 2)
    return float((a - mean_a) @ cells @ (b - mean_b) / (sd_a * sd_b))


@pytest.mark.parametrize("latent", [-0.7, -0.2, 0.0, 0.36, 0.64, 0.85])
@pytest.mark.parametrize(("a", "b"), [(FIVE, FIVE), (FIVE, SKEWED), (SKEWED, FIVE[::-1])])
def test_correlation_of_rounded_answers(latent, a, b):
    assert answer_correlation(latent, a, b) == pytest.approx(correlation_by_cells(latent, a, b), abs=2e-4)


@pytest.mark.parametrize("latent", [0.1, 0.5, 0.72])
def test_correlation_of_two_median_splits_is_sheppards_formula(latent):
    assert answer_correlation(latent, (0.5, 0.5), (0.5, 0.5)) == pytest.approx(
        2 / math.pi * math.asin(latent), abs=1e-6
    )


def test_moments_of_answers():
    mean, sd = answer_moments(FIVE)
    answers = np.repeat([1, 2, 3, 4, 5], [7, 15, 28, 32, 18])
    assert (mean, sd) == pytest.approx((answers.mean(), answers.std()))


@pytest.mark.parametrize("overall", [0.05, 0.25, 0.35, 0.42, 0.9])
def test_shifted_rates_average_to_the_overall_rate_under_one_odds_ratio(overall):
    rates, shares = (0.55, 0.55, 0.40, 0.20), AGE_SHARES
    shifted = shift_rates(rates, shares, overall)
    assert np.dot(shifted, shares) == pytest.approx(overall, abs=1e-9)
    odds = [s / (1 - s) / (r / (1 - r)) for s, r in zip(shifted, rates, strict=True)]
    assert odds == pytest.approx([odds[0]] * 4)


def test_published_rates_need_no_shift_in_an_online_shop():
    scenario = Scenario(preset="e_commerce")
    for rates, shares in (
        (scenario.age_rates, AGE_SHARES),
        (scenario.occupation_rates, OCCUPATION_SHARES),
        (scenario.spend_rates, SPEND_SHARES),
    ):
        assert np.dot(rates, shares) == pytest.approx(0.35, abs=1e-9)
    assert scenario.age_rates == (0.25, 0.55, 0.40, 0.20)
    assert scenario.occupation_rates == (0.50, 0.35, 0.25)
    assert scenario.spend_rates == (0.15, 0.30, 0.45)


@pytest.mark.parametrize(
    ("preset", "rate"), [("e_commerce", 0.35), ("finance", 0.28), ("beauty", 0.42), ("catering", 0.30)]
)
def test_retention_by_industry_is_the_published_one(preset, rate):
    assert Scenario(preset=preset).overall_retention == rate


@pytest.mark.parametrize(("size", "rate"), [("large", 0.45), ("medium", 0.35), ("small", 0.25)])
def test_retention_by_firm_size_is_the_published_one_in_an_online_shop(size, rate):
    assert Scenario(firm_size=size).overall_retention == pytest.approx(rate)


def test_moved_rate_adds_log_odds():
    assert moved_rate(0.5, math.log(3)) == pytest.approx(0.75)


def test_alpha_and_omega_agree_where_loadings_are_equal():
    loadings = (0.7,) * 4
    matrix = np.full((4, 4), 0.49) + 0.51 * np.eye(4)
    assert alpha_of_correlations(matrix, np.ones(4)) == pytest.approx(omega_of_loadings(loadings))
    # Spearman-Brown: 4 * .49 / (1 + 3 * .49).
    assert omega_of_loadings(loadings) == pytest.approx(4 * 0.49 / (1 + 3 * 0.49))


def test_alpha_weighs_items_by_their_spread():
    data = np.random.default_rng(5).multivariate_normal([0, 0, 0], [[1, 0.5, 0.3], [0.5, 2, 0.4], [0.3, 0.4, 3]], 500)
    total = data.sum(axis=1)
    expected = 1.5 * (1 - data.var(axis=0, ddof=1).sum() / total.var(ddof=1))
    found = alpha_of_correlations(np.corrcoef(data.T), data.std(axis=0, ddof=1))
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("wanted", [0.0, 0.2, 0.5, 0.95])
def test_correlation_of_lognormal_amounts(wanted):
    r, sigma = latent_of_lognormal(wanted), SPEND_SIGMA
    assert math.expm1(sigma**2 * r) / math.expm1(sigma**2) == pytest.approx(wanted)


@pytest.mark.parametrize("preset", ["beauty", "homogeneous"])
@pytest.mark.parametrize("correlation", [0.0, 0.45, 0.9])
def test_correlations_of_the_drives_are_possible(preset, correlation):
    matrix = Scenario(preset=preset, activity_retention=correlation).latent_correlations
    assert np.linalg.eigvalsh(matrix).min() > 0.05
    assert (matrix == matrix.T).all()
