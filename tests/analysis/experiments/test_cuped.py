"""What CUPED saves: the published factor, Fisher's interval of SciPy, simulated variance, weeks and words."""

from __future__ import annotations

import math

import numpy as np
import pytest

from analysis.core import ParameterError
from analysis.experiments import cuped_reduction
from analysis.language import render


def words(found, language="en"):
    return " ".join(render(sentence, language) for sentence in found.readings())


def codes(found):
    return [note.code for note in found.notes]


def test_factor_of_deng():
    # Deng et al. 2013: variance times 1 - rho². .9 of 20,000 must not round up to 18,201.
    assert cuped_reduction(correlation=0.5, n_per_group=10000).n_adjusted == 7500
    found = cuped_reduction(correlation=0.3, n_per_group=20000)
    assert (found.variance_ratio.value, found.n_adjusted) == (pytest.approx(0.91), 18200)
    assert cuped_reduction(correlation=-0.3, n_per_group=20000).n_adjusted == 18200


def test_an_adjusted_outcome_varies_by_as_much():
    rng = np.random.default_rng(20260107)
    before = rng.gamma(2.0, 3.0, 200_000)
    outcome = 0.4 * before + rng.gamma(2.0, 2.0, 200_000)
    rho = np.corrcoef(before, outcome)[0, 1]
    theta = np.cov(before, outcome)[0, 1] / before.var(ddof=1)
    ratio = (outcome - theta * before).var() / outcome.var()
    assert cuped_reduction(correlation=float(rho), n_per_group=100).variance_ratio.value == pytest.approx(
        ratio, rel=1e-9
    )


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_interval_is_that_of_scipy(level):
    from scipy.stats import pearsonr

    rng = np.random.default_rng(20260108)
    x = rng.normal(size=80)
    y = 0.6 * x + rng.normal(size=80)
    theirs = pearsonr(x, y)
    low, high = theirs.confidence_interval(level)
    found = cuped_reduction(correlation=float(theirs.statistic), n_per_group=1000, n_behind=80, level=level)
    assert (found.correlation.low, found.correlation.high) == (pytest.approx(low), pytest.approx(high))
    assert found.n_adjusted_real.low == pytest.approx(1000 * (1 - high**2))
    assert found.n_adjusted_real.high == pytest.approx(1000 * (1 - low**2))
    assert f"{round(100 * level)}% interval" in words(found)


def test_a_correlation_that_may_be_zero_may_save_nothing():
    found = cuped_reduction(correlation=0.2, n_per_group=1000, n_behind=30)
    assert found.n_adjusted_real.high == 1000
    assert found.notes[0].code == "correlation_unsure"


def test_weeks_and_words():
    found = cuped_reduction(correlation=0.6, n_per_group=10000, n_groups=3, users_per_week=2000, traffic_share=0.5)
    assert (found.weeks_unadjusted, found.weeks_adjusted) == (30, math.ceil(3 * 6400 / 1000))
    assert "6,400 customers in each group instead of 10,000, 10,800 fewer in all" in words(found)
    assert "20 full weeks instead of 30" in words(found)
    assert "每组需要 6,400 名客户" in words(found, "zh")
    assert codes(found) == ["needs_a_past"]
    assert "weak_correlation" in codes(cuped_reduction(correlation=0.1, n_per_group=100))
    assert math.isnan(cuped_reduction(correlation=0.1, n_per_group=100).weeks_adjusted)


@pytest.mark.parametrize(
    ("name", "value"),
    [("correlation", 1.0), ("correlation", -1.0), ("n_per_group", 0), ("n_behind", 3), ("n_groups", 1)],
)
def test_impossible_input_is_refused_by_name(name, value):
    with pytest.raises(ParameterError) as caught:
        cuped_reduction(**{"correlation": 0.5, "n_per_group": 100} | {name: value})
    assert caught.value.parameter == name
