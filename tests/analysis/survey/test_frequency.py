"""Frequencies: against R, closed forms, and what is said about the leading answer."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import ColumnRoleError, UnsuitableDataError, blocks_conclusion
from analysis.inference.multinomial import goodman_limits
from analysis.inference.proportions import proportion_limits
from analysis.language import render
from analysis.survey import frequencies
from analysis.survey.shares import lead_of

# R 4.2.2 table() on fair$rate_marriage.
R_RATE_MARRIAGE = {"1": 99, "2": 348, "3": 993, "4": 2242, "5": 2684}
R_PERCENT = {
    "1": 1.55513666352498,
    "2": 5.46654099905749,
    "3": 15.5984919886899,
    "4": 35.2183474709394,
    "5": 42.1614828777883,
}


def _frame(counts: dict[str, int], missing: int = 0, *, ordered: bool = False) -> pd.DataFrame:
    answers = [code for code, n in counts.items() for _ in range(n)] + [None] * missing
    return pd.DataFrame({"q": pd.Categorical(answers, categories=list(counts), ordered=ordered)})


def _words(result) -> list[str]:
    return [render(sentence, "en").replace("\u00a0", " ") for sentence in result.readings()]


@pytest.mark.parametrize("level", ["scale", "ordinal", "nominal"])
def test_equals_r_on_rate_of_marriage(level):
    from statsmodels.datasets import fair

    column = fair.load_pandas().data["rate_marriage"].astype("float64")
    if level != "scale":
        column = column.astype(int).astype(pd.CategoricalDtype([1, 2, 3, 4, 5], ordered=level == "ordinal"))
    found = frequencies(pd.DataFrame({"q": column}), column="q").to_frame().set_index("answer")
    assert found["count"].to_dict() == R_RATE_MARRIAGE
    assert (100 * found["share"]).to_dict() == pytest.approx(R_PERCENT, rel=1e-12)
    cumulative = found["cumulative_share"]
    if level == "nominal":
        assert cumulative.isna().all()
    else:
        assert cumulative["5"] == 1.0
        assert cumulative["2"] == pytest.approx((99 + 348) / 6366)


@pytest.mark.parametrize("interval", ["wilson", "clopper_pearson", "jeffreys"])
def test_each_share_has_its_interval(interval):
    result = frequencies(_frame({"a": 50, "b": 30, "c": 20}), column="q", interval=interval, level=0.9)
    low, high = proportion_limits([50, 30, 20], [100] * 3, level=0.9, method=interval)
    assert [item.share.low for item in result.answers] == pytest.approx(low)
    assert [item.share.high for item in result.answers] == pytest.approx(high)


def test_goodman_intervals_hold_together():
    result = frequencies(_frame({"a": 50, "b": 30, "c": 20}), column="q", interval="goodman")
    low, high = goodman_limits([50, 30, 20])
    assert [item.share.low for item in result.answers] == pytest.approx(low)
    assert [item.share.high for item in result.answers] == pytest.approx(high)
    note = next(note for note in result.notes if note.code == "family")
    assert "all together" in render(note.message, "en")


def test_declared_answers_that_nobody_gave_stay():
    result = frequencies(_frame({"a": 40, "b": 0, "c": 60}), column="q")
    nobody = result.answers[1]
    assert (nobody.code, nobody.count, nobody.share.value, nobody.share.low) == ("b", 0, 0.0, 0.0)
    assert nobody.share.high > 0


def test_order_of_answers():
    frame = _frame({"a": 20, "b": 50, "c": 30}, ordered=True)
    declared, counted = frequencies(frame, column="q"), frequencies(frame, column="q", sort="count")
    assert [item.code for item in declared.answers] == ["a", "b", "c"]
    assert [item.code for item in counted.answers] == ["b", "c", "a"]
    assert declared.ordered
    assert not counted.ordered


def test_missing_answers_stand_below_by_kind():
    frame = _frame({"a": 6, "b": 2}, missing=4)
    kinds = pd.DataFrame({"q": [None] * 8 + ["skipped", "skipped", "refused", None]})
    found = frequencies(frame, column="q", missing_kinds=kinds).to_frame()
    below = found[found["kind"] != "valid"].set_index("kind")
    assert below["count"].to_dict() == {"skipped": 2, "refused": 1, "blank": 1}
    assert found["share_of_rows"].sum() == pytest.approx(1)
    assert found["share"].sum() == pytest.approx(1)


def test_weighted_shares_by_hand():
    frame = _frame({"a": 2, "b": 2}).assign(w=[1.0, 1.0, 3.0, 5.0])
    result = frequencies(frame, column="q", weights="w")
    first = result.answers[0]
    assert first.share.value == 0.2
    # n/(n-1) Σ w²(x - p)² / (Σw)² with x = 1, 1, 0, 0 and p = .2.
    assert first.standard_error == pytest.approx(math.sqrt(4 / 3 * (2 * 0.64 + 9 * 0.04 + 25 * 0.04) / 100))
    assert first.weighted_count == pytest.approx(0.8)
    assert result.n_effective == pytest.approx(100 / 36)


def test_a_clear_leader_is_named():
    words = _words(frequencies(_frame({"app": 60, "shop": 30, "web": 10}), column="q"))
    assert words[0] == "The most frequent answer to q is app: 60.0% (95% interval 50.2% to 69.1%)."
    assert words[1] == (
        "Its lead over shop (30.0%) is 30.0 points (interval +11.6 to +46.3; sign test p = .002): "
        "more than chance alone would give."
    )


def test_a_lead_within_chance_is_not_claimed():
    result = frequencies(_frame({"app": 42, "shop": 38, "web": 20}), column="q")
    words = _words(result)
    assert words[0].startswith("app (42.0%, 95% interval")
    assert "are the most frequent answers to q." in words[0]
    assert "Which of the two leads cannot be told" in words[1]
    assert not result.leader.clear


def test_answers_given_equally_often_share_their_place():
    # "a and b are the most frequent answers" is false where c was given as often as b.
    top = _words(frequencies(_frame({"a": 10, "b": 10, "c": 10}), column="q"))
    assert top[0].startswith("3 answers to q share the first place: 33.3% each")
    assert top[1] == "Which of them leads cannot be told."
    behind = _words(frequencies(_frame({"a": 12, "b": 9, "c": 9}), column="q"))
    assert behind[0].startswith("a (40.0%, 95% interval")
    assert "2 answers share the place behind it (30.0% each)" in behind[0]
    assert behind[1].startswith("Whether it leads cannot be told: it is 10.0 points from each of them")


@pytest.mark.parametrize("n", [20, 21, 60, 100])
def test_a_lead_between_two_equal_answers_is_rarely_claimed(n):
    """False claims, exactly by enumeration: at most 5 %."""
    from scipy.stats import binom

    claimed = [k for k in range(n + 1) if lead_of(max(k, n - k), min(k, n - k), n, 0.95).clear]
    assert 0.01 < binom.pmf(claimed, n, 0.5).sum() <= 0.05


def test_choosing_the_two_highest_of_many_equal_answers_claims_even_less():
    rng = np.random.default_rng(20260101)
    top = np.sort(rng.multinomial(200, [0.2] * 5, size=1000), axis=1)[:, ::-1]
    assert sum(lead_of(int(row[0]), int(row[1]), 200, 0.95).clear for row in top) <= 20


def test_weighted_lead_of_equal_weights_is_the_unweighted_one():
    frame = _frame({"a": 40, "b": 25, "c": 10})
    plain = frequencies(frame, column="q").leader.lead
    weighted = frequencies(frame.assign(w=2.5), column="q", weights="w").leader.lead
    assert weighted.p_exact == pytest.approx(plain.p_exact)
    assert (weighted.distance.low, weighted.distance.high) == pytest.approx((plain.distance.low, plain.distance.high))


def test_one_answer_for_all():
    result = frequencies(_frame({"a": 40, "b": 0}), column="q")
    assert _words(result) == ["Everybody who answered q said a (95% interval 91.2% to 100.0%)."]


def test_thin_answers_are_a_caution():
    result = frequencies(_frame({"a": 60, "b": 9, "c": 0, "d": 3}), column="q")
    note = next(note for note in result.notes if note.code == "thin_answers")
    assert note.severity == "caution"
    assert render(note.message, "en").startswith("2 answers were given by fewer than 10 people")


def test_too_many_values_ask_for_bands():
    frame = pd.DataFrame({"q": np.arange(31.0)})
    with pytest.raises(UnsuitableDataError, match="31 different values") as caught:
        frequencies(frame, column="q")
    assert "Band it" in str(caught.value)
    assert len(frequencies(frame.head(30), column="q").answers) == 30


@pytest.mark.parametrize("column", ["text", "day"])
def test_texts_and_dates_are_no_questions_with_answers(column):
    frame = pd.DataFrame({"text": ["a", "b"], "day": pd.to_datetime(["2026-01-01", "2026-01-02"])})
    with pytest.raises(ColumnRoleError, match="is measured as"):
        frequencies(frame, column=column)


@pytest.mark.parametrize(
    "frame",
    [_frame({"a": 0, "b": 0}), _frame({"a": 0, "b": 0}, missing=3), pd.DataFrame({"q": pd.Series([], dtype=float)})],
)
def test_nobody_answered_blocks_the_conclusion(frame):
    result = frequencies(frame, column="q")
    assert blocks_conclusion(result)
    assert all(math.isnan(item.share.value) for item in result.answers)
    assert _words(result) == ["Nobody answered q."]


def test_one_person_blocks_the_conclusion():
    assert blocks_conclusion(frequencies(_frame({"a": 1, "b": 0}), column="q"))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=60), st.randoms())
def test_shares_add_up_and_row_order_does_not_matter(answers, random):
    frame = pd.DataFrame(
        {"q": pd.Categorical(answers, categories=list("abcd")), "w": [1 + 0.37 * (i % 5) for i in range(len(answers))]}
    )
    shuffled = frame.sample(frac=1, random_state=random.randrange(1000))
    for weights in (None, "w"):
        found = frequencies(frame, column="q", weights=weights).to_frame()
        assert found["share"].sum() == pytest.approx(1)
        assert found["weighted_count"].sum() == pytest.approx(len(answers))
        pd.testing.assert_frame_equal(found, frequencies(shuffled, column="q", weights=weights).to_frame())
