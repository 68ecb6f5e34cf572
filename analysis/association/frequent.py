"""Frequent itemsets as arrays: one table of item numbers per length, found again by binary search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

import numpy as np

from analysis.association.bitsets import Integers

Keep: TypeAlias = Literal["all", "closed", "maximal"]
NOTHING = np.empty(0, dtype=np.int64)


class Itemsets:
    """Itemsets of all lengths with their counts.

    Parameters
    ----------
    found : mapping of int to (members, counts)
        Per length L: item numbers, shape (sets, L), in any order, and counts, shape (sets, segments).
        With every itemset its subsets must be there.
    n_items : int
        Item numbers run from 0 to `n_items` - 1.

    Notes
    -----
    Each line is stored ascending and the lines of one length in lexical order, whatever order they
    were found in. An itemset is addressed by its length and its line.

    Examples
    --------
    >>> import numpy as np
    >>> sets = Itemsets({1: (np.array([[0], [2]]), np.array([[5], [4]])),
    ...                  2: (np.array([[2, 0]]), np.array([[3]]))}, 3)
    >>> sets.members[2].tolist(), sets.lines(np.array([[0, 2], [0, 1]])).tolist()
    ([[0, 2]], [0, -1])
    """

    def __init__(self, found: Mapping[int, tuple[Integers, Integers]], n_items: int) -> None:
        self.n_items = n_items
        self.members: dict[int, Integers] = {}
        self.counts: dict[int, Integers] = {}
        self._keys: dict[int, Integers] = {}
        for length in sorted(found):
            members, counts = found[length]
            ordered = np.sort(members, axis=1)
            lexical = np.lexsort(ordered.T[::-1])
            self.members[length] = ordered[lexical]
            self.counts[length] = counts[lexical]
            self._keys[length] = self._key(self.members[length])

    def __len__(self) -> int:
        return sum(len(members) for members in self.members.values())

    @property
    def lengths(self) -> tuple[int, ...]:
        """Lengths that occur, ascending."""
        return tuple(length for length, members in self.members.items() if len(members))

    def lines(self, members: Integers) -> Integers:
        """Line of each itemset (ascending item numbers, one length), or -1 where it was not found."""
        length = members.shape[1]
        if length not in self._keys:
            return np.full(len(members), -1, dtype=np.int64)
        return _search(self._keys[length], self._key(members))

    def count(self, members: Integers) -> Integers:
        """Counts of itemsets that are known to be here, shape (sets, groups)."""
        return self.counts[members.shape[1]][self.lines(members)]

    def closure(self, wanted: Mapping[int, Integers]) -> dict[int, Integers]:
        """Members of the itemsets at these lines and of all their subsets, per length."""
        longest = max(wanted, default=0)
        lines = {length: np.unique(wanted.get(length, NOTHING)) for length in range(1, longest + 1)}
        for length in range(longest, 1, -1):
            members = self.members[length][lines[length]]
            shorter = [self.lines(np.delete(members, position, axis=1)) for position in range(length)]
            lines[length - 1] = np.unique(np.concatenate([lines[length - 1], *shorter]))
        return {length: self.members[length][lines[length]] for length in lines}

    def lines_kept(self, keep: Keep) -> dict[int, Integers]:
        """Lines per length of all itemsets, of the closed ones, or of the maximal ones.

        An itemset is closed if every larger one found has fewer rows, and maximal if there is no larger one.
        """
        kept = {length: np.ones(len(members), dtype=bool) for length, members in self.members.items()}
        for length in self.members:
            if keep == "all" or length == 1:
                continue
            for position in range(length):
                part = self.lines(np.delete(self.members[length], position, axis=1))
                if keep == "closed":
                    part = part[(self.counts[length - 1][part] == self.counts[length]).all(axis=1)]
                kept[length - 1][part] = False
        return {length: np.flatnonzero(mask) for length, mask in kept.items()}

    def _key(self, members: Integers) -> Integers:
        """A number that orders itemsets lexically: line of the prefix x items + last item; -1 without a prefix."""
        last = members[:, -1].astype(np.int64)
        if members.shape[1] == 1:
            return last
        prefix = self.lines(members[:, :-1])
        return np.where(prefix < 0, -1, prefix * self.n_items + last)


def merged(pieces: Mapping[int, Sequence[tuple[Integers, Integers]]]) -> dict[int, tuple[Integers, Integers]]:
    """Join the pieces found of each length."""
    return {
        length: (np.concatenate([members for members, _ in parts]), np.concatenate([counts for _, counts in parts]))
        for length, parts in pieces.items()
        if parts
    }


def _search(keys: Integers, wanted: Integers) -> Integers:
    position = np.searchsorted(keys, wanted)
    inside = np.minimum(position, len(keys) - 1)
    return np.where((wanted >= 0) & (keys[inside] == wanted), inside, -1) if len(keys) else np.full(wanted.shape, -1)
