"""Items in sentences, and the remarks that rules share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.association.items import Item
from analysis.core.messages import Message, PluralMessage, Scalar
from analysis.core.results import Note, Severity

SEVERITIES: tuple[Severity, ...] = ("blocks_conclusion", "caution", "info")
SMALL_COUNT = 20
"""Rules on fewer rows than this are shown with a caution."""


def together(items: Sequence[Scalar]) -> Scalar:
    """Items in quotation marks, as a list that ends in "and"."""
    quoted: tuple[Message, ...] = tuple(Message("“{item}”", item=item) for item in items)
    if len(quoted) == 1:
        return quoted[0]
    return Message("{first} and {last}", first=quoted[:-1], last=quoted[-1])


def labels(names: Sequence[str], items: Mapping[str, Item]) -> tuple[Scalar, ...]:
    """What readers call the items of these names."""
    return tuple(items[name].label for name in names)


def most_severe_first(*notes: Note) -> tuple[Note, ...]:
    """Notes by severity; those of one severity keep their order."""
    return tuple(sorted(notes, key=lambda note: SEVERITIES.index(note.severity)))


def small_count_note(min_count: int) -> tuple[Note, ...]:
    """A caution where the threshold lets in combinations of very few rows."""
    if min_count >= SMALL_COUNT:
        return ()
    return (
        Note(
            "caution",
            PluralMessage(
                "The smallest support asked for is reached by {n:count} row; combinations of fewer than {least:count} rows change with every sample.",
                "The smallest support asked for is reached by {n:count} rows; combinations of fewer than {least:count} rows change with every sample.",
                n=min_count,
                least=SMALL_COUNT,
            ),
            code="small_count",
        ),
    )


def dropped_note(n_used: int, n_total: int) -> tuple[Note, ...]:
    """A caution where most rows left the base because a question was not asked or not answered."""
    if 2 * n_used >= n_total:
        return ()
    return (
        Note(
            "caution",
            Message(
                "Only {used:count} of {total:count} rows have an answer to every column used. Not asked is not no, so the others are left out; choose columns that were put to the same people.",
                used=n_used,
                total=n_total,
            ),
            code="small_base",
        ),
    )
