"""A look at two means: rpact's published values, independent integration, swaps, scales, every branch of words and notes."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad
from scipy.optimize import brentq

from analysis.core import ParameterError
from analysis.experiments import read_means, read_sequential, sequential_bounds
from analysis.experiments.look_means import LookedAtMeans
from analysis.experiments.sequential_boundaries import solve_boundaries
from analysis.experiments.sequential_spending import StoppingRule
from analysis.experiments.stagewise_ordering import chance_above
from analysis.experiments.t_to_normal import t_of_z, z_of_t
from analysis.inference.mean_differences import GroupSummary, mean_difference
from analysis.language import render

LOOK = {
    "outcome": "mean",
    "mean_control": 20.0,
    "sd_control": 12.0,
    "n_control": 400,
    "mean_treatment": 23.4,
    "sd_treatment": 13.0,
    "n_treatment": 400,
    "planned_n_total": 1600,
}


class TestAgainstRpact:
    """Values of the unit tests of R's rpact (test-f_analysis_base_means.R), Wang-Tsiatis .4, one-sided .025, four looks.

    The data come stage by stage; rpact's group sequential design with t tests uses the significance-level approach
    with all data so far.
    """

    BOUNDS = solve_boundaries(
        StoppingRule(design="wang_tsiatis", alpha=0.025, sides="one", delta=0.4), (0.25, 0.5, 0.75, 1.0), final=True
    )
    TREATMENT = ((23, 170.0, 130.0), (23, 150.0, 240.0), (22, 180.0, 220.0), (23, 250.0, 130.0))
    CONTROL = ((22, 100.0, 120.0), (22, 110.0, 220.0), (22, 130.0, 210.0), (21, 100.0, 130.0))

    @staticmethod
    def so_far(stages):
        n, mean, sd = (np.array(column) for column in zip(*stages, strict=True))
        overall = (n * mean).sum() / n.sum()
        squares = ((n - 1) * sd**2 + n * (mean - overall) ** 2).sum()
        return GroupSummary(n=int(n.sum()), mean=float(overall), sd=float(np.sqrt(squares / (n.sum() - 1))))

    @pytest.mark.parametrize(
        ("look", "low", "high"),
        [(1, -30.185323, 170.18532), (2, -39.416167, 149.41617), (3, -24.461261, 130.73577), (4, 16.408896, 138.52605)],
    )
    def test_repeated_intervals_by_pooled_t(self, look, low, high):
        found = mean_difference(self.so_far(self.CONTROL[:look]), self.so_far(self.TREATMENT[:look]), method="student")
        half = t_of_z(self.BOUNDS.upper[look - 1], found.df) * found.standard_error
        assert found.difference.value - half == pytest.approx(low, rel=2e-7)
        assert found.difference.value + half == pytest.approx(high, rel=2e-7)

    def test_stagewise_p_by_pooled_t(self):
        found = mean_difference(self.so_far(self.CONTROL), self.so_far(self.TREATMENT), method="student")
        z = z_of_t(found.t, found.df)
        p = chance_above(self.BOUNDS.information, self.BOUNDS.upper[:3], self.BOUNDS.lower[:3], z, 0.0)
        assert p == pytest.approx(0.019111276, rel=1e-7)

    def test_repeated_interval_by_welch(self):
        groups = LookedAtMeans(self.so_far(self.CONTROL[:1]), self.so_far(self.TREATMENT[:1]))
        found = groups.repeated(self.BOUNDS.upper[0], 0.95, "two")
        assert found.low == pytest.approx(-30.008991, rel=2e-7)
        assert found.high == pytest.approx(170.00899, rel=2e-7)


def test_bounds_are_those_of_the_customers_and_z_has_the_tail_of_welch():
    found = read_sequential(**LOOK, earlier_looks=(300, 500))
    assert found.bounds == sequential_bounds(information_fractions=(0.1875, 0.3125, 0.5)).z
    alone = stats.ttest_ind_from_stats(23.4, 13.0, 400, 20.0, 12.0, 400, equal_var=False)
    assert found.t == pytest.approx(alone.statistic, rel=1e-12)
    assert 2 * stats.norm.sf(found.z) == pytest.approx(alone.pvalue, rel=1e-9)
    assert found.decision == "stop_rise"


def test_with_few_customers_the_quantile_of_t_decides():
    """z by the normal distribution would pass the bound of 2.16 here; the t quantile of that level does not let it."""
    small = {"n_control": 6, "n_treatment": 6, "mean_control": 0.0, "mean_treatment": 1.33, "planned_n_total": 24}
    found = read_sequential(**LOOK | small | {"sd_control": 1.0, "sd_treatment": 1.0}, design="lan_demets_pocock")
    assert found.t > found.bounds[-1] > found.z
    assert found.decision == "go_on"
    assert not found.difference.excludes(0.0)


def test_decision_and_repeated_interval_never_disagree():
    """Both are the same statement: the interval leaves out zero exactly where z crosses."""
    for sides in ("two", "one"):
        for effect in np.linspace(-6, 6, 41):
            found = read_sequential(**LOOK | {"mean_treatment": 20.0 + effect}, sides=sides)
            assert found.difference.excludes(0.0) == found.decision.startswith("stop")


def test_at_the_first_look_the_corrected_interval_is_welchs():
    found = read_sequential(**LOOK | {"planned_n_total": 810, "n_control": 9, "n_treatment": 12}, final=True)
    alone = read_means(
        **{name: value for name, value in LOOK.items() if name not in {"outcome", "planned_n_total"}}
        | {"n_control": 9, "n_treatment": 12}
    )
    expected = alone.difference_treatment_minus_control
    for shown in (found.median_unbiased, found.unadjusted, found.difference):
        assert (shown.value, shown.low, shown.high) == pytest.approx((expected.value, expected.low, expected.high))
    assert found.stagewise_p == pytest.approx(alone.p_value, rel=1e-8)


def test_stagewise_ordering_by_independent_integration():
    """Two looks, stopped at the second: chances by SciPy's quadrature of one normal and one t tail."""
    rule = StoppingRule(design="lan_demets_pocock", alpha=0.05, sides="two")
    bounds = solve_boundaries(rule, (0.4, 1.0), final=True)
    found = read_sequential(
        **LOOK | {"n_control": 10, "n_treatment": 10, "mean_treatment": 32.0, "planned_n_total": 20},
        design="lan_demets_pocock",
        earlier_looks=(8,),
        earlier_z=(1.0,),
    )
    assert found.decision == "ended"
    welch = stats.ttest_ind_from_stats(32.0, 13.0, 10, 20.0, 12.0, 10, equal_var=False)
    error = math.sqrt((13.0**2 + 12.0**2) / 10)
    df = (13.0**2 + 12.0**2) ** 2 / ((13.0**4 + 12.0**4) / 9)
    c = bounds.upper[0]

    def above(effect: float) -> float:
        first, last = effect / error * math.sqrt(0.4), effect / error
        z = last + stats.norm.isf(stats.t.sf(welch.statistic - effect / error, df))
        # Given z at the first look, z at the last is normal with correlation sqrt(.4).
        inner = quad(
            lambda x: (
                stats.norm.pdf(x - first) * stats.norm.sf((z - last - math.sqrt(0.4) * (x - first)) / math.sqrt(0.6))
            ),
            -c,
            c,
            epsabs=1e-12,
        )[0]
        return stats.norm.sf(c - first) + inner

    assert found.stagewise_p == pytest.approx(2 * above(0.0), rel=1e-7)
    for got, chance in (
        (found.median_unbiased.value, 0.5),
        (found.median_unbiased.low, 0.025),
        (found.median_unbiased.high, 0.975),
    ):
        assert got == pytest.approx(brentq(lambda d, at=chance: above(d) - at, -60, 80, xtol=1e-10), abs=1e-6)


