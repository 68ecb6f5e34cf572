"""Posterior chances of two or more arms: what `probability_to_beat` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis.experiments.beat_words import beat_sentences

if TYPE_CHECKING:
    from analysis.core.messages import Sentence
    from analysis.core.results import Estimate, Note, Provenance
    from analysis.experiments.beat_solution import BeatModel, BeatScale
    from analysis.experiments.reading_core import GoodDirection


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BeatReading:
    """How likely each arm is to be the better one, given the counts and a prior.

    Tuples over arms hold control first. Those of comparisons (`chance_to_beat`, `difference`,
    `rope_masses`) hold one entry for each other arm.

    Parameters
    ----------
    model : str
        Likelihood and prior: "rates" (Beta), "counts" (Gamma), "means" and "rates_normal" (normal, flat).
    scale : str
        Whether `difference`, `expected_loss` and `rope` are absolute or relative to control.
    sizes : tuple of float
        Customers or exposure of each arm.
    prior_alpha, prior_beta : float
        The prior's parameters; NaN where it is flat.
    posterior : tuple of Estimate
        Posterior mean of each arm with its equal-tailed credible interval.
    chance_best : tuple of float
        Probability that the arm is the best of all; adds to 1.
    expected_loss : tuple of float
        What is lost on average by choosing this arm where another is better, in the unit of `scale`.
    chance_to_beat : tuple of float
        Probability of each other arm to be better than control.
    difference : tuple of Estimate
        Each other arm less control, posterior mean and credible interval.
    rope : float or None
        Differences smaller than this matter to nobody.
    rope_masses : tuple of (float, float, float)
        Probability of a difference below, inside and above the rope; NaN without one.
    good : str
        Which direction is better.
    level : float
        Of the credible intervals.
    """

    model: BeatModel
    scale: BeatScale
    sizes: tuple[float, ...]
    prior_alpha: float
    prior_beta: float
    posterior: tuple[Estimate, ...]
    chance_best: tuple[float, ...]
    expected_loss: tuple[float, ...]
    chance_to_beat: tuple[float, ...]
    difference: tuple[Estimate, ...]
    rope: float | None
    rope_masses: tuple[tuple[float, float, float], ...]
    good: GoodDirection
    level: float
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row per number.

        Columns: quantity (posterior, chance_best, expected_loss, chance_to_beat, difference, rope_below,
        rope_inside, rope_above), arm (0 is control), value, low, high (NaN for chances), level.
        """
        rows: list[tuple[str, int, float, float, float]] = []
        for name, items in (("posterior", self.posterior), ("difference", self.difference)):
            first = 0 if name == "posterior" else 1
            rows += [(name, first + i, item.value, item.low, item.high) for i, item in enumerate(items)]
        rows += [("chance_best", i, value, math.nan, math.nan) for i, value in enumerate(self.chance_best)]
        rows += [("expected_loss", i, value, math.nan, math.nan) for i, value in enumerate(self.expected_loss)]
        rows += [("chance_to_beat", 1 + i, value, math.nan, math.nan) for i, value in enumerate(self.chance_to_beat)]
        if self.rope is not None:
            for place, name in enumerate(("rope_below", "rope_inside", "rope_above")):
                rows += [(name, 1 + i, each[place], math.nan, math.nan) for i, each in enumerate(self.rope_masses)]
        frame = pd.DataFrame(rows, columns=["quantity", "arm", "value", "low", "high"])
        return frame.assign(level=self.level)

    def readings(self) -> tuple[Sentence, ...]:
        """How likely which arm is the better one, what a wrong choice would cost, and what this does not say."""
        return beat_sentences(self)
