"""The sign of a coefficient with a two-answer column: the answers are named, the order of the codes says nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.charts.correlation_matrix import display_correlation_matrix
from analysis.language import render
from analysis.relations import correlate, correlation_matrix, partial_correlation

N = 200


def columns(first: str, *, ordered: bool = False) -> pd.DataFrame:
    """South spends more and rates higher, whichever region the codebook puts first."""
    rng = np.random.default_rng(4)
    south = rng.random(N) < 0.5
    second = "south" if first == "north" else "north"
    return pd.DataFrame(
        {
            "region": pd.Categorical(np.where(south, "south", "north"), categories=[first, second], ordered=ordered),
            "member": pd.array(~south ^ (rng.random(N) < 0.1), dtype="boolean"),
            "spend": np.exp(rng.normal(size=N) + 1.2 * south),
            "rating": pd.Categorical(
                np.clip(rng.integers(1, 5, N) + south, 1, 5), categories=range(1, 6), ordered=True
            ),
            "age": rng.normal(size=N),
        }
    )


def said(found, language="en"):
    return [render(sentence, language) for sentence in found.readings()]


@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize(
    ("y", "method", "answers"),
    [
        ("spend", "spearman", "Where region is “south” the median of spend is "),
        ("spend", "kendall", "Where region is “south” the median of spend is "),
        ("spend", "point_biserial", "Where region is “south” the mean of spend is "),
        ("rating", "spearman", "Where region is “south” the median of rating is “3”; where it is “north” it is “2”"),
        ("member", "phi", "have “yes” in member; where it is “south”"),
    ],
)
def test_the_answers_are_named_whatever_their_order(y, method, answers, ordered):
    for first in ("north", "south"):
        words = said(correlate(columns(first, ordered=ordered), x="region", y=y, method=method))
        assert words[0].startswith("Yes, ")
        assert "opposite" not in words[0]
        assert answers in words[1]
        assert "反" not in said(correlate(columns(first), x="region", y=y, method=method), "zh")[0]


@pytest.mark.parametrize("method", ["spearman", "point_biserial"])
def test_groups_too_small_for_a_mean_still_name_the_answer(method):
    data = pd.DataFrame(
        {"region": pd.Categorical(["north", "south"] * 6), "spend": [9.0, 1, 8, 3, 7, 2, 6, 5, 9.5, 1.5, 8.5, 4]}
    )
    words = said(correlate(data, x="region", y="spend", method=method))
    assert words[1] == "spend tends to be higher where region is “north”."
    assert said(correlate(data, x="region", y="spend", method=method), "zh")[1] == (
        "“region”为“north”时，“spend”总体上更高。"
    )


def test_few_rows_of_two_answers_twice_name_both():
    data = pd.DataFrame(
        {
            "region": pd.Categorical(["north"] * 9 + ["south"] * 9),
            "left": pd.array([False] * 8 + [True] * 10, dtype="boolean"),
        }
    )
    assert said(correlate(data, x="region", y="left"))[1] == "“yes” in left goes with “south” in region."


def test_medians_that_point_the_other_way_than_the_ranks_are_not_quoted():
    rng = np.random.default_rng(1)
    low = np.concatenate([np.full(40, 0.0), rng.uniform(5, 6, 60)])
    high = np.concatenate([rng.uniform(1, 2, 60), rng.uniform(7, 9, 60)])[:100]
    data = pd.DataFrame({"group": pd.Categorical(["a"] * 100 + ["b"] * 100), "y": np.concatenate([low, high])})
    found = correlate(data, x="group", y="y", method="spearman")
    assert found.estimate.value > 0
    assert np.median(low) > np.median(high)
    assert said(found)[1] == "y tends to be higher where group is “b”."


@pytest.mark.parametrize("first", ["north", "south"])
def test_partial_correlation_names_the_answer(first):
    found = partial_correlation(columns(first), x="region", y="spend", control=("age",), method="spearman")
    words = said(found)
    assert "opposite" not in words[0]
    assert words[1] == "spend tends to be higher where region is “south”."
    twice = said(partial_correlation(columns(first), x="region", y="member", control=("age",)))
    assert twice[1].startswith(("“no” in member goes with “south”", "“yes” in member goes with “north”"))


@pytest.mark.parametrize(("first", "counted"), [("north", "south"), ("south", "north")])
def test_a_matrix_names_the_answer_its_signs_speak_of(first, counted):
    found = correlation_matrix(columns(first), columns=("region", "spend", "age"))
    assert f"region: {counted} with spend" in said(found)[0]
    table = display_correlation_matrix(found).tables[0]
    assert render(table.rows[0][0], "en") == f"region: {counted}"
    assert said(correlation_matrix(columns(first), columns=("member", "spend")))[0].startswith(
        "The correlation of member and spend can be told from 0: ρ = −."
    )
