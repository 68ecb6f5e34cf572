"""A survey as 问卷星 (WJX) exports it: by option text or by option number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np

from analysis.core.messages import Language
from synthetic.writers.cells import Sheet
from synthetic.writers.questions import BESIDE, CLOSED, DURATION, SUBMITTED, Cell, Column, Question

WjxForm: TypeAlias = Literal["text", "number"]

SEPARATOR, ARROW = "┋", "→"
SKIPPED: dict[WjxForm, Cell] = {"text": "(跳过)", "number": -3}
BLANK: dict[WjxForm, Cell] = {"text": "(空)", "number": -2}
TOOL_HEADERS = ("序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP")


def wjx_sheet(questions: Sequence[Question], form: WjxForm, language: Language) -> Sheet:
    """Lay questions out as 问卷星 does.

    Parameters
    ----------
    questions : sequence of Question
        The survey.
    form : str
        ``text``: answers in words, several answers of a question joined by ┋ in one cell, (跳过) and
        (空) for no answer. ``number``: option numbers, one column of 0 and 1 for each option, -3 and -2.
    language : str
        Language of question and answer texts; the tool's own columns are always Chinese.

    Returns
    -------
    Sheet
        One header row: the tool's six columns first, questions as ``12、text[单选题]``, items of a battery
        as ``第12题(item)``, and the columns that nobody was asked for (ids, weights) last. What the study does not know (来源, 来自IP) is empty.

    Notes
    -----
    The layout does not hold: ids of variables, labels in a second language, answers nobody gave,
    declared levels and orders, reverse-keyed items; refused and invalid answers become left blank;
    a question with several answers that was left blank cannot be told from one in which none was
    chosen. By number it does not hold the labels of single answers either: they come back when the
    export by text is read along with it.
    """
    n = len(questions[0])
    submitted = next((q for name in SUBMITTED for q in questions if q.owner.id == name), None)
    duration = next((q for q in questions if q.owner.id == DURATION), None)
    tool: list[Sequence[Cell]] = [
        list(range(1, n + 1)),
        submitted.columns[0].codes() if submitted else [None] * n,
        [None if cell is None else f"{cell}秒" for cell in duration.columns[0].codes()] if duration else [None] * n,
        *([None] * n for _ in TOOL_HEADERS[3:]),
    ]
    headers: list[str] = [*TOOL_HEADERS]
    columns = tool
    known = {id(submitted), id(duration)}
    asked = [q for q in questions if id(q) not in known and q.owner.level not in BESIDE]
    for number, group in enumerate(_batteries(asked), start=1):
        for header, cells in _laid_out(number, group, form, language):
            headers.append(header)
            columns.append(cells)
    for question in questions:
        if id(question) not in known and question.owner.level in BESIDE:
            headers.append(question.owner.label.text(language) or question.owner.id)
            columns.append(question.columns[0].codes())
    return Sheet((tuple(headers),), tuple(columns))


def _batteries(questions: Sequence[Question]) -> list[list[Question]]:
    """Questions as the tool numbers them: items of one battery that stand side by side are one question."""
    groups: list[list[Question]] = []
    for question in questions:
        battery = question.owner.part_of if question.owner.level in CLOSED else ""
        if battery and groups and groups[-1][0].owner.part_of == battery:
            groups[-1].append(question)
        else:
            groups.append([question])
    return groups


def _laid_out(number: int, group: list[Question], form: WjxForm, language: Language) -> list[tuple[str, list[Cell]]]:
    if len(group) > 1:
        return [
            (
                f"第{number}题({item.owner.label.text(language)})[矩阵量表题]",
                _single(item.columns[0], form, language),
            )
            for item in group
        ]
    question = group[0]
    stem = question.owner.label.text(language) or question.owner.id
    mark = f"[{_type_word(question)}]"
    if question.kind == "single":
        return [(f"{number}、{stem}{mark}", _single(question.columns[0], form, language))]
    if form == "number":
        return [
            (f"{number}、{stem}({column.variable.label.text(language)}){mark}", _numbered_part(question, column))
            for column in question.columns
        ]
    joined = _joined_choices(question, language) if question.kind == "multi" else _joined_places(question, language)
    return [(f"{number}、{stem}{mark}", joined)]


def _type_word(question: Question) -> str:
    if question.kind == "multi":
        return "多选题"
    if question.kind == "ranking":
        return "排序题"
    variable = question.owner
    if variable.level == "ordinal" or (variable.level == "scale" and variable.values):
        return "量表题"
    return "单选题" if variable.level == "nominal" else "填空题"


def _single(column: Column, form: WjxForm, language: Language) -> list[Cell]:
    cells = column.words(language)
    if form == "number" and column.variable.level in CLOSED:
        cells = column.places()
    return _with_marks(column, cells, form)


def _with_marks(part: Column | Question, cells: list[Cell], form: WjxForm) -> list[Cell]:
    """Marks where nothing was answered: skipped by logic, or (whatever the reason) left blank."""
    skipped = part.missing("skipped").tolist()
    return [
        cell if cell is not None else (SKIPPED if passed else BLANK)[form]
        for cell, passed in zip(cells, skipped, strict=True)
    ]


def _numbered_part(question: Question, column: Column) -> list[Cell]:
    if question.kind == "ranking":
        return _with_marks(column, column.places(), "number")
    cells: list[Cell] = [int(chosen) for chosen in column.chosen().tolist()]
    present = column.present().tolist()
    return _with_marks(column, [cell if known else None for cell, known in zip(cells, present, strict=True)], "number")


def _joined_choices(question: Question, language: Language) -> list[Cell]:
    options = [column.variable.label.text(language) for column in question.columns]
    ticks = np.column_stack([column.chosen() for column in question.columns]).tolist()
    cells: list[Cell] = [
        SEPARATOR.join(option for option, chosen in zip(options, row, strict=True) if chosen) or None for row in ticks
    ]
    return _with_marks(question, cells, "text")


def _joined_places(question: Question, language: Language) -> list[Cell]:
    items = [column.variable.label.text(language) for column in question.columns]
    places = zip(*(column.places() for column in question.columns), strict=True)
    cells: list[Cell] = []
    for row in places:
        ranked = sorted((place, item) for place, item in zip(row, items, strict=True) if isinstance(place, int))
        cells.append(ARROW.join(item for _, item in ranked) or None)
    return _with_marks(question, cells, "text")
