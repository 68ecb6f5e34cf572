"""A table with one header row: labels as headers, answers in words, several answers as columns of 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.messages import Language
from synthetic.writers.cells import Sheet
from synthetic.writers.questions import Cell, Column, Question


def plain_sheet(questions: Sequence[Question], language: Language) -> Sheet:
    """Lay a table out with one header row.

    Parameters
    ----------
    questions : sequence of Question
        The table.
    language : str
        Language of headers and answers.

    Returns
    -------
    Sheet
        Options of a question stand side by side as ``question - option``; what is missing is empty.

    Notes
    -----
    The layout does not hold: ids of variables, labels in a second language, answers nobody gave,
    declared levels and orders, reverse-keyed items, why a cell is empty.
    """
    headers: list[str] = []
    columns: list[list[Cell]] = []
    for question in questions:
        stem = question.owner.label.text(language) or question.owner.id
        for column in question.columns:
            single = question.kind == "single"
            headers.append(stem if single else f"{stem} - {column.variable.label.text(language)}")
            columns.append(_cells(question, column, language))
    return Sheet((tuple(headers),), tuple(columns))


def _cells(question: Question, column: Column, language: Language) -> list[Cell]:
    if question.kind == "single":
        return column.words(language)
    if question.kind == "ranking":
        return column.places()
    pairs = zip(column.chosen().tolist(), column.present().tolist(), strict=True)
    return [int(chosen) if present else None for chosen, present in pairs]
