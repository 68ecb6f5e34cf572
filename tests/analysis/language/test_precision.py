"""Numbers that stand together: an estimate and its interval, the cells of a column, have the same decimals."""

from __future__ import annotations

import copy
import pickle
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.charts.display import Table, TableColumn
from analysis.charts.three_line import table_texts
from analysis.core import Message
from analysis.language import render, translator
from analysis.language.precision import FAMILIES, Rounded, alike, shared_decimals, written

MEAN = "{value:number} ({level:percent} interval {low:number} to {high:number})"


def _decimals(text: str) -> int:
    return len(re.sub(r"[^0-9.]", "", text).partition(".")[2])


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ((1.7, 1.44, 1.96), "1.70 (95% interval 1.44 to 1.96)"),
        ((176.4, 172.9, 179.9), "176 (95% interval 173 to 180)"),
        ((98.7, 95.24, 102.4), "98.7 (95% interval 95.2 to 102.4)"),
        ((3, 2, 4), "3 (95% interval 2 to 4)"),
        ((6.2, -0.0312, 12.4), "6.20 (95% interval −0.03 to 12.40)"),
        # Many answers: the ends of a short interval do not look equal.
        ((5.2312, 5.2305, 5.2319), "5.231 (95% interval 5.231 to 5.232)"),
        (
            (1e15, 1e15 - 2, 1e15 + 2),
            "1,000,000,000,000,000 (95% interval 999,999,999,999,998 to 1,000,000,000,000,002)",
        ),
        # Undefined ends change nothing.
        ((1.5, float("nan"), float("nan")), "1.5 (95% interval – to –)"),
    ],
)
def test_an_estimate_and_its_interval_look_alike(values, text):
    value, low, high = values
    assert render(Message(MEAN, value=value, level=0.95, low=low, high=high), "en") == text


def test_a_measured_share_has_one_decimal_and_a_level_none():
    words = Message(
        "{share:percent} ({level:percent} interval {low:percent} to {high:percent})",
        share=0.26,
        level=0.95,
        low=0.236,
        high=0.286,
    )
    assert render(words, "en") == "26.0% (95% interval 23.6% to 28.6%)"


def test_shares_that_stand_together_have_one_decimal():
    assert [written(share, "percent") for share in alike((0.34833, 0.3219, 0.37574), "percent")] == [
        "34.8%",
        "32.2%",
        "37.6%",
    ]


def test_a_share_of_very_many_people_keeps_the_ends_of_its_interval_apart():
    words = Message("{share:percent} ({low:percent} to {high:percent})", share=1 / 3, low=0.333304, high=0.333363)
    assert render(words, "en") == "33.33% (33.33% to 33.34%)"


@settings(max_examples=300, deadline=None)
@given(
    value=st.floats(-900, 900).filter(lambda x: abs(x) > 0.01),
    below=st.floats(0.01, 50),
    above=st.floats(0.01, 50),
    word=st.sampled_from(sorted(set(FAMILIES) - {"percent", "coefficient"})),
)
def test_decimals_are_equal_and_lose_little(value, below, above, word):
    numbers = (value, value - below, value + above)
    assume(all(abs(number) > 0.01 for number in numbers))
    scaled = numbers if FAMILIES[word] == "number" else tuple(number / 1000 for number in numbers)
    decimals = shared_decimals(scaled, word)
    texts = [written(number, word, decimals) for number in scaled]
    plain = [float(re.sub(r"[^0-9.−]", "", text).replace("−", "-")) for text in texts]
    unit = 1.0 if FAMILIES[word] == "number" else 100.0
    scale = max(abs(number) for number in scaled) * unit
    assert all(abs(shown - unit * number) <= 0.0501 * scale for shown, number in zip(plain, scaled, strict=True))
    assert plain[1] <= plain[0] <= plain[2]
    assert all(shown != 0 for shown in plain)
    # Equal, except where that many would show nothing but a zero.
    assert (
        len({_decimals(text) for text, number in zip(texts, scaled, strict=True) if round(unit * number, decimals)})
        <= 2
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(0.02, 990).map(lambda x: round(x, 2)), min_size=2, max_size=8))
def test_a_column_of_numbers_has_one_number_of_decimals(values):
    table = Table(columns=(TableColumn("x", "number"),), rows=tuple((value,) for value in values))
    texts = [row[0] for row in table_texts(table, translator("en"))[1:]]
    visible = [text for text, value in zip(texts, values, strict=True) if value >= 0.5]
    assert len({_decimals(text) for text in visible}) <= 1 or max(values) >= 100


def test_columns_of_an_estimate_and_its_limits_look_alike():
    columns = tuple(TableColumn(name, "fine_percent") for name in ("rate", "from", "to"))
    table = Table(columns=columns, rows=((0.125, 0.0987, 0.1552), (0.13, 0.102, 0.161)))
    assert table_texts(table, translator("en"))[1:] == [["12.5%", "9.9%", "15.5%"], ["13.0%", "10.2%", "16.1%"]]


def test_a_number_keeps_its_decimals_when_copied():
    (rounded, _) = alike((1.7, 1.44))
    for made in (copy.deepcopy(rounded), pickle.loads(pickle.dumps(rounded))):
        assert isinstance(made, Rounded)
        assert (made, made.decimals) == (1.7, 2)


def test_ends_of_a_short_interval_of_a_coefficient_do_not_look_equal():
    said = render(
        Message("{r:coefficient}, {low:coefficient} to {high:coefficient}", r=0.5097, low=0.5053, high=0.5141), "en"
    )
    assert said == ".510, .505 to .514"
    usual = Message("{r:coefficient}, {low:coefficient} to {high:coefficient}", r=0.5, low=0.43, high=0.56)
    assert render(usual, "en") == ".50, .43 to .56"
