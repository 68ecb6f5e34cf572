"""A survey as SurveyMonkey exports it: the question in the first header row, the option in the second."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.messages import Language
from synthetic.writers.cells import Sheet
from synthetic.writers.questions import CLOSED, SUBMITTED, Cell, Column, Question

TOOL_HEADERS = (
    "Respondent ID", "Collector ID", "Date Created", "Date Modified", "IP Address", "Email Address", "First Name",
    "Last Name", "Custom Data 1",
)  # fmt: skip
FIRST_RESPONDENT = 110_000_000_001


def surveymonkey_sheet(questions: Sequence[Question], language: Language) -> Sheet:
    """Lay questions out as SurveyMonkey does (expanded columns).

    Parameters
    ----------
    questions : sequence of Question
        The survey.
    language : str
        Language of question and answer texts.

    Returns
    -------
    Sheet
        Two header rows. A question with several answers has a column for each option that repeats the
        option's text where it was chosen; its text stands above the first of them. Columns of the tool
        that the study knows nothing about (addresses, names) are empty.

    Notes
    -----
    The layout does not hold: ids of variables, labels in a second language, answers nobody gave,
    declared levels and orders, reverse-keyed items, why a cell is empty. A question with several
    answers in which none was chosen is an empty row, as if it had not been asked.
    """
    n = len(questions[0])
    submitted = next((q for name in SUBMITTED for q in questions if q.owner.id == name), None)
    times: list[Cell] = submitted.columns[0].codes() if submitted else [None] * n
    first: list[str] = [*TOOL_HEADERS]
    second = [""] * len(TOOL_HEADERS)
    columns: list[Sequence[Cell]] = [
        [str(FIRST_RESPONDENT + place) for place in range(n)],
        [None] * n,
        [None] * n,
        times,
        *([None] * n for _ in TOOL_HEADERS[4:]),
    ]
    for question in questions:
        if question is submitted:
            continue
        stem = question.owner.label.text(language) or question.owner.id
        for place, column in enumerate(question.columns):
            first.append("" if place else stem)
            if question.kind == "single":
                is_closed = column.variable.level in CLOSED or bool(column.variable.values)
                second.append("Response" if is_closed else "Open-Ended Response")
                columns.append(column.words(language))
            else:
                second.append(column.variable.label.text(language))
                columns.append(_part(question, column, language))
    return Sheet((tuple(first), tuple(second)), tuple(columns))


def _part(question: Question, column: Column, language: Language) -> list[Cell]:
    if question.kind == "ranking":
        return column.places()
    option = column.variable.label.text(language)
    return [option if chosen else None for chosen in column.chosen().tolist()]
