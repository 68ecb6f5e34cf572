"""Communities (社群) of realistic sizes, and a measure that is alike within them."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from synthetic.blocks import Block, Part, stream
from synthetic.scenario import Scenario

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

LARGEST = 500
"""A WeChat group holds 500 members at most."""
SMALLEST = 8
MEDIAN_SIZE = 80
SIZE_SIGMA = 0.9
COMMUNITIES_A_BLOCK = 1000
MINUTES_MEAN = 90.0
MINUTES_SD = 20.0


def draw_communities(scenario: Scenario, block: Block) -> tuple[Integers, Floats]:
    """Community of each customer of a block, and minutes a week in it with the planted intra-class correlation.

    Notes
    -----
    Minutes are ``90 + 20 (sqrt(rho) u_community + sqrt(1 - rho) e)`` with u and e standard normal. No community
    stands in two blocks, so a block can be made alone.
    """
    rng = stream(scenario.seed, Part.COMMUNITIES, block.number)
    sizes = _sizes(rng, block.size)
    within_block = rng.permutation(np.repeat(np.arange(sizes.size), sizes))
    between: Floats = rng.standard_normal(sizes.size)[within_block]
    rho = scenario.intraclass
    standard: Floats = np.sqrt(rho) * between + np.sqrt(1 - rho) * rng.standard_normal(block.size)
    minutes = np.maximum(MINUTES_MEAN + MINUTES_SD * standard, 0.0).round(1)
    return block.number * COMMUNITIES_A_BLOCK + within_block, minutes


def _sizes(rng: np.random.Generator, customers: int) -> Integers:
    """Sizes that sum to the customers; a remainder too small for a community joins the last one or stands alone."""
    sizes: list[int] = []
    left = customers
    while left > 0:
        wanted = int(np.clip(math.exp(rng.normal(math.log(MEDIAN_SIZE), SIZE_SIGMA)), SMALLEST, LARGEST))
        size = min(wanted, left)
        if left - size < SMALLEST and left <= LARGEST:
            size = left
        sizes.append(size)
        left -= size
    return np.array(sizes, dtype=np.int64)
