"""What the plans of groups have in common: sizes, weeks, chances, and the words for them."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.experiments.feasibility import not_feasible
from analysis.experiments.phrases import GROUP_WORDS, times_in

if TYPE_CHECKING:
    from analysis.core.results import Note, Provenance
    from analysis.experiments.group_inputs import Correction
    from analysis.experiments.group_others import OtherAnswer
    from analysis.experiments.group_question import Direction, Sides, SolveFor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupPlan(ABC):
    """A test of two or more groups: how many customers, what effect, what chance.

    Parameters
    ----------
    solve_for : {"n", "mde", "power"}
        What was unknown.
    effect : float
        Size of the effect planned for, on the plan's own scale; the smallest one found with
        `target_power` where that was solved for, NaN where none can be found.
    target_power : float
        Wanted chance to find the effect.
    alpha, alpha_per_comparison : float
        Chance of a false alarm in all, and of each comparison with the control group.
    sides, direction, correction : str
        As asked for.
    n_treatments : int
        Treatment groups beside the control group.
    n_control_real, n_treatment_real, n_total_real : float
        What the formula gives, before rounding; `n_treatment_real` is one treatment group.
    n_control, n_treatment, n_total : int
        Whole customers, rounded up; `n_total` adds all groups.
    power : float
        Chance to find the effect with the whole customers.
    power_near_tail, power_both_tails : float
        The same without and with rejections in the wrong direction (R's strict = FALSE and TRUE).
    share_treatment : float
        Share of customers in all treatment groups together.
    users_per_week, traffic_share : float
        Eligible customers a week (NaN if not given) and the share of them that enters the test.
    days, weeks : float
        Whole days, and whole weeks, until the last customer has entered; NaN without `users_per_week`.
    others : tuple of OtherAnswer
        The same question answered by other conventions.
    curve : DataFrame
        Chance over size: n_total, weeks, fraction (of the effect), change (the effect), power.
    """

    solve_for: SolveFor
    effect: float
    target_power: float
    alpha: float
    alpha_per_comparison: float
    sides: Sides
    direction: Direction
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
    others: tuple[OtherAnswer, ...]
    curve: pd.DataFrame
    notes: tuple[Note, ...]
    provenance: Provenance

    @abstractmethod
    def effect_words(self) -> Message:
        """The effect as a noun phrase, such as: a rise from 20 to 22."""

    @abstractmethod
    def group_values(self) -> dict[str, tuple[float, float]]:
        """Columns of `to_frame` with their value in the control and in a treatment group."""

    @property
    def answer(self) -> SolveFor:
        """What was worked out."""
        return self.solve_for

    @property
    def not_feasible(self) -> Sentence | None:
        """The headline where nobody has so many customers or so much time; None where the test can be done."""
        weekly = self.users_per_week * self.traffic_share
        return not_feasible(self.n_total, self.weeks, weekly)

    @property
    def one_group(self) -> bool:
        """Whether there is no control group."""
        return self.n_control == 0

    @property
    def equal_groups(self) -> bool:
        """Whether all groups are of one size."""
        return self.n_control == self.n_treatment

    def to_frame(self) -> pd.DataFrame:
        """One row per group.

        Columns: group (0 control, 1... treatments), the plan's own values by group, share (of all
        customers), n, n_real, and, the same in every row, n_total, effect, alpha_per_comparison,
        power, weeks.
        """
        treated = [True] * self.n_treatments if self.one_group else [False, *([True] * self.n_treatments)]
        sizes = [self.n_treatment if row else self.n_control for row in treated]
        columns: dict[str, object] = {"group": range(int(self.one_group), self.n_treatments + 1)}
        columns |= {name: [values[row] for row in treated] for name, values in self.group_values().items()}
        return pd.DataFrame(
            {
                **columns,
                "share": [size / self.n_total for size in sizes],
                "n": sizes,
                "n_real": [self.n_treatment_real if row else self.n_control_real for row in treated],
                "n_total": self.n_total,
                "effect": self.effect,
                "alpha_per_comparison": self.alpha_per_comparison,
                "power": self.power,
                "weeks": self.weeks,
            }
        )

    def readings(self) -> tuple[Sentence, ...]:
        """The plan in words: the numbers, then what they buy."""
        if math.isnan(self.effect):
            return (self.nothing_found(),)
        if self.solve_for == "n" and self.not_feasible is not None:
            return (self.not_feasible,)
        claim = {"n": self._claim_n, "mde": self._claim_mde, "power": self._claim_power}[self.solve_for]
        return (*claim(), *self.claims_beyond(), *self._claim_groups())

    def nothing_found(self) -> Sentence:
        """The sentence where no effect is large enough."""
        return Message(
            "With {sizes}, no change is large enough to be found {chance}.",
            sizes=self.sizes_words(),
            chance=times_in(self.target_power),
        )

    def claims_beyond(self) -> tuple[Sentence, ...]:
        """Further sentences of the particular plan."""
        return ()

    def found_sentence(self) -> Sentence:
        """What the sizes buy."""
        if self.n_treatments > 1:
            return Message(
                "Then {move} is found {chance} in each comparison.",
                move=self.effect_words(),
                chance=times_in(self.target_power),
            )
        return Message(
            "Then {move} is found {chance}, and no change is called a change {alarm}.",
            move=self.effect_words(),
            chance=times_in(self.target_power),
            alarm=times_in(self.alpha),
        )

    def smallest_sentence(self) -> Sentence:
        """The smallest effect that the sizes can find."""
        return Message(
            "With {sizes}, the smallest change found {chance} is {move}.",
            sizes=self.sizes_words(),
            chance=times_in(self.target_power),
            move=self.effect_words(),
        )

    def chance_sentence(self) -> Sentence:
        """The chance that the sizes give."""
        return Message(
            "With {sizes}, {move} is found {power:chance} of the time.",
            sizes=self.sizes_words(),
            move=self.effect_words(),
            power=self.power,
        )

    def _claim_n(self) -> tuple[Sentence, ...]:
        found = self.found_sentence()
        if self.one_group:
            return (self._one_group_size(), found)
        if math.isnan(self.weeks):
            return (Message("{sizes}, {total:count} in all.", sizes=self.sizes_words(), total=self.n_total), found)
        return (
            PluralMessage(
                "{sizes}, {total:count} in all: {n} full week at {weekly:count} a week.",
                "{sizes}, {total:count} in all: {n:count} full weeks at {weekly:count} a week.",
                n=int(self.weeks),
                sizes=self.sizes_words(),
                total=self.n_total,
                weekly=self.users_per_week * self.traffic_share,
            ),
            found,
        )

    def _one_group_size(self) -> Sentence:
        if math.isnan(self.weeks):
            return Message("{sizes}.", sizes=self.sizes_words())
        return PluralMessage(
            "{sizes}: {n} full week at {weekly:count} a week.",
            "{sizes}: {n:count} full weeks at {weekly:count} a week.",
            n=int(self.weeks),
            sizes=self.sizes_words(),
            weekly=self.users_per_week * self.traffic_share,
        )

    def _claim_mde(self) -> tuple[Sentence, ...]:
        return (self.smallest_sentence(), self.smaller_sentence())

    def smaller_sentence(self) -> Sentence:
        """What becomes of smaller effects."""
        if self.n_treatments > 1:
            return Message("Smaller changes will more often be missed.")
        return Message(
            "Smaller changes will more often be missed; no change is called a change {alarm}.",
            alarm=times_in(self.alpha),
        )

    def missed_sentence(self) -> Sentence:
        """What becomes of an effect that is not found."""
        if self.n_treatments > 1:
            return Message("Otherwise it is missed, and a missed change looks just like no change.")
        return Message(
            "Otherwise it is missed, and a missed change looks just like no change; no change is called a change {alarm}.",
            alarm=times_in(self.alpha),
        )

    def _claim_power(self) -> tuple[Sentence, ...]:
        return (self.chance_sentence(), self.missed_sentence())

    def _claim_groups(self) -> tuple[Sentence, ...]:
        if self.n_treatments == 1:
            return ()
        words: dict[str, Any] = {"groups": self.n_treatments, "alpha": self.alpha_per_comparison}
        match self.correction:
            case "none":
                return (
                    Message(
                        "Each of {groups:count} new groups is compared with the control group at {alpha:fine_percent}; the chance that at least one false alarm rings is larger.",
                        **words,
                    ),
                )
            case "holm":
                return (
                    Message(
                        "Each of {groups:count} new groups is compared with the control group; the groups are sized for Holm's first step at {alpha:fine_percent}, later steps are easier, and all of them together raise a false alarm at most {alarm}.",
                        alarm=times_in(self.alpha),
                        **words,
                    ),
                )
            case _:
                return (
                    Message(
                        "Each of {groups:count} new groups is compared with the control group at {alpha:fine_percent} (Bonferroni), so that all of them together raise a false alarm at most {alarm}.",
                        alarm=times_in(self.alpha),
                        **words,
                    ),
                )

    def sizes_words(self) -> Message:
        """The sizes of the groups as a noun phrase."""
        if self.one_group:
            return Message("{n:count} customers", n=self.n_treatment)
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
