"""Words that several tables of survey answers share."""

from __future__ import annotations

import math
from collections.abc import Sequence

from analysis.core.frames import MISSING_WORDS, MissingKind
from analysis.core.messages import Message, Sentence


def missing_note(missing: Sequence[tuple[MissingKind, int]]) -> Sentence | None:
    """Who is not in the table, by kind."""
    if not missing:
        return None
    parts = tuple(Message("{n:count} {kind}", n=n, kind=MISSING_WORDS[kind]) for kind, n in missing)
    return Message("Not counted: {parts}.", parts=parts)


def interval_heading(level: float) -> Message:
    """Heading of a column of intervals."""
    return Message("{level:percent} interval", level=level)


def share_heading(deff: float) -> Message:
    """Heading of a column of shares; `deff` is undefined without weights."""
    return Message("Share") if math.isnan(deff) else Message("Share, weighted")
