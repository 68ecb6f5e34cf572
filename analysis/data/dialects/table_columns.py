"""Columns under one header row: option sets, lists in one cell, text beside "other", and single answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis.core.messages import Message
from analysis.data.answers import is_closed
from analysis.data.codebook import Variable
from analysis.data.column_sets import OTHER, SetColumn, draft_set, is_specified_text, joined_label, kind_of_set
from analysis.data.dialects.question_headers import HeaderGroup, group_headers, written_beside
from analysis.data.drafts import ColumnDraft, QuestionDraft
from analysis.data.item_labels import is_numeral
from analysis.data.joined_choices import Choices, option_column, split_cells, split_list
from analysis.data.read_report import Reporter
from analysis.data.text_column import TextColumn
from analysis.data.variable_ids import local_text, variable_ids

KnownOptions = Callable[[str], Sequence[str]]

# More different cells than this are checked on a part of them first.
SAMPLED_CELLS = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class HeadedColumn:
    """A column with its header."""

    header: str
    cells: TextColumn


def draft_columns(
    columns: Sequence[HeadedColumn], separators: Sequence[str], known: KnownOptions, report: Reporter
) -> list[QuestionDraft]:
    """Turn plain columns into questions.

    Parameters
    ----------
    columns : sequence of HeadedColumn
        In file order.
    separators : sequence of str
        Marks that may join several answers in one cell, tried in order.
    known : callable
        Options of a question from an earlier reading.
    report : Reporter
        Told options that hold the separator.

    Returns
    -------
    list of QuestionDraft
    """
    groups = _confirmed(group_headers([column.header for column in columns]), columns)
    questions = _questions(groups)
    names = variable_ids([group.stem for group, _ in questions])
    drafts: list[QuestionDraft] = []
    for name, (group, beside) in zip(names, questions, strict=True):
        picked = [columns[place] for place in group.places]
        if len(picked) > 1:
            members = [SetColumn(option, c.cells, c.header) for option, c in zip(group.options, picked, strict=True)]
            drafts.append(draft_set(name, group.stem, members))
            continue
        part = _single(name, picked[0], separators, known, report)
        written = tuple(_written(name, group.stem, option, columns[place]) for place, option in beside)
        drafts.append(QuestionDraft((*part.columns, *written), part.question))
    return drafts


def _questions(groups: Sequence[HeaderGroup]) -> list[tuple[HeaderGroup, list[tuple[int, str]]]]:
    """Every question, and the columns behind it that hold text written beside its "other"."""
    found: list[tuple[HeaderGroup, list[tuple[int, str]]]] = []
    for group in groups:
        option = written_beside(group.stem, found[-1][0].stem) if found and len(group.places) == 1 else ""
        if OTHER.search(option) and len(found[-1][0].places) == 1:
            found[-1][1].append((group.places[0], option))
        else:
            found.append((group, []))
    return found


def _confirmed(groups: Sequence[HeaderGroup], columns: Sequence[HeadedColumn]) -> list[HeaderGroup]:
    """Keep groups whose cells look like one question; take the others apart again."""
    kept: list[HeaderGroup] = []
    for group in groups:
        if len(group.places) == 1 or _is_question(group, columns):
            kept.append(group)
        else:
            kept.extend(HeaderGroup(columns[place].header, ("",), (place,)) for place in group.places)
    return kept


def _is_question(group: HeaderGroup, columns: Sequence[HeadedColumn]) -> bool:
    members = [SetColumn(option, columns[p].cells, "") for option, p in zip(group.options, group.places, strict=True)]
    closed = [member for member in members if not is_specified_text(member)]
    if len(closed) < 2:
        return False
    kind = kind_of_set(closed)
    if all(is_numeral(member.option) for member in closed):
        # 满意度（一） beside 满意度（二） counts questions, waves or items; only name_1, name_2 of 0 and 1 are options.
        return kind == "multi" and all(
            columns[place].header.endswith(f"_{option}")
            for place, option in zip(group.places, group.options, strict=True)
        )
    if kind != "items":
        return True
    # Items of a matrix share their answers, and the answers are few.
    texts = [set(member.cells.texts) for member in closed if member.cells.texts]
    union = set[str]().union(*texts)
    is_few = is_closed(sum(member.cells.n_filled for member in closed), len(union), 10.0) if union else False
    return len(texts) > 1 and len(union) <= 12 and is_few and all(len(answers) >= 0.4 * len(union) for answers in texts)


def _written(name: str, stem: str, option: str, column: HeadedColumn) -> ColumnDraft:
    """Text written beside the "other" of a question."""
    return ColumnDraft(
        id=f"{name}_other",
        label=joined_label(stem, option),
        cells=column.cells,
        source=column.header,
        level="text",
        part_of=name,
        personal=True,
    )


def _single(
    name: str, column: HeadedColumn, separators: Sequence[str], known: KnownOptions, report: Reporter
) -> QuestionDraft:
    options = known(name)
    for separator in separators:
        choices = list_of_choices(column.cells, separator, options)
        if choices is not None:
            return joined(name, column, choices, separator, known=bool(options), report=report)
    label = local_text(column.header or name)
    return QuestionDraft((ColumnDraft(id=name, label=label, cells=column.cells, source=column.header),))


def list_of_choices(cells: TextColumn, separator: str, known: Sequence[str]) -> Choices | None:
    """The choices of a column whose cells are lists, or None where they are not."""
    mark = separator.strip()
    if not any(mark in text for text in cells.texts[:SAMPLED_CELLS]):
        return None
    if mark == "┋":
        return split_cells(cells.texts, mark, known)
    if len(cells.texts) > SAMPLED_CELLS and split_list(cells.texts[:SAMPLED_CELLS], separator, known) is None:
        return None
    return split_list(cells.texts, separator, known)


def joined(
    name: str, column: HeadedColumn, choices: Choices, separator: str, *, known: bool, report: Reporter
) -> QuestionDraft:
    """A multi-select question out of a column of lists."""
    drafts = tuple(
        ColumnDraft(
            id=f"{name}_{place}",
            label=local_text(option),
            cells=option_column(column.cells, choices, option, ()),
            source=column.header,
            level="option",
            part_of=name,
            stem=column.header,
        )
        for place, option in enumerate(choices.options, start=1)
    )
    with_mark = tuple(option for option in choices.options if separator in option)
    if with_mark and not known:
        report.caution(
            "guessed",
            Message(
                "{column}: these were read as one answer although they hold the mark between answers: {options}.",
                column=column.header,
                options=with_mark[:3],
            ),
            len(with_mark),
            *(draft.id for draft in drafts),
        )
    ids = tuple(draft.id for draft in drafts)
    question = Variable(
        id=name, label=local_text(column.header or name), level="multi", options=ids, source=column.header
    )
    return QuestionDraft(drafts, question)
