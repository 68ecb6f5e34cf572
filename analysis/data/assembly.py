"""Drafts become a frame of raw codes and a codebook; the report says what had to be guessed on the way."""

# pandas' own stubs leave some series partly unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.core.messages import ColumnRef, Message, MessageValue, PluralMessage
from analysis.data.answers import Answers, infer_answers
from analysis.data.codebook import Codebook, MissingCode, ValueLabel, Variable
from analysis.data.drafts import ColumnDraft, Draft
from analysis.data.item_answers import shared_scales
from analysis.data.item_labels import labels_told_apart
from analysis.data.number_levels import plain_code
from analysis.data.numerals import damaged_numbers, numbers_of
from analysis.data.read_report import Reporter
from analysis.data.text_column import TextColumn
from analysis.data.times import parse_times
from analysis.data.variable_ids import local_text

MAX_NAMED = 6
MAX_EXAMPLES = 3


def assemble(draft: Draft, report: Reporter) -> tuple[pd.DataFrame, Codebook]:
    """Build the frame of raw codes and its codebook.

    Parameters
    ----------
    draft : Draft
        What a dialect understood.
    report : Reporter
        Told what was guessed about levels and order, and which texts stand where numbers are expected.

    Returns
    -------
    (DataFrame, Codebook)
        Columns are variable ids; numbers and dates are typed, everything else is text. Codes for
        missing answers stay in the frame, the codebook says what they mean.
    """
    found = shared_scales(draft.columns, [_answers(column) for column in draft.columns])
    columns: dict[str, pd.Series] = {}
    variables: list[Variable] = []
    owners = {question.options[0]: question for question in draft.questions if question.options}
    for column, answers in zip(draft.columns, found, strict=True):
        if column.id in owners:
            variables.append(owners[column.id])
        columns[column.id] = raw_column(answers, report, column.id)
        variables.append(_variable(column, answers))
    _report_guesses(draft.columns, found, report)
    _report_units(draft.columns, found, report)
    _report_misfits(draft.columns, found, report)
    _report_unasked(draft, report)
    _report_oddities(draft.columns, found, report)
    return pd.DataFrame(columns), Codebook(tuple(labels_told_apart(draft.columns, variables)))


def _answers(column: ColumnDraft) -> Answers:
    missing = tuple(MissingCode(plain_code(code), kind) for code, kind in column.reserved.items())
    if column.level in {"option", "text", "date", "id", "scale"} or (column.level and column.values):
        return Answers(cells=column.cells, level=column.level or "text", values=column.values, missing=missing)
    found = infer_answers(
        column.cells,
        column.source if len(column.source) <= 40 else "",
        reserved=column.reserved,
        numbers_are_names=column.numbers_are_names,
    )
    if column.values:
        return _declared(found, column)
    if column.level is not None and column.level != found.level:
        texts = [text for text in column.cells.texts if text not in column.reserved]
        values = tuple(ValueLabel(plain_code(text), local_text(text)) for text in texts)
        return Answers(cells=column.cells, level=column.level, values=values, missing=missing, order="appearance")
    return found


def _declared(found: Answers, column: ColumnDraft) -> Answers:
    """Answers whose labels the file declares: ordered where the labels say so or the column is a rating."""
    labels = [value.label.zh or value.label.en for value in column.values]
    by_wording = infer_answers(TextColumn.of(labels))
    ordered = by_wording.level == "ordinal" or (len(labels) > 2 and not column.numbers_are_names)
    return replace(found, level="ordinal" if ordered else "nominal", values=column.values, order="declared")


def raw_column(answers: Answers, report: Reporter, name: str) -> pd.Series:
    """The raw column: numbers where every text is one, timestamps for dates, text for the rest."""
    cells = answers.cells
    if answers.level == "date":
        return _dates(cells, report, name)
    if answers.level not in {"text", "id"} and cells.texts:
        numbers = numbers_of(cells.texts)
        if not np.isnan(numbers).any():
            values = cells.spread(numbers)
            if not np.isnan(values).any() and np.all(values == np.floor(values)) and np.all(np.abs(values) < 2**53):
                return pd.Series(values.astype(np.int64))
            return pd.Series(values)
    return cells.series()


