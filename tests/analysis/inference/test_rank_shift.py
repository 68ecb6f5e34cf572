"""Ranks against SciPy, with and without ties."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.inference.rank_shift import rank_shift


@pytest.mark.parametrize("decimals", [0, 1, 8])
def test_as_scipy(decimals: int) -> None:
    rng = np.random.default_rng(5)
    x, y = np.round(rng.exponential(size=50), decimals), np.round(1.3 * rng.exponential(size=70), decimals)
    found = rank_shift(x, y)
    scipy = stats.mannwhitneyu(y, x, method="asymptotic", use_continuity=True)
    assert (found.u_treatment, found.p_mann_whitney) == pytest.approx((scipy.statistic, scipy.pvalue))
    assert found.p_brunner_munzel == pytest.approx(stats.brunnermunzel(x, y).pvalue)
    assert found.superiority.value == pytest.approx(np.mean((y[:, None] > x) + 0.5 * (y[:, None] == x)))


def test_swapping_mirrors_the_chance() -> None:
    rng = np.random.default_rng(6)
    x, y = rng.normal(size=20), rng.normal(size=30) + 0.5
    there, back = rank_shift(x, y), rank_shift(y, x)
    assert there.superiority.value == pytest.approx(1 - back.superiority.value)
    assert there.superiority.low == pytest.approx(1 - back.superiority.high)
    assert there.p_mann_whitney == pytest.approx(back.p_mann_whitney)


def test_undefined_where_nothing_overlaps_or_varies() -> None:
    apart = rank_shift([1.0, 2.0], [3.0, 4.0])
    assert apart.superiority.value == 1
    assert np.isnan(apart.superiority.low)
    alike = rank_shift([1.0, 1.0], [1.0, 1.0])
    assert alike.superiority.value == 0.5
    assert np.isnan(alike.p_mann_whitney)
    assert np.isnan(rank_shift([], [1.0]).u_treatment)
