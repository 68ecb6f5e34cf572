from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from mlxtend.frequent_patterns import association_rules, hmine

from analysis.association import mine_rules
from analysis.association.measures import rule_measures

OF_MLXTEND = {
    "confidence": "confidence",
    "lift": "lift",
    "leverage": "leverage",
    "conviction": "conviction",
    "zhangs_metric": "zhang",
    "jaccard": "jaccard",
    "kulczynski": "kulczynski",
}


def measures(a: int, n1: int, n2: int, n: int) -> dict[str, float]:
    found = rule_measures(np.array([a]), np.array([n1]), np.array([n2]), n, 0.95)
    return {name: float(values[0]) for name, values in found.items()}


def test_equal_to_mlxtend() -> None:
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(rng.random((600, 7)) < rng.uniform(0.2, 0.7, 7)).add_prefix("q")
    peer = association_rules(hmine(frame, min_support=0.05, use_colnames=True), metric="confidence", min_threshold=0.0)
    peer = peer[peer["consequents"].map(len) == 1]
    ours = mine_rules(frame, min_support=0.05, min_confidence=0.0, max_length=7).to_frame()
    ours = ours.set_index([ours["antecedent"].map(frozenset), ours["consequent"].map(frozenset)])
    assert len(peer) == len(ours) > 100
    theirs = peer.set_index(["antecedents", "consequents"]).loc[ours.index]
    for name, own in OF_MLXTEND.items():
        assert ours[own].to_numpy() == pytest.approx(theirs[name].to_numpy(), rel=1e-9, abs=1e-12)


def test_lift_interval_by_hand() -> None:
    # a = 30, n1 = 50, n2 = 40, n = 100: lift 1.5, variance 1/30 - 1/50 - 1/40 + (2 * 1.5 - 1)/100 = 1/120.
    found = measures(30, 50, 40, 100)
    spread = 1.959963984540054 / math.sqrt(120)
    assert found["lift_low"] == pytest.approx(1.5 * math.exp(-spread))
    assert found["lift_high"] == pytest.approx(1.5 * math.exp(spread))


def test_lift_interval_covers_at_its_level() -> None:
    # Two items of a multinomial population with lift 1.4; 4,000 samples of 800 rows.
    p, n, repeats = np.array([0.14, 0.06, 0.36, 0.44]), 800, 4000
    counts = np.random.default_rng(20260101).multinomial(n, p, size=repeats)
    a, n1, n2 = counts[:, 0], counts[:, 0] + counts[:, 1], counts[:, 0] + counts[:, 2]
    found = rule_measures(a, n1, n2, n, 0.95)
    covered = (found["lift_low"] <= 1.4) & (found["lift_high"] >= 1.4)
    assert 0.94 <= covered.mean() <= 0.96


def test_a_rule_without_exception() -> None:
    found = measures(20, 20, 50, 100)
    assert found["conviction"] == math.inf
    assert found["odds_ratio"] == math.inf
    assert found["zhang"] == 1 - 30 / 80  # confidence with the antecedent minus without it, over the larger of the two


@pytest.mark.parametrize("name", ["zhang", "conviction", "odds_ratio", "risk_difference"])
def test_undefined_measures_are_nan_not_neutral(name: str) -> None:
    assert math.isnan(measures(100, 100, 100, 100)[name])


def test_no_association_is_exactly_none() -> None:
    found = measures(7, 10, 70, 100)
    assert found["leverage"] == 0.0
    assert found["zhang"] == 0.0
    assert found["lift"] == 1.0