def _dates(cells: TextColumn, report: Reporter, name: str) -> pd.Series:
    parsed = parse_times(cells.texts, serials=True)
    if parsed.order_unknown:
        report.caution(
            "guessed",
            Message(
                "The dates of {column} may have day before month; they were read as month first.",
                column=ColumnRef(name),
            ),
            len(cells.texts),
            name,
        )
    unread = int(cells.counts[np.isnat(parsed.values)].sum()) if cells.texts else 0
    if unread:
        report.caution(
            "changed",
            PluralMessage(
                "{n:count} cell of {column} could not be read as a date and is missing.",
                "{n:count} cells of {column} could not be read as dates and are missing.",
                n=unread,
                column=ColumnRef(name),
            ),
            unread,
            name,
        )
    values = np.append(parsed.values, np.datetime64("NaT", "us"))
    return pd.Series(values[cells.codes])


def _variable(column: ColumnDraft, answers: Answers) -> Variable:
    return Variable(
        id=column.id,
        label=column.label,
        level=answers.level,
        values=answers.values,
        missing=answers.missing,
        part_of=column.part_of,
        source=column.source,
        personal=column.personal,
    )


def named(ids: Sequence[str]) -> MessageValue:
    """A list of columns for a sentence: the first few by name, the rest as a number.

    Examples
    --------
    >>> named(["q1", "q2"])
    (ColumnRef(column='q1'), ColumnRef(column='q2'))
    """
    shown = tuple(ColumnRef(name) for name in ids[:MAX_NAMED])
    if len(ids) <= MAX_NAMED:
        return shown
    return Message("{columns} and {more:count} more", columns=shown, more=len(ids) - MAX_NAMED)


def _report_guesses(columns: Sequence[ColumnDraft], found: Sequence[Answers], report: Reporter) -> None:
    by_order: dict[str, list[str]] = {}
    for column, answers in zip(columns, found, strict=True):
        if answers.level in {"ordinal", "nominal"} and len(answers.values) > 2:
            by_order.setdefault(answers.order, []).append(column.id)
    for order, message in (
        (
            "wording",
            Message(
                "Answers were put in order by their wording: {columns}.", columns=named(by_order.get("wording", []))
            ),
        ),
        (
            "bands",
            Message("Bands were put in order by their numbers: {columns}.", columns=named(by_order.get("bands", []))),
        ),
        (
            "numbers",
            Message(
                "Small whole numbers were read as a rating in order of the numbers: {columns}. Change the level on "
                "the Variables page if the numbers are only names.",
                columns=named(by_order.get("numbers", [])),
            ),
        ),
        (
            "appearance",
            Message(
                "The file does not say the order of the answers; they stand in order of first appearance: {columns}.",
                columns=named(by_order.get("appearance", [])),
            ),
        ),
    ):
        if order in by_order:
            report.guessed(message, len(by_order[order]), *by_order[order])


def _report_units(columns: Sequence[ColumnDraft], found: Sequence[Answers], report: Reporter) -> None:
    """Numbers whose unit was taken off."""
    by_unit: dict[str, list[str]] = {}
    for column, answers in zip(columns, found, strict=True):
        if answers.unit:
            by_unit.setdefault(answers.unit, []).append(column.id)
    for unit, names in by_unit.items():
        match unit:
            case "%":
                message = Message("Percentages were read as fractions (12% is 0.12): {columns}.", columns=named(names))
            case "s":
                message = Message("Durations were read as seconds: {columns}.", columns=named(names))
            case _:
                message = Message(
                    "Numbers were read without their unit ({unit}): {columns}.", unit=unit, columns=named(names)
                )
        report.changed(message, len(names), *names)


def _examples(texts: Mapping[str, int]) -> tuple[str, ...]:
    often = sorted(texts, key=lambda text: (-texts[text], text))[:MAX_EXAMPLES]
    return tuple(text if len(text) <= 30 else f"{text[:29]}…" for text in often)


