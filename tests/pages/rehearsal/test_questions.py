"""One direction, margins, event counts and ratios, rehearsed: as SciPy and the plans' formulas have them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.core.messages import plain_english
from analysis.experiments import plan_counts, plan_ratio
from pages.ui.plan_rehearsal import rehearsed
from pages.ui.rehearsal import analyses, rehearse_counts, rehearse_means, rehearse_ratio, rehearse_shares
from pages.ui.rehearsal.methods import REHEARSALS
from pages.ui.rehearsal.question import Question
from pages.ui.rehearsal.two_group_readings import read_events, read_ratios
from synthetic.designs import Counts, EventCounts, Measured, RatioGroups, RatioSums
from tests.pages.rehearsal.bands import holds

N = 400


@pytest.mark.parametrize("alternative", ["greater", "less"])
def test_one_sided_tests_are_scipys(alternative):
    rng = np.random.default_rng(2)
    control, treatment = rng.normal(10, 3, 40), rng.normal(11.2, 5, 60)
    expected = stats.ttest_ind(treatment, control, equal_var=False, alternative=alternative)
    interval = expected.confidence_interval(0.95)
    asked = Question(alternative=alternative)
    found = analyses.read_amounts(Measured(control, treatment), by="welch", question=asked)
    assert found.detected is bool(expected.pvalue < 0.05)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    counts = Counts(successes_control=30, n_control=300, successes_treatment=46, n_treatment=300)
    fisher = stats.fisher_exact([[46, 254], [30, 270]], alternative=alternative).pvalue
    for level in (1 - fisher - 1e-6, 1 - fisher + 1e-6):
        if 0.5 <= level < 1:
            found = analyses.read_shares(counts, by="fisher", question=Question(alternative=alternative, level=level))
            assert found.detected is bool(fisher < 1 - level)


@pytest.mark.parametrize("good", ["increase", "decrease"])
def test_a_margin_is_passed_where_welchs_test_against_it_is(good):
    rng = np.random.default_rng(4)
    for shift in (-1.2, -0.4, 0.3, 1.1):
        control, treatment = rng.normal(10, 3, 80), rng.normal(10 + shift, 3, 90)
        sign = 1 if good == "increase" else -1
        side = "greater" if good == "increase" else "less"
        p = stats.ttest_ind(treatment + sign * 1.0, control, equal_var=False, alternative=side).pvalue
        asked = Question(to_show="noninferiority", margin=1.0, good=good, level=0.95)
        found = analyses.read_amounts(Measured(control, treatment), by="welch", question=asked)
        assert found.detected is bool(p < 0.025)
        above = stats.ttest_ind(treatment + 1.0, control, equal_var=False, alternative="greater").pvalue
        below = stats.ttest_ind(treatment - 1.0, control, equal_var=False, alternative="less").pvalue
        both = Question(to_show="equivalence", margin=1.0, good=good, level=0.95)
        found = analyses.read_amounts(Measured(control, treatment), by="welch", question=both)
        assert found.detected is bool(max(above, below) < 0.05)


def test_what_a_question_promises():
    assert Question().nominal_error == pytest.approx(0.05)
    assert Question(to_show="noninferiority", margin=1.0, level=0.95).nominal_error == pytest.approx(0.025)
    assert Question(to_show="equivalence", margin=1.0, level=0.95).nominal_error == pytest.approx(0.05)
    assert Question(to_show="equivalence", margin=1.0, level=0.95).coverage == pytest.approx(0.90)
    assert Question(to_show="noninferiority", margin=1.0, good="decrease").nothing == 1.0
    assert Question(margin=1.0).nothing == 0.0


@pytest.mark.parametrize(
    ("rehearse", "values", "error", "power"),
    [
        # Normal theory, sd 180, 2 x 2,262: power of the one-sided test of 15 at 2.5 % is 0.80, as of the margin of 15.
        (rehearse_means, {"alternative": "greater", "mean_treatment": 15.0, "level": 0.975}, 0.025, 0.80),
        (rehearse_means, {"to_show": "noninferiority", "margin": 15.0, "mean_treatment": 0.0}, 0.025, 0.80),
        # Two one-sided tests of 15 at 5 %: Phi(2.8018 - 1.6449) - Phi(1.6449 - 2.8018) = 0.7526.
        (rehearse_means, {"to_show": "equivalence", "margin": 15.0, "mean_treatment": 0.0}, 0.05, 0.7526),
    ],
)
def test_power_and_false_alarms_of_one_direction_and_of_margins(rehearse, values, error, power):
    found = rehearse(
        size=4524, mean_control=0.0, sd=180.0, shape="normal", find_size=False, replicates=N, seed=9, **values
    )
    assert holds(found.detection, power, N, 0.002)
    assert holds(found.false_alarms, error, N)
    assert found.coverage.high > found.nominal_coverage
    assert found.on_margin == ("to_show" in values)


def test_a_share_on_its_margin_passes_as_often_as_promised():
    """Farrington and Manning: at 35 % and 2 x 3,970 customers a margin of 3 points is shown 80 % of the time."""
    found = rehearse_shares(
        size=7940,
        rate_control=0.35,
        rate_treatment=0.35,
        to_show="noninferiority",
        margin=0.03,
        replicates=200,
        find_size=False,
        seed=6,
    )
    assert holds(found.detection, 0.80, 200, 0.01)
    assert holds(found.false_alarms, 0.025, 200, 0.004)
    claim = plain_english(found.readings()[0])
    assert "the test shows what it is to show" in claim
    assert "where the true difference is the margin itself" in claim
    assert "no effect" not in claim
    shown = REHEARSALS[0].display(found)
    assert len(shown.tables[0].rows) == len(found.measures())


def test_events_are_read_with_their_spread_and_taken_for_chance_raise_false_alarms():
    """Spread 3: the naive z has a standard deviation of sqrt(3), so 2 P(Z > 1.96 / sqrt(3)) = 25.8 % false alarms."""
    plan = plan_counts(rate=1.8, change=0.15, variance_to_mean=3.0)
    made = rehearsed("plan_counts", {"rate": 1.8, "change": 0.15, "variance_to_mean": 3.0}, plan)
    assert made is not None
    found = rehearse_counts(**made.values, replicates=N, seed=2)
    assert holds(found.detection, 0.8, N, 0.02)
    assert holds(found.false_alarms, 0.05, N, 0.003)
    naive = rehearse_counts(**{**made.values, "by": "poisson"}, replicates=N, seed=2)
    assert holds(naive.false_alarms, 2 * stats.norm.sf(1.959964 / 3**0.5), N, 0.01)
    assert naive.notes[0].code == "false_alarms"


def test_events_as_poisson_are_scipys_score_test():
    counts = EventCounts(180, 100, 225, 100, 1.0, 1.8, 2.25)
    found = read_events(counts, by="poisson", question=Question())
    z = 45 / 405**0.5
    assert found.detected is bool(2 * stats.norm.sf(z) < 0.05)
    spread = EventCounts(180, 100, 225, 100, 1.0, 3.6, 4.5)
    wide = read_events(spread, by="measured", question=Question())
    assert wide.high - wide.low == pytest.approx(2**0.5 * (found.high - found.low), rel=0.01)


def test_a_ratio_is_found_as_often_as_planned():
    asked = {
        "ratio": 0.2, "change": 0.1, "mean_denominator": 5.0, "variance_numerator": 2.0,
        "variance_denominator": 12.0, "correlation": 0.5,
    }  # fmt: skip
    made = rehearsed("plan_ratio", asked, plan_ratio(**asked))
    assert made is not None
    found = rehearse_ratio(**made.values, replicates=N, seed=2)
    assert holds(found.detection, 0.8, N, 0.003)
    assert holds(found.false_alarms, 0.05, N, 0.003)


def test_a_ratio_is_read_by_the_delta_method_over_customers():
    rng = np.random.default_rng(5)
    groups, delta = [], []
    for n in (60, 80):
        x = rng.poisson(5, n) + 1.0
        y = 0.2 * x + rng.normal(0, 1, n)
        groups.append(RatioSums(n, y.sum(), x.sum(), (y**2).sum(), (x**2).sum(), (x * y).sum()))
        ratio = y.sum() / x.sum()
        delta.append((ratio, (y - ratio * x).var(ddof=1) / n / x.mean() ** 2))
    found = read_ratios(RatioGroups(*groups), question=Question())
    difference, error = delta[1][0] - delta[0][0], (delta[0][1] + delta[1][1]) ** 0.5
    assert found.estimate == pytest.approx(difference)
    assert found.high - found.low == pytest.approx(2 * 1.959964 * error, rel=1e-6)
