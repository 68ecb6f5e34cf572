"""The experiment that readings of rows are timed on: 100,000 customers in two groups, shuffled over 400 communities."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.core import LocalText
from analysis.data import ValueLabel, Variable

SEED = 20260102
ARMS = ("control", "new")
DAYS = 42
SEGMENTS = ("new customers", "regulars", "sleepers", "members")


def experiment(rows: int) -> pd.DataFrame:
    """One row per customer, with an outcome of each kind."""
    rng = np.random.default_rng(SEED)
    new = rng.random(rows) < 0.5
    before = np.round(rng.lognormal(3, 1, rows), 2)
    orders = rng.poisson(1.2 + 0.05 * new)
    return pd.DataFrame(
        {
            "test_arm": np.where(new, *reversed(ARMS)),
            "test_bought": (rng.random(rows) < 0.35 + 0.02 * new).astype(float),
            "test_spend": np.round(0.5 * before + rng.lognormal(3, 1, rows) * (1 + 0.02 * new), 2),
            "test_before": before,
            "test_orders": orders.astype(float),
            "test_visits": (orders + rng.poisson(4, rows)).astype(float),
            "test_segment": rng.choice(SEGMENTS, rows),
            "test_day": pd.Timestamp("2026-03-01") + pd.to_timedelta(rng.integers(0, DAYS, rows), unit="D"),
        }
    )


def events(rows: int) -> pd.DataFrame:
    """What a fifth as many customers did over half a year, some often and most of them rarely."""
    rng = np.random.default_rng(SEED + 1)
    customers = rng.permutation((rows // 5) * rng.beta(0.5, 2.0, rows)).astype(np.int64)
    seconds = np.sort(rng.integers(0, 180 * 86_400, rows))
    return pd.DataFrame(
        {
            "customer_id": [f"C{number:06d}" for number in customers],
            "time": pd.Timestamp("2026-01-01") + pd.to_timedelta(seconds, unit="s"),
            "kind": rng.choice(("login", "purchase"), rows),
            "amount": np.round(rng.lognormal(3, 1, rows), 2),
        }
    )


def variables() -> tuple[Variable, ...]:
    """What the columns mean."""

    def one(name: str, level: str, codes: tuple[str | int, ...] = ()) -> Variable:
        values = tuple(ValueLabel(code, LocalText(str(code), str(code))) for code in codes)
        words = name.replace("_", " ").capitalize()
        return Variable(id=name, label=LocalText(words, words), level=level, values=values, table="arms")  # type: ignore[arg-type]

    numbers = ("test_spend", "test_before", "test_orders", "test_visits")
    return (
        one("test_arm", "nominal", ARMS),
        one("test_bought", "nominal", (0, 1)),
        *(one(name, "scale") for name in numbers),
        one("test_segment", "nominal", SEGMENTS),
        one("test_day", "date"),
    )
