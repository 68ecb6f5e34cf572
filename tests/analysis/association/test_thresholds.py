from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.association.thresholds import minimum_count


@pytest.mark.parametrize(
    ("support", "n", "count"),
    [
        (0.07, 100, 7),  # 0.07 * 100 is 7.000000000000001 in floating point
        (0.29, 100, 29),
        (0.01, 9835, 99),
        (0.001, 9835, 10),
        (0.05, 100_000, 5000),
        (1.0, 3, 3),
        (1e-9, 50, 1),
        (0.5, 1, 1),
    ],
)
def test_count_of_a_decimal_support(support: float, n: int, count: int) -> None:
    assert minimum_count(support, n) == count


@given(st.integers(1, 10**6), st.integers(1, 1000))
def test_smallest_count_that_reaches_the_support(n: int, thousandths: int) -> None:
    count = minimum_count(thousandths / 1000, n)
    assert Fraction(count, n) >= Fraction(thousandths, 1000)
    assert count == 1 or Fraction(count - 1, n) < Fraction(thousandths, 1000)
