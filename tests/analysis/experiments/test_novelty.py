"""The effect over time: a regression's trend, planted novelty and primacy, rows of one customer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from analysis.core import UnsuitableDataError, blocks_conclusion
from analysis.experiments import read_novelty
from analysis.experiments.novelty_solution import always_valid_factor
from tests.analysis.experiments.users import codes, said


def visits(
    customers: int = 300, weeks: int = 6, *, start: float = 2.0, slope: float = -0.4, seed: int = 1
) -> pd.DataFrame:
    """Each customer in each week since entry; the effect starts at `start` and moves by `slope` a week."""
    rng = np.random.default_rng(seed)
    customer = np.repeat(np.arange(customers), weeks)
    week = np.tile(np.arange(1.0, weeks + 1), customers)
    treated = customer % 2
    y = 3 * rng.normal(size=customers)[customer] + rng.normal(size=customer.size)
    y += treated * (start + slope * (week - 1))
    return pd.DataFrame(
        {
            "arm": pd.Categorical.from_codes(treated, ["old", "new"]),
            "week": week,
            "orders": y,
            "customer": customer,
            "entered": pd.Timestamp("2026-01-01") + pd.to_timedelta(7 * (week - 1), unit="D"),
        }
    )


def read(rows: pd.DataFrame, **options):
    return read_novelty(rows, **{"arm": "arm", "outcome": "orders", "when": "week", "customer": "customer"} | options)


@pytest.mark.parametrize(
    ("start", "slope", "verdict"), [(2.0, -0.4, "fading"), (0.5, 0.4, "growing"), (1.0, 0.0, "open")]
)
def test_planted_shapes_are_found(start: float, slope: float, verdict: str) -> None:
    found = read(visits(start=start, slope=slope))
    assert found.verdict == verdict
    assert found.trend.low < slope < found.trend.high
    assert found.change.value == pytest.approx(5 * found.trend.value)
    words = {"fading": "wears off", "growing": "grows over time", "open": "not evidence that it lasts"}[verdict]
    assert words in said(found)[0]


def test_the_trend_is_the_interaction_of_a_clustered_regression() -> None:
    rows = visits()
    treated = (rows["arm"] == "new").to_numpy(dtype=float)
    weeks = (rows["week"].to_numpy()[:, None] == np.arange(1, 7)).astype(float)
    design = np.column_stack([weeks, treated, treated * rows["week"]])
    fit = sm.OLS(rows["orders"].to_numpy(), design).fit(
        cov_type="cluster", cov_kwds={"groups": rows["customer"].to_numpy()}
    )
    found = read(rows)
    assert found.trend.value == pytest.approx(fit.params[-1])
    z = stats.norm.ppf(0.975)
    assert found.trend.half_width / z == pytest.approx(fit.bse[-1], rel=0.02)


def test_rows_of_one_customer_are_alike() -> None:
    """Between customers the effect is uncertain, within customers its trend is not: both only with the customer named."""
    rows = visits()
    named, unnamed = read(rows), read(rows, customer=None)
    assert named.overall.half_width > 1.7 * unnamed.overall.half_width
    assert named.trend.half_width < 0.6 * unnamed.trend.half_width
    assert "rows_of_customers" in codes(named)
    assert "rows_assumed_customers" in codes(unnamed)


def test_periods_join_many_times() -> None:
    rows = visits(weeks=20, slope=0.0)
    found = read(rows, periods=5)
    assert len(found.periods) == 5
    assert sum(item.n_control + item.n_treatment for item in found.periods) == len(rows)
    firsts, lasts = [p.first for p in found.periods], [p.last for p in found.periods]
    assert all(last < first for last, first in zip(lasts[:-1], firsts[1:], strict=True))


def test_dates_of_entry() -> None:
    rows = visits()
    found = read(rows, when="entered", customer=None)
    assert (found.time_kind, found.start) == ("date", "2026-01-01T00:00:00")
    assert found.periods[-1].position == 35
    assert found.trend.value == pytest.approx(read(rows, customer=None).trend.value / 7)
    assert "date_of_entry" in codes(found)
    assert "time_since_entry" in codes(read(rows))


def test_the_effect_up_to_a_period_is_that_of_its_rows() -> None:
    rows = visits()
    found = read(rows, customer=None)
    seen = rows[rows["week"] <= 3]
    x, y = (seen.loc[seen["arm"] == arm, "orders"] for arm in ("old", "new"))
    low, high = stats.ttest_ind(y, x, equal_var=False).confidence_interval(0.95)
    third = found.periods[2]
    assert (third.cumulative.low, third.cumulative.high) == pytest.approx((low, high))
    assert third.always_valid.low < low
    assert found.periods[-1].cumulative == found.overall
    assert "many_looks" in codes(found)


def test_the_always_valid_width_is_that_of_the_reference() -> None:
    """gbstats 0.8.0: 200 and 250 of 2,000 with N* = 5,000."""
    half = (0.05535619411332223 + 0.005356194113322242) / 2
    error = np.sqrt((0.1 * 0.9 + 0.125 * 0.875) / 2000)
    assert error * always_valid_factor(4000, 5000, 0.95) == pytest.approx(half, rel=1e-5)


def test_poor_rows() -> None:
    rows = visits(weeks=2)
    two = read(rows)
    assert blocks_conclusion(two)
    assert two.verdict == "undefined"
    assert said(two)[0].startswith("No conclusion about time")
    with pytest.raises(UnsuitableDataError):
        read(rows.assign(week=1.0))
    broken = visits()
    broken = broken[(broken["arm"] == "old") | (broken["customer"] % 12 == 1)]
    blocked = read(broken)
    assert (blocked.verdict, blocks_conclusion(blocked)) == ("blocked", True)
    assert said(blocked)[0].startswith("No conclusion: the groups were not filled")
    assert "thin_periods" in codes(read(visits(customers=40)))


def test_the_split_counts_customers_once() -> None:
    """Customers who stay longer have more rows; that is no broken assignment."""
    rows = visits(customers=400)
    rows = rows[(rows["arm"] == "new") | (rows["week"] <= 3)]
    assert not read(rows).sample_ratio.mismatch
    assert read(rows, customer=None).sample_ratio.mismatch
