"""Restricted rates of many tables: against the one-table form and against the likelihood itself."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from analysis.inference.proportion_differences import restricted_rates
from analysis.inference.restricted_likelihood import restricted_rate_pairs

TABLES = [
    (0.8, 70, 0.6, 80, 0.0),
    (0.4, 100, 0.4, 100, -0.05),
    (0.02, 300, 0.05, 90, 0.1),
    (0.97, 40, 0.9, 400, -0.2),
    (0.5, 10, 0.5, 10, 0.3),
]


@pytest.mark.parametrize(("p", "n", "q", "m", "difference"), TABLES)
def test_it_is_where_the_likelihood_peaks(p, n, q, m, difference):
    def loss(first):
        second = first - difference
        return -(
            n * (p * np.log(first) + (1 - p) * np.log1p(-first))
            + m * (q * np.log(second) + (1 - q) * np.log1p(-second))
        )

    low, high = max(0.0, difference) + 1e-9, min(1.0, 1.0 + difference) - 1e-9
    peak = minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-10}).x
    first, second = restricted_rate_pairs(p, n, q, m, difference)
    assert float(first) == pytest.approx(peak, abs=1e-5)
    assert float(first - second) == pytest.approx(difference)


def test_many_tables_are_each_the_one_table():
    many = restricted_rate_pairs(*(np.array(column, dtype=float) for column in zip(*TABLES, strict=True)))
    for place, table in enumerate(TABLES):
        assert (many[0][place], many[1][place]) == pytest.approx(restricted_rates(*table))


@pytest.mark.parametrize(("p", "q"), [(0.0, 0.0), (1.0, 1.0), (0.0, 1.0), (1.0, 0.0)])
def test_empty_and_full_groups_stay_inside(p, q):
    first, second = restricted_rate_pairs(p, 20, q, 30, -0.1)
    assert 0 <= float(first) <= 1
    assert 0 <= float(second) <= 1
