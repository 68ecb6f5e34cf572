from __future__ import annotations

from fractions import Fraction
from math import comb, exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from analysis.association.fisher import log_fisher_greater


def exact(a: int, n1: int, n2: int, n: int) -> float:
    tail = sum(comb(n2, k) * comb(n - n2, n1 - k) for k in range(a, min(n1, n2) + 1))
    return float(Fraction(tail, comb(n, n1)))


@st.composite
def tables(draw: st.DrawFn) -> tuple[int, int, int, int]:
    n = draw(st.integers(1, 300))
    n1, n2 = draw(st.integers(0, n)), draw(st.integers(0, n))
    return draw(st.integers(max(0, n1 + n2 - n), min(n1, n2))), n1, n2, n


@given(tables())
def test_equals_exact_fractions(table: tuple[int, int, int, int]) -> None:
    assert exp(log_fisher_greater(*table)[0]) == pytest.approx(exact(*table), rel=1e-12)


@pytest.mark.parametrize("table", [(3, 4, 4, 8), (13, 20, 40, 120), (50, 80, 90, 300), (2, 50, 60, 400), (0, 3, 4, 9)])
def test_equals_scipy(table: tuple[int, int, int, int]) -> None:
    a, n1, n2, n = table
    p = fisher_exact([[a, n1 - a], [n2 - a, n - n1 - n2 + a]], alternative="greater").pvalue
    assert exp(log_fisher_greater(a, n1, n2, n)[0]) == pytest.approx(p, rel=1e-9)


@pytest.mark.parametrize("table", [(102, 284, 1072, 9835), (3408, 3528, 4208, 8124)])
def test_large_tables_keep_their_digits_and_tiny_p_values_their_order(table: tuple[int, int, int, int]) -> None:
    a, n1, n2, n = table
    tail = sum(comb(n2, k) * comb(n - n2, n1 - k) for k in range(a, min(n1, n2) + 1))
    assert log_fisher_greater(*table)[0] == pytest.approx(log(tail) - log(comb(n, n1)), rel=1e-13)


def test_many_tables_at_once_equal_one_at_a_time() -> None:
    rng = np.random.default_rng(7)
    n1, n2 = rng.integers(1, 400, 200), rng.integers(1, 400, 200)
    a = np.minimum(np.minimum(n1, n2), np.maximum(0, n1 + n2 - 1000) + rng.integers(0, 60, 200))
    together = log_fisher_greater(a, n1, n2, 1000)
    alone = [log_fisher_greater(*each, 1000)[0] for each in zip(a, n1, n2, strict=True)]
    assert np.array_equal(together, alone)


def test_an_item_everybody_has_proves_nothing() -> None:
    assert log_fisher_greater([40, 40], [100, 40], [40, 100], [100, 100]).tolist() == [0.0, 0.0]
