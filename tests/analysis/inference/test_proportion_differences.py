"""Intervals of a difference of proportions against published values and an independent implementation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import ParameterError
from analysis.inference.proportion_differences import (
    DIFFERENCE_METHODS,
    difference_interval,
    newcombe_limits,
    restricted_rates,
)

# Newcombe, R. G. (1998). Statistics in Medicine, 17, 873-890, Table II: contrasts (a) to (h), p1 - p2,
# methods 10 (hybrid score), 6 (Miettinen-Nurminen) and 5 (Mee).
NEWCOMBE_TABLE_II = [
    ((56, 70, 48, 80), (0.0524, 0.3339), (0.0528, 0.3382), (0.0533, 0.3377)),
    ((9, 10, 3, 10), (0.1705, 0.8090), (0.1700, 0.8406), (0.1821, 0.8370)),
    ((6, 7, 2, 7), (0.0582, 0.8062), (0.0342, 0.8534), (0.0544, 0.8478)),
    ((5, 56, 0, 29), (-0.0381, 0.1926), (-0.0326, 0.1933), (-0.0313, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775), (-0.1658, 0.2844), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2775, 0.2775), (-0.2879, 0.2879), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1.0), (0.7156, 1.0), (0.7225, 1.0)),
    ((10, 10, 0, 10), (0.6075, 1.0), (0.6636, 1.0), (0.6777, 1.0)),
]
# The method and its published limits, one row each.
PUBLISHED = [
    (counts, method, limits)
    for counts, newcombe, miettinen_nurminen, mee in NEWCOMBE_TABLE_II
    for method, limits in (("newcombe", newcombe), ("miettinen_nurminen", miettinen_nurminen), ("mee", mee))
]
# Independent R implementation (restricted likelihood maximised numerically); 7/34 against 1/34 is the
# example of R PropCIs::diffscoreci (0.0270416, 0.3452912). Tolerance 2e-5.
R_LIMITS = [
    ((9, 10, 3, 10), "miettinen_nurminen", (0.1700250167283, 0.8406495439447)),
    ((9, 10, 3, 10), "mee", (0.1821264994897, 0.8369503307363)),
    ((9, 10, 3, 10), "newcombe", (0.1705227239345, 0.8090179735355)),
    ((9, 10, 3, 10), "agresti_caffo", (0.1600008011004, 0.8399991988996)),
    ((250, 2000, 200, 2000), "miettinen_nurminen", (0.00542967368906, 0.04466539219866)),
    ((250, 2000, 200, 2000), "mee", (0.005432125867888, 0.04466291661241)),
    ((250, 2000, 200, 2000), "newcombe", (0.005410339067001, 0.04462363523763)),
    ((250, 2000, 200, 2000), "agresti_caffo", (0.005386384900357, 0.04456366504969)),
    ((7, 34, 1, 34), "miettinen_nurminen", (0.02704162658343371, 0.34529121696631837)),
    ((7, 34, 1, 34), "mee", (0.028370507968996966, 0.34393992194586126)),
    # R 4.2.2 stats::prop.test(correct = FALSE): Wald, unpooled.
    ((250, 2000, 200, 2000), "wald", (0.005431008554656, 0.04456899144534)),
    ((25, 90, 12, 80), "wald", (0.006595074363603, 0.248960481192)),
]


@pytest.mark.parametrize(("counts", "method", "limits"), PUBLISHED)
def test_published_limits(counts, method, limits):
    found = difference_interval(*counts, method=method)
    assert (found.low, found.high) == pytest.approx(limits, abs=6e-5)
    assert found.value == pytest.approx(counts[0] / counts[1] - counts[2] / counts[3])


@pytest.mark.parametrize(("counts", "method", "limits"), R_LIMITS)
def test_limits_of_r(counts, method, limits):
    found = difference_interval(*counts, method=method)
    assert (found.low, found.high) == pytest.approx(limits, abs=2e-5)


@pytest.mark.parametrize("counts", [(56, 70, 48, 80), (3, 29, 6, 36), (5, 56, 1, 29), (200, 900, 231, 1100)])
@pytest.mark.parametrize(
    ("method", "theirs"), [("newcombe", "newcomb"), ("agresti_caffo", "agresti-caffo"), ("wald", "wald")]
)
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_statsmodels_agrees(counts, method, theirs, level):
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(*counts, method=theirs, compare="diff", alpha=1 - level)
    found = difference_interval(*counts, level=level, method=method)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-12)


COUNTS = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(max_examples=60, deadline=None)
@given(first=COUNTS, second=COUNTS, method=st.sampled_from(DIFFERENCE_METHODS))
def test_swapping_groups_flips_signs(first, second, method):
    one = difference_interval(*first, *second, method=method)
    other = difference_interval(*second, *first, method=method)
    assert (one.value, one.low, one.high) == pytest.approx((-other.value, -other.high, -other.low), abs=1e-9)
    assert -1 <= one.low <= one.high <= 1


@settings(max_examples=40, deadline=None)
@given(first=COUNTS, second=COUNTS, method=st.sampled_from(["newcombe", "miettinen_nurminen", "mee"]))
def test_contains_the_estimate_and_widens_with_the_level(first, second, method):
    narrow = difference_interval(*first, *second, level=0.8, method=method)
    wide = difference_interval(*first, *second, level=0.99, method=method)
    assert wide.low - 1e-9 <= narrow.low <= narrow.value <= narrow.high <= wide.high + 1e-9


@pytest.mark.parametrize("difference", [-0.6, -0.2, 0.0, 0.1, 0.5])
def test_restricted_rates_maximise_the_likelihood(difference):
    from scipy.optimize import minimize_scalar
    from scipy.special import xlog1py, xlogy

    (x1, n1), (x2, n2) = (9, 20), (12, 31)

    def loss(second):
        first = second + difference
        return -(xlogy(x1, first) + xlog1py(n1 - x1, -first) + xlogy(x2, second) + xlog1py(n2 - x2, -second))

    low, high = max(0.0, -difference), min(1.0, 1.0 - difference)
    best = minimize_scalar(loss, bounds=(low + 1e-9, high - 1e-9), method="bounded", options={"xatol": 1e-10})
    first, second = restricted_rates(x1 / n1, n1, x2 / n2, n2, difference)
    assert (first, second) == pytest.approx((best.x + difference, best.x), abs=1e-6)


def _coverage(n, low, high):
    from scipy.stats import binom

    grid = np.arange(0.02, 0.981, 0.02)
    chances = np.array([binom.pmf(np.arange(n + 1), n, rate) for rate in grid])
    covered = [
        [chances[i] @ ((low <= a - b + 1e-12) & (high >= a - b - 1e-12)) @ chances[j] for j, b in enumerate(grid)]
        for i, a in enumerate(grid)
    ]
    return np.array(covered)


@pytest.mark.parametrize(("n", "mean", "lowest"), [(10, 0.953, 0.879), (20, 0.951, 0.880)])
def test_enumerated_coverage_is_what_the_docstring_states(n, mean, lowest):
    successes = np.arange(n + 1)
    low, high = newcombe_limits(successes[:, None], n, successes[None, :], n)
    covered = _coverage(n, low, high)
    assert covered.mean() == pytest.approx(mean, abs=0.001)
    assert covered.min() == pytest.approx(lowest, abs=0.001)
    assert f"mean {mean:.3f}".replace("0.", ".") in difference_interval.__doc__
    assert f"lowest {lowest:.3f}".replace("0.", ".") in difference_interval.__doc__


@pytest.mark.parametrize("counts", [(1, 0, 1, 2), (3, 2, 1, 2), (-1, 2, 1, 2), (1, 2, float("nan"), 2)])
def test_impossible_counts(counts):
    with pytest.raises(ParameterError, match="cannot be"):
        difference_interval(*counts)


@pytest.mark.parametrize("method", ["miettinen_nurminen", "mee"])
@pytest.mark.parametrize("share", [0, 1, 0.1])
def test_score_limits_of_a_trillion_rows_stay_around_the_difference(method, share):
    """The roots lie closer to the estimate than the search begins; an interval of no length is not an error."""
    n = 999_999_999_999
    found = difference_interval(round(share * n), n, round(share * n), n, level=0.95, method=method)
    assert found.low <= 0 <= found.high
    assert found.high - found.low < 1e-5
