"""Reports and errors of the readers in the reader's language."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.core import ParameterError
from analysis.data import read_events, read_survey
from analysis.language import render, render_error

FIXTURES = Path(__file__).parent / "fixtures"
DIALECTS = ("wjx_text", "wjx_number", "surveymonkey", "qualtrics", "google_forms", "option_columns")


@pytest.mark.parametrize("name", DIALECTS)
def test_a_report_reads_as_chinese(name):
    read = read_survey(FIXTURES / f"{name}.csv")
    sentences = [render(sentence, "zh") for sentence in read.report.readings()]
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in sentence) for sentence in sentences)
    assert not any(f" {word} " in sentence for sentence in sentences for word in ("the", "and", "were", "of"))


def test_the_first_sentence_names_file_size_and_layout():
    report = read_survey(FIXTURES / "wjx_text.csv").report
    first = report.readings()[0]
    assert render(first, "zh") == "从 wjx_text.csv 读入 6 行、15 列，识别为问卷星导出（按选项文本）。"
    assert render(first, "en") == (
        "Read 6 rows and 15 columns from wjx_text.csv, recognised as a 问卷星 export by option text."
    )


def test_set_aside_comes_before_changed_and_guessed():
    report = read_survey(FIXTURES / "wjx_text.csv").report
    kinds = [item.kind for kind in ("set_aside", "changed", "guessed", "read") for item in report.of_kind(kind)]
    assert len(kinds) == len(report.items) == len(report.readings()) - 1


def test_an_error_has_all_its_parts_in_chinese():
    with pytest.raises(ParameterError) as caught:
        read_events(b"a,b\n1,2\n", file_name="行为.csv")
    assert render_error(caught.value, "zh") == "行为.csv 中没有能确定为客户的列。现有的列：a、b。请指明是哪一列。"
