"""An exact fit of few rows is no finding, and of many rows one to explain: its p-value counts arrangements."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from analysis.core import blocks_conclusion
from analysis.language import render
from analysis.relations import correlate, correlation_matrix, partial_correlation
from analysis.relations.perfect import chance_of_perfect


def said(found, language="en"):
    return [render(sentence, language) for sentence in found.readings()]


@pytest.mark.parametrize(
    "values", [[1, 2, 3, 4, 5], [1, 1, 2, 3, 3], [0, 0, 0, 1, 1, 1], [0, 1, 1, 1, 1, 1], [1, 2, 2, 2, 3]]
)
def test_chance_of_an_exact_fit_by_counting_every_order(values):
    x = np.array(values, dtype=float)
    r = [np.corrcoef(x, order)[0, 1] for order in permutations(x)]
    one_sided, both_sided = np.mean(np.array(r) > 1 - 1e-9), np.mean(np.abs(r) > 1 - 1e-9)
    found = chance_of_perfect(x, 3 * x + 1)
    assert found == pytest.approx(2 * one_sided)
    # Orders without a mirror image make the doubled value the larger one.
    assert found >= both_sided - 1e-12


FEW = pd.DataFrame({"x": [1.0, 2, 3, 4], "y": [2.0, 4, 6, 8], "z": [5.0, 1, 4, 2]})
SPLIT = pd.DataFrame({"g": pd.Categorical(list("aabb")), "y": [1.0, 1, 5, 5], "h": pd.Categorical(list("ccdd"))})
LONE = pd.DataFrame({"g": pd.Categorical([*"abcdefghijklll"]), "y": [*np.arange(11.0), 20.0, 20, 20]})
RARE = pd.DataFrame({"g": pd.array([False] * 11 + [True], dtype="boolean"), "y": [0.0] * 11 + [3.0]})


@pytest.mark.parametrize(
    ("data", "x", "y", "method"),
    [
        (FEW, "x", "y", "pearson"),
        (FEW, "x", "y", "spearman"),
        (FEW, "x", "y", "kendall"),
        (SPLIT, "g", "y", "point_biserial"),
        (SPLIT, "g", "y", "spearman"),
        (SPLIT, "g", "y", "eta"),
        (SPLIT, "g", "h", "phi"),
        (LONE, "g", "y", "eta"),
        (RARE, "g", "y", "point_biserial"),
    ],
)
def test_few_rows_that_fit_exactly_block_the_conclusion(data, x, y, method):
    found = correlate(data, x=x, y=y, method=method)
    assert found.estimate.value == pytest.approx(1)
    assert blocks_conclusion(found)
    assert said(found)[0].startswith(f"{x} and {y} fit each other exactly in these {len(data)} rows.")
    assert "不能当作发现" in said(found, "zh")[0]


@pytest.mark.parametrize("method", ["pearson", "spearman", "kendall"])
def test_many_rows_that_fit_exactly_are_to_be_explained(method):
    data = pd.DataFrame({"x": np.arange(40.0), "y": 5 - np.arange(40.0)})
    found = correlate(data, x="x", y="y", method=method)
    assert not blocks_conclusion(found)
    assert said(found)[0].startswith("x and y fit each other exactly in all 40 rows (")
    assert "Yes" not in said(found)[0]
    assert 0 < found.p < 1e-40


def test_a_remainder_that_fits_exactly():
    rng = np.random.default_rng(1)
    for n, blocked in ((8, True), (60, False)):
        x, c = rng.normal(size=(2, n))
        found = partial_correlation(pd.DataFrame({"x": x, "y": x + 3 * c, "c": c}), x="x", y="y", control=("c",))
        assert blocks_conclusion(found) == blocked
        assert "fit each other exactly" in said(found)[0]
        assert all(said(found, "zh"))


def test_a_matrix_of_four_rows_tells_nothing_from_chance():
    found = correlation_matrix(FEW, columns=("x", "y", "z"), adjust="none")
    assert found.to_frame().loc[0, ["r", "p"]].tolist() == pytest.approx([1, 2 / 24])
    assert found.distinguishable.empty
