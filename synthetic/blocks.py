"""Random streams keyed by fixed blocks of customers, so that content never depends on how much is made at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

BLOCK_CUSTOMERS = 4096
"""Customers that share a stream. Changing it changes every generated study."""


class Part(IntEnum):
    """What a stream is drawn for; a part of its own leaves the others alone when it changes."""

    PEOPLE = 100
    IDENTITIES = 101
    COMMUNITIES = 102
    PURCHASES = 103
    INTERACTIONS = 104
    LOGINS = 105
    SERVICE = 106
    CAMPAIGN = 108
    RECEIPTS = 109
    REFERRALS = 110
    RESPONDENTS = 120
    ATTITUDES = 121
    CHOICES = 122
    CLOSING = 123
    BLANKS = 124
    EXPERIMENT = 140


@dataclass(frozen=True, slots=True)
class Block:
    """Customers `first` to `first + size - 1`, counted from 0; `number` keys their streams."""

    number: int
    first: int
    size: int


def blocks(customers: int) -> Iterator[Block]:
    """The blocks of a number of customers, the last one smaller.

    Examples
    --------
    >>> [block.size for block in blocks(10_000)]
    [4096, 4096, 1808]
    """
    for number, first in enumerate(range(0, customers, BLOCK_CUSTOMERS)):
        yield Block(number, first, min(BLOCK_CUSTOMERS, customers - first))


def stream(seed: int, part: Part, block: int = 0) -> np.random.Generator:
    """The generator of one part of one block."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(int(part), block)))
