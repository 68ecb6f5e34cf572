"""Frequent itemsets: which answers are chosen together, and by how many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd
from pydantic import Field

from analysis.association.bitsets import Integers
from analysis.association.controls import MOST_ITEMSETS, Columns, Level, MaxItemsets, MinerChoice, Support
from analysis.association.frequent import Itemsets, Keep
from analysis.association.items import Item, ItemTable, RowSizes, boolean_columns, encode_items
from analysis.association.mining import frequent_itemsets
from analysis.association.phrases import dropped_note, labels, small_count_note, together
from analysis.association.search import SearchLimits
from analysis.association.thresholds import minimum_count
from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.core.method import method
from analysis.core.parameters import Control
from analysis.core.results import Note, Provenance, package_versions
from analysis.inference.proportions import wilson_interval


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FrequentItemsets:
    """Combinations of answers that enough rows hold.

    Parameters
    ----------
    table : DataFrame
        One row per combination; see `to_frame`.
    items : mapping of str to Item
        Every item by its name.
    n : int
        Rows in the base.
    min_count : int
        Threshold as a number of rows.
    level : float
        Confidence level of the intervals.
    row_sizes : RowSizes
        Items a row: mean, median, largest.
    """

    table: pd.DataFrame
    items: Mapping[str, Item]
    n: int
    min_count: int
    level: float
    row_sizes: RowSizes
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def combinations(self) -> pd.DataFrame:
        """Itemsets of two items and more, most frequent first."""
        return self.table[self.table["itemset"].map(len) > 1]

    def to_frame(self) -> pd.DataFrame:
        """One row per itemset, most frequent first: itemset (tuple of item names), count, support (fraction)."""
        return self.table.copy()

    def readings(self) -> tuple[Sentence, ...]:
        """The most common combination, and how many there are."""
        if self.table.empty:
            return tuple(note.message for note in self.notes if note.severity == "blocks_conclusion")
        if self.combinations.empty:
            return (
                Message(
                    "No two answers are chosen together by {support:set_percent} or more.",
                    support=self.min_count / self.n,
                ),
            )
        top = self.combinations.iloc[0]
        share = wilson_interval(int(top["count"]), self.n, level=self.level)
        return (
            Message(
                "The most common combination is {items}: {share:percent} chose them together ({level:percent} interval {low:percent} to {high:percent}).",
                items=together(labels(top["itemset"], self.items)),
                share=share.value,
                level=share.level,
                low=share.low,
                high=share.high,
            ),
            PluralMessage(
                "{n:count} combination of two or more answers is held by at least {rows}.",
                "{n:count} combinations of two or more answers are held by at least {rows}.",
                n=len(self.combinations),
                rows=PluralMessage("{n:count} row", "{n:count} rows", n=self.min_count),
            ),
        )


@method("mine_itemsets")
def mine_itemsets(
    frame: pd.DataFrame,
    *,
    columns: Columns = (),
    min_support: Support = 0.05,
    max_length: Annotated[
        int | None,
        Field(ge=1),
        Control(label=Message("Most items in a combination"), help=Message("Empty sets no limit.")),
    ] = None,
    keep: Annotated[
        Keep,
        Control(
            label=Message("Combinations kept"),
            help=Message("Closed: no larger combination has as many rows. Maximal: no larger combination was found."),
            choices={"all": Message("all"), "closed": Message("closed ones"), "maximal": Message("maximal ones")},
            advanced=True,
        ),
    ] = "all",
    miner: MinerChoice = "bitset",
    max_itemsets: MaxItemsets = MOST_ITEMSETS,
    level: Level = 0.95,
    missing_kinds: pd.DataFrame | None = None,
) -> FrequentItemsets:
    """Which answers are chosen together, and by how many?

    Parameters
    ----------
    frame : DataFrame
        One row per person or basket.
    columns : tuple of str
        Boolean columns (their yes is an item) or categorical ones (each answer is an item, never
        combined with another answer of its question); empty takes every boolean column.
    min_support : float
        Smallest share of rows, in 0..1; turned into a count once, without rounding error.
    max_length : int, optional
        Most items in a combination.
    keep : {"all", "closed", "maximal"}
        ``closed`` leaves out itemsets that a larger one found holds in as many rows; ``maximal`` leaves
        out all that a larger one found contains.
    miner : {"bitset", "fpgrowth", "hmine", "apriori"}
        Algorithm; the last three are mlxtend's and find the same itemsets.
    max_itemsets : int
        The search stops with an error beyond this number.
    level : float
        Confidence level of intervals in the reading, in 0..1.
    missing_kinds : DataFrame, optional
        Kinds of missing cells.

    Returns
    -------
    FrequentItemsets

    Raises
    ------
    ParameterError
        If a parameter is outside its range or a column does not fit.
    TooFewRowsError
        If no row has an answer to every column.
    UnsuitableDataError
        If there is nothing to combine, or more combinations than `max_itemsets`; the error names a
        support that has fewer.

    Notes
    -----
    Base: rows with an answer to every column used; "not asked" is not "no". The empty itemset is not
    reported. Columns are packed to bits, 64 rows a word, and searched depth first: an intersection is
    an AND, a count a popcount [1]_. Items that everybody has are itemsets like any other.

    References
    ----------
    .. [1] Zaki, M. J. (2000). Scalable algorithms for association mining. IEEE Transactions on
       Knowledge and Data Engineering, 12, 372-390.
    .. [2] Agrawal, R., Imielinski, T. and Swami, A. (1993). Mining association rules between sets of
       items in large databases. SIGMOD, 207-216.

    Examples
    --------
    >>> import pandas as pd
    >>> chosen = pd.DataFrame({"price": [True, True, True, False], "coupon": [True, True, False, False]})
    >>> mine_itemsets(chosen, min_support=0.5).to_frame().values.tolist()
    [[('price',), 3, 0.75], [('coupon',), 2, 0.5], [('coupon', 'price'), 2, 0.5]]
    """
    used = columns or boolean_columns(frame)
    table = encode_items(frame, used, missing_kinds)
    limits = SearchLimits(
        min_count=minimum_count(min_support, table.n_used), max_length=max_length, max_itemsets=max_itemsets
    )
    found = _itemset_table(frequent_itemsets(table, limits, miner=miner), table, keep)
    return FrequentItemsets(
        table=found,
        items={item.name: item for item in table.items},
        n=table.n_used,
        min_count=limits.min_count,
        level=level,
        row_sizes=table.row_sizes(),
        notes=(
            *_nothing_note(found, limits.min_count),
            *dropped_note(table.n_used, table.n_total),
            *small_count_note(limits.min_count),
        ),
        provenance=Provenance(
            method="mine_itemsets",
            n_total=table.n_total,
            n_used=table.n_used,
            dropped=table.dropped,
            parameters={
                "columns": used,
                "min_support": min_support,
                "max_length": max_length,
                "keep": keep,
                "miner": miner,
                "max_itemsets": max_itemsets,
                "level": level,
            },
            packages=package_versions(*(("numpy",) if miner == "bitset" else ("numpy", "mlxtend"))),
        ),
    )


def _itemset_table(sets: Itemsets, table: ItemTable, keep: Keep) -> pd.DataFrame:
    """Itemsets by falling count, then length, then name; the names of each in alphabetical order."""
    names = sorted(item.name for item in table.items)
    rank = {name: position for position, name in enumerate(names)}
    ranks = np.array([rank[item.name] for item in table.items], dtype=np.int64)
    named = np.array(names, dtype=object)
    itemsets: list[tuple[str, ...]] = []
    counts: list[Integers] = [np.empty(0, dtype=np.int64)]
    for length, lines in sets.lines_kept(keep).items():
        members = np.sort(ranks[sets.members[length][lines]], axis=1)
        lexical = np.lexsort(members.T[::-1])
        rows: list[list[str]] = named[members[lexical]].tolist()
        itemsets.extend(map(tuple, rows))
        counts.append(sets.counts[length][lines[lexical], 0])
    found = np.concatenate(counts)
    # Itemsets stand by length and name already; a stable sort keeps that among equal counts.
    order = np.argsort(-found, kind="stable")
    column = np.fromiter(itemsets, dtype=object, count=len(itemsets))
    return pd.DataFrame(
        {
            "itemset": column[order],
            "count": found[order],
            "support": found[order] / table.n_used,
        }
    )


def _nothing_note(table: pd.DataFrame, min_count: int) -> tuple[Note, ...]:
    if len(table):
        return ()
    return (
        Note(
            "blocks_conclusion",
            PluralMessage(
                "No answer reaches one row. Lower the smallest support.",
                "No answer reaches {count:count} rows. Lower the smallest support.",
                n=min_count,
                count=min_count,
            ),
            code="no_itemsets",
        ),
    )
