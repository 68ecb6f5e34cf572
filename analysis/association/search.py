"""The bitset miner: depth first over packed columns, level by level where a branch is small."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from analysis.association.bitsets import (
    SHORT_WORDS,
    BitMatrix,
    Bools,
    Integers,
    Projection,
    Words,
    common_counts,
    pack,
    pair_counts,
)
from analysis.association.frequent import Itemsets, merged

MOST_ITEMS = 5000
"""Frequent items whose pairs still fit a table in memory."""
FEW_CANDIDATES = 60
"""Prefixes with at most so many candidates are counted together instead of one branch each."""
PIECE_BYTES = 1 << 25
PIECE_PAIRS = 1 << 20
"""A level is worked off in pieces of at most 32 MB of bits and a million candidates."""


class TooManyItemsets(Exception):  # noqa: N818 - a signal between the miner and its caller, not an error of the user
    """More itemsets reach the threshold than the caller allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLimits:
    """What counts as frequent and where the search ends.

    Parameters
    ----------
    min_count : int
        Rows an itemset must hold over all segments.
    max_length : int or None
        Most items in a set.
    max_itemsets : int
        The search stops with `TooManyItemsets` beyond this number.
    """

    min_count: int
    max_length: int | None
    max_itemsets: int


def find_itemsets(
    columns: list[Bools], questions: Integers, limits: SearchLimits, groups: tuple[Bools | None, ...] = (None,)
) -> Itemsets:
    """All frequent itemsets of a table of booleans.

    Parameters
    ----------
    columns : list of bool arrays
        One per item.
    questions : array of int
        Question of each item; two items of one question are never combined.
    limits : SearchLimits
        Threshold and bounds.
    groups : tuple of bool arrays or None
        Rows counted apart, one segment each; None is all rows.

    Returns
    -------
    Itemsets
        With counts per group.

    Raises
    ------
    TooManyItemsets
        If more than `limits.max_itemsets` are found.

    Notes
    -----
    Infrequent items go first. The others are ordered from rare to common, so that a prefix leaves few
    rows and many candidates die early. A prefix with its candidates is one block of bits: all pairs in
    it are counted with AND and popcount, which gives the supports two items further. Where the rows of
    a prefix are few the block is cut down to them. A candidate is only counted if its last two items
    are frequent together under the same prefix (Zaki 2000, prefix classes and tidset intersections).
    """
    singles = np.asarray(_singles(columns, groups), dtype=np.int64)
    kept: Integers = np.flatnonzero(singles >= limits.min_count)
    if kept.size > min(limits.max_itemsets, MOST_ITEMS):
        raise TooManyItemsets
    kept = kept[np.argsort(singles[kept], kind="stable")]
    block = pack([columns[int(item)] for item in kept], groups)
    search = _Search(limits)
    search.record(kept[:, np.newaxis], block.counts())
    if limits.max_length != 1 and kept.size > 1:
        apart = questions[kept][:, np.newaxis] != questions[kept][np.newaxis, :]
        search.visit(_Branch(np.empty(0, dtype=np.int64), kept, block), np.triu(apart, 1))
    return Itemsets(merged(search.found), len(columns))


def _singles(columns: list[Bools], groups: tuple[Bools | None, ...]) -> list[int]:
    if groups[0] is None:
        return [int(np.count_nonzero(column)) for column in columns]
    return [sum(int(np.count_nonzero(column if g is None else column & g)) for g in groups) for column in columns]


class _Branch(NamedTuple):
    """A prefix, the items that may follow it, and the rows of each within the prefix."""

    prefix: Integers
    items: Integers
    block: BitMatrix


class _Level(NamedTuple):
    """Sets of one length within a branch: their lines in the block, prefix groups and bits."""

    sets: Integers
    group: Integers
    words: Words


