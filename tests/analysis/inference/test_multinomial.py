"""Several shares of one sample: against statsmodels, published scores and exact coverage."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multinomial

from analysis.inference.multinomial import (
    goodman_limits,
    net_share_interval,
    net_share_variance,
    share_lead_interval,
    share_lead_p,
    weighted_net_share_interval,
)

# Promoters, detractors, n; score, standard error, Wald and adjusted limits in points: closed forms of
# Rocks (2016), The American Statistician 70, 365-372, and measuringu.com/nps-confidence-intervals.
SCORES = [
    (250, 75, 1000, 17.5, 1.7157, (14.14, 20.86), (14.09, 20.81)),
    (60, 15, 100, 45.0, 7.399, None, (29.34, 58.04)),
    (12, 3, 20, 45.0, None, None, (8.43, 69.83)),
]


@pytest.mark.parametrize(("up", "down", "n", "score", "error", "wald", "adjusted"), SCORES)
def test_equals_published_scores(up, down, n, score, error, wald, adjusted):
    found = net_share_interval(up, down, n)
    assert 100 * found.value == pytest.approx(score)
    assert (100 * found.low, 100 * found.high) == pytest.approx(adjusted, abs=0.005)
    if error is not None:
        assert 100 * math.sqrt(net_share_variance(up / n, down / n) / n) == pytest.approx(error, abs=5e-4)
    if wald is not None:
        plain = net_share_interval(up, down, n, adjusted=False)
        assert (100 * plain.low, 100 * plain.high) == pytest.approx(wald, abs=0.005)


def _coverage(up: float, down: float, n: int, *, adjusted: bool) -> float:
    """Exact coverage of the true difference, by enumeration of all outcomes."""
    outcomes = [(a, b) for a in range(n + 1) for b in range(n + 1 - a)]
    weights = multinomial.pmf([(a, n - a - b, b) for a, b in outcomes], n, (up, 1 - up - down, down))
    covered = [not net_share_interval(a, b, n, adjusted=adjusted).excludes(up - down) for a, b in outcomes]
    return float(np.dot(weights, covered))


@pytest.mark.parametrize(
    ("up", "down", "adjusted", "expected"),
    # Simulated coverage at n = 20, nominal 95 % (Rocks 2016 reports the same order).
    [(0.60, 0.15, True, 0.956), (0.60, 0.15, False, 0.916), (0.85, 0.05, True, 0.962), (0.85, 0.05, False, 0.865)],
)
def test_coverage_at_twenty_answers(up, down, adjusted, expected):
    assert _coverage(up, down, 20, adjusted=adjusted) == pytest.approx(expected, abs=0.006)


@pytest.mark.parametrize("counts", [[56, 72, 73, 59, 62, 87, 58], [3, 0, 17], [100, 1]])
def test_goodman_equals_statsmodels(counts):
    from statsmodels.stats.proportion import multinomial_proportions_confint

    low, high = goodman_limits(counts)
    expected = multinomial_proportions_confint(counts, method="goodman")
    np.testing.assert_allclose(np.column_stack([low, high]), expected, atol=1e-9)


triples = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 60))


@settings(deadline=None, max_examples=60)
@given(triples)
def test_swapping_sides_flips_the_sign(triple):
    up, down, rest = triple
    found = net_share_interval(up, down, up + down + rest)
    swapped = net_share_interval(down, up, up + down + rest)
    assert (found.value, found.low, found.high) == pytest.approx((-swapped.value, -swapped.high, -swapped.low))


@settings(deadline=None, max_examples=60)
@given(triples, st.floats(0.01, 50))
def test_equal_weights_change_nothing(triple, weight):
    up, down, rest = triple
    n = up + down + rest
    scores = [1.0] * up + [-1.0] * down + [0.0] * rest
    weighted, error = weighted_net_share_interval(scores, [weight] * n)
    plain = net_share_interval(up, down, n)
    assert (weighted.value, weighted.low, weighted.high) == pytest.approx((plain.value, plain.low, plain.high))
    if n > 1:
        assert error == pytest.approx(math.sqrt(net_share_variance(up / n, down / n) / (n - 1)))


def test_nobody_asked_is_undefined():
    assert math.isnan(net_share_interval(0, 0, 0).value)
    assert math.isnan(weighted_net_share_interval([], [])[0].value)


def test_lead_equals_published_interval():
    """Fagerland, Lydersen and Laake (2014), table 1: 1 and 7 of 21 pairs, Tango -.517 to -.026, exact p .0703."""
    lead = share_lead_interval(1, 7, 21)
    assert (lead.low, lead.high) == pytest.approx((-0.517, -0.026), abs=5e-4)
    assert share_lead_p(1, 7) == pytest.approx(0.0703, abs=5e-5)


@pytest.mark.parametrize(("first", "second", "n"), [(12, 5, 40), (30, 0, 100), (60, 30, 100), (3, 2, 400)])
def test_lead_limits_solve_the_score_equation(first, second, n):
    """At a limit d the score statistic, with the second share found by brute maximisation, is z."""
    lead = share_lead_interval(first, second, n)
    for limit in (lead.low, lead.high):
        q = np.linspace(max(0.0, -limit) + 1e-9, min(1.0, (1 - limit) / 2) - 1e-9, 2_000_001)
        likelihood = second * np.log(q) + first * np.log(q + limit) + (n - first - second) * np.log1p(-2 * q - limit)
        best = q[np.argmax(likelihood)]
        score = (first - second - n * limit) / math.sqrt(n * (2 * best + limit * (1 - limit)))
        assert abs(score) == pytest.approx(1.959964, abs=2e-4)


@pytest.mark.parametrize(("first", "second"), [(14, 6), (7, 1), (10, 10), (300, 240)])
def test_lead_p_equals_exact_mcnemar(first, second):
    from statsmodels.stats.contingency_tables import mcnemar

    assert share_lead_p(first, second) == pytest.approx(float(mcnemar([[0, first], [second, 0]], exact=True).pvalue))


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_lead_lies_in_its_interval_and_flips(first, second, rest):
    n = first + second + rest
    lead, swapped = share_lead_interval(first, second, n), share_lead_interval(second, first, n)
    if n == 0:
        assert math.isnan(lead.value)
        return
    assert -1 <= lead.low <= lead.value + 1e-12
    assert lead.value - 1e-12 <= lead.high <= 1
    assert (lead.low, lead.high) == pytest.approx((-swapped.high, -swapped.low), abs=1e-9)
    assert lead.low < lead.high


@pytest.mark.parametrize(("up", "down"), [(20, 0), (0, 20), (1, 0), (0, 1000)])
@pytest.mark.parametrize("level", [0.5, 0.8, 0.95, 0.99])
def test_a_score_lies_in_its_interval_also_at_the_ends_of_the_scale(up, down, level):
    # Rocks' adjusted interval has its centre off the score: 20 detractors of 20 gave -100 with -98.2 to -75.7 at 80 %.
    found = net_share_interval(up, down, up + down, level=level)
    assert found.low <= found.value <= found.high
