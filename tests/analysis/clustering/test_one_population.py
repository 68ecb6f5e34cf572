from __future__ import annotations

import numpy as np
import pytest

from analysis.clustering.one_population import OnePopulation, Shape, effective_dimensions


def correlated(n: int, p: int, rho: float, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.sqrt(rho) * rng.normal(size=(n, 1)) + np.sqrt(1 - rho) * rng.normal(size=(n, p))


def likert(rows: np.ndarray) -> np.ndarray:
    return np.clip(np.round(3.6 + 1.1 * rows), 1, 5)


@pytest.mark.parametrize("shape", ["flat", "bell"])
@pytest.mark.parametrize("kind", ["scale", "likert", "binary", "skewed"])
def test_keeps_spread_correlations_and_answers(shape: Shape, kind: str) -> None:
    latent = correlated(2000, 4, 0.5)
    rows = {
        "scale": latent * [1.0, 2.0, 0.5, 3.0],
        "likert": likert(latent),
        "binary": (latent > [0.5, 0.0, -0.5, 1.0]).astype(float),
        "skewed": np.exp(latent),
    }[kind]
    drawn = OnePopulation(rows, shape, np.random.default_rng(1)).draw(np.random.default_rng(2), 20_000)
    assert drawn.std(axis=0) == pytest.approx(rows.std(axis=0), rel=0.06)
    assert np.abs(np.corrcoef(drawn.T) - np.corrcoef(rows.T)).max() < 0.05
    if kind in {"likert", "binary"}:
        assert [len(np.unique(column)) for column in drawn.T] == [len(np.unique(column)) for column in rows.T]


def test_the_flat_reference_of_plain_columns_is_a_box_with_the_data_s_spread() -> None:
    rows = np.random.default_rng(1).normal(size=(1000, 2)) * [1.0, 2.0]
    population = OnePopulation(rows, "flat", np.random.default_rng(1))
    assert population.margins == {}
    drawn = population.draw(np.random.default_rng(2), 50_000)
    axes = np.linalg.eigh(np.cov(rows.T))[1]
    along = drawn @ axes
    assert np.abs(along).max(axis=0) == pytest.approx(np.sqrt(3) * (rows @ axes).std(axis=0), rel=0.01)


def test_columns_without_segments_keep_their_single_peak_and_segmented_ones_lose_theirs() -> None:
    rng = np.random.default_rng(3)
    rows = np.column_stack([rng.exponential(size=1000), rng.integers(1, 6, 1000), rng.normal(size=1000)])
    assert sorted(OnePopulation(rows, "flat", rng).margins) == [0, 1]
    assert sorted(OnePopulation(rows, "bell", rng).margins) == [0, 1, 2]


@pytest.mark.parametrize(("rho", "expected"), [(0.0, 8.0), (0.9, 64 / (8 + 56 * 0.81))])
def test_effective_dimensions_of_equal_correlations(rho: float, expected: float) -> None:
    """For p columns of equal correlation rho: p² / (p + p (p - 1) rho²)."""
    rows = correlated(200_000, 8, rho)
    assert effective_dimensions(rows) == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("shape", ["flat", "bell"])
def test_units_far_apart_and_rare_answers_give_finite_rows(shape: Shape) -> None:
    rng = np.random.default_rng(1)
    rows = np.column_stack([rng.normal(size=40) * 1e-12, rng.normal(size=40) * 1e9, np.arange(40) == 0.0])
    drawn = OnePopulation(rows, shape, rng).draw(rng, 5)
    assert np.isfinite(drawn).all()
