"""Dunnett's adjustment against SciPy's and the printed table."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.inference.many_to_one import many_to_one_critical, many_to_one_p


# Dunnett 1964, table II, two-sided 5 %.
@pytest.mark.parametrize(
    ("treatments", "df", "critical"), [(2, 10, 2.57), (3, 20, 2.54), (4, 20, 2.65), (3, np.inf, 2.35)]
)
def test_critical_values_of_the_table(treatments: int, df: float, critical: float) -> None:
    assert many_to_one_critical([0.5] * treatments, df, 0.95) == pytest.approx(critical, abs=0.012)


def test_unequal_groups_as_scipy() -> None:
    rng = np.random.default_rng(1)
    samples = [rng.normal(size=n) for n in (10, 14, 20, 8)]
    sizes = np.array([len(s) for s in samples])
    df = int(sizes.sum()) - 4
    pooled = sum((len(s) - 1) * s.var(ddof=1) for s in samples) / df
    t = [(s.mean() - samples[0].mean()) / np.sqrt(pooled * (1 / len(s) + 0.1)) for s in samples[1:]]
    share = 0.1 / (0.1 + 1 / sizes[1:])
    scipy = stats.dunnett(*samples[1:], control=samples[0], rng=np.random.default_rng(2))
    assert many_to_one_p(t, share, df) == pytest.approx(scipy.pvalue, abs=5e-4)


def test_one_comparison_is_student() -> None:
    assert many_to_one_p([2.1], [0.4], 12)[0] == pytest.approx(2 * stats.t.sf(2.1, 12), rel=1e-9)
    assert many_to_one_p([2.1], [0.4], np.inf)[0] == pytest.approx(2 * stats.norm.sf(2.1), rel=1e-9)


def test_undefined_stays_undefined() -> None:
    found = many_to_one_p([np.nan, 2.0], [0.5, 0.5], 20)
    assert np.isnan(found[0])
    assert 0 < found[1] < 1
