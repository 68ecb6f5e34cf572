"""The plan as a document and as a slide: whole in one file, both languages, everything settled in words."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Any

import pytest

from analysis.core.parameters import is_asked
from analysis.findings.parameter_words import asked_parameters, label_of, value_words
from analysis.findings.plan_document import PlanPaper, settings_table, to_plan_document
from analysis.findings.plan_slide import to_plan_slide
from analysis.findings.registry import register
from analysis.language import render
from analysis.methods import method_by_id

PLANNER = method_by_id("plan_proportions")
ASKED = {"baseline_rate": 0.35, "change": 0.02, "users_per_week": 2600}
RESULT = PLANNER.function(**ASKED)
RECORD = register(PLANNER, ASKED, RESULT, name="Coupon <b>", outcome="Repeat & return", at="2026-01-05T09:30:00+00:00")
PAPER = PlanPaper(
    title=RECORD.name,
    outcome=RECORD.outcome,
    question=PLANNER.question,
    method=PLANNER,
    parameters=RECORD.parameters,
    result=RESULT,
    record=RECORD,
    link="https://lab.example/plan_test?lang=en&plan.change=0.02",
)
WRITERS = [to_plan_document, to_plan_slide]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("write", WRITERS)
def test_file_is_whole_without_script_or_anything_fetched(write: Any, language: str) -> None:
    text = write(PAPER, language=language)
    assert "<script" not in text
    assert not re.search(r'(?:src|href)="(?!#)', text.replace("xlink:href", ""))
    assert "url(http" not in text
    assert "@import" not in text
    assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in text
    assert text.count('<div class="on-light"><svg') == text.count('<div class="on-dark"><svg') >= 1
    assert "@page" in text


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("write", WRITERS)
def test_name_stays_text_and_numbers_are_there(write: Any, language: str) -> None:
    text = write(PAPER, language=language)
    assert "Coupon <b>" not in text
    assert "Coupon &lt;b&gt;" in text
    for number in ("9,041", "18,082", "2026-01-05 09:30", RECORD.id):
        assert number in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_document_holds_answer_gates_rules_settings_code_and_seal(language: Any) -> None:
    text = to_plan_document(PAPER, language=language)
    assert html.escape(render(RESULT.readings()[0], language)) in text
    assert RECORD.seal in text
    assert html.escape(PAPER.link) in text
    assert "plan_proportions(" in text
    values = dict(PAPER.parameters)
    for parameter, value in asked_parameters(PLANNER, values):
        assert html.escape(render(label_of(parameter, values), language)) in text
        assert html.escape(render(value_words(parameter, value, values), language)) in text
    for reference in PLANNER.references:
        assert html.escape(reference) in text


def test_chinese_document_has_no_english_sentence_of_ours() -> None:
    text = to_plan_document(PAPER, language="zh")
    for words in ("All settings", "What will be done when", "Before the difference", "Registered", "not set"):
        assert words not in text


def test_draft_says_that_it_is_one() -> None:
    draft = replace(PAPER, record=None)
    assert "Draft: this plan is not registered." in to_plan_document(draft, language="en")
    assert "Draft" in to_plan_slide(draft, language="en")


def test_plan_that_took_another_ones_place_says_which_and_why() -> None:
    newer = register(PLANNER, ASKED, RESULT, name="B", supersedes=RECORD, reason="The coupon is larger")
    text = to_plan_document(replace(PAPER, record=newer), language="en")
    assert RECORD.id in text
    assert "The coupon is larger" in text


def test_settings_leave_out_what_has_no_meaning_beside_the_others() -> None:
    asked = {**ASKED, "n_treatments": 1}
    labels = {str(row[0]) for row in settings_table(PLANNER, asked).rows}
    hidden = [
        p
        for p in PLANNER.parameters
        if p.control and not is_asked(p, {**{q.name: q.default for q in PLANNER.parameters}, **asked})
    ]
    assert hidden
    assert not {str(label_of(p)) for p in hidden} & labels


@pytest.mark.parametrize(
    ("name", "value", "values", "words"),
    [
        ("baseline_rate", 0.35, {}, "35%"),
        ("change", 0.02, {"change_kind": "absolute"}, "2 points"),
        ("change", 0.02, {"change_kind": "relative"}, "2%"),
        ("change", 0.2, {"change_kind": "cohen_h"}, "0.2"),
        ("users_per_week", 2600, {}, "2,600"),
        ("users_per_week", None, {}, "not set"),
        ("sides", "two", {}, "in both directions"),
    ],
)
def test_value_is_said_as_the_form_shows_it(name: str, value: Any, values: dict[str, Any], words: str) -> None:
    parameter = next(p for p in PLANNER.parameters if p.name == name)
    assert render(value_words(parameter, value, values), "en") == words
