"""Candidate rules out of frequent itemsets: their counts, their tests, and what their simpler forms achieve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.association.bitsets import Integers
from analysis.association.fisher import Floats, log_fisher_greater
from analysis.association.frequent import Itemsets

Objects: TypeAlias = NDArray[np.object_]
Shape: TypeAlias = tuple[int, ...]
"""Where rules of one shape stand: length of the whole set, then the positions of the right-hand side."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Candidates:
    """Rules as parallel arrays.

    Parameters
    ----------
    antecedent, consequent : array of object
        Tuples of item numbers, ascending; the consequent is empty where an outcome stands for it.
    n : int
        Rows in the base.
    count, count_antecedent, count_consequent : array of int
        Rows with both sides, and with each.
    log_p : array of float
        Log of Fisher's one-sided p-value against the base.
    log_p_productive : array of float
        Log of the largest p-value among that and the tests against each immediate generalisation.
    best_simpler : array of float
        Highest confidence among all simpler antecedents, the empty one (the base rate) included.
    """

    antecedent: Objects
    consequent: Objects
    n: int
    count: Integers
    count_antecedent: Integers
    count_consequent: Integers
    log_p: Floats
    log_p_productive: Floats
    best_simpler: Floats

    def __len__(self) -> int:
        return len(self.count)

    def take(self, chosen: Integers) -> Candidates:
        """The rules at these positions."""
        return Candidates(
            antecedent=self.antecedent[chosen],
            consequent=self.consequent[chosen],
            n=self.n,
            count=self.count[chosen],
            count_antecedent=self.count_antecedent[chosen],
            count_consequent=self.count_consequent[chosen],
            log_p=self.log_p[chosen],
            log_p_productive=self.log_p_productive[chosen],
            best_simpler=self.best_simpler[chosen],
        )

    @property
    def confidence(self) -> Floats:
        """Share of the antecedent's rows that have the consequent; NaN without such rows."""
        return _share(self.count, self.count_antecedent)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Rules:
    """Rules of one shape, aligned with the itemsets of one length.

    `simpler` holds, per item that may be left out of the antecedent, the shape and lines of the rule
    without it; it is empty where only the base rate is simpler.
    """

    shape: Shape
    antecedent: Integers
    consequent: Integers
    count: Integers
    count_antecedent: Integers
    count_consequent: Integers
    simpler: tuple[tuple[Shape, Integers], ...]


def rules_between_items(sets: Itemsets, n: int, max_consequent: int = 1) -> Candidates:
    """Every rule whose items together form one of the itemsets.

    Parameters
    ----------
    sets : Itemsets
        Itemsets with all their subsets, counted in one group.
    n : int
        Rows in the base.
    max_consequent : int
        Most items on the right-hand side.

    Returns
    -------
    Candidates

    Notes
    -----
    A rule A → C is tested against the base and against each immediate generalisation A without x → C:
    among the rows that have A without x, does x go with C? A rule that adds something to its parts
    passes all of these tests [1]_.

    References
    ----------
    .. [1] Webb, G. I. (2007). Discovering significant patterns. Machine Learning, 68, 1-33 (section 2,
       productive rules).
    """
    return _tested(_between_items(sets, max_consequent), n)


def rules_for_outcome(sets: Itemsets, n: int, n_outcome: int) -> Candidates:
    """Every itemset as the antecedent of one outcome.

    Parameters
    ----------
    sets : Itemsets
        Antecedents with all their subsets, counted in two groups: rows with the outcome, rows without.
    n, n_outcome : int
        Rows in the base, and those among them with the outcome.

    Returns
    -------
    Candidates
        With an empty consequent; tested as in `rules_between_items`.
    """
    return _tested(_for_outcome(sets, n_outcome), n)


