"""Sentences of one paragraph: a space in English, none behind a Chinese full stop."""

import re

import pytest

from analysis.language import gap, joined, translator
from analysis.methods import METHODS
from pages.ui.words import claim_first
from tests.architecture.sources import ROOT
from tests.contracts.registry_cases import EXAMPLES

SPACE_AFTER_MARK = re.compile(r"[。！？；] ")
# These join words or lines, not sentences; their files are read by name so that a new one is looked at.


@pytest.mark.parametrize(
    ("sentences", "paragraph"),
    [
        (["One.", "Two.", "Three."], "One. Two. Three."),
        (["一。", "二！", "三？"], "一。二！三？"),
        (["一。", "Two.", "三。"], "一。Two. 三。"),
        (["", "一。", ""], "一。"),
        ([], ""),
    ],
)
def test_paragraphs(sentences, paragraph):
    assert joined(sentences) == paragraph


def test_a_gap_is_left_behind_latin_text_only():
    assert [gap(text) for text in ("", "一。", "p = .03", "One.")] == ["", "", " ", " "]


def test_a_bold_claim_keeps_its_mark_outside():
    """CommonMark: asterisks between a punctuation mark and a word close nothing."""
    assert claim_first("升高了。", ["继续。", "再看。"]) == "**升高了**。继续。再看。"
    assert claim_first("It rose.", ["Go on."]) == "**It rose.** Go on."
    assert claim_first("It rose.", []) == "**It rose.**"


@pytest.mark.parametrize("method_id", ["plan_proportions", "read_means", "read_arms", "plan_metrics"])
def test_readings_in_chinese_have_no_space_between_sentences(method_id):
    method = next(method for method in METHODS if method.id == method_id)
    say = translator("zh")
    sentences = [say(sentence) for sentence in method.function(**EXAMPLES[method_id]).readings()]
    assert len(sentences) > 1
    assert not SPACE_AFTER_MARK.search(claim_first(sentences[0], sentences[1:]))


def test_no_page_joins_sentences_with_a_space_of_its_own():
    wrong = re.compile(r"""["'] ["']\.join\((?:say\(|rest)""")
    found = [
        path.name
        for folder in ("pages", "analysis/findings", "analysis/charts")
        for path in (ROOT / folder).rglob("*.py")
        if wrong.search(path.read_text(encoding="utf-8"))
    ]
    assert not found
