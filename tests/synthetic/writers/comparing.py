"""What a written file lost of a study, as the ids of `LOSS_WORDS`; any other difference fails."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from analysis.core import LocalText
from analysis.data import read_survey
from analysis.data.codebook import code_text
from analysis.data.study import Study, file_study
from synthetic.writers import survey_bytes
from synthetic.writers.questions import BESIDE, DURATION, SUBMITTED, Question, questions_of

PERSONAL: dict[tuple[str, str, str | None, int], list[str]] = {}
TOOL_COLUMNS = {"wjx_text": 6, "wjx_number": 6, "surveymonkey": 9, "qualtrics": 17}


def read_back(study: Study, layout: str, file_format: str, language: str, labels_from: str | None = None) -> Study:
    """The study as `read_survey` reads it from a file, with every column it thought personal."""
    data = survey_bytes(study, layout=layout, file_format=file_format, language=language)
    other = labels_from and survey_bytes(study, layout=labels_from, file_format=file_format, language=language)
    name = f"answers.{file_format}"
    keep = PERSONAL.get((layout, language, labels_from, len(study.codebook.variables)))
    if keep is None:
        # Every file of these columns has the same personal ones: they are looked for once.
        keep = [column.column for column in read_survey(data, file_name=name, labels_from=other or None).personal]
        PERSONAL[layout, language, labels_from, len(study.codebook.variables)] = keep
    read = read_survey(data, file_name=name, labels_from=other or None, keep_personal=keep)
    return file_study(name=LocalText("read"), survey=read.frame, codebook=read.codebook)


def expected_order(study: Study, layout: str) -> list[Question]:
    asked = list(questions_of(study))
    if layout == "spss":
        # The format knows no rankings: their items stand alone.
        return [
            single
            for q in asked
            for single in ([Question("single", c.variable, (c,)) for c in q.columns] if q.kind == "ranking" else [q])
        ]
    if layout in {"parquet", "plain"}:
        return asked
    submitted = next((name for name in SUBMITTED if any(q.owner.id == name for q in asked)), None)
    tool = {submitted} | ({DURATION} if layout != "surveymonkey" else set())
    asked = [question for question in asked if question.owner.id not in tool]
    if layout.startswith("wjx"):
        return [q for q in asked if q.owner.level not in BESIDE] + [q for q in asked if q.owner.level in BESIDE]
    return asked


def losses(
    study: Study, layout: str, file_format: str, language: str, labels_from: str | None = None
) -> dict[str, set[str]]:
    """Loss ids, each with the variables it was seen in."""
    back = read_back(study, layout, file_format, language, labels_from)
    read = list(questions_of(back))[TOOL_COLUMNS.get(layout, 0) :]
    if layout.startswith("wjx"):
        assert [q.owner.id for q in list(questions_of(back))[:4]] == [
            "respondent_no", "submitted_at", "duration_seconds", "source",
        ]  # fmt: skip
    wanted = expected_order(study, layout)
    assert len(read) == len(wanted), ([q.owner.id for q in read], [q.owner.id for q in wanted])
    found: dict[str, set[str]] = {}
    effective = "wjx_text" if labels_from else layout
    for before, after in zip(wanted, read, strict=True):
        for loss in _question(before, after, language, effective):
            found.setdefault(loss, set()).add(before.owner.id)
    return found


def _question(before: Question, after: Question, language: str, layout: str) -> set[str]:
    name = before.owner.id
    found: set[str] = set()
    assert before.kind == after.kind, (name, before.kind, after.kind)
    assert len(before.columns) == len(after.columns), name
    pairs = [(before.owner, after.owner)]
    if before.kind == "ranking" or (before.kind == "multi" and layout == "wjx_text"):
        # Options and items are the same wherever they stand.
        named = {column.variable.label.text(language): column for column in after.columns}
        ordered = tuple(named[column.variable.label.text(language)] for column in before.columns)
        found |= {"offered_order"} if ordered != after.columns else set()
        after = Question(after.kind, after.owner, ordered)
    pairs += [(b.variable, a.variable) for b, a in zip(before.columns, after.columns, strict=True)]
    for b, a in pairs:
        found |= _label(b.label, a.label, language, name)
        found |= {"ids"} if b.id != a.id else set()
        found |= {"reverse"} if b.reverse and not a.reverse else set()
        if b.part_of and b.level != "option" and before.kind == "single" and not a.part_of:
            found.add("batteries")
    if before.kind == "multi":
        return found | _multi(before, after, name)
    for b, a in zip(before.columns, after.columns, strict=True):
        found |= _single(b, a, language, layout)
    return found


def _label(before: LocalText, after: LocalText, language: str, name: str) -> set[str]:
    if before == after:
        return set()
    assert before.text(language) == after.text(language), (name, before, after)
    assert not (after.en and after.zh), (name, after)
    return {"one_language"}


def _multi(before: Question, after: Question, name: str) -> set[str]:
    found: set[str] = set()
    ticks_before = np.column_stack([column.chosen() for column in before.columns])
    ticks_after = np.column_stack([column.chosen() for column in after.columns])
    np.testing.assert_array_equal(ticks_before, ticks_after, err_msg=name)
    kinds_before = np.column_stack([column.cells.kinds for column in before.columns])
    kinds_after = np.column_stack([column.cells.kinds for column in after.columns])
    none = ~ticks_before.any(axis=1)
    for b, a in {(b, a) for b, a in zip(kinds_before.ravel().tolist(), kinds_after.ravel().tolist(), strict=True)}:
        if b == a:
            continue
        match b, a:
            case (2, 0) | (3, 0) | (4, 0):
                found.add("blank_choice")
            case (0, 2):
                rows = ((kinds_before == b) & (kinds_after == a)).any(axis=1)
                assert none[rows].all(), name
                found.add("none_chosen")
            case (1, 2):
                found.add("skipped")
            case (3, 2) | (4, 2):
                found.add("refused")
            case _:
                raise AssertionError((name, b, a))
    return found


def _single(before, after, language: str, layout: str) -> set[str]:
    variable, name = before.variable, before.variable.id
    found: set[str] = set()
    if variable.level != after.variable.level:
        found.add(_level_loss(variable, layout))
    found |= _kinds(before, after, layout)
    if layout == "wjx_number" and variable.level in {"nominal", "ordinal"}:
        shown_before, shown_after = before.places(), after.codes()
        if shown_before != before.words(language):
            found.add("answer_labels")
    else:
        shown_before, shown_after = before.words(language), after.words(language)
    if before.variable.level == "date":
        np.testing.assert_array_equal(
            pd.array(before.cells.values).to_numpy(), pd.array(after.cells.values).to_numpy(), err_msg=name
        )
        return found
    for b, a in zip(shown_before, shown_after, strict=True):
        if b is None or a is None:
            continue  # told by the kinds of missing
        if isinstance(b, float) and isinstance(a, float) and b != a:
            assert math.isclose(b, a, rel_tol=1e-14), (name, b, a)
            found.add("long_numbers")
        else:
            assert code_text(b) == code_text(a), (name, b, a)
    return found | _answers(variable, after.variable, language, layout)


def _level_loss(variable, layout: str) -> str:
    if layout == "spss":
        assert variable.level in {"id", "weight", "text"}, variable.id
        return "roles"
    return "guessed_level"


def _kinds(before, after, layout: str) -> set[str]:
    found: set[str] = set()
    for b, a in set(zip(before.cells.kinds.tolist(), after.cells.kinds.tolist(), strict=True)):
        if b == a:
            continue
        assert a == 2, (before.variable.id, b, a)
        if layout == "spss":
            assert before.variable.level in {"text", "id", "date"}, before.variable.id
            found.add("text_missing")
        else:
            found.add("skipped" if b == 1 else "refused")
        assert b != 0, before.variable.id
    return found


def _answers(before, after, language: str, layout: str) -> set[str]:
    """What became of the declared answers of a closed question, or the labelled points of a scale."""
    found: set[str] = set()
    declared = [value for value in before.values if code_text(value.code) in before.codes]
    if before.level == "scale":
        declared = [value for value in declared if value.label.text(language) != code_text(value.code)]
    if before.level not in {"nominal", "ordinal", "scale"} or not declared:
        return found
    words = [value.label.text(language) for value in declared]
    after_words = [value.label.text(language) for value in after.values if code_text(value.code) in after.codes]
    if layout == "wjx_number":
        return found | ({"unused_answers"} if len(after_words) < len(words) else set())
    if before.level == "scale" and after_words != words:
        # The labelled points of a scale are words for its numbers: a table holds the numbers alone.
        return found | {"answer_labels" if layout == "wjx_number" else "unused_answers"}
    # Where both exports are read together, an option nobody chose has its number for a label.
    after_words = [word for word in after_words if word in words or not word.isdigit()]
    assert set(after_words) <= set(words), (before.id, words, after_words)
    if len(after_words) < len(words):
        found.add("unused_answers")
    if [word for word in words if word in after_words] != after_words:
        found.add("guessed_level")
    for b, a in zip(declared, after.values, strict=False):
        if after_words == words:
            found |= {"one_language"} if b.label != a.label else set()
            if layout in {"spss", "parquet"}:
                assert code_text(b.code) == code_text(a.code), before.id
    return found
