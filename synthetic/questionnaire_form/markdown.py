"""A questionnaire as Markdown: to read, to discuss, and to set up in a survey tool."""

from __future__ import annotations

from analysis.core.messages import Language
from synthetic.questionnaire_form.form import FormQuestion, Questionnaire
from synthetic.questionnaire_form.outline import instructions


def questionnaire_markdown(form: Questionnaire, language: Language = "zh") -> str:
    """What is asked, in plain text that every editor opens?

    Parameters
    ----------
    form : Questionnaire
        The questionnaire.
    language : {"en", "zh"}
        Its language.

    Returns
    -------
    str
        Consent text, every question with its answers, who is asked it and how it is scored.

    Examples
    --------
    >>> from synthetic.questionnaire_form import standard_questionnaire
    >>> questionnaire_markdown(standard_questionnaire(), "en").splitlines()[0]
    '# Customer retention questionnaire'
    """
    lines = [f"# {form.title.text(language)}", ""]
    for paragraph in form.introduction:
        lines += [paragraph.text(language), ""]
    notes: dict[str, list[str]] = {}
    for instruction in instructions(form, language):
        notes.setdefault(instruction.question, []).append(instruction.text)
    for question in form.questions:
        lines += [*_question(question, language), ""]
        lines += [f"> {text}" for text in notes.get(question.id, [])]
        lines += [""] if question.id in notes else []
    return "\n".join([*lines, form.thanks.text(language), ""])


def _question(question: FormQuestion, language: Language) -> list[str]:
    star = "" if question.required else ("（选填）" if language == "zh" else " (optional)")
    lines = [f"## {question.number}. {question.text.text(language)}{star}", ""]
    if question.note.text(language):
        lines += [f"*{question.note.text(language)}*", ""]
    answers = [answer.text.text(language) for answer in question.answers]
    if question.kind == "battery":
        lines += ["| | " + " | ".join(answers) + " |", "|---|" + ":-:|" * len(answers)]
        return [*lines, *(f"| {item.text.text(language)} |" + " ○ |" * len(answers) for item in question.items)]
    if question.kind in {"number", "text"}:
        return [*lines, "______"]
    mark = "☐" if question.kind == "multi" else "○"
    return [*lines, *(f"- {mark} {text}" for text in answers)]
