"""Whole communities with or without the new version: customers of one community are alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from synthetic.designs import controls as ask
from synthetic.designs.controls import MOST_COMMUNITIES, check
from synthetic.rehearsal.outcome import Drawn


@dataclass(frozen=True, slots=True)
class CommunityCounts:
    """What `CommunityTrial` gives an analysis: a row a community.

    Parameters
    ----------
    treated : array of bool
        Whether it has the new version.
    customers, successes : array of int
        Its customers, and those with the outcome.
    """

    treated: npt.NDArray[np.bool_]
    customers: npt.NDArray[np.int64]
    successes: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityTrial:
    """Communities assigned as a whole, and a yes-or-no outcome of their customers.

    Parameters
    ----------
    size : int
        Communities, half of them with the new version.
    customers : float
        Mean number of customers of a community.
    variation : float
        Coefficient of variation of that number; sizes are gamma distributed, at least one customer.
    intraclass_correlation : float
        Of the outcome within a community: rates of communities are beta distributed around their group's.
    rate_control, rate_treatment : float
        True rates.

    Examples
    --------
    >>> drawn = CommunityTrial(size=20).draw(np.random.default_rng(1))
    >>> int(drawn.data.treated.sum()), round(drawn.effect, 2)
    (10, 0.08)
    """

    size: ask.Communities = 40
    customers: ask.CommunitySize = 50.0
    variation: ask.SizeVariation = 0.5
    intraclass_correlation: ask.Intraclass = 0.05
    rate_control: ask.RateControl = 0.20
    rate_treatment: ask.RateTreatment = 0.28

    def __post_init__(self) -> None:
        check(self)

    @property
    def smallest_size(self) -> int:
        """Two communities in each group."""
        return 4

    @property
    def largest_size(self) -> int:
        """As many as a design may ask for."""
        return MOST_COMMUNITIES

    def with_size(self, size: int) -> Self:
        """More or fewer communities of the same kind."""
        return replace(self, size=size)

    def without_effect(self) -> Self:
        """Both groups with the rate of the control group; communities differ as before."""
        return replace(self, rate_treatment=self.rate_control)

    def draw(self, rng: np.random.Generator) -> Drawn:
        """Counts of every community; each quantity has a stream of its own."""
        sizes, rates, answers = rng.spawn(3)
        customers = self._customers(sizes)
        treated = np.arange(self.size) % 2 == 1
        rate = np.where(treated, self._rates(rates, self.rate_treatment), self._rates(rates, self.rate_control))
        counts = CommunityCounts(treated, customers, answers.binomial(customers, rate))
        return Drawn(data=counts, effect=self.rate_treatment - self.rate_control)

    def _customers(self, rng: np.random.Generator) -> npt.NDArray[np.int64]:
        if self.variation == 0:
            return np.full(self.size, round(self.customers), dtype=np.int64)
        shape = 1 / self.variation**2
        drawn = rng.gamma(shape, self.customers / shape, self.size)
        return np.maximum(1, np.rint(drawn)).astype(np.int64)

    def _rates(self, rng: np.random.Generator, rate: float) -> npt.NDArray[np.float64]:
        rho = self.intraclass_correlation
        if rho == 0 or rate in {0.0, 1.0}:
            return np.full(self.size, rate)
        weight = (1 - rho) / rho
        return rng.beta(rate * weight, (1 - rate) * weight, self.size)