def _between_items(sets: Itemsets, max_consequent: int) -> Iterator[_Rules]:
    for length in sets.lengths:
        members, counts = sets.members[length], sets.counts[length][:, 0]
        without = _without_each(sets, length)
        for size in range(1, min(max_consequent, length - 1) + 1):
            for right in combinations(range(length), size):
                left = [position for position in range(length) if position not in right]
                antecedent, consequent = members[:, left], members[:, list(right)]
                yield _Rules(
                    shape=(length, *right),
                    antecedent=antecedent,
                    consequent=consequent,
                    count=counts,
                    count_antecedent=sets.count(antecedent)[:, 0],
                    count_consequent=sets.count(consequent)[:, 0],
                    simpler=()
                    if len(left) == 1
                    else tuple(
                        ((length - 1, *(place - (place > gone) for place in right)), without[gone]) for gone in left
                    ),
                )


def _for_outcome(sets: Itemsets, n_outcome: int) -> Iterator[_Rules]:
    for length in sets.lengths:
        members, counts = sets.members[length], sets.counts[length]
        yield _Rules(
            shape=(length,),
            antecedent=members,
            consequent=np.empty((len(members), 0), dtype=np.int64),
            count=counts[:, 0],
            count_antecedent=counts.sum(axis=1),
            count_consequent=np.full(len(members), n_outcome, dtype=np.int64),
            simpler=() if length == 1 else tuple(((length - 1,), lines) for lines in _without_each(sets, length)),
        )


def _without_each(sets: Itemsets, length: int) -> list[Integers]:
    """Lines of the itemsets that remain when the first, the second, … item is left out."""
    if length == 1:
        return []
    members = sets.members[length]
    return [sets.lines(np.delete(members, position, axis=1)) for position in range(length)]


def _tested(blocks: Iterable[_Rules], n: int) -> Candidates:
    done: dict[Shape, tuple[_Rules, Floats]] = {}
    parts: list[Candidates] = []
    for rules in blocks:
        log_p = log_fisher_greater(rules.count, rules.count_antecedent, rules.count_consequent, n)
        worst, best = log_p, rules.count_consequent / n
        for shape, lines in rules.simpler:
            general, reached = done[shape]
            against = log_fisher_greater(
                rules.count, rules.count_antecedent, general.count[lines], general.count_antecedent[lines]
            )
            worst, best = np.maximum(worst, against), np.fmax(best, reached[lines])
        done[rules.shape] = (rules, np.fmax(best, _share(rules.count, rules.count_antecedent)))
        parts.append(_candidates(rules, n, log_p, worst, best))
    return _joined(parts, n)


def _candidates(rules: _Rules, n: int, log_p: Floats, worst: Floats, best: Floats) -> Candidates:
    return Candidates(
        antecedent=_tuples(rules.antecedent),
        consequent=_tuples(rules.consequent),
        n=n,
        count=rules.count,
        count_antecedent=rules.count_antecedent,
        count_consequent=rules.count_consequent,
        log_p=log_p,
        log_p_productive=worst,
        best_simpler=best,
    )


def _joined(parts: list[Candidates], n: int) -> Candidates:
    integers, floats, objects = np.empty(0, dtype=np.int64), np.empty(0), np.empty(0, dtype=object)
    return Candidates(
        antecedent=np.concatenate([objects, *(part.antecedent for part in parts)]),
        consequent=np.concatenate([objects, *(part.consequent for part in parts)]),
        n=n,
        count=np.concatenate([integers, *(part.count for part in parts)]),
        count_antecedent=np.concatenate([integers, *(part.count_antecedent for part in parts)]),
        count_consequent=np.concatenate([integers, *(part.count_consequent for part in parts)]),
        log_p=np.concatenate([floats, *(part.log_p for part in parts)]),
        log_p_productive=np.concatenate([floats, *(part.log_p_productive for part in parts)]),
        best_simpler=np.concatenate([floats, *(part.best_simpler for part in parts)]),
    )


def _tuples(members: Integers) -> Objects:
    return np.fromiter(map(tuple, members.tolist()), dtype=object, count=len(members))


def _share(part: Integers, whole: Integers) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, part / whole, np.nan)
