"""Differences, levels and sizes as words, in points or in the outcome's own unit, all with the same decimals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.messages import Message
from analysis.language.precision import Rounded, shared_decimals

if TYPE_CHECKING:
    from analysis.core.results import Estimate
    from analysis.experiments.reading_core import Unit
    from analysis.inference.mean_differences import Alternative


MOST_DECIMALS = 8


def _enough(decimals: int, ends: list[float], margin: float) -> int:
    """Decimals with which no end is shown as the margin, unless it lies there."""
    for end in ends:
        while decimals < MOST_DECIMALS and _falls_on(end, margin, decimals):
            decimals += 1
    return decimals


def _falls_on(end: float, margin: float, decimals: int) -> bool:
    """Whether an end of an interval would be shown as the margin without lying on it."""
    shown = round(abs(end), decimals) == round(margin, decimals)
    return shown and not math.isclose(abs(end), margin, rel_tol=1e-9)


class Told:
    """Words for numbers of one comparison.

    Parameters
    ----------
    unit : {"points", "number"}
        Whether differences are told in percentage points or as they are.
    difference : Estimate
        The difference whose interval sets the decimals.
    apart_from : float, optional
        A margin that no end of the interval may be rounded onto, from either side, unless it lies there.
    """

    __slots__ = ("decimals", "unit")

    def __init__(self, unit: Unit, difference: Estimate, apart_from: float | None = None) -> None:
        self.unit = unit
        ends = [end for end in (difference.value, difference.low, difference.high) if math.isfinite(end)]
        decimals = shared_decimals(ends, "brief_points" if unit == "points" else "number")
        if apart_from is not None and decimals is not None:
            factor = 100 if unit == "points" else 1
            decimals = _enough(decimals, [factor * end for end in ends], factor * apart_from)
        self.decimals = decimals

    def signed(self, value: float) -> Message:
        """A difference with its sign."""
        if self.unit == "points":
            return Message("{value:brief_points} points", value=Rounded(value, self.decimals))
        return Message("{value:signed}", value=Rounded(value, self.decimals))

    def size(self, value: float) -> Message:
        """A margin or a smallest change, without a sign."""
        if self.unit == "points":
            return Message("{value:number} points", value=100 * value)
        return Message("{value:number}", value=value)

    def level(self, value: float) -> Message:
        """A rate or mean itself."""
        if self.unit == "points":
            return Message("{value:fine_percent}", value=value)
        return Message("{value:number}", value=value)

    def interval(self, found: Estimate, alternative: Alternative = "two-sided") -> Message:
        """The interval of a difference with its level, or the bound."""
        match alternative:
            case "greater":
                return Message(
                    "with {level:set_percent} confidence at least {low}",
                    level=round(found.level, 10),
                    low=self.signed(found.low),
                )
            case "less":
                return Message(
                    "with {level:set_percent} confidence at most {high}",
                    level=round(found.level, 10),
                    high=self.signed(found.high),
                )
            case _:
                return Message(
                    "{level:set_percent} interval {low} to {high}",
                    level=round(found.level, 10),
                    low=self.signed(found.low),
                    high=self.signed(found.high),
                )