def _report_oddities(columns: Sequence[ColumnDraft], found: Sequence[Answers], report: Reporter) -> None:
    """Empty and constant columns, formulas, damaged numbers."""
    empty: list[str] = []
    constant: list[str] = []
    n_formulas = n_damaged = 0
    for column, answers in zip(columns, found, strict=True):
        texts = [text for text in column.cells.texts if text not in column.reserved]
        if not texts:
            empty.append(column.id)
        elif len(texts) == 1 and column.level not in {"option", "text"} and len(column.cells) > 1:
            constant.append(column.id)
        if any(map(_is_formula, column.cells.texts)):
            n_formulas += sum(n for text, n in column.cells.tally().items() if _is_formula(text))
        n_damaged += damaged_numbers(column.cells) if answers.level in {"scale", "id"} else 0
    if empty:
        report.read(Message("No row holds an answer in: {columns}.", columns=named(empty)), len(empty), *empty)
    if constant:
        report.read(
            Message("Every answer is the same in: {columns}.", columns=named(constant)), len(constant), *constant
        )
    if n_formulas:
        report.read(
            PluralMessage(
                "{n:count} cell begins with = and was kept as text.",
                "{n:count} cells begin with = and were kept as text.",
                n=n_formulas,
            ),
            n_formulas,
        )
    if n_damaged:
        report.caution(
            "read",
            PluralMessage(
                "{n:count} long number was shortened by a spreadsheet (such as 1.38E+10); its digits are lost.",
                "{n:count} long numbers were shortened by a spreadsheet (such as 1.38E+10); their digits are lost.",
                n=n_damaged,
            ),
            n_damaged,
        )


def _is_formula(text: str) -> bool:
    return text[0] == "=" and len(text) > 1 and text[1] not in "= "


def _report_misfits(columns: Sequence[ColumnDraft], found: Sequence[Answers], report: Reporter) -> None:
    """Texts where numbers are expected; columns with the same texts share a sentence."""
    for names, misfits in _alike(columns, found, lambda answers: answers.misfits if answers.level != "date" else {}):
        n = sum(misfits.values())
        report.caution(
            "changed",
            PluralMessage(
                "{n:count} cell of {columns} holds text where a number is expected ({examples}); it counts as not "
                "valid.",
                "{n:count} cells of {columns} hold text where numbers are expected ({examples}); they count as not "
                "valid.",
                n=n,
                columns=named(names),
                examples=_examples(misfits),
            ),
            n,
            *names,
        )
    for names, texts in _alike(columns, found, lambda answers: answers.set_missing):
        n = sum(texts.values())
        report.caution(
            "changed",
            PluralMessage(
                "{n:count} answer of {columns} counts as missing because it is not on the scale ({examples}).",
                "{n:count} answers of {columns} count as missing because they are not on the scale ({examples}).",
                n=n,
                columns=named(names),
                examples=_examples(texts),
            ),
            n,
            *names,
        )


def _alike(
    columns: Sequence[ColumnDraft], found: Sequence[Answers], texts_of: Callable[[Answers], Mapping[str, int]]
) -> list[tuple[list[str], Counter[str]]]:
    """Columns grouped by the texts in question, and how often each text occurs in the group."""
    groups: dict[frozenset[str], tuple[list[str], Counter[str]]] = {}
    for column, answers in zip(columns, found, strict=True):
        texts = texts_of(answers)
        if texts:
            names, counts = groups.setdefault(frozenset(texts), ([], Counter()))
            names.append(column.id)
            counts.update(texts)
    return list(groups.values())


def _report_unasked(draft: Draft, report: Reporter) -> None:
    """Rows that hold nothing in any option of a question: nobody knows whether it was asked."""
    cells = {column.id: column.cells for column in draft.columns}
    for question in draft.questions:
        if question.level != "multi":
            continue
        n = int(np.logical_and.reduce([cells[option].codes < 0 for option in question.options]).sum())
        if n:
            report.read(
                PluralMessage(
                    "{question}: {n:count} row holds no option at all and does not count as asked.",
                    "{question}: {n:count} rows hold no option at all and do not count as asked.",
                    n=n,
                    question=ColumnRef(question.id),
                ),
                n,
                question.id,
            )
