"""CSV encodings and delimiters, Excel, SPSS, Parquet."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from analysis.core import LocalText
from analysis.core.messages import plain_english
from analysis.data import SurveyRead, read_survey

FIXTURES = Path(__file__).parent / "fixtures"
ROWS = [["序号", "1、满意度", "2、城市"], ["1", "满意", "上海"], ["2", "非常满意", "北京"], ["3", "一般", "上海"]]


def text_of(delimiter: str = ",") -> str:
    return "\n".join(delimiter.join(row) for row in ROWS) + "\n"


def sentences(read: SurveyRead) -> str:
    return " | ".join(plain_english(sentence) for sentence in read.report.readings())


def workbook_of(rows: list[list[object]], **sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, content in sheets.items():
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
    def test_encodings_of_chinese_exports(self, encoding):
        read = read_survey(text_of().encode(encoding))
        assert read.frame["q1"].tolist() == ["满意", "非常满意", "一般"]

    def test_separator_of_lists_survives_gb18030(self):
        read = read_survey("序号,1、渠道,2、性别\n1,微信┋电话,男\n2,电话,女\n".encode("gb18030"))
        assert read.codebook["q1"].level == "multi"

    def test_western_text_is_not_read_as_chinese(self):
        text = "ville,réponse\nOrléans,très satisfait\nAngoulême,peu satisfait\nBesançon,très satisfait\n" * 5
        read = read_survey(text.encode("cp1252"))
        assert read.frame.iloc[0].tolist() == ["Orléans", "très satisfait"]
        assert "was detected" in sentences(read)

    def test_lines_of_two_encodings_are_read_line_by_line(self):
        head, *rows = text_of().splitlines()
        mixed = b"\n".join([head.encode(), *(row.encode("gb18030") for row in rows)])
        read = read_survey(mixed)
        assert read.frame["q1"].tolist() == ["满意", "非常满意", "一般"]
        assert "mixes two encodings: 3 lines" in sentences(read)

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_delimiters(self, delimiter):
        assert read_survey(text_of(delimiter).encode()).frame.shape == (3, 3)

    @pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
    def test_line_ends(self, newline):
        assert read_survey(text_of().replace("\n", newline).encode()).frame.shape == (3, 3)

    def test_quoted_cells_hold_delimiters_quotes_and_lines(self):
        read = read_survey(b'a,b\n"x, y","he said ""no""\nthen left"\n"z",w\n')
        assert read.frame["a"].tolist() == ["x, y", "z"]
        assert read.frame["b"].tolist()[0] == 'he said "no"\nthen left'

    def test_decimal_commas_beside_semicolons(self):
        read = read_survey(b"a;b\n3,5;x\n12,25;y\n4;x\n")
        assert read.frame["a"].tolist() == [3.5, 12.25, 4.0]

    def test_short_rows_are_filled_and_long_ones_set_aside(self):
        read = read_survey(b"a,b,c\n1,2\n1,2,3\n1,2,3,4\n5\n")
        assert read.frame["a"].tolist() == [1, 1, 5]
        assert read.frame["c"].isna().tolist() == [True, False, True]
        assert "1 row has more cells than the header" in sentences(read)

    def test_an_open_quotation_mark_loses_nothing(self):
        read = read_survey(b'a,b\n"x,1\ny,2\nz,3\n')
        assert read.frame["a"].tolist() == ['"x', "y", "z"]
        assert "never closed" in sentences(read)

    def test_row_names_without_a_header(self):
        read = read_survey(b"age,sex\nr1,31,m\nr2,45,f\n")
        assert read.frame["age"].tolist() == [31, 45]
        assert "row name" in sentences(read)

    def test_a_single_column(self):
        assert read_survey(b"answer\nyes\nno\nyes\n").frame["answer"].tolist() == ["yes", "no", "yes"]

    def test_two_thousand_columns_are_read(self):
        header = ",".join(f"v{place}" for place in range(2000))
        row = ",".join("3" for _ in range(2000))
        read = read_survey(f"{header}\n{row}\n{row}\n".encode())
        assert read.frame.shape == (2, 2000)
        assert len(read.report.items) < 10

    @pytest.mark.parametrize("kind", ["path", "text path", "bytes", "stream"])
    def test_sources(self, kind, tmp_path):
        path = tmp_path / "answers.csv"
        path.write_text(text_of(), encoding="utf-8")
        with path.open("rb") as stream:
            source = {"path": path, "text path": str(path), "bytes": path.read_bytes(), "stream": stream}[kind]
            read = read_survey(source)
        assert len(read.frame) == 3
        if kind != "bytes":
            assert read.report.file_name == "answers.csv"


class TestWorkbooks:
    def test_cells_of_every_kind(self):
        rows = [
            ["n", "share", "text", "day", "flag", "code"],
            [1, 0.25, "满意", pd.Timestamp("2025-06-01 12:30:11").to_pydatetime(), True, "007"],
            [2, 0.5, "一般", pd.Timestamp("2025-06-02").to_pydatetime(), False, "008"],
            [3, None, None, None, None, "009"],
        ]
        read = read_survey(workbook_of(rows), file_name="a.xlsx")
        assert read.frame["share"].tolist()[:2] == [0.25, 0.5]
        assert read.frame["day"].tolist()[0] == pd.Timestamp("2025-06-01 12:30:11")
        assert read.frame["code"].tolist() == ["007", "008", "009"]
        assert read.frame["text"].isna().tolist() == [False, False, True]

    def test_the_first_sheet_with_content_is_read_and_the_others_named(self):
        data = workbook_of([], answers=[["a", "b"], [1, "x"], [2, "y"]], notes=[["n"], ["z"]])
        read = read_survey(data)
        assert read.frame["a"].tolist() == [1, 2]
        assert "Sheet answers was read; not read: Sheet, notes" in sentences(read)
        other = read_survey(data, sheet="notes")
        assert list(other.frame.columns) == ["n"]
        assert other.options == {"sheet": "notes"}

    def test_stored_results_of_formulas_are_read(self):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["a", "total"])
            sheet.write_row(1, 0, [1])
            sheet.write_formula(1, 1, "=A2*2", None, 2)
            sheet.write_row(2, 0, [5])
            sheet.write_formula(2, 1, "=A3*2", None, 10)
        read = read_survey(buffer.getvalue())
        assert read.frame["total"].tolist() == [2, 10]
        assert "their stored results were read" in sentences(read)

    def test_formulas_without_results_and_texts_like_formulas_are_kept(self):
        read = read_survey(workbook_of([["a", "b"], [1, "=A2*2"], [2, "=A3*2"]]))
        assert read.frame["b"].tolist() == ["=A2*2", "=A3*2"]
        assert "formulas without stored results" in sentences(read)
        book = openpyxl.Workbook()
        for row in (["a", "b"], [1, "x"], [2, "y"]):
            book.active.append(row)
        book.active["B2"].value = "=hello"
        book.active["B2"].data_type = "s"
        buffer = io.BytesIO()
        book.save(buffer)
        assert read_survey(buffer.getvalue()).frame["b"].tolist() == ["=hello", "y"]

    def test_old_workbooks(self):
        read = read_survey(FIXTURES / "answers.xls")
        assert read.frame["q1"].tolist() == ["满意", "非常满意", "一般"]
        assert read.frame["q2"].tolist()[:2] == [12.5, 3.0]

    def test_the_name_does_not_matter(self):
        assert len(read_survey(workbook_of(ROWS), file_name="answers.csv").frame) == 3

    def test_a_workbook_and_its_csv_give_the_same(self):
        pd.testing.assert_frame_equal(read_survey(workbook_of(ROWS)).frame, read_survey(text_of().encode()).frame)


def sav_of(frame: pd.DataFrame, path: Path, **facts: object) -> bytes:
    pyreadstat.write_sav(frame, path, **facts)
    return path.read_bytes()


class TestSpss:
    @pytest.fixture
    def data(self, tmp_path) -> bytes:
        frame = pd.DataFrame({
            "q1": [1.0, 2.0, -3.0, -2.0, 98.0, np.nan],
            "q2": [1.0, 2.0, 3.0, 1.0, 2.0, 3.0],
            "open": ["a", "None", "NA", "无", "", "b"],
            "sex": [1.0, 2.0, 1.0, 2.0, 1.0, 2.0],
            "when": pd.to_datetime(["2025-06-01 10:00:00"] * 5 + [None]),
            "money": [12.5, 30.0, 7.25, 9.0, 100.0, 3.0],
        })  # fmt: skip
        return sav_of(
            frame,
            tmp_path / "a.sav",
            column_labels={"q1": "总体满意度", "money": "Money spent"},
            variable_value_labels={
                "q1": {1: "不满意", 2: "一般", 3: "满意", -3: "跳过", -2: "空", 98: "拒答"},
                "q2": {1: "bad", 7: "good"},
                "sex": {2: "female", 1: "male"},
            },
            missing_ranges={"q1": [{"lo": -3, "hi": -2}, 98]},
            variable_measure={"q1": "ordinal", "q2": "ordinal", "sex": "scale", "money": "scale"},
        )

    def test_codes_labels_and_missing_kinds(self, data):
        read = read_survey(data)
        assert read.dialect == "spss"
        variable = read.codebook["q1"]
        assert variable.label == LocalText(zh="总体满意度")
        assert variable.level == "ordinal"
        assert [(value.code, value.label.zh) for value in variable.values] == [(1, "不满意"), (2, "一般"), (3, "满意")]
        assert {item.code: item.kind for item in variable.missing} == {-3: "skipped", -2: "blank", 98: "refused"}
        # User-missing codes stay in the frame.
        assert read.frame["q1"].tolist()[:5] == [1, 2, -3, -2, 98]

    def test_codes_without_a_label_stay_answers_in_their_place(self, data):
        assert [value.code for value in read_survey(data).codebook["q2"].values] == [1, 2, 3, 7]

    def test_declared_order_and_default_measure(self, data):
        read = read_survey(data)
        assert [value.label.en for value in read.codebook["sex"].values] == ["female", "male"]
        assert read.codebook["sex"].level == "nominal"
        assert read.codebook["money"].level == "scale"
        assert read.codebook["when"].level == "date"
        assert read.frame["open"].tolist()[:4] == ["a", "None", "NA", "无"]

    def test_compressed_files(self, tmp_path):
        frame = pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]})
        data = sav_of(frame, tmp_path / "a.zsav", compress=True)
        assert read_survey(data).frame["b"].tolist() == ["x", "y"]

    def test_old_files_in_gb18030(self, data):
        # Files written before Unicode carry no mark of their encoding: rewrite the texts and drop the mark.
        for text in ("总体满意度", "不满意", "一般", "满意", "跳过", "空", "拒答", "无"):
            encoded, old = text.encode(), text.encode("gb18030")
            data = data.replace(encoded, old + b" " * (len(encoded) - len(old)))
        mark = struct.pack("<iii", 20, 1, 5) + b"UTF-8"
        assert mark in data
        data = data.replace(mark, struct.pack("<iii", 99, 1, 5) + b"UTF-8")
        read = read_survey(data)
        assert read.codebook["q1"].label.zh == "总体满意度"
        assert "was read as gb18030" in sentences(read)

    def test_sets_of_dichotomies_become_options(self, tmp_path):
        frame = pd.DataFrame({"m1": [1.0, 2.0, np.nan, 1.0], "m2": [1.0, 1.0, np.nan, np.nan], "age": [1.5, 2, 3, 4]})
        data = sav_of(
            frame, tmp_path / "a.sav", column_labels={"m1": "WeChat", "m2": "Phone"},
            variable_value_labels={"m1": {1: "yes", 2: "no"}, "m2": {1: "yes", 2: "no"}},
        )  # fmt: skip
        read = read_survey(with_sets(data, b"$channels=D1 1 8 Channels m1 m2\n"))
        question = read.codebook["channels"]
        assert (question.level, question.label.en, question.options) == ("multi", "Channels", ("m1", "m2"))
        assert read.codebook["m1"].level == "option"
        table = read.frame[["m1", "m2"]].astype(object)
        assert table.where(table.notna(), None).to_numpy().tolist() == [[1, 1], [0, 1], [None, None], [1, 0]]

    def test_sets_of_categories_become_options(self, tmp_path):
        frame = pd.DataFrame({"c1": [1.0, 3.0, np.nan], "c2": [2.0, np.nan, np.nan]})
        labels = {1: "WeChat", 2: "Phone", 3: "Mail"}
        data = sav_of(frame, tmp_path / "a.sav", variable_value_labels={"c1": labels, "c2": labels})
        read = read_survey(with_sets(data, b"$ways=C 4 Ways c1 c2\n"))
        question = read.codebook["ways"]
        assert [read.codebook[option].label.en for option in question.options] == ["WeChat", "Phone", "Mail"]
        table = read.frame[list(question.options)].astype(object)
        assert table.where(table.notna(), None).to_numpy().tolist() == [[1, 1, 0], [0, 0, 1], [None, None, None]]


def with_sets(data: bytes, sets: bytes) -> bytes:
    """An SPSS file with a record of multiple-response sets in front of the end of its dictionary."""
    record = struct.pack("<iiii", 7, 7, 1, len(sets)) + sets
    end = data.index(struct.pack("<ii", 999, 0))
    return data[:end] + record + data[end:]


class TestParquet:
    def test_types_and_declared_order(self):
        frame = pd.DataFrame({
            "age": [31, 45, 29],
            "How satisfied are you with our service?": pd.Categorical(
                ["ok", "bad", "ok"], categories=["bad", "ok", "good"], ordered=True
            ),
            "city": ["A", "B", "A"],
            "when": pd.to_datetime(["2025-06-01", "2025-06-02", None]),
            "member": [True, False, True],
            "share": [0.5, None, 0.25],
        })  # fmt: skip
        buffer = io.BytesIO()
        frame.to_parquet(buffer)
        read = read_survey(buffer.getvalue())
        assert list(read.frame.columns) == ["age", "q1", "city", "when", "member", "share"]
        assert read.codebook["q1"].level == "ordinal"
        assert [value.code for value in read.codebook["q1"].values] == ["bad", "ok", "good"]
        assert read.codebook["q1"].label.en == "How satisfied are you with our service?"
        levels = [read.codebook[name].level for name in ("age", "city", "when", "member", "share")]
        assert levels == ["scale", "nominal", "date", "nominal", "scale"]

    def test_times_with_a_zone_and_lists(self):
        frame = pd.DataFrame({
            "when": pd.to_datetime(["2025-06-01 10:00:00", "2025-06-01 11:00:00"]).tz_localize("Asia/Shanghai"),
            "tags": [["a", "b"], ["c"]],
        })  # fmt: skip
        buffer = io.BytesIO()
        frame.to_parquet(buffer)
        read = read_survey(buffer.getvalue())
        assert read.frame["when"].iloc[0] == pd.Timestamp("2025-06-01 10:00:00")
        assert read.frame["tags"].map(type).eq(str).all()


def test_sav_weight_and_numbers_labelled_by_themselves(tmp_path: Path):
    path = tmp_path / "ratings.sav"
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"nps": rng.integers(0, 11, 200).astype(float), "weight": rng.uniform(0.5, 2, 200)})
    pyreadstat.write_sav(
        frame,
        path,
        variable_measure={"nps": "scale", "weight": "scale"},
        variable_value_labels={"nps": {float(score): str(score) for score in range(11)}},
    )
    read = read_survey(path)
    assert [(variable.id, variable.level) for variable in read.codebook.variables] == [
        ("nps", "scale"),
        ("weight", "weight"),
    ]
