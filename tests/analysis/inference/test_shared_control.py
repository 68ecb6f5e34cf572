"""Dunnett's joint distribution against published tables and SciPy's multivariate normal."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from analysis.core.errors import ParameterError
from analysis.inference.shared_control import chance_of_largest, critical_of_largest, shared_control_weights

EVEN = 0.5**0.5


@pytest.mark.parametrize(
    ("arms", "five", "one"),
    # Dunnett (1964), two-sided, infinite degrees of freedom.
    [
        (1, 1.96, 2.58),
        (2, 2.21, 2.79),
        (3, 2.35, 2.92),
        (4, 2.44, 3.00),
        (5, 2.51, 3.06),
        (6, 2.57, 3.11),
        (9, 2.69, 3.22),
    ],
)
def test_published_critical_values(arms: int, five: float, one: float) -> None:
    assert critical_of_largest([EVEN] * arms) == pytest.approx(five, abs=0.006)
    assert critical_of_largest([EVEN] * arms, level=0.99) == pytest.approx(one, abs=0.006)


def test_unequal_arms_by_the_multivariate_normal() -> None:
    weights = shared_control_weights(1 / 40, [1 / 40, 1 / 100, 1 / 15])
    correlation = np.outer(weights, weights)
    np.fill_diagonal(correlation, 1.0)
    box = stats.multivariate_normal(cov=correlation).cdf([2.1] * 3, lower_limit=[-2.1] * 3)
    assert chance_of_largest(2.1, weights) == pytest.approx(1 - box, abs=2e-5)


def test_independent_arms_are_sidaks_and_the_tail_is_exact() -> None:
    assert chance_of_largest(2.0, [0.0] * 4) == pytest.approx(1 - (1 - 2 * stats.norm.sf(2.0)) ** 4, rel=1e-9)
    assert chance_of_largest(8.0, [EVEN]) == pytest.approx(2 * stats.norm.sf(8.0), rel=1e-2)


def test_between_one_comparison_and_bonferroni() -> None:
    for z in (0.5, 1.5, 2.5, 4.0):
        single = 2 * stats.norm.sf(z)
        assert single <= chance_of_largest(z, [0.3, 0.6, 0.8]) <= min(1.0, 3 * single) + 1e-12


def test_undefined_and_refused() -> None:
    assert math.isnan(chance_of_largest(math.nan, [EVEN]))
    assert math.isnan(chance_of_largest(1.0, [math.nan]))
    with pytest.raises(ParameterError):
        critical_of_largest([EVEN], level=1.0)