def test_many_customers_leave_the_normal_theory():
    """With large groups the t changes nothing: a look at 0/1 values is that of their rates but for the pooled variance."""
    n, yes = 200_000, (20_000, 20_400)
    rates = read_sequential(
        successes_control=yes[0], n_control=n, successes_treatment=yes[1], n_treatment=n, planned_n_total=2 * n
    )
    sds = [math.sqrt(k * (n - k) / n / (n - 1)) for k in yes]
    means = read_sequential(
        outcome="mean",
        mean_control=yes[0] / n,
        sd_control=sds[0],
        n_control=n,
        mean_treatment=yes[1] / n,
        sd_treatment=sds[1],
        n_treatment=n,
        planned_n_total=2 * n,
    )
    assert means.z == pytest.approx(rates.z, rel=1e-4)
    assert means.stagewise_p == pytest.approx(rates.stagewise_p, rel=1e-3)
    assert means.median_unbiased.low == pytest.approx(rates.median_unbiased.low, rel=1e-4)


def test_swapping_the_groups_turns_everything_round():
    swapped = {"mean_control": 23.4, "sd_control": 13.0, "mean_treatment": 20.0, "sd_treatment": 12.0}
    rise, fall = read_sequential(**LOOK, earlier_looks=(500,)), read_sequential(**LOOK | swapped, earlier_looks=(500,))
    assert (rise.decision, fall.decision) == ("stop_rise", "stop_fall")
    assert fall.stagewise_p == pytest.approx(rise.stagewise_p, rel=1e-6)
    assert fall.median_unbiased.value == pytest.approx(-rise.median_unbiased.value, rel=1e-8)
    assert fall.median_unbiased.low == pytest.approx(-rise.median_unbiased.high, rel=1e-8)
    assert fall.difference.low == pytest.approx(-rise.difference.high, rel=1e-12)


