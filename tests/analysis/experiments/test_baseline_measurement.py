"""What a planner asks for, against the definitions and against what was planted."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from analysis.core import ParameterError, TooFewRowsError, blocks_conclusion
from analysis.experiments import measure_baseline
from tests.analysis.experiments.users import codes, said


def customers(n: int = 4000, communities: int = 80, seed: int = 1) -> pd.DataFrame:
    """Intraclass correlation .1 of the amount; correlation .6 with the period before."""
    rng = np.random.default_rng(seed)
    community = rng.integers(0, communities, n)
    own = rng.normal(size=n) * np.sqrt(0.9)
    y = rng.normal(size=communities)[community] * np.sqrt(0.1) + own
    return pd.DataFrame(
        {
            "amount": 100 + 20 * y,
            "before": 80 + 15 * (0.6 * y + 0.8 * rng.normal(size=n)),
            "community": community,
            "bought": pd.array(rng.random(n) < 0.3, dtype="boolean"),
        }
    )


def test_a_mean_with_everything() -> None:
    rows = customers()
    found = measure_baseline(rows, outcome="amount", pre_period="before", community="community")
    offered = found.planner_parameters()
    assert list(offered) == [
        "baseline_mean",
        "sd",
        "covariate_correlation",
        "icc",
        "cluster_size",
        "cluster_size_cv",
    ]
    assert offered["sd"] == pytest.approx(rows["amount"].std())
    assert offered["covariate_correlation"] == pytest.approx(rows["amount"].corr(rows["before"]))
    assert found.intraclass.icc.low < 0.1 < found.intraclass.icc.high
    assert found.correlation.low < 0.6 < found.correlation.high
    assert found.value.low < 100 < found.value.high
    assert found.sd.low < 20 < found.sd.high
    # Over communities the mean is less certain than over customers.
    assert found.value.half_width > 1.5 * measure_baseline(rows, outcome="amount").value.half_width
    assert any("times as many customers" in sentence for sentence in said(found))
    assert any("would save" in sentence for sentence in said(found))


def test_a_rate_has_wilsons_interval() -> None:
    rows = customers()
    found = measure_baseline(rows, outcome="bought")
    low, high = proportion_confint(int(rows["bought"].sum()), len(rows), method="wilson")
    assert (found.value.low, found.value.high) == pytest.approx((low, high))
    assert found.planner_parameters() == {"baseline_rate": pytest.approx(rows["bought"].mean())}
    assert measure_baseline(rows, outcome="bought", yes="False").value.value == pytest.approx(1 - rows["bought"].mean())
    assert "rate" in codes(found)


def test_an_estimate_below_zero_is_offered_as_zero() -> None:
    rows = customers()
    rows["community"] = np.argsort(np.argsort(rows["amount"].to_numpy())) % 80
    found = measure_baseline(rows, outcome="amount", community="community")
    assert found.intraclass.icc.value < 0
    assert found.planner_parameters()["icc"] == 0
    assert "icc_below_zero" in codes(found)


def test_skew_and_few_are_said() -> None:
    rng = np.random.default_rng(3)
    rows = customers(300, communities=6).assign(amount=rng.lognormal(sigma=1.2, size=300))
    found = measure_baseline(rows, outcome="amount", community="community")
    assert {"skewed", "few_communities"} <= codes(found)
    assert found.skewness.value == pytest.approx(stats.skew(rows["amount"]))


def test_gaps_are_counted() -> None:
    rows = customers()
    rows.loc[:9, "amount"] = None
    rows["community"] = rows["community"].astype("float").where(np.arange(4000) >= 15)
    rows.loc[100:149, "before"] = None
    found = measure_baseline(rows, outcome="amount", community="community", pre_period="before")
    assert [item.n for item in found.provenance.dropped] == [10, 5]
    assert (found.n, found.n_correlation) == (3985, 3935)


def test_poor_tables() -> None:
    rows = customers(50)
    with pytest.raises(TooFewRowsError):
        measure_baseline(rows.assign(amount=np.nan), outcome="amount")
    with pytest.raises(ParameterError):
        measure_baseline(rows, outcome="bought", yes="maybe")
    constant = measure_baseline(rows.assign(amount=1.0), outcome="amount", pre_period="before", community="community")
    assert blocks_conclusion(constant)
    assert {"no_correlation", "no_icc", "no_spread"} <= codes(constant)
    assert constant.planner_parameters().keys() == {"baseline_mean", "sd", "cluster_size", "cluster_size_cv"}


def test_quick_at_100_000_rows() -> None:
    rows = customers(100_000, communities=500)
    measure_baseline(rows.iloc[:500], outcome="amount", community="community")
    start = time.process_time()
    measure_baseline(rows, outcome="amount", pre_period="before", community="community")
    assert time.process_time() - start < 0.3
