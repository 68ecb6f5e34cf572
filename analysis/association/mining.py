"""From a table of items to its frequent itemsets, with a guard against too many of them."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from analysis.association.bitsets import Bools
from analysis.association.frequent import Itemsets
from analysis.association.items import ItemTable
from analysis.association.peer_work import require_short_work
from analysis.association.peers import mlxtend_itemsets
from analysis.association.search import SearchLimits, TooManyItemsets, find_itemsets
from analysis.core.errors import UnsuitableDataError
from analysis.core.messages import Message, PluralMessage

Miner: TypeAlias = Literal["bitset", "fpgrowth", "hmine", "apriori"]


def frequent_itemsets(
    table: ItemTable,
    limits: SearchLimits,
    *,
    miner: Miner = "bitset",
    groups: tuple[Bools | None, ...] = (None,),
) -> Itemsets:
    """Itemsets that reach the threshold.

    Parameters
    ----------
    table : ItemTable
        Rows outside its base hold no item and so are never counted.
    limits : SearchLimits
        Threshold and bounds.
    miner : str
        ``bitset`` or one of mlxtend's, which counts all rows as one group.
    groups : tuple of bool arrays or None
        Rows counted apart.

    Returns
    -------
    Itemsets

    Raises
    ------
    UnsuitableDataError
        If there are more than `limits.max_itemsets`; it names a threshold that has fewer. If one of mlxtend's
        miners would take long; see `require_short_work`.
    """
    try:
        found = find_itemsets(table.columns, table.questions, limits, groups)
    except TooManyItemsets:
        raise _too_many(table, limits, groups) from None
    if miner == "bitset":
        return found
    # The bitset miner goes first so that a peer, which cannot be stopped, is never sent into an explosion.
    require_short_work(found, _n_rows(table, groups), limits, miner)
    return mlxtend_itemsets(table, limits, miner, groups[0])


def _n_rows(table: ItemTable, groups: tuple[Bools | None, ...]) -> int:
    if groups[0] is None:
        return table.n_used
    return sum(int(np.count_nonzero(group)) for group in groups if group is not None)


def _too_many(table: ItemTable, limits: SearchLimits, groups: tuple[Bools | None, ...]) -> UnsuitableDataError:
    what = PluralMessage(
        "Too many combinations are held by at least one row each; the limit is {limit:count}.",
        "Too many combinations are held by at least {count:count} rows each; the limit is {limit:count}.",
        n=limits.min_count,
        limit=limits.max_itemsets,
        count=limits.min_count,
    )
    n = _n_rows(table, groups)
    higher = limits.min_count
    while 2 * higher <= n:
        higher = 2 * higher
        try:
            find_itemsets(
                table.columns,
                table.questions,
                SearchLimits(min_count=higher, max_length=limits.max_length, max_itemsets=limits.max_itemsets),
                groups,
            )
        except TooManyItemsets:
            continue
        return UnsuitableDataError(
            what,
            remedy=Message(
                "Raise the smallest support to {support:set_percent}, or allow fewer items in a combination.",
                support=higher / n,
            ),
        )
    return UnsuitableDataError(what, remedy=Message("Choose fewer columns, or allow fewer items in a combination."))
