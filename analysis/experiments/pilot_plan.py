"""A pilot on a part of the customers: what `plan_pilot` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.core.messages import Message, Sentence
from analysis.experiments.phrases import times_in

if TYPE_CHECKING:
    import pandas as pd

    from analysis.core.results import Estimate, Note, Provenance


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PilotPlan:
    """What a pilot can show, and how its result will be decided.

    Parameters
    ----------
    population : int
        Customers in all; those outside the pilot are its control group.
    pilot_share, baseline_rate : float
        As asked for.
    n_pilot, n_control : int
        Customers in and outside the pilot.
    design_effect : float
        Factor on the variance from assigning whole communities; 1 for single customers.
    pilot_communities : float
        Communities in the pilot, rounded up; NaN where customers are assigned singly.
    contamination : float
        Share of the control group that the new version reaches all the same.
    change, relative_change : float
        Smallest true change found with `power`, signed, after contamination; over the baseline. NaN
        where none can be found.
    change_seen : float
        The difference of the two groups that such a change leaves (smaller by the contamination).
    change_equal_split : float
        The same change if half of the customers had the new version.
    cost_of_imbalance : float
        Customers this pilot uses over those an equal split would need for the same smallest change.
    rate_precision : Estimate
        Wilson interval of the pilot's own rate, expected at today's rate.
    rate_half_width, rate_half_width_here : float
        Wald half-width of the pilot's rate as an estimate for customers to come, and, with the
        correction for a finite population, for these customers only.
    difference_half_width : float
        Half-width of the interval of the difference, expected if nothing changes.
    smallest_change, tolerated_loss : float
        Limits of the decision rule, fractions; both above or equal 0.
    decisions : DataFrame
        true_change, go, extend, stop: chances of each decision.
    ladder : DataFrame
        share, n_treatment, n_control, change (smallest found; NaN without control group), weeks.
    curve : DataFrame
        share, change: smallest change found over the share of the pilot.
    """

    population: int
    pilot_share: float
    baseline_rate: float
    direction: str
    level: float
    power: float
    n_pilot: int
    n_control: int
    design_effect: float
    pilot_communities: float
    contamination: float
    change: float
    relative_change: float
    change_seen: float
    change_equal_split: float
    cost_of_imbalance: float
    rate_precision: Estimate
    rate_half_width: float
    rate_half_width_here: float
    difference_half_width: float
    smallest_change: float
    tolerated_loss: float
    decisions: pd.DataFrame
    ladder: pd.DataFrame
    curve: pd.DataFrame
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row a step of the ladder: share, n_treatment, n_control, change, weeks; the first is the pilot."""
        return self.ladder

    def readings(self) -> tuple[Sentence, ...]:
        """What the pilot finds, what its size costs, and how it will be decided."""
        if math.isnan(self.change):
            return (
                Message(
                    "A pilot on {n:count} of {population:count} customers finds no change {chance}, however large.",
                    n=self.n_pilot,
                    population=self.population,
                    chance=times_in(self.power),
                ),
            )
        claim = Message(
            "A pilot on {n:count} of {population:count} customers finds a change of {change:fine_points} points {chance}; smaller ones will more often be missed.",
            n=self.n_pilot,
            population=self.population,
            change=self.change,
            chance=times_in(self.power),
        )
        return (claim, self._cost(), self._rule())

    def _cost(self) -> Sentence:
        if math.isclose(self.pilot_share, 0.5):
            return Message("No other split of the same customers finds smaller changes.")
        return Message(
            "Half and half, the same customers would find {even:fine_points} points; the pilot uses {factor:number} times the customers that an equal split needs for what it finds.",
            even=self.change_equal_split,
            factor=self.cost_of_imbalance,
        )

    def _rule(self) -> Sentence:
        change = self.smallest_change if self.direction == "increase" else -self.smallest_change
        row = self.decisions.loc[self.decisions["true_change"] == change].iloc[0]
        return Message(
            "By the rule below, a change of {change:fine_points} points is rolled out {go:chance} of the time, and stopped by mistake {stop:chance} of the time.",
            change=change,
            go=float(row["go"]),
            stop=float(row["stop"]),
        )
