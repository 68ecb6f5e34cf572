"""A table as an SPSS file: codes, labels, measure, user-missing codes and multiple-response sets."""

# pyreadstat has no types of its own.
# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false, reportArgumentType=false
from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.core.frames import MISSING_KINDS, MissingKind
from analysis.core.messages import Language, LocalText
from analysis.data.codebook import code_text
from synthetic.writers.questions import CLOSED, Column, Question, named_answers
from synthetic.writers.spss_sets import ResponseSet, with_response_sets

MISSING_WORDS: dict[MissingKind, LocalText] = {
    "skipped": LocalText("Skipped by logic", "跳过"),
    "blank": LocalText("Left blank", "未答"),
    "refused": LocalText("Refused", "拒绝回答"),
    "invalid": LocalText("Not valid", "无效"),
}
USUAL_CODES: dict[MissingKind, tuple[int, ...]] = {
    "skipped": (-3, -93, -9_993),
    "blank": (-2, -92, -9_992),
    "refused": (-4, -94, -9_994),
    "invalid": (-5, -95, -9_995),
}
# A variable may name three missing values, or a range of them.
MAX_NAMED = 3
# Short strings alone may have user-missing values.
MAX_TEXT = 8
MEASURES = {"nominal": "nominal", "ordinal": "ordinal", "option": "nominal", "scale": "scale", "weight": "scale"}


@dataclass(slots=True)
class _Dictionary:
    """What an SPSS file says about its variables."""

    columns: dict[str, pd.Series] = field(default_factory=dict[str, pd.Series])
    labels: dict[str, str] = field(default_factory=dict[str, str])
    value_labels: dict[str, dict[Any, str]] = field(default_factory=dict[str, dict[Any, str]])
    missing: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    measures: dict[str, str] = field(default_factory=dict[str, str])


def spss_bytes(questions: Sequence[Question], language: Language) -> bytes:
    """Write a table as .sav.

    Parameters
    ----------
    questions : sequence of Question
        The table.
    language : str
        Language of all labels.

    Returns
    -------
    bytes
        Questions with several answers are multiple-response sets. Each kind of missing answer is a
        user-missing code with a label that says the kind; an empty number is system-missing.

    Notes
    -----
    The format does not hold: labels in a second language, reverse-keyed items, the question that
    items of a ranking belong to, and that a column is an id, a weight or an open text (told by its
    name and values on reading).
    """
    import pyreadstat

    dictionary = _Dictionary()
    sets: list[ResponseSet] = []
    for question in questions:
        for column in question.columns:
            _add(dictionary, column, language)
        if question.kind == "multi" and len(question.columns) > 1:
            names = tuple(column.variable.id for column in question.columns)
            sets.append(ResponseSet(question.owner.id, question.owner.label.text(language), names))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.sav"
        pyreadstat.write_sav(
            pd.DataFrame(dictionary.columns),
            str(path),
            column_labels=dictionary.labels,
            variable_value_labels=dictionary.value_labels,
            missing_ranges=dictionary.missing,
            variable_measure=dictionary.measures,
        )
        data = path.read_bytes()
    return with_response_sets(data, sets)


def _add(dictionary: _Dictionary, column: Column, language: Language) -> None:
    variable = column.variable
    name = variable.id
    dictionary.labels[name] = variable.label.text(language)
    dictionary.measures[name] = MEASURES.get(variable.level, "unknown")
    if variable.level == "date":
        dictionary.columns[name] = pd.Series(column.cells.values)
        return
    answers, labels = _answers(column, language)
    is_text = any(isinstance(code, str) for code in labels) or variable.level not in MEASURES
    if is_text:
        answers = [None if answer is None else str(answer) for answer in answers]
        labels = {str(code): label for code, label in labels.items()}
    codes = _missing_codes(column, answers, is_text=is_text)
    for kind, code in codes.items():
        at = column.missing(kind)
        answers = [code if missing else answer for answer, missing in zip(answers, at.tolist(), strict=True)]
        labels[code] = MISSING_WORDS[kind].text(language)
    if codes:
        dictionary.missing[name] = _ranges(list(codes.values()))
    if labels:
        dictionary.value_labels[name] = labels
    texts = ["" if answer is None else answer for answer in answers]
    dictionary.columns[name] = pd.Series(texts, dtype="str") if is_text else pd.Series(answers, dtype=np.float64)


def _answers(column: Column, language: Language) -> tuple[list[Any], dict[Any, str]]:
    """Answers as codes, and the labels of the codes that have another name than themselves."""
    variable = column.variable
    if variable.level == "option":
        pairs = zip(column.chosen().tolist(), column.present().tolist(), strict=True)
        codes: list[Any] = [int(chosen) if present else None for chosen, present in pairs]
        return codes, {int(v.code): v.label.text(language) for v in variable.values if code_text(v.code) in {"0", "1"}}
    named = named_answers(variable, language)
    if variable.level not in CLOSED:
        return list(column.codes()), {float(code): label for code, label in named.items() if label != code}
    answers = column.codes()
    if any(_number(code) is None for code in [*named, *(str(answer) for answer in answers if answer is not None)]):
        return list(answers), dict(named)
    numbered = [None if answer is None else _number(str(answer)) for answer in answers]
    return numbered, {_number(code): label for code, label in named.items()}


def _number(code: str) -> float | None:
    try:
        number = float(code)
    except ValueError:
        return None
    return number if code_text(number) == code else None


def _missing_codes(column: Column, answers: Sequence[Any], *, is_text: bool) -> dict[MissingKind, Any]:
    """A code for each kind of missing answer that the codebook declares or the cells show."""
    declared: dict[MissingKind, Any] = {}
    for item in column.variable.missing:
        declared.setdefault(item.kind, item.code)
    shown: list[MissingKind] = [
        kind for kind in MISSING_KINDS if kind in declared or (kind != "blank" and column.missing(kind).any())
    ]
    if is_text and max((len(str(answer).encode()) for answer in answers if answer is not None), default=0) > MAX_TEXT:
        return {}
    taken = {code_text(answer) for answer in answers if answer is not None} | set(column.variable.codes)
    found: dict[MissingKind, Any] = {}
    for kind in shown:
        candidates = [*([declared[kind]] if kind in declared else []), *USUAL_CODES[kind]]
        code = next(
            c for c in candidates if code_text(c) not in taken and (is_text or _number(code_text(c)) is not None)
        )
        taken.add(code_text(code))
        found[kind] = code_text(code) if is_text else float(code_text(code))
    return found


def _ranges(codes: list[Any]) -> list[Any]:
    if len(codes) <= MAX_NAMED or isinstance(codes[0], str):
        return codes[:MAX_NAMED]
    return [{"lo": min(codes), "hi": max(codes)}]
