"""A survey as Qualtrics exports it: three header rows, answers as choice text, -99 for seen and not answered."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from analysis.core.messages import Language
from synthetic.writers.cells import Sheet
from synthetic.writers.questions import DURATION, SUBMITTED, Cell, Column, Question

SEEN = "-99"
TOOL_HEADERS = (
    ("StartDate", "Start Date"), ("EndDate", "End Date"), ("Status", "Response Type"), ("IPAddress", "IP Address"),
    ("Progress", "Progress"), ("Duration (in seconds)", "Duration (in seconds)"), ("Finished", "Finished"),
    ("RecordedDate", "Recorded Date"), ("ResponseId", "Response ID"), ("RecipientLastName", "Recipient Last Name"),
    ("RecipientFirstName", "Recipient First Name"), ("RecipientEmail", "Recipient Email"),
    ("ExternalReference", "External Data Reference"), ("LocationLatitude", "Location Latitude"),
    ("LocationLongitude", "Location Longitude"), ("DistributionChannel", "Distribution Channel"),
    ("UserLanguage", "User Language"),
)  # fmt: skip
USER_LANGUAGE = {"en": "EN", "zh": "ZH-S"}


def qualtrics_sheet(questions: Sequence[Question], language: Language) -> Sheet:
    """Lay questions out as Qualtrics does.

    Parameters
    ----------
    questions : sequence of Question
        The survey.
    language : str
        Language of question and answer texts.

    Returns
    -------
    Sheet
        Three header rows: the variable's id, the question's text, the import id. A question with
        several answers has a column ``id_1``, ``id_2`` … for each option. Seen and not answered is
        -99, not shown is an empty cell. Addresses, names and places are empty.

    Notes
    -----
    The layout does not hold: ids of options, labels in a second language, answers nobody gave,
    declared levels and orders, reverse-keyed items; skipped by logic is an empty cell; refused and
    invalid answers become left blank; a question with several answers that was left blank cannot be
    told from one in which none was chosen.
    """
    n = len(questions[0])
    known = {name: q for q in questions for name in (*SUBMITTED, DURATION) if q.owner.id == name}
    submitted = next((known[name].columns[0].codes() for name in SUBMITTED if name in known), [None] * n)
    filled: dict[str, Sequence[Cell]] = {
        "EndDate": submitted,
        "RecordedDate": submitted,
        "Progress": [100] * n,
        "Finished": ["True"] * n,
        "ResponseId": [f"R_{place:015d}" for place in range(1, n + 1)],
        "UserLanguage": [USER_LANGUAGE[language]] * n,
    }
    if DURATION in known:
        filled["Duration (in seconds)"] = known[DURATION].columns[0].codes()
    ids, texts = [name for name, _ in TOOL_HEADERS], [text for _, text in TOOL_HEADERS]
    imports = [name[0].lower() + name[1:] for name in ids]
    columns: list[Sequence[Cell]] = [filled.get(name, [None] * n) for name in ids]
    written = {id(question) for question in known.values()}
    for number, question in enumerate((q for q in questions if id(q) not in written), start=1):
        stem = question.owner.label.text(language) or question.owner.id
        for place, column in enumerate(question.columns, start=1):
            single = question.kind == "single"
            ids.append(column.variable.id if single else f"{question.owner.id}_{place}")
            texts.append(stem if single else f"{stem} - Selected Choice - {column.variable.label.text(language)}")
            imports.append(f"QID{number}" if single else f"QID{number}_{place}")
            columns.append(_cells(question, column, language))
    import_row = tuple(json.dumps({"ImportId": name}) for name in imports)
    return Sheet((tuple(ids), tuple(texts), import_row), tuple(columns))


def _cells(question: Question, column: Column, language: Language) -> list[Cell]:
    shown = (~column.missing("skipped")).tolist()
    if question.kind == "multi":
        option = column.variable.label.text(language)
        ticks = np.column_stack([other.chosen() for other in question.columns])
        nothing: list[bool] = (ticks.sum(axis=1) == 0).tolist()
        return [
            option if chosen else (SEEN if seen and none else None)
            for chosen, seen, none in zip(column.chosen().tolist(), shown, nothing, strict=True)
        ]
    answers = column.places() if question.kind == "ranking" else column.words(language)
    if question.owner.level in {"id", "weight"}:
        return answers
    return [SEEN if cell is None and seen else cell for cell, seen in zip(answers, shown, strict=True)]
