"""mlxtend's miners cannot be stopped: work that would take long is estimated and refused in one sentence."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from analysis.association import mine_itemsets, mine_rules
from analysis.association.items import encode_items
from analysis.association.peer_work import cells_of_apriori, require_short_work
from analysis.association.search import SearchLimits, find_itemsets
from analysis.core import UnsuitableDataError
from analysis.language import render

LIMITS = SearchLimits(min_count=2, max_length=3, max_itemsets=10_000)


def answers(n: int, p: int) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    return pd.DataFrame(rng.random((n, p)) < 0.4).add_prefix("q")


@pytest.mark.parametrize(
    ("miner", "said"),
    [
        ("apriori", "Apriori would need about "),
        ("fpgrowth", "FP-growth would take about "),
    ],
)
def test_long_work_is_refused_at_once_in_both_languages(miner: str, said: str) -> None:
    data = answers(100_000, 40)
    started = time.process_time()
    for method in (mine_rules, mine_itemsets):
        with pytest.raises(UnsuitableDataError) as caught:
            method(data, columns=tuple(data.columns), miner=miner, max_length=3)
        assert render(caught.value.what, "en").startswith(said)
        assert "bitset algorithm" in render(caught.value.remedy, "en")
        assert "位集算法" in render(caught.value.remedy, "zh")
    assert time.process_time() - started < 10


@pytest.mark.parametrize("miner", ["apriori", "fpgrowth", "hmine"])
def test_short_work_is_done_and_agrees(miner: str) -> None:
    data = answers(1000, 10)
    own, peer = (mine_itemsets(data, miner=name, max_length=3).to_frame() for name in ("bitset", miner))
    pd.testing.assert_frame_equal(own, peer)


def test_apriori_lays_out_rows_times_candidates_times_length() -> None:
    table = encode_items(pd.DataFrame(np.ones((5, 4), dtype=bool)).add_prefix("q"), ())
    sets = find_itemsets(table.columns, table.questions, LIMITS)
    # 4 items, all together in 5 rows: 6 pairs and 4 triples; no length beyond 3 is asked for.
    assert cells_of_apriori(sets, 5, LIMITS) == [0, 5 * 2 * 6, 5 * 3 * 4]
    require_short_work(sets, 5, LIMITS, "apriori")
