from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from mlxtend.frequent_patterns import fpgrowth

from analysis.association import mine_itemsets
from analysis.core import TooFewRowsError, UnsuitableDataError
from analysis.core.results import blocks_conclusion
from analysis.language import render
from tests.analysis.association.lcg import CASES, case_id, lcg_survey


def test_counts_that_just_reach_the_support_are_kept() -> None:
    frame = pd.DataFrame({"a": [True] * 7 + [False] * 93})
    assert mine_itemsets(frame, min_support=0.07).to_frame().values.tolist() == [[("a",), 7, 0.07]]


@pytest.mark.parametrize("case", CASES, ids=case_id)
@pytest.mark.parametrize("miner", ["bitset", "fpgrowth", "hmine", "apriori"])
def test_reference_cases(case: dict[str, object], miner: str) -> None:
    found = mine_itemsets(lcg_survey(case), min_support=case["min_support_safe"], miner=miner).to_frame()
    assert found["itemset"].map(len).value_counts().sort_index().tolist() == case["n_itemsets_by_length"]
    assert found["count"].min() >= case["min_count"]


@pytest.mark.parametrize("case", CASES, ids=case_id)
@pytest.mark.parametrize("keep", ["closed", "maximal"])
def test_reference_counts_of_closed_and_maximal(case: dict[str, object], keep: str) -> None:
    found = mine_itemsets(lcg_survey(case), min_support=case["min_support_safe"], keep=keep).to_frame()
    assert len(found) == case[f"n_{keep}"]


def test_closed_and_maximal_by_definition() -> None:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(rng.random((40, 7)) < 0.6).add_prefix("q")
    frame["q6"] = frame["q5"]
    every = {
        frozenset(names): n for names, n, _ in mine_itemsets(frame, min_support=0.1).to_frame().itertuples(index=False)
    }
    larger = {names: [other for other in every if names < other] for names in every}
    closed = {names for names in every if all(every[other] < every[names] for other in larger[names])}
    maximal = {names for names in every if not larger[names]}
    assert len(maximal) < len(closed) < len(every)
    for keep, expected in (("closed", closed), ("maximal", maximal)):
        assert set(mine_itemsets(frame, min_support=0.1, keep=keep).to_frame()["itemset"].map(frozenset)) == expected


def test_frame_equals_mlxtend() -> None:
    frame = pd.DataFrame(np.random.default_rng(8).random((500, 9)) < 0.35).add_prefix("q")
    peer = fpgrowth(frame, min_support=0.04, use_colnames=True)
    ours = mine_itemsets(frame, min_support=0.04).to_frame()
    assert list(ours.columns) == ["itemset", "count", "support"]
    assert dict(zip(ours["itemset"].map(frozenset), ours["support"], strict=True)) == dict(
        zip(peer["itemsets"], peer["support"], strict=True)
    )


def test_order_is_count_then_length_then_name() -> None:
    frame = pd.DataFrame({"b": [True] * 4, "a": [True] * 4, "c": [True, True, False, False]})
    found = mine_itemsets(frame, min_support=0.5).to_frame()
    assert found["itemset"].tolist() == [("a",), ("b",), ("a", "b"), ("c",), ("a", "c"), ("b", "c"), ("a", "b", "c")]


def test_input_is_left_alone_and_row_order_does_not_matter() -> None:
    frame = pd.DataFrame(np.random.default_rng(8).random((300, 5)) < 0.35).add_prefix("q").astype("boolean")
    frame.iloc[3, 1] = pd.NA
    before = frame.copy(deep=True)
    found = mine_itemsets(frame, min_support=0.05).to_frame()
    shuffled = frame.sample(frac=1.0, random_state=1)
    pd.testing.assert_frame_equal(found, mine_itemsets(shuffled, min_support=0.05).to_frame())
    pd.testing.assert_frame_equal(found, mine_itemsets(frame.set_index("q0", drop=False), min_support=0.05).to_frame())
    pd.testing.assert_frame_equal(frame, before)


def test_base_and_provenance() -> None:
    frame = pd.DataFrame({"a": pd.array([True, True, None, None, None, False], dtype="boolean"), "b": [True] * 6})
    result = mine_itemsets(frame, min_support=0.5)
    assert (result.provenance.n_total, result.provenance.n_used) == (6, 3)
    assert result.to_frame()["count"].tolist() == [3, 2, 2]
    assert "small_base" not in {note.code for note in result.notes}
    assert "small_base" in {note.code for note in mine_itemsets(frame.iloc[:5], min_support=0.5).notes}


def test_too_many_combinations_name_a_support_that_works() -> None:
    frame = pd.DataFrame(np.random.default_rng(8).random((400, 16)) < 0.6).add_prefix("q")
    with pytest.raises(UnsuitableDataError, match="Raise the smallest support") as caught:
        mine_itemsets(frame, min_support=0.01, max_itemsets=200)
    support = dict(caught.value.remedy.values)["support"]
    assert 0 < len(mine_itemsets(frame, min_support=support, max_itemsets=200).to_frame()) <= 200


def test_more_frequent_answers_than_any_support_thins_out() -> None:
    with pytest.raises(UnsuitableDataError, match="Choose fewer columns"):
        mine_itemsets(
            pd.DataFrame(np.ones((9, 8), dtype=bool)).add_prefix("q"), min_support=1.0, max_itemsets=5, max_length=1
        )


@pytest.mark.parametrize("n", [0, 3])
def test_no_usable_row(n: int) -> None:
    with pytest.raises(TooFewRowsError):
        mine_itemsets(pd.DataFrame({"a": pd.array([None] * n, dtype="boolean")}))


def test_nothing_frequent_blocks() -> None:
    result = mine_itemsets(pd.DataFrame({"a": [False] * 50}))
    assert blocks_conclusion(result)
    assert [render(sentence, "en") for sentence in result.readings()] == [
        "No answer reaches 3 rows. Lower the smallest support."
    ]


def test_readings() -> None:
    frame = pd.DataFrame({"a": [True] * 40 + [False] * 60, "b": [True] * 30 + [False] * 70})
    claim, rest = (render(sentence, "en") for sentence in mine_itemsets(frame).readings())
    # Wilson interval of 30 of 100.
    assert (
        claim == "The most common combination is “a” and “b”: 30.0% chose them together (95% interval 21.9% to 39.6%)."
    )
    assert rest == "1 combination of two or more answers is held by at least 5 rows."
    alone = mine_itemsets(frame[["a"]])
    assert [render(sentence, "en") for sentence in alone.readings()] == [
        "No two answers are chosen together by 5% or more."
    ]
