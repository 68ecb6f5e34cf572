"""The search for rules: over all rows, or over one half with a recount on the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.association.bitsets import Bools, Integers, pack, set_counts
from analysis.association.candidates import Candidates, rules_between_items, rules_for_outcome
from analysis.association.family import searched_rules
from analysis.association.frequent import Itemsets
from analysis.association.items import ItemTable
from analysis.association.mining import Miner, frequent_itemsets
from analysis.association.search import SearchLimits
from analysis.association.thresholds import minimum_count
from analysis.core.frames import row_order


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Explored:
    """What a search over some rows found.

    Parameters
    ----------
    sets : Itemsets
        The frequent itemsets.
    candidates : Candidates
        Every rule they give, before any filter on its strength.
    n_tests : int
        Rules searched, whether or not their own count sufficed.
    min_count : int
        The threshold as a count.
    """

    sets: Itemsets
    candidates: Candidates
    n_tests: int
    min_count: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Exploration:
    """A search that can be run on any rows of one table.

    Parameters
    ----------
    table : ItemTable
        The items.
    min_support : float
        Smallest share of rows: of a whole rule, or of an antecedent where there is an outcome.
    max_length : int
        Most items in a rule, or in an antecedent where there is an outcome.
    max_itemsets : int
        Guard of the miner.
    max_consequent : int
        Most items on the right-hand side of rules between items.
    miner : str
        Which algorithm finds the itemsets.
    outcome : array of bool or None
        Rows with the outcome, for rules about one outcome.
    """

    table: ItemTable
    min_support: float
    max_length: int
    max_itemsets: int
    max_consequent: int = 1
    miner: Miner = "bitset"
    outcome: Bools | None = None

    def search(self, rows: Bools | None = None) -> Explored:
        """Find every candidate rule in some rows of the base; all of them by default."""
        n = self.table.n_used if rows is None else int(np.count_nonzero(rows))
        limits = SearchLimits(
            min_count=minimum_count(self.min_support, n),
            max_length=self.max_length,
            max_itemsets=self.max_itemsets,
        )
        sets = frequent_itemsets(self.table, limits, miner=self.miner, groups=self._groups(rows))
        return Explored(
            sets=sets,
            candidates=self._candidates(sets, rows, n),
            n_tests=len(sets)
            if self.outcome is not None
            else searched_rules(sets, self.table.questions, self.max_length, self.max_consequent),
            min_count=limits.min_count,
        )

    def recount(self, explored: Explored, chosen: Candidates, rows: Bools) -> Candidates:
        """The chosen rules, counted and tested anew in other rows, in the same order."""
        wanted: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
        by_length: defaultdict[int, list[list[int]]] = defaultdict(list)
        for place, (left, right) in enumerate(zip(chosen.antecedent, chosen.consequent, strict=True)):
            wanted[left, right] = place
            by_length[len(left) + len(right)].append(sorted((*left, *right)))
        lines = {length: explored.sets.lines(np.array(members)) for length, members in by_length.items()}
        block = pack(self.table.columns, self._groups(rows))
        counted = {
            length: (members, set_counts(block, members)) for length, members in explored.sets.closure(lines).items()
        }
        n = int(np.count_nonzero(rows))
        again = self._candidates(Itemsets(counted, explored.sets.n_items), rows, n)
        places = np.full(len(chosen), -1, dtype=np.int64)
        for position, key in enumerate(zip(again.antecedent, again.consequent, strict=True)):
            if key in wanted:
                places[wanted[key]] = position
        return again.take(places)

    def _groups(self, rows: Bools | None) -> tuple[Bools | None, ...]:
        if self.outcome is None:
            return (rows,)
        base = self.table.base if rows is None else rows
        return (base & self.outcome, base & ~self.outcome)

    def _candidates(self, sets: Itemsets, rows: Bools | None, n: int) -> Candidates:
        if self.outcome is None:
            return rules_between_items(sets, n, self.max_consequent)
        base = self.table.base if rows is None else rows
        return rules_for_outcome(sets, n, int(np.count_nonzero(base & self.outcome)))


def halves(frame: pd.DataFrame, columns: Sequence[str], base: Bools, seed: int) -> tuple[Bools, Bools]:
    """Split the base at random into two halves, whatever order the rows are in.

    Parameters
    ----------
    frame : DataFrame
        The data.
    columns : sequence of str
        Columns whose content orders the rows before the draw.
    base : array of bool
        Rows to split.
    seed : int
        Seed of the draw.

    Returns
    -------
    (array of bool, array of bool)
        Rows to explore and rows to confirm on; the second half is the larger one by at most a row.
    """
    positions: Integers = np.flatnonzero(base)
    ordered = row_order(frame.iloc[positions].reset_index(drop=True), columns).to_numpy()
    drawn = positions[ordered][np.random.default_rng(seed).permutation(positions.size)]
    explore, confirm = np.zeros(base.shape, dtype=bool), np.zeros(base.shape, dtype=bool)
    explore[drawn[: positions.size // 2]] = True
    confirm[drawn[positions.size // 2 :]] = True
    return explore, confirm
