"""Net promoter score and top box: against R, published scores and closed forms."""

import numpy as np
import pandas as pd
import pytest

from analysis.core import ColumnRoleError, ParameterError, UnsuitableDataError, blocks_conclusion
from analysis.inference.multinomial import net_share_interval
from analysis.inference.proportions import wilson_interval
from analysis.language import render
from analysis.survey import net_promoter_score, top_box

# How often each rating 10, 9, …, 0 was given; R 4.2.2, closed form of the multinomial variance.
R_COUNTS = {10: 41, 9: 38, 8: 44, 7: 30, 6: 17, 5: 12, 4: 3, 3: 2, 2: 1, 1: 1, 0: 2}
R_SCORE = {
    "n": 191,
    "promoters": 0.413612565445026,
    "passives": 0.387434554973822,
    "detractors": 0.198952879581152,
    "score": 0.214659685863874,
    "standard_error": 0.0544600657906458,
    "wald_low": 0.107919918318527,
    "wald_high": 0.321399453409222,
}


def _ratings(counts: dict[int, int]) -> pd.DataFrame:
    return pd.DataFrame({"q": np.repeat(list(counts), list(counts.values())).astype("float64")})


def _claim(result) -> str:
    return render(result.readings()[0], "en")


def test_score_equals_r():
    found = net_promoter_score(_ratings(R_COUNTS), column="q").to_frame().iloc[0]
    for name, value in R_SCORE.items():
        assert found[name] == pytest.approx(value, rel=1e-9), name


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ({10: 250, 8: 675, 3: 75}, 14.09, 20.81),
        ({9: 60, 7: 25, 6: 15}, 29.34, 58.04),
        ({10: 12, 8: 5, 0: 3}, 8.43, 69.83),
    ],
)
def test_the_adjusted_interval_is_the_default(counts, low, high):
    score = net_promoter_score(_ratings(counts), column="q").score
    assert (100 * score.low, 100 * score.high) == pytest.approx((low, high), abs=0.005)
    wald = net_promoter_score(_ratings(counts), column="q", interval="wald")
    assert wald.score == wald.wald


def test_what_is_said_about_the_score():
    result = net_promoter_score(_ratings(R_COUNTS), column="q")
    assert _claim(result) == (
        "The net promoter score is +21.5 (95% interval +10.5 to +31.7): 41.4% promoters, 19.9% detractors."
    )
    second = {
        "even": render(net_promoter_score(_ratings({10: 20, 5: 20}), column="q").readings()[1], "en"),
        "bad": render(net_promoter_score(_ratings({10: 5, 5: 60}), column="q").readings()[1], "en"),
        "good": render(result.readings()[1], "en"),
    }
    assert second["even"].startswith("Whether promoters or detractors")
    assert second["bad"].startswith("Detractors outnumber")
    assert second["good"].startswith("Promoters outnumber")


def test_ordered_answers_with_number_codes_are_ratings():
    plain = _ratings(R_COUNTS)
    ordered = plain.assign(
        q=pd.Categorical(plain["q"].astype(int).astype(str), [str(i) for i in range(11)], ordered=True)
    )
    assert net_promoter_score(ordered, column="q").score == net_promoter_score(plain, column="q").score


def test_answers_in_words_are_an_error():
    frame = pd.DataFrame({"q": pd.Categorical(["low", "high"], ["low", "high", "top"], ordered=True)})
    with pytest.raises(ColumnRoleError, match="are not numbers: low, high"):
        net_promoter_score(frame, column="q")


def test_ratings_from_one_to_eleven_are_an_error_with_a_remedy():
    with pytest.raises(UnsuitableDataError, match="outside 0 to 10: 11") as caught:
        net_promoter_score(_ratings({1: 3, 11: 1}), column="q")
    assert "1 to 11" in str(caught.value)


def test_a_short_scale_is_a_caution():
    result = net_promoter_score(_ratings({5: 30, 4: 20, 1: 10}), column="q")
    assert "short_scale" in {note.code for note in result.notes}
    assert "short_scale" not in {note.code for note in net_promoter_score(_ratings(R_COUNTS), column="q").notes}


def test_other_cut_points():
    result = net_promoter_score(_ratings({5: 30, 4: 20, 1: 10}), column="q", promoters_from=5, detractors_to=3)
    assert result.score.value == pytest.approx(1 / 3)


def test_overlapping_groups_are_an_error():
    with pytest.raises(ParameterError, match="overlap"):
        net_promoter_score(_ratings(R_COUNTS), column="q", promoters_from=6, detractors_to=6)


def test_weighted_score_by_regression():
    """Its linearised error is that of a weighted mean of -1, 0, +1."""
    from statsmodels.api import WLS

    frame = _ratings(R_COUNTS)
    frame["w"] = np.random.default_rng(2).uniform(0.3, 3, len(frame))
    result = net_promoter_score(frame, column="q", weights="w")
    scores = np.where(frame["q"] >= 9, 1.0, np.where(frame["q"] <= 6, -1.0, 0.0))
    fit = WLS(scores, np.ones(len(frame)), weights=frame["w"]).fit(cov_type="HC1")
    assert result.score.value == pytest.approx(
        float(fit.params.iloc[0] if hasattr(fit.params, "iloc") else fit.params[0])
    )
    assert result.standard_error == pytest.approx(float(np.asarray(fit.bse)[0]))


