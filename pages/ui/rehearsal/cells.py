"""A two-by-two factorial in a rehearsal: which of its three effects `read_arms` finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from analysis.core import Message
from synthetic.rehearsal import Outcome, Part

if TYPE_CHECKING:
    from synthetic.designs import Cells

Decides: TypeAlias = Literal["a", "b", "interaction"]
CellSides: TypeAlias = Literal["two", "rise", "fall"]
ORDER: tuple[Decides, ...] = ("a", "b", "interaction")


def read_cells(cells: Cells, *, decides: Decides, sides: CellSides, level: float) -> Outcome:
    """`read_arms` of four cells; the effect that decides counts as found, all three are counted.

    The estimate is that of the first change, whose true value the design knows.
    """
    from analysis.experiments import read_arms

    reading = read_arms(
        observed=cells.observed,
        sizes=(float(cells.n),) * 4,
        sds=cells.sds or None,
        measure="means" if cells.sds else "rates",
        design="factorial",
        adjust="bonferroni",
        level=level,
    )
    found = [_found(effect.p_value, effect.effect.value, sides, level) for effect in reading.effects]
    first = reading.effects[0].effect
    return Outcome(
        detected=found[ORDER.index(decides)],
        estimate=first.value,
        low=first.low,
        high=first.high,
        parts=(*(float(one) for one in found), float(any(found))),
    )


def _found(p_value: float, value: float, sides: CellSides, level: float) -> bool:
    if sides == "two":
        return bool(p_value < 1 - level)
    return bool(p_value / 2 < 1 - level and (value > 0) == (sides == "rise"))


PARTS: tuple[Part, ...] = (
    Part(name="main_a", label=Message("Effect of the first change found")),
    Part(name="main_b", label=Message("Effect of the second change found")),
    Part(name="interaction", label=Message("Interaction found")),
    Part(name="any_effect", label=Message("Any of the three found")),
)
