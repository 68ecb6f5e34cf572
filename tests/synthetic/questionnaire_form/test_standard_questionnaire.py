"""The standard questionnaire: complete in both languages, importable, and its codebook fits the fielded file."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from analysis.core import LocalText
from analysis.data import read_survey
from analysis.data.codebook import Codebook
from analysis.data.study import Study, file_study
from synthetic.questionnaire_form import (
    questionnaire_codebook,
    questionnaire_html,
    questionnaire_markdown,
    questionnaire_wjx,
    standard_questionnaire,
)
from synthetic.questionnaire_form.outline import instructions
from synthetic.writers import survey_bytes

FORM = standard_questionnaire()
CODEBOOK = questionnaire_codebook(FORM)


def texts():
    yield from FORM.introduction
    yield FORM.title
    for question in FORM.questions:
        yield question.text
        yield from (answer.text for answer in question.answers)
        yield from (item.text for item in question.items)


def test_every_text_is_in_both_languages_each_in_its_own():
    for text in texts():
        assert text.en
        assert text.zh
        assert not re.search(r"[\u3400-\u9fff]", text.en), text
        assert re.search(r"[\u3400-\u9fff]", text.zh), text
        assert "「" not in text.zh


def test_numbers_are_ids_in_order_and_conditions_look_back():
    assert [question.number for question in FORM.questions] == list(range(1, 21))
    for question in FORM.questions:
        if question.asked_if:
            earlier = FORM[question.asked_if.question]
            assert earlier.number < question.number
            assert set(question.asked_if.codes) <= {answer.code for answer in earlier.answers}


def test_what_a_retention_study_needs_is_asked():
    kinds = [question.kind for question in FORM.questions]
    assert kinds.count("battery") == 3
    batteries = [question for question in FORM.questions if question.kind == "battery"]
    assert all(question.scale is not None for question in batteries)
    assert all(sum(item.reverse for item in question.items) >= 1 for question in batteries)
    checks = [item for question in batteries for item in question.items if item.expected]
    assert len(checks) == 1
    assert [answer.code for answer in FORM["q11"].answers] == list(range(11))
    assert FORM["q15"].kind == "multi"
    assert FORM["q15"].asked_if is not None
    assert FORM["q1"].answers[1].ends


@pytest.mark.parametrize(("language", "words"), [
    ("zh", ["目的", "方式", "保存至", "撤回", "删除", "联系", "自愿"]),
    ("en", ["What for", "How", "until", "withdraws", "delete", "contact", "free"]),
])  # fmt: skip
def test_consent_says_what_the_law_asks_for(language, words):
    text = "".join(paragraph.text(language) for paragraph in FORM.introduction)
    assert all(word in text for word in words)


def test_codebook_survives_as_json():
    assert Codebook.from_json(json.dumps(CODEBOOK.to_json(), ensure_ascii=False)) == CODEBOOK


def test_codebook_declares_levels_missing_codes_and_scoring():
    levels = {name: CODEBOOK[name].level for name in ("q2", "q5", "q5_1", "q6", "q7", "q8_1", "q11", "q12", "q17")}
    assert levels == {
        "q2": "ordinal", "q5": "multi", "q5_1": "option", "q6": "scale", "q7": "ordinal", "q8_1": "ordinal",
        "q11": "scale", "q12": "text", "q17": "nominal",
    }  # fmt: skip
    assert [v.id for v in CODEBOOK.variables if v.reverse] == ["q8_3", "q9_3", "q10_3"]
    assert {item.kind for item in CODEBOOK["q16"].missing} == {"blank", "skipped"}
    assert {item.kind for item in CODEBOOK["q17"].missing} == {"blank", "refused"}
    assert "7" not in CODEBOOK["q17"].codes
    assert CODEBOOK["q9_4"].part_of == "", "the attention check is no part of the scale"
    assert CODEBOOK["q15_other"].personal


def starts_a_question(line: str) -> bool:
    """The rule by which the import of 问卷星 takes a line for the beginning of a question."""
    if not re.match(r"^\s*([a-zA-Z]|问题|第)?\s*\d+|\(\d\)+|[\uff10-\uff19]+", line):
        return False
    is_range = re.match(r"^\s*\d+\s*[-－—~～]{1,3}\s*\d+", line)
    has_unit = re.match(r"^\s*\d+[次万%千小年以岁元人本个后级GXM分]", line)
    return not (is_range or has_unit)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_import_text_has_one_block_a_question(language):
    opening, *blocks = questionnaire_wjx(FORM, language).rstrip("\n").split("\n\n")
    assert opening.splitlines()[0] == FORM.title.text(language)
    assert not any(starts_a_question(line) for line in opening.splitlines())
    assert len(blocks) == len(FORM.questions)
    for question, block in zip(FORM.questions, blocks, strict=True):
        stem, *rest = block.splitlines()
        assert stem.startswith(f"{question.number}.{question.text.text(language)}")
        assert re.search(r"\[(单选题|多选题|量表题|矩阵量表题|填空题)\]$", stem)
        assert starts_a_question(stem)
        assert not [line for line in rest if starts_a_question(line)], rest
        if question.kind == "battery":
            assert len(rest[0].split(" ")) == 5, "answers of a matrix are parted by blanks"
            assert rest[1:] == [item.text.text(language) for item in question.items]
        else:
            assert rest == [answer.text.text(language) for answer in question.answers]


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.text, self.open, self.sections, self.links = "", [], [], []

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        self.links += [facts[name] for name in ("src", "href") if name in facts]
        if tag == "section":
            self.sections.append(facts["id"])
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("language", ["en", "zh"])
def test_documents_hold_every_question_answer_and_rule(language):
    page = questionnaire_html(FORM, language)
    reader = _Reader()
    reader.feed(page)
    assert reader.open == []
    assert reader.links == [], "nothing is loaded from elsewhere"
    assert reader.sections == [question.id for question in FORM.questions]
    markdown = questionnaire_markdown(FORM, language)
    wanted = [text.text(language) for text in texts()] + [item.text for item in instructions(FORM, language)]
    for text in wanted:
        assert text in reader.text, text
        assert text in markdown, text


def test_rules_name_the_question_and_its_answers():
    assert FORM.rule(FORM["q15"], "en") == (
        "Shown only to those who chose “I buy less” or “I have stopped buying” in question 14"
    )
    assert FORM.rule(FORM["q15"], "zh") == "仅当第 14 题选择了“买得更少了”或“已经不买了”时显示"
    assert FORM.rule(FORM["q1"], "en") == ""


def fielded(seed: int, n: int = 160) -> pd.DataFrame:
    """Answers as they would come in: skips by the logic of the form, refusals, blanks, texts."""
    rng = np.random.default_rng(seed)
    frame: dict[str, object] = {}
    for question in FORM.questions:
        asked = np.ones(n, dtype=bool)
        if question.asked_if:
            asked = np.isin(frame[question.asked_if.question], question.asked_if.codes)
        blank = (rng.random(n) < 0.05) & (not question.required)
        match question.kind:
            case "multi":
                ticks = (rng.random((n, len(question.answers))) < 0.3).astype(int)
                ticks[ticks.sum(axis=1) == 0, 0] = 1
                ticks[~asked] = -3
                frame |= {question.part(place + 1): ticks[:, place] for place in range(ticks.shape[1])}
            case "battery":
                for place in range(1, len(question.items) + 1):
                    frame[question.part(place)] = rng.integers(1, 6, n)
            case "text":
                frame[question.id] = [
                    None if b else f"第 {k} 位的看法 {rng.integers(9999)}" for k, b in enumerate(blank)
                ]
            case "number":
                frame[question.id] = np.where(blank, -2, rng.integers(0, 8, n))
            case _:
                codes = rng.choice([answer.code for answer in question.answers], n)
                frame[question.id] = np.where(asked, codes, -3)
    return pd.DataFrame(frame)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("layout", ["wjx_text", "wjx_number"])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_codebook_fits_a_fielded_file(layout, language, seed):
    frame = fielded(seed)
    codebook = questionnaire_codebook(FORM, language)
    # A survey tool knows no attention check: for it, it is one more row of the matrix.
    as_tool = Codebook(
        tuple(
            replace(v, part_of="q9") if v.id == "q9_4" else v
            for v in codebook.variables if v.id in frame.columns or v.options
        )
    )  # fmt: skip
    # Refusals are answers like any other to the tool.
    as_tool = Codebook(
        tuple(replace(v, missing=tuple(m for m in v.missing if m.kind != "refused")) for v in as_tool.variables)
    )
    study = Study(id="fielded", name=LocalText("fielded"), survey=frame, codebook=as_tool)
    data = survey_bytes(study, layout=layout, file_format="csv", language=language)
    read = read_survey(data, file_name="answers.csv", codebook=codebook)
    back = file_study(name=LocalText("back"), survey=read.frame, codebook=codebook)
    typed, wanted = back.typed("survey"), replace(study, codebook=codebook).typed("survey")
    assert set(frame.columns) <= set(typed.columns)
    for name in frame.columns:
        pd.testing.assert_series_equal(
            typed.columns[name].series(frame.index), wanted.columns[name].series(frame.index), obj=name
        )
        np.testing.assert_array_equal(typed.columns[name].kinds, wanted.columns[name].kinds, err_msg=name)
