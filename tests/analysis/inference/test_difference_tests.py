"""Differences of shares held against a margin, and the exact interval."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from analysis.core.errors import ParameterError
from analysis.inference.difference_tests import (
    difference_z,
    exact_difference_interval,
    score_statistics,
)
from analysis.inference.proportion_differences import difference_interval


def test_corrected_score_statistics() -> None:
    # Checked against direct likelihood maximisation: 880 of 1,000 against 2,700 of 3,000, margin 5 points.
    arguments = (880, 1000, 2700, 3000)
    assert difference_z(*arguments, difference=-0.05, method="farrington_manning") == pytest.approx(2.43313686301285)
    assert difference_z(*arguments, difference=-0.05) == pytest.approx(2.43283270189372)
    assert difference_z(*arguments, difference=-0.05, method="wald") == pytest.approx(2.57627019964772)


@pytest.mark.parametrize("counts", [(9, 10, 3, 10), (40, 300, 90, 500), (0, 30, 4, 30)])
def test_interval_holds_what_the_test_does_not_reject(counts) -> None:
    found = difference_interval(*counts, method="miettinen_nurminen")
    for limit in (found.low, found.high):
        assert abs(difference_z(*counts, difference=limit)) == pytest.approx(1.959964, abs=1e-5)


def test_all_statistics_are_those_of_single_outcomes() -> None:
    table = score_statistics(7, 11, 0.13)
    for x in range(8):
        for y in range(12):
            z = difference_z(x, 7, y, 11, difference=0.13, method="farrington_manning")
            if math.isfinite(z):
                assert table[x, y] == pytest.approx(z, abs=1e-9)


@pytest.mark.parametrize(("n_1", "n_2"), [(4, 6), (7, 3)])
def test_exact_interval_is_never_wrong_more_often_than_stated(n_1: int, n_2: int) -> None:
    limits = {(x, y): exact_difference_interval(x, n_1, y, n_2) for x in range(n_1 + 1) for y in range(n_2 + 1)}
    grid = np.linspace(0.01, 0.99, 33)
    for p in grid:
        for q in grid:
            held = sum(
                stats.binom.pmf(x, n_1, p) * stats.binom.pmf(y, n_2, q)
                for (x, y), found in limits.items()
                if found.low - 1e-6 <= p - q <= found.high + 1e-6
            )
            # The nuisance rate is searched on a grid: a hair below is its price.
            assert held >= 0.949


def test_nothing_of_ten_in_both_groups_is_clopper_pearsons_bound() -> None:
    found = exact_difference_interval(0, 10, 0, 10)
    assert found.high == pytest.approx(1 - 0.025 ** (1 / 10), abs=1e-4)
    assert found.low == pytest.approx(-found.high, abs=1e-5)


def test_swapped_and_complemented() -> None:
    found = exact_difference_interval(5, 12, 2, 9)
    swapped, complemented = exact_difference_interval(2, 9, 5, 12), exact_difference_interval(7, 12, 7, 9)
    assert (swapped.low, swapped.high) == pytest.approx((-found.high, -found.low), abs=1e-5)
    assert (complemented.low, complemented.high) == pytest.approx((-found.high, -found.low), abs=1e-5)


def test_large_groups_and_levels() -> None:
    assert math.isnan(exact_difference_interval(5, 500, 8, 500).low)
    with pytest.raises(ParameterError):
        exact_difference_interval(1, 5, 2, 5, level=1.0)
