"""Group-sequential bounds against published tables, SciPy's multivariate normal, and properties."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from analysis.core import ParameterError
from analysis.experiments import sequential_bounds
from analysis.experiments.sequential_boundaries import solve_boundaries
from analysis.experiments.sequential_integration import crossings
from analysis.experiments.sequential_spending import SPENDING, StoppingRule
from analysis.language import render

ALL_DESIGNS = ("obrien_fleming", "pocock", "wang_tsiatis", *SPENDING)

# Jennison and Turnbull (2000), tables 2.1 and 2.3: constants of the two-sided tests.
CONSTANTS = [
    *(("pocock", 0.05, k, c) for k, c in zip((2, 3, 4, 5, 6, 7, 8, 9, 10), (2.178, 2.289, 2.361, 2.413, 2.453, 2.485, 2.512, 2.535, 2.555), strict=True)),
    ("pocock", 0.05, 20, 2.672),
    *(("pocock", 0.01, k, c) for k, c in ((2, 2.772), (3, 2.873), (4, 2.939), (5, 2.986))),
    *(("pocock", 0.1, k, c) for k, c in ((2, 1.875), (3, 1.992), (4, 2.067), (5, 2.122))),
    *(("obrien_fleming", 0.05, k, c) for k, c in zip((2, 3, 4, 5, 6, 7, 8, 9, 10), (1.977, 2.004, 2.024, 2.040, 2.053, 2.063, 2.072, 2.080, 2.087), strict=True)),
    ("obrien_fleming", 0.05, 20, 2.126),
    *(("obrien_fleming", 0.01, k, c) for k, c in ((2, 2.580), (3, 2.595), (4, 2.609), (5, 2.621))),
    *(("obrien_fleming", 0.1, k, c) for k, c in ((2, 1.678), (3, 1.710), (4, 1.733), (5, 1.751))),
]  # fmt: skip
# Tables 2.2 and 2.4: largest size over that of a test with one look, alpha = .05.
INFLATION = [
    ("pocock", 0.8, {2: 1.110, 3: 1.166, 4: 1.202, 5: 1.229, 10: 1.301}),
    ("pocock", 0.9, {2: 1.100, 3: 1.151, 4: 1.183, 5: 1.207, 10: 1.271}),
    ("obrien_fleming", 0.8, {2: 1.008, 3: 1.017, 4: 1.024, 5: 1.028, 10: 1.040}),
    ("obrien_fleming", 0.9, {2: 1.007, 3: 1.016, 4: 1.022, 5: 1.026, 10: 1.037}),
]
# Tables 2.7 to 2.10 and 7.2, as the unit tests of R's gsDesign quote them (per cent of the fixed size):
# design, shapes, looks, power, largest, expected at 0, half and all of the effect.
EXPECTED = [
    ("pocock", {}, 4, 0.8, 120.2, (117.5, 108.8, 80.5)),
    ("pocock", {}, 15, 0.9, 130.5, (126.4, 111.2, 66.4)),
    ("obrien_fleming", {}, 5, 0.8, 102.8, (102.1, None, None)),
    ("obrien_fleming", {}, 20, 0.9, 104.5, (103.4, None, None)),
    ("kim_demets", {"rho": 1.0}, 3, 0.8, 111.7, (109.9, 103.4, 81.2)),
    ("kim_demets", {"rho": 2.0}, 10, 0.8, 108.1, (106.6, 99.7, 76.2)),
    ("kim_demets", {"rho": 3.0}, 2, 0.8, 101.0, (100.7, 98.9, 89.5)),
]
WANG_TSIATIS = [(0.1, 9, 0.9, 1.048, 2.113), (0.25, 6, 0.8, 1.077, 2.154), (0.4, 7, 0.8, 1.159, 2.313)]


@pytest.mark.parametrize(("design", "alpha", "looks", "constant"), CONSTANTS)
def test_constants_of_the_book(design, alpha, looks, constant):
    found = sequential_bounds(design=design, alpha=alpha, looks=looks)
    assert found.constant == pytest.approx(constant, abs=0.00051)
    assert found.z[-1] == pytest.approx(found.constant)
    assert found.error == pytest.approx(alpha, abs=1e-9)


@pytest.mark.parametrize(("design", "power", "factors"), INFLATION)
def test_inflation_of_the_book(design, power, factors):
    for looks, factor in factors.items():
        assert sequential_bounds(design=design, power=power, looks=looks).inflation_factor == pytest.approx(
            factor, abs=0.00051
        )


@pytest.mark.parametrize(("design", "shapes", "looks", "power", "largest", "expected"), EXPECTED)
def test_expected_sizes_of_the_book(design, shapes, looks, power, largest, expected):
    found = sequential_bounds(design=design, looks=looks, power=power, **shapes)
    costs = found.characteristics
    assert 100 * costs.inflation_factor == pytest.approx(largest, abs=0.051)
    for mine, book in zip((costs.expected_h0, costs.expected_half, costs.expected_h1), expected, strict=True):
        if book is not None:
            assert 100 * costs.inflation_factor * mine == pytest.approx(book, abs=0.06)


@pytest.mark.parametrize(("delta", "looks", "power", "factor", "last"), WANG_TSIATIS)
def test_wang_tsiatis_of_the_book(delta, looks, power, factor, last):
    found = sequential_bounds(design="wang_tsiatis", delta=delta, looks=looks, power=power)
    assert found.z[-1] == pytest.approx(last, abs=0.00051)
    assert found.inflation_factor == pytest.approx(factor, abs=0.00051)


def stay_inside(information, bounds, drift):
    """Chance to cross nothing, by SciPy's integration of the multivariate normal distribution."""
    t = np.array(information)
    covariance = np.sqrt(np.minimum.outer(t, t) / np.maximum.outer(t, t))
    law = multivariate_normal(mean=drift * np.sqrt(t), cov=covariance, maxpts=2_000_000, abseps=1e-8, seed=1)
    return law.cdf(np.array(bounds), lower_limit=-np.array(bounds))


