"""One, two or three answers, equal answers, no usable weight, very large numbers, amounts with zeros: what is said of them."""

import math

import numpy as np
import pandas as pd
import pytest

from analysis.charts.three_line import table_texts
from analysis.core import blocks_conclusion
from analysis.language import render, translator
from analysis.methods.survey import SURVEY_METHODS
from analysis.survey import describe, frequencies, multi_select, serial_correlation, weighted_mean

METHODS = {method.id: method for method in SURVEY_METHODS}


def _ordered(values: list[int], codes: list[int]) -> pd.Categorical:
    return pd.Categorical(values, categories=codes, ordered=True)


def _frame(n: int) -> pd.DataFrame:
    rng = np.random.default_rng(n)
    return pd.DataFrame(
        {
            "x": rng.integers(0, 11, n).astype(float),
            "same": 7.0,
            "agree": _ordered(list(rng.integers(1, 6, n)), [1, 2, 3, 4, 5]),
            "q": pd.Categorical(rng.choice(["u", "v"], n), categories=["u", "v", "w"]),
            "a": pd.array(rng.random(n) < 0.5, dtype="boolean"),
            "b": pd.array(rng.random(n) < 0.5, dtype="boolean"),
            "day": pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 9, n), unit="D"),
            "why": ["x"] * n,
            "order": np.arange(float(n)),
            "w": rng.uniform(0.5, 2, n),
        }
    )


CALLS = [
    ("describe", {"column": "x"}),
    ("describe", {"column": "same"}),
    ("describe", {"column": "x", "weights": "w"}),
    ("describe", {"column": "agree"}),
    ("describe", {"column": "day"}),
    ("describe", {"column": "why"}),
    ("frequencies", {"column": "q"}),
    ("frequencies", {"column": "same"}),
    ("multi_select", {"columns": ("a", "b")}),
    ("net_promoter_score", {"column": "x"}),
    ("top_box", {"column": "agree"}),
    ("weighted_mean", {"column": "x", "weights": "w"}),
    ("weighted_mean", {"column": "same", "weights": "w"}),
    ("serial_correlation", {"column": "x", "order": "order"}),
]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("n", [1, 2, 3, 7, 60])
@pytest.mark.parametrize(("method", "options"), CALLS)
def test_no_sentence_shows_an_undefined_interval_or_a_false_plural(method, options, n, language):
    result = METHODS[method].function(_frame(n), **options)
    display = METHODS[method].display(result)
    words = [render(sentence, language) for sentence in (*result.readings(), *(note.message for note in result.notes))]
    for figure in display.figures:
        words += [render(part, language) for part in (figure.heading, figure.note, figure.description)]
    for table in display.tables:
        words += [cell for row in table_texts(table, translator(language)) for cell in row]
        words += [render(table.note, language)] if table.note else []
    for text in words:
        assert "– to –" not in text
        assert "– 至 –" not in text
        assert "nan" not in text.lower().split()
        assert not any(f" {n} {noun}" in f" {text}" for noun in ("answers", "people", "characters") if n == 1)


@pytest.mark.parametrize(("method", "options"), [call for call in CALLS if call[1].get("column") not in {"day", "why"}])
def test_one_answer_allows_no_conclusion(method, options):
    assert blocks_conclusion(METHODS[method].function(_frame(1), **options))


def test_five_answers_have_no_interval_for_the_median_and_say_so():
    codes = {note.code for note in describe(pd.DataFrame({"x": [1.0, 2, 3, 4, 9]}), column="x").notes}
    assert "no_median_interval" in codes
    codes = {note.code for note in describe(pd.DataFrame({"x": [1.0, 2, 3, 4, 9, 11]}), column="x").notes}
    assert "no_median_interval" not in codes


def test_most_of_the_weight_on_the_highest_answer_leaves_the_median_an_interval():
    frame = pd.DataFrame({"x": [1.0] * 40 + [5.0] * 60, "w": np.linspace(0.9, 1.1, 100)})
    median = describe(frame, column="x", weights="w").median
    # Equal weights: the order statistics 40 and 61 of 100, both 5 from the 41st on.
    assert (median.value, median.high) == (5.0, 5.0)
    assert median.low in {1.0, 5.0}


def test_no_usable_weight_is_not_no_answer():
    frame = pd.DataFrame({"x": [1.0, 2.0, 3.0], "w": [0.0, 0.0, np.nan]})
    note = describe(frame, column="x", weights="w").notes[0]
    assert (note.severity, note.code) == ("blocks_conclusion", "no_weights")
    assert render(note.message, "en") == "No answer to x carries a weight above zero."


