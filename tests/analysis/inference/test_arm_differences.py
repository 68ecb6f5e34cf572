"""Robust and cluster-robust differences against statsmodels, SciPy and the matrices of the definition."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from scipy.linalg import sqrtm

from analysis.inference.arm_differences import arm_means

N = 60


def drawn(seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    arms = rng.integers(0, 3, N)
    x = rng.normal(size=(N, 2)) + arms[:, None] * 0.3
    return arms + x @ [1.0, 0.5] + rng.normal(size=N) * (1 + arms), arms, x


def design(arms: np.ndarray, x: np.ndarray | None = None) -> np.ndarray:
    columns = [np.ones(N), arms == 1, arms == 2]
    return np.column_stack(columns if x is None else [*columns, x]).astype(float)


def test_without_covariates_it_is_welch() -> None:
    y, arms, _ = drawn()
    found = arm_means(y, arms, 3)
    for arm in (1, 2):
        value, error, df = found.difference(arm)
        scipy = stats.ttest_ind(y[arms == arm], y[arms == 0], equal_var=False)
        assert (value / error, df) == pytest.approx((scipy.statistic, scipy.df))


def test_with_covariates_it_is_hc2_and_the_classical_error_is_that_of_ols() -> None:
    y, arms, x = drawn()
    found = arm_means(y, arms, 3, covariates=x)
    plain, robust = sm.OLS(y, design(arms, x)).fit(), sm.OLS(y, design(arms, x)).fit(cov_type="HC2")
    assert found.slopes == pytest.approx(plain.params[3:])
    for arm in (1, 2):
        value, error, _ = found.difference(arm)
        assert (value, error) == pytest.approx((robust.params[arm], robust.bse[arm]))
        assert found.classical_error(arm) == (pytest.approx(plain.bse[arm]), N - 5)
    # A difference of two treatments uses the covariance of their means.
    contrast = np.array([0, -1.0, 1, 0, 0])
    assert found.difference(2, 1)[1] == pytest.approx(np.sqrt(contrast @ robust.cov_params() @ contrast))


def cr2_by_definition(design_matrix: np.ndarray, y: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Bell and McCaffrey 2002: residuals of each cluster times the inverse root of I - H_gg."""
    inverse = np.linalg.inv(design_matrix.T @ design_matrix)
    residuals = y - design_matrix @ inverse @ design_matrix.T @ y
    meat = np.zeros_like(inverse)
    for cluster in np.unique(clusters):
        own = clusters == cluster
        hat = design_matrix[own] @ inverse @ design_matrix[own].T
        score = design_matrix[own].T @ np.real(np.linalg.inv(sqrtm(np.eye(own.sum()) - hat))) @ residuals[own]
        meat += np.outer(score, score)
    return np.sqrt(np.diag(inverse @ meat @ inverse))


@pytest.mark.parametrize("nested", [True, False])
@pytest.mark.parametrize("with_covariates", [True, False])
def test_with_clusters_it_is_cr2(nested: bool, with_covariates: bool) -> None:
    y, arms, x = drawn()
    clusters = np.random.default_rng(2).integers(0, 12, N)
    if nested:
        clusters = np.unique(clusters * 3 + arms, return_inverse=True)[1]
    covariates = x if with_covariates else None
    found = arm_means(y, arms, 3, covariates=covariates, clusters=clusters)
    expected = cr2_by_definition(design(arms, covariates), y, clusters)
    assert [found.difference(arm)[1] for arm in (1, 2)] == pytest.approx(expected[1:3])


@pytest.mark.parametrize("with_covariates", [True, False])
def test_clusters_of_one_are_no_clusters(with_covariates: bool) -> None:
    y, arms, x = drawn()
    covariates = x if with_covariates else None
    alone = arm_means(y, arms, 3, covariates=covariates)
    clustered = arm_means(y, arms, 3, covariates=covariates, clusters=np.arange(N))
    assert clustered.difference(1) == pytest.approx(alone.difference(1))


def test_close_to_the_sandwich_of_statsmodels_with_many_clusters() -> None:
    """An independent implementation without the small-sample correction: CR0 is a little smaller."""
    rng = np.random.default_rng(3)
    clusters = np.repeat(np.arange(400), rng.integers(2, 9, 400))
    arms = (clusters % 2).astype(np.intp)
    y = rng.normal(size=400)[clusters] + rng.normal(size=clusters.size)
    model = sm.OLS(y, sm.add_constant(arms.astype(float)))
    sandwich = model.fit(cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": False}).bse[1]
    gee = sm.GEE(y, sm.add_constant(arms.astype(float)), groups=clusters, cov_struct=sm.cov_struct.Independence())
    ours = arm_means(y, arms, 2, clusters=clusters).difference(1)[1]
    assert 1 < ours / sandwich < 1.01
    assert ours == pytest.approx(gee.fit().bse[1], rel=0.01)


def test_equal_clusters_are_a_t_test_of_their_means() -> None:
    rng = np.random.default_rng(4)
    clusters = np.repeat(np.arange(14), 9)
    arms = (clusters >= 6).astype(np.intp)
    y = rng.normal(size=14)[clusters] + rng.normal(size=clusters.size)
    means = np.bincount(clusters, y) / 9
    scipy = stats.ttest_ind(means[6:], means[:6], equal_var=False)
    value, error, df = arm_means(y, arms, 2, clusters=clusters).difference(1)
    assert (value / error, df) == pytest.approx((scipy.statistic, scipy.df))


def test_unequal_clusters_cost_degrees_of_freedom() -> None:
    """Bell and McCaffrey's degrees of freedom under independence, by their definition as traces."""
    clusters = np.repeat(np.arange(6), [3, 5, 8, 13, 21, 4])
    n = clusters.size
    membership = (clusters[:, None] == np.arange(6)).astype(float)
    share = membership.sum(axis=0) / n
    centred = (np.eye(n) - 1 / n) @ membership / n / np.sqrt(1 - share)
    gram = centred.T @ centred
    expected = np.trace(gram) ** 2 / np.trace(gram @ gram)
    found = arm_means(np.arange(float(n)), np.zeros(n, dtype=np.intp), 1, clusters=clusters)
    assert found.df[0] == pytest.approx(expected)
    assert found.df[0] < 5


def test_an_arm_of_one_unit_has_no_error() -> None:
    y = np.array([1.0, 2, 3, 4])
    assert np.isnan(arm_means(y, np.array([0, 0, 0, 1]), 2).difference(1)[1])
    one_cluster = arm_means(y, np.array([0, 0, 1, 1]), 2, clusters=np.array([0, 1, 2, 2]))
    assert np.isnan(one_cluster.difference(1)[1])
    constant = arm_means(np.ones(4), np.array([0, 0, 1, 1]), 2)
    assert np.isnan(constant.difference(1)[1])
