"""Purchases: one BG/NBD process with Gamma-Gamma spend for all, or a process with seasons, bands of spend and leaving."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthetic.blocks import Block, Part, stream
from synthetic.population import People
from synthetic.scenario import Scenario
from synthetic.season import Season

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
DISPERSION = 1.5
"""Shape of the gamma distribution of further purchases within a band of spend."""
LEAST_YUAN = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchases:
    """Purchases of a block by customer and time; `alive` is known of the homogeneous preset only.

    Parameters
    ----------
    customer : array of int
        Position of the customer within the block.
    time : array
        Days since the start of the window.
    amount : array
        Yuan, to the cent.
    alive : array of bool
        Whether each customer is still one at the end.
    """

    customer: Integers
    time: Floats
    amount: Floats
    alive: npt.NDArray[np.bool_]


def draw_purchases(scenario: Scenario, season: Season, people: People, block: Block) -> Purchases:
    """The purchases of a block's customers in the window."""
    rng = stream(scenario.seed, Part.PURCHASES, block.number)
    if scenario.homogeneous:
        return _one_process(rng, scenario, season, people)
    return _with_seasons(rng, scenario, season, people)


def _one_process(rng: np.random.Generator, scenario: Scenario, season: Season, people: People) -> Purchases:
    """BG/NBD in weeks: Poisson purchases until a coin thrown after each repeat purchase says the customer left.

    Given the number in a time, purchases of a Poisson process lie uniformly in it, so no loop over purchases is needed.
    """
    r, alpha, a, b = scenario.bg_nbd
    size = people.size
    rate = rng.gamma(r, 1 / alpha, size)
    dropout = rng.beta(a, b, size)
    age = season.days - people.joined
    possible = rng.poisson(rate * age / 7)
    # A dropout probability that underflows to 0 is nobody's: the geometric draw needs a positive one.
    stops_after = rng.geometric(np.maximum(dropout, np.finfo(float).tiny))
    customer = np.repeat(np.arange(size), possible)
    time = people.joined[customer] + rng.random(customer.size) * age[customer]
    order = np.lexsort((time, customer))
    first = np.cumsum(possible) - possible
    kept = order[np.arange(customer.size) - first[customer] < stops_after[customer]]
    customer = np.concatenate([np.arange(size), customer[kept]])
    time = np.concatenate([people.joined, time[kept]])
    order = np.lexsort((time, customer))
    customer, time = customer[order], time[order]
    p, q, v = scenario.gamma_gamma
    scale = rng.gamma(q, 1 / v, size)
    amount = rng.gamma(p, size=customer.size) / scale[customer]
    return Purchases(
        customer=customer,
        time=time,
        amount=np.maximum(amount.round(2), LEAST_YUAN),
        alive=stops_after > possible,
    )


def _with_seasons(rng: np.random.Generator, scenario: Scenario, season: Season, people: People) -> Purchases:
    """A purchase on joining, one on leaving or in the last 90 days, and further ones by band of spend and season."""
    size = people.size
    seen = people.leaves - people.seen_from
    a_year = np.array(scenario.business.purchases_a_year)[people.spend - 1]
    further = rng.poisson(a_year * seen / 365 * rng.gamma(DISPERSION, 1 / DISPERSION, size))
    extra = np.repeat(np.arange(size), further)
    joiners = np.flatnonzero(people.joined >= 0)
    recent = season.between(rng.random(size), np.full(size, season.edge), np.full(size, float(season.days)))
    customer = np.concatenate([extra, joiners, np.arange(size)])
    time = np.concatenate(
        [
            season.between(rng.random(extra.size), people.seen_from[extra], people.leaves[extra]),
            people.joined[joiners],
            np.where(people.stays, recent, people.leaves),
        ]
    )
    order = np.lexsort((time, customer))
    customer, time = customer[order], time[order]
    counts = np.bincount(customer, minlength=size)
    return Purchases(
        customer=customer,
        time=time,
        amount=_split_spend(rng, scenario, people.spend, customer, counts),
        alive=people.stays,
    )


def _split_spend(
    rng: np.random.Generator, scenario: Scenario, band: Integers, customer: Integers, counts: Integers
) -> Floats:
    """A total inside each customer's band, split over the purchases to the cent."""
    edges = np.array(scenario.business.spend_edges_yuan)
    low, high = edges[band - 1], edges[band]
    total = low * (high / low) ** rng.random(band.size)
    pieces = rng.gamma(4.0, size=customer.size)
    first = np.cumsum(counts) - counts
    amount = np.maximum((total[customer] * pieces / np.add.reduceat(pieces, first)[customer]).round(2), LEAST_YUAN)
    # Rounding must not carry a total over the edge of its band: the largest margin is a cent a purchase.
    over = np.add.reduceat(amount, first) - (high - 0.01)
    under = low - np.add.reduceat(amount, first)
    biggest = _largest_of_each(amount, customer, first)
    amount[biggest] = (amount[biggest] - np.maximum(over, 0) + np.maximum(under, 0)).round(2)
    return amount


def _largest_of_each(amount: Floats, customer: Integers, first: Integers) -> Integers:
    order = np.lexsort((amount, customer))
    last = np.concatenate([first[1:], [customer.size]]) - 1
    return order[last]
