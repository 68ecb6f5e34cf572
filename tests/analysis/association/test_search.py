from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.association import search
from analysis.association.frequent import Itemsets
from analysis.association.items import encode_items
from analysis.association.peers import mlxtend_itemsets
from analysis.association.search import SearchLimits, TooManyItemsets, find_itemsets


def limits(min_count: int, max_length: int | None = None, most: int = 10**6) -> SearchLimits:
    return SearchLimits(min_count=min_count, max_length=max_length, max_itemsets=most)


def as_dict(sets: Itemsets) -> dict[frozenset[int], int]:
    return {
        frozenset(members): int(count[0])
        for length in sets.lengths
        for members, count in zip(sets.members[length].tolist(), sets.counts[length], strict=True)
    }


def mined(data: np.ndarray, bounds: SearchLimits) -> dict[frozenset[int], int]:
    return as_dict(find_itemsets(list(data.T.copy()), np.arange(data.shape[1]), bounds))


def brute_force(data: np.ndarray, bounds: SearchLimits) -> dict[frozenset[int], int]:
    n_items = data.shape[1]
    counts = {
        frozenset(members): int(data[:, members].all(axis=1).sum())
        for size in range(1, (bounds.max_length or n_items) + 1)
        for members in combinations(range(n_items), size)
    }
    return {members: count for members, count in counts.items() if count >= bounds.min_count}


def survey(n: int, k: int, seed: int = 11) -> np.ndarray:
    """Answers of four segments, so that combinations of many items occur."""
    rng = np.random.default_rng(seed)
    segment = rng.integers(0, 4, n)
    shares = rng.uniform(0.05, 0.4, (4, k))
    return np.asfortranarray(rng.random((n, k)) < shares[segment])


@settings(max_examples=60, deadline=None)
@given(
    arrays(bool, st.tuples(st.integers(1, 40), st.integers(1, 6))), st.integers(1, 10), st.sampled_from([None, 1, 2, 3])
)
def test_equals_brute_force(data: np.ndarray, min_count: int, max_length: int | None) -> None:
    bounds = limits(min_count, min(max_length, data.shape[1]) if max_length else None)
    assert mined(data, bounds) == brute_force(data, bounds)


@settings(max_examples=25, deadline=None)
@given(arrays(bool, st.tuples(st.integers(2, 40), st.integers(2, 6))), st.integers(1, 10))
@pytest.mark.parametrize("miner", ["fpgrowth", "hmine", "apriori"])
def test_equals_mlxtend_on_any_table(miner: str, data: np.ndarray, min_count: int) -> None:
    frame = pd.DataFrame(data).add_prefix("q")
    bounds = limits(min(min_count, len(data)))
    peer = mlxtend_itemsets(encode_items(frame, ()), bounds, miner)
    assert as_dict(peer) == mined(data, bounds)


@pytest.mark.parametrize("share", [0.05, 0.008])
@pytest.mark.parametrize("few", [0, 60, 10**9])  # always cut down, as tuned, never cut down
def test_wide_blocks_equal_mlxtend(share: float, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "FEW_CANDIDATES", few)
    data = survey(40_000, 22)
    bounds = limits(int(share * len(data)))
    peer = mlxtend_itemsets(encode_items(pd.DataFrame(data).add_prefix("q"), ()), bounds, "hmine")
    assert mined(data, bounds) == as_dict(peer)


def test_small_pieces_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    data = survey(3000, 14)
    whole = mined(data, limits(15))
    monkeypatch.setattr(search, "PIECE_BYTES", 2000)
    monkeypatch.setattr(search, "PIECE_PAIRS", 3)
    assert mined(data, limits(15)) == whole
    assert max(map(len, whole)) >= 4


def test_support_never_grows_with_an_item() -> None:
    found = mined(survey(2000, 12), limits(20))
    for members, count in found.items():
        for item in members:
            if len(members) > 1:
                assert found[members - {item}] >= count


def test_items_everybody_has_are_found() -> None:
    data = np.ones((50, 3), dtype=bool)
    data[:10, 2] = False
    assert mined(data, limits(50)) == {frozenset({0}): 50, frozenset({1}): 50, frozenset({0, 1}): 50}


def test_answers_of_one_question_are_never_combined() -> None:
    data = np.ones((30, 4), dtype=bool)
    sets = find_itemsets(list(data.T.copy()), np.array([0, 0, 1, 2]), limits(1))
    assert max(sets.lengths) == 3
    assert not [members for members in as_dict(sets) if {0, 1} <= members]


def test_order_of_rows_and_columns_does_not_matter() -> None:
    data = survey(2000, 10)
    rng = np.random.default_rng(0)
    columns = rng.permutation(10)
    shuffled = mined(data[rng.permutation(2000)][:, columns], limits(30))
    assert {frozenset(int(columns[i]) for i in members): n for members, n in shuffled.items()} == mined(
        data, limits(30)
    )


def test_groups_are_counted_apart() -> None:
    data = survey(5000, 8)
    outcome = np.random.default_rng(3).random(5000) < 0.3
    sets = find_itemsets(list(data.T.copy()), np.arange(8), limits(40), (outcome, ~outcome))
    for length in sets.lengths:
        for members, (inside, outside) in zip(sets.members[length], sets.counts[length], strict=True):
            held = data[:, members].all(axis=1)
            assert (inside, outside) == ((held & outcome).sum(), (held & ~outcome).sum())
            assert inside + outside >= 40


@pytest.mark.parametrize("most", [3, 50, 500])
def test_the_guard_stops_the_search(most: int) -> None:
    with pytest.raises(TooManyItemsets):
        mined(np.ones((20, 12), dtype=bool), limits(1, most=most))


def test_nothing_frequent_is_an_empty_answer() -> None:
    assert len(find_itemsets([np.zeros(10, dtype=bool)], np.array([0]), limits(1))) == 0
