"""Messages: their values must fit their placeholders, they compare, hash and travel by content."""

from __future__ import annotations

import pickle

import pytest

from analysis.core import ColumnRef, LocalText, Message, PluralMessage, ValueRef
from analysis.core.messages import plain_english
from analysis.language import render


@pytest.mark.parametrize("values", [{}, {"n": 1, "m": 2}, {"m": 1}])
def test_values_must_fit_the_placeholders(values: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="placeholders"):
        Message("n = {n:count}", **values)


def test_equal_content_is_equal_and_survives_pickling() -> None:
    message = Message("{a} and {b:percent}", a=Message("inner {n:count}", n=3), b=0.5)
    again = pickle.loads(pickle.dumps(message))
    assert again == message
    assert hash(again) == hash(message)
    plural = PluralMessage("{n:count} row of {t}", "{n:count} rows of {t}", n=2, t="x")
    assert pickle.loads(pickle.dumps(plural)) == plural


@pytest.mark.parametrize(("n", "text"), [(1, "1 row"), (2, "2 rows"), (0, "0 rows"), (12345, "12,345 rows")])
def test_plural_in_english(n: int, text: str) -> None:
    assert render(PluralMessage("{n:count} row", "{n:count} rows", n=n), "en") == text


class Labels:
    def column_label(self, column: str, language: str) -> str:
        return {"en": "Age", "zh": "年龄"}[language] if column == "q1" else column

    def value_label(self, column: str, code: object, language: str) -> str:
        return "yes" if code == 1 else str(code)


def test_labels_are_looked_up_at_display_time() -> None:
    message = Message("{column}: {answer}", column=ColumnRef("q1"), answer=ValueRef("q1", 1))
    assert render(message, "en", Labels()) == "Age: yes"
    assert render(message, "en") == "q1: 1"


def test_lists_use_the_separator_of_the_language() -> None:
    message = Message("{columns}", columns=("a", "b"))
    assert render(message, "en") == "a, b"
    assert render(message, "zh") == "a、b"


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [(LocalText("Age", "年龄"), "zh", "年龄"), (LocalText("Age"), "zh", "Age"), (LocalText(zh="年龄"), "en", "年龄")],
)
def test_text_of_one_language_stands_in_for_the_other(text: LocalText, language: str, shown: str) -> None:
    assert render(text, language) == shown


def test_unknown_format_word_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError):
        render(Message("{x:banana}", x=1.0), "en")


def test_braces_in_a_users_text_are_only_text() -> None:
    assert render(Message("{name}", name="{x:count} {0}"), "en") == "{x:count} {0}"
    assert plain_english(Message("{name}", name="{x}")) == "{x}"
