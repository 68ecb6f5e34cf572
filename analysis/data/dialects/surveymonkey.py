"""SurveyMonkey: two header rows, the question above and the option (or "Response") below it."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.core.messages import Message
from analysis.data.column_sets import SetColumn, draft_set
from analysis.data.dialects.metadata import SURVEYMONKEY_METADATA, draft_metadatum, plain_name
from analysis.data.dialects.table_columns import HeadedColumn, KnownOptions, draft_columns
from analysis.data.drafts import ColumnDraft, Draft, QuestionDraft, collect
from analysis.data.formats.grid import Grid
from analysis.data.read_report import Reporter
from analysis.data.variable_ids import local_text, variable_ids

RESPONSE = frozenset({"response", "open-ended response", "回答", "开放式回答", "开放式回复", "答复"})
LAYOUT = Message("an export of SurveyMonkey (two header rows)")


@dataclass(frozen=True, slots=True)
class Block:
    """A question: its text, and the places and second headers of its columns."""

    stem: str
    places: tuple[int, ...]
    options: tuple[str, ...]


def recognises(grid: Grid) -> bool:
    """Whether the second row names responses and options of the questions in the first."""
    if grid.n_rows < 3:
        return False
    first, second = grid.row(0), grid.row(1)
    n_responses = sum(cell.lower() in RESPONSE for cell in second)
    n_metadata = sum(
        plain_name(header) in SURVEYMONKEY_METADATA and not below for header, below in zip(first, second, strict=True)
    )
    continued = sum(not header and bool(below) for header, below in zip(first, second, strict=True))
    return n_responses >= 1 and (n_metadata >= 1 or continued >= 1 or n_responses >= 2)


def draft(grid: Grid, known: KnownOptions, report: Reporter) -> Draft:
    """Read an export of SurveyMonkey, condensed or expanded."""
    first, second = grid.row(0), grid.row(1)
    parts: list[QuestionDraft] = []
    blocks: list[Block] = []
    for block in _blocks(first, second):
        metadatum = SURVEYMONKEY_METADATA.get(plain_name(block.stem))
        if metadatum is not None and block.options == ("",):
            parts.append(draft_metadatum(metadatum, grid.column(block.places[0], 2), block.stem, report))
        else:
            blocks.append(block)
    names = variable_ids([block.stem for block in blocks])
    for name, block in zip(names, blocks, strict=True):
        parts.append(_question(name, block, grid, known, report))
    return collect(
        parts, dialect="surveymonkey", layout=LAYOUT, n_rows_read=grid.n_rows - 2, n_columns_read=grid.n_columns
    )


def _blocks(first: tuple[str, ...], second: tuple[str, ...]) -> list[Block]:
    """Questions with their columns: an empty cell of the first row belongs to the question on its left."""
    starts = [place for place, header in enumerate(first) if header or place == 0]
    ends = [*starts[1:], len(first)]
    return [
        Block(first[start], tuple(range(start, end)), tuple(second[start:end]))
        for start, end in zip(starts, ends, strict=True)
    ]


def _question(name: str, block: Block, grid: Grid, known: KnownOptions, report: Reporter) -> QuestionDraft:
    columns = [
        SetColumn(option, grid.column(place, 2), f"{block.stem} - {option}" if option else block.stem)
        for option, place in zip(block.options, block.places, strict=True)
    ]
    if len(columns) == 1:
        column = HeadedColumn(block.stem or block.options[0], columns[0].cells)
        condensed = draft_columns([column], (";",), lambda _: known(name), report)[0]
        return _renamed(condensed, name)
    if columns[0].option.lower() in RESPONSE:
        answer = ColumnDraft(id=name, label=local_text(block.stem), cells=columns[0].cells, source=block.stem)
        rest = draft_set(name, block.stem, columns[1:])
        return QuestionDraft((answer, *rest.columns), rest.question)
    return draft_set(name, block.stem, columns)


def _renamed(part: QuestionDraft, name: str) -> QuestionDraft:
    """The same question under the id it has among all questions of the file."""
    from dataclasses import replace

    if part.question is None:
        return QuestionDraft((replace(part.columns[0], id=name),))
    columns = tuple(
        replace(column, id=f"{name}_{place}", part_of=name) for place, column in enumerate(part.columns, start=1)
    )
    question = replace(part.question, id=name, options=tuple(column.id for column in columns))
    return QuestionDraft(columns, question)
