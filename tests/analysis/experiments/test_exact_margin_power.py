"""Enumerated power on a margin against brute force with independent tests."""

from __future__ import annotations

import pytest
from scipy.stats import binom

from analysis.experiments.exact_margin_power import exact_margin_power
from analysis.experiments.margin_power import MarginTest
from analysis.inference.proportion_differences import difference_interval


def chance(finds, control, treatment, m, n):
    return sum(
        binom.pmf(x, m, control) * binom.pmf(y, n, treatment) for x in range(m + 1) for y in range(n + 1) if finds(x, y)
    )


@pytest.mark.parametrize(("goal", "margin"), [("noninferiority", 0.25), ("equivalence", 0.45)])
def test_newcombe_and_score_rules_by_brute_force(goal, margin):
    """The score rule is Mee's interval, which inverts Farrington and Manning's statistic, against the margin."""
    m, n = 14, 17
    exact = exact_margin_power(MarginTest(alpha=0.05, goal=goal, margin=margin), 0.5, 0.55, m, n)
    for method, found, false in (
        ("newcombe", exact.newcombe, exact.false_alarm_newcombe),
        ("mee", exact.farrington_manning, exact.false_alarm_farrington_manning),
    ):

        def finds(x, y, method=method):
            limits = difference_interval(y, n, x, m, level=0.9, method=method)
            return limits.low > -margin and (goal == "noninferiority" or limits.high < margin)

        assert found == pytest.approx(chance(finds, 0.5, 0.55, m, n))
        edges = (0.5 - margin,) if goal == "noninferiority" else (0.5 - margin, 0.5 + margin)
        assert false == pytest.approx(max(chance(finds, 0.5, edge, m, n) for edge in edges))


def test_wald_rule_by_brute_force():
    exact = exact_margin_power(MarginTest(alpha=0.05, goal="noninferiority", margin=0.2), 0.4, 0.4, 12, 12)

    def finds(x, y):
        p, q = x / 12, y / 12
        variance = (p * (1 - p) + q * (1 - q)) / 12
        return variance > 0 and (q - p + 0.2) / variance**0.5 > 1.6448536269514722

    assert exact.unpooled == pytest.approx(chance(finds, 0.4, 0.4, 12, 12))


def test_lower_is_better_mirrors_higher():
    high = exact_margin_power(MarginTest(alpha=0.05, goal="noninferiority", margin=0.2), 0.3, 0.35, 25, 20)
    low = exact_margin_power(
        MarginTest(alpha=0.05, goal="noninferiority", margin=0.2, better="lower"), 0.7, 0.65, 25, 20
    )
    assert high.farrington_manning == pytest.approx(low.farrington_manning)
    assert high.newcombe == pytest.approx(low.newcombe)


def test_large_groups_agree_with_the_formula():
    test = MarginTest(alpha=0.05, goal="noninferiority", margin=0.1)
    exact = exact_margin_power(test, 0.4, 0.4, 390, 400)
    assert exact.farrington_manning == pytest.approx(float(test.power(0.4, 0.4, 390, 400)), abs=0.01)
    assert exact.false_alarm_farrington_manning == pytest.approx(0.05, abs=0.006)
