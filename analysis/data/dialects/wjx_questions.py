"""Questions of 问卷星 as columns of a study: single answers, ┋ lists, → rankings, sets of columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.data.codebook import ValueLabel, Variable
from analysis.data.column_sets import SetColumn, SetKind, draft_set, joined_label
from analysis.data.dialects.wjx_table import ARROW, RESERVED, SEPARATOR, WjxForm, WjxQuestion
from analysis.data.drafts import ColumnDraft, QuestionDraft
from analysis.data.joined_choices import Choices, option_column, rank_column, split_cells
from analysis.data.other_text import split_payload
from analysis.data.text_column import TextColumn
from analysis.data.variable_ids import local_text

_RATING = re.compile(
    r"满意|评分|打分|评价|推荐|意愿|程度|同意|可能性|几分|NPS|satisf|rate|likely|recommend|agree", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Labels:
    """What the parallel export tells about a question.

    Parameters
    ----------
    stem : str
        Question text.
    values : Mapping of str to str
        Label of each code.
    """

    stem: str = ""
    values: Mapping[str, str] | None = None


NO_LABELS = Labels()


def draft_question(
    question: WjxQuestion,
    form: WjxForm,
    *,
    known: Sequence[str] = (),
    labels: Labels = NO_LABELS,
    written: TextColumn | None = None,
) -> QuestionDraft:
    """Turn a question into columns of a study.

    Parameters
    ----------
    question : WjxQuestion
        The question and its columns.
    form : str
        Whether answers are words or option numbers.
    known : sequence of str
        Options of a multi-select question in the order of an earlier reading, so that ids stay.
    labels : Labels
        What the parallel export tells.
    written : TextColumn, optional
        Text written beside "other", from the parallel export.

    Returns
    -------
    QuestionDraft
    """
    column, *more = question.columns
    if more:
        return _set(question, labels, written)
    cells, own_written = split_payload(column.cells)
    other = _other(question, labels.stem or question.stem, own_written or written)
    is_ranking = _holds(cells, ARROW) or (question.type == "ranking" and bool(cells.texts))
    if _holds(cells, SEPARATOR) or (cells.texts and (question.type == "multi" or (known and not is_ranking))):
        return _joined_multi(question, cells, known, labels, other)
    if is_ranking:
        return _joined_ranking(question, cells, labels, other)
    stem = labels.stem or question.stem
    is_rating = question.type in {"rating", "matrix", "text"} or bool(_RATING.search(stem))
    draft = ColumnDraft(
        id=question.id,
        label=local_text(stem or column.source),
        cells=cells,
        source=column.source,
        values=coded_values(labels.values),
        reserved=RESERVED,
        numbers_are_names=form == "number" and not is_rating,
    )
    return QuestionDraft((draft, *other))


def coded_values(labels: Mapping[str, str] | None) -> tuple[ValueLabel, ...]:
    """Labels of option numbers, in the order of the numbers; numbers nobody chose keep their number as label."""
    if not labels:
        return ()
    whole = {int(code): label for code, label in labels.items()}
    return tuple(
        ValueLabel(code, local_text(whole.get(code, str(code)))) for code in range(min(1, *whole), max(whole) + 1)
    )


def _holds(cells: TextColumn, mark: str) -> bool:
    return any(mark in text for text in cells.texts)


def _other(question: WjxQuestion, stem: str, written: TextColumn | None) -> tuple[ColumnDraft, ...]:
    if written is None:
        return ()
    return (
        ColumnDraft(
            id=f"{question.id}_other",
            label=joined_label(stem, "其他"),
            cells=written,
            source=question.columns[0].source,
            level="text",
            part_of=question.id,
            personal=True,
        ),
    )


def _choices(cells: TextColumn, mark: str, known: Sequence[str]) -> Choices:
    """Options of a joined column; option numbers are complete from 1 to the highest seen."""
    answered = [text for text in cells.texts if text not in RESERVED]
    found = split_cells(answered, mark, known)
    if found.options and all(option.isdigit() for option in found.options):
        highest = max(map(int, found.options))
        return Choices(tuple(map(str, range(1, highest + 1))), found.chosen)
    return found


def _option_label(labels: Labels, option: str) -> str:
    return (labels.values or {}).get(option, option)


def _joined_multi(
    question: WjxQuestion,
    cells: TextColumn,
    known: Sequence[str],
    labels: Labels,
    other: tuple[ColumnDraft, ...],
) -> QuestionDraft:
    choices = _choices(cells, SEPARATOR, known)
    # Asked and left blank: nothing was chosen, but the respondent belongs to the base.
    passed_on = [code for code, kind in RESERVED.items() if kind != "blank"]
    drafts = tuple(
        ColumnDraft(
            id=f"{question.id}_{place}",
            label=local_text(_option_label(labels, option)),
            cells=option_column(cells, choices, option, passed_on),
            source=question.columns[0].source,
            level="option",
            reserved={code: RESERVED[code] for code in passed_on},
            part_of=question.id,
            stem=labels.stem or question.stem,
        )
        for place, option in enumerate(choices.options, start=1)
    )
    return QuestionDraft((*drafts, *other), _owner(question, "multi", drafts, labels))


def _joined_ranking(
    question: WjxQuestion,
    cells: TextColumn,
    labels: Labels,
    other: tuple[ColumnDraft, ...],
) -> QuestionDraft:
    choices = _choices(cells, ARROW, ())
    places = coded_values({str(place): str(place) for place in range(1, len(choices.options) + 1)})
    drafts = tuple(
        ColumnDraft(
            id=f"{question.id}_{place}",
            label=local_text(_option_label(labels, option)),
            cells=rank_column(cells, choices, option, list(RESERVED)),
            source=question.columns[0].source,
            level="ordinal",
            values=places,
            reserved=RESERVED,
            part_of=question.id,
            stem=labels.stem or question.stem,
        )
        for place, option in enumerate(choices.options, start=1)
    )
    return QuestionDraft((*drafts, *other), _owner(question, "ranking", drafts, labels))


def _owner(question: WjxQuestion, level: SetKind, drafts: Sequence[ColumnDraft], labels: Labels) -> Variable:
    stem = labels.stem or question.stem or question.columns[0].source
    return Variable(
        id=question.id,
        label=local_text(stem),
        level="ranking" if level == "ranking" else "multi",
        options=tuple(draft.id for draft in drafts),
        source=question.columns[0].source,
    )


def _set(question: WjxQuestion, labels: Labels, written: TextColumn | None) -> QuestionDraft:
    """A question with a column for each option or item."""
    split = [split_payload(column.cells) for column in question.columns]
    columns = [
        SetColumn(_option_label(labels, option), cells, column.source)
        for option, column, (cells, _) in zip(question.options, question.columns, split, strict=True)
    ]
    stem = labels.stem or question.stem
    kinds: dict[str, SetKind] = {"multi": "multi", "ranking": "ranking"}
    draft = draft_set(
        question.id, stem or f"第{question.number}题", columns, reserved=RESERVED, kind=kinds.get(question.type)
    )
    is_item = draft.question is None
    values = coded_values(labels.values) if is_item else ()
    drafts = tuple(_with_values(column, values) for column in draft.columns)
    texts = [payload for _, payload in split if payload is not None] or ([written] if written is not None else [])
    others = [extra for payload in texts for extra in _other(question, stem, payload)]
    return QuestionDraft((*drafts, *others), draft.question)


def _with_values(draft: ColumnDraft, values: tuple[ValueLabel, ...]) -> ColumnDraft:
    from dataclasses import replace

    return replace(draft, values=values) if values and draft.level is None else draft