def test_nobody_rated_blocks_the_conclusion():
    assert blocks_conclusion(net_promoter_score(_ratings({}), column="q"))
    assert blocks_conclusion(net_promoter_score(pd.DataFrame({"q": [np.nan]}), column="q"))
    assert blocks_conclusion(net_promoter_score(pd.DataFrame({"q": [9.0]}), column="q"))


# --- top box


def _scale(counts: list[int]) -> pd.DataFrame:
    answers = np.repeat(np.arange(1, len(counts) + 1), counts)
    return pd.DataFrame({"q": pd.Categorical(answers, categories=list(range(1, len(counts) + 1)), ordered=True)})


# R 4.2.2: share of answers 5 and 6, and of 1 and 2, of item A3 (6 points) in psych::bfi; counts per point.
BFI_A3 = [176, 86, 203, 568, 995, 746]


def test_boxes_equal_r():
    counts = BFI_A3
    result = top_box(_scale(counts), column="q")
    assert result.n == 2774
    assert 100 * result.top.value == pytest.approx(62.761355443403)
    assert 100 * result.bottom.value == pytest.approx(9.44484498918529)
    expected = wilson_interval(995 + 746, 2774)
    assert (result.top.low, result.top.high) == (expected.low, expected.high)


def test_net_is_a_difference_within_one_sample():
    result = top_box(_scale([5, 10, 20, 40, 25]), column="q")
    expected = net_share_interval(65, 15, 100)
    assert (result.net.value, result.net.low, result.net.high) == (expected.value, expected.low, expected.high)


def test_points_that_nobody_chose_count():
    result = top_box(_scale([50, 50, 0, 0, 0]), column="q")
    assert result.top_codes == (4, 5)
    assert result.top.value == 0
    assert result.top.high > 0
    assert "bottom outweighs" in render(result.readings()[2], "en")


def test_a_number_takes_its_scale_from_the_answers_and_says_so():
    frame = _ratings({1: 10, 2: 20, 3: 30, 4: 40})
    guessed = top_box(frame, column="q")
    assert "guessed_scale" in {note.code for note in guessed.notes}
    assert guessed.top.value == 0.7
    declared = top_box(frame, column="q", lowest=1, highest=5)
    assert "guessed_scale" not in {note.code for note in declared.notes}
    assert declared.top.value == 0.4


def test_what_is_said_about_the_boxes():
    words = [render(sentence, "en") for sentence in top_box(_scale([5, 10, 20, 40, 25]), column="q").readings()]
    assert words == [
        "65.0% answered q with 4, 5 (95% interval 55.3% to 73.6%).",
        "15.0% (9.3% to 23.3%) answered with 1, 2.",
        "The top outweighs the bottom: net +50.0 points (+34.1 to +62.9).",
    ]
    even = top_box(_scale([20, 20, 20, 20, 20]), column="q").readings()[2]
    assert "cannot be told" in render(even, "en")


@pytest.mark.parametrize(
    ("frame", "options"),
    [
        (_ratings({1: 2, 4: 2}), {"lowest": 1, "highest": 3}),
        (pd.DataFrame({"q": [1.0, 2.5, 3.0]}), {}),
        (pd.DataFrame({"q": [1.0, 50.0]}), {}),
    ],
)
def test_numbers_that_are_no_scale_are_an_error(frame, options):
    with pytest.raises(UnsuitableDataError, match="no rating scale"):
        top_box(frame, column="q", **options)


def test_overlapping_boxes_are_an_error():
    with pytest.raises(ParameterError, match="overlap"):
        top_box(_scale([1, 1, 1]), column="q")
    assert top_box(_scale([1, 1, 1]), column="q", top=1, bottom=1).top.value == pytest.approx(1 / 3)


def test_a_scale_the_wrong_way_round_is_an_error():
    with pytest.raises(ParameterError, match="cannot run from"):
        top_box(_ratings({1: 2}), column="q", lowest=5, highest=1)


def test_weighted_boxes_by_hand():
    frame = _scale([1, 1, 1, 1, 1]).assign(w=[1.0, 1, 1, 1, 4])
    result = top_box(frame, column="q", weights="w")
    assert (result.top.value, result.bottom.value) == pytest.approx((5 / 8, 2 / 8))
    assert result.net.value == pytest.approx(3 / 8)


@pytest.mark.parametrize("frame", [_scale([0, 0, 0, 0, 0]), _ratings({})])
def test_nobody_answered_blocks_the_conclusion(frame):
    assert blocks_conclusion(top_box(frame, column="q"))


def test_weighted_shares_are_headed_as_weighted():
    from analysis.charts.scores import display_net_promoter_score
    from analysis.charts.three_line import table_texts
    from analysis.language import translator

    frame = pd.DataFrame({"x": [10.0, 2.0, 8.0] * 20, "w": np.linspace(0.5, 1.5, 60)})
    for options, heading in (({}, "Share"), ({"weights": "w"}, "Share, weighted")):
        (table,) = display_net_promoter_score(net_promoter_score(frame, column="x", **options)).tables
        assert table_texts(table, translator("en"))[0][2] == heading
