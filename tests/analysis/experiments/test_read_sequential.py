"""A look at a running test: decision, repeated interval, stage-wise ordering, every branch of words and notes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from analysis.core import ParameterError
from analysis.experiments import read_proportions, read_sequential, sequential_bounds
from analysis.experiments.sequential_boundaries import solve_boundaries
from analysis.experiments.sequential_spending import StoppingRule
from analysis.experiments.stagewise_ordering import chance_above, drift_at
from analysis.inference.proportion_differences import difference_interval
from analysis.language import render

LOOK = {
    "successes_control": 200,
    "n_control": 2000,
    "successes_treatment": 275,
    "n_treatment": 2000,
    "planned_n_total": 8000,
}


def test_bounds_are_those_of_the_customers_counted():
    found = read_sequential(**LOOK, earlier_looks=(1000, 2500))
    bounds = sequential_bounds(information_fractions=(0.125, 0.3125, 0.5))
    assert found.bounds == bounds.z
    assert found.z == pytest.approx(read_proportions(**{k: v for k, v in LOOK.items() if "planned" not in k}).z)
    assert found.decision == "stop_rise"


def test_the_repeated_interval_is_newcombes_at_the_bound():
    found = read_sequential(**LOOK)
    level = 1 - 2 * norm.sf(found.bounds[-1])
    expected = difference_interval(275, 2000, 200, 2000, level=level)
    assert (found.difference.low, found.difference.high) == pytest.approx((expected.low, expected.high), abs=1e-9)
    assert found.difference.level == 0.95
    assert found.difference.low < found.unadjusted.low < found.unadjusted.high < found.difference.high


def test_at_a_very_early_look_nothing_is_known():
    found = read_sequential(**LOOK | {"planned_n_total": 100_000})
    assert (found.difference.low, found.difference.high) == (-1.0, 1.0)


@pytest.mark.parametrize(
    ("changes", "decision"),
    [
        ({}, "stop_rise"),
        ({"successes_treatment": 120}, "stop_fall"),
        ({"successes_treatment": 230}, "go_on"),
        ({"successes_treatment": 230, "final": True}, "ended"),
        ({"successes_treatment": 230, "planned_n_total": 4000}, "ended"),
        ({"successes_treatment": 120, "sides": "one"}, "go_on"),
        ({"successes_treatment": 230, "earlier_looks": (3000,), "earlier_z": (4.5,)}, "stop_rise"),
    ],
)
def test_decisions(changes, decision):
    found = read_sequential(**LOOK | changes)
    assert found.decision == decision
    first = {"go_on": "Go on", "ended": "The test has ended"}.get(decision, "Stop")
    assert render(found.readings()[0], "en").startswith(first)
    assert found.ended == (decision != "go_on")
    ended_now = decision == "ended" or found.decided_at == found.look
    assert math.isnan(found.stagewise_p) != ended_now
    assert math.isnan(found.median_unbiased.value) != ended_now


class TestStagewiseOrdering:
    INFORMATION = (0.2, 0.5, 0.7, 1.0)

    def bounds(self, sides="one", design="lan_demets_pocock"):
        return solve_boundaries(StoppingRule(design=design, alpha=0.05, sides=sides), self.INFORMATION, final=True)

    @pytest.mark.parametrize("look", [1, 2, 3, 4])
    def test_p_at_the_bound_is_what_was_spent(self, look):
        """Exactly at the bound of a look the one-sided p-value is the false-alarm chance used up to it."""
        bounds = self.bounds()
        p = chance_above(
            self.INFORMATION[:look],
            bounds.upper[: look - 1],
            bounds.lower[: look - 1],
            bounds.upper[look - 1],
            0.0,
        )
        assert p == pytest.approx(bounds.spent[look - 1], abs=1e-9)

    def test_at_the_first_look_everything_is_as_usual(self):
        found = read_sequential(**LOOK | {"planned_n_total": 4100, "design": "lan_demets_pocock"})
        assert found.stagewise_p == pytest.approx(2 * norm.sf(found.z), rel=1e-6)
        assert found.median_unbiased.value == pytest.approx(found.difference.value, abs=1e-9)
        error = math.sqrt((0.1 * 0.9 + 0.1375 * 0.8625) / 2000)
        assert found.median_unbiased.low == pytest.approx(0.0375 - 1.959963985 * error, abs=1e-8)

    def test_the_estimate_is_pulled_towards_zero_after_a_late_crossing(self):
        found = read_sequential(
            **LOOK | {"successes_treatment": 255, "planned_n_total": 4000, "design": "lan_demets_pocock"},
            earlier_looks=(1000, 2000, 3000),
        )
        assert found.decision == "stop_rise"
        assert found.median_unbiased.value < found.difference.value

    def test_median_unbiased_and_covering_in_simulated_tests(self):
        """20,000 simulated tests: the estimate is above the truth half of the time, the interval covers 90 %."""
        rng = np.random.default_rng(11)
        bounds = self.bounds(sides="two")
        drift, runs = 2.2, 20_000
        steps = np.diff((0.0, *self.INFORMATION))
        scores = np.cumsum(drift * steps + rng.normal(size=(runs, 4)) * np.sqrt(steps), axis=1)
        z = scores / np.sqrt(self.INFORMATION)
        crossed = np.abs(z) >= np.array(bounds.upper)
        stop = np.where(crossed.any(axis=1), crossed.argmax(axis=1), 3)
        # The chance of an outcome as far up is uniform at the true drift: all that is needed of each test.
        chances = np.empty(runs)
        for look in range(4):
            rows = np.flatnonzero(stop == look)
            grid = np.linspace(-9, 9, 721)
            curve = [
                chance_above(self.INFORMATION[: look + 1], bounds.upper[:look], bounds.lower[:look], float(at), drift)
                for at in grid
            ]
            chances[rows] = np.interp(z[rows, look], grid, curve)
        margin = 2.58 * math.sqrt(0.25 / runs)
        assert abs((chances > 0.5).mean() - 0.5) < margin
        inside = ((chances > 0.05) & (chances < 0.95)).mean()
        assert abs(inside - 0.9) < 2.58 * math.sqrt(0.09 / runs)

    def test_limits_invert_the_chance(self):
        bounds = self.bounds(sides="two")
        for chance in (0.025, 0.5, 0.975):
            drift = drift_at(self.INFORMATION[:3], bounds.upper[:2], bounds.lower[:2], 2.6, chance)
            again = chance_above(self.INFORMATION[:3], bounds.upper[:2], bounds.lower[:2], 2.6, drift)
            assert again == pytest.approx(chance, abs=1e-8)


def test_swapping_the_groups_turns_everything_round():
    rise = read_sequential(**LOOK, earlier_looks=(2000,))
    fall = read_sequential(**LOOK | {"successes_control": 275, "successes_treatment": 200}, earlier_looks=(2000,))
    assert fall.decision == "stop_fall"
    assert fall.stagewise_p == pytest.approx(rise.stagewise_p, rel=1e-6)
    assert fall.median_unbiased.value == pytest.approx(-rise.median_unbiased.value, abs=1e-9)
    assert fall.median_unbiased.low == pytest.approx(-rise.median_unbiased.high, abs=1e-9)
    assert fall.difference.low == pytest.approx(-rise.difference.high, abs=1e-12)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"n_treatment": 2400}, "sample_ratio_mismatch"),
        ({"earlier_looks": (3000,), "earlier_z": (4.5,)}, "passed_over"),
        ({"planned_n_total": 3000}, "overrun"),
        ({"planned_n_total": 3000, "earlier_looks": (3000,)}, "nothing_left"),
        ({"successes_control": 0, "successes_treatment": 0}, "all_alike"),
        ({"successes_control": 3, "successes_treatment": 5}, "few_successes"),
        ({"successes_treatment": 210}, "not_ended"),
        ({"sides": "one"}, "one_sided"),
    ],
)
def test_remarks(changes, code):
    assert code in [note.code for note in read_sequential(**LOOK | changes).notes]


def test_bound_and_interval_may_disagree_at_the_border():
    """Somewhere around the bound the pooled z has crossed and the Newcombe interval still holds zero, or the reverse."""
    codes = {
        note.code
        for n in (20, 30, 40, 60)
        for successes in range(n + 1)
        for note in read_sequential(
            successes_control=2, n_control=n, successes_treatment=successes, n_treatment=n, planned_n_total=2 * n
        ).notes
    }
    assert "bound_and_interval_disagree" in codes


def test_all_alike_is_said():
    found = read_sequential(**LOOK | {"successes_control": 0, "successes_treatment": 0})
    assert math.isnan(found.z)
    assert "all customers answered alike" in render(found.readings()[0], "en")
    ended = read_sequential(**LOOK | {"successes_control": 0, "successes_treatment": 2000, "planned_n_total": 4000})
    assert ended.stagewise_p < 1e-10
    assert math.isnan(ended.median_unbiased.value)


def test_one_sided_intervals_have_one_end():
    found = read_sequential(**LOOK | {"sides": "one", "planned_n_total": 4000})
    assert found.difference.high == found.median_unbiased.high == found.unadjusted.high == 1.0
    assert "at least" in render(found.readings()[1], "en")
    assert "at least" in render(found.readings()[2], "en")


@pytest.mark.parametrize(
    ("changes", "parameter"),
    [
        ({"successes_control": 2001}, "successes_control"),
        ({"successes_treatment": 2001}, "successes_treatment"),
        ({"earlier_looks": (4000,)}, "earlier_looks"),
        ({"earlier_looks": (3000, 2000)}, "earlier_looks"),
        ({"earlier_looks": (0.5,)}, "earlier_looks"),
        ({"earlier_looks": (3999,)}, "earlier_looks"),
        ({"earlier_z": (1.0,)}, "earlier_z"),
        ({"design": "pocock"}, "design"),
    ],
)
def test_impossible_looks_are_refused(changes, parameter):
    with pytest.raises(ParameterError) as caught:
        read_sequential(**LOOK | changes)
    assert caught.value.parameter == parameter
