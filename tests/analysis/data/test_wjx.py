"""问卷星 exports: headers, both forms, and the two together."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.core import LocalText, UnreadableFileError
from analysis.core.messages import plain_english
from analysis.data import Study, SurveyRead, read_survey
from analysis.data.dialects.wjx_headers import WjxHeader, parse_header

FIXTURES = Path(__file__).parent / "fixtures"
TEXT = FIXTURES / "wjx_text.csv"
NUMBER = FIXTURES / "wjx_number.csv"


def csv_of(*rows: str) -> bytes:
    return "\n".join(rows).encode("utf-8-sig")


def labels_of(read: SurveyRead, name: str) -> dict[object, str]:
    return {value.code: value.label.text("zh") for value in read.codebook[name].values}


@pytest.fixture(scope="module")
def by_text() -> SurveyRead:
    return read_survey(TEXT)


@pytest.fixture(scope="module")
def together() -> SurveyRead:
    return read_survey(NUMBER, labels_from=TEXT)


@pytest.mark.parametrize(
    ("header", "number", "stem", "option", "question_type"),
    [
        ("12、您的满意度", 12, "您的满意度", "", ""),
        ("12.您的满意度", 12, "您的满意度", "", ""),
        ("12：您的满意度", 12, "您的满意度", "", ""),
        ("１２、您的满意度", 12, "您的满意度", "", ""),
        (" 3 、性别[单选题]*", 3, "性别", "", "single"),
        ("3、渠道【多选题】", 3, "渠道", "", "multi"),
        ("3、*渠道", 3, "渠道", "", ""),
        ("第12题(服务态度)", 12, "", "服务态度", ""),
        ("第12题（服务态度）", 12, "", "服务态度", ""),
        ("第12题", 12, "", "", ""),
        ("12(服务态度)", 12, "", "服务态度", ""),
        ("12、(服务态度)", 12, "", "服务态度", ""),
        ("12、您的评价(服务态度)", 12, "您的评价", "服务态度", ""),
        ("25、(其他（请补充）:)", 25, "", "其他（请补充）", ""),
        ("120、长问卷", 120, "长问卷", "", ""),
    ],
)
def test_every_header_form_is_taken_apart(header, number, stem, option, question_type):
    assert parse_header(header) == WjxHeader(number, stem, option, question_type)


@pytest.mark.parametrize("header", ["序号", "总分", "3.5元套餐", "2025年的计划", "Age", "来自IP", ""])
def test_other_headers_are_no_questions(header):
    assert parse_header(header) is None


def test_text_export_is_recognised_and_metadata_are_read(by_text: SurveyRead):
    assert by_text.dialect == "wjx_text"
    frame = by_text.frame
    assert frame["respondent_no"].tolist() == ["1", "2", "3", "4", "5", "6"]
    assert frame["submitted_at"].iloc[0] == pd.Timestamp("2025-06-01 09:05:11")
    assert frame["duration_seconds"].tolist() == [65, 65, 120, 3601, 30, 45]
    assert frame["region"].unique().tolist() == ["上海"]
    assert frame["city"].unique().tolist() == ["上海"]
    assert frame["total_score"].tolist() == [60, 80, 20, 40, 70, 50]
    assert by_text.codebook["submitted_at"].level == "date"


def test_addresses_and_source_details_do_not_reach_the_frame(by_text: SurveyRead):
    left_out = {column.column for column in by_text.personal}
    assert {"ip_address", "source_detail", "q6"} <= left_out
    assert not left_out & set(by_text.frame.columns)
    assert "10.0.0.1" not in by_text.frame.to_csv()


def test_skipped_stays_apart_from_blank(by_text: SurveyRead):
    assert by_text.frame["q4"].tolist() == [9, 10, -3, 0, 7, 8]
    kinds = {item.code: item.kind for item in by_text.codebook["q4"].missing}
    assert kinds == {-3: "skipped", -2: "blank"}
    assert by_text.frame["q3_1"].tolist()[3] == "-2"


def test_multi_select_text_becomes_option_columns(by_text: SurveyRead):
    question = by_text.codebook["q2"]
    assert question.level == "multi"
    names = [by_text.codebook[option].label.zh for option in question.options]
    assert set(names) == {"微信", "电话", "短信", "其他"}
    column = dict(zip(names, question.options, strict=True))
    # Skipped stays -3; asked and left blank is in the base with nothing chosen.
    assert by_text.frame[column["微信"]].tolist() == [1, 0, -3, 0, 1, 1]
    assert by_text.frame[column["其他"]].tolist() == [0, 1, -3, 0, 0, 0]
    assert all(by_text.codebook[option].level == "option" for option in question.options)
    assert all(by_text.codebook[option].part_of == "q2" for option in question.options)


def test_text_beside_other_is_kept_apart_and_marked_personal(by_text: SurveyRead):
    written = by_text.frame["q2_other"]
    assert written.dropna().tolist() == ["朋友介绍┋同事"]
    assert by_text.codebook["q2_other"].personal
    assert by_text.frame["q1"].tolist() == ["男", "女", "女", "男", "其他", "女"]


def test_ranking_becomes_one_place_per_option(by_text: SurveyRead):
    question = by_text.codebook["q5"]
    assert question.level == "ranking"
    column = {by_text.codebook[option].label.zh: option for option in question.options}
    assert by_text.frame[column["价格"]].tolist() == [1, 2, 2, -2, -3, 1]
    assert by_text.frame[column["物流"]].tolist() == [3, 3, 1, -2, -3, 2]


def test_a_place_is_called_a_place_wherever_its_item_stands(by_text: SurveyRead):
    # "价格 higher" of places means that price matters less.
    column = by_text.codebook["q5"].options[0]
    label = by_text.codebook[column].label.zh
    assert by_text.codebook.column_label(column, "zh") == f"{label}（名次，1 为第一位）"
    assert by_text.codebook.column_label(column, "en").endswith("(place, 1 = first)")
    assert by_text.codebook.is_place(column)
    assert not any(map(by_text.codebook.is_place, ("q5", "q2_1", "unknown")))


def test_none_na_and_wu_stay_answers(by_text: SurveyRead):
    assert by_text.frame["q7"].tolist()[:3] == ["无", "None", "NA"]


def test_number_export_keeps_numbers_and_option_names():
    read = read_survey(NUMBER)
    assert read.dialect == "wjx_number"
    assert read.frame["q1"].tolist() == [1, 2, 2, 1, 3, 2]
    assert [read.codebook[option].label.zh for option in read.codebook["q2"].options] == [
        "微信",
        "电话",
        "短信",
        "其他",
    ]
    assert read.frame["q2_1"].tolist() == [1, 0, -3, 0, 1, 1]
    assert read.codebook["q3_1"].level == "ordinal"
    assert read.codebook["q4"].level == "scale"


def test_the_two_exports_recover_labels_in_option_order(together: SurveyRead):
    assert together.dialect == "wjx_both"
    assert labels_of(together, "q1") == {1: "男", 2: "女", 3: "其他"}
    likert = {1: "非常不满意", 2: "不满意", 3: "一般", 4: "满意", 5: "非常满意"}
    assert labels_of(together, "q3_1") == likert
    assert labels_of(together, "q3_2") == likert
    assert together.codebook["q3_2"].level == "ordinal"
    assert together.codebook["q2"].label.zh == "您常用哪些渠道联系我们？（可多选）"
    assert together.codebook["q5"].label.zh == "请按重要性排序"
    assert together.frame["q3_1"].tolist() == [4, 5, 2, -2, 3, 1]
    assert together.frame["q2_other"].dropna().tolist() == ["朋友介绍┋同事"]


def test_the_order_of_the_two_files_does_not_matter(together: SurveyRead):
    other = read_survey(TEXT, labels_from=NUMBER)
    pd.testing.assert_frame_equal(other.frame, together.frame)
    assert other.codebook == together.codebook


def test_rows_are_matched_by_respondent_number():
    header, *rows = NUMBER.read_text(encoding="utf-8-sig").splitlines()
    reversed_file = csv_of(header, *reversed(rows))
    read = read_survey(reversed_file, labels_from=TEXT)
    assert labels_of(read, "q1") == {1: "男", 2: "女", 3: "其他"}
    assert read.frame["respondent_no"].tolist() == ["6", "5", "4", "3", "2", "1"]


def test_labels_agree_with_the_text_export_cell_by_cell(together: SurveyRead, by_text: SurveyRead):
    labels = labels_of(together, "q3_1")
    from_numbers = [labels.get(code, str(code)) for code in together.frame["q3_1"]]
    assert from_numbers == by_text.frame["q3_1"].tolist()


def test_a_prepared_study_has_typed_answers_and_kinds(together: SurveyRead):
    study = Study(id="file-1", name=together.codebook["q1"].label, survey=together.frame, codebook=together.codebook)
    prepared = study.prepared()
    assert prepared.frame["q3_1"].cat.ordered
    assert prepared.frame["q2_1"].dtype == "boolean"
    assert prepared.frame["q2_1"].isna().tolist() == [False, False, True, False, False, False]
    assert prepared.missing_kinds["q4"].tolist()[2] == "skipped"
    assert prepared.missing_kinds["q3_1"].tolist()[3] == "blank"


def test_option_numbers_joined_in_one_cell():
    number = csv_of("序号,1、性别,2、渠道", "1,1,1┋3", "2,2,2", "3,2,-3")
    text = csv_of("序号,1、性别,2、渠道", "1,男,微信┋短信", "2,女,电话", "3,女,(跳过)")
    alone = read_survey(number)
    assert alone.frame[["q2_1", "q2_2", "q2_3"]].to_numpy().tolist() == [[1, 0, 1], [0, 1, 0], [-3, -3, -3]]
    both = read_survey(number, labels_from=text)
    assert [both.codebook[f"q2_{k}"].label.zh for k in (1, 2, 3)] == ["微信", "电话", "短信"]
    pd.testing.assert_frame_equal(both.frame, alone.frame)


def test_counted_option_columns_take_their_labels_from_the_other_export():
    number = csv_of("序号,第1题(1),第1题(2),2、分", "1,1,0,5", "2,1,1,4", "3,0,1,3")
    text = csv_of("序号,1、渠道,2、分", "1,微信,满意", "2,微信┋电话,一般", "3,电话,不满意")
    both = read_survey(number, labels_from=text)
    assert [both.codebook[f"q1_{k}"].label.zh for k in (1, 2)] == ["微信", "电话"]


def test_scale_points_beside_option_numbers_stay_the_numbers_people_chose():
    number = csv_of("序号,1、推荐,2、性别", "1,1,1", "2,11,2", "3,6,1")
    text = csv_of("序号,1、推荐,2、性别", "1,0,男", "2,10,女", "3,5,男")
    both = read_survey(number, labels_from=text)
    assert both.frame["q1"].tolist() == [0, 10, 5]


@pytest.mark.parametrize("cell", ["5(非常满意)", "非常满意(5)", "非常满意（5分）"])
def test_code_and_label_in_one_cell(cell: str):
    other = cell.replace("5", "4").replace("非常满意", "满意")
    third = cell.replace("5", "3").replace("非常满意", "一般")
    read = read_survey(csv_of("序号,1、满意度", f"1,{cell}", f"2,{other}", f"3,{third}", f"4,{other}"))
    assert labels_of(read, "q1") == {3: "一般", 4: "满意", 5: "非常满意"}
    assert read.frame["q1"].tolist() == [5, 4, 3, 4]
    assert read.codebook["q1"].level == "ordinal"


def test_offered_order_is_read_from_the_order_inside_the_cells():
    read = read_survey(csv_of("序号,1、渠道,2、性别", "1,丙,男", "2,甲┋丙,女", "3,甲┋乙,女", "4,乙┋丙,男"))
    assert [read.codebook[option].label.zh for option in read.codebook["q1"].options] == ["甲", "乙", "丙"]


def test_an_earlier_codebook_keeps_option_columns_in_place():
    first = read_survey(csv_of("序号,1、渠道,2、性别", "1,甲┋乙,男", "2,乙┋丙,女"))
    later = read_survey(csv_of("序号,1、渠道,2、性别", "1,丙,男", "2,丁,女"), codebook=first.codebook)
    assert [later.codebook[option].label.zh for option in later.codebook["q1"].options] == ["甲", "乙", "丙", "丁"]
    assert later.frame["q1_3"].tolist() == [1, 0]


def test_two_exports_of_one_form_are_refused():
    with pytest.raises(UnreadableFileError, match="Both files are 问卷星 exports by option text"):
        read_survey(TEXT, labels_from=TEXT)


def test_exports_of_other_answers_are_refused():
    number = csv_of("序号,1、性别,2、渠道", "901,1,1┋3", "902,2,2")
    with pytest.raises(UnreadableFileError, match="do not belong together"):
        read_survey(number, labels_from=TEXT)


def test_disagreement_between_the_exports_is_reported():
    number = csv_of("序号,1、性别,2、分", *(f"{k},{1 + k % 2},-2" for k in range(1, 8)))
    rows = [f"{k},{'女' if k % 2 else '男'},(空)" for k in range(1, 7)]
    text = csv_of("序号,1、性别,2、分", *rows, "7,男,(空)")
    both = read_survey(number, labels_from=text)
    assert labels_of(both, "q1") == {1: "男", 2: "女"}
    cautions = [item for item in both.report.items if item.severity == "caution"]
    assert any("disagree" in plain_english(item.message) for item in cautions)


def test_unreadable_durations_are_missing_and_counted():
    read = read_survey(csv_of("序号,所用时间,1、性别", "1,65秒,男", "2,很久,女"))
    assert read.frame["duration_seconds"].isna().tolist() == [False, True]
    assert any("time taken" in plain_english(item.message) for item in read.report.items)


def test_brackets_of_a_question_stay_as_the_file_has_them():
    text = "序号,提交答卷时间,1、Spend (yuan)[填空题],2、消费（元）[填空题]\n1,2025/6/1 9:00:00,3.5,4.5\n2,2025/6/1 9:10:00,7,8\n"
    read = read_survey(text.encode(), file_name="a.csv")
    assert [read.codebook[name].label for name in ("q1", "q2")] == [
        LocalText("Spend (yuan)"),
        LocalText(zh="消费（元）"),
    ]
