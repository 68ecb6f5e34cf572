"""Several columns that are one question: one column for each option, a ranking, or the items of a matrix."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.core.frames import MissingKind
from analysis.core.messages import LocalText
from analysis.data.codebook import ValueLabel, Variable
from analysis.data.drafts import NO_CODES, ColumnDraft, QuestionDraft
from analysis.data.numerals import number_of, numbers_of
from analysis.data.ordered_wording import plain_answer
from analysis.data.text_column import TextColumn
from analysis.data.variable_ids import local_text

SetKind: TypeAlias = Literal["multi", "ranking", "items"]

TICKS = frozenset({"1", "x", "√", "✓", "✔", "yes", "y", "true", "checked", "selected", "是", "选中", "已选"})
ZERO_ONE: tuple[frozenset[str], ...] = (
    frozenset({"0", "1"}),
    frozenset({"true", "false"}),
    frozenset({"checked", "unchecked"}),
    frozenset({"selected", "not selected"}),
    frozenset({"quoted", "not quoted"}),
    frozenset({"选中", "未选中"}),
    frozenset({"已选", "未选"}),
)
CHOSEN = frozenset({"1", "true", "checked", "selected", "quoted", "选中", "已选"})
OTHER = re.compile(r"其他|其它|请注明|请填写|请说明|other|specify|please describe", re.IGNORECASE)
PERMUTATION = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class SetColumn:
    """One column of a set: the option or item it stands for, its cells and its header."""

    option: str
    cells: TextColumn
    source: str


def kind_of_set(columns: Sequence[SetColumn], reserved: Mapping[str, MissingKind] = NO_CODES) -> SetKind:
    """What several columns of one question are, told by their cells.

    Parameters
    ----------
    columns : sequence of SetColumn
        At least one.
    reserved : Mapping of str to missing kind
        Codes that stand for a missing answer.

    Returns
    -------
    str
        ``multi`` where every column is a tick (its option's text, a tick mark, or 0/1), ``ranking``
        where rows hold different places from 1 on, else ``items``.
    """
    texts = [_answers(column.cells, reserved) for column in columns]
    if _are_zero_one(texts) or _are_ticks(columns, texts):
        return "multi"
    if len(columns) > 1 and _are_places([column.cells for column in columns], reserved):
        return "ranking"
    return "items"


def _answers(cells: TextColumn, reserved: Mapping[str, MissingKind]) -> list[str]:
    return [text.strip().lower() for text in cells.texts if text not in reserved]


def _are_zero_one(texts: list[list[str]]) -> bool:
    seen = {text for answers in texts for text in answers}
    return len(seen) > 1 and any(seen <= pair for pair in ZERO_ONE)


def _are_ticks(columns: Sequence[SetColumn], texts: list[list[str]]) -> bool:
    if any(len(answers) > 1 for answers in texts) or not any(texts):
        return False
    if len(columns) == 1:
        return False
    marks = [answers[0] for answers in texts if answers]
    if all(mark in TICKS for mark in marks):
        return True
    # Each column repeats the text of its own option.
    own = sum(
        bool(answers) and plain_answer(answers[0]) == plain_answer(column.option)
        for column, answers in zip(columns, texts, strict=True)
    )
    return own >= len(marks) / 2 and len(set(marks)) == len(marks)


def _are_places(cells: Sequence[TextColumn], reserved: Mapping[str, MissingKind]) -> bool:
    """Whether the rows hold different whole numbers from 1 to the number of columns."""
    table: list[NDArray[np.float64]] = []
    for column in cells:
        numbers = numbers_of(column.texts)
        numbers[[text in reserved for text in column.texts]] = np.nan
        bad = np.isnan(numbers) & np.array([text not in reserved for text in column.texts], dtype=bool)
        if bad.any() or np.any(
            (numbers < 1) | (numbers > len(cells)) | (numbers != np.floor(numbers)) & ~np.isnan(numbers)
        ):
            return False
        table.append(column.spread(numbers))
    places = np.sort(np.column_stack(table), axis=1)
    several = (~np.isnan(places)).sum(axis=1) > 1
    if not several.any() or np.isnan(places).all():
        return False
    tied = (np.diff(places, axis=1) == 0).any(axis=1)
    return bool((~tied[several]).mean() >= PERMUTATION)


def draft_set(
    name: str,
    stem: str,
    columns: Sequence[SetColumn],
    *,
    reserved: Mapping[str, MissingKind] = NO_CODES,
    kind: SetKind | None = None,
) -> QuestionDraft:
    """Turn the columns of one question into option, rank or item columns.

    Parameters
    ----------
    name : str
        Id of the question; its columns become ``name_1``, ``name_2`` …
    stem : str
        Question text.
    columns : sequence of SetColumn
        In file order. Columns of free text beside ticks (other, please specify) become text columns.
    reserved : Mapping of str to missing kind
        Codes that stand for a missing answer.
    kind : str, optional
        What the set is, where the layout says so.

    Returns
    -------
    QuestionDraft
        A multi-select question whose rows hold nothing at all counts as not answered; -2 (left
        blank) in it counts as asked and nothing chosen.
    """
    written = _written_texts(columns, reserved)
    closed = [column for column in columns if column not in written]
    if not closed:
        closed, written = list(columns), []
    kind = kind or kind_of_set(closed, reserved)
    if kind == "multi":
        drafts = _options(name, stem, closed, [w for w in written if not _is_ticked(w, closed)], reserved)
    elif kind == "ranking":
        drafts = _places(name, stem, closed, reserved)
    else:
        drafts = _items(name, stem, closed, reserved)
    texts = tuple(
        ColumnDraft(
            id=f"{name}_other" if len(written) == 1 else f"{name}_other_{place}",
            label=joined_label(stem, column.option),
            cells=column.cells,
            source=column.source,
            level="text",
            reserved=reserved,
            part_of=name,
            personal=True,
        )
        for place, column in enumerate(written, start=1)
    )
    question = None
    if kind != "items":
        level = "multi" if kind == "multi" else "ranking"
        ids = tuple(draft.id for draft in drafts)
        question = Variable(id=name, label=local_text(stem), level=level, options=ids, source=stem)
    return QuestionDraft((*drafts, *texts), question)


def _written_texts(columns: Sequence[SetColumn], reserved: Mapping[str, MissingKind]) -> list[SetColumn]:
    """Columns of text written beside "other"; one that has the answers of its siblings is an item that says "other"."""
    written = [column for column in columns if is_specified_text(column, reserved)]
    answers = {text for column in columns if column not in written for text in column.cells.texts} - set(reserved)
    return [column for column in written if not set(column.cells.texts) - set(reserved) <= answers]


def is_specified_text(column: SetColumn, reserved: Mapping[str, MissingKind] = NO_CODES) -> bool:
    """Whether a column holds what people wrote beside "other", not a tick for it."""
    if not OTHER.search(column.option):
        return False
    texts = [text for text in column.cells.texts if text not in reserved]
    if not texts or all(text.lower() in TICKS or text in {"0", "1"} for text in texts):
        return False
    return not (len(texts) == 1 and plain_answer(texts[0]) == plain_answer(column.option))


def _is_ticked(written: SetColumn, closed: Sequence[SetColumn]) -> bool:
    """Whether the option a text was written beside has a tick column of its own."""
    return any(
        OTHER.search(column.option) and plain_answer(column.option) == plain_answer(written.option)
        for column in closed
    )  # fmt: skip


def _options(
    name: str,
    stem: str,
    columns: Sequence[SetColumn],
    written: Sequence[SetColumn],
    reserved: Mapping[str, MissingKind],
) -> tuple[ColumnDraft, ...]:
    """One column for each option; who wrote a text beside an option without a tick of its own chose it."""
    answered = np.zeros(len(columns[0].cells), dtype=bool)
    for column in (*columns, *written):
        answered |= column.cells.codes >= 0
    seen = {text for column in columns for text in _answers(column.cells, reserved)}
    has_zero = any(seen <= pair for pair in ZERO_ONE) and len(seen) > 1
    kept: dict[str, MissingKind] = {code: kind for code, kind in reserved.items() if kind != "blank"}
    marks = [_as_option(column.cells, answered, reserved, has_zero=has_zero) for column in columns]
    marks += [_as_option(column.cells, answered, reserved, has_zero=False) for column in written]
    return tuple(
        ColumnDraft(
            id=f"{name}_{place}",
            label=local_text(column.option),
            cells=mark,
            source=column.source,
            level="option",
            reserved=kept,
            part_of=name,
            stem=stem,
        )
        for place, (column, mark) in enumerate(zip((*columns, *written), marks, strict=True), start=1)
    )


def _as_option(
    cells: TextColumn, answered: NDArray[np.bool_], reserved: Mapping[str, MissingKind], *, has_zero: bool
) -> TextColumn:
    def mark(text: str) -> str:
        if text in reserved:
            # Asked and left blank: nothing was chosen, but the respondent belongs to the base.
            return "0" if reserved[text] == "blank" else text
        return str(int(not has_zero or text.strip().lower() in CHOSEN))

    marked = cells.replaced(mark)
    if has_zero:
        return marked
    texts = marked.texts if "0" in marked.texts else (*marked.texts, "0")
    codes = np.where((marked.codes < 0) & answered, texts.index("0"), marked.codes)
    return TextColumn(codes, texts)


def _places(
    name: str, stem: str, columns: Sequence[SetColumn], reserved: Mapping[str, MissingKind]
) -> tuple[ColumnDraft, ...]:
    values = tuple(ValueLabel(place, LocalText(str(place))) for place in range(1, len(columns) + 1))
    return tuple(
        ColumnDraft(
            id=f"{name}_{place}",
            label=local_text(column.option),
            cells=column.cells,
            source=column.source,
            level="ordinal",
            values=values,
            reserved=reserved,
            part_of=name,
            stem=stem,
        )
        for place, column in enumerate(columns, start=1)
    )


def _items(
    name: str, stem: str, columns: Sequence[SetColumn], reserved: Mapping[str, MissingKind]
) -> tuple[ColumnDraft, ...]:
    return tuple(
        ColumnDraft(
            id=f"{name}_{place}",
            label=local_text(column.option),
            cells=column.cells,
            source=column.source,
            reserved=reserved,
            part_of=name,
            stem=stem,
        )
        for place, column in enumerate(columns, start=1)
    )


def joined_label(stem: str, option: str) -> LocalText:
    """Question and option as one label.

    Examples
    --------
    >>> joined_label("渠道", "其他").zh, joined_label("Channel", "Other").en
    ('渠道：其他', 'Channel: Other')
    """
    label = local_text(stem + option)
    mark = "：" if label.zh else ": "
    return local_text(mark.join(part for part in (stem.rstrip(" :："), option) if part))


def is_number(text: str) -> bool:
    """Whether a text is a number."""
    return not np.isnan(number_of(text))
