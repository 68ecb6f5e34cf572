"""Rules from answers that have nothing to do with each other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.association import mine_rules, target_rules
from tests.recovery.claims.claim import Claim

ALPHA = 0.05


def unrelated(rng: np.random.Generator, n: int = 400, items: int = 6) -> pd.DataFrame:
    return pd.DataFrame({f"a{place}": pd.array(rng.random(n) < 0.35, dtype="boolean") for place in range(items)})


def any_for_an_outcome(**choices: str):
    def replicate(rng: np.random.Generator) -> bool:
        frame = unrelated(rng).assign(outcome=pd.array(rng.random(400) < 0.3, dtype="boolean"))
        return len(target_rules(frame, target="outcome", **choices).productive) > 0

    return replicate


def any_between_items(rng: np.random.Generator) -> bool:
    return len(mine_rules(unrelated(rng), min_support=0.05, min_confidence=0.0, max_length=2).productive) > 0


RULE_CLAIMS: tuple[Claim, ...] = (
    *(
        Claim(
            id=f"target_rules: any rule, {name}",
            method="target_rules",
            rate=ALPHA,
            bound="at_most",
            replicate=any_for_an_outcome(adjust=name),
            short=40,
        )
        for name in ("BH", "BY", "holm")
    ),
    Claim(
        id="target_rules: any rule, confirmed on fresh rows",
        method="target_rules",
        rate=ALPHA,
        bound="at_most",
        replicate=any_for_an_outcome(confirm="holdout", adjust="holm"),
        short=40,
    ),
    Claim(
        id="mine_rules: any rule between two of six items",
        method="mine_rules",
        rate=ALPHA,
        bound="at_most",
        replicate=any_between_items,
        short=40,
    ),
)
