"""The effect of a test in each subgroup: what `read_subgroups` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis.core.messages import ColumnRef, Message
from analysis.experiments.user_words import difference_words, interval_words

if TYPE_CHECKING:
    from analysis.core.messages import Sentence, ValueRef
    from analysis.core.results import Estimate, Note, Provenance
    from analysis.experiments.sample_ratio import SampleRatioCheck
    from analysis.experiments.user_reading import Measure
    from analysis.inference.cell_effects import WaldTest


@dataclass(frozen=True, slots=True, kw_only=True)
class SubgroupEffect:
    """One subgroup.

    Parameters
    ----------
    subgroup : ValueRef
        Which.
    n_control, n_treatment : int
        Customers in it.
    mean_control, mean_treatment : float
        Their means or rates.
    effect : Estimate
        Treatment less control; all subgroups' intervals hold together.
    interaction : Estimate
        Effect here less the effect in all other subgroups together, simultaneous too.
    p_interaction, p_holm : float
        Its p-value, as it is and corrected for the number of subgroups.
    """

    subgroup: ValueRef
    n_control: int
    n_treatment: int
    mean_control: float
    mean_treatment: float
    effect: Estimate
    interaction: Estimate
    p_interaction: float
    p_holm: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SubgroupReading:
    """Effects by subgroup and whether they differ.

    Parameters
    ----------
    measure : {"mean", "rate"}
        What is compared.
    outcome, arm, subgroup : str
        Columns.
    control, treatment : ValueRef
        The two groups.
    overall : Estimate
        Effect over all customers.
    heterogeneity : WaldTest
        Test that all subgroups have one effect.
    effects : tuple of SubgroupEffect
        In declared order.
    p_independence : float
        Test that the subgroups are as frequent in both groups; if not, they may be a consequence of the
        version.
    sample_ratio : SampleRatioCheck
        Customers assigned against the planned split.
    """

    measure: Measure
    outcome: str
    arm: str
    subgroup: str
    level: float
    control: ValueRef
    treatment: ValueRef
    overall: Estimate
    heterogeneity: WaldTest
    effects: tuple[SubgroupEffect, ...]
    p_independence: float
    sample_ratio: SampleRatioCheck
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def differs(self) -> bool:
        """Whether the test of equal effects rejects at 1 - `level`."""
        return self.heterogeneity.p_value < 1 - self.level

    def to_frame(self) -> pd.DataFrame:
        """One row per subgroup and one for all.

        Columns: subgroup (empty for all), n_control, n_treatment, mean_control, mean_treatment, effect,
        low, high, interaction, interaction_low, interaction_high, p_interaction, p_holm, level.
        """
        nan = math.nan
        rows: list[tuple[object, ...]] = [
            (
                str(item.subgroup.code),
                item.n_control,
                item.n_treatment,
                item.mean_control,
                item.mean_treatment,
                item.effect.value,
                item.effect.low,
                item.effect.high,
                item.interaction.value,
                item.interaction.low,
                item.interaction.high,
                item.p_interaction,
                item.p_holm,
            )
            for item in self.effects
        ]
        n = [sum(getattr(item, name) for item in self.effects) for name in ("n_control", "n_treatment")]
        whole = (self.overall.value, self.overall.low, self.overall.high)
        rows.append(("", *n, nan, nan, *whole, nan, nan, nan, self.heterogeneity.p_value, nan))
        columns = ["subgroup", "n_control", "n_treatment", "mean_control", "mean_treatment", "effect", "low", "high"]
        columns += ["interaction", "interaction_low", "interaction_high", "p_interaction", "p_holm"]
        return pd.DataFrame(rows, columns=columns).assign(level=self.level)

    def readings(self) -> tuple[Sentence, ...]:
        """First whether subgroups differ at all, then the effect over all, then those that stand out."""
        if self.sample_ratio.mismatch:
            return (
                Message(
                    "No conclusion: the groups were not filled as planned ({p:p}), so they cannot be compared.",
                    p=self.sample_ratio.p_value,
                ),
                Message("Find the cause first: lost events, bots, redirects or a changed split."),
            )
        if math.isnan(self.heterogeneity.p_value):
            return (
                Message(
                    "No conclusion about subgroups: fewer than two of them have customers in both groups whose values differ."
                ),
                Message("Join rare answers into larger subgroups, choose another column, or wait for more customers."),
            )
        guess = Message(
            "A subgroup that was chosen after looking at the data is a guess: plan a test for it before acting on it."
        )
        return (self._headline(), self._overall(), *self._outstanding(), guess)

    def _headline(self) -> Message:
        if self.differs:
            return Message(
                "The effect of {treatment} on {outcome} is not the same for all answers of {subgroup} ({p:p}).",
                treatment=self.treatment,
                outcome=ColumnRef(self.outcome),
                subgroup=ColumnRef(self.subgroup),
                p=self.heterogeneity.p_value,
            )
        return Message(
            "No sign that the effect of {treatment} on {outcome} depends on {subgroup} ({p:p}); that is not evidence that it is the same for all.",
            treatment=self.treatment,
            outcome=ColumnRef(self.outcome),
            subgroup=ColumnRef(self.subgroup),
            p=self.heterogeneity.p_value,
        )

    def _overall(self) -> Message:
        value, _, _ = difference_words([self.overall.value, self.overall.low, self.overall.high], self.measure)
        low, high = interval_words(self.overall, self.measure)
        return Message(
            "Over all customers: {value} ({level:set_percent} interval {low} to {high}).",
            value=value,
            level=self.level,
            low=low,
            high=high,
        )

    def _outstanding(self) -> list[Message]:
        """Subgroups whose effect differs from that of all others, after the correction."""
        found: list[Message] = []
        for item in self.effects:
            if not item.p_holm < 1 - self.level:
                continue
            numbers = [item.effect.value, item.interaction.value]
            effect, apart = difference_words(numbers, self.measure)
            found.append(
                Message(
                    "{subgroup}: {effect}, {apart} against all others ({p:p}, corrected for {n:count} subgroups).",
                    subgroup=item.subgroup,
                    effect=effect,
                    apart=apart,
                    p=item.p_holm,
                    n=len(self.effects),
                )
            )
        return found
