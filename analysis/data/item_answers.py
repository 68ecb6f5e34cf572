"""Items of one matrix have one scale: what their answers are is told by all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analysis.data.answers import Answers, infer_answers
from analysis.data.codebook import VariableLevel
from analysis.data.drafts import ColumnDraft
from analysis.data.text_column import TextColumn

MAX_SHARED = 12
CLOSED: frozenset[VariableLevel] = frozenset({"nominal", "ordinal", "scale"})


def shared_scales(columns: Sequence[ColumnDraft], found: Sequence[Answers]) -> list[Answers]:
    """The answers of every column; items of one question get the answers that all of them have together.

    Parameters
    ----------
    columns : sequence of ColumnDraft
        In file order.
    found : sequence of Answers
        What each column's own cells say.

    Returns
    -------
    list of Answers
        An item on which nobody chose "very dissatisfied" still has it among its answers, and an item
        that saw only two answers of five is as ordered as the others.
    """
    groups: dict[str, list[int]] = {}
    for place, column in enumerate(columns):
        if column.part_of and column.level is None and not column.values:
            groups.setdefault(column.part_of, []).append(place)
    settled = list(found)
    for places in groups.values():
        asked = [place for place in places if set(columns[place].cells.texts) - set(columns[place].reserved)]
        if len(asked) > 1 and all(found[place].level in CLOSED for place in asked):
            for place, answers in _together(columns, found, places):
                settled[place] = answers
    return settled


def _together(
    columns: Sequence[ColumnDraft], found: Sequence[Answers], places: Sequence[int]
) -> list[tuple[int, Answers]]:
    """The shared answers of each item, or nothing where the items are of different kinds."""
    items = [columns[place] for place in places]
    pooled = infer_answers(
        _stacked([item.cells for item in items]),
        reserved=items[0].reserved,
        numbers_are_names=items[0].numbers_are_names,
    )
    if pooled.level not in CLOSED or not _overlap(items, pooled):
        return []
    settled: list[tuple[int, Answers]] = []
    start = 0
    for place, item in zip(places, items, strict=True):
        tally, own = item.cells.tally(), found[place]
        answers = replace(
            pooled,
            cells=pooled.cells.taken(np.arange(start, start + len(item.cells))),
            misfits={text: tally[text] for text in pooled.misfits if text in tally},
            set_missing={text: tally[text] for text in pooled.set_missing if text in tally},
            order=pooled.order or own.order,
        )
        settled.append((place, answers))
        start += len(item.cells)
    return settled


def _stacked(columns: Sequence[TextColumn]) -> TextColumn:
    """The cells of several columns below each other."""
    position: dict[str, int] = {}
    for column in columns:
        for text in column.texts:
            position.setdefault(text, len(position))
    moved = [
        np.array([*(position[text] for text in column.texts), -1], dtype=np.int64)[column.codes] for column in columns
    ]
    return TextColumn(np.concatenate(moved), tuple(position))


def _overlap(columns: Sequence[ColumnDraft], pooled: Answers) -> bool:
    """Whether the items share their answers: all numbers, or few words that more than one item has."""
    if pooled.level == "scale":
        return True
    sets = [set(column.cells.texts) - set(column.reserved) for column in columns]
    union = set[str]().union(*sets)
    if len(union) > MAX_SHARED:
        return False
    shared = {text for text in union if sum(text in texts for texts in sets) > 1}
    return all(not texts or texts & shared for texts in sets)
