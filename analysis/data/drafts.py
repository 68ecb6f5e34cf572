"""What a dialect hands on: columns of cells with what the file says about them, before levels are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from analysis.core.frames import MissingKind
from analysis.core.messages import LocalText, Sentence
from analysis.data.codebook import ValueLabel, Variable, VariableLevel
from analysis.data.text_column import TextColumn

NO_CODES: Mapping[str, MissingKind] = {}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ColumnDraft:
    """One column as a dialect understands it.

    Parameters
    ----------
    id : str
        Id it will have in the study.
    label : LocalText
        Question or option text.
    cells : TextColumn
        Its cells; missing answers as the codes in `reserved`.
    source : str
        Its header in the file.
    level : str, optional
        Measurement level where the layout settles it; found from the answers otherwise.
    values : tuple of ValueLabel
        Answers in declared order where the file declares them.
    reserved : Mapping of str to missing kind
        Codes that stand for a missing answer.
    part_of : str
        Id of the question that the column is a part of.
    stem : str
        Text of that question, where the label is only that of an item or an option.
    personal : bool
        Whether the layout says that the column holds personal data.
    numbers_are_names : bool
        Whether small whole numbers stand for unordered options.
    """

    id: str
    label: LocalText
    cells: TextColumn
    source: str = ""
    level: VariableLevel | None = None
    values: tuple[ValueLabel, ...] = ()
    reserved: Mapping[str, MissingKind] = field(default_factory=lambda: NO_CODES)
    part_of: str = ""
    stem: str = ""
    personal: bool = False
    numbers_are_names: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Draft:
    """A whole file as a dialect understands it.

    Parameters
    ----------
    dialect : str
        Id of the dialect.
    layout : Message
        What the file was recognised as, in words.
    columns : tuple of ColumnDraft
        In file order.
    questions : tuple of Variable
        Multi-select questions that own option columns.
    n_rows_read, n_columns_read : int
        Size of the file below its header.
    """

    dialect: str
    layout: Sentence
    columns: tuple[ColumnDraft, ...]
    questions: tuple[Variable, ...] = ()
    n_rows_read: int
    n_columns_read: int


@dataclass(frozen=True, slots=True, eq=False)
class QuestionDraft:
    """The columns that one question becomes, and the question itself where it owns several."""

    columns: tuple[ColumnDraft, ...]
    question: Variable | None = None


def collect(
    parts: Sequence[QuestionDraft], *, dialect: str, layout: Sentence, n_rows_read: int, n_columns_read: int
) -> Draft:
    """Put the questions of a file together; columns that got the same id are told apart by a number."""
    taken: set[str] = set()
    columns: list[ColumnDraft] = []
    for part in parts:
        for column in part.columns:
            name, n = column.id, 1
            while name in taken:
                n += 1
                name = f"{column.id}_{n}"
            taken.add(name)
            columns.append(column if name == column.id else replace(column, id=name))
    return Draft(
        dialect=dialect,
        layout=layout,
        columns=tuple(columns),
        questions=tuple(part.question for part in parts if part.question is not None),
        n_rows_read=n_rows_read,
        n_columns_read=n_columns_read,
    )
