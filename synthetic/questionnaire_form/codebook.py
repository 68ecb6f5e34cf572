"""The codebook of a questionnaire: what the answers mean when the fielded file comes back."""

from __future__ import annotations

from dataclasses import replace

from analysis.core.messages import Language, LocalText
from analysis.data.codebook import Codebook, MissingCode, ValueLabel, Variable, VariableLevel
from synthetic.questionnaire_form.form import Answer, FormQuestion, Questionnaire

BLANK, SKIPPED = MissingCode(code=-2, kind="blank"), MissingCode(code=-3, kind="skipped")
CHOSEN = (ValueLabel(0, LocalText("Not chosen", "未选")), ValueLabel(1, LocalText("Chosen", "选中")))
# Answers of these questions stand in the order of what they measure.
ORDERED = frozenset({"q2", "q3", "q4", "q19"})


def questionnaire_codebook(form: Questionnaire, language: Language = "zh") -> Codebook:
    """What will the answers of this questionnaire mean?

    Parameters
    ----------
    form : Questionnaire
        The questionnaire.
    language : {"en", "zh"}
        Language in which it is fielded: by these texts options find their columns in the file.

    Returns
    -------
    Codebook
        Ids are those an export of 问卷星 gives: ``q7``, ``q8_1`` … for statements, ``q5_1`` … for
        options, ``q5_other`` for what was written beside one. Codes are option numbers. -3 (skipped by
        logic) and -2 (left blank) are declared as missing, and so are refusals; reverse-keyed
        statements are marked.

    Examples
    --------
    >>> from synthetic.questionnaire_form import standard_questionnaire
    >>> codebook = questionnaire_codebook(standard_questionnaire())
    >>> codebook["q8_3"].reverse, codebook["q15"].options[:2], codebook["q19"].missing[-1].kind
    (True, ('q15_1', 'q15_2'), 'refused')
    """
    variables = tuple(variable for question in form.questions for variable in _variables(question))
    if language == "zh":
        # The text of an option is its Chinese label unless the codebook says another.
        return Codebook(variables)
    return Codebook(tuple(replace(v, answer=v.label.en) if v.part_of and v.level != "text" else v for v in variables))


def _variables(question: FormQuestion) -> tuple[Variable, ...]:
    match question.kind:
        case "battery":
            return tuple(
                Variable(
                    id=question.part(place),
                    label=item.text,
                    level="ordinal",
                    values=_values(question.answers),
                    missing=_missing(question),
                    reverse=item.reverse,
                    # The attention check stands among the statements but measures nothing.
                    part_of=question.id if item.expected is None else "",
                )
                for place, item in enumerate(question.items, start=1)
            )
        case "multi":
            return _multi(question)
        case _:
            return (
                Variable(
                    id=question.id,
                    label=question.text,
                    level=_level(question),
                    values=_values(question.answers) if question.kind != "score" else (),
                    missing=_missing(question),
                ),
            )


def _level(question: FormQuestion) -> VariableLevel:
    match question.kind:
        case "rating":
            return "ordinal"
        case "score" | "number":
            return "scale"
        case "text":
            return "text"
        case _:
            return "ordinal" if question.id in ORDERED else "nominal"


def _multi(question: FormQuestion) -> tuple[Variable, ...]:
    options = tuple(question.part(answer.code) for answer in question.answers)
    missing = (BLANK, SKIPPED) if question.asked_if else (BLANK,)
    columns = tuple(
        Variable(id=name, label=answer.text, level="option", values=CHOSEN, missing=missing, part_of=question.id)
        for name, answer in zip(options, question.answers, strict=True)
    )
    written = tuple(
        Variable(
            id=f"{question.id}_other",
            label=LocalText(f"{question.text.en} {answer.text.en}", f"{question.text.zh}{answer.text.zh}"),
            level="text",
            part_of=question.id,
            personal=True,
        )
        for answer in question.answers
        if answer.written
    )
    return (Variable(id=question.id, label=question.text, level="multi", options=options), *columns, *written)


def _values(answers: tuple[Answer, ...]) -> tuple[ValueLabel, ...]:
    return tuple(ValueLabel(answer.code, answer.text) for answer in answers)


def _missing(question: FormQuestion) -> tuple[MissingCode, ...]:
    refused = tuple(MissingCode(answer.code, "refused") for answer in question.answers if answer.refused)
    return (BLANK, *((SKIPPED,) if question.asked_if else ()), *refused)
