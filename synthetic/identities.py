"""Names, telephone numbers and WeChat ids from pools of Faker, combined by NumPy: plausible, unique, quick."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

# Faker's provider classes have no types.
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from synthetic.blocks import Block, Part, stream

Texts = npt.NDArray[np.str_]
ENGLISH_SHARE = 0.08
POOL = 2000
SUFFIXES = 10**8
# Odd and no multiple of 5, so that multiplying by it is one-to-one among the 10^8 endings.
SPREAD = 61_803_399
LETTERS = np.array(list("abcdefghijkmnpqrstuvwxyz23456789"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """Personal data of the customers of a block; any likeness is chance."""

    name: Texts
    phone: Texts
    wechat: Texts


@cache
def _pools() -> tuple[Texts, Texts, Texts, Texts]:
    """Chinese family and given names, full English names, prefixes of mobile numbers."""
    from faker import Faker

    chinese, english = cast("Any", Faker("zh_CN")), cast("Any", Faker("en_US"))
    chinese.seed_instance(1)
    english.seed_instance(1)
    family = np.array([str(chinese.last_name()) for _ in range(POOL)])
    given = np.array([str(chinese.first_name()) for _ in range(POOL)])
    full = np.array([f"{english.first_name()} {english.last_name()}" for _ in range(POOL)])
    prefixes = np.array(sorted({str(chinese.phone_number())[:3] for _ in range(POOL)}))
    return family, given, full, prefixes


def draw_identities(seed: int, block: Block) -> Identities:
    """Names may repeat as in life; telephone numbers and WeChat ids are unique among 10^8 customers.

    Examples
    --------
    >>> people = draw_identities(7, Block(0, 0, 1000))
    >>> len(set(people.phone.tolist())), len(set(people.wechat.tolist()))
    (1000, 1000)
    """
    rng = stream(seed, Part.IDENTITIES, block.number)
    family, given, full, prefixes = _pools()
    chinese = np.char.add(family[rng.integers(0, POOL, block.size)], given[rng.integers(0, POOL, block.size)])
    english = full[rng.integers(0, POOL, block.size)]
    name = np.where(rng.random(block.size) < ENGLISH_SHARE, english, chinese)
    # The endings of all customers are one permutation of the numbers below 10^8, shifted by the seed.
    ending = (np.arange(block.first, block.first + block.size) * SPREAD + seed * 7919) % SUFFIXES
    digits = np.char.zfill(ending.astype(np.str_), 8)
    phone = np.char.add(prefixes[rng.integers(0, prefixes.size, block.size)], digits)
    letters = LETTERS[rng.integers(0, LETTERS.size, (block.size, 6))]
    tail = np.array(["".join(row) for row in letters.tolist()])
    return Identities(name=name, phone=phone, wechat=np.char.add(np.char.add("wxid_", digits), tail))
