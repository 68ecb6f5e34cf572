"""The plan of a test with several looks: what `plan_sequential` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.experiments.feasibility import not_feasible
from analysis.experiments.phrases import GROUP_WORDS, move, times_in
from analysis.experiments.sequential_phrases import DESIGN_WORDS

if TYPE_CHECKING:
    from analysis.core.results import Note, Provenance
    from analysis.experiments.sequential_plan_controls import Outcome
    from analysis.experiments.sequential_power import OperatingCharacteristics
    from analysis.experiments.sequential_question import Effect
    from analysis.experiments.sequential_spending import SequentialDesign, Sides


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SequentialPlan:
    """A test of two groups with several looks: when to look, when to stop, how many customers.

    Parameters
    ----------
    outcome, design, sides, alpha, target_power : str, str, str, float, float
        As asked for.
    effect : Effect
        The change planned for.
    information : tuple of float
        Share of the largest size at each look.
    z, nominal_p, cumulative_alpha : tuple of float
        Bounds at each look, the same as p-values, and the chance of a false alarm used so far.
    error : float
        Chance of a false alarm over all looks.
    characteristics : OperatingCharacteristics
        Cost and savings as shares of the largest size.
    fixed_n_total_real, max_n_total_real : float
        Customers in all with one look, and at most with several, before rounding.
    expected_n_h0_real, expected_n_half_real, expected_n_h1_real : float
        Expected customers in all at the end without a change, with half of it, with all of it.
    fixed_n_total, n_control, n_treatment, max_n_total : int
        Whole customers, rounded up in each group.
    n_at_looks : tuple of int
        Customers in all at each look, rounded up.
    customers_per_week : float
        Customers who enter the test in a week; NaN if not given.
    curve : DataFrame
        Over the true change: fraction (of the planned one), change, expected_n, power.
    """

    outcome: Outcome
    design: SequentialDesign
    sides: Sides
    alpha: float
    target_power: float
    effect: Effect
    information: tuple[float, ...]
    z: tuple[float, ...]
    nominal_p: tuple[float, ...]
    cumulative_alpha: tuple[float, ...]
    error: float
    characteristics: OperatingCharacteristics
    fixed_n_total_real: float
    max_n_total_real: float
    expected_n_h0_real: float
    expected_n_half_real: float
    expected_n_h1_real: float
    fixed_n_total: int
    n_control: int
    n_treatment: int
    max_n_total: int
    n_at_looks: tuple[int, ...]
    customers_per_week: float
    curve: pd.DataFrame
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def looks(self) -> int:
        """Number of looks."""
        return len(self.z)

    @property
    def inflation_factor(self) -> float:
        """Largest size over that of a test with one look."""
        return self.characteristics.inflation_factor

    def weeks(self, customers: float) -> float:
        """Weeks until so many customers are in; NaN without customers a week."""
        return customers / self.customers_per_week

    @property
    def weeks_at_looks(self) -> tuple[float, ...]:
        """Weeks until each look."""
        return tuple(self.weeks(customers) for customers in self.n_at_looks)

    @property
    def max_weeks(self) -> float:
        """Full weeks until the last look; NaN without customers a week."""
        weeks = self.weeks(self.max_n_total)
        return weeks if math.isnan(weeks) else float(math.ceil(weeks - 1e-9))

    @property
    def not_feasible(self) -> Sentence | None:
        """The headline where nobody has so many customers or so much time; None where the test can be done."""
        return not_feasible(self.max_n_total, self.max_weeks, self.customers_per_week)

    def to_frame(self) -> pd.DataFrame:
        """One row per look.

        Columns: look, information, n_total, weeks (NaN without customers a week), z_upper, nominal_p,
        cumulative_alpha, power (cumulative), and, the same in every row, max_n_total, fixed_n_total,
        inflation_factor, expected_n_h0, expected_n_half, expected_n_h1.
        """
        return pd.DataFrame(
            {
                "look": range(1, self.looks + 1),
                "information": self.information,
                "n_total": self.n_at_looks,
                "weeks": self.weeks_at_looks,
                "z_upper": self.z,
                "nominal_p": self.nominal_p,
                "cumulative_alpha": self.cumulative_alpha,
                "power": self.characteristics.power_by_look,
                "max_n_total": self.max_n_total,
                "fixed_n_total": self.fixed_n_total,
                "inflation_factor": self.inflation_factor,
                "expected_n_h0": self.expected_n_h0_real,
                "expected_n_half": self.expected_n_half_real,
                "expected_n_h1": self.expected_n_h1_real,
            }
        )

    def readings(self) -> tuple[Sentence, ...]:
        """How large and how long at most, how long on average, and what it buys."""
        if self.not_feasible is not None:
            return (self.not_feasible,)
        return (self._size(), self._average(), self._buys(), self._against_one_look())

    def _size(self) -> Sentence:
        if self.n_control == self.n_treatment:
            groups = Message("{n:count} customers in each of {groups} groups", n=self.n_control, groups=GROUP_WORDS[2])
        else:
            groups = Message(
                "{treatment:count} customers with the change and {control:count} without",
                treatment=self.n_treatment,
                control=self.n_control,
            )
        if math.isnan(self.customers_per_week):
            return Message(
                "At most {groups}, {total:count} in all, with {looks:count} looks ({design}).",
                groups=groups,
                total=self.max_n_total,
                looks=self.looks,
                design=DESIGN_WORDS[self.design],
            )
        return PluralMessage(
            "At most {groups}, {total:count} in all: {n} full week with {looks:count} looks ({design}).",
            "At most {groups}, {total:count} in all: {n:count} full weeks with {looks:count} looks ({design}).",
            n=int(self.max_weeks),
            groups=groups,
            total=self.max_n_total,
            looks=self.looks,
            design=DESIGN_WORDS[self.design],
        )

    def _average(self) -> Sentence:
        if math.isnan(self.customers_per_week):
            return Message(
                "On average it ends with {h1:count} customers if the change is there, {half:count} if half of it is, {h0:count} if nothing changed.",
                h1=math.ceil(self.expected_n_h1_real),
                half=math.ceil(self.expected_n_half_real),
                h0=math.ceil(self.expected_n_h0_real),
            )
        return Message(
            "On average it ends with {h1:count} customers ({weeks_h1:number} weeks) if the change is there, {half:count} ({weeks_half:number}) if half of it is, {h0:count} ({weeks_h0:number}) if nothing changed.",
            h1=math.ceil(self.expected_n_h1_real),
            weeks_h1=self.weeks(self.expected_n_h1_real),
            half=math.ceil(self.expected_n_half_real),
            weeks_half=self.weeks(self.expected_n_half_real),
            h0=math.ceil(self.expected_n_h0_real),
            weeks_h0=self.weeks(self.expected_n_h0_real),
        )

    def _buys(self) -> Sentence:
        if self.outcome == "mean":
            return Message(
                "Then a change of {change:signed} is found {chance}, and over all looks no change is called a change {alarm}.",
                change=self.effect.change,
                chance=times_in(self.target_power),
                alarm=times_in(self.alpha),
            )
        return Message(
            "Then {move} is found {chance}, and over all looks no change is called a change {alarm}.",
            move=move(self.effect.control, self.effect.treatment),
            chance=times_in(self.target_power),
            alarm=times_in(self.alpha),
        )

    def _against_one_look(self) -> Sentence:
        return Message(
            "One look at the end would need {fixed:count} in all: looking early costs up to {more:percent} more and saves {saved:percent} on average if the change is there.",
            fixed=self.fixed_n_total,
            more=self.inflation_factor - 1,
            saved=1 - self.expected_n_h1_real / self.fixed_n_total_real,
        )
