from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris

from analysis.clustering.lloyd import divide, exchanged, n_different, nearest, partition, sum_of_squares


def sorted_rows(rows: np.ndarray) -> np.ndarray:
    return rows[np.lexsort(rows.T[::-1])]


def z_iris() -> np.ndarray:
    measured = load_iris().data
    return sorted_rows((measured - measured.mean(axis=0)) / measured.std(axis=0, ddof=1))


# R 4.2.2 kmeans(scale(iris[, 1:4]), k, nstart = 200), algorithm of Hartigan and Wong.
@pytest.mark.parametrize(
    ("k", "within", "sizes"),
    [
        (2, 220.879293598589, [50, 100]),
        (3, 138.888359717351, [47, 50, 53]),
        (4, 113.331623512778, [25, 25, 47, 53]),
        (5, 90.2019012631135, [23, 25, 25, 29, 48]),
    ],
)
def test_finds_the_division_r_finds(k: int, within: float, sizes: list[int]) -> None:
    found = partition(z_iris(), k, restarts=100, rng=np.random.default_rng(20260101))
    assert found.within_ss == pytest.approx(within, rel=1e-9)
    assert sorted(found.sizes.tolist()) == sizes


@pytest.mark.parametrize("k", [1, 2, 5])
@pytest.mark.parametrize("n", [60, 1500, 12_000])
def test_is_at_least_as_tight_as_scikit_learn(n: int, k: int) -> None:
    rng = np.random.default_rng(n)
    rows = sorted_rows(rng.normal(size=(n, 3)) + 4 * rng.integers(0, 3, size=(n, 1)))
    found = partition(rows, k, restarts=10, rng=np.random.default_rng(1))
    peer = KMeans(k, n_init=5, random_state=0).fit(rows)
    assert found.within_ss <= peer.inertia_ * (1 + 1e-4)
    assert found.within_ss == pytest.approx(sum_of_squares(rows, found.labels, k))


def test_above_50000_rows_all_are_divided_from_the_sample_s_centres() -> None:
    rng = np.random.default_rng(5)
    rows = sorted_rows(rng.normal(size=(60_000, 2)) + 8 * rng.integers(0, 3, size=(60_000, 1)))
    found = partition(rows, 3, restarts=5, rng=np.random.default_rng(1))
    full = KMeans(3, init=found.centres, n_init=1, tol=0).fit(rows)
    assert found.within_ss == pytest.approx(full.inertia_, rel=2e-4)
    assert len(found.labels) == 60_000


def test_a_sample_with_too_few_different_rows_is_not_used() -> None:
    rows = np.zeros((30_000, 1))
    rows[-1], rows[-2] = 5.0, 9.0
    assert sorted(partition(sorted_rows(rows), 3, restarts=2, rng=np.random.default_rng(1)).sizes.tolist()) == [
        1,
        1,
        29_998,
    ]


def test_no_single_move_improves_an_exchanged_division() -> None:
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(40, 2))
    labels = exchanged(rows, rng.integers(0, 3, 40), 3)
    least = sum_of_squares(rows, labels, 3)
    for row in range(40):
        for group in range(3):
            moved = labels.copy()
            moved[row] = group
            assert sum_of_squares(rows, moved, 3) >= least - 1e-9


def test_of_two_equally_near_centres_the_smaller_is_taken() -> None:
    found = divide(np.array([[0.0], [1.0], [2.0]]), np.array([[2.0], [0.0]]))
    assert found.labels.tolist() == [0, 0, 1]
    assert nearest(np.array([[3.0, 4.0]]), np.zeros((1, 2)))[1].tolist() == [5.0]


def test_different_rows_are_counted() -> None:
    assert n_different(np.array([[1.0, 2.0], [1.0, 2.0], [1.0, 3.0]])) == 2
    assert n_different(np.empty((0, 2))) == 0
