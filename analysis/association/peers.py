"""mlxtend's miners behind the same record: a visible choice, and an independent check of our own."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections import defaultdict
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from analysis.association.bitsets import Bools, Integers
from analysis.association.frequent import Itemsets
from analysis.association.items import ItemTable
from analysis.association.search import SearchLimits

PeerMiner: TypeAlias = Literal["fpgrowth", "hmine", "apriori"]


def mlxtend_itemsets(table: ItemTable, limits: SearchLimits, miner: PeerMiner, rows: Bools | None = None) -> Itemsets:
    """Frequent itemsets by one of mlxtend's algorithms.

    Parameters
    ----------
    table : ItemTable
        The items.
    limits : SearchLimits
        Threshold and length; mlxtend is asked for half a count less than the threshold, so that its
        floating-point comparison cannot lose an itemset that just reaches it.
    miner : str
        ``fpgrowth``, ``hmine`` or ``apriori``.
    rows : array of bool, optional
        Rows to count; all by default.

    Returns
    -------
    Itemsets
        With one group of counts.
    """
    from mlxtend.frequent_patterns import apriori, fpgrowth, hmine

    algorithm = {"fpgrowth": fpgrowth, "hmine": hmine, "apriori": apriori}[miner]
    columns = table.columns if rows is None else [column[rows] for column in table.columns]
    frame = pd.DataFrame(dict(enumerate(columns)))
    share = (limits.min_count - 0.5) / len(frame)
    answer = algorithm(frame, min_support=share, max_len=limits.max_length)
    members: defaultdict[int, list[list[int]]] = defaultdict(list)
    counts: defaultdict[int, list[list[int]]] = defaultdict(list)
    for itemset, support in zip(answer["itemsets"], answer["support"], strict=True):
        if itemset:
            members[len(itemset)].append(sorted(int(item) for item in itemset))
            counts[len(itemset)].append([round(float(support) * len(frame))])
    found: dict[int, tuple[Integers, Integers]] = {
        length: (np.asarray(sets, dtype=np.int64), np.asarray(counts[length], dtype=np.int64))
        for length, sets in members.items()
    }
    return Itemsets(found, len(columns))
