"""Descriptions by measurement level: against R, closed forms, and what must not be said."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import ColumnRoleError, ParameterError, UnsuitableDataError, blocks_conclusion
from analysis.inference.weights import weighted_mean_interval
from analysis.language import render
from analysis.survey import describe

# R 4.2.2 (mean, sd, quantile types 7 and 6, t.test) and e1071 1.7.13 (skewness, kurtosis) on fair$yrs_married.
R_YEARS_MARRIED = {
    "n": 6366,
    "n_missing": 0,
    "mean": 9.00942507068803,
    "sd": 7.28011997276642,
    "variance": 53.0001468178725,
    "se_mean": 0.0912441897907684,
    "min": 0.5,
    "max": 23,
    "sum": 57354,
    "median": 6,
    "iqr_type7": 14,
    "mad_raw": 3.5,
    "skew_g1_type1": 0.725683050698627,
    "skew_G1_type2_excel_spss": 0.725854092547422,
    "skew_b1_type3": 0.725512067062538,
    "exkurt_g2_type1": -0.791416161346977,
    "exkurt_G2_type2_excel_spss": -0.791095009544107,
    "exkurt_b2_type3": -0.792109975475627,
    "p05_type7": 0.5,
    "p10_type7": 2.5,
    "p25_type7": 2.5,
    "p50_type7": 6,
    "p75_type7": 16.5,
    "p90_type7": 23,
    "p95_type6": 23,
    "p25_type6": 2.5,
}
R_MEAN_INTERVAL = (8.83055573132009, 9.18829441005597)


def _fair() -> pd.DataFrame:
    from statsmodels.datasets import fair

    return fair.load_pandas().data.astype("float64")


def _ordered(answers, categories=(1, 2, 3, 4, 5)) -> pd.DataFrame:
    return pd.DataFrame({"q": pd.Categorical(answers, categories=list(categories), ordered=True)})


def _codes(result) -> set[str]:
    return {note.code for note in result.notes}


def _claim(result) -> str:
    return render(result.readings()[0], "en")


def test_equals_r_on_years_married():
    result = describe(_fair(), column="yrs_married")
    rows = result.to_frame().set_index("statistic")
    for name, value in R_YEARS_MARRIED.items():
        assert rows.loc[name, "value"] == pytest.approx(value, rel=1e-9), name
    assert (rows.loc["mean", "low"], rows.loc["mean", "high"]) == pytest.approx(R_MEAN_INTERVAL, rel=1e-9)
    assert "6.0 (the 95% interval holds no other value)" in _claim(result)


def test_quantile_types_differ_where_they_should():
    """R: quantile(c(1, 2, 3, 4, 10), c(.1, .9), type = 7) is 1.4, 7.6; type = 6 is 1, 10."""
    rows = describe(pd.DataFrame({"x": [1.0, 2, 3, 4, 10]}), column="x").to_frame().set_index("statistic")["value"]
    assert (rows["p10_type7"], rows["p90_type7"]) == pytest.approx((1.4, 7.6))
    assert (rows["p10_type6"], rows["p90_type6"]) == pytest.approx((1.0, 10.0))


def test_the_claim_carries_number_and_interval():
    result = describe(pd.DataFrame({"age": [23.0, 31, 35, 40, 61, 28, 33, 52]}), column="age")
    assert _claim(result) == (
        "The typical age is 34.0 (95% interval 23.0 to 61.0): the middle half of the answers runs from 30.2 to 43.0."
    )
    assert render(result.readings()[1], "en").startswith("The mean is 37.9 (95% interval 27.2 to 48.5).")


def test_missing_answers_are_counted_by_kind():
    frame = pd.DataFrame({"x": [1.0, None, 3.0, None, None, 6.0]})
    kinds = pd.DataFrame({"x": [None, "skipped", None, "refused", None, None]})
    result = describe(frame, column="x", missing_kinds=kinds)
    assert dict(result.missing) == {"skipped": 1, "refused": 1, "blank": 1}
    assert result.provenance.n_total == 6
    assert result.provenance.n_used == 3
    rows = result.to_frame()
    assert rows[rows.statistic == "missing"].set_index("answer")["value"].to_dict() == {
        "skipped": 1,
        "blank": 1,
        "refused": 1,
    }


def test_many_blank_answers_are_a_caution_and_skipped_ones_are_not():
    frame = pd.DataFrame({"x": [*np.arange(60.0), *[np.nan] * 40]})
    skipped = pd.DataFrame({"x": [None] * 60 + ["skipped"] * 40})
    assert "many_blank" in _codes(describe(frame, column="x"))
    assert "many_blank" not in _codes(describe(frame, column="x", missing_kinds=skipped))


def test_nothing_answered_blocks_the_conclusion():
    for frame in (pd.DataFrame({"x": np.array([], dtype=float)}), pd.DataFrame({"x": [np.nan, np.nan]})):
        result = describe(frame, column="x")
        assert blocks_conclusion(result)
        assert math.isnan(result.mean.value)
        assert math.isnan(result.median.value)
        assert result.histogram is None
        assert _claim(result) == "Nobody answered x."


def test_one_answer_blocks_the_conclusion():
    result = describe(pd.DataFrame({"x": [4.0]}), column="x")
    assert blocks_conclusion(result)
    assert result.mean.value == 4
    assert math.isnan(result.mean.low)
    assert math.isnan(result.sd)


def test_a_constant_gets_a_note_and_no_interval():
    result = describe(pd.DataFrame({"x": [0.1] * 50}), column="x")
    assert _codes(result) == {"constant"}
    assert result.sd == 0
    assert math.isnan(result.mean.low)
    assert math.isnan(result.skewness[0])
    assert _claim(result) == "Every answer to x is 0.1 (n = 50)."


def test_few_answers_are_a_caution():
    assert "few_answers" in _codes(describe(pd.DataFrame({"x": np.arange(29.0)}), column="x"))
    assert "few_answers" not in _codes(describe(pd.DataFrame({"x": np.arange(30.0)}), column="x"))


def test_a_lopsided_distribution_is_named_and_explained():
    rng = np.random.default_rng(3)
    few = describe(pd.DataFrame({"x": rng.lognormal(3, 1.2, 60)}), column="x")
    assert {"skewed", "mean_interval_unsure"} <= _codes(few)
    assert render(few.readings()[-1], "en") == "A few high answers pull the mean above the typical one."
    many = describe(pd.DataFrame({"x": rng.lognormal(3, 0.5, 5000)}), column="x")
    assert "skewed" in _codes(many)
    assert "mean_interval_unsure" not in _codes(many)
    low = describe(pd.DataFrame({"x": -rng.lognormal(3, 1.2, 60)}), column="x")
    assert render(low.readings()[-1], "en") == "A few low answers pull the mean below the typical one."


def test_rounded_answers_are_noticed():
    rng = np.random.default_rng(4)
    exact = rng.integers(1, 100, 400).astype(float)
    rounded = np.where(rng.random(400) < 0.6, np.round(exact / 5) * 5, exact)
    assert "heaped" in _codes(describe(pd.DataFrame({"x": rounded}), column="x"))
    assert "heaped" not in _codes(describe(pd.DataFrame({"x": exact}), column="x"))
    # A scale in steps of ten is measured so, not rounded by people.
    steps = rng.integers(0, 30, 400) * 10.0
    assert "heaped" not in _codes(describe(pd.DataFrame({"x": steps}), column="x"))


def test_cut_off_answers_are_noticed():
    rng = np.random.default_rng(5)
    income = rng.gamma(3, 20, 600).round()
    assert "top_coded" in _codes(describe(pd.DataFrame({"x": np.minimum(income, 90)}), column="x"))
    assert "top_coded" not in _codes(describe(pd.DataFrame({"x": income}), column="x"))


def test_few_different_values_point_to_frequencies():
    assert "few_values" in _codes(describe(_fair(), column="rate_marriage"))


def test_weights_change_the_mean_and_are_said():
    rng = np.random.default_rng(6)
    frame = pd.DataFrame({"x": rng.normal(50, 9, 300), "w": rng.uniform(0.2, 5, 300)})
    result = describe(frame, column="x", weights="w")
    expected = weighted_mean_interval(frame["x"], frame["w"])
    assert result.mean.low == pytest.approx(expected.estimate.low)
    assert result.n_effective == pytest.approx(frame["w"].sum() ** 2 / (frame["w"] ** 2).sum())
    assert "weighted" in _codes(result)
    assert result.provenance.weighted_by == "w"
    assert math.isnan(result.to_frame().set_index("statistic").loc["p05_type7", "value"])


def test_equal_weights_leave_mean_and_median_alone():
    values = np.random.default_rng(7).normal(size=101)
    frame = pd.DataFrame({"x": values, "w": 2.0})
    plain, weighted = describe(frame, column="x"), describe(frame, column="x", weights="w")
    assert weighted.mean.high == pytest.approx(plain.mean.high)
    assert weighted.median.value == plain.median.value
    assert weighted.sd == pytest.approx(plain.sd)


def test_rows_without_a_weight_are_dropped_and_named():
    frame = pd.DataFrame({"x": [1.0, 2, 3, 4, np.nan], "w": [1.0, np.nan, 0, 2, 1]})
    result = describe(frame, column="x", weights="w")
    reasons = {render(item.reason, "en"): item.n for item in result.provenance.dropped}
    assert reasons == {"left blank": 1, "without a weight": 1, "with a weight of zero": 1}
    assert result.n == 2


@pytest.mark.parametrize("bad", [-1.0, np.inf])
def test_impossible_weights_are_an_error(bad):
    frame = pd.DataFrame({"x": [1.0, 2, 3], "w": [1.0, bad, 1]})
    with pytest.raises(UnsuitableDataError, match="negative or infinite"):
        describe(frame, column="x", weights="w")


@pytest.mark.parametrize("bad", [np.inf, -np.inf, 1e200])
def test_numbers_that_cannot_be_computed_with_are_an_error(bad):
    with pytest.raises(UnsuitableDataError, match="infinite or larger"):
        describe(pd.DataFrame({"x": [1.0, bad]}), column="x")


def test_ordered_answers_have_a_middle_and_no_mean():
    result = describe(_ordered([1] * 5 + [2] * 10 + [3] * 20 + [4] * 40 + [5] * 25), column="q")
    assert result.middle.median == 4
    assert (result.middle.q1, result.middle.q3) == (3, 4)
    assert (result.middle.low, result.middle.high) == (4, 4)
    assert _claim(result) == (
        "The middle answer to q is 4 (the 95% interval holds no other answer); the middle half of the answers runs from 3 to 4."
    )
    assert "mean" not in set(result.to_frame()["statistic"])


def test_the_middle_may_fall_between_two_answers():
    result = describe(_ordered([1] * 10 + [5] * 10), column="q")
    assert (result.middle.median, result.middle.median_upper) == (1, 5)
    assert "falls between 1 and 5" in _claim(result)


def test_the_middle_interval_holds_the_order_statistics():
    """n = 20: the 6th and 15th answer (Conover 1999, section 3.2)."""
    result = describe(_ordered([1] * 6 + [2] * 3 + [3] * 3 + [4] * 3 + [5] * 5), column="q")
    assert (result.middle.low, result.middle.high) == (1, 4)


def test_weighted_middle():
    frame = _ordered([1] * 10 + [5] * 10).assign(w=[1.0] * 10 + [9.0] * 10)
    assert describe(frame, column="q", weights="w").middle.median == 5


def test_nominal_answers_have_shares_and_a_mode():
    frame = pd.DataFrame({"q": pd.Categorical(["a"] * 60 + ["b"] * 30 + ["c"] * 10, categories=["c", "a", "b"])})
    result = describe(frame, column="q")
    assert result.middle is None
    assert [item.code for item in result.answers] == ["c", "a", "b"]
    rows = result.to_frame()
    mode = rows[rows.statistic == "mode"].iloc[0]
    assert (mode["answer"], mode["value"]) == ("a", 60)
    assert _claim(result).startswith("The most frequent answer to q is a: 60.0% (95% interval 50.2% to 69.1%)")


def test_truth_values_are_read_as_a_share_of_yes():
    frame = pd.DataFrame({"q": pd.array([True] * 30 + [False] * 70 + [None] * 5, dtype="boolean")})
    result = describe(frame, column="q")
    assert _claim(result) == "q: 30.0% yes (95% interval 21.9% to 39.6%)."
    assert result.n_missing == 5


def test_dates_have_a_range():
    frame = pd.DataFrame({"d": pd.to_datetime(["2026-03-05 18:30", "2026-03-01 00:00", "2026-03-02 09:15", None])})
    result = describe(frame, column="d")
    assert (result.earliest, result.median, result.latest) == ("2026-03-01", "2026-03-02", "2026-03-05")
    assert (result.span_days, result.days_with_data) == (5, 3)
    assert _claim(result) == (
        "d runs from 2026-03-01 to 2026-03-05; at least half of its 3 dates lie at or before 2026-03-02."
    )


def test_texts_of_spaces_are_no_answers():
    frame = pd.DataFrame({"t": ["太贵了", "too slow", "  ", None, "too slow "]})
    kinds = pd.DataFrame({"t": [None, None, None, "skipped", None]})
    result = describe(frame, column="t", missing_kinds=kinds)
    assert (result.n, result.distinct, result.length) == (3, 2, (3.0, 8.0, 8.0))
    assert result.answered.value == 0.75
    assert sum(item.n for item in result.provenance.dropped) == 2


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([pd.NaT, pd.NaT], dtype="datetime64[ns]"),
        pd.Series(["", " "]),
        pd.Series(pd.Categorical([None, None], categories=["a", "b"], ordered=True)),
        pd.Series(pd.Categorical([None], categories=["a"])),
        pd.Series([None, None], dtype="boolean"),
    ],
)
def test_nothing_answered_blocks_at_every_level(column):
    result = describe(pd.DataFrame({"q": column}), column="q")
    assert blocks_conclusion(result)
    assert "{" not in _claim(result)
    assert len(result.to_frame())


@pytest.mark.parametrize("column", ["d", "t"])
def test_dates_and_texts_say_that_no_weight_is_used(column):
    frame = pd.DataFrame({"d": pd.to_datetime(["2026-01-01"]), "t": ["x"], "w": [1.0]})
    assert "unweighted" in _codes(describe(frame, column=column, weights="w"))


def test_every_level_has_the_same_columns():
    frame = pd.DataFrame(
        {
            "x": [1.0, 2.0],
            "c": pd.Categorical(["a", "b"]),
            "d": pd.to_datetime(["2026-01-01", "2026-01-02"]),
            "t": ["p", "q"],
        }
    )
    for column in frame.columns:
        found = describe(frame, column=column).to_frame()
        assert list(found.columns) == ["statistic", "answer", "value", "low", "high", "level"]


def test_a_column_that_is_not_there_is_an_error():
    with pytest.raises(ColumnRoleError, match="There is no column agee"):
        describe(pd.DataFrame({"age": [1.0]}), column="agee")


@pytest.mark.parametrize("level", [0, 1, "high", True])
def test_an_impossible_level_is_an_error(level):
    with pytest.raises(ParameterError):
        describe(pd.DataFrame({"x": [1.0, 2.0]}), column="x", level=level)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40), st.randoms())
def test_the_order_of_rows_and_the_frame_do_not_change(values, random):
    frame = pd.DataFrame({"x": values, "w": [1.0 + (i % 3) for i in range(len(values))]})
    shuffled = frame.sample(frac=1, random_state=random.randrange(1000))
    before = frame.copy(deep=True)
    for weights in (None, "w"):
        first = describe(frame, column="x", weights=weights).to_frame()
        pd.testing.assert_frame_equal(first, describe(shuffled, column="x", weights=weights).to_frame())
    pd.testing.assert_frame_equal(frame, before)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60))
def test_numbers_stay_in_their_order(values):
    result = describe(pd.DataFrame({"x": values}), column="x")
    shown = [item.value for item in result.quantiles]
    assert shown == sorted(shown)
    assert result.minimum <= shown[0]
    assert shown[-1] <= result.maximum
    if result.histogram is not None:
        assert sum(result.histogram.counts) == len(values)
        assert sum(result.histogram.shares) == pytest.approx(1)
        assert len(result.histogram.counts) <= 41


def test_where_nobody_answered_there_are_no_others():
    frame = pd.DataFrame({"x": [float("nan")] * 4})
    assert "many_blank" not in _codes(describe(frame, column="x"))


def test_one_answer_from_all_keeps_the_interval_of_its_share():
    frame = pd.DataFrame({"x": pd.Categorical(["a"] * 40, categories=["a", "b"])})
    result = describe(frame, column="x")
    assert result.answers[0].share.low == pytest.approx(0.912, abs=5e-4)
    assert not any("no spread to compute an interval" in render(note.message, "en") for note in result.notes)


def test_counts_that_fall_off_from_zero_are_not_called_rounded():
    # 0 is a multiple of 5: of the repeat purchases of CDNOW 61.8% "were multiples of 5", nearly all of them 0.
    counts = np.repeat(np.arange(30.0), np.maximum(2, (1500 * 0.55 ** np.arange(30)).astype(int)))
    assert "heaped" not in _codes(describe(pd.DataFrame({"x": counts}), column="x"))
