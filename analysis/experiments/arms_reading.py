"""A test of several arms as read: what `read_arms` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import pandas as pd

from analysis.experiments.arms_words import arms_sentences

if TYPE_CHECKING:
    from analysis.core.messages import Sentence
    from analysis.core.results import Estimate, Note, Provenance
    from analysis.experiments.arm_comparisons import Adjust, ArmComparison
    from analysis.experiments.arm_overall import FactorialEffect, Overall
    from analysis.experiments.confounded_arms import Confounded
    from analysis.experiments.reading_core import GoodDirection
    from analysis.experiments.sample_ratio import SampleRatioCheck

ArmsDesign: TypeAlias = Literal["arms", "factorial"]
MeasureOfArms: TypeAlias = Literal["rates", "means"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ArmsReading:
    """What a test of several arms has shown. Control is arm 0.

    Parameters
    ----------
    measure, design, adjust : str
        As asked for.
    sizes : tuple of int
        Customers of each arm.
    arms : tuple of Estimate
        Rates with Wilson, means with t intervals, each on its own.
    overall : Overall
        Test that all arms are equal.
    comparisons : tuple of ArmComparison
        Each other arm against control.
    effects : tuple of FactorialEffect
        Main effects and interaction; empty unless the design is factorial.
    chance_best : tuple of float
        Posterior probability of each arm to be the best, flat prior.
    confounded : tuple of Confounded
        Factors that change only together.
    smallest_change : float or None
        Smallest change worth acting on.
    good, level : str, float
        As asked for; the level holds for all comparisons together.
    planned_n_total : int or None
        Customers planned in all.
    sample_ratio : SampleRatioCheck or None
        The split against the planned one.
    design_effect : float
        By which variances were multiplied.
    blocked : bool
        Whether a gate forbids any conclusion.
    """

    measure: MeasureOfArms
    design: ArmsDesign
    adjust: Adjust
    sizes: tuple[int, ...]
    arms: tuple[Estimate, ...]
    overall: Overall
    comparisons: tuple[ArmComparison, ...]
    effects: tuple[FactorialEffect, ...]
    chance_best: tuple[float, ...]
    confounded: tuple[Confounded, ...]
    smallest_change: float | None
    good: GoodDirection
    level: float
    planned_n_total: int | None
    sample_ratio: SampleRatioCheck | None
    design_effect: float
    blocked: bool
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def plan_reached(self) -> bool:
        """Whether the planned number of customers is in, or none was planned."""
        return self.planned_n_total is None or sum(self.sizes) >= self.planned_n_total

    def to_frame(self) -> pd.DataFrame:
        """One row per number.

        Columns: quantity, arm (0 is control; NaN for tests of all arms and factorial effects), method, value,
        low, high, level.
        """
        rows: list[tuple[str, float, str, float, float, float]] = []

        def add(quantity: str, arm: float, name: str, estimate: Estimate) -> None:
            rows.append((quantity, arm, name, estimate.value, estimate.low, estimate.high))

        def number(quantity: str, arm: float, name: str, value: float) -> None:
            rows.append((quantity, arm, name, value, math.nan, math.nan))

        for place, estimate in enumerate(self.arms):
            add("arm", place, self.measure, estimate)
        for item in self.comparisons:
            add("difference", item.arm, f"joint_{self.adjust}", item.difference)
            add("difference", item.arm, "single", item.single)
            number("p_value", item.arm, item.test, item.p_value)
            for name, p in (("dunnett", item.p_dunnett), ("holm", item.p_holm), ("bonferroni", item.p_bonferroni)):
                number("p_adjusted", item.arm, name, p)
        for effect in self.effects:
            add(effect.name, math.nan, "factorial", effect.effect)
            number("p_value", math.nan, effect.name, effect.p_value)
            number("p_adjusted", math.nan, f"{effect.name}_holm", effect.p_holm)
        for place, chance in enumerate(self.chance_best):
            number("chance_best", place, "flat_prior", chance)
        number("statistic", math.nan, self.overall.test, self.overall.statistic)
        number("df", math.nan, self.overall.test, self.overall.df)
        number("p_value", math.nan, self.overall.test, self.overall.p_value)
        frame = pd.DataFrame(rows, columns=["quantity", "arm", "method", "value", "low", "high"])
        return frame.assign(level=self.level)

    def readings(self) -> tuple[Sentence, ...]:
        """What is known of which arm, how sure, and what to do next."""
        return arms_sentences(self)
