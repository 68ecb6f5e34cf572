"""Effects by cell against Welch's tests, statsmodels' clustered regression and Welch's F."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.oneway import anova_oneway

from analysis.inference.cell_effects import CellEffects, cell_effects


def drawn(seed: int = 1, n: int = 240) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    treated, cells = rng.random(n) < 0.4, rng.integers(0, 4, n)
    return rng.exponential(size=n) * (1 + cells) + treated * cells, treated, cells


def test_each_cell_is_welch() -> None:
    y, treated, cells = drawn()
    found = cell_effects(y, treated, cells, 4)
    for cell in range(4):
        own = cells == cell
        scipy = stats.ttest_ind(y[own & treated], y[own & ~treated], equal_var=False)
        estimate, p = found.estimate(np.eye(4)[cell], level=0.9)
        low, high = scipy.confidence_interval(0.9)
        assert (estimate.low, estimate.high, p) == pytest.approx((low, high, scipy.pvalue))


def test_heterogeneity_is_welchs_f() -> None:
    """Effects in place of means: with known variances of means it is Welch's one-way test."""
    rng = np.random.default_rng(2)
    groups = [rng.normal(size=n) * s for n, s in ((12, 1), (20, 2), (30, 0.5))]
    welch = anova_oneway(groups, use_var="unequal", welch_correction=True)
    found = CellEffects(
        n=np.zeros((3, 2), dtype=np.intp),
        mean=np.zeros((3, 2)),
        effect=np.array([g.mean() for g in groups]),
        covariance=np.diag([g.var(ddof=1) / g.size for g in groups]),
        df=np.array([g.size - 1.0 for g in groups]),
    ).heterogeneity()
    assert (found.f, found.df_denominator, found.p_value) == pytest.approx(
        (welch.statistic, welch.df_denom, welch.pvalue)
    )


def test_with_clusters_it_is_the_sandwich_of_the_saturated_regression() -> None:
    y, treated, cells = drawn()
    clusters = np.random.default_rng(3).integers(0, 30, y.size)
    clusters = np.unique(clusters * 2 + treated, return_inverse=True)[1]
    found = cell_effects(y, treated, cells, 4, clusters=clusters)
    indicators = (cells[:, None] == np.arange(4)).astype(float)
    design = np.column_stack([indicators, indicators * treated[:, None]])
    fit = sm.OLS(y, design).fit(cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": False})
    assert found.effect == pytest.approx(fit.params[4:])
    # Ours is larger by K / (K - 1) in each arm, here with about thirty clusters each.
    ratio = np.diag(found.covariance) / np.diag(fit.cov_params())[4:]
    assert ((ratio > 1.02) & (ratio < 1.05)).all()


def test_cells_without_both_arms_are_not_usable() -> None:
    y = np.arange(8.0)
    found = cell_effects(y, np.array([0, 0, 1, 1, 0, 0, 0, 1], dtype=bool), np.repeat([0, 1], 4), 2)
    assert found.usable.tolist() == [True, False]
    assert np.isnan(found.heterogeneity().p_value)
