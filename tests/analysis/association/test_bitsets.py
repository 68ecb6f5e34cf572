from __future__ import annotations

import numpy as np
import pytest

from analysis.association import bitsets
from analysis.association.bitsets import Projection, pack, pair_counts, set_counts


def columns(n: int, k: int, seed: int = 1) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.random(n) < share for share in np.linspace(0.02, 0.6, k)]


def upper(k: int) -> np.ndarray:
    return np.triu(np.ones((k, k), dtype=bool), 1)


@pytest.mark.parametrize("n", [1, 7, 63, 64, 65, 128, 1000, 70_001])
def test_counts_at_word_and_chunk_edges(n: int) -> None:
    picked = columns(n, 4)
    assert pack(picked).counts()[:, 0].tolist() == [int(column.sum()) for column in picked]


@pytest.mark.parametrize("n", [200, 70_001])  # one gather, and line by line over several chunks
@pytest.mark.parametrize("sparse", [False, True])
def test_pairs_equal_plain_counts(n: int, *, sparse: bool) -> None:
    picked = columns(n, 9)
    outcome = picked[-1]
    allowed = upper(9)
    if sparse:
        allowed &= np.random.default_rng(0).random((9, 9)) < 0.2
    counts = pair_counts(pack(picked, (outcome, ~outcome)), allowed)
    for i, j in np.argwhere(upper(9)):
        both = picked[i] & picked[j]
        expected = [int((both & outcome).sum()), int((both & ~outcome).sum())] if allowed[i, j] else [0, 0]
        assert counts[i, j].tolist() == expected


@pytest.mark.parametrize("pairs", [0, 10**9])  # kept whole, and cut down to the rows of the line
@pytest.mark.parametrize("whole", [True, False])
def test_projection_keeps_counts(pairs: int, *, whole: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not whole:
        monkeypatch.setattr(bitsets, "UNPACKED_BYTES", 0)
    picked = columns(5000, 6)
    outcome = np.random.default_rng(5).random(5000) < 0.3
    block = pack(picked, (outcome, ~outcome))
    others = np.array([1, 3, 5])
    child = Projection(block).onto(2, block.counts()[2], others, pairs)
    assert (child.width < block.width) == (pairs > 0)
    expected = [[int((picked[j] & picked[2] & rows).sum()) for rows in (outcome, ~outcome)] for j in others]
    assert child.counts().tolist() == expected


def test_an_empty_group_counts_nothing() -> None:
    picked = columns(130, 3)
    nobody = np.zeros(130, dtype=bool)
    block = pack(picked, (nobody, ~nobody))
    assert block.counts()[:, 0].tolist() == [0, 0, 0]
    assert pair_counts(block, upper(3))[0, 1].tolist() == [0, int((picked[0] & picked[1]).sum())]


def test_common_rows_of_whole_sets() -> None:
    picked = columns(3000, 5)
    members = np.array([[0, 1, 4], [2, 3, 4]])
    expected = [[int(np.logical_and.reduce([picked[i] for i in each]).sum())] for each in members]
    assert set_counts(pack(picked), members).tolist() == expected
