"""New customers by week, by hand and against a brute-force count."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from analysis.core import TooFewRowsError
from analysis.experiments import measure_accrual


def events(rng: np.random.Generator, customers: int = 300, days: int = 200) -> pd.DataFrame:
    rate = rng.beta(0.5, 4.0, customers)
    rows = [
        (f"c{who}", pd.Timestamp("2026-01-01") + pd.Timedelta(days=float(day) + rng.random()), rng.exponential(50))
        for who in range(customers)
        for day in np.flatnonzero(rng.random(days) < rate[who])
    ]
    return pd.DataFrame(rows, columns=["customer", "time", "amount"])


def test_weeks_against_a_count_by_hand():
    frame = events(np.random.default_rng(1))
    found = measure_accrual(frame, customer="customer", time="time", amount="amount", weeks=6)
    end = frame["time"].max()
    seen: set[str] = set()
    for week in range(6):
        low, high = end - pd.Timedelta(days=7 * (6 - week)), end - pd.Timedelta(days=7 * (5 - week))
        here = set(frame.loc[(frame["time"] > low) & (frame["time"] <= high), "customer"])
        assert found.course["active"].iloc[week] == len(here)
        assert found.users_by_week[week] == len(here - seen)
        seen |= here
    first = frame[(frame["time"] > end - pd.Timedelta(days=42)) & (frame["time"] <= end - pd.Timedelta(days=35))]
    cohort = set(first["customer"])
    inside = frame[(frame["time"] > end - pd.Timedelta(days=42)) & frame["customer"].isin(cohort)]
    totals = inside.groupby("customer")["amount"].sum()
    assert found.course["mean"].iloc[-1] == pytest.approx(totals.mean())
    assert found.course["sd"].iloc[-1] == pytest.approx(totals.std())
    assert found.variance_by_week[0] == 1


def test_visits_that_all_return_bring_nobody_new():
    days = pd.date_range("2026-01-01", periods=28, freq="D")
    frame = pd.DataFrame({"customer": "a", "time": days})
    found = measure_accrual(frame, customer="customer", time="time", weeks=4)
    assert found.users_by_week == (1.0, 0.0, 0.0, 0.0)
    assert {note.code for note in found.notes} >= {"few_customers"}


def test_range_of_earlier_windows():
    frame = events(np.random.default_rng(2), days=120)
    found = measure_accrual(frame, customer="customer", time="time", weeks=4)
    assert (found.course["low"] <= found.course["high"]).all()
    short = measure_accrual(frame, customer="customer", time="time", weeks=26)
    assert short.course["low"].isna().all()
    assert "one_window" in {note.code for note in short.notes}


def test_rows_are_accounted_for():
    frame = events(np.random.default_rng(3))
    frame.loc[:9, "customer"] = None
    found = measure_accrual(frame, customer="customer", time="time", weeks=4).provenance
    assert found.n_total == len(frame)
    assert {item.n for item in found.dropped} >= {10}


def test_nothing_known_is_an_error():
    frame = pd.DataFrame({"customer": pd.Series([None], dtype="str"), "time": pd.to_datetime(["2026-01-01"])})
    with pytest.raises(TooFewRowsError):
        measure_accrual(frame, customer="customer", time="time")


def test_an_amount_without_variance_has_no_relative_one():
    days = pd.date_range("2026-01-01", periods=14, freq="D")
    frame = pd.DataFrame({"customer": ["a", "b"] * 7, "time": days, "amount": 1.0})
    found = measure_accrual(frame, customer="customer", time="time", amount="amount", weeks=2)
    assert len(found.variance_by_week) in {0, 2}
    assert not any(math.isnan(value) for value in found.variance_by_week)
