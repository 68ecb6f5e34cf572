"""The plan of a test of association: what `plan_association` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis.core.messages import Message, Sentence
from analysis.experiments.group_plan import GroupPlan
from analysis.experiments.phrases import times_in

if TYPE_CHECKING:
    from analysis.experiments.association_power import AssociationKind, CorrelationConvention


@dataclass(frozen=True, slots=True, kw_only=True)
class CohenSize:
    """What one of Cohen's sizes, or the plan's own effect, would need.

    Parameters
    ----------
    name : {"small", "medium", "large", "planned"}
    effect : float
        r, w or f.
    explained : float
        Share of variance explained (r², or f² / (1 + f²)); NaN for w.
    n_total : float
        Customers in all for the wanted chance; NaN where no number is enough.
    """

    name: str
    effect: float
    explained: float
    n_total: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AssociationPlan(GroupPlan):
    """A test of association in one sample: how many customers, what effect, what chance.

    `effect` is r, Cohen's w or Cohen's f; `n_treatment` are all customers, `n_control` is 0. See
    `GroupPlan` for what all plans hold.

    Parameters
    ----------
    kind, convention : str
        As asked for.
    df : int
        Degrees of freedom of chi-square.
    groups : int
        Groups of the analysis of variance.
    n_per_group, n_per_group_real : float
        Customers of each group of the analysis of variance, rounded up and as the formula gives them;
        NaN for the other kinds.
    explained : float
        Share of variance explained by the effect; NaN for w.
    sizes : tuple of CohenSize
        What small, medium and large effects would need.
    """

    kind: AssociationKind
    convention: CorrelationConvention
    df: int
    groups: int
    n_per_group: float
    n_per_group_real: float
    explained: float
    sizes: tuple[CohenSize, ...]

    def group_values(self) -> dict[str, tuple[float, float]]:
        """The effect is no group's."""
        return {}

    def to_frame(self) -> pd.DataFrame:
        """One row.

        Columns: kind, effect, explained, df, groups, n_total, n_total_real, n_per_group, alpha, power,
        weeks.
        """
        return pd.DataFrame(
            {
                "kind": [self.kind],
                "effect": self.effect,
                "explained": self.explained,
                "df": self.df,
                "groups": self.groups,
                "n_total": self.n_total,
                "n_total_real": self.n_total_real,
                "n_per_group": self.n_per_group,
                "alpha": self.alpha,
                "power": self.power,
                "weeks": self.weeks,
            }
        )

    def effect_words(self) -> Message:
        """The effect as a noun phrase."""
        match self.kind:
            case "correlation":
                return Message("a correlation of {r:coefficient}", r=self.effect)
            case "chi_square":
                return Message("an association of Cohen's w = {w:number} ({df:count} df)", w=self.effect, df=self.df)
            case _:
                return Message(
                    "a spread of {groups:count} group means of Cohen's f = {f:number}",
                    groups=self.groups,
                    f=self.effect,
                )

    def sizes_words(self) -> Message:
        """The size of the sample as a noun phrase."""
        if math.isnan(self.n_per_group):
            return Message("{n:count} customers", n=self.n_total)
        return Message(
            "{n:count} customers, {each:count} in each of {groups:count} groups",
            n=self.n_total,
            each=self.n_per_group,
            groups=self.groups,
        )

    def nothing_found(self) -> Sentence:
        """The sentence where no association is strong enough."""
        return Message(
            "With {sizes}, no association is strong enough to be found {chance}.",
            sizes=self.sizes_words(),
            chance=times_in(self.target_power),
        )

    def found_sentence(self) -> Sentence:
        """What the size buys."""
        return Message(
            "Then {move} is found {chance}; where there is none, a false alarm rings {alarm}.",
            move=self.effect_words(),
            chance=times_in(self.target_power),
            alarm=times_in(self.alpha),
        )

    def smallest_sentence(self) -> Sentence:
        """The smallest effect found."""
        return Message(
            "With {sizes}, the weakest association found {chance} is {move}.",
            sizes=self.sizes_words(),
            chance=times_in(self.target_power),
            move=self.effect_words(),
        )

    def smaller_sentence(self) -> Sentence:
        """What becomes of weaker associations."""
        return Message(
            "Weaker ones will more often be missed; where there is none, a false alarm rings {alarm}.",
            alarm=times_in(self.alpha),
        )

    def missed_sentence(self) -> Sentence:
        """What becomes of the rest."""
        return Message(
            "Otherwise it is missed, and a missed association looks just like none; where there is none, a false alarm rings {alarm}.",
            alarm=times_in(self.alpha),
        )

    def claims_beyond(self) -> tuple[Sentence, ...]:
        """How much of the variance the effect explains."""
        if math.isnan(self.explained):
            return ()
        return (
            Message(
                "Such an effect explains {share:percent} of the variance; it is an association, not an effect of one on the other unless customers were assigned at random.",
                share=self.explained,
            ),
        )