@pytest.mark.parametrize("drift", [0.0, 1.3, 3.0])
@pytest.mark.parametrize("information", [(0.5, 1.0), (0.2, 0.25, 1.0), (0.1, 0.11, 0.6, 1.3)])
def test_crossings_against_the_multivariate_normal(information, drift):
    bounds = (2.5, 2.2, 2.1, 1.9)[: len(information)]
    found = crossings(information, bounds, [-bound for bound in bounds], drift)
    assert 1 - found.total == pytest.approx(stay_inside(information, bounds, drift), abs=2e-6)


def test_looks_a_hair_apart_change_nothing():
    """Two looks at almost the same time are one."""
    one = crossings((0.5, 1.0), (2.3, 2.0), (-2.3, -2.0))
    two = crossings((0.5, 0.5005, 1.0), (2.3, 2.3, 2.0), (-2.3, -2.3, -2.0))
    assert two.total == pytest.approx(one.total, abs=2e-3)


@pytest.mark.parametrize("design", SPENDING)
@pytest.mark.parametrize("sides", ["one", "two"])
def test_moving_a_later_look_leaves_the_earlier_bounds(design, sides):
    early = (0.15, 0.4)
    first = sequential_bounds(design=design, sides=sides, information_fractions=(*early, 0.7, 1.0))
    second = sequential_bounds(design=design, sides=sides, information_fractions=(*early, 0.95, 1.2))
    so_far = sequential_bounds(design=design, sides=sides, information_fractions=early)
    assert first.z[:2] == second.z[:2] == so_far.z


@pytest.mark.parametrize("design", ["pocock", "wang_tsiatis", "obrien_fleming"])
def test_moving_a_later_look_moves_exact_bounds(design):
    first = sequential_bounds(design=design, information_fractions=(0.2, 0.5, 1.0))
    second = sequential_bounds(design=design, information_fractions=(0.2, 0.9, 1.0))
    assert abs(first.z[0] - second.z[0]) > 1e-3
    assert "moves_with_later_looks" in [note.code for note in first.notes]


@pytest.mark.parametrize("design", ALL_DESIGNS)
@pytest.mark.parametrize("fractions", [(0.1, 0.5, 1.0), (0.3, 0.31, 0.9, 1.0), (0.25, 0.6, 1.15)])
@pytest.mark.parametrize("alpha", [0.001, 0.05, 0.2])
def test_all_looks_together_keep_alpha(design, fractions, alpha):
    found = sequential_bounds(design=design, information_fractions=fractions, alpha=alpha)
    assert found.error <= alpha + 1e-8
    # Paths across both bounds are counted twice by spending: it shows at large levels only.
    assert found.error == pytest.approx(alpha, rel=0.02 if alpha == 0.2 else 1e-3)
    assert found.cumulative_alpha[-1] == pytest.approx(alpha, abs=1e-8)
    assert list(found.cumulative_alpha) == sorted(found.cumulative_alpha)


def spending_values(design, t, alpha):
    """The published functions, written out once more."""
    from scipy.stats import norm

    return {
        "lan_demets_obrien_fleming": 2 * (1 - norm.cdf(norm.ppf(1 - alpha / 2) / np.sqrt(t))),
        "lan_demets_pocock": alpha * np.log(1 + (np.e - 1) * t),
        "kim_demets": alpha * t**3,
        "hwang_shih_decani": alpha * (1 - np.exp(4 * t)) / (1 - np.exp(4)),
    }[design]


@pytest.mark.parametrize("design", SPENDING)
def test_spending_functions(design):
    rule = StoppingRule(design=design, alpha=0.05, sides="two")
    for t in (0.1, 0.37, 0.8):
        assert rule.spent(t) == pytest.approx(spending_values(design, t, 0.025), rel=1e-9)
    assert rule.spent(1.0) == rule.spent(1.3) == 0.025
    even = StoppingRule(design="hwang_shih_decani", alpha=0.05, sides="one", gamma=0.0)
    assert even.spent(0.4) == pytest.approx(0.02)
    with pytest.raises(ValueError, match="no spending function"):
        StoppingRule(design="pocock", alpha=0.05, sides="one").spent(0.5)


