"""`correlation_matrix` against pandas, statsmodels and single correlations; families, gaps, blocks."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr
from statsmodels.stats.multitest import multipletests

from analysis.core import ParameterError, blocks_conclusion
from analysis.language import render
from analysis.relations import correlate, correlation_matrix, pairwise
from tests.analysis.relations.frames import mixed_frame

NAMES = ("days", "visits", "spend", "ease", "trust", "member")
FRAME_COLUMNS = ["x", "y", "r", "low", "high", "n", "statistic", "p", "p_adjusted"]


@pytest.fixture(scope="module")
def gappy():
    """Gaps of three patterns: none, shared by two columns, own."""
    data = mixed_frame(500, seed=3)
    rng = np.random.default_rng(4)
    skipped = rng.random(500) < 0.2
    data.loc[skipped, ["days", "ease"]] = None
    data.loc[rng.random(500) < 0.1, "spend"] = np.nan
    data.loc[rng.random(500) < 0.1, "trust"] = None
    return data


def numbers(data):
    columns = {
        name: data[name].cat.codes.where(data[name].notna()) if data[name].dtype == "category" else data[name]
        for name in NAMES
    }
    return pd.DataFrame(columns).astype(float)


@pytest.mark.parametrize("method", ["spearman", "kendall"])
def test_pairwise_equals_pandas_and_single_correlations(gappy, method):
    found = correlation_matrix(gappy, columns=NAMES, method=method).to_frame()
    expected = numbers(gappy).corr(method=method)
    assert list(found.columns) == FRAME_COLUMNS
    assert len(found) == 15
    for row in found.itertuples():
        assert row.r == pytest.approx(expected.loc[row.x, row.y], rel=1e-9)
        single = correlate(gappy, x=row.x, y=row.y, method=method)
        ours = (row.r, row.low, row.high, row.n, row.statistic, row.p)
        theirs = (
            single.estimate.value,
            single.estimate.low,
            single.estimate.high,
            single.n,
            single.statistic,
            single.p,
        )
        assert ours == pytest.approx(theirs, rel=1e-8)


def test_pearson_with_gaps_equals_pandas(gappy):
    names = ("days", "visits", "spend", "member")
    found = correlation_matrix(gappy, columns=names, method="pearson").to_frame()
    expected = numbers(gappy).corr()
    assert found["r"].tolist() == pytest.approx([expected.loc[row.x, row.y] for row in found.itertuples()], rel=1e-9)
    single = correlate(gappy, x="days", y="spend", method="pearson")
    row = found[(found["x"] == "days") & (found["y"] == "spend")].iloc[0]
    assert (row["low"], row["high"], row["p"]) == pytest.approx((single.estimate.low, single.estimate.high, single.p))


def test_pairs_stand_like_a_lower_triangle(gappy):
    found = correlation_matrix(gappy, columns=NAMES[:4]).to_frame()
    assert (found["x"] + "~" + found["y"]).tolist() == [
        *("days~visits", "days~spend", "visits~spend"),
        *("days~ease", "visits~ease", "spend~ease"),
    ]


def test_listwise_uses_the_same_rows_for_all(gappy):
    found = correlation_matrix(gappy, columns=NAMES, missing="listwise")
    complete = numbers(gappy).dropna()
    assert set(found.to_frame()["n"]) == {len(complete)} == {found.provenance.n_used}
    expected = complete.corr(method="spearman")
    assert found.to_frame()["r"].tolist() == pytest.approx(
        [expected.loc[row.x, row.y] for row in found.to_frame().itertuples()], rel=1e-9
    )


@pytest.mark.parametrize(
    ("adjust", "name"), [("holm", "holm"), ("BH", "fdr_bh"), ("BY", "fdr_by"), ("bonferroni", "bonferroni")]
)
def test_family_is_all_pairs(gappy, adjust, name):
    found = correlation_matrix(gappy, columns=NAMES, adjust=adjust).to_frame()
    assert found["p_adjusted"].tolist() == pytest.approx(multipletests(found["p"], method=name)[1].tolist())
    unadjusted = correlation_matrix(gappy, columns=NAMES, adjust="none")
    assert unadjusted.to_frame()["p_adjusted"].tolist() == found["p"].tolist()
    assert any(note.code == "uncorrected" for note in unadjusted.notes)


def test_extreme_numbers_keep_their_digits():
    rng = np.random.default_rng(8)
    x = rng.normal(size=200)
    data = pd.DataFrame({"x": 1e9 + x, "y": x + rng.normal(size=200), "z": rng.normal(size=200)})
    data.loc[0, "x"] = 1e15
    data.loc[0, "z"] = np.nan
    found = correlation_matrix(data, columns=("x", "y", "z"), method="pearson").to_frame()
    expected = np.corrcoef(data["x"][1:] - 1e9, data["z"][1:])[0, 1]
    row = found[(found["x"] == "x") & (found["y"] == "z")].iloc[0]
    assert row["r"] == pytest.approx(expected, rel=1e-6)


def test_degenerate_columns_are_named_and_do_not_count(gappy):
    data = gappy.assign(flat=1.0, empty=np.nan, rare=np.where(np.arange(500) < 3, np.arange(500.0), np.nan))
    found = correlation_matrix(data, columns=("days", "visits", "flat", "empty", "rare"))
    frame = found.to_frame()
    assert found.n_pairs == 1
    assert frame["r"].notna().sum() == 1
    assert frame.loc[frame["r"].notna(), "p_adjusted"].tolist() == frame.loc[frame["r"].notna(), "p"].tolist()
    assert {"constant", "too_few_rows"} <= {note.code for note in found.notes}


def test_nothing_to_compare_blocks_the_conclusion():
    for data in (
        pd.DataFrame({"a": [1.0, 1, 1, 1, 1], "b": [1.0, 2, 3, 4, 5]}),
        pd.DataFrame({"a": pd.Series(dtype=float), "b": pd.Series(dtype=float)}),
        pd.DataFrame({"a": [np.nan] * 4, "b": [1.0, 2, 3, 4]}),
    ):
        for method in ("spearman", "pearson", "kendall"):
            found = correlation_matrix(data, columns=("a", "b"), method=method)
            assert blocks_conclusion(found)
            assert found.to_frame()["r"].isna().all()
            assert all(render(sentence, language) for sentence in found.readings() for language in ("en", "zh"))


def test_perfect_pairs_are_said():
    data = pd.DataFrame({"a": np.arange(20.0), "b": -np.arange(20.0), "c": np.arange(20.0) % 3})
    found = correlation_matrix(data, columns=("a", "b", "c"))
    row = found.to_frame().iloc[0]
    assert (row["r"], row["low"], row["high"]) == (-1, -1, -1)
    assert row["p"] == pytest.approx(2 / math.factorial(20))
    assert any(note.code == "perfect" for note in found.notes)


def test_pearson_refuses_ordered_answers(gappy):
    with pytest.raises(ParameterError, match="ease"):
        correlation_matrix(gappy, columns=NAMES, method="pearson")


@pytest.mark.parametrize(
    "columns", [("days",), ("days", "days"), ("days", "gone"), ("days", "region"), tuple("ab") * 101]
)
def test_bad_lists_of_columns(gappy, columns):
    with pytest.raises(ParameterError):
        correlation_matrix(gappy, columns=columns)


def test_blocks_and_their_reading():
    rng = np.random.default_rng(12)
    first, second = rng.normal(size=(2, 800))
    data = pd.DataFrame({f"a{i}": first + 0.6 * rng.normal(size=800) for i in range(4)})
    data["b0"], data["b1"] = second, second + 0.3 * rng.normal(size=800)
    data["against"] = -first + 0.6 * rng.normal(size=800)
    found = correlation_matrix(data, columns=tuple(data.columns), order_by_similarity=True)
    assert found.blocks == (("a0", "a1", "a2", "a3"),)
    said = [render(sentence, "en") for sentence in found.readings()]
    assert said[1].startswith("a0, a1, a2, a3 form one block (ρ from .")
    assert said[-1].startswith("Most opposed: ")
    places = [found.order.index(f"b{i}") for i in range(2)]
    assert abs(places[0] - places[1]) == 1


def test_no_pair_told_is_not_no_relation():
    rng = np.random.default_rng(13)
    data = pd.DataFrame(rng.normal(size=(40, 4)), columns=list("abcd"))
    said = [render(sentence, "en") for sentence in correlation_matrix(data, columns=tuple("abcd")).readings()]
    assert said[0].startswith("These data do not show which of these columns go together: after Holm's correction none")


def test_two_hundred_columns_and_progress():
    rng = np.random.default_rng(14)
    data = pd.DataFrame(rng.integers(1, 6, size=(60, 200)).astype(float)).rename(columns=str)
    data.iloc[0] = np.nan
    told: list[float] = []
    found = correlation_matrix(data, columns=tuple(data.columns), method="kendall", adjust="BH", progress=told.append)
    assert found.n_pairs == 19_900
    assert told == sorted(told)
    assert 0 <= told[0] <= told[-1] <= 1
    assert found.provenance.n_used == 59


def test_very_many_pairs_rank_once_and_say_so(gappy, monkeypatch):
    monkeypatch.setattr(pairwise, "MOST_RANKED", 10)
    found = correlation_matrix(gappy, columns=NAMES)
    assert any(note.code == "ranked_once" for note in found.notes)
    expected = numbers(gappy).corr(method="spearman")
    for row in found.to_frame().itertuples():
        assert row.r == pytest.approx(expected.loc[row.x, row.y], abs=0.02)


def test_pickles_and_leaves_the_frame_alone(gappy):
    before = gappy.copy(deep=True)
    found = correlation_matrix(gappy, columns=NAMES)
    restored = pickle.loads(pickle.dumps(found))
    pd.testing.assert_frame_equal(restored.to_frame(), found.to_frame())
    assert restored.readings() == found.readings()
    pd.testing.assert_frame_equal(gappy, before)
    assert math.isclose(found.provenance.n_total, 500)


@pytest.mark.parametrize("decimals", [0, 1, 9])
def test_ranks_summed_under_codes_equal_scipy_on_the_rows_of_each_pair(decimals):
    """Numbers with and without ties against answers, each with gaps of its own: to the last digits but two."""
    rng = np.random.default_rng(5)
    common = rng.normal(size=900)
    data = pd.DataFrame({f"n{i}": (100 * (common + rng.normal(size=900))).round(decimals) for i in range(3)})
    data = data.assign(
        **{f"a{i}": np.digitize(common + rng.normal(size=900), [-1, 0, 1]).astype(float) for i in range(3)}
    )
    data = data.mask(rng.random(data.shape) < 0.1)
    data["n0"] *= 1e9
    found = correlation_matrix(data, columns=tuple(data.columns)).to_frame()
    for row in found.itertuples():
        both = data[[row.x, row.y]].dropna()
        assert row.n == len(both)
        assert row.r == pytest.approx(spearmanr(both[row.x], both[row.y]).statistic, abs=1e-13)


def test_columns_that_share_their_gaps_are_compared_within_them(gappy):
    """Days and ease are skipped together: their ranks are those of the same rows, with or without other columns."""
    wide = correlation_matrix(gappy, columns=NAMES).to_frame().set_index(["x", "y"])
    for pair in [("days", "ease"), ("visits", "member")]:
        alone = correlation_matrix(gappy, columns=pair).to_frame().iloc[0]
        assert wide.loc[pair, ["r", "low", "high", "p"]].tolist() == pytest.approx(
            alone[["r", "low", "high", "p"]].tolist(), rel=1e-12
        )
