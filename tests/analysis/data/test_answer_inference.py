"""Levels, answers and their order from texts and numbers."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.data import infer_codebook
from analysis.data.answers import infer_answers
from analysis.data.bands import ordered_bands
from analysis.data.joined_choices import split_cells, split_list
from analysis.data.number_levels import number_level
from analysis.data.numerals import number_of, number_text, numbers_of
from analysis.data.ordered_wording import is_off_scale, is_refusal, ordered_answers
from analysis.data.text_column import TextColumn
from analysis.data.times import parse_times, seconds_of
from analysis.data.variable_ids import clean_id, unique_ids, variable_ids

SCALES = [
    "非常不满意|不满意|一般|满意|非常满意",
    "很不满意|不太满意|一般|比较满意|很满意",
    "完全不同意|比较不同意|中立|比较同意|完全同意",
    "很差|较差|一般|较好|很好",
    "从不|偶尔|有时|经常|总是",
    "完全不符合|不太符合|一般|比较符合|完全符合",
    "很低|较低|中等|较高|很高",
    "肯定不会|可能不会|不确定|可能会|肯定会",
    "初中及以下|高中/中专|大专|本科|硕士及以上",
    "Strongly disagree|Disagree|Neither agree nor disagree|Agree|Strongly agree",
    "Very dissatisfied|Dissatisfied|Neutral|Satisfied|Very satisfied",
    "Never|Rarely|Sometimes|Often|Always",
    "Not at all likely|Slightly likely|Moderately likely|Very likely|Extremely likely",
    "Very unlikely|Unlikely|Neutral|Likely|Very likely",
    "Very unfavorably|Somewhat unfavorably|Neither favorably nor unfavorably (neutral)|Somewhat favorably|Very favorably",
    "Poor|Fair|Good|Very good|Excellent",
    "No, not rude at all|Yes, somewhat rude|Yes, very rude",
    "1、非常不满意|2、不满意|3、一般",
    "Never|Once a year or less|Once a month or less|A few times per month|A few times per week|Every day",
    "一线城市|新一线城市|二线城市|三线及以下",
]
BANDS = [
    "18岁以下|18-25岁|26-35岁|36岁及以上",
    "18-29|30-44|45-60|> 60",
    "3000元以下|3000-5000元|5001-8000元|8000元以上",
    "5000元以下|5000-1万元|1-2万元|2万元以上",
    "$0 - $24,999|$25,000 - $49,999|$50,000 - $99,999|$100,000+",
    "3个月以下|3-6个月|6-12个月|1-3年|3年以上",
    "Under 3 months|3-12 months|1 year or more",
    "1次|2-3次|4次及以上",
    "18～25岁|26～30岁|31岁及以上",
    "10 or younger|12|15|21 or older",
    "Less than 6 months|6 months to 1 year|1 to 2 years|More than 2 years",
    "半年以内|半年-1年|1-3年|3年以上",
    "3天以内|3天-1周|1-2周|2周以上",
    "30分钟以内|30分钟至1小时|1小时以上",
]


@pytest.mark.parametrize("scale", SCALES)
def test_scales_are_put_in_order_whatever_comes_first(scale):
    expected = scale.split("|")
    for seed in range(5):
        shuffled = random.Random(seed).sample(expected, len(expected))
        assert ordered_answers(shuffled) == expected


@pytest.mark.parametrize("bands", BANDS)
def test_bands_are_put_in_order_whatever_comes_first(bands):
    expected = bands.split("|")
    for seed in range(5):
        shuffled = random.Random(seed).sample(expected, len(expected))
        assert ordered_bands(shuffled) == expected


@pytest.mark.parametrize(
    "answers",
    [
        "红|绿|蓝",
        "微信|电话|短信",
        "满意|不满意",
        "满意|同意|一般",
        "N|P|PS|S",
        "Some|Freq|None",
        "北京|上海|广州",
        "是|否|不确定啊",
    ],
)
def test_other_answers_have_no_order(answers):
    assert ordered_answers(answers.split("|")) is None


@pytest.mark.parametrize(
    "answers",
    ["1|2|3", "5'8\"|6'3\"|5'2\"", "2025-01-01|2025-01-02|2025-01-03", "10.0.0.1|10.0.0.2|10.0.0.3", "A1|B2|C3"],
)
def test_other_numbers_are_no_bands(answers):
    assert ordered_bands(answers.split("|")) is None


@pytest.mark.parametrize("answer", ["None", "NA", "无", "没有", "nan", "null"])
def test_answers_that_look_like_nothing_are_answers(answer):
    assert not is_off_scale(answer)
    assert not is_refusal(answer)


def test_answers_beside_the_scale_are_missing_with_their_kind():
    cells = TextColumn.of(["满意", "一般", "不满意", "不适用", "拒绝回答", "满意"])
    found = infer_answers(cells)
    assert found.level == "ordinal"
    assert {item.code: item.kind for item in found.missing} == {"不适用": "invalid", "拒绝回答": "refused"}
    assert found.set_missing == {"不适用": 1, "拒绝回答": 1}
    # A literal NA is an answer, so the column is no longer wholly ordered.
    assert infer_answers(TextColumn.of(["满意", "一般", "不满意", "NA"] * 3)).level == "nominal"


@pytest.mark.parametrize(
    ("numbers", "level"),
    [
        (range(1, 6), "ordinal"),
        (range(1, 8), "ordinal"),
        (range(7), "ordinal"),
        ([1, 2, 4, 5], "ordinal"),
        (range(8), "scale"),
        (range(11), "scale"),
        (range(1, 11), "scale"),
        ([0, 1], "nominal"),
        ([1, 2], "nominal"),
        ([18, 25, 40, 61], "scale"),
        ([2500, 7500, 15000], "scale"),
        ([0.5, 1.5, 2.0], "scale"),
        ([-3, -2, -1, 0, 1, 2, 3], "scale"),
    ],
)
def test_levels_of_numbers(numbers, level):
    assert number_level(np.array(list(numbers), dtype=float))[0] == level


def test_ratings_declare_the_points_nobody_chose():
    _, values = number_level(np.array([2.0, 4.0, 5.0]))
    assert [value.code for value in values] == [1, 2, 3, 4, 5]


def test_option_numbers_are_names_where_the_source_says_so():
    level, values = number_level(np.array([1.0, 2.0, 4.0]), numbers_are_names=True)
    assert level == "nominal"
    assert [value.code for value in values] == [1, 2, 3, 4]


@pytest.mark.parametrize(("code", "is_missing"), [("-99", True), ("-9", True), ("-1", False), ("-3", False)])
def test_negative_codes_for_no_answer(code, is_missing):
    found = infer_answers(TextColumn.of(["1", "2", "3", "4", "5", code] * 3))
    assert ({item.code: item.kind for item in found.missing} == {int(code): "invalid"}) is is_missing


def test_reserved_codes_keep_their_kind_and_are_no_answers():
    found = infer_answers(TextColumn.of(["1", "2", "3", "-3", "-2"]), reserved={"-3": "skipped", "-2": "blank"})
    assert found.level == "ordinal"
    assert [(item.code, item.kind) for item in found.missing] == [(-3, "skipped"), (-2, "blank")]
    assert [value.code for value in found.values] == [1, 2, 3]


@pytest.mark.parametrize(
    ("values", "header", "level"),
    [
        ([f"U{n:04d}" for n in range(30)], "user_id", "id"),
        ([str(n) for n in range(1, 31)], "n", "id"),
        ([f"7590-VH{n}EG" for n in range(30)], "code", "id"),
        (["2025/6/1 12:30:11", "2025/6/2 1:02:03", "2025/6/3"], "when", "date"),
        (["20250601", "20250602", "20250603"], "日期", "date"),
        (["0.8", "1.2", "1.0", "0.95"], "weight", "weight"),
        (["70.5", "82.1", "64.0"], "weight", "scale"),
        (["0.8", "1.2", "1.0"], "权重", "weight"),
        (["我觉得客服的响应速度可以更快", "没有别的建议", "希望增加夜间服务时间段", "很好"], "建议", "text"),
        (["北京", "上海", "广州", "北京", "上海", "北京"], "城市", "nominal"),
        ([None, None], "empty", "text"),
        (["007", "008", "009", "007"], "code", "nominal"),
        (["1234567890123456789"] * 2 + ["1234567890123456780"], "card", "nominal"),
    ],
)
def test_levels_from_values_and_headers(values, header, level):
    assert infer_answers(TextColumn.of(values), header).level == level


@pytest.mark.parametrize("seed", range(3))
def test_row_order_changes_no_level_and_no_known_order(seed):
    rows = ["满意", "一般", "不满意", "非常满意"] * 5
    shuffled = random.Random(seed).sample(rows, len(rows))
    assert infer_answers(TextColumn.of(shuffled)).values == infer_answers(TextColumn.of(rows)).values


class TestInferCodebook:
    def test_frames_of_every_dtype(self):
        frame = pd.DataFrame({
            "sat": pd.Categorical(["b", "a", "b"], categories=["a", "b", "c"], ordered=True),
            "city": pd.Categorical(["x", "y", "x"]),
            "member": [True, False, True],
            "when": pd.to_datetime(["2025-01-01", "2025-01-02", None]),
            "age": [31.0, 44.0, np.nan],
            "rating": [1, 2, 3],
            "open": ["None", "NA", "无"],
        })  # fmt: skip
        codebook = infer_codebook(frame, labels={"age": "年龄"})
        levels = {variable.id: variable.level for variable in codebook.variables}
        assert levels["sat"] == "ordinal"
        assert [value.code for value in codebook["sat"].values] == ["a", "b", "c"]
        assert (levels["city"], levels["member"], levels["when"]) == ("nominal", "nominal", "date")
        assert codebook["age"].label.zh == "年龄"
        assert levels["rating"] == "ordinal"

    def test_option_columns_are_grouped(self):
        frame = pd.DataFrame({"q2_1": [1, 0, -3], "q2_2": [0, 1, -3], "q3_1": [1, 2, 3], "age": [1.5, 2, 3]})
        codebook = infer_codebook(frame, missing={-3: "skipped"})
        assert codebook["q2"].options == ("q2_1", "q2_2")
        assert codebook["q2_1"].level == "option"
        assert "q3" not in codebook

    def test_the_frame_is_not_changed(self):
        frame = pd.DataFrame({"a": ["1", "x", None], "b": [1, 2, 3]})
        before = frame.copy()
        infer_codebook(frame)
        pd.testing.assert_frame_equal(frame, before)

    def test_repeated_names_and_no_columns(self):
        frame = pd.DataFrame([[1, 2], [3, 4]], columns=["a", "a"])
        assert len(infer_codebook(frame).variables) == 2
        assert infer_codebook(pd.DataFrame()).variables == ()

    def test_a_typed_study_agrees_with_the_inferred_levels(self):
        codebook = infer_codebook(pd.DataFrame({"x": [3.5, 2.5]}), table="customers")
        assert codebook["x"].table == "customers"


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("12", 12), ("-3", -3), ("+4", 4), ("1.5", 1.5), (".5", 0.5), ("1e3", 1000), ("1,234", 1234),
            ("1,234,567.8", 1234567.8), ("１２", 12), ("¥12.5", 12.5), ("￥1,200", 1200), ("12元", 12), ("$3", 3), ("−7", -7),
        ],
    )  # fmt: skip
    def test_notations(self, text, number):
        assert number_of(text) == number

    @pytest.mark.parametrize(
        "text", ["", "abc", "1-2", "007", "1,23", "1 2", "1_000", "inf", "nan", "0x1F", "12345678901234567"]
    )
    def test_what_is_no_number(self, text):
        assert math.isnan(number_of(text))

    @given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), min_size=1, max_size=20))
    def test_numbers_survive_being_written(self, values):
        read = numbers_of([number_text(float(value)) for value in values])
        is_number = ~np.isnan(read)
        assert np.array_equal(read[is_number], np.array(values, dtype=float)[is_number])


class TestTimes:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2025/6/1 12:30:11", "2025-06-01T12:30:11"),
            ("2025-06-01T12:30:11", "2025-06-01T12:30:11"),
            ("2025-06-01 12:30", "2025-06-01T12:30:00"),
            ("2025.6.1", "2025-06-01T00:00:00"),
            ("2025年6月1日 12时30分11秒", "2025-06-01T12:30:11"),
            ("2025/6/1 下午 3:04:05", "2025-06-01T15:04:05"),
            ("2025/6/1 上午 12:04:05", "2025-06-01T00:04:05"),
            ("6/1/2025 3:04 PM", "2025-06-01T15:04:00"),
            ("13/1/2025", "2025-01-13T00:00:00"),
            ("20250601", "2025-06-01T00:00:00"),
            ("20250601123011", "2025-06-01T12:30:11"),
            ("1748752211", "2025-06-01T12:30:11"),
            ("1748752211000", "2025-06-01T12:30:11"),
            ("2025-06-01T04:30:11Z", "2025-06-01T12:30:11"),
            ("2025-06-01 06:30:11+02:00", "2025-06-01T12:30:11"),
            ("2025-06-01 12:30:11.250", "2025-06-01T12:30:11.250"),
            ("1 Jun 2025 12:30", "2025-06-01T12:30:00"),
            ("June 1, 2025", "2025-06-01T00:00:00"),
        ],
    )
    def test_notations(self, text, expected):
        assert parse_times([text]).values[0] == np.datetime64(expected, "us")

    @pytest.mark.parametrize(
        "text", ["soon", "12:30", "138-1234-5678", "2025-13-01", "2025-02-30", "1.2.3", "May", "99/99/9999"]
    )
    def test_what_is_no_time(self, text):
        assert np.isnat(parse_times([text]).values[0])

    def test_day_and_month_are_told_by_the_values(self):
        assert parse_times(["3/4/2025"]).order_unknown
        assert not parse_times(["3/4/2025", "25/4/2025"]).order_unknown
        assert parse_times(["3/4/2025", "25/4/2025"]).values[0] == np.datetime64("2025-04-03")
        assert parse_times(["3/4/2025"], day_first=True).values[0] == np.datetime64("2025-04-03")
        assert parse_times(["3/4/2025"]).values[0] == np.datetime64("2025-03-04")

    def test_many_times_at_once_agree_with_one_by_one(self):
        times = pd.date_range("2025-01-01", periods=1500, freq="37min")
        for pattern in ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M"):
            texts = times.strftime(pattern).tolist()
            together = parse_times(texts).values
            alone = [parse_times([text]).values[0] for text in texts[:20]]
            assert together[:20].tolist() == [value.item() for value in alone]

    @pytest.mark.parametrize(
        ("text", "seconds"),
        [
            ("65秒", 65),
            ("1分5秒", 65),
            ("1小时2分3秒", 3723),
            ("2分钟", 120),
            ("1天", 86400),
            ("02:05", 125),
            ("1:00:00", 3600),
            ("65", 65),
            ("1h 2m", 3720),
        ],
    )
    def test_durations(self, text, seconds):
        assert seconds_of(text) == seconds

    @pytest.mark.parametrize("text", ["", "很久", "5月", "a few"])
    def test_what_is_no_duration(self, text):
        assert math.isnan(seconds_of(text))


class TestLists:
    def test_options_with_commas_need_company_to_be_told(self):
        cells = ["A, B", "C", "A, B, C", "D, C", "D"]
        found = split_list(cells, ", ")
        assert found is not None
        assert set(found.options) == {"A, B", "C", "D"}

    def test_known_options_are_matched_longest_first(self):
        known = ("Mail", "Mail, by post", "Phone")
        found = split_list(["Mail, by post, Phone", "Mail, Phone", "Phone"], ", ", known)
        assert found is not None
        assert found.chosen["Mail, by post, Phone"] == ("Mail, by post", "Phone")
        assert found.chosen["Mail, Phone"] == ("Mail", "Phone")
        assert found.options == known

    @pytest.mark.parametrize(
        "cells",
        [
            ["No, not at all", "Yes, a little", "Yes, very"],
            ["Great app, but slow", "Nothing, thanks", "More colours, please"],
            ["London, UK", "Paris, France", "Rome, Italy"],
            ["one", "two", "three"],
        ],
    )
    def test_sentences_and_single_choices_are_no_lists(self, cells):
        assert split_list(cells, ", ") is None

    @given(st.lists(st.sets(st.sampled_from("甲乙丙丁戊"), min_size=1), min_size=1, max_size=30))
    def test_order_inside_the_cells_is_kept(self, chosen):
        cells = ["┋".join(sorted(options, key="甲乙丙丁戊".index)) for options in chosen]
        found = split_cells(list(dict.fromkeys(cells)), "┋")
        assert set(found.options) == set().union(*chosen)
        both = [(a, b) for cell in found.chosen.values() for a, b in pairwise(cell)]
        assert all(found.options.index(a) < found.options.index(b) for a, b in both)


class TestColumnsAndIds:
    @given(st.lists(st.one_of(st.none(), st.text(max_size=6)), max_size=30))
    def test_cells_come_back_trimmed(self, cells):
        cells = [cell if cell is None or "\0" not in cell else None for cell in cells]
        column = TextColumn.of(cells)
        back = column.cells()
        assert len(back) == len(cells)
        assert all(text is None or text.strip() for text in back)
        assert sum(column.counts) == column.n_filled == sum(text is not None for text in back)

    def test_rows_can_be_taken_and_left_empty(self):
        column = TextColumn.of(["a", "b", "a", None])
        assert column.taken(np.array([2, -1, 1])).cells() == ["a", None, "b"]
        assert column.taken(np.array([3])).texts == ()

    @given(st.lists(st.text(max_size=12), max_size=15))
    def test_ids_are_different_names(self, headers):
        ids = variable_ids(headers)
        assert len(ids) == len(set(ids)) == len(headers)
        assert all(name.isidentifier() or not name.isascii() for name in ids)

    def test_numbering_does_not_meet_a_name_that_exists(self):
        assert unique_ids(["a", "a", "a_2"]) == ["a", "a_3", "a_2"]
        assert clean_id("import") == "import_"
