"""Raw columns become typed columns: levels, declared order, missing codes by kind, what does not fit."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core.frames import MISSING_KINDS, level_of
from analysis.core.messages import LocalText
from analysis.data.codebook import MissingCode, ValueLabel, Variable, VariableLevel, code_text
from analysis.data.typed_columns import TypedTable, typed_column


def variable(level: VariableLevel, codes: tuple = (), missing: tuple = (), **facts) -> Variable:
    values = tuple(c if isinstance(c, ValueLabel) else ValueLabel(c, LocalText(f"label of {c}")) for c in codes)
    return Variable(id="x", label=LocalText("X"), level=level, values=values, missing=missing, **facts)


def typed(cells, level: VariableLevel, codes: tuple = (), missing: tuple = ()) -> tuple[pd.Series, list]:
    raw = cells if isinstance(cells, pd.Series) else pd.Series(cells, dtype=object)
    before = raw.copy(deep=True)
    table = TypedTable(raw.index, {"x": typed_column(raw, variable(level, codes, missing))})
    pd.testing.assert_series_equal(raw, before)
    kinds = table.missing_kinds()
    found = kinds["x"].astype(object).where(kinds["x"].notna(), None).tolist() if "x" in kinds else [None] * len(raw)
    return table.frame()["x"], found


WJX = (
    MissingCode(-3, "skipped"),
    MissingCode(-2, "blank"),
    MissingCode("(跳过)", "skipped"),
    MissingCode("(空)", "blank"),
)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "scale", "option", "text", "date", "id", "weight", "ranking"])
@pytest.mark.parametrize(
    ("skipped", "blank"), [("-3", "-2"), (-3, -2), (-3.0, -2.0), ("(跳过)", "(空)"), (" -3 ", "-2.0")]
)
def test_wjx_tells_skipped_from_blank_at_every_level(level, skipped, blank):
    column, kinds = typed([skipped, blank, None, float("nan"), ""], level, (1, 2) if level == "ordinal" else (), WJX)
    assert column.isna().all()
    assert kinds == ["skipped", "blank", "blank", "blank", "blank"]


@pytest.mark.parametrize(
    ("level", "cells", "wanted", "data_level"),
    [
        ("scale", ["1", 2, 3.5, " 4 "], [1.0, 2.0, 3.5, 4.0], "scale"),
        ("weight", ["0.5", 2, 1, 1], [0.5, 2.0, 1.0, 1.0], "scale"),
        ("text", ["a", 13800000000.0, 2, "1.0"], ["a", "13800000000", "2", "1.0"], "text"),
        ("id", [1, 2.0, "x", "007"], ["1", "2", "x", "007"], "text"),
        ("option", [1, "0", True, "false"], [True, False, True, False], "binary"),
        ("option", ["是", "否", "yes", 0.0], [True, False, True, False], "binary"),
        ("nominal", [1, 1.0, "1", "1.0"], ["1", "1", "1", "1"], "nominal"),
    ],
)
def test_each_level_has_its_dtype(level, cells, wanted, data_level):
    column, kinds = typed(cells, level)
    assert column.tolist() == wanted
    assert level_of(column) == data_level
    assert kinds == [None] * len(cells)


def test_ordinal_keeps_declared_order_and_answers_nobody_gave():
    column, _ = typed([2, 3, 2], "ordinal", (3, 1, 2))
    assert column.cat.categories.tolist() == ["3", "1", "2"]
    assert column.cat.ordered
    assert (column > "3").tolist() == [True, False, True]


def test_a_missing_code_with_a_label_is_no_answer():
    column, kinds = typed([1, 9], "ordinal", (1, 2, 9), (MissingCode("9", "refused"),))
    assert column.cat.categories.tolist() == ["1", "2"]
    assert kinds == [None, "refused"]


def test_nominal_appends_undeclared_codes_in_an_order_of_their_own():
    cells = ["z", 10, 9, "b", "a"]
    one, _ = typed(cells, "nominal", ("b", "a"))
    two, _ = typed(cells[::-1], "nominal", ("b", "a"))
    assert one.cat.categories.tolist() == two.cat.categories.tolist() == ["b", "a", "9", "10", "z"]
    assert not one.cat.ordered


def test_an_undeclared_ordinal_answer_is_invalid_but_nothing_declared_means_all_are_answers():
    column, kinds = typed([1, 7], "ordinal", (1, 2))
    assert column.tolist()[0] == "1"
    assert kinds == [None, "invalid"]
    free, kinds = typed([10, 9, 2], "ordinal")
    assert free.cat.categories.tolist() == ["2", "9", "10"]
    assert kinds == [None] * 3


@pytest.mark.parametrize("cell", ["twelve", "1_000", "inf", "nan", float("inf"), -float("inf"), "1,5", "0x10"])
def test_what_is_no_number_is_missing_and_invalid(cell):
    column, kinds = typed([cell, 1], "scale")
    assert np.isnan(column[0])
    assert kinds == ["invalid", None]


def test_infinite_floats_in_a_numeric_column_are_invalid():
    column, kinds = typed(pd.Series([np.inf, 1.0, np.nan, -3.0]), "scale", missing=WJX)
    assert column.isna().tolist() == [True, False, True, True]
    assert kinds == ["invalid", None, "blank", "skipped"]


@pytest.mark.parametrize("cell", ["maybe", 2, -1, "10"])
def test_what_is_neither_yes_nor_no_is_invalid(cell):
    column, kinds = typed([cell, 1], "option")
    assert column[0] is pd.NA
    assert kinds == ["invalid", None]


def test_dates_are_read_one_by_one_so_row_order_does_not_matter():
    cells = ["2025/6/1 12:30:11", "2025-06-02", dt.date(2025, 6, 3), pd.Timestamp("2025-06-04"), 45000, "soon", 2024]
    column, kinds = typed(cells, "date")
    turned, _ = typed(cells[::-1], "date")
    assert column.dtype == "datetime64[us]"
    assert column.tolist()[:5] == [
        pd.Timestamp("2025-06-01 12:30:11"),
        pd.Timestamp("2025-06-02"),
        pd.Timestamp("2025-06-03"),
        pd.Timestamp("2025-06-04"),
        pd.Timestamp("2023-03-15"),
    ]
    assert kinds[5:] == ["invalid", "invalid"]
    assert turned.tolist()[::-1][:5] == column.tolist()[:5]


@pytest.mark.parametrize("zone", [None, "Asia/Shanghai"])
def test_timestamps_of_a_typed_column_become_plain_utc(zone):
    raw = pd.Series(pd.to_datetime(["2025-06-01 08:00", None])).dt.tz_localize(zone)
    column, kinds = typed(raw, "date")
    assert column.dtype == "datetime64[us]"
    assert column[0] == pd.Timestamp("2025-06-01 00:00" if zone else "2025-06-01 08:00")
    assert kinds == [None, "blank"]


def test_words_of_an_answer_stand_for_its_code():
    values = (ValueLabel(1, LocalText("low", "低")), ValueLabel(2, LocalText("high", "高")))
    column, kinds = typed(["low", "高", 2, "other"], "ordinal", values)
    assert column.tolist()[:3] == ["1", "2", "2"]
    assert kinds == [None, None, None, "invalid"]
    numbers, _ = typed(["low", "高", "7"], "scale", values)
    assert numbers.tolist() == [1.0, 2.0, 7.0]


@pytest.mark.parametrize(
    "values",
    [
        (ValueLabel(1, LocalText("10")), ValueLabel(2, LocalText("20"))),  # labels that are numbers
        (ValueLabel(1, LocalText("same")), ValueLabel(2, LocalText("same"))),  # one label, two answers
    ],
)
def test_ambiguous_labels_are_not_taken_for_codes(values):
    column, _ = typed([values[0].label.en], "nominal", values)
    assert column.tolist() == [values[0].label.en]


@pytest.mark.parametrize(
    ("raw", "level"),
    [
        (pd.Series(["b", "a", None], dtype="category"), "nominal"),
        (pd.Series([1, 2, None], dtype="Int64"), "ordinal"),
        (pd.Series([1, 2, None], dtype="Int64"), "scale"),
        (pd.Series([True, False, None], dtype="boolean"), "option"),
        (pd.Series([True, False, None], dtype="boolean"), "scale"),
        (pd.Series(["x", "y", None], dtype="string"), "text"),
    ],
)
def test_typed_raw_columns_are_welcome(raw, level):
    column, kinds = typed(raw, level)
    assert column.isna().tolist() == [False, False, True]
    assert kinds == [None, None, "blank"]


@pytest.mark.parametrize("dtype", ["str", "string", object])
def test_text_that_is_text_already(dtype):
    column, kinds = typed(pd.Series(["a", "", "  ", None, " b ", "a"], dtype=dtype), "text")
    assert column.astype(object).where(column.notna(), None).tolist() == ["a", None, None, None, " b ", "a"]
    assert str(column.dtype) == "str"
    assert kinds == [None, "blank", "blank", "blank", None, None]


def test_unused_categories_of_a_raw_column_are_no_answers():
    raw = pd.Series(pd.Categorical(["a"], categories=["a", "never"]))
    column, _ = typed(raw, "nominal")
    assert column.cat.categories.tolist() == ["a"]


@pytest.mark.parametrize("level", ["nominal", "ordinal", "scale", "option", "text", "date", "id", "weight"])
@pytest.mark.parametrize("cells", [[], [None, None]])
def test_empty_and_all_missing_columns(level, cells):
    column, kinds = typed(cells, level)
    assert len(column) == len(cells)
    assert column.isna().all()
    assert kinds == ["blank"] * len(cells)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (1, "1"),
        (1.0, "1"),
        ("1", "1"),
        ("1.00", "1"),
        (" 1 ", "1"),
        (np.float64(3), "3"),
        (0.1, "0.1"),
        (1234567.0, "1234567"),
        (0.1 + 0.2, "0.30000000000000004"),
        ("v1.0", "v1.0"),
        (True, "1"),
        (-3.0, "-3"),
    ],
)
def test_one_code_one_text(code, text):
    assert code_text(code) == text


MIXED = st.one_of(
    st.none(),
    st.integers(-3, 5),
    st.sampled_from(["1", "2.0", "a", "b", "", " ", "-3", "(空)", "true", "2024-01-02", "low"]),
    st.floats(),
    st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(
    cells=st.lists(MIXED, max_size=12),
    level=st.sampled_from(["nominal", "ordinal", "scale", "option", "text", "date", "id", "weight", "ranking"]),
    order=st.randoms(use_true_random=False),
)
def test_any_cells_at_any_level_in_any_order(cells, level, order):
    codes = (ValueLabel(1, LocalText("low")), ValueLabel("a", LocalText("ay")))
    raw = pd.Series(cells, dtype=object)
    places = list(range(len(cells)))
    order.shuffle(places)
    one = typed_column(raw, variable(level, codes, WJX))
    two = typed_column(raw.iloc[places], variable(level, codes, WJX))
    first, second = one.series(raw.index), two.series(raw.index[places])
    pd.testing.assert_series_equal(first.iloc[places], second)
    assert (one.kinds[places] == two.kinds).all()
    # A cell is missing exactly where a reason stands, and every reason is a known one.
    assert (first.isna().to_numpy() == (one.kinds > 0)).all()
    assert set(one.kinds) <= set(range(len(MISSING_KINDS) + 1))


def test_words_of_a_refusal_stand_for_its_code():
    refusal = (MissingCode(9, "refused"),)
    column, kinds = typed(["label of 1", "label of 9", "9", "2"], "nominal", (1, 2, 9), refusal)
    assert column.astype(object).where(column.notna(), None).tolist() == ["1", None, None, "2"]
    assert kinds == [None, "refused", "refused", None]
    numbers, kinds = typed(["3", "label of 9", "9"], "scale", (9,), refusal)
    assert numbers.tolist()[0] == 3.0
    assert kinds == [None, "invalid", "refused"], "a number is never made of the words of a missing answer"
