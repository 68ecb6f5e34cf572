"""Every branch of what `correlation_matrix` says: ties, exact fits, coefficients that round to 0, one pair, none told."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.language import render
from analysis.relations import correlate, correlation_matrix


def said(data, language="en", **options):
    found = correlation_matrix(data, columns=tuple(data.columns), **options)
    return [render(sentence, language) for sentence in found.readings()]


def test_pairs_that_share_the_largest_coefficient_are_counted():
    rng = np.random.default_rng(1)
    x = rng.normal(size=80)
    data = pd.DataFrame({"x": x, "y": x + rng.normal(size=80), "z": rng.normal(size=80)})
    data["copy"] = data["y"]
    words = said(data, method="pearson")
    assert words[0].startswith(
        "3 of 6 pairs can be told from 0 after Holm's correction; 2 share the largest coefficient, "
    )
    assert "among them x with y, r = ." in words[0]
    assert "2 对并列最大" in said(data, "zh", method="pearson")[0]


def test_a_column_and_its_copy_are_not_the_finding():
    rng = np.random.default_rng(2)
    x = rng.normal(size=90)
    data = pd.DataFrame({"x": x, "copy": 2 * x, "against": -x + rng.normal(size=90)})
    words = said(data)
    assert "1.00" not in words[0]
    alone = said(data[["x", "copy"]].assign(noise=rng.normal(size=90)))
    assert "and what can fits exactly, such as x with copy (ρ = 1.00)" in alone[0]


def test_a_tiny_coefficient_keeps_its_digits():
    rng = np.random.default_rng(3)
    x, rest = rng.normal(size=(2, 600_000))
    data = pd.DataFrame({"x": x, "y": 0.0042 * x + rest - x * (rest @ x) / (x @ x)})
    words = said(data, method="pearson")[0]
    assert words.startswith("The correlation of x and y can be told from 0: r = 0.00")
    assert "interval just above 0 to ." in words
    single = render(correlate(data, x="x", y="y").readings()[0], "en")
    assert single.startswith("Yes, very weakly: r = 0.00")
    assert "just above 0" in single


def test_one_pair_is_not_one_of_one():
    rng = np.random.default_rng(4)
    x = rng.normal(size=60)
    data = pd.DataFrame({"x": x, "y": x + rng.normal(size=60)})
    assert said(data)[0].startswith("The correlation of x and y can be told from 0: ρ = .")
    assert said(data, "zh")[0].startswith("“x”与“y”的相关能与 0 区分：")


def test_the_largest_of_many_by_itself_is_no_evidence():
    for seed in range(60):
        data = pd.DataFrame(np.random.default_rng(seed).normal(size=(50, 5)), columns=list("abcde"))
        words = said(data)
        if words[0].startswith("These data do not show") and len(words) > 1:
            assert words[1].startswith(
                "By itself that interval leaves 0 out; the largest of 10 pairs does so by chance"
            )
            return
    raise AssertionError("no seed gave an interval without 0 that the family does not tell from 0")


def test_exact_fits_of_few_rows_tell_nothing():
    data = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [2.0, 3, 4, 5]})
    assert said(data)[0].endswith("What fits exactly does so in too few rows.")


def test_the_most_opposed_pair_has_its_interval():
    rng = np.random.default_rng(5)
    x = rng.normal(size=200)
    data = pd.DataFrame({"x": x, "y": x + 0.3 * rng.normal(size=200), "z": -x + rng.normal(size=200)})
    last = said(data)[-1]
    assert last.startswith("Most opposed: ")
    assert "95" in last
    assert " to −." in last
