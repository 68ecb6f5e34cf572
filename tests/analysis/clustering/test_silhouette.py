from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.metrics import silhouette_samples, silhouette_score

from analysis.clustering.silhouette import MOST_ROWS, silhouettes


def blobs(n: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    labels = rng.choice(3, n, p=[0.6, 0.399, 0.001])
    labels[:4] = 2
    return rng.normal(size=(n, 3)) + 3.0 * labels[:, None], labels


@pytest.mark.parametrize("k", [2, 3, 7])
def test_equals_scikit_learn_on_all_rows(k: int) -> None:
    rows = load_iris().data
    labels = np.random.default_rng(k).integers(0, k, len(rows))
    (found,) = silhouettes(rows, (labels,), rng=np.random.default_rng(1))
    assert found.value == pytest.approx(silhouette_score(rows, labels), abs=1e-12)
    each = silhouette_samples(rows, labels)
    assert found.by_group == pytest.approx([each[labels == group].mean() for group in range(k)], abs=1e-12)
    assert found.standard_error == pytest.approx(each.std() / np.sqrt(len(rows)), rel=1e-9)
    assert not found.sampled


def test_several_divisions_at_once_are_those_one_by_one() -> None:
    rows, labels = blobs(300)
    coarse = np.minimum(labels, 1)
    together = silhouettes(rows, (labels, coarse), rng=np.random.default_rng(1))
    apart = [silhouettes(rows, (one,), rng=np.random.default_rng(1))[0] for one in (labels, coarse)]
    assert [one.value for one in together] == pytest.approx([one.value for one in apart], abs=1e-12)


def test_sampled_rows_come_near_all_rows_and_hold_every_group() -> None:
    rows, labels = blobs(MOST_ROWS + 1)
    full = silhouette_score(rows, labels)
    (found,) = silhouettes(rows, (labels,), rng=np.random.default_rng(1))
    assert found.sampled
    assert abs(found.value - full) < 3 * found.standard_error + 1e-3
    assert len(found.by_group) == 3
    assert not np.isnan(found.by_group).any()


def test_up_to_8000_rows_it_is_exact() -> None:
    rows, labels = blobs(MOST_ROWS)
    (found,) = silhouettes(rows, (labels,), rng=np.random.default_rng(1))
    assert not found.sampled
    assert found.value == pytest.approx(silhouette_score(rows, labels), abs=1e-9)


def test_is_not_the_silhouette_to_the_centres() -> None:
    rng = np.random.default_rng(4)
    rows = rng.normal(size=(2000, 2))
    labels = (rows[:, 0] > 0).astype(int)
    centres = np.array([rows[labels == group].mean(axis=0) for group in range(2)])
    distances = np.linalg.norm(rows[:, None] - centres, axis=2)
    own, other = distances[np.arange(2000), labels], distances[np.arange(2000), 1 - labels]
    (found,) = silhouettes(rows, (labels,), rng=rng)
    assert found.value < ((other - own) / np.maximum(own, other)).mean() - 0.1


def test_alone_in_a_group_counts_zero_and_one_group_is_undefined() -> None:
    rows = np.array([[0.0], [0.1], [9.0]])
    (found,) = silhouettes(rows, (np.array([0, 0, 1]),), rng=np.random.default_rng(1))
    assert found.by_group[1] == 0.0
    undefined = silhouettes(rows, (np.zeros(3, dtype=int), np.arange(3)), rng=np.random.default_rng(1))
    assert all(np.isnan(one.value) for one in undefined)


def test_interval_is_normal() -> None:
    rows, labels = blobs(200)
    (found,) = silhouettes(rows, (labels,), rng=np.random.default_rng(1))
    interval = found.estimate(0.9)
    assert interval.high - interval.value == pytest.approx(1.6448536 * found.standard_error)
