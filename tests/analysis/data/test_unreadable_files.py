"""Bad input: every file that cannot be read gets one clear sentence, never a library's error."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest

from analysis.core import ParameterError, UnreadableFileError
from analysis.data import read_events, read_survey
from analysis.language import render_error

FIXTURES = Path(__file__).parent / "fixtures"


def xlsx(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    return buffer.getvalue()


def zipped(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x")
    return buffer.getvalue()


GOOD_XLSX = xlsx([["a", "b"], [1, "x"], [2, "y"]])
GOOD_PARQUET = parquet(pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}))
TEXTS = io.BytesIO()
pd.DataFrame({"a": ["abcdef", "x"]}).to_parquet(TEXTS, compression=None)
UNCOMPRESSED = TEXTS.getvalue()
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

CASES = {
    "empty file": (b"", "is empty"),
    "blank file": (b" \n\n\t\n", "is empty"),
    "zero bytes": (b"\0" * 5000, "is empty"),
    "header only": (b"a,b,c\n", "has 3 columns but no rows"),
    "header and empty rows": (b"a,b,c\n,,\n,,\n", "no rows below its header"),
    "workbook without cells": (xlsx([]), "holds no cells"),
    "workbook with a header only": (xlsx([["a", "b"]]), "no rows below its header"),
    "parquet without rows": (parquet(pd.DataFrame({"a": pd.Series(dtype="float64")})), "no rows below its header"),
    "pdf": (b"%PDF-1.7 ...", "is a PDF document"),
    "png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "is a picture"),
    "jpeg": (b"\xff\xd8\xff\xe0" + b"\0" * 50, "is a picture"),
    "html called xls": (b"<html><table><tr><td>1</td></tr></table></html>", "is a web page"),
    "xml": (b'<?xml version="1.0"?><Workbook/>', "is an XML document"),
    "json": (b'{"a": 1}', "is JSON text"),
    "gzip": (b"\x1f\x8b\x08\x00" + b"\0" * 50, "is a compressed archive"),
    "zip of something": (zipped("readme.txt"), "compressed archive (zip)"),
    "word document": (zipped("word/document.xml"), "another office document"),
    "web archive": (b"MIME-Version: 1.0\nContent-Type: multipart/related", "is a web page"),
    "rich text": (b"{\\rtf1\\ansi hello}", "is a text document"),
    "stray zero byte": (b"a,b\n1,\0\n2,x\n", "binary data of an unknown kind"),
    "binary": (b"\x00\x01\x02\x03" * 100, "binary data of an unknown kind"),
    "password": ((FIXTURES / "password.xlsx").read_bytes(), "protected by a password"),
    "old word document": (COMPOUND + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "is a Word document"),
    "torn old workbook": ((FIXTURES / "answers.xls").read_bytes()[:1500], "damaged or incomplete"),
    "broken compound file": (COMPOUND + b"\0" * 600, "damaged or incomplete"),
    "torn xlsx": (GOOD_XLSX[: len(GOOD_XLSX) // 2], "damaged or incomplete"),
    "torn parquet": (GOOD_PARQUET[: len(GOOD_PARQUET) // 2], "damaged or incomplete"),
    "parquet with broken text": (UNCOMPRESSED.replace(b"abcdef", b"ab\xff\xfeef"), "damaged or incomplete"),
    "parquet in name only": (b"PAR1" + b"garbage" * 30 + b"PAR1", "damaged or incomplete"),
    "sav in name only": (b"$FL2" + b"garbage" * 30, "damaged or incomplete"),
    "xls that aborts its parser": ((FIXTURES / "crashing.xls").read_bytes(), "damaged or incomplete"),
    "sav that crashes its parser": ((FIXTURES / "crashing.sav").read_bytes(), "damaged or incomplete"),
}


@pytest.mark.parametrize("case", CASES)
def test_each_bad_file_gets_its_sentence(case):
    data, what = CASES[case]
    with pytest.raises(UnreadableFileError) as caught:
        read_survey(data, file_name="answers.xlsx")
    assert what in str(caught.value)
    assert str(caught.value).startswith(("answers.xlsx", "The workbook answers.xlsx"))
    assert caught.value.remedy is not None


@pytest.mark.parametrize("case", ["empty file", "pdf", "torn xlsx", "password", "header only", "torn parquet"])
def test_the_sentence_exists_in_chinese(case):
    with pytest.raises(UnreadableFileError) as caught:
        read_survey(CASES[case][0], file_name="答卷.xlsx")
    words = render_error(caught.value, "zh")
    assert "答卷.xlsx" in words
    assert words != render_error(caught.value, "en")
    assert not any(word in words for word in ("Traceback", "Error", "the "))


@pytest.mark.parametrize("case", ["empty file", "header only", "pdf", "torn parquet", "sav in name only"])
def test_behaviour_files_fail_as_clearly(case):
    with pytest.raises(UnreadableFileError):
        read_events(CASES[case][0], file_name="events.csv")


def test_a_file_that_is_not_there():
    with pytest.raises(UnreadableFileError, match="cannot be opened"):
        read_survey("/nowhere/answers.csv")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(UnreadableFileError, match="cannot be opened: it is a folder") as caught:
        read_survey(tmp_path)
    assert "这是一个文件夹" in render_error(caught.value, "zh")


def test_a_name_that_no_file_can_have():
    with pytest.raises(UnreadableFileError, match="cannot be opened"):
        read_survey("a\0b")


@pytest.mark.parametrize("source", [None, 5, pd.DataFrame({"a": [1]}), ["a.csv"]])
def test_what_is_no_file_at_all(source):
    with pytest.raises(ParameterError, match="A file cannot be read from a value of type") as caught:
        read_survey(source)
    assert "不能从" in render_error(caught.value, "zh")


def test_a_file_opened_as_text_is_read_as_utf_8():
    assert list(read_survey(io.StringIO("性别,b\n男,1\n女,2\n")).frame.columns) == ["性别", "b"]  # type: ignore[arg-type]


def test_a_table_that_a_survey_file_cannot_become():
    with pytest.raises(ParameterError, match="cannot become the table 'events'"):
        read_survey(b"a,b\n1,2\n", table="events")


def test_one_name_is_a_list_of_one():
    read = read_survey("手机号,b\n13800138000,1\n".encode(), keep_personal="手机号")
    assert "手机号" in read.frame.columns
    assert read.options["keep_personal"] == ("手机号",)


@pytest.mark.parametrize("kind", ["bytes", "path", "stream"])
def test_a_file_over_the_size_limit(kind, tmp_path):
    path = tmp_path / "big.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 1000)
    with path.open("rb") as stream:
        source = {"bytes": path.read_bytes(), "path": path, "stream": stream}[kind]
        with pytest.raises(UnreadableFileError, match="is too large") as caught:
            read_survey(source, max_bytes=2000)
    assert "Allowed: up to 0.002 MB" in str(caught.value)


@pytest.mark.parametrize("kind", ["csv", "ragged csv", "xlsx", "parquet"])
def test_more_columns_than_allowed(kind):
    names = [f"v{place}" for place in range(30)]
    values = ["1"] * 30
    data = {
        "csv": "\n".join([",".join(names), ",".join(values)]).encode(),
        "ragged csv": "\n".join([",".join(names), ",".join(values), "1,2"]).encode(),
        "xlsx": xlsx([names, values]),
        "parquet": parquet(pd.DataFrame([values], columns=names)),
    }[kind]
    with pytest.raises(UnreadableFileError, match="has 30 columns") as caught:
        read_survey(data, max_columns=20)
    assert "Allowed: up to 20 columns" in str(caught.value)
    assert len(read_survey(data, max_columns=30).frame.columns) == 30


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_more_rows_than_allowed(kind):
    frame = pd.DataFrame({"a": np.arange(50), "b": ["x", "y"] * 25})
    data = {
        "csv": frame.to_csv(index=False).encode(),
        "xlsx": xlsx([list(frame.columns), *frame.to_numpy().tolist()]),
        "parquet": parquet(frame),
    }[kind]
    with pytest.raises(UnreadableFileError, match="has 50 rows") as caught:
        read_survey(data, max_rows=49)
    assert render_error(caught.value, "zh").startswith("data 有 50 行。上限：49 行。")
    assert len(read_survey(data, max_rows=50).frame) == 50


def test_a_sheet_that_is_not_there():
    with pytest.raises(UnreadableFileError, match="has no sheet 答卷") as caught:
        read_survey(GOOD_XLSX, sheet="答卷")
    assert "Its sheets are: Sheet." in str(caught.value)


def test_a_layout_that_does_not_exist():
    with pytest.raises(ParameterError, match="The layout cannot be"):
        read_survey(b"a,b\n1,2\n", dialect="wjz")  # type: ignore[arg-type]


@pytest.mark.parametrize("second", ["spss", "plain"])
def test_a_second_file_that_cannot_give_labels(second, tmp_path):
    pyreadstat.write_sav(pd.DataFrame({"a": [1.0]}), tmp_path / "a.sav")
    sources = {"spss": (FIXTURES / "wjx_text.csv", tmp_path / "a.sav"), "plain": (b"a,b\n1,2\n", b"a,b\n1,2\n")}
    source, labels = sources[second]
    with pytest.raises(UnreadableFileError, match="parallel export"):
        read_survey(source, labels_from=labels)


def damaged_copy(source: bytes, seed: int) -> bytes:
    rng = np.random.default_rng(seed)
    data = bytearray(source)
    for place in rng.integers(4, len(data), size=int(rng.integers(1, 12))):
        data[place] = rng.integers(256)
    return bytes(data[: rng.integers(10, len(data) + 1)])


FUZZED = {
    "parquet": (GOOD_PARQUET, 25),
    "csv": (b'a,b\n1,"x"\n2,y\n' * 20, 25),
    # Each of these starts a process of its own.
    "xlsx": (GOOD_XLSX, 3),
    "xls": ((FIXTURES / "answers.xls").read_bytes(), 3),
}


@pytest.mark.parametrize("kind", FUZZED)
def test_damaged_bytes_never_raise_a_library_error(kind):
    source, n_copies = FUZZED[kind]
    for seed in range(n_copies):
        try:
            read = read_survey(damaged_copy(source, seed))
        except UnreadableFileError:
            continue
        assert len(read.frame)
