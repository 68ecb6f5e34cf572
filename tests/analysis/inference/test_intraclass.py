"""Intraclass correlation against the analysis of variance and worked examples."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.formula.api as smf
from pandas import DataFrame
from scipy import stats
from statsmodels.stats.anova import anova_lm

from analysis.inference.intraclass import intraclass


def drawn(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(12), rng.integers(2, 15, 12))
    return 0.5 * rng.normal(size=12)[clusters] + rng.normal(size=clusters.size), clusters


def test_from_the_mean_squares_of_statsmodels() -> None:
    y, clusters = drawn()
    table = anova_lm(smf.ols("y ~ C(c)", DataFrame({"y": y, "c": clusters})).fit())
    between, within = table["mean_sq"]
    sizes = np.bincount(clusters)
    m0 = (len(y) - (sizes**2).sum() / len(y)) / 11
    found = intraclass(y, clusters)
    assert found.icc.value == pytest.approx((between - within) / (between + (m0 - 1) * within))
    for tail, limit in ((0.975, found.icc.low), (0.025, found.icc.high)):
        ratio = between / within / stats.f.ppf(tail, 11, len(y) - 12)
        assert limit == pytest.approx((ratio - 1) / (ratio + m0 - 1))


def test_shrout_and_fleiss_1979() -> None:
    """Six targets rated by four judges: ICC(1) = .17 with 95 % limits -.13 and .72 (psych::ICC in R)."""
    ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    found = intraclass(np.array(ratings, dtype=float).ravel(), np.repeat(np.arange(6), 4))
    assert found.icc.value == pytest.approx(0.17, abs=0.005)
    assert (found.icc.low, found.icc.high) == pytest.approx((-0.13, 0.72), abs=0.005)


def test_arms_do_not_count_as_likeness() -> None:
    """A large effect of the arm is no likeness of the community's members."""
    y, clusters = drawn()
    arms = (clusters % 2).astype(np.intp)
    assert intraclass(y + 100 * arms, clusters, groups=arms).icc.value == pytest.approx(
        intraclass(y, clusters, groups=arms).icc.value
    )
    assert intraclass(y + 100 * arms, clusters).icc.value > 0.9


def test_design_effect_with_unequal_sizes() -> None:
    y, clusters = drawn()
    found, sizes = intraclass(y, clusters), np.bincount(clusters)
    cv = sizes.std(ddof=1) / sizes.mean()
    assert found.size_cv.value == pytest.approx(cv)
    assert found.design_effect.value == pytest.approx(1 + ((1 + cv**2) * sizes.mean() - 1) * found.icc.value)


def test_undefined_without_clusters_or_members() -> None:
    assert np.isnan(intraclass(np.arange(5.0), np.zeros(5, dtype=np.intp)).icc.value)
    assert np.isnan(intraclass(np.arange(5.0), np.arange(5)).icc.value)
    assert np.isnan(intraclass(np.ones(6), np.repeat([0, 1], 3)).icc.value)
    alike = intraclass(np.repeat([1.0, 2.0, 3.0], 3), np.repeat([0, 1, 2], 3)).icc
    assert alike.value == 1
    assert np.isnan(alike.low)
