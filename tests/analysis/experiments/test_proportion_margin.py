"""Rates against a margin, with communities, with exact limits, and in yuan."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from analysis.core import ParameterError
from analysis.experiments import read_proportions
from analysis.inference.difference_tests import exact_difference_interval
from analysis.language import render


def read(x_control=2700, n_control=3000, x_treatment=880, n_treatment=1000, **more):
    return read_proportions(
        successes_control=x_control,
        n_control=n_control,
        successes_treatment=x_treatment,
        n_treatment=n_treatment,
        planned_share_treatment=n_treatment / (n_control + n_treatment),
        **more,
    )


def words(reading, language="en"):
    return " ".join(render(sentence, language) for sentence in reading.readings())


def test_noninferiority_by_three_methods():
    # Corrected cubic, checked against direct likelihood maximisation.
    reading = read(goal="noninferiority", margin=0.05)
    p = {test.method: test.p_above for test in reading.margin_tests}
    assert p == pytest.approx(
        {
            "miettinen_nurminen": 0.007490610546873607,
            "farrington_manning": 0.007484320858237375,
            "wald": 0.004993628374642503,
        }
    )
    assert reading.against_margin.p_value == p["miettinen_nurminen"]
    assert reading.margin_verdict == "noninferior"
    assert "not worse by 5 points or more" in words(reading)


def test_equivalence_is_two_one_sided_tests():
    reading = read(goal="equivalence", margin=0.05)
    difference, error = -0.02, math.sqrt(0.9 * 0.1 / 3000 + 0.88 * 0.12 / 1000)
    wald = reading.margin_tests[-1]
    assert wald.p_above == pytest.approx(stats.norm.sf((difference + 0.05) / error))
    assert wald.p_below == pytest.approx(stats.norm.cdf((difference - 0.05) / error))
    assert wald.p_equivalence == max(wald.p_above, wald.p_below)
    assert reading.against_margin.interval.level == pytest.approx(0.90)


@pytest.mark.parametrize("margin", [0.02, 0.03, 0.039, 0.0395, 0.045, 0.06])
@pytest.mark.parametrize("goal", ["noninferiority", "equivalence"])
@pytest.mark.parametrize("alternative", ["two-sided", "greater"])
def test_deciding_test_and_interval_always_agree(margin, goal, alternative):
    found = read(goal=goal, margin=margin, alternative=alternative).against_margin
    assert (found.verdict in {"noninferior", "equivalent"}) == (found.p_value < found.alpha)


def test_where_lower_is_better_the_margin_stands_above():
    worse = read(goal="noninferiority", margin=0.01, good="decrease", x_treatment=950)
    assert worse.margin_verdict == "inferior"
    assert read(goal="noninferiority", margin=0.01, good="decrease", x_treatment=850).margin_verdict == "noninferior"


def test_without_a_goal_nothing_about_margins():
    reading = read()
    assert (reading.against_margin, reading.margin_tests, reading.margin_verdict) == (None, (), None)
    with pytest.raises(ParameterError) as caught:
        read(goal="equivalence")
    assert caught.value.parameter == "margin"


def test_a_closed_gate_silences_the_margin():
    blocked = read_proportions(
        successes_control=100,
        n_control=1000,
        successes_treatment=150,
        n_treatment=1400,
        goal="noninferiority",
        margin=0.05,
    )
    assert blocked.margin_verdict is None
    assert words(blocked).startswith("No conclusion")


def test_communities_count_as_fewer_customers():
    plain, wide = read(), read(cluster_size=21, icc=0.05)
    assert wide.design_effect == pytest.approx(2.0)
    root = math.sqrt(2.0)
    assert wide.difference_intervals["wald"].half_width == pytest.approx(
        root * plain.difference_intervals["wald"].half_width
    )
    assert wide.z == pytest.approx(plain.z / root)
    assert wide.detectable_change == pytest.approx(root * plain.detectable_change, rel=0.05)
    assert math.log(wide.odds_ratio.high / wide.odds_ratio.value) == pytest.approx(
        root * math.log(plain.odds_ratio.high / plain.odds_ratio.value)
    )
    assert math.isnan(wide.p_fisher)
    assert {"design_effect", "exact_left_out"} <= {note.code for note in wide.notes}
    assert read(randomised_by="cluster").notes[0].code == "clusters_ignored"
    assert read(randomised_by="cluster").sample_ratio is None


def test_one_outcome_of_many():
    assert "several_outcomes" in [note.code for note in read(outcomes_read=3).notes]


def test_exact_limits_in_small_groups_only():
    small = read(3, 20, 9, 20)
    expected = exact_difference_interval(9, 20, 3, 20)
    assert (small.difference_exact.low, small.difference_exact.high) == (expected.low, expected.high)
    assert "exact" in set(small.to_frame()["method"])
    one_sided = read(3, 20, 9, 20, alternative="greater").difference_exact
    assert one_sided.high == 1.0
    assert one_sided.low == pytest.approx(exact_difference_interval(9, 20, 3, 20, level=0.9).low)
    assert math.isnan(read().difference_exact.low)


def test_value_for_a_thousand_customers():
    reading = read(200, 2000, 250, 2000, value_per_conversion=40.0)
    low, high = (40_000 * end for end in (0.005410339067001, 0.04462363523763))
    assert (reading.value_per_1000.low, reading.value_per_1000.high) == pytest.approx((low, high))
    assert "¥1,000 per 1,000" in words(reading)
    assert "每 1,000" in words(reading, "zh")


def test_rows_for_all_that_was_asked():
    frame = read(goal="equivalence", margin=0.05, value_per_conversion=1.0, cluster_size=11, icc=0.1).to_frame()
    assert {
        "p_margin_above",
        "p_margin_equivalence",
        "difference_for_margin",
        "value_per_1000",
        "design_effect",
    } <= set(frame["quantity"])