def test_wang_tsiatis_joins_pocock_and_obrien_fleming():
    for delta, design in ((0.5, "pocock"), (0.0, "obrien_fleming")):
        joined = sequential_bounds(design="wang_tsiatis", delta=delta, looks=4)
        assert joined.z == pytest.approx(sequential_bounds(design=design, looks=4).z, abs=1e-8)


def test_one_look_is_the_usual_test():
    for design in ALL_DESIGNS:
        found = sequential_bounds(design=design, looks=1)
        assert found.z == pytest.approx((1.959963985,), abs=1e-8)
        assert found.inflation_factor == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("design", ALL_DESIGNS)
def test_very_small_levels(design):
    found = sequential_bounds(design=design, alpha=1e-6, looks=3)
    assert found.error == pytest.approx(1e-6, rel=1e-3)
    assert found.z[-1] > 4.89


class TestOverAndUnderrun:
    def test_an_overrun_uses_what_is_left_with_the_real_information(self):
        over = sequential_bounds(information_fractions=(0.5, 1.2))
        plan = sequential_bounds(information_fractions=(0.5, 1.0))
        assert over.z[0] == plan.z[0]
        assert over.cumulative_alpha[-1] == pytest.approx(0.05)
        assert over.z[-1] > plan.z[-1], "a later look is less correlated with the first"
        assert "overrun" in [note.code for note in over.notes]

    def test_a_last_look_too_early_may_use_all(self):
        short = sequential_bounds(information_fractions=(0.5, 0.8), final=True)
        assert short.complete
        assert short.error == pytest.approx(0.05, abs=1e-5)
        assert short.z[-1] < sequential_bounds(information_fractions=(0.5, 0.8)).z[-1]

    def test_nothing_left_is_an_infinite_bound(self):
        found = sequential_bounds(information_fractions=(0.5, 1.0, 1.1), observed_z=(0.0, 0.0, 9.0))
        assert found.z[-1] == math.inf
        assert found.decision == "ended"
        assert "nothing_left" in [note.code for note in found.notes]

    def test_a_share_within_rounding_of_one_is_one(self):
        assert sequential_bounds(information_fractions=(1 / 3, 2 / 3, 0.1 + 0.2 + 0.7)).complete


class TestDecision:
    @pytest.mark.parametrize(
        ("seen", "decision", "at"),
        [
            ((), "none", None),
            ((1.0,), "go_on", None),
            ((1.0, 3.4), "stop_rise", 2),
            ((1.0, -3.4), "stop_fall", 2),
            ((5.0, 0.0, 0.0), "stop_rise", 1),
            ((0.0, 0.0, 0.0, 0.0, 2.03), "ended", None),
            ((0.0, 0.0, 0.0, 0.0, 2.04), "stop_rise", 5),
        ],
    )
    def test_what_the_looks_say(self, seen, decision, at):
        found = sequential_bounds(observed_z=seen)
        assert (found.decision, found.decided_at) == (decision, at)
        first = render(found.readings()[0], "en")
        word = {"none": "With 5 looks", "go_on": "Go on", "ended": "The test has ended"}.get(decision, "Stop: at look")
        assert first.startswith(word)
        assert ("passed_over" in [note.code for note in found.notes]) == (seen[:1] == (5.0,))

    def test_one_sided_never_stops_for_a_fall(self):
        assert sequential_bounds(sides="one", observed_z=(-9.0,)).decision == "go_on"

    def test_unfinished_looks_say_what_is_left(self):
        found = sequential_bounds(information_fractions=(0.3, 0.6))
        assert found.characteristics is None
        assert math.isnan(found.inflation_factor)
        assert "0.762% of the 5%" in render(found.readings()[1], "en")


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({"information_fractions": (0.5, 0.5)}, "information_fractions"),
        ({"information_fractions": (0.5, 0.5004)}, "information_fractions"),
        ({"information_fractions": (0.0, 0.5)}, "information_fractions"),
        ({"information_fractions": (0.5, 0.2)}, "information_fractions"),
        ({"information_fractions": (50.0, 150.0)}, "information_fractions"),
        ({"information_fractions": tuple(k / 60 for k in range(1, 61))}, "information_fractions"),
        ({"looks": 2, "observed_z": (1.0, 2.0, 3.0)}, "observed_z"),
    ],
)
def test_impossible_looks_are_refused(arguments, parameter):
    with pytest.raises(ParameterError) as caught:
        sequential_bounds(**arguments)
    assert caught.value.parameter == parameter


def test_a_rule_without_chance_to_stop_early():
    rule = StoppingRule(design="kim_demets", alpha=0.05, sides="two", rho=20.0)
    found = solve_boundaries(rule, (0.05, 1.0), final=True)
    assert found.upper[0] > 8
    assert found.upper[1] == pytest.approx(1.959963985, abs=1e-6)
