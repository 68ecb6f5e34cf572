"""What a fieldworker has to know beside the questions: logic, checks, scoring, in words."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.core.messages import Language
from synthetic.questionnaire_form.form import FormQuestion, Questionnaire


@dataclass(frozen=True, slots=True)
class Instruction:
    """One thing to set up or to observe: the question it is about, and what."""

    question: str
    text: str


def instructions(form: Questionnaire, language: Language) -> tuple[Instruction, ...]:
    """What the text of the questionnaire alone does not say, question by question.

    Examples
    --------
    >>> from synthetic.questionnaire_form import standard_questionnaire
    >>> instructions(standard_questionnaire(), "en")[0].text
    'The interview ends for those who choose “I do not take part”.'
    """
    found: list[Instruction] = []
    for question in form.questions:
        found.extend(Instruction(question.id, text) for text in _of(form, question, language))
    return tuple(found)


def _of(form: Questionnaire, question: FormQuestion, language: Language) -> list[str]:
    zh = language == "zh"
    texts = [f"{form.rule(question, language)}{'。' if zh else '.'}"] if question.asked_if else []
    for answer in question.answers:
        text = answer.text.text(language)
        if answer.ends:
            texts.append(f"选择“{text}”的人结束作答。" if zh else f"The interview ends for those who choose “{text}”.")
        if answer.written:
            texts.append(f"“{text}”后可填写文字。" if zh else f"“{text}” has a box to write in.")
        if answer.alone:
            texts.append(f"“{text}”与其他选项互斥。" if zh else f"“{text}” excludes all other answers.")
        if answer.refused:
            texts.append(f"“{text}”按拒答处理，不计入分析。" if zh else f"“{text}” is a refusal and counts as missing.")
    if question.scale is not None:
        texts.append(_scored(question, language))
    if question.kind == "multi":
        texts.append("可多选；选项次序随机。" if zh else "Several answers are allowed; their order is random.")
    if not question.required:
        texts.append("可以不答。" if zh else "It may be passed over.")
    return texts


def _scored(question: FormQuestion, language: Language) -> str:
    scale = question.scale.text(language) if question.scale else ""
    reverse = [place for place, item in enumerate(question.items, start=1) if item.reverse]
    checks = [(place, item.expected) for place, item in enumerate(question.items, start=1) if item.expected]
    highest = len(question.answers)
    if language == "zh":
        text = f"量表：{scale}。得分为各条平均（1–{highest} 分）"
        text += "".join(f"，第 {place} 条反向计分" for place in reverse) + "。陈述次序随机。"
        for place, code in checks:
            text += f"第 {place} 条为注意力检测，不计分；应选“{question.answers[code - 1].text.zh}”。"
        return text
    text = f"Scale: {scale}. The score is the mean of the statements (1–{highest})"
    text += "".join(f"; statement {place} is reversed" for place in reverse) + ". The order of statements is random."
    for place, code in checks:
        expected = question.answers[code - 1].text.en
        text += f" Statement {place} checks attention and is not scored: “{expected}” is right."
    return text