def test_equal_weights_are_said_to_change_nothing():
    frame = pd.DataFrame({"x": np.arange(40.0), "w": 2.5})
    note = next(note for note in weighted_mean(frame, column="x", weights="w").notes if note.code == "weighted")
    assert "changes nothing" in render(note.message, "en")


@pytest.mark.parametrize(("start", "step"), [(1e15, 1.0), (1e6, 1e-4), (0.0, 1e-9)])
def test_different_numbers_never_look_equal(start, step):
    frame = pd.DataFrame({"x": start + step * np.arange(60.0)})
    result = describe(frame, column="x")
    claim = render(result.readings()[0], "en")
    low, high = claim.partition("interval ")[2].partition(")")[0].split(" to ")
    assert low != high


def test_amounts_with_zeros_say_how_many_and_what_the_others_are():
    frame = pd.DataFrame({"spend": [0.0] * 60 + list(np.linspace(10, 49, 40))})
    note = next(note for note in describe(frame, column="spend").notes if note.code == "many_zeros")
    # Mean and median of an arithmetic sequence from 10 to 49.
    assert render(note.message, "en") == (
        "60.0% of the answers are 0; among the other 40 the median is 29.5 and the mean 29.5."
    )
    assert "many_zeros" not in {note.code for note in describe(frame.iloc[55:], column="spend").notes}


def test_a_weighted_mean_of_a_skewed_amount_warns_as_the_plain_one_does():
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"spend": rng.lognormal(3, 1.5, 80), "w": rng.uniform(0.5, 2, 80)})
    codes = {note.code for note in weighted_mean(frame, column="spend", weights="w").notes}
    assert {"skewed", "mean_interval_unsure"} <= codes


def test_two_answers_in_order_tell_nothing():
    frame = pd.DataFrame({"x": [1.0, 5.0], "order": [0.0, 1.0]})
    assert blocks_conclusion(serial_correlation(frame, column="x", order="order"))


def test_of_fifty_answers_the_most_frequent_are_drawn():
    codes = [f"c{i:02d}" for i in range(50)]
    values = [code for i, code in enumerate(codes) for _ in range(i + 1)]
    frame = pd.DataFrame({"q": pd.Categorical(values, categories=codes)})
    display = METHODS["frequencies"].display(frequencies(frame, column="q"))
    (figure,) = display.figures
    spec = str(figure.draw(translator("en")).to_dict())
    assert "c49" in spec
    assert "c10" in spec
    assert "c09" not in spec
    assert "the 40 most frequent of 50 answers" in render(figure.note, "en")
    assert len(display.tables[0].rows) == 51


def test_describing_ordered_answers_says_and_shows_the_middle_not_the_frequencies_again():
    frame = pd.DataFrame({"agree": _ordered([1] * 10 + [2] * 25 + [3] * 30 + [4] * 35, [1, 2, 3, 4, 5])})
    described = describe(frame, column="agree")
    counted = frequencies(frame, column="agree")
    assert not set(described.readings()) & set(counted.readings())
    first, second = (
        METHODS[name].display(result) for name, result in (("describe", described), ("frequencies", counted))
    )
    assert first.figures[0].heading != second.figures[0].heading
    # Wilson intervals of 10, 35, 65 and 100 of 100; at or below the highest answer stands everybody.
    from statsmodels.stats.proportion import proportion_confint

    for found, count in zip(described.cumulative[:-1], (10, 35, 65, 100), strict=True):
        low, high = proportion_confint(count, 100, method="wilson")
        assert (found.value, found.low, found.high) == pytest.approx((count / 100, low, high))
    assert described.cumulative[-1].value == 1
    assert math.isnan(described.cumulative[-1].low)
    teal = [row["row"] for row in _records(first) if row["colour"] == "#117B74"]
    assert teal == [2]


def _records(display) -> list[dict]:
    spec = display.figures[0].draw(translator("en")).to_dict()
    return next(
        layer["data"]["values"] for layer in spec["layer"] if "row" in layer.get("data", {}).get("values", [{}])[0]
    )


def test_equal_numbers_of_choices_have_no_interval_and_say_why():
    frame = pd.DataFrame(
        {
            "a": pd.array([True] * 20 + [False] * 20, dtype="boolean"),
            "b": pd.array([False] * 20 + [True] * 20, dtype="boolean"),
        }
    )
    result = multi_select(frame, columns=("a", "b"))
    assert math.isnan(result.choices_per_person.low)
    assert "same_number" in {note.code for note in result.notes}
