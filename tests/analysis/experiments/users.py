"""Tables with one row per customer that the tests of their readers share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.core import Note
from analysis.language import render


def spenders(n: int = 600, *, effect: float = 5.0, seed: int = 1, groups: int = 2) -> pd.DataFrame:
    """Spend with a value before the test, skewed, correlated, with an effect of the last group."""
    rng = np.random.default_rng(seed)
    codes = rng.permutation(np.arange(n) % groups)
    pre = rng.exponential(40, n)
    spend = 0.7 * pre + rng.exponential(20, n) + effect * (codes == groups - 1)
    names = ["control", *(f"new{i}" for i in range(1, groups))]
    return pd.DataFrame(
        {
            "arm": pd.Categorical.from_codes(codes, names),
            "spend": spend,
            "pre": pre,
            "bought": pd.array(rng.random(n) < 0.2 + 0.1 * (codes == groups - 1), dtype="boolean"),
            "community": rng.integers(0, 30, n) * groups + codes,
        }
    )


def said(result: object) -> list[str]:
    """The readings as a reader sees them."""
    return [render(sentence, "en") for sentence in result.readings()]  # type: ignore[attr-defined]


def codes(result: object) -> set[str]:
    """Codes of all notes."""
    notes: tuple[Note, ...] = result.notes  # type: ignore[attr-defined]
    return {note.code for note in notes}
