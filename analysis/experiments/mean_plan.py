"""The plan of a test of means: what `plan_means` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.core.messages import Message, Sentence
from analysis.experiments.group_plan import GroupPlan
from analysis.experiments.phrases import times_in

if TYPE_CHECKING:
    from analysis.experiments.mean_inputs import MeanChangeKind, MeanDesign
    from analysis.experiments.mean_power import Goal, MeanConvention


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeanPlan(GroupPlan):
    """A test of means: how many customers, what change or margin, what chance.

    `effect` is the size of the change in units of the mean, or the margin. See `GroupPlan` for what
    all plans hold.

    Parameters
    ----------
    goal, design, convention, change_kind : str
        As asked for.
    baseline_mean, treatment_mean : float
        NaN where today's mean was not given.
    change, relative_change, cohens_d : float
        Signed change planned for (for a margin: the true one expected), the same over today's mean
        (NaN without one), and over the standard deviation.
    margin : float
        Largest difference that would not matter; NaN for superiority.
    sd_control, sd_treatment : float
        As given; in pairs and one sample that of the differences.
    variance_ratio, design_effect : float
        Factors of the variance: covariate before the test, and customers assigned together.
    cluster_size, clusters_control, clusters_treatment : float
        Mean size, and clusters of the control and of one treatment group; NaN without clusters.
    n_for_normality : float
        355 skewness² customers, from which on a group's mean is close to normal; NaN if not given.
    rule_of_16 : float
        Customers in each group by 16 sd² / change²; NaN for a margin.
    """

    goal: Goal
    design: MeanDesign
    convention: MeanConvention
    change_kind: MeanChangeKind
    baseline_mean: float
    treatment_mean: float
    change: float
    relative_change: float
    cohens_d: float
    margin: float
    sd_control: float
    sd_treatment: float
    variance_ratio: float
    design_effect: float
    cluster_size: float
    clusters_control: float
    clusters_treatment: float
    n_for_normality: float
    rule_of_16: float

    def group_values(self) -> dict[str, tuple[float, float]]:
        """Mean and standard deviation by group."""
        return {
            "mean": (self.baseline_mean, self.treatment_mean),
            "sd": (self.sd_control, self.sd_treatment),
        }

    def effect_words(self) -> Message:
        """The change as a noun phrase."""
        if self.change_kind == "cohen_d":
            size = abs(self.cohens_d)
            if self.direction == "increase":
                return Message("a rise of {d:number} standard deviations", d=size)
            return Message("a fall of {d:number} standard deviations", d=size)
        if math.isnan(self.baseline_mean):
            if self.direction == "increase":
                return Message("a rise of {change:number}", change=abs(self.change))
            return Message("a fall of {change:number}", change=abs(self.change))
        ends: dict[str, Any] = {"control": self.baseline_mean, "treatment": self.treatment_mean}
        if self.direction == "increase":
            return Message("a rise from {control:number} to {treatment:number}", **ends)
        return Message("a fall from {control:number} to {treatment:number}", **ends)

    def sizes_words(self) -> Message:
        """The sizes of the groups, or of the one sample."""
        if self.design == "paired":
            return Message("{n:count} customers, each measured before and after", n=self.n_treatment)
        return GroupPlan.sizes_words(self)

    def nothing_found(self) -> Sentence:
        """The sentence where no margin, or no change, is large enough."""
        if self.goal == "superiority":
            # Slots leave `super()` without its class.
            return GroupPlan.nothing_found(self)
        return Message(
            "With {sizes}, no margin can be shown {chance}.",
            sizes=self.sizes_words(),
            chance=times_in(self.target_power),
        )

    def found_sentence(self) -> Sentence:
        """What the sizes buy."""
        if self.goal == "superiority":
            return GroupPlan.found_sentence(self)
        words: dict[str, Any] = {"margin": self.margin, "chance": times_in(self.target_power), "expected": self.change}
        if self.goal == "noninferiority":
            return Message(
                "Then it is shown {chance} that the new version is worse by less than {margin:number}, if the true change is {expected:signed}.",
                **words,
            )
        return Message(
            "Then it is shown {chance} that the two differ by less than {margin:number}, if the true change is {expected:signed}.",
            **words,
        )

    def smallest_sentence(self) -> Sentence:
        """The smallest change or margin."""
        if self.goal == "superiority":
            return GroupPlan.smallest_sentence(self)
        return Message(
            "With {sizes}, the smallest margin that can be shown {chance} is {margin:number}, if the true change is {expected:signed}.",
            sizes=self.sizes_words(),
            chance=times_in(self.target_power),
            margin=self.margin,
            expected=self.change,
        )

    def chance_sentence(self) -> Sentence:
        """The chance that the sizes give."""
        if self.goal == "superiority":
            return GroupPlan.chance_sentence(self)
        return Message(
            "With {sizes}, a margin of {margin:number} is shown {power:chance} of the time, if the true change is {expected:signed}.",
            sizes=self.sizes_words(),
            margin=self.margin,
            power=self.power,
            expected=self.change,
        )

    def smaller_sentence(self) -> Sentence:
        """What becomes of smaller changes or margins."""
        if self.goal == "superiority":
            return GroupPlan.smaller_sentence(self)
        return Message("A narrower margin will more often stay unproven.")

    def missed_sentence(self) -> Sentence:
        """What becomes of the rest."""
        if self.goal == "superiority":
            return GroupPlan.missed_sentence(self)
        return Message("Otherwise it stays unproven, which is not proof of a difference.")

    def claims_beyond(self) -> tuple[Sentence, ...]:
        """The level of a margin's test, and clusters."""
        claims: list[Sentence] = []
        if self.goal == "noninferiority":
            level = self.alpha_per_comparison / (2 if self.sides == "two" else 1)
            claims.append(
                Message(
                    "Shown means: the {level:fine_percent} interval of the difference stays inside the margin; a version worse by the margin passes {alarm}.",
                    level=1 - 2 * level,
                    alarm=times_in(level),
                )
            )
        elif self.goal == "equivalence":
            claims.append(
                Message(
                    "Shown means: the {level:fine_percent} interval of the difference lies within both margins (two one-sided tests); a difference of the margin passes at most {alarm}.",
                    level=1 - 2 * self.alpha_per_comparison,
                    alarm=times_in(self.alpha_per_comparison),
                )
            )
        if not math.isnan(self.clusters_treatment):
            claims.append(self._clusters())
        return tuple(claims)

    def _clusters(self) -> Sentence:
        if self.one_group or self.clusters_control == self.clusters_treatment:
            return Message(
                "Assigned in communities of {size:number}: {clusters:count} of them in each group. One by one, about {factor:effect} times fewer customers would do.",
                size=self.cluster_size,
                clusters=self.clusters_treatment,
                factor=self.design_effect,
            )
        return Message(
            "Assigned in communities of {size:number}: {treatment:count} of them in each new group and {control:count} in the control group. One by one, about {factor:effect} times fewer customers would do.",
            size=self.cluster_size,
            treatment=self.clusters_treatment,
            control=self.clusters_control,
            factor=self.design_effect,
        )
