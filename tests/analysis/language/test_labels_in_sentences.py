"""Labels that are whole questions, between the words of a sentence."""

from __future__ import annotations

import pytest

from analysis.core import ColumnRef, Message
from analysis.language.rendering import render, set_in

QUESTION = "How did you hear about us?"


class _Labels:
    def column_label(self, column: str, language: str) -> str:
        return {"q": QUESTION, "qz": "您的性别是？", "age": "Age", "long": "x" * 41}[column]

    def value_label(self, column: str, code: str | float, language: str) -> str:
        return str(code)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (Message("{x} and {y} give each other exactly.", x=ColumnRef("q"), y=ColumnRef("age")), f"“{QUESTION}” and Age"),
        (Message("the most frequent answers to {column}. Which", column=ColumnRef("q")), f"answers to “{QUESTION}”. Which"),
        (Message("{column} · % of answers", column=ColumnRef("q")), f"{QUESTION} · %"),
        (Message("{column}", column=ColumnRef("q")), QUESTION),
        (Message("higher: “{column}” of all", column=ColumnRef("q")), f"higher: “{QUESTION}” of"),
        (Message("{column}: {answer}", column=ColumnRef("q"), answer="Podcast"), "How did you hear about us: Podcast"),
        (Message("With {columns} held constant", columns=(ColumnRef("q"), ColumnRef("age"))), f"With “{QUESTION}”, Age held"),
        (Message("the mean of {y} is", y=ColumnRef("long")), f"“{'x' * 41}”"),
    ],
)  # fmt: skip
def test_a_question_stands_in_quotation_marks_among_words(message, expected):
    assert expected in render(message, "en", _Labels())


def test_no_question_mark_stands_before_a_colon():
    said = render(Message("{column}: {answer}", column=ColumnRef("qz"), answer="女"), "zh", _Labels())
    assert said == "您的性别是：女"


def test_no_question_mark_stands_before_a_full_stop():
    assert set_in("您的性别是？", "：", "。", "zh") == "您的性别是"
    assert set_in("您的性别是？", "", "", "zh") == "您的性别是？"
