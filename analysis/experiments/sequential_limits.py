"""The bounds of a test with several looks: what `sequential_bounds` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import pandas as pd

from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.experiments.phrases import times_in
from analysis.experiments.sequential_phrases import DESIGN_WORDS

if TYPE_CHECKING:
    from analysis.core.results import Note, Provenance
    from analysis.experiments.sequential_power import OperatingCharacteristics
    from analysis.experiments.sequential_spending import SequentialDesign, Sides

Decision: TypeAlias = Literal["none", "go_on", "stop_rise", "stop_fall", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SequentialBounds:
    """Bounds of z at each look, what they cost, and what the looks so far say.

    Parameters
    ----------
    design, sides, alpha, power : str, str, float, float
        As asked for.
    information : tuple of float
        Share of the planned information at each look.
    z : tuple of float
        Upper bound of z at each look; with two sides the lower one is its mirror image. Infinite where
        nothing was left to spend.
    nominal_p : tuple of float
        The bounds as p-values (two-sided with two sides).
    cumulative_alpha : tuple of float
        Chance of a false alarm used up to each look, over both sides where there are two.
    error : float
        Chance of a false alarm over these looks, integrated with all bounds in force.
    constant : float
        Constant of an exact design (its last bound); NaN where bounds come from spending.
    complete : bool
        Whether the last of these looks ends the test.
    characteristics : OperatingCharacteristics or None
        Cost and savings of a complete set of looks.
    observed_z : tuple of float
        z at the looks so far.
    decision : {"none", "go_on", "stop_rise", "stop_fall", "ended"}
        What the looks so far say; "none" without any, "ended" where the last look crossed no bound.
    decided_at : int or None
        Look, from 1, at which the first bound was crossed.
    """

    design: SequentialDesign
    sides: Sides
    alpha: float
    power: float
    information: tuple[float, ...]
    z: tuple[float, ...]
    nominal_p: tuple[float, ...]
    cumulative_alpha: tuple[float, ...]
    error: float
    constant: float
    complete: bool
    characteristics: OperatingCharacteristics | None
    observed_z: tuple[float, ...]
    decision: Decision
    decided_at: int | None
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def looks(self) -> int:
        """Number of looks."""
        return len(self.z)

    @property
    def inflation_factor(self) -> float:
        """Largest size over that of a test with one look; NaN while the looks are not complete."""
        return math.nan if self.characteristics is None else self.characteristics.inflation_factor

    def to_frame(self) -> pd.DataFrame:
        """One row per look.

        Columns: look (from 1), information, z_upper, z_lower (NaN with one side), nominal_p,
        cumulative_alpha, power (cumulative, for the planned effect; NaN while looks are not complete),
        observed_z (NaN at looks to come).
        """
        looks = range(self.looks)
        power = [math.nan for _ in looks] if self.characteristics is None else self.characteristics.power_by_look
        return pd.DataFrame(
            {
                "look": [place + 1 for place in looks],
                "information": self.information,
                "z_upper": self.z,
                "z_lower": [-bound if self.sides == "two" else math.nan for bound in self.z],
                "nominal_p": self.nominal_p,
                "cumulative_alpha": self.cumulative_alpha,
                "power": power,
                "observed_z": [self.observed_z[i] if i < len(self.observed_z) else math.nan for i in looks],
            }
        )

    def readings(self) -> tuple[Sentence, ...]:
        """What to do now if looks have been taken, then what each look demands and what all of them cost."""
        return (*self._decision(), *self._demands(), *self._cost())

    def _decision(self) -> tuple[Sentence, ...]:
        if self.decision == "none":
            return ()
        look = self.decided_at or len(self.observed_z)
        z, bound = self.observed_z[look - 1], self.z[look - 1]
        match self.decision:
            case "stop_rise":
                said = Message(
                    "Stop: at look {look:count} the new version is ahead, z = {z:effect} beyond the bound {bound:effect}.",
                    look=look,
                    z=z,
                    bound=bound,
                )
            case "stop_fall":
                said = Message(
                    "Stop: at look {look:count} the new version is behind, z = {z:effect} beyond the bound {bound:effect}.",
                    look=look,
                    z=z,
                    bound=-bound,
                )
            case "ended":
                said = Message(
                    "The test has ended without an answer: at look {look:count}, the last one, z = {z:effect} lies within the bound {bound:effect}. That does not show that nothing changed.",
                    look=look,
                    z=z,
                    bound=bound,
                )
            case _:
                said = Message(
                    "Go on: at look {look:count}, z = {z:effect} lies within the bound {bound:effect}.",
                    look=look,
                    z=z,
                    bound=bound,
                )
        return (said,)

    def _demands(self) -> tuple[Sentence, ...]:
        first = PluralMessage(
            "With {n} look, z must pass {bounds} ({design}).",
            "With {n:count} looks, z must pass {bounds} in turn ({design}).",
            n=self.looks,
            bounds=tuple(Message("{z:effect}", z=bound) for bound in self.z),
            design=DESIGN_WORDS[self.design],
        )
        if not self.complete:
            return (
                first,
                Message(
                    "These looks use {spent:fine_percent} of the {alpha:set_percent}; the rest is left for later looks.",
                    spent=self.cumulative_alpha[-1],
                    alpha=self.alpha,
                ),
            )
        return (first, Message("Over all of them no change is called a change {alarm}.", alarm=times_in(self.alpha)))

    def _cost(self) -> tuple[Sentence, ...]:
        costs = self.characteristics
        if costs is None or self.looks == 1:
            return ()
        return (
            Message(
                "Looking costs up to {more:percent} more customers than one look with the same {chance:set_percent} chance to find the change. If the change is there, the test ends on average after {h1:percent} of its largest size; if nothing changed, after {h0:percent}.",
                more=costs.inflation_factor - 1,
                chance=self.power,
                h1=costs.expected_h1,
                h0=costs.expected_h0,
            ),
        )
