"""One weight that outweighs the others: every weighted method says so, and refuses a conclusion where one answer is all."""

import numpy as np
import pandas as pd
import pytest

from analysis.core import blocks_conclusion
from analysis.language import render
from analysis.survey import describe, frequencies, multi_select, net_promoter_score, top_box, weighted_mean

N = 60
CALLS = {
    "frequencies": (frequencies, {"column": "q"}),
    "describe a number": (describe, {"column": "x"}),
    "describe answers": (describe, {"column": "agree"}),
    "multi_select": (multi_select, {"columns": ("a", "b")}),
    "net_promoter_score": (net_promoter_score, {"column": "x"}),
    "top_box": (top_box, {"column": "agree"}),
    "weighted_mean": (weighted_mean, {"column": "x"}),
}


def _frame(share: float) -> pd.DataFrame:
    rng = np.random.default_rng(20260101)
    weights = np.ones(N)
    weights[7] = (N - 1) * share / (1 - share)
    return pd.DataFrame(
        {
            "q": pd.Categorical(rng.choice(["u", "v", "w"], N)),
            "x": rng.integers(0, 11, N).astype(float),
            "agree": pd.Categorical(rng.integers(1, 6, N), categories=[1, 2, 3, 4, 5], ordered=True),
            "a": pd.array(rng.random(N) < 0.5, dtype="boolean"),
            "b": pd.array(rng.random(N) < 0.4, dtype="boolean"),
            "w": weights,
        }
    )


def _codes(call: str, share: float) -> tuple[set[str], bool]:
    function, options = CALLS[call]
    result = function(_frame(share), weights="w", **options)
    return {note.code for note in result.notes}, blocks_conclusion(result)


@pytest.mark.parametrize("call", CALLS)
def test_even_weights_need_no_remark(call):
    assert not _codes(call, 1 / N)[0] & {"heavy_weight", "one_weight"}


@pytest.mark.parametrize("call", CALLS)
def test_a_third_of_the_weight_on_one_answer_is_a_caution(call):
    codes, blocked = _codes(call, 1 / 3)
    assert "heavy_weight" in codes
    assert not blocked


@pytest.mark.parametrize("call", CALLS)
def test_most_of_the_weight_on_one_answer_allows_no_conclusion(call):
    # Effective size 1 / (0.8² + 59 (0.2 / 59)²) = 1.56.
    codes, blocked = _codes(call, 0.8)
    assert "one_weight" in codes
    assert blocked


def test_the_remark_says_how_much_and_what_it_leaves():
    note = next(note for note in frequencies(_frame(0.8), column="q", weights="w").notes if note.code == "one_weight")
    assert "80.0% of the weight" in render(note.message, "en")
    assert "60 answers are worth 1.56" in render(note.message, "en")
    assert "80.0%" in render(note.message, "zh")


def test_three_even_answers_are_few_but_not_heavy():
    frame = pd.DataFrame({"x": [1.0, 5.0, 9.0], "w": [1.0, 1.0, 1.0]})
    assert "heavy_weight" not in {note.code for note in describe(frame, column="x", weights="w").notes}
