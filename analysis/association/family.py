"""The family of tests: every rule that was looked at, not only those that are shown."""

from __future__ import annotations

from itertools import combinations
from typing import Literal, TypeAlias

import numpy as np

from analysis.association.bitsets import Integers
from analysis.association.fisher import Floats
from analysis.association.frequent import Itemsets
from analysis.inference.multiplicity import adjusted_p_values

Adjustment: TypeAlias = Literal["BH", "BY", "holm", "none"]


def searched_rules(sets: Itemsets, questions: Integers, max_length: int, max_consequent: int = 1) -> int:
    """How many rules were searched, fixed by support and length before any look at confidence or lift.

    Parameters
    ----------
    sets : Itemsets
        The frequent itemsets.
    questions : array of int
        Question of each item; a rule holds each question once.
    max_length : int
        Most items in a rule.
    max_consequent : int
        Most items on the right-hand side, 1 or 2.

    Returns
    -------
    int
        Pairs of a frequent antecedent and a frequent consequent without a question in common and with
        at most `max_length` items, whether or not the two together are frequent.

    Examples
    --------
    >>> import numpy as np
    >>> two = Itemsets({1: (np.array([[0], [1]]), np.array([[5], [4]]))}, 2)
    >>> searched_rules(two, np.array([0, 1]), 2)
    2
    """
    n_questions = int(questions.max(initial=-1)) + 1
    total = 0
    for size in range(1, max_consequent + 1):
        if size not in sets.members:
            continue
        consequents = questions[sets.members[size]]
        for length in sets.lengths:
            if length + size <= max_length:
                total += _disjoint(questions[sets.members[length]], consequents, n_questions)
    return total


def _disjoint(antecedents: Integers, consequents: Integers, n_questions: int) -> int:
    """Pairs of an antecedent and a consequent (of one or two items) that share no question."""
    touching = np.bincount(consequents.ravel(), minlength=n_questions)
    blocked = int(touching[antecedents].sum())
    if consequents.shape[1] == 2:
        # A consequent that shares both its questions with the antecedent was counted twice.
        both = np.zeros((n_questions, n_questions), dtype=np.int64)
        np.add.at(both, (consequents[:, 0], consequents[:, 1]), 1)
        both += both.T
        for first, second in combinations(range(antecedents.shape[1]), 2):
            blocked -= int(both[antecedents[:, first], antecedents[:, second]].sum())
    return len(antecedents) * len(consequents) - blocked


def adjusted_in_family(log_p: Floats, n_tests: int, method: Adjustment) -> Floats:
    """Adjust the p-values of the rules that have enough support, in the family of all that were searched.

    Parameters
    ----------
    log_p : array of float
        Natural logarithms of raw p-values.
    n_tests : int
        Size of the family, at least the number of values given.
    method : str
        ``BH``, ``BY``, ``holm`` or ``none``.

    Returns
    -------
    array of float
        Adjusted p-values in the order given.

    Notes
    -----
    A searched rule whose own count falls short of the threshold enters with p = 1. That value is never
    below its Fisher p-value and moves with it, so the adjustment stays valid, only slightly strict.

    Examples
    --------
    >>> import numpy as np
    >>> adjusted_in_family(np.log([0.01, 0.02]), 4, "BH").round(6).tolist()
    [0.04, 0.04]
    """
    family = np.ones(max(n_tests, log_p.size))
    family[: log_p.size] = np.exp(log_p)
    return adjusted_p_values(family, method)[: log_p.size]
