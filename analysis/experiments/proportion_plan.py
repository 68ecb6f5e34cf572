"""The plan of a test of two proportions: what `plan_proportions` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import pandas as pd

from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.experiments.phrases import GROUP_WORDS, move, times_in

if TYPE_CHECKING:
    from analysis.core.results import Note, Provenance
    from analysis.experiments.exact_power import ExactPower
    from analysis.experiments.other_calculators import OtherCalculator
    from analysis.experiments.proportion_power import Convention, Direction, Sides

SolveFor: TypeAlias = Literal["n", "mde", "power"]
ChangeKind: TypeAlias = Literal["absolute", "relative", "cohen_h"]
Correction: TypeAlias = Literal["bonferroni", "none"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProportionPlan:
    """A test of two (or more) proportions: how many customers, what change, what chance.

    Parameters
    ----------
    solve_for : {"n", "mde", "power"}
        What was unknown.
    baseline_rate, treatment_rate : float
        Rate in the control group, and the rate the plan is about, 0..1. The latter is NaN where no
        change can be found.
    change, relative_change, cohens_h : float
        ``treatment_rate - baseline_rate`` (signed, a fraction), the same over the baseline, and
        Cohen's h; the smallest change found with `target_power` where that was solved for.
    target_power : float
        Wanted chance to find the change.
    alpha, alpha_per_comparison : float
        Chance of a false alarm in all, and of each comparison with the control group.
    sides, direction, convention, correction : str
        As asked for.
    n_treatments : int
        Treatment groups beside the control group.
    n_control_real, n_treatment_real, n_total_real : float
        What the formula gives, before rounding; `n_treatment_real` is one treatment group.
    n_control, n_treatment, n_total : int
        Whole customers, rounded up; `n_total` adds all groups.
    power : float
        Chance to find the change with the whole customers, as the convention counts it.
    power_near_tail, power_both_tails : float
        The same without and with rejections in the wrong direction (R's strict = FALSE and TRUE).
    share_treatment : float
        Share of customers in all treatment groups together.
    users_per_week, traffic_share : float
        Eligible customers a week (NaN if not given) and the share of them that enters the test.
    days, weeks : float
        Whole days, and whole weeks, until the last customer has entered; NaN without `users_per_week`.
    rule_of_16 : float
        Customers in each group by 16 p (1 - p) / change².
    exact : ExactPower or None
        Enumerated chances when the groups are small: up to 400 each, or as many pairs of outcomes.
    others : tuple of OtherCalculator
        The same question answered by other conventions.
    curve : DataFrame
        Chance over size: n_total, weeks (NaN without `users_per_week`), fraction (of the change),
        change (signed), power.
    """

    solve_for: SolveFor
    baseline_rate: float
    treatment_rate: float
    change: float
    relative_change: float
    cohens_h: float
    target_power: float
    alpha: float
    alpha_per_comparison: float
    sides: Sides
    direction: Direction
    convention: Convention
    correction: Correction
    n_treatments: int
    n_control_real: float
    n_treatment_real: float
    n_total_real: float
    n_control: int
    n_treatment: int
    n_total: int
    power: float
    power_near_tail: float
    power_both_tails: float
    share_treatment: float
    users_per_week: float
    traffic_share: float
    days: float
    weeks: float
    rule_of_16: float
    exact: ExactPower | None
    others: tuple[OtherCalculator, ...]
    curve: pd.DataFrame
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def equal_groups(self) -> bool:
        """Whether all groups are of one size."""
        return self.n_control == self.n_treatment

    def to_frame(self) -> pd.DataFrame:
        """One row per group.

        Columns: group (0 control, 1... treatments), rate, share (of all customers), n, n_real, and,
        the same in every row, n_total, change, relative_change, alpha_per_comparison, power, weeks.
        """
        groups = range(self.n_treatments + 1)
        sizes = [self.n_control, *([self.n_treatment] * self.n_treatments)]
        return pd.DataFrame(
            {
                "group": groups,
                "rate": [self.baseline_rate, *([self.treatment_rate] * self.n_treatments)],
                "share": [size / self.n_total for size in sizes],
                "n": sizes,
                "n_real": [self.n_control_real, *([self.n_treatment_real] * self.n_treatments)],
                "n_total": self.n_total,
                "change": self.change,
                "relative_change": self.relative_change,
                "alpha_per_comparison": self.alpha_per_comparison,
                "power": self.power,
                "weeks": self.weeks,
            }
        )

    def readings(self) -> tuple[Sentence, ...]:
        """The plan in words: the numbers, then what they buy."""
        if math.isnan(self.change):
            return (
                Message(
                    "With {sizes}, no change from {rate:fine_percent} is large enough to be found {chance}.",
                    sizes=self._sizes(),
                    rate=self.baseline_rate,
                    chance=times_in(self.target_power),
                ),
            )
        claim = {"n": self._claim_n, "mde": self._claim_mde, "power": self._claim_power}[self.solve_for]
        return (*claim(), *self._claim_groups())

    def _claim_n(self) -> tuple[Sentence, ...]:
        found: Sentence = Message(
            "Then {move} is found {chance}, and no change is called a change {alarm}.",
            move=move(self.baseline_rate, self.treatment_rate),
            chance=times_in(self.target_power),
            alarm=times_in(self.alpha),
        )
        if self.n_treatments > 1:
            # The level of one comparison and that of all together stand in a sentence of their own.
            found = Message(
                "Then {move} is found {chance} in each comparison.",
                move=move(self.baseline_rate, self.treatment_rate),
                chance=times_in(self.target_power),
            )
        if math.isnan(self.weeks):
            return (Message("{sizes}, {total:count} in all.", sizes=self._sizes(), total=self.n_total), found)
        return (
            PluralMessage(
                "{sizes}, {total:count} in all: {n} full week at {weekly:count} a week.",
                "{sizes}, {total:count} in all: {n:count} full weeks at {weekly:count} a week.",
                n=int(self.weeks),
                sizes=self._sizes(),
                total=self.n_total,
                weekly=self.users_per_week * self.traffic_share,
            ),
            found,
        )

    def _claim_mde(self) -> tuple[Sentence, ...]:
        return (
            Message(
                "With {sizes}, the smallest change found {chance} is {change:fine_points} points: {move} ({relative:fine_percent} of today's rate).",
                sizes=self._sizes(),
                chance=times_in(self.target_power),
                change=self.change,
                move=move(self.baseline_rate, self.treatment_rate),
                relative=abs(self.relative_change),
            ),
            Message("Smaller changes will more often be missed.")
            if self.n_treatments > 1
            else Message(
                "Smaller changes will more often be missed; no change is called a change {alarm}.",
                alarm=times_in(self.alpha),
            ),
        )

    def _claim_power(self) -> tuple[Sentence, ...]:
        return (
            Message(
                "With {sizes}, {move} is found {power:percent} of the time.",
                sizes=self._sizes(),
                move=move(self.baseline_rate, self.treatment_rate),
                power=self.power,
            ),
            Message("Otherwise it is missed, and a missed change looks just like no change.")
            if self.n_treatments > 1
            else Message(
                "Otherwise it is missed, and a missed change looks just like no change; no change is called a change {alarm}.",
                alarm=times_in(self.alpha),
            ),
        )

    def _claim_groups(self) -> tuple[Sentence, ...]:
        if self.n_treatments == 1:
            return ()
        if self.correction == "none":
            return (
                Message(
                    "Each of {groups:count} new groups is compared with the control group at {alpha:fine_percent}; the chance that at least one false alarm rings is larger.",
                    groups=self.n_treatments,
                    alpha=self.alpha_per_comparison,
                ),
            )
        return (
            Message(
                "Each of {groups:count} new groups is compared with the control group at {alpha:fine_percent} (Bonferroni), so that all of them together raise a false alarm at most {alarm}.",
                groups=self.n_treatments,
                alpha=self.alpha_per_comparison,
                alarm=times_in(self.alpha),
            ),
        )

    def _sizes(self) -> Message:
        if self.equal_groups:
            return Message(
                "{n:count} customers in each of {groups} groups",
                n=self.n_control,
                groups=GROUP_WORDS[self.n_treatments + 1],
            )
        if self.n_treatments == 1:
            return Message(
                "{treatment:count} customers with the change and {control:count} without",
                treatment=self.n_treatment,
                control=self.n_control,
            )
        return Message(
            "{treatment:count} customers in each of {groups:count} new groups and {control:count} in the control group",
            treatment=self.n_treatment,
            groups=self.n_treatments,
            control=self.n_control,
        )
