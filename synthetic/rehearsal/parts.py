"""Further things that an analysis says of one data set, counted with the effect and without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from analysis.core.messages import Message
from analysis.core.results import Estimate
from synthetic.rehearsal import summary
from synthetic.rehearsal.outcome import MOST_PARTS, NAN
from synthetic.rehearsal.scoring import Field, Rows

PartKind: TypeAlias = Literal["share", "size"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one place of an outcome's `parts` means.

    Parameters
    ----------
    name : str
        Language-neutral name.
    label : Message
        The same in words.
    kind : {"share", "size"}
        Whether it is counted (1 where it happened) or a number of customers whose mean is wanted.
    promised, promised_without : float
        What a formula says of it, with the effect and without; NaN where none does.
    key : bool
        Whether it stands among the key figures.
    """

    name: str
    label: Message
    kind: PartKind = "share"
    promised: float = NAN
    promised_without: float = NAN
    key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredPart:
    """A part with its rate or mean over the replicates.

    Parameters
    ----------
    part : Part
        What was measured.
    with_effect, without_effect : Estimate
        Rates with exact binomial intervals, means with t intervals.
    """

    part: Part
    with_effect: Estimate
    without_effect: Estimate


def measured(parts: Sequence[Part], rows: Rows, nothing: Rows, level: float) -> tuple[MeasuredPart, ...]:
    """Every part over the replicates with the effect and without.

    Raises
    ------
    ValueError
        More parts than a row holds.
    """
    if len(parts) > MOST_PARTS:
        raise ValueError(f"{len(parts)} parts; a row of scores holds {MOST_PARTS}")
    return tuple(
        MeasuredPart(
            part=part, with_effect=_one(part, place, rows, level), without_effect=_one(part, place, nothing, level)
        )
        for place, part in enumerate(parts)
    )


def _one(part: Part, place: int, rows: Rows, level: float) -> Estimate:
    values = rows[:, len(Field) + place]
    if part.kind == "size":
        return summary.mean(values, level)
    # Data that were refused count as nothing found, as they do in the power.
    return summary.rate(int((values == 1).sum()), len(values), level)