def test_another_currency_changes_nothing_but_the_unit():
    scaled = {name: 7.1 * LOOK[name] for name in ("mean_control", "mean_treatment", "sd_control", "sd_treatment")}
    one, other = read_sequential(**LOOK, earlier_looks=(500,)), read_sequential(**LOOK | scaled, earlier_looks=(500,))
    assert (other.z, other.stagewise_p) == pytest.approx((one.z, one.stagewise_p), rel=1e-9)
    assert other.median_unbiased.high == pytest.approx(7.1 * one.median_unbiased.high, rel=1e-8)
    assert other.difference.low == pytest.approx(7.1 * one.difference.low, rel=1e-12)


def test_a_wider_interval_holds_a_narrower_one():
    """Limits exist also with one degree of freedom and one false alarm in a million."""
    tiny = {"n_control": 2, "n_treatment": 2, "planned_n_total": 4}
    found = [read_sequential(**LOOK | tiny, alpha=alpha).median_unbiased for alpha in (0.2, 0.05, 0.001, 1e-6)]
    for narrow, wide in pairwise(found):
        assert wide.low < narrow.low < narrow.high < wide.high
    assert all(math.isfinite(item.low) and math.isfinite(item.high) for item in found)


@pytest.mark.parametrize(
    ("changes", "decision", "words"),
    [
        ({}, "stop_rise", "Stop: at look 1 the new version is ahead"),
        ({"mean_treatment": 16.0}, "stop_fall", "Stop: at look 1 the new version is behind"),
        ({"mean_treatment": 21.0}, "go_on", "Go on: at look 1"),
        ({"mean_treatment": 21.0, "final": True}, "ended", "The test has ended without an answer"),
        ({"mean_treatment": 16.0, "sides": "one"}, "go_on", "Go on"),
        (
            {"mean_treatment": 21.0, "earlier_looks": (500,), "earlier_z": (4.5,)},
            "stop_rise",
            "Stop: at look 1 the new version is ahead",
        ),
        ({"sd_control": 0.0, "sd_treatment": 0.0}, "go_on", "Nothing can be read yet: a group has a single customer"),
        ({"n_treatment": 500}, "stop_rise", "No conclusion: the groups were not filled as planned"),
    ],
)
def test_decisions_and_words(changes, decision, words):
    found = read_sequential(**LOOK | changes)
    assert found.decision == decision
    assert render(found.readings()[0], "en").startswith(words)
    ended_now = found.ended and found.decided_at in {None, found.look}
    assert math.isnan(found.stagewise_p) != ended_now


def test_words_of_a_difference():
    stopped = [render(sentence, "en") for sentence in read_sequential(**LOOK).readings()]
    assert stopped[1].startswith("The difference is +3.40, 95% interval +")
    assert stopped[2].startswith("Corrected for the chance to stop early, the best estimate is +3.40")
    one = [render(sentence, "en") for sentence in read_sequential(**LOOK, sides="one").readings()]
    assert "at least" in one[1]
    assert "at least" in one[2]
    early = read_sequential(**LOOK | {"planned_n_total": 80_000})
    assert (early.difference.low, early.difference.high) == (-math.inf, math.inf)
    assert "no ends" in render(early.readings()[1], "en")
    assert "points" not in " ".join(stopped + one)


