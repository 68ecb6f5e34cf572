"""Always-valid intervals: the mixture integrated numerically, duality with the p-value, running looks, bad input."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from analysis.core import ParameterError
from analysis.experiments import always_valid_interval
from analysis.experiments.normal_mixture import boundary, tuned_ratio
from analysis.language import render

COUNTS = {
    "n_control": (2000,),
    "successes_control": (200,),
    "n_treatment": (2000,),
    "successes_treatment": (250,),
}


def mixture_ratio(difference: float, variance: float, tau2: float) -> float:
    """The likelihood ratio by integrating over the changes, with no closed form."""
    deviation = math.sqrt(variance)

    def integrand(theta: float) -> float:
        return norm.pdf(difference, theta, deviation) * norm.pdf(theta, 0, math.sqrt(tau2))

    width = 12 * math.sqrt(tau2 + variance)
    found, _ = quad(integrand, -width, width, points=[0, difference], epsabs=0, epsrel=1e-10, limit=500)
    return found / norm.pdf(difference, 0, deviation)


@pytest.mark.parametrize("tau2", [1e-5, 1e-4, 4e-3])
def test_likelihood_ratio_is_the_integral(tau2):
    found = always_valid_interval(**COUNTS, mixture="msprt", tau2=tau2)
    variance = (0.1 * 0.9 + 0.125 * 0.875) / 2000
    assert found.likelihood_ratio[0] == pytest.approx(mixture_ratio(0.025, variance, tau2), rel=1e-7)
    assert found.p_value[0] == pytest.approx(min(1, 1 / found.likelihood_ratio[0]))
    # The interval holds the differences against which the ratio stays below 20.
    low = found.difference.low
    assert mixture_ratio(0.025 - low, variance, tau2) == pytest.approx(20, rel=1e-6)


@pytest.mark.parametrize("mixture", ["msprt", "asymptotic"])
@pytest.mark.parametrize("difference_type", ["absolute", "relative"])
@pytest.mark.parametrize("successes", [210, 260, 275, 290, 300, 340])
def test_interval_and_p_value_agree(mixture, difference_type, successes):
    found = always_valid_interval(
        **COUNTS | {"successes_treatment": (successes,)},
        mixture=mixture,
        difference_type=difference_type,
        smallest_change=0.02 if difference_type == "absolute" else 0.2,
    )
    assert found.difference.excludes(0.0) == (found.p_value[0] < 0.05)


def test_smallest_change_is_the_width_of_the_mixture():
    by_change = always_valid_interval(**COUNTS, mixture="msprt", smallest_change=0.02)
    by_variance = always_valid_interval(**COUNTS, mixture="msprt", tau2=0.02**2)
    assert by_change.difference == by_variance.difference
    assert by_change.tau2 == pytest.approx(4e-4)


def test_tuning_is_narrowest_where_it_says():
    """Half the width over sqrt(V) is smallest near the tuned ratio, by grid search."""
    for alpha in (0.01, 0.05, 0.2):
        grid = np.geomspace(0.1, 100, 4000)
        assert boundary(tuned_ratio(alpha), alpha) < min(boundary(ratio, alpha) for ratio in grid) * 1.0005


def test_swapping_the_groups_turns_the_sign():
    found = always_valid_interval(**COUNTS).difference
    swapped = always_valid_interval(
        n_control=(2000,), successes_control=(250,), n_treatment=(2000,), successes_treatment=(200,)
    ).difference
    assert (swapped.low, swapped.high) == pytest.approx((-found.high, -found.low))


def test_counts_are_means_of_zeros_and_ones():
    by_counts = always_valid_interval(**COUNTS).difference
    by_means = always_valid_interval(
        n_control=(2000,),
        n_treatment=(2000,),
        mean_control=(0.1,),
        sd_control=(0.3,),
        mean_treatment=(0.125,),
        sd_treatment=(math.sqrt(0.125 * 0.875),),
    )
    assert (by_means.difference.low, by_means.difference.high) == pytest.approx((by_counts.low, by_counts.high))
    assert by_means.of_means


LOOKS = {
    "n_control": (500, 1000, 4000),
    "successes_control": (50, 120, 400),
    "n_treatment": (500, 1000, 4000),
    "successes_treatment": (90, 160, 480),
}


class TestSeveralLooks:
    def test_running_interval_is_the_intersection(self):
        found = always_valid_interval(**LOOKS)
        for place in range(3):
            seen = found.at_looks[: place + 1]
            assert found.running[place].low == max(item.low for item in seen)
            assert found.running[place].high == min(item.high for item in seen)
            assert found.running_p[place] == min(found.p_value[: place + 1])
        assert found.difference == found.running[-1]

    def test_intervals_that_exclude_each_other_are_said(self):
        drifted = LOOKS | {"n_control": (2000, 4000, 40000), "n_treatment": (2000, 4000, 40000)}
        drifted |= {"successes_control": (100, 200, 4000), "successes_treatment": (500, 600, 3600)}
        found = always_valid_interval(**drifted)
        assert found.difference.low > found.difference.high
        assert "did not stay the same" in render(found.readings()[0], "en")

    def test_early_looks_of_a_relative_difference_do_not_count(self):
        early = {
            "n_control": (100, 2000),
            "successes_control": (5, 100),
            "n_treatment": (100, 2000),
            "successes_treatment": (20, 120),
        }
        found = always_valid_interval(**early, difference_type="relative")
        assert math.isnan(found.running[0].low)
        assert math.isnan(found.running_p[0])
        assert found.running[1].low == found.at_looks[1].low
        assert found.notes[0].code == "too_early_for_relative"
        absolute = always_valid_interval(**early)
        assert not math.isnan(absolute.running[0].low)

    def test_nobody_converted_is_no_interval(self):
        found = always_valid_interval(
            n_control=(10,), successes_control=(0,), n_treatment=(10,), successes_treatment=(0,)
        )
        assert math.isnan(found.difference.low)
        assert math.isnan(found.p_value[0])
        assert found.notes[0].code == "undefined"
        assert "Too early" in render(found.readings()[0], "en")


@pytest.mark.parametrize(
    ("successes", "said"), [(250, "Open so far"), (330, "The new version is ahead"), (90, "The new version is behind")]
)
def test_what_is_said(successes, said):
    found = always_valid_interval(**COUNTS | {"successes_treatment": (successes,)})
    assert render(found.readings()[0], "en").startswith(said)


@pytest.mark.parametrize(
    ("changes", "parameter"),
    [
        ({"successes_control": ()}, "successes_control"),
        ({"successes_control": (1, 2)}, "successes_control"),
        ({"n_control": ()}, "n_control"),
        ({"successes_control": (2001,)}, "successes_control"),
        ({"successes_treatment": (0.5,)}, "successes_treatment"),
        ({"n_control": (0,), "successes_control": (0,)}, "n_control"),
        ({"mixture": "msprt"}, "smallest_change"),
        ({"mean_control": (1.0,)}, "sd_control"),
        (
            {"mean_control": (1.0,), "mean_treatment": (1.0,), "sd_control": (-1.0,), "sd_treatment": (1.0,)},
            "sd_control",
        ),
        (
            {
                "n_control": (2000, 1000),
                "n_treatment": (2000, 2000),
                "successes_control": (1, 1),
                "successes_treatment": (1, 1),
            },
            "n_control",
        ),
    ],
)
def test_impossible_looks_are_refused(changes, parameter):
    with pytest.raises(ParameterError) as caught:
        always_valid_interval(**COUNTS | changes)
    assert caught.value.parameter == parameter


def test_nobody_converted_with_the_new_version_has_no_relative_interval():
    found = always_valid_interval(
        n_control=(50,),
        n_treatment=(50,),
        successes_control=(5,),
        successes_treatment=(0,),
        difference_type="relative",
    )
    assert math.isnan(found.at_looks[0].low)
    assert "undefined" in [note.code for note in found.notes]
