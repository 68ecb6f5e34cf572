"""Two groups and the events of their customers, such as orders: counts that vary more than chance alone."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from analysis.core import Message
from synthetic.designs import controls as ask
from synthetic.designs.controls import LARGEST_COUNTED, check, impossible
from synthetic.designs.two_groups import GroupSizes
from synthetic.rehearsal.outcome import Drawn

# Counts beyond this share of the distribution are drawn as if they were the largest kept.
LEFT_OUT = 1e-12
MOST_EVENTS = 20_000.0


@dataclass(frozen=True, slots=True)
class EventCounts:
    """What `TwoEventRates` gives an analysis.

    Parameters
    ----------
    events_control, events_treatment : int
        Events of each group.
    n_control, n_treatment : int
        Customers of each group.
    exposure : float
        Time each customer is observed.
    variance_control, variance_treatment : float
        Variance of the customers' counts in each group (n - 1).
    """

    events_control: int
    n_control: int
    events_treatment: int
    n_treatment: int
    exposure: float
    variance_control: float
    variance_treatment: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoEventRates:
    """Two groups and a count of events a customer, Poisson or negative binomial.

    Parameters
    ----------
    size : int
        Customers in both groups together.
    event_rate_control, event_rate_treatment : float
        True events per customer and unit of time.
    exposure : float
        Time each customer is observed.
    variance_to_mean, dispersion : float
        A customer's count of mean m has variance ``variance_to_mean m + dispersion m²``; 1 and 0 is Poisson.
    share_treatment : float
        Share of the customers with the new version.

    Notes
    -----
    A group is drawn as the number of its customers with 0, 1, 2, ... events (multinomial), which is all
    that its customers one by one would tell; the cost does not grow with the number of customers.

    Examples
    --------
    >>> drawn = TwoEventRates(size=1000).draw(np.random.default_rng(1))
    >>> drawn.data.n_control, round(drawn.effect, 2)
    (500, 0.2)
    """

    size: ask.CustomersCounted = 3000
    event_rate_control: ask.EventRateControl = 1.8
    event_rate_treatment: ask.EventRateTreatment = 2.0
    exposure: ask.TimeObserved = 1.0
    variance_to_mean: ask.VarianceToMean = 2.0
    dispersion: ask.NegativeBinomialDispersion = 0.0
    share_treatment: ask.ShareTreatment = 0.5
    difference_without: ask.DifferenceWithout = 0.0

    def __post_init__(self) -> None:
        check(self)
        rates = (self.event_rate_control, self.event_rate_treatment, self.event_rate_control + self.difference_without)
        if min(rates) <= 0 or max(rates) * self.exposure > MOST_EVENTS:
            raise impossible(
                "event_rate_control",
                Message("A customer's expected events leave the range that can be drawn."),
                Message("Take rates above 0 and a shorter time."),
            )

    @property
    def smallest_size(self) -> int:
        """Two customers in each group."""
        return 4

    @property
    def largest_size(self) -> int:
        """As many as a design that draws counts may ask for."""
        return LARGEST_COUNTED

    def with_size(self, size: int) -> Self:
        """The same rates with more or fewer customers."""
        return replace(self, size=size)

    def without_effect(self) -> Self:
        """The new version at the control group's rate, or a margin away from it."""
        return replace(self, event_rate_treatment=self.event_rate_control + self.difference_without)

    def draw(self, rng: np.random.Generator) -> Drawn:
        """Events and the variance of the customers' counts; each group has a stream of its own."""
        n = GroupSizes.split(self.size, self.share_treatment)
        control, treatment = (
            self._group(stream, customers, rate)
            for stream, customers, rate in zip(
                rng.spawn(2),
                (n.control, n.treatment),
                (self.event_rate_control, self.event_rate_treatment),
                strict=True,
            )
        )
        counts = EventCounts(
            events_control=control[0],
            n_control=n.control,
            events_treatment=treatment[0],
            n_treatment=n.treatment,
            exposure=self.exposure,
            variance_control=control[1],
            variance_treatment=treatment[1],
        )
        return Drawn(data=counts, effect=self.event_rate_treatment - self.event_rate_control)

    def _group(self, rng: np.random.Generator, customers: int, rate: float) -> tuple[int, float]:
        mean = rate * self.exposure
        chances = _chances(mean, self.variance_to_mean - 1 + self.dispersion * mean)
        held = rng.multinomial(customers, chances)
        events = np.arange(len(chances))
        total = int(held @ events)
        squares = float(held @ (events - total / customers) ** 2)
        return total, squares / (customers - 1) if customers > 1 else math.nan


@lru_cache(maxsize=64)
def _chances(mean: float, excess: float) -> npt.NDArray[np.float64]:
    """Chance of 0, 1, 2, ... events, their variance being (1 + excess) means; the last place holds the rest."""
    from scipy.stats import nbinom, poisson

    law: Any = poisson(mean) if excess <= 0 else nbinom(mean / excess, 1 / (1 + excess))
    chances: npt.NDArray[np.float64] = law.pmf(np.arange(int(law.isf(LEFT_OUT)) + 1))
    chances[-1] += max(1 - float(chances.sum()), 0.0)
    return chances / chances.sum()
