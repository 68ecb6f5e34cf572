"""The columns of a 问卷星 export by question, in either of its two forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.core.frames import MissingKind
from analysis.data.answers import is_closed
from analysis.data.dialects.metadata import RESPONDENT_NO, WJX_METADATA, Metadatum, plain_name
from analysis.data.dialects.wjx_headers import QuestionType, WjxHeader, parse_header, whole_stem
from analysis.data.formats.grid import Grid
from analysis.data.numerals import numbers_of
from analysis.data.other_text import without_payload
from analysis.data.text_column import TextColumn

WjxForm: TypeAlias = Literal["text", "number"]

SEPARATOR = "┋"
ARROW = "→"
SKIPPED, BLANK = "-3", "-2"
RESERVED: dict[str, MissingKind] = {SKIPPED: "skipped", BLANK: "blank"}
MARKS = {
    "(跳过)": SKIPPED,
    "（跳过）": SKIPPED,
    "〖跳过〗": SKIPPED,
    "(空)": BLANK,
    "（空）": BLANK,
    "〖空〗": BLANK,
}
MIN_NUMBERED = 2
SAMPLED_TEXTS = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class WjxColumn:
    """One column of a question."""

    header: WjxHeader
    source: str
    cells: TextColumn

    @property
    def option(self) -> str:
        """What the column stands for among others of its question."""
        return self.header.option or self.header.stem


@dataclass(frozen=True, slots=True, eq=False)
class WjxQuestion:
    """A question and its columns."""

    number: int
    columns: tuple[WjxColumn, ...]

    @property
    def id(self) -> str:
        """Stable id."""
        return f"q{self.number}"

    @property
    def type(self) -> QuestionType:
        """Question type, where a header names it."""
        for column in self.columns:
            if column.header.type:
                return column.header.type
        return ""

    @property
    def stem(self) -> str:
        """Question text; empty where the headers only name options."""
        if len(self.columns) == 1:
            return whole_stem(self.columns[0].header)
        stems = [column.header.stem for column in self.columns if column.header.stem]
        if any(column.header.option for column in self.columns):
            return stems[0] if stems else ""
        return _common_stem(stems)

    @property
    def options(self) -> tuple[str, ...]:
        """What each column stands for."""
        if any(column.header.option for column in self.columns):
            return tuple(column.option for column in self.columns)
        stem = self.stem
        return tuple(column.header.stem.removeprefix(stem).strip("-—_:： ") for column in self.columns)


@dataclass(frozen=True, slots=True, eq=False)
class WjxTable:
    """A whole export: what the tool added, the questions in order, other columns, and its form."""

    metadata: tuple[tuple[Metadatum, str, TextColumn], ...]
    questions: tuple[WjxQuestion, ...]
    others: tuple[tuple[str, TextColumn], ...]
    form: WjxForm
    n_rows: int
    n_columns: int

    def respondents(self) -> TextColumn | None:
        """The column of respondent numbers, where there is one."""
        return next((cells for known, _, cells in self.metadata if known is RESPONDENT_NO), None)

    def taken(self, rows: NDArray[np.int64]) -> WjxTable:
        """The table of some rows, in their order."""
        return WjxTable(
            tuple((known, source, cells.taken(rows)) for known, source, cells in self.metadata),
            tuple(
                WjxQuestion(
                    question.number,
                    tuple(WjxColumn(c.header, c.source, c.cells.taken(rows)) for c in question.columns),
                )
                for question in self.questions
            ),
            tuple((source, cells.taken(rows)) for source, cells in self.others),
            self.form,
            len(rows),
            self.n_columns,
        )


def is_wjx(headers: Sequence[str]) -> bool:
    """Whether headers are those of a 问卷星 export: its own columns, or Chinese numbered questions."""
    n_metadata = sum(plain_name(header) in WJX_METADATA for header in headers)
    numbered = [parse_header(header) for header in headers]
    n_numbered = sum(found is not None for found in numbered)
    n_chinese = sum("第" in header or "、" in header or "（" in header for header in headers)
    if n_numbered >= 1 and (n_metadata >= 2 or (n_metadata >= 1 and n_chinese >= 1)):
        return True
    return n_numbered >= MIN_NUMBERED and n_numbered >= 0.5 * len(headers) and n_chinese >= 1


def read_wjx(grid: Grid) -> WjxTable:
    """Sort the columns of an export into metadata, questions and others."""
    headers = grid.row(0)
    metadata: list[tuple[Metadatum, str, TextColumn]] = []
    others: list[tuple[str, TextColumn]] = []
    questions: dict[int, list[WjxColumn]] = {}
    has_marks = False
    for place, header in enumerate(headers):
        cells = grid.column(place, 1)
        known = WJX_METADATA.get(plain_name(header))
        parsed = parse_header(header)
        if known is not None:
            metadata.append((known, header, cells))
        elif parsed is not None:
            has_marks = has_marks or any(mark in cells.texts for mark in MARKS)
            questions.setdefault(parsed.number, []).append(WjxColumn(parsed, header, cells.replaced(MARKS)))
        elif header or cells.texts:
            others.append((header, cells))
    sorted_questions = tuple(WjxQuestion(number, tuple(columns)) for number, columns in questions.items())
    return WjxTable(
        tuple(metadata),
        sorted_questions,
        tuple(others),
        "text" if has_marks else _form(sorted_questions),
        grid.n_rows - 1,
        grid.n_columns,
    )


def _form(questions: Sequence[WjxQuestion]) -> WjxForm:
    """Whether answers are words or option numbers, by majority of the columns."""
    n_numbers = n_words = 0
    for question in questions:
        for column in question.columns:
            parts = _parts(column.cells)
            if not parts:
                continue
            if not np.isnan(numbers_of(parts)).any():
                n_numbers += 1
            elif is_closed(min(column.cells.n_filled, SAMPLED_TEXTS), len(parts), sum(map(len, parts)) / len(parts)):
                n_words += 1
    return "number" if n_numbers > n_words else "text"


def _parts(cells: TextColumn) -> list[str]:
    found: dict[str, None] = {}
    for text in cells.texts[:SAMPLED_TEXTS]:
        for part in without_payload(text).replace(ARROW, SEPARATOR).split(SEPARATOR):
            if part.strip() and text not in RESERVED:
                found[part.strip()] = None
    return list(found)


def _common_stem(stems: Sequence[str]) -> str:
    first, last = min(stems, default=""), max(stems, default="")
    # What the first and the last in alphabetical order share, all of them share.
    common = next((first[:n] for n, letter in enumerate(first) if not last.startswith(letter, n)), first)
    for mark in ("—", "--", "-", "_", ":", "："):
        if mark in common:
            return common[: common.rindex(mark)].rstrip("-—_:： ")
    return common if len(common) >= 4 else ""
