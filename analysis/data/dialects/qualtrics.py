"""Qualtrics: three header rows (id, question text, import id), previews among the rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.core.frames import MissingKind
from analysis.core.messages import Message, PluralMessage
from analysis.data.column_sets import SetColumn, draft_set, joined_label
from analysis.data.dialects.metadata import QUALTRICS_METADATA, draft_metadatum, plain_name
from analysis.data.dialects.table_columns import HeadedColumn, KnownOptions, joined, list_of_choices
from analysis.data.drafts import ColumnDraft, Draft, QuestionDraft, collect
from analysis.data.formats.grid import Grid
from analysis.data.read_report import Reporter
from analysis.data.variable_ids import clean_id, local_text, unique_ids

LAYOUT = Message("an export of Qualtrics (three header rows)")
PREVIEWS = frozenset({"Survey Preview", "Survey Test"})
PREVIEW_CODES = frozenset({"1", "2"})
# Seen but not answered, where the survey is set to export it.
RESERVED: dict[str, MissingKind] = {"-99": "blank"}

_IMPORT = re.compile(r'^\{\s*"ImportId"')
_PART = re.compile(r"^(?P<question>.+?)_(?P<part>\d{1,3}(?:_\d{1,3})?)$")
_WRITTEN = re.compile(r"^(?P<question>.+?)(?:_\d{1,3})?_TEXT$")
_CHOICE = re.compile(r" - (?:Selected Choice|Text|选择的选项|已选择的选项|文本)\b(?: - )?")


@dataclass(frozen=True, slots=True)
class Block:
    """Columns of one question: its id, and for each column its place, id and text."""

    question: str
    columns: tuple[tuple[int, str, str], ...]


def recognises(grid: Grid) -> bool:
    """Whether the third row holds import ids."""
    return grid.n_rows >= 3 and any(_IMPORT.match(cell) for cell in grid.row(2))


def draft(grid: Grid, known: KnownOptions, report: Reporter) -> Draft:
    """Read an export of Qualtrics; rows of previews and tests are set aside."""
    n_read = grid.n_rows - 3
    grid = _without_previews(grid, report)
    ids, texts = grid.row(0), grid.row(1)
    parts: list[QuestionDraft] = []
    columns: list[tuple[int, str, str]] = []
    for place, (name, text) in enumerate(zip(ids, texts, strict=True)):
        metadatum = QUALTRICS_METADATA.get(plain_name(name))
        if metadatum is not None:
            parts.append(draft_metadatum(metadatum, grid.column(place, 3), name, report))
        elif name or text:
            columns.append((place, name, text))
    blocks = _blocks(columns)
    names = unique_ids([clean_id(block.question) or f"column_{block.columns[0][0] + 1}" for block in blocks])
    for name, block in zip(names, blocks, strict=True):
        parts.append(_question(name, block, grid, known, report))
    return collect(parts, dialect="qualtrics", layout=LAYOUT, n_rows_read=n_read, n_columns_read=grid.n_columns)


def _without_previews(grid: Grid, report: Reporter) -> Grid:
    names = [plain_name(name) for name in grid.row(0)]
    if "status" not in names:
        return grid
    status = grid.column(names.index("status"), 3)
    wanted = PREVIEW_CODES if all(text.isdigit() for text in status.texts) else PREVIEWS
    is_preview = status.is_in(wanted)
    n = int(is_preview.sum())
    if not n:
        return grid
    report.set_aside(
        PluralMessage(
            "{n:count} preview or test answer was set aside.",
            "{n:count} preview or test answers were set aside.",
            n=n,
        ),
        n,
    )
    return Grid.of(grid.cells.loc[np.concatenate([np.ones(3, dtype=bool), ~is_preview])])


def _blocks(columns: Sequence[tuple[int, str, str]]) -> list[Block]:
    """Group consecutive columns by the question part of their ids (Q2_1, Q2_2, Q2_5_TEXT)."""
    grouped: list[Block] = []
    for column in columns:
        match = _WRITTEN.match(column[1]) or _PART.match(column[1])
        question = match["question"] if match else column[1]
        if grouped and grouped[-1].question == question:
            grouped[-1] = Block(question, (*grouped[-1].columns, column))
        else:
            grouped.append(Block(question, (column,)))
    return grouped


def _question(name: str, block: Block, grid: Grid, known: KnownOptions, report: Reporter) -> QuestionDraft:
    written = [column for column in block.columns if _WRITTEN.match(column[1])]
    closed = [column for column in block.columns if column not in written]
    stem, options = _stem_and_options([text for _, _, text in closed]) if closed else (block.columns[0][2], [])
    if not closed:
        part = QuestionDraft(())
    elif len(closed) == 1:
        part = _single(name, stem, closed[0], grid, known, report)
    else:
        members = [
            SetColumn(option or column[1], grid.column(column[0], 3), column[1])
            for option, column in zip(options, closed, strict=True)
        ]
        part = draft_set(name, stem, members, reserved=RESERVED)
    texts = tuple(
        ColumnDraft(
            id=clean_id(column_id),
            label=joined_label(*_written_label(stem, text)),
            cells=grid.column(place, 3),
            source=column_id,
            level="text",
            part_of=name,
            personal=True,
        )
        for place, column_id, text in written
    )
    return QuestionDraft((*part.columns, *texts), part.question)


def _written_label(stem: str, text: str) -> tuple[str, str]:
    rest = _CHOICE.sub(" - ", text).removeprefix(stem).strip(" -")
    return stem, rest if rest != text else ""


def _single(
    name: str,
    stem: str,
    column: tuple[int, str, str],
    grid: Grid,
    known: KnownOptions,
    report: Reporter,
) -> QuestionDraft:
    place, column_id, _ = column
    cells = grid.column(place, 3)
    choices = list_of_choices(cells, ",", known(name))
    if choices is not None:
        return joined(name, HeadedColumn(stem, cells), choices, ",", known=bool(known(name)), report=report)
    draft = ColumnDraft(
        id=clean_id(column_id) or name, label=local_text(stem or column_id), cells=cells, source=column_id,
        reserved=RESERVED,
    )  # fmt: skip
    return QuestionDraft((draft,))


def _stem_and_options(texts: Sequence[str]) -> tuple[str, list[str]]:
    """Question text and option texts; the tool writes "stem - Selected Choice - option" or "stem - option"."""
    plain = [_CHOICE.sub(" - ", text).strip(" -") for text in texts]
    if len(plain) == 1:
        return plain[0], [""]
    parts = [text.rsplit(" - ", 1) for text in plain]
    stems = {part[0] for part in parts if len(part) == 2}
    if len(stems) == 1 and all(len(part) == 2 for part in parts):
        return stems.pop(), [part[1] for part in parts]
    first = plain[0]
    cut = first.find(" - ")
    while cut > 0 and not all(text.startswith(first[:cut] + " - ") for text in plain):
        cut = first.rfind(" - ", 0, cut)
    if cut <= 0:
        return first, plain
    return first[:cut], [text[cut + 3 :] for text in plain]
