"""The plan of a 2 × 2 factorial: what `plan_factorial` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import pandas as pd

from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.experiments.feasibility import not_feasible
from analysis.experiments.phrases import times_in

if TYPE_CHECKING:
    from analysis.core.messages import LocalText
    from analysis.core.results import Note, Provenance
    from analysis.experiments.factorial_power import Contrast, FourCells
    from analysis.experiments.group_inputs import Correction
    from analysis.experiments.group_question import Sides, SolveFor

Outcome: TypeAlias = Literal["share", "mean"]
DesignId: TypeAlias = Literal["factorial", "two_tests", "four_arms", "interaction_as_large", "interaction_half"]
PlanFor: TypeAlias = Literal["main_effects", "interaction"]
Words: TypeAlias = "Message | LocalText | str"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContrastPlan:
    """One contrast of the factorial.

    Parameters
    ----------
    name : {"a", "b", "interaction"}
    size : float
        Signed size planned for; 0 where none is assumed.
    n_cell_real : float
        Customers of one cell that find it with the wanted chance; NaN where its size is 0 or not enough.
    power : float
        Chance to find it with the planned cells; NaN where its size is 0.
    smallest : float
        Smallest size (without sign) found with the wanted chance in the planned cells; NaN if none is.
    """

    name: Contrast
    size: float
    n_cell_real: float
    power: float
    smallest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDesign:
    """What another way to the same answers would cost.

    Parameters
    ----------
    id : str
        This plan, two tests one after the other, four versions against one control group, or an
        interaction as large, or half as large, as the main effect.
    n_total : float
        Customers in all; NaN where no number is enough.
    """

    id: DesignId
    n_total: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FactorialPlan:
    """A 2 × 2 factorial: how many customers in each of four cells, what effects, what chances.

    Parameters
    ----------
    outcome, plan_for, solve_for, sides, correction : str
        As asked for.
    factors : tuple of two
        Names of the factors.
    levels : tuple of two pairs
        Names of each factor's levels, the usual one first.
    published_example : bool
        Whether the names are those of the published four-arm design.
    baseline, sd : float
        Value of the cell with neither, and standard deviation within cells (NaN for shares).
    cells : tuple of four floats
        Planned value of the cells: neither, A alone, B alone, both.
    contrasts : tuple of ContrastPlan
        Main effect of A, of B, and the interaction.
    effect : float
        Size of the effect planned for or found: the smaller main effect, or the interaction.
    target_power, alpha, alpha_per_test : float
        Wanted chance; chance of a false alarm in all and of each test.
    n_tests : int
        Tests that share `alpha`: two main effects, or these and the interaction.
    n_cell_real : float
        Before rounding up.
    n_cell, n_total : int
        Customers of one cell and of all four.
    power : float
        Chance to find the effect that is hardest to find among those planned for.
    users_per_week, traffic_share, weeks : float
        NaN where not given.
    designs : tuple of OtherDesign
        What other designs would need, this plan first.
    curve : DataFrame
        n_total, weeks, fraction (1.0 everywhere), contrast, change, power.
    """

    outcome: Outcome
    plan_for: PlanFor
    solve_for: SolveFor
    sides: Sides
    correction: Correction
    factors: tuple[Words, Words]
    levels: tuple[tuple[Words, Words], tuple[Words, Words]]
    published_example: bool
    baseline: float
    sd: float
    cells: FourCells
    contrasts: tuple[ContrastPlan, ContrastPlan, ContrastPlan]
    effect: float
    target_power: float
    alpha: float
    alpha_per_test: float
    n_tests: int
    n_cell_real: float
    n_cell: int
    n_total: int
    power: float
    users_per_week: float
    traffic_share: float
    weeks: float
    designs: tuple[OtherDesign, ...]
    curve: pd.DataFrame
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def not_feasible(self) -> Sentence | None:
        """The headline where nobody has so many customers or so much time; None where the test can be done."""
        return not_feasible(self.n_total, self.weeks, self.users_per_week * self.traffic_share)

    def to_frame(self) -> pd.DataFrame:
        """One row per cell.

        Columns: cell (1..4), factor_a, factor_b (0 usual level, 1 other), value, n, n_real, and, the same
        in every row, n_total, power, weeks.
        """
        return pd.DataFrame(
            {
                "cell": [1, 2, 3, 4],
                "factor_a": [0, 1, 0, 1],
                "factor_b": [0, 0, 1, 1],
                "value": self.cells,
                "n": self.n_cell,
                "n_real": self.n_cell_real,
                "n_total": self.n_total,
                "power": self.power,
                "weeks": self.weeks,
            }
        )

    def readings(self) -> tuple[Sentence, ...]:
        """The plan in words: the cells, what they find, and what the interaction means."""
        if math.isnan(self.effect):
            return (
                Message(
                    "With {n:count} customers in each of four cells, no effect is large enough to be found {chance}.",
                    n=self.n_cell,
                    chance=times_in(self.target_power),
                ),
            )
        if self.solve_for == "n" and self.not_feasible is not None:
            return (self.not_feasible,)
        return (self._claim(), *self._found(), self._interaction(), self._cells())

    def _claim(self) -> Sentence:
        if self.solve_for != "n" or math.isnan(self.weeks):
            return Message(
                "{n:count} customers in each of four cells, {total:count} in all.", n=self.n_cell, total=self.n_total
            )
        return PluralMessage(
            "{each:count} customers in each of four cells, {total:count} in all: {n} full week at {weekly:count} a week.",
            "{each:count} customers in each of four cells, {total:count} in all: {n:count} full weeks at {weekly:count} a week.",
            n=int(self.weeks),
            each=self.n_cell,
            total=self.n_total,
            weekly=self.users_per_week * self.traffic_share,
        )

    def _found(self) -> tuple[Sentence, ...]:
        if self.plan_for == "interaction":
            what = Message("an interaction of {size}", size=self.size_words(self.effect))
        else:
            what = Message("a main effect of {size}", size=self.size_words(self.effect))
        match self.solve_for:
            case "power":
                return (Message("Then {what} is found {power:chance} of the time.", what=what, power=self.power),)
            case "mde":
                return (
                    Message(
                        "The smallest effect found {chance} is {what}.", what=what, chance=times_in(self.target_power)
                    ),
                )
            case _:
                return (
                    Message(
                        "Then {what} is found {chance}, and each test takes no effect for one {alarm}.",
                        what=what,
                        chance=times_in(self.target_power),
                        alarm=times_in(self.alpha_per_test),
                    ),
                )

    def _interaction(self) -> Sentence:
        found = self.contrasts[2]
        words = (
            Message("no interaction")
            if math.isnan(found.smallest)
            else Message("an interaction of {size}", size=self.size_words(found.smallest))
        )
        return Message(
            "The interaction is how far the effect of {a} depends on {b}: the difference of its two effects. Its error is twice that of a main effect, so the same size needs four times the customers; with these cells, {words} is found {chance}.",
            a=self.factors[0],
            b=self.factors[1],
            words=words,
            chance=times_in(self.target_power),
        )

    def _cells(self) -> Sentence:
        return Message(
            "Assign each customer at random to one of the four cells of {a} by {b}: then each factor's effect is read from all customers, and neither is mixed up with the other.",
            a=self.factors[0],
            b=self.factors[1],
        )

    def size_words(self, size: float) -> Message:
        """A contrast in points or in units of the mean."""
        if self.outcome == "share":
            return Message("{size:fine_points} points", size=size)
        return Message("{size:signed}", size=size)
