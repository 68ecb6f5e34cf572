"""The two parallel exports of 问卷星 read together: the numbers from one, what they mean from the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.core.errors import UnreadableFileError
from analysis.core.messages import Message, PluralMessage
from analysis.data.dialects.wjx_questions import Labels, draft_question
from analysis.data.dialects.wjx_table import ARROW, RESERVED, SEPARATOR, WjxQuestion, WjxTable
from analysis.data.drafts import QuestionDraft
from analysis.data.numerals import numbers_of
from analysis.data.other_text import split_payload
from analysis.data.read_report import Reporter
from analysis.data.text_column import TextColumn


def align(number: WjxTable, text: WjxTable, report: Reporter) -> WjxTable:
    """The text export with its rows in the order of the number export.

    Rows are matched by respondent number; without it they must be equally many and stand in the
    same order. Rows that only one export holds give no labels.

    Raises
    ------
    UnreadableFileError
        When the rows cannot be matched.
    """
    numbers, texts = number.respondents(), text.respondents()
    if numbers is not None and texts is not None:
        left, right = pd.Index(numbers.cells()), pd.Index(texts.cells())
        if right.is_unique and left.is_unique:
            places = right.get_indexer(left)
            n_missing = int((places < 0).sum())
            if n_missing == len(places):
                raise _not_parallel(number, text)
            if n_missing:
                report.caution(
                    "guessed",
                    PluralMessage(
                        "{n:count} row stands only in the export by number; it takes its labels from the others.",
                        "{n:count} rows stand only in the export by number; they take their labels from the others.",
                        n=n_missing,
                    ),
                    n_missing,
                )
            return text.taken(np.asarray(places, dtype=np.int64))
    if number.n_rows != text.n_rows:
        raise _not_parallel(number, text)
    return text


def _not_parallel(number: WjxTable, text: WjxTable) -> UnreadableFileError:
    return UnreadableFileError(
        Message(
            "The two exports do not belong together: {numbers:count} rows by number, {texts:count} rows by text, and "
            "their respondent numbers do not match.",
            numbers=number.n_rows,
            texts=text.n_rows,
        ),
        Message("Two exports of the same answers are expected, one by option text and one by option number."),
        Message("Export both again from the same survey, without a filter, or read only one of them."),
    )


def draft_parallel(question: WjxQuestion, twin: WjxQuestion | None, report: Reporter) -> QuestionDraft:
    """A question of the number export with the labels of its twin in the text export."""
    if twin is None:
        return draft_question(question, "number")
    n_columns, n_twins = len(question.columns), len(twin.columns)
    if n_columns == n_twins:
        return _by_cells(question, twin, report)
    # A column for each option beside one joined column: the headers carry the labels already.
    _, written = split_payload(twin.columns[0].cells)
    labels = Labels(twin.stem, _option_labels(question, twin) if n_twins == 1 else None)
    return draft_question(question, "number", labels=labels, written=written)


def _by_cells(question: WjxQuestion, twin: WjxQuestion, report: Reporter) -> QuestionDraft:
    pairs: Counter[tuple[str, str]] = Counter()
    written: TextColumn | None = None
    for column, other in zip(question.columns, twin.columns, strict=True):
        cells, payload = split_payload(other.cells)
        written = payload if payload is not None else written
        pairs.update(_pairs(column.cells, cells))
    labels = _labels_of(pairs, question.id, report)
    stem = twin.stem or question.stem
    if labels and not np.isnan(numbers_of(list(labels.values()))).any():
        # The "labels" are the numbers people chose (0 to 10 as options 1 to 11): those are the answers.
        return draft_question(twin, "text", labels=Labels(stem), written=written)
    if not labels:
        # Both exports hold the same texts or numbers, or an open answer: nothing to label.
        return draft_question(question, "number", labels=Labels(stem), written=written)
    return draft_question(question, "number", labels=Labels(stem, labels), written=written)


def _pairs(codes: TextColumn, texts: TextColumn) -> Iterable[tuple[str, str]]:
    """Code and label of every answer, with the cells of both columns cut at the same marks."""
    for code, text, n in _distinct_pairs(codes, texts):
        code_parts = code.replace(ARROW, SEPARATOR).split(SEPARATOR)
        text_parts = text.replace(ARROW, SEPARATOR).split(SEPARATOR)
        if len(code_parts) == len(text_parts):
            for pair in zip(map(str.strip, code_parts), map(str.strip, text_parts), strict=True):
                yield from [pair] * n


def _distinct_pairs(codes: TextColumn, texts: TextColumn) -> Iterable[tuple[str, str, int]]:
    both = (codes.codes >= 0) & (texts.codes >= 0)
    width = max(len(texts.texts), 1)
    places, counts = np.unique(codes.codes[both] * width + texts.codes[both], return_counts=True)
    places_and_counts: list[tuple[int, int]] = list(zip(places.tolist(), counts.tolist(), strict=True))
    for place, n in places_and_counts:
        code, text = codes.texts[place // width], texts.texts[place % width]
        if code not in RESERVED and text not in RESERVED:
            yield code, text, n


def _labels_of(pairs: Counter[tuple[str, str]], question_id: str, report: Reporter) -> dict[str, str]:
    """The label each code stands beside most often; nothing where codes are no option numbers."""
    if not pairs:
        return {}
    codes = {code for code, _ in pairs}
    numbers = numbers_of(list(codes))
    if np.isnan(numbers).any() or np.any(numbers != np.floor(numbers)) or np.any((numbers < 0) | (numbers > 999)):
        return {}
    if all(code == label for code, label in pairs):
        return {}
    best: dict[str, str] = {}
    for (code, label), _ in pairs.most_common():
        best.setdefault(code, label)
    clashes = sum(n for (code, label), n in pairs.items() if best[code] != label)
    if clashes:
        report.caution(
            "guessed",
            PluralMessage(
                "{question}: in {n:count} answer the two exports disagree about what a number means; the more "
                "frequent label was taken.",
                "{question}: in {n:count} answers the two exports disagree about what a number means; the more "
                "frequent labels were taken.",
                n=clashes,
                question=question_id,
            ),
            clashes,
            question_id,
        )
    return best


def _option_labels(question: WjxQuestion, twin: WjxQuestion) -> dict[str, str] | None:
    """Labels of option columns whose headers only count (第3题(1)): the option that is chosen in the same rows."""
    if any(not option.isdigit() for option in question.options):
        return None
    cells, _ = split_payload(twin.columns[0].cells)
    options = list(
        dict.fromkeys(part for text in cells.texts for part in text.split(SEPARATOR) if text not in RESERVED)
    )
    has = {option: cells.is_in(text for text in cells.texts if option in text.split(SEPARATOR)) for option in options}
    found: dict[str, str] = {}
    for name, column in zip(question.options, question.columns, strict=True):
        chosen = column.cells.is_in(["1"])
        same = [option for option in options if _agree(chosen, has[option])]
        if len(same) == 1 and chosen.any():
            found[name] = same[0]
    return found or None


def _agree(left: NDArray[np.bool_], right: NDArray[np.bool_]) -> bool:
    return bool(np.array_equal(left, right))