@dataclass(slots=True)
class _Search:
    limits: SearchLimits
    found: dict[int, list[tuple[Integers, Integers]]] = field(
        default_factory=lambda: defaultdict[int, list[tuple[Integers, Integers]]](list)
    )
    n_found: int = 0

    def record(self, members: Integers, counts: Integers) -> None:
        if len(members):
            self.found[members.shape[1]].append((members, counts))
            self.n_found += len(members)
            if self.n_found > self.limits.max_itemsets:
                raise TooManyItemsets

    def ends_at(self, length: int) -> bool:
        return self.limits.max_length is not None and length >= self.limits.max_length

    def visit(self, branch: _Branch, allowed: Bools) -> None:
        """Count all allowed pairs of a branch, then go on below those that are frequent."""
        counts = pair_counts(branch.block, allowed)
        frequent = allowed & (counts.sum(axis=2) >= self.limits.min_count)
        left, right = np.nonzero(frequent)
        if not left.size:
            return
        pairs = np.column_stack([left, right])
        self.record(_members(branch, pairs), counts[left, right])
        if self.ends_at(branch.prefix.size + 2):
            return
        candidates = _candidates(frequent)
        large = candidates > (FEW_CANDIDATES if branch.block.width > SHORT_WORDS else frequent.size**2)
        small = (candidates > 0) & ~large
        if small.any():
            picked = pairs[small[left]]
            self.grow(branch, frequent, picked, picked[:, 0], branch.block.words, picked[:, 0])
        if large.any():
            self.descend(branch, frequent, np.flatnonzero(large), candidates)

    def descend(self, branch: _Branch, frequent: Bools, lines: Integers, candidates: Integers) -> None:
        """One branch per line: its rows become the new block."""
        projection = Projection(branch.block)
        sizes = branch.block.take(lines).counts()
        for line, size in zip(lines.tolist(), sizes, strict=True):
            others = np.flatnonzero(frequent[line])
            child = projection.onto(line, size, others, int(candidates[line]))
            prefix = np.append(branch.prefix, branch.items[line])
            self.visit(_Branch(prefix, branch.items[others], child), frequent[np.ix_(others, others)])

    def grow(
        self, branch: _Branch, frequent: Bools, sets: Integers, group: Integers, words: Words, source: Integers
    ) -> None:
        """Go on level by level; `words[source[i]]` and the last item of `sets[i]` make the bits of set i."""
        for start, stop in _pieces(group, words.shape[1]):
            piece = slice(start, stop)
            bits = words[source[piece]]
            bits &= branch.block.words[sets[piece, -1]]
            self._grow_piece(branch, frequent, _Level(sets[piece], group[piece], bits))

    def _grow_piece(self, branch: _Branch, frequent: Bools, level: _Level) -> None:
        left, right = _siblings(level.group)
        last = level.sets[:, -1]
        promising = frequent[last[left], last[right]]
        left, right = left[promising], last[right[promising]]
        counts = common_counts(BitMatrix(level.words, branch.block.ends), left, branch.block.words, right)
        kept = counts.sum(axis=1) >= self.limits.min_count
        if not kept.any():
            return
        left, right = left[kept], right[kept]
        sets = np.column_stack([level.sets[left], right])
        self.record(_members(branch, sets), counts[kept])
        if self.ends_at(branch.prefix.size + sets.shape[1]):
            return
        self.grow(branch, frequent, sets, left, level.words, left)


def _candidates(frequent: Bools) -> Integers:
    """Per line the number of sets of three that start with it and hold frequent pairs only."""
    links = frequent.astype(np.float32)
    # links @ links counts, for (a, c), the items b between them; a set of three also needs the pair (a, c).
    return ((links @ links) * links).sum(axis=1).astype(np.int64)


def _members(branch: _Branch, sets: Integers) -> Integers:
    prefix = np.broadcast_to(branch.prefix, (len(sets), branch.prefix.size))
    return np.hstack([prefix, branch.items[sets]])


def _siblings(group: Integers) -> tuple[Integers, Integers]:
    """Every pair of positions that stand in the same run of `group`, the earlier one first."""
    ends = np.searchsorted(group, group, side="right")
    following = ends - np.arange(group.size) - 1
    left = np.repeat(np.arange(group.size), following)
    offset = np.arange(left.size) - np.repeat(np.cumsum(following) - following, following)
    return left, left + 1 + offset


def _pieces(group: Integers, width: int) -> list[tuple[int, int]]:
    """Cut sets into runs of whole groups that stay within `PIECE_BYTES` and `PIECE_PAIRS`; lone sets are left out."""
    _, first, size = np.unique(group, return_index=True, return_counts=True)
    pieces: list[tuple[int, int]] = []
    start, rows, pairs = 0, 0, 0
    most_rows = max(1, PIECE_BYTES // (8 * max(1, width)))
    for begin, count in zip(first.tolist(), size.tolist(), strict=True):
        new_pairs = count * (count - 1) // 2
        if rows and (rows + count > most_rows or pairs + new_pairs > PIECE_PAIRS):
            if pairs:
                pieces.append((start, begin))
            start, rows, pairs = begin, 0, 0
        rows += count
        pairs += new_pairs
    if pairs:
        pieces.append((start, group.size))
    return pieces
