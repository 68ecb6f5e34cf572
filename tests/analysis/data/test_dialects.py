"""SurveyMonkey, Qualtrics, Google Forms, one column per option, plain tables."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from analysis.core import UnreadableFileError
from analysis.core.messages import plain_english
from analysis.data import SurveyRead, read_survey

FIXTURES = Path(__file__).parent / "fixtures"


@cache
def fixture(name: str) -> SurveyRead:
    return read_survey(FIXTURES / f"{name}.csv")


def csv_of(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def option_labels(read: SurveyRead, question: str) -> list[str]:
    return [read.codebook[option].label.text("en") for option in read.codebook[question].options]


def sentences(read: SurveyRead) -> str:
    return " | ".join(plain_english(sentence) for sentence in read.report.readings())


def chosen(read: SurveyRead, question: str) -> list[list[float | None]]:
    table = read.frame[list(read.codebook[question].options)].astype(object)
    return table.where(table.notna(), None).to_numpy().tolist()


class TestSurveyMonkey:
    def test_two_header_rows_are_recognised(self):
        read = fixture("surveymonkey")
        assert read.dialect == "surveymonkey"
        assert len(read.frame) == 4
        assert read.frame["submitted_at"].iloc[1] == pd.Timestamp("2025-06-13 14:04")

    def test_an_unnamed_header_cell_belongs_to_the_question_on_its_left(self):
        read = fixture("surveymonkey")
        assert option_labels(read, "q1") == ["Email", "Phone", "None of these", "Other (please specify)"]
        # The fourth respondent left everything empty: nobody knows whether the question was asked.
        assert chosen(read, "q1") == [[1, 1, 0, 0], [0, 1, 0, 1], [0, 0, 1, 0], [None] * 4]
        assert "1 row holds no option" in sentences(read)

    def test_who_only_wrote_beside_other_was_asked_and_chose_it(self):
        head = ("Which do you use?,,,Sex", "Email,Phone,Other (please specify),Response")
        read = read_survey(csv_of(*head, "Email,,,F", ",,by pigeon,M", ",Phone,,M", ",,,F"))
        assert chosen(read, "q1") == [[1, 0, 0], [0, 0, 1], [0, 1, 0], [None] * 3]
        assert "q1: 1 row holds no option" in sentences(read)

    def test_text_beside_other_is_personal(self):
        read = fixture("surveymonkey")
        assert read.frame["q1_other"].dropna().tolist() == ["by pigeon"]
        assert read.codebook["q1_other"].personal

    def test_response_columns_are_single_answers(self):
        read = fixture("surveymonkey")
        assert read.codebook["q2"].level == "ordinal"
        assert [value.code for value in read.codebook["q2"].values] == ["Dissatisfied", "Satisfied", "Very satisfied"]
        assert read.frame["q4"].tolist()[:2] == ["None", "NA"]

    def test_places_are_a_ranking(self):
        read = fixture("surveymonkey")
        ranking = next(variable for variable in read.codebook.variables if variable.level == "ranking")
        assert option_labels(read, ranking.id) == ["Price", "Speed", "Help"]

    def test_metadata_that_name_people_are_left_out(self):
        read = fixture("surveymonkey")
        assert {"respondent_id", "ip_address", "email", "first_name", "last_name"} <= {c.column for c in read.personal}
        assert not {"first_name", "email"} & set(read.frame.columns)


class TestQualtrics:
    def test_three_header_rows_and_previews_are_not_data(self):
        read = fixture("qualtrics")
        assert read.dialect == "qualtrics"
        assert len(read.frame) == 4
        assert read.report.n_rows_read == 5
        assert "1 preview or test answer was set aside" in sentences(read)

    def test_labels_come_from_the_second_row(self):
        read = fixture("qualtrics")
        assert read.codebook["Q1"].label.en == "How satisfied are you?"
        assert read.codebook["Q2"].label.en == "Which channels do you use?"
        assert option_labels(read, "Q2") == ["Email", "Phone", "Other"]
        assert read.codebook["Q3_1"].label.en == "Price"
        assert read.codebook["Q3_1"].part_of == "Q3"

    def test_choices_in_columns_and_in_one_cell(self):
        read = fixture("qualtrics")
        assert chosen(read, "Q2") == [[1, 1, 0], [0, 0, 1], [0, 1, 0], [None, None, None]]
        assert option_labels(read, "Q5") == ["A", "B", "C"]
        assert chosen(read, "Q5") == [[1, 0, 0], [1, 0, 1], [0, 1, 1], [1, 1, 1]]

    def test_written_text_and_metadata(self):
        read = fixture("qualtrics")
        assert read.codebook["Q2_3_TEXT"].personal
        assert read.frame["duration_seconds"].tolist() == [302, 303, 304, 305]
        assert "wave" in read.frame.columns
        assert "latitude" not in read.frame.columns
        assert read.frame["Q4"].tolist()[:1] == ["None"]

    def test_a_text_without_its_question(self):
        read = read_survey(
            csv_of("Q1,Q2_3_TEXT", "How?,Which? - Other - Text", '"{""ImportId"":""x""}",', "1,a", "2,b")
        )
        assert read.codebook["Q2_3_TEXT"].personal

    def test_seen_but_unanswered_is_blank(self):
        head = (FIXTURES / "qualtrics.csv").read_text().splitlines()
        row = head[-1].replace("Neutral", "-99")
        read = read_survey("\n".join([*head, row]).encode())
        assert [(item.code, item.kind) for item in read.codebook["Q1"].missing] == [(-99, "blank")]
        assert read.frame["Q1"].tolist()[-1] == "-99"


class TestGoogleForms:
    def test_timestamp_is_recognised(self):
        read = fixture("google_forms")
        assert read.dialect == "google_forms"
        assert read.frame["submitted_at"].iloc[3] == pd.Timestamp("2025-06-14 12:30:11")

    def test_checkboxes_with_a_comma_inside_an_option(self):
        read = fixture("google_forms")
        assert option_labels(read, "q2") == ["Phone", "Chat", "Mail, or post"]
        assert chosen(read, "q2") == [[1, 0, 1], [1, 1, 0], [0, 0, 1], [0, 1, 1], [0, 1, 0]]
        assert "Mail, or post" in sentences(read)

    def test_grids_and_scales(self):
        read = fixture("google_forms")
        assert read.codebook["Rate_us_1"].label.en == "Price"
        assert read.codebook["Rate_us_1"].part_of == "Rate_us"
        assert [value.code for value in read.codebook["Rate_us_1"].values] == ["Poor", "Fair", "Good"]
        assert read.codebook["q3"].level == "scale"
        assert [value.code for value in read.codebook["q1"].values] == ["18-24", "25-34", "35-44"]

    def test_a_phone_number_in_an_open_answer_is_masked(self):
        read = fixture("google_forms")
        assert read.frame["q4"].tolist()[2] == "Call me at ***, please"
        assert read.frame["q4"].tolist()[:2] == ["None", "NA"]

    @pytest.mark.parametrize("stamp", ["时间戳记", "时间戳"])
    def test_chinese_export_joined_by_semicolons(self, stamp: str):
        read = read_survey(
            csv_of(f"{stamp},您使用哪些渠道？", "2025/6/1 下午 3:04:05,微信;电话", "2025/6/2 上午 9:00:00,电话")
        )
        assert read.dialect == "google_forms"
        assert option_labels(read, "q1") == ["微信", "电话"]
        assert read.frame["submitted_at"].iloc[0] == pd.Timestamp("2025-06-01 15:04:05")

    def test_known_options_decide_where_commas_are_ambiguous(self):
        earlier = read_survey(csv_of("Timestamp,Which?", "6/1/2025 1:00:00,Red; Blue", "6/13/2025 1:00:00,Red"))
        assert option_labels(earlier, "q1") == ["Red", "Blue"]


class TestOptionColumns:
    def test_columns_with_one_stem_are_one_question(self):
        read = fixture("option_columns")
        assert read.dialect == "option_columns"
        assert option_labels(read, "q3") == ["Corn", "Rolls", "None", "Other (please specify)"]
        assert chosen(read, "q3")[0] == [1, 1, 0, 0]
        assert chosen(read, "q3")[2] == [None] * 4
        assert chosen(read, "q3")[3] == [0, 0, 1, 0]

    def test_text_beside_other_belongs_to_its_question(self):
        read = fixture("option_columns")
        assert read.frame["q3_other"].dropna().tolist() == ["beans"]
        assert read.frame["q2_other"].dropna().tolist() == ["Varies by year"]
        assert read.codebook["q2_other"].part_of == "q2"

    def test_repeated_names_are_told_apart_and_reported(self):
        read = fixture("option_columns")
        assert read.frame.columns.is_unique
        assert "stands more than once" in sentences(read)

    def test_zero_one_columns_with_a_bracket(self):
        read = read_survey(csv_of("Used [App],Used [Web],Age", "1,0,31", "0,0,45", "1,1,29"))
        assert option_labels(read, "Used") == ["App", "Web"]
        assert chosen(read, "Used") == [[1, 0], [0, 0], [1, 1]]

    def test_columns_that_only_share_a_word_stay_apart(self):
        read = read_survey(csv_of("is_member,is_active,score_1,score_2", "1,0,31,7.5", "0,1,45,2", "1,1,29,1"))
        assert list(read.frame.columns) == ["is_member", "is_active", "score_1", "score_2"]
        assert all(variable.level != "multi" for variable in read.codebook.variables)


class TestPlainTables:
    def test_short_headers_are_ids_and_long_ones_are_numbered(self):
        read = read_survey(csv_of("Age,How satisfied are you with our service?,Wr.Hnd", "31,Good,18.5", "45,Poor,19"))
        assert list(read.frame.columns) == ["Age", "q1", "Wr_Hnd"]
        assert read.codebook["Wr_Hnd"].source == "Wr.Hnd"

    def test_repeated_and_missing_names(self):
        read = read_survey(csv_of("a,a,,b", "1,2,3,x", "4,5,6,y"))
        assert list(read.frame.columns) == ["a", "a_2", "column_3", "b"]
        assert "stands more than once" in sentences(read)
        assert "has no name" in sentences(read)

    def test_a_title_above_the_header_is_left_out(self):
        read = read_survey(csv_of("Survey 2025,,", "age,sex,city", "31,m,A", "45,f,B"))
        assert list(read.frame.columns) == ["age", "sex", "city"]
        assert "title row" in sentences(read)

    def test_a_header_of_numbers_is_questioned(self):
        read = read_survey(csv_of("1,2,3", "4,5,6", "7,8,9"))
        assert "only numbers" in sentences(read)

    def test_none_na_and_wu_stay_answers(self):
        answers = ["None", "NA", "无", "null", "nan", "N/A", "-"]
        read = read_survey(csv_of("answer,n", *(f"{answer},{n}" for n, answer in enumerate(answers * 3))))
        assert read.frame["answer"].tolist() == answers * 3
        assert [value.code for value in read.codebook["answer"].values] == answers

    def test_text_among_numbers_is_reported_and_kept(self):
        rows = [f"{20 + n},x" for n in range(20)]
        read = read_survey(csv_of("age,name_of_brand", *rows, "unknown,x", '"1,200",y'))
        assert read.codebook["age"].level == "scale"
        assert read.frame["age"].tolist()[-2:] == ["unknown", "1200"]
        assert "1 cell of age holds text where a number is expected (unknown)" in sentences(read)

    def test_a_column_of_one_value_is_reported(self):
        assert "Every answer is the same in: b" in sentences(read_survey(csv_of("a,b", "1,x", "2,x", "3,x")))

    def test_cells_that_look_like_formulas_stay_text(self):
        read = read_survey(csv_of("a,b", "=1+1,x", "=SUM(A1),y"))
        assert read.frame["a"].tolist() == ["=1+1", "=SUM(A1)"]
        assert "2 cells begin with =" in sentences(read)

    def test_damaged_long_numbers_are_noticed(self):
        read = read_survey(csv_of("code,b", "1.38E+10,x", "1.39E+10,y", "1.4E+10,z", "2.5E+10,z"))
        assert "shortened by a spreadsheet" in sentences(read)

    def test_rows_and_columns_without_content_go(self):
        read = read_survey(csv_of("a,b,,", "1,x,,", ",,,", "2,y,,"))
        assert read.frame.shape == (2, 2)
        assert "1 empty row" in sentences(read)

    def test_orders_that_were_guessed_are_named(self):
        rows = ["red,18-24,满意,3", "blue,25-34,一般,2", "green,35+,不满意,1", "red,18-24,满意,5"]
        text = sentences(read_survey(csv_of("colour,age,sat,rating", *rows * 2)))
        assert "first appearance: colour" in text
        assert "Bands were put in order by their numbers: age" in text
        assert "in order by their wording: sat" in text
        assert "rating in order of the numbers: rating" in text


@pytest.mark.parametrize(
    ("name", "dialect"),
    [
        ("wjx_text", "wjx"),
        ("surveymonkey", "surveymonkey"),
        ("qualtrics", "qualtrics"),
        ("google_forms", "google_forms"),
        ("option_columns", "plain"),
    ],
)
def test_the_dialect_asked_for_gives_the_same_as_the_recognised_one(name, dialect):
    path = FIXTURES / f"{name}.csv"
    recognised, asked = read_survey(path), read_survey(path, dialect=dialect)
    pd.testing.assert_frame_equal(recognised.frame, asked.frame)
    assert recognised.codebook == asked.codebook
    assert asked.options == {"dialect": dialect}


def test_a_dialect_with_more_header_rows_than_the_file_has():
    with pytest.raises(UnreadableFileError, match="3 header rows"):
        read_survey(csv_of("a,b", "1,2"), dialect="qualtrics")


@pytest.mark.parametrize("name", ["wjx_text", "wjx_number", "surveymonkey", "qualtrics", "google_forms"])
def test_reading_twice_gives_the_same(name):
    first, second = (read_survey(FIXTURES / f"{name}.csv") for _ in range(2))
    pd.testing.assert_frame_equal(first.frame, second.frame)
    assert first.codebook == second.codebook
    assert first.report == second.report


@pytest.mark.parametrize("name", ["wjx_text", "surveymonkey", "qualtrics", "google_forms", "option_columns"])
def test_every_column_has_a_variable_and_every_variable_its_column(name):
    read = read_survey(FIXTURES / f"{name}.csv")
    owners = {variable.id for variable in read.codebook.variables if variable.options}
    assert {variable.id for variable in read.codebook.variables} - owners == set(read.frame.columns)
    for variable in read.codebook.variables:
        assert set(variable.options) <= set(read.frame.columns)
