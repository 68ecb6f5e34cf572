"""Small frames for the tests of relations."""

from __future__ import annotations

import numpy as np
import pandas as pd

FIVE = ("never", "rarely", "sometimes", "often", "always")


def answers(values, labels=FIVE, *, ordered=True):
    """Cut values into answers of equal frequency."""
    ranks = pd.Series(values).rank(method="first").to_numpy()
    codes = np.minimum(((ranks - 1) * len(labels) / len(ranks)).astype(int), len(labels) - 1)
    return pd.Categorical.from_codes(codes, categories=list(labels), ordered=ordered)


def mixed_frame(n=600, seed=1):
    """Columns of every level around one common factor."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=n)
    return pd.DataFrame(
        {
            "days": common + rng.normal(size=n),
            "visits": 2 * common + rng.normal(size=n) + 10,
            "spend": np.exp(1.5 * (common + rng.normal(size=n))),
            "ease": answers(common + rng.normal(size=n)),
            "trust": answers(common + rng.normal(size=n)),
            "region": answers(0.4 * common + rng.normal(size=n), ("east", "north", "south"), ordered=False),
            "channel": answers(0.4 * common + rng.normal(size=n), ("app", "shop", "web", "call"), ordered=False),
            "member": pd.array(common + rng.normal(size=n) > 0, dtype="boolean"),
            "reads": pd.array(rng.random(n) < 0.3, dtype="boolean"),
        }
    )
