"""How long one of mlxtend's miners would take: they cannot be stopped, so long work is refused beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.association.bitsets import Integers
from analysis.association.frequent import Itemsets
from analysis.core.errors import UnsuitableDataError
from analysis.core.messages import Message

if TYPE_CHECKING:
    from analysis.association.peers import PeerMiner
    from analysis.association.search import SearchLimits

MOST_SECONDS = 10.0
MOST_BYTES = 1e9
GIGABYTE = 1e9
# Fitted to runs of mlxtend on 2,000 to 50,000 rows and 24 to 60 columns; right within a factor of three.
SECONDS_PER_CELL = 4e-9
SECONDS_PER_SET = {"apriori": 2e-4, "hmine": 1e-4, "fpgrowth": 0.0}
SECONDS_PER_COUNT = {"apriori": 0.0, "hmine": 2e-7, "fpgrowth": 4e-6}


def require_short_work(sets: Itemsets, n: int, limits: SearchLimits, miner: PeerMiner) -> None:
    """Refuse a peer that would take long, from the itemsets that the bitset miner has already found.

    Parameters
    ----------
    sets : Itemsets
        What the peer is going to find.
    n : int
        Rows it reads.
    limits : SearchLimits
        Longest itemset.
    miner : str
        ``fpgrowth``, ``hmine`` or ``apriori``.

    Raises
    ------
    UnsuitableDataError
        Above ten seconds, or a gigabyte.

    Notes
    -----
    Apriori lays out all rows of all candidates of one length: rows x candidates x length cells. FP-growth
    and H-mine visit the rows of every itemset: the sum of the counts.
    """
    cells = cells_of_apriori(sets, n, limits) if miner == "apriori" else [0]
    counted = sum(int(counts.sum()) for counts in sets.counts.values())
    seconds = sum(cells) * SECONDS_PER_CELL + len(sets) * SECONDS_PER_SET[miner] + counted * SECONDS_PER_COUNT[miner]
    if seconds <= MOST_SECONDS and max(cells) <= MOST_BYTES:
        return
    remedy = Message("Choose the bitset algorithm, which finds the same combinations in a moment.")
    if max(cells) > MOST_BYTES:
        raise UnsuitableDataError(
            Message(
                "{miner} would need about {gigabytes:number} GB of memory on these {n:count} rows.",
                miner=NAMES[miner],
                gigabytes=max(cells) / GIGABYTE,
                n=n,
            ),
            Message("Up to {most:number} GB is allowed.", most=MOST_BYTES / GIGABYTE),
            remedy,
        )
    raise UnsuitableDataError(
        Message(
            "{miner} would take about {seconds:count} seconds on these {n:count} rows and cannot be stopped.",
            miner=NAMES[miner],
            seconds=seconds,
            n=n,
        ),
        Message("Up to {most:count} seconds are allowed.", most=MOST_SECONDS),
        remedy,
    )


def cells_of_apriori(sets: Itemsets, n: int, limits: SearchLimits) -> list[int]:
    """Rows x candidates x length for each length; candidates extend a frequent set by a later frequent item."""
    cells = [0]
    for length, members in sets.members.items():
        if limits.max_length is not None and length >= limits.max_length:
            continue
        items = np.unique(members)
        # Itemsets stand ascending: the last item is the largest.
        places: Integers = np.searchsorted(items, members[:, -1], side="right")
        later = items.size * len(members) - int(places.sum())
        cells.append(n * (length + 1) * later)
    return cells


NAMES: dict[str, str] = {"apriori": "Apriori", "fpgrowth": "FP-growth", "hmine": "H-mine"}
