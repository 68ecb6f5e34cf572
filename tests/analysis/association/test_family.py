from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from analysis.association.family import adjusted_in_family, searched_rules
from analysis.association.search import SearchLimits, find_itemsets


@pytest.mark.parametrize("max_consequent", [1, 2])
@pytest.mark.parametrize("max_length", [2, 3, 4, 5])
def test_family_equals_a_count_one_by_one(max_length: int, max_consequent: int) -> None:
    rng = np.random.default_rng(2)
    data = rng.random((400, 8)) < rng.uniform(0.2, 0.7, 8)
    questions = np.array([0, 0, 1, 2, 3, 3, 4, 5])
    data[:, 1] &= ~data[:, 0]
    data[:, 5] &= ~data[:, 4]
    bounds = SearchLimits(min_count=30, max_length=max_length, max_itemsets=10**6)
    sets = find_itemsets(list(data.T.copy()), questions, bounds)
    frequent = [frozenset(members) for length in sets.lengths for members in sets.members[length].tolist()]
    tests = 0
    for left in frequent:
        for right in frequent:
            apart = not {questions[i] for i in left} & {questions[i] for i in right}
            tests += apart and len(right) <= max_consequent and len(left) + len(right) <= max_length
    assert searched_rules(sets, questions, max_length, max_consequent) == tests > 0


def test_untested_members_of_the_family_count_as_p_one() -> None:
    p = np.array([0.001, 0.03, 0.004, 0.2])
    whole = false_discovery_control(np.concatenate([p, np.ones(36)]))[:4]
    assert adjusted_in_family(np.log(p), 40, "BH") == pytest.approx(whole)


def test_holm_in_a_larger_family() -> None:
    assert adjusted_in_family(np.log([0.01, 0.001]), 10, "holm").tolist() == pytest.approx([0.09, 0.01])
