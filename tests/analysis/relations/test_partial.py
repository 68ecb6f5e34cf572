"""`partial_correlation`: degenerate controls, readings, and a chain that holding constant cuts."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from analysis.core import ParameterError, blocks_conclusion
from analysis.language import render
from analysis.relations import partial_correlation
from tests.analysis.relations.frames import mixed_frame


@pytest.fixture(scope="module")
def frame():
    return mixed_frame()


def test_first_order_closed_form(frame):
    found = partial_correlation(frame, x="days", y="visits", control=("spend",), method="pearson")
    r = frame[["days", "visits", "spend"]].corr()
    a, b, c = r.loc["days", "visits"], r.loc["days", "spend"], r.loc["visits", "spend"]
    expected = (a - b * c) / math.sqrt((1 - b**2) * (1 - c**2))
    assert found.estimate.value == pytest.approx(expected, rel=1e-9)
    z = math.atanh(expected)
    half = 1.959963984540054 / math.sqrt(600 - 1 - 3)
    assert (found.estimate.low, found.estimate.high) == pytest.approx((math.tanh(z - half), math.tanh(z + half)))
    assert found.whole.value == pytest.approx(a, rel=1e-9)


def test_holding_the_cause_constant_cuts_the_chain():
    rng = np.random.default_rng(1)
    cause = rng.normal(size=3000)
    data = pd.DataFrame({"x": cause + rng.normal(size=3000), "y": cause + rng.normal(size=3000), "cause": cause})
    found = partial_correlation(data, x="x", y="y", control=("cause",))
    assert found.whole.low > 0.4
    assert found.estimate.low < 0 < found.estimate.high
    said = [render(sentence, "en") for sentence in found.readings()]
    assert said[0].startswith("With cause held constant, these data do not show whether x and y go together: partial r")
    assert "not “no relation”" in said[1]
    assert said[-1].startswith("Without holding anything constant it is r = .")


def test_repeated_and_constant_controls_take_no_degree_of_freedom(frame):
    data = frame.assign(twice=2 * frame["spend"] + 1, flat=1.0)
    once = partial_correlation(data, x="days", y="visits", control=("spend",), method="pearson")
    more = partial_correlation(data, x="days", y="visits", control=("spend", "twice", "flat"), method="pearson")
    assert more.df == once.df
    assert more.estimate.value == pytest.approx(once.estimate.value, rel=1e-9)
    assert any(note.code == "constant_control" for note in more.notes)


@pytest.mark.parametrize(
    "data",
    [
        pd.DataFrame({"x": np.arange(10.0), "y": np.arange(10.0) ** 2, "c": 3 * np.arange(10.0)}),
        pd.DataFrame({"x": [1.0, 2, 3], "y": [1.0, 3, 2], "c": [2.0, 1, 3]}),
        pd.DataFrame({"x": [1.0, 2, 3, 4], "y": [1.0, 3, 2, 5], "c": [2.0, 1, 3, 9]}),
        pd.DataFrame({"x": [1.0] * 5, "y": np.arange(5.0), "c": [2.0, 1, 3, 5, 4]}),
        pd.DataFrame({"x": pd.Series(dtype=float), "y": pd.Series(dtype=float), "c": pd.Series(dtype=float)}),
    ],
)
def test_nothing_left_blocks_the_conclusion(data):
    found = partial_correlation(data, x="x", y="y", control=("c",), method="pearson")
    assert math.isnan(found.estimate.value)
    assert math.isnan(found.p)
    assert blocks_conclusion(found)
    assert all(render(sentence, language) for sentence in found.readings() for language in ("en", "zh"))


def test_pearson_refuses_ordered_answers(frame):
    with pytest.raises(ParameterError, match="ease"):
        partial_correlation(frame, x="ease", y="days", control=("spend",), method="pearson")
    assert partial_correlation(frame, x="ease", y="days", control=("spend",)).method == "spearman"
    assert partial_correlation(frame, x="member", y="days", control=("ease",)).method == "pearson"


def test_a_column_cannot_be_held_against_itself(frame):
    for control in (("days",), ("spend", "spend"), ()):
        with pytest.raises(ParameterError):
            partial_correlation(frame, x="days", y="visits", control=control)


def test_columns_of_the_frame_of_results(frame):
    found = partial_correlation(frame, x="days", y="visits", control=("spend", "ease"))
    expected = [
        "x",
        "y",
        "control",
        "method",
        "r",
        "low",
        "high",
        "level",
        "t",
        "df",
        "p",
        "n",
        "whole_r",
        "whole_low",
        "whole_high",
    ]
    assert list(found.to_frame().columns) == expected
    assert found.to_frame()["control"].iloc[0] == "spend+ease"


def test_of_many_columns_held_five_are_named():
    data = pd.DataFrame(np.random.default_rng(1).normal(size=(80, 30))).add_prefix("c")
    found = partial_correlation(data, x="c0", y="c1", control=tuple(data.columns[2:]))
    assert render(found.readings()[0], "en").startswith("With c2, c3, c4, c5, c6, 23 more held constant, ")
    assert "另外 23 个" in render(found.readings()[0], "zh")
