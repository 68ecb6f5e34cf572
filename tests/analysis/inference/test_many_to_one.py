"""Dunnett's joint distribution against published tables, SciPy's test and its multivariate normal."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.inference.many_to_one import (
    critical_value,
    many_to_one_critical,
    many_to_one_p,
    none_exceeds,
    shares_of_control,
)


# Dunnett 1964, table II, two-sided 5 %.
@pytest.mark.parametrize(
    ("treatments", "df", "critical"), [(2, 10, 2.57), (3, 20, 2.54), (4, 20, 2.65), (3, np.inf, 2.35)]
)
def test_critical_values_of_the_table(treatments: int, df: float, critical: float) -> None:
    assert many_to_one_critical([0.5] * treatments, df, 0.95) == pytest.approx(critical, abs=0.012)


def test_unequal_groups_as_scipy() -> None:
    rng = np.random.default_rng(1)
    samples = [rng.normal(size=n) for n in (10, 14, 20, 8)]
    sizes = np.array([len(s) for s in samples])
    df = int(sizes.sum()) - 4
    pooled = sum((len(s) - 1) * s.var(ddof=1) for s in samples) / df
    t = [(s.mean() - samples[0].mean()) / np.sqrt(pooled * (1 / len(s) + 0.1)) for s in samples[1:]]
    share = 0.1 / (0.1 + 1 / sizes[1:])
    scipy = stats.dunnett(*samples[1:], control=samples[0], rng=np.random.default_rng(2))
    assert many_to_one_p(t, share, df) == pytest.approx(scipy.pvalue, abs=5e-4)


def test_one_comparison_is_student() -> None:
    assert many_to_one_p([2.1], [0.4], 12)[0] == pytest.approx(2 * stats.t.sf(2.1, 12), rel=1e-9)
    assert many_to_one_p([2.1], [0.4], np.inf)[0] == pytest.approx(2 * stats.norm.sf(2.1), rel=1e-9)


def test_undefined_stays_undefined() -> None:
    found = many_to_one_p([np.nan, 2.0], [0.5, 0.5], 20)
    assert np.isnan(found[0])
    assert 0 < found[1] < 1


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
def test_published_critical_values_of_the_normal(arms: int, five: float, one: float) -> None:
    assert many_to_one_critical([0.5] * arms, np.inf, 0.95) == pytest.approx(five, abs=0.006)
    assert many_to_one_critical([0.5] * arms, np.inf, 0.99) == pytest.approx(one, abs=0.006)


def test_unequal_arms_by_the_multivariate_normal() -> None:
    shares = shares_of_control(1 / 40, [1 / 40, 1 / 100, 1 / 15])
    correlation = np.sqrt(np.outer(shares, shares))
    np.fill_diagonal(correlation, 1.0)
    box = stats.multivariate_normal(cov=correlation).cdf([2.1] * 3, lower_limit=[-2.1] * 3)
    assert many_to_one_p([2.1], shares, np.inf)[0] == pytest.approx(1 - box, abs=2e-5)


def test_independent_arms_are_sidaks_and_the_tail_is_exact() -> None:
    sidak = 1 - (1 - 2 * stats.norm.sf(2.0)) ** 4
    assert many_to_one_p([2.0], [0.0] * 4, np.inf)[0] == pytest.approx(sidak, rel=1e-9)
    assert many_to_one_p([8.0], [0.5], np.inf)[0] == pytest.approx(2 * stats.norm.sf(8.0), rel=1e-2)


def test_between_one_comparison_and_bonferroni() -> None:
    for z in (0.5, 1.5, 2.5, 4.0):
        single = 2 * stats.norm.sf(z)
        assert single <= many_to_one_p([z], [0.1, 0.4, 0.6], np.inf)[0] <= min(1.0, 3 * single) + 1e-12


def test_a_share_that_is_undefined_leaves_the_chance_undefined() -> None:
    assert np.isnan(many_to_one_p([1.0], [np.nan], np.inf)[0])


@pytest.mark.parametrize("df", [6, 60, np.inf])
@pytest.mark.parametrize(("treatments", "share"), [(2, 0.5), (4, 0.3), (3, 0.95)])
def test_a_plan_and_a_reading_use_one_distribution(treatments, share, df):
    """What is planned with Dunnett's critical value is what the reading's adjusted p decides."""
    planned = critical_value(treatments, share, 0.05, "two", df)
    assert many_to_one_critical([share] * treatments, df, 0.95) == pytest.approx(planned, abs=1e-9)
    assert many_to_one_p([planned], [share] * treatments, df)[0] == pytest.approx(0.05, abs=1e-9)
    assert none_exceeds(planned, treatments, share, "two", df) == pytest.approx(0.95, abs=1e-9)


def test_many_degrees_of_freedom_are_not_taken_for_infinitely_many():
    assert many_to_one_p([2.1], [0.5], 60_000)[0] == pytest.approx(2 * stats.t.sf(2.1, 60_000), rel=1e-9)


def test_unequal_shares_against_a_multivariate_normal():
    shares = np.array([0.3, 0.3, 0.97])
    correlation = np.sqrt(np.outer(shares, shares))
    np.fill_diagonal(correlation, 1.0)
    box = stats.multivariate_normal(cov=correlation, seed=1, abseps=1e-7, releps=1e-7, maxpts=2_000_000)
    inside = box.cdf([2.0] * 3, lower_limit=[-2.0] * 3)
    assert many_to_one_p([2.0], shares, np.inf)[0] == pytest.approx(1 - inside, abs=2e-6)
