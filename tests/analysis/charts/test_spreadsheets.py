"""Downloads hold every row and the same numbers, also where a table on screen shows only the first few."""

from __future__ import annotations

import csv
import io

import numpy as np
import openpyxl
import pandas as pd
import pytest

from analysis.charts.correlation_matrix import display_correlation_matrix
from analysis.charts.spreadsheets import frame_csv, table_csv, tables_xlsx
from analysis.charts.three_line import table_texts
from analysis.language import translator
from analysis.relations import correlation_matrix

COLUMNS = tuple("abcdefg")


def rows_of(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def result():
    drawn = np.random.default_rng(3)
    shared = drawn.normal(size=200)
    frame = pd.DataFrame({name: shared * place + drawn.normal(size=200) for place, name in enumerate(COLUMNS)})
    return correlation_matrix(frame, columns=COLUMNS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_download_holds_every_pair(result, language):
    say = translator(language)
    (table,) = display_correlation_matrix(result).tables
    assert len(table.rows) == 10
    assert len(rows_of(table_csv(table, say))) == 1 + 21
    book = openpyxl.load_workbook(io.BytesIO(tables_xlsx((table,), result.to_frame(), say)))
    assert [sheet.max_row for sheet in book.worksheets] == [22, len(result.to_frame()) + 1]
    assert rows_of(table_csv(table, say))[1:3] == table_texts(table, say)[1:3]


def test_numbers_are_unrounded_and_complete(result):
    frame = result.to_frame()
    header, *rows = rows_of(frame_csv(frame))
    assert header == list(frame.columns)
    assert len(rows) == len(frame)
    for name in ("r", "p"):
        place = header.index(name)
        assert [float(row[place]) for row in rows] == frame[name].tolist()


def test_text_that_looks_like_a_formula_stays_text():
    rows = rows_of(frame_csv(pd.DataFrame({"=a": ["=1+1", "@x"], "n": [1.5, float("nan")]})))
    assert rows == [["'=a", "n"], ["'=1+1", "1.5"], ["'@x", ""]]


def test_several_names_are_joined_as_they_are_written():
    rows = rows_of(frame_csv(pd.DataFrame({"itemset": [("a", "b"), ("c",)]})))
    assert rows == [["itemset"], ["a, b"], ["c"]]