def test_a_broken_split_says_what_to_do():
    for changes in ({}, {"outcome": "proportion", "successes_control": 50, "successes_treatment": 60}):
        found = read_sequential(**LOOK | {"n_treatment": 500} | changes)
        assert len(found.readings()) == 2
        assert render(found.readings()[1], "en").startswith("Find the cause before looking again")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"n_treatment": 500}, "sample_ratio_mismatch"),
        ({"earlier_looks": (500,), "earlier_z": (4.5,)}, "passed_over"),
        ({"planned_n_total": 700}, "overrun"),
        ({"planned_n_total": 700, "earlier_looks": (700,)}, "nothing_left"),
        ({"sd_control": 0.0, "sd_treatment": 0.0}, "no_spread"),
        ({"planned_n_total": 80_000}, "interval_without_ends"),
        ({"earlier_looks": (50,)}, "few_customers"),
        ({"sd_control": 41.0}, "wide_spread"),
        ({"mean_treatment": 21.0}, "not_ended"),
        ({"sides": "one"}, "one_sided"),
        ({"n_treatment": 100, "planned_share_treatment": 0.2, "sd_control": 21.0}, "skewed_and_uneven"),
    ],
)
def test_remarks(changes, code):
    assert code in [note.code for note in read_sequential(**LOOK | changes).notes]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "few_customers"),
        ({}, "wide_spread"),
        ({}, "bound_and_interval_disagree"),
        ({"sd_control": 21.0}, "skewed_and_uneven"),
        ({"n_treatment": 100, "planned_share_treatment": 0.2}, "skewed_and_uneven"),
        (
            {"n_control": 8000, "n_treatment": 2000, "planned_share_treatment": 0.2, "sd_control": 21.0},
            "skewed_and_uneven",
        ),
    ],
)
def test_remarks_that_do_not_apply(changes, code):
    assert code not in [note.code for note in read_sequential(**LOOK | changes).notes]


def test_a_group_of_one_customer_has_no_answer():
    found = read_sequential(**LOOK | {"n_control": 1, "n_treatment": 1, "sd_control": 0.0, "sd_treatment": 0.0})
    assert math.isnan(found.z)
    assert math.isnan(found.difference.low)
    assert math.isnan(found.mean_control.low)
    assert "no_spread" in [note.code for note in found.notes]


def test_the_table_holds_what_was_read():
    frame = read_sequential(**LOOK).to_frame().set_index(["quantity", "method"])
    assert frame.loc[("mean_treatment", "student"), "value"] == 23.4
    assert frame.loc[("t", "welch"), "value"] > frame.loc[("z", "tail_of_t"), "value"]
    assert "rate_control" not in frame.index.get_level_values(0)
    assert ("df", "satterthwaite") in frame.index


@pytest.mark.parametrize(
    ("changes", "parameter"),
    [
        ({"mean_control": None}, "mean_control"),
        ({"mean_treatment": None}, "mean_treatment"),
        ({"sd_control": None}, "sd_control"),
        ({"sd_treatment": None}, "sd_treatment"),
        ({"n_control": 1, "n_treatment": 1}, "sd_control"),
        ({"outcome": "proportion", "successes_treatment": 3}, "successes_control"),
        ({"outcome": "proportion", "successes_control": 3}, "successes_treatment"),
        ({"earlier_looks": (800,)}, "earlier_looks"),
        ({"earlier_z": (1.0,)}, "earlier_z"),
        ({"outcome": "median"}, "outcome"),
    ],
)
def test_impossible_looks_are_refused(changes, parameter):
    with pytest.raises(ParameterError) as caught:
        read_sequential(**LOOK | changes)
    assert caught.value.parameter == parameter


def test_what_is_not_read_changes_nothing():
    plain = read_sequential(**LOOK)
    other = read_sequential(**LOOK, successes_control=3, successes_treatment=5)
    assert plain.to_frame().equals(other.to_frame())


def test_bounds_do_not_depend_on_the_spread():
    """Information is the share of the customers, as planned."""
    narrow, wide = read_sequential(**LOOK), read_sequential(**LOOK | {"sd_control": 100.0})
    assert narrow.bounds == wide.bounds
