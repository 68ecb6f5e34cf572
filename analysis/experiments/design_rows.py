"""Several ways to run one test, each as bounds of z at the same looks and brought to the same chance."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Literal, TypeAlias

from analysis.experiments.normal_mixture import boundary
from analysis.experiments.sequential_boundaries import solve_boundaries
from analysis.experiments.sequential_integration import Crossings, crossings
from analysis.experiments.sequential_power import drift_for, fixed_drift
from analysis.experiments.sequential_spending import StoppingRule

if TYPE_CHECKING:
    from analysis.experiments.sequential_spending import SequentialDesign, Sides

DesignId: TypeAlias = Literal[
    "fixed", "peeking", "pocock", "obrien_fleming", "always_valid", "bayes_flat", "bayes_prior"
]
BoundsAt: TypeAlias = Callable[[float], Sequence[float]]
"""Upper bounds at the looks, given the mean of z at the last look for the planned change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedDesign:
    """One way to run the test.

    Parameters
    ----------
    id : str
        See `DesignId`.
    n_max, expected_n_h0, expected_n_half, expected_n_h1 : float
        Customers in all at most, and on average without a change, with half of it, with all of it.
    power : float
        Chance to find the planned change.
    false_alarm : float
        Chance of a stop for either version though nothing changed.
    """

    id: DesignId
    n_max: float
    expected_n_h0: float
    expected_n_half: float
    expected_n_h1: float
    power: float
    false_alarm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What all designs share.

    Parameters
    ----------
    looks : tuple of float
        Share of the largest size at each look.
    alpha, sides, power : float, str, float
        Asked of the designs that promise them.
    threshold : float
        Probability at which the Bayesian designs stop.
    prior_width : float
        Standard deviation of the prior over the planned change.
    fixed_n : float
        Customers in all of a test with one look.
    """

    looks: tuple[float, ...]
    alpha: float
    sides: Sides
    power: float
    threshold: float
    prior_width: float
    fixed_n: float

    def rows(self) -> tuple[ComparedDesign, ...]:
        """All designs."""
        rule = StoppingRule(design="pocock", alpha=self.alpha, sides=self.sides)
        one_look = -NormalDist().inv_cdf(rule.alpha_per_side)
        fixed = fixed_drift(rule, self.power)
        last_only = (*(math.inf for _ in self.looks[:-1]), one_look)
        every = tuple(one_look for _ in self.looks)
        return (
            self._row("fixed", last_only, fixed),
            self._row("peeking", every, fixed),
            self._sized("pocock", self._group_sequential("pocock")),
            self._sized("obrien_fleming", self._group_sequential("obrien_fleming")),
            self._sized("always_valid", self._always_valid),
            self._sized("bayes_flat", self._bayes(math.inf)),
            self._sized("bayes_prior", self._bayes(self.prior_width)),
        )

    def _group_sequential(self, design: SequentialDesign) -> BoundsAt:
        rule = StoppingRule(design=design, alpha=self.alpha, sides=self.sides)
        upper = solve_boundaries(rule, self.looks, final=True).upper
        return lambda _drift: upper

    def _always_valid(self, drift: float) -> Sequence[float]:
        # tau is the planned change and V = (change / drift)² / t, so tau² / V = drift² t.
        alpha = self.alpha if self.sides == "two" else 2 * self.alpha
        return [boundary(max(drift, 1e-3) ** 2 * at, alpha) for at in self.looks]

    def _bayes(self, width: float) -> BoundsAt:
        quantile = NormalDist().inv_cdf(self.threshold)
        # Posterior mean over its sd is z / sqrt(1 + V / prior variance).
        return lambda drift: [quantile * math.sqrt(1 + 1 / ((width * max(drift, 1e-3)) ** 2 * at)) for at in self.looks]

    def _sized(self, design: DesignId, bounds_at: BoundsAt) -> ComparedDesign:
        drift = drift_for(lambda drift: math.fsum(self._crossings(bounds_at(drift), drift).upper), self.power)
        return self._row(design, bounds_at(drift), drift)

    def _crossings(self, upper: Sequence[float], drift: float) -> Crossings:
        lower = [-bound if self.sides == "two" else -math.inf for bound in upper]
        return crossings(self.looks, upper, lower, drift)

    def _row(self, design: DesignId, upper: Sequence[float], drift: float) -> ComparedDesign:
        rule = StoppingRule(design="pocock", alpha=self.alpha, sides=self.sides)
        n_max = self.fixed_n * (drift / fixed_drift(rule, self.power)) ** 2
        sizes = [n_max * at for at in self.looks]
        without, half, planned = (self._crossings(upper, part) for part in (0.0, drift / 2, drift))
        return ComparedDesign(
            id=design,
            n_max=n_max,
            expected_n_h0=without.mean_of(sizes),
            expected_n_half=half.mean_of(sizes),
            expected_n_h1=planned.mean_of(sizes),
            power=math.fsum(planned.upper),
            false_alarm=without.total,
        )
