"""Questions that stand under another number in new data, because one was added or left out before them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from analysis.core.messages import Message, Sentence
from analysis.data.codebook import Codebook, TableName, Variable

MAX_NAMED = 6
_NUMBER = re.compile(r"^\s*(?:第\s*)?[0-9０-９]{1,3}\s*(?:题|[、.．:：])\s*")


def renumbered(known: Codebook, inferred: Codebook, table: TableName) -> tuple[tuple[str, str, str], ...]:
    """Text, former id and present id of every question that has another id only because it was renumbered.

    Parameters
    ----------
    known : Codebook
        The study's codebook.
    inferred : Codebook
        What the reader inferred about the new data.
    table : str
        The table that is replaced.

    Returns
    -------
    tuple of (text, former id, present id)
        Texts that stand twice decide nothing.
    """
    before, now = _by_text(known.of_table(table)), _by_text(inferred.variables)
    return tuple((text, old, now[text]) for text, old in before.items() if text in now and now[text] != old)


def renumbered_message(moves: tuple[tuple[str, str, str], ...]) -> Sentence:
    """The moves in a sentence."""
    shown = tuple(
        Message("“{text}” was {before}, is {after}", text=text, before=old, after=new)
        for text, old, new in moves[:MAX_NAMED]
    )
    return Message(
        "Questions seem to be renumbered ({moves}); columns are matched by number, so answers may stand under the wrong "
        "question. Number the new file as before, or open it as a study of its own.",
        moves=shown,
    )


def _by_text(variables: Iterable[Variable]) -> dict[str, str]:
    """Id of every numbered question by its text without the number."""
    texts = [
        (_NUMBER.sub("", variable.source).strip(), variable.id) for variable in variables if _is_numbered(variable)
    ]
    counts = Counter(text for text, _ in texts)
    return {text: name for text, name in texts if text and counts[text] == 1}


def _is_numbered(variable: Variable) -> bool:
    return not variable.part_of and bool(_NUMBER.match(variable.source))
