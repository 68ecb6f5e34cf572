"""How numbers, dates, durations and text are written in files people bring, one small file a rule."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
import pytest

from analysis.core.messages import plain_english
from analysis.data import SurveyRead, read_survey
from analysis.data.answers import infer_answers
from analysis.data.numerals import number_of, numbers_of
from analysis.data.text_column import TextColumn
from analysis.data.times import parse_times
from analysis.data.units import without_unit

FILLER = ("x", "y", "x", "y", "x", "y", "x", "y")


def column_file(header: str, cells: list[str], encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([[header, "group"], *zip(cells, FILLER * 9, strict=False)])
    return out.getvalue().encode(encoding)


def column(header: str, *cells: str) -> SurveyRead:
    return read_survey(column_file(header, [*cells, *cells]))


def sentences(read: SurveyRead) -> str:
    return " | ".join(plain_english(sentence) for sentence in read.report.readings())


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (("1,234", "12,345", "1,234,567.5"), [1234, 12345, 1234567.5]),
        (("１２", "３４", "５６．５"), [12, 34, 56.5]),
        (("¥1,200", "300元", "80.5"), [1200, 300, 80.5]),
        (("1.2万", "3万元", "8千", "2亿"), [12_000, 30_000, 8_000, 2e8]),
        (("3,5", "12,25", "4"), [3.5, 12.25, 4]),
        (("1.234,50", "2,5", "1.000.000,00", "2.000"), [1234.5, 2.5, 1e6, 2000]),
        (("1.5e3", "2E-2", "1"), [1500, 0.02, 1]),
        (("12%", "７％", "8.5%", "100%"), [0.12, 0.07, 0.085, 1]),
        (("31岁", "45岁", "50", "29"), [31, 45, 50, 29]),
        (("9 times", "11 times", "30 times"), [9, 11, 30]),
        (("125秒", "1分5秒", "2小时", "30秒"), [125, 65, 7200, 30]),
    ],
)
def test_numbers_in_the_ways_people_write_them(cells, numbers):
    read = column("v", *cells)
    assert read.codebook["v"].level == "scale"
    np.testing.assert_allclose(read.frame["v"].iloc[: len(cells)].to_numpy(dtype=float), numbers)


def test_what_was_taken_off_is_reported():
    assert "Percentages were read as fractions (12% is 0.12): v." in sentences(column("v", "12%", "7%", "30%"))
    assert "Numbers were read without their unit (岁): v." in sentences(column("v", "31岁", "45岁", "19岁"))
    assert "Durations were read as seconds: v." in sentences(column("v", "31秒", "2分5秒", "1小时"))


def test_a_rating_keeps_its_unit_in_its_labels():
    read = column("v", "1星", "5星", "3星", "4星")
    assert read.codebook["v"].level == "ordinal"
    assert [(value.code, value.label.zh) for value in read.codebook["v"].values][:2] == [(1, "1星"), (2, "2星")]


@pytest.mark.parametrize(
    "cells",
    [
        ("12%", "7", "30%"),
        ("5岁", "5次", "7人"),
        ("1天", "2周", "3个月"),
        ("A1", "B2", "C3"),
        ("(1,200)", "300", "x", "y"),
        ("3级台阶", "2号楼", "1号楼"),
    ],
)
def test_mixed_units_and_words_stay_as_they_are(cells):
    read = column("v", *cells)
    assert read.frame["v"].astype(str).tolist()[: len(cells)] == list(cells)
    assert without_unit(TextColumn.of(cells)) is None


def test_bands_come_before_units():
    read = column("v", "1次", "2-3次", "4-5次", "6次以上")
    assert [value.code for value in read.codebook["v"].values] == ["1次", "2-3次", "4-5次", "6次以上"]


@pytest.mark.parametrize("text", ["007", "12345678901234567", "1_000", "1,23,4", "万", "千", "1.2.3"])
def test_what_is_no_number_or_an_identifier_stays(text):
    assert np.isnan(number_of(text))


def test_thousands_with_a_dot_need_a_decimal_comma_beside_them():
    assert numbers_of(["1.234", "2.5"]).tolist() == [1.234, 2.5]


def test_do_not_know_among_numbers_is_missing_and_counted():
    read = column("v", "1", "2", "3", "不知道", "拒绝回答")
    assert read.codebook["v"].level == "ordinal"
    assert {(item.code, item.kind) for item in read.codebook["v"].missing} == {
        ("不知道", "invalid"),
        ("拒绝回答", "refused"),
    }
    assert "4 answers of v count as missing because they are not on the scale" in sentences(read)


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (("2024年3月5日 下午3:05", "2024年12月15日", "2024年3月6日 上午9:00"), "2024-03-05 15:05"),
        (("2024年3月", "2024年11月", "2023年12月"), "2024-03-01"),
        (("2024-03", "2024-11", "2023-12"), "2024-03-01"),
        (("2025/6/1 12:30:11", "2025/6/13 1:00:00"), "2025-06-01 12:30:11"),
        (("13/4/2025", "2/4/2025"), "2025-04-13"),
        (("20250401", "20250402", "20241231"), "2025-04-01"),
        (("45000.5", "45001", "44999"), "2023-03-15 12:00"),
    ],
)
def test_dates_in_the_ways_people_write_them(cells, first):
    read = column("填写日期", *cells)
    assert read.codebook["填写日期"].level == "date"
    assert read.frame["填写日期"].iloc[0] == pd.Timestamp(first)


def test_serial_days_among_dates_are_dates():
    cells = [f"2025/6/{day}" for day in range(1, 25)]
    read = read_survey(column_file("visit", [*cells, "45809"]))
    assert read.frame["visit"].iloc[-1] == pd.Timestamp("2025-06-01")


@pytest.mark.parametrize("header", ["income", "时长", "price"])
def test_five_digits_under_another_name_are_numbers(header):
    assert column(header, "45000", "45001", "44999").codebook.variables[0].level == "scale"
    assert np.isnat(parse_times(["45000"]).values[0])


def test_ids_with_leading_zeros_stay_text():
    read = column("code", "00123", "00456", "01234")
    assert read.frame["code"].tolist()[:3] == ["00123", "00456", "01234"]


@pytest.mark.parametrize("answer", ["None", "NA", "无", "N/A", "null", "NULL", "nan", "#N/A", "NaN", "-"])
def test_words_for_nothing_are_answers(answer):
    read = column("v", answer, "b", "c")
    assert read.frame["v"].tolist()[0] == answer
    assert answer in {value.code for value in read.codebook["v"].values}
    assert not read.codebook["v"].missing


SIMPLIFIED = "编号,满意度,备注\n" + "".join(
    f"{k},{('满意', '一般', '不满意')[k % 3]},第{k}个回答一\n" for k in range(30)
)
TRADITIONAL = "編號,滿意度,備註\n" + "".join(
    f"{k},{('滿意', '一般', '不滿意')[k % 3]},第{k}個回答\n" for k in range(30)
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(SIMPLIFIED, e) for e in ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32")]
    + [(TRADITIONAL, e) for e in ("big5", "utf-8", "gb18030", "utf-16")],
)
def test_encodings(text, encoding):
    read = read_survey(text.encode(encoding))
    header, first = text.splitlines()[:2]
    assert list(read.frame.columns) == header.split(",")
    assert read.frame.iloc[0].astype(str).tolist() == first.split(",")
    assert [str(value.code) for value in read.codebook[header.split(",")[1]].values][-1] in {"满意", "滿意"}


@pytest.mark.parametrize(("first", "second"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_mixed_encodings_are_read_line_by_line(first, second):
    lines = SIMPLIFIED.splitlines()
    data = "\n".join(lines[:20]).encode(first) + b"\n" + "\n".join(lines[20:]).encode(second)
    read = read_survey(data)
    assert read.frame["备注"].tolist() == [f"第{k}个回答一" for k in range(30)]
    assert "mixes two encodings" in sentences(read)


@pytest.mark.parametrize("delimiter", [";", "\t", "|", ","])
@pytest.mark.parametrize("declared", [False, True])
def test_delimiters_and_quoted_line_ends(delimiter, declared):
    rows = [["a", "b", "c"], ["1,5", "x", "line 1\nline 2"], ["2,25", "y", f'say "{delimiter}"'], ["3", "x", "ok"]]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    text = (f"sep={delimiter}\r\n" if declared else "") + out.getvalue()
    read = read_survey(text.encode())
    assert read.frame["a"].tolist() == [1.5, 2.25, 3.0]
    assert read.frame["c"].tolist() == ["line 1\nline 2", f'say "{delimiter}"', "ok"]


def test_a_label_is_one_line():
    read = read_survey(b'"How\n  satisfied?",b\n1,x\n2,y\n3,x\n')
    assert read.codebook.variables[0].label.en == "How satisfied?"


@pytest.mark.parametrize(
    "answers",
    [("差", "中", "好"), ("差", "中", "良", "优"), ("不及格", "及格", "中等", "良好", "优秀"), ("弱", "中", "强")],
)
def test_school_marks_are_ordered(answers):
    found = infer_answers(TextColumn.of([*reversed(answers), *answers, *answers]))
    assert [value.code for value in found.values] == list(answers)


def test_durations_beside_texts_end():
    read = column("v", *[f"{k}分5秒" for k in range(1, 20)], "5秒左右", "1小时半")
    assert read.codebook["v"].level == "scale"
    assert "4 cells of v hold text where numbers are expected" in sentences(read)


@pytest.mark.parametrize("start", ["\n", "\n\n", "\r\n", '""\n'])
def test_empty_lines_above_the_header(start):
    read = read_survey(f"{start}a,b\n1,x\n2,y\n".encode())
    assert read.frame.shape == (2, 2)


@pytest.mark.parametrize(("first", "level"), [(1, "id"), (0, "id"), (1001, "id"), (20, "scale")])
def test_whole_numbers_that_count_the_rows(first, level):
    read = read_survey(column_file("v", [str(first + k) for k in range(30)]))
    assert read.codebook["v"].level == level


@pytest.mark.parametrize("header", ["观看时长", "session duration"])
def test_clock_times_under_a_duration_are_seconds(header):
    read = column(header, "0:02:05", "1:00:00", "00:45")
    assert read.frame.iloc[:3, 0].tolist() == [125, 3600, 45]
