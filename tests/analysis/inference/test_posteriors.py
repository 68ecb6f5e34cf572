"""Posterior comparisons against closed forms, exact sums and SciPy's adaptive quadrature."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import betaln

from analysis.inference.posteriors import (
    BetaPosterior,
    GammaPosterior,
    NormalPosterior,
    chance_difference_below,
    chances_best,
    difference_quantile,
)


def miller(a_1: int, b_1: int, a_2: int, b_2: int) -> float:
    """Evan Miller's exact sum for P(second > first), whole a_2."""
    i = np.arange(a_2)
    terms = betaln(a_1 + i, b_1 + b_2) - np.log(b_2 + i) - betaln(1 + i, b_2) - betaln(a_1, b_1)
    return float(np.exp(terms).sum())


@pytest.mark.parametrize(
    "pair",
    [((21, 181), (31, 171)), ((1, 1), (2, 3)), ((1, 11), (9, 3)), ((2, 999), (300, 2)), ((501, 501), (520, 482))],
)
def test_rates_by_an_exact_sum(pair: tuple[tuple[int, int], tuple[int, int]]) -> None:
    first, second = (BetaPosterior(*each) for each in pair)
    expected = miller(*pair[0], *pair[1])
    assert 1 - chance_difference_below(first, second, 0.0) == pytest.approx(expected, abs=1e-9)
    chances, best = chances_best([first, second])
    assert chances[1] == pytest.approx(expected, abs=1e-9)
    assert chances.sum() == pytest.approx(1, abs=1e-9)
    loss = integrate.quad(lambda x: stats.beta.cdf(x, *pair[1]) * stats.beta.sf(x, *pair[0]), 0, 1, limit=500)[0]
    assert best - second.mean == pytest.approx(loss, abs=1e-9)


def test_event_rates_by_an_exact_sum() -> None:
    # Given all events those of the second are binomial: P(second > first) is a negative-binomial tail.
    first, second = GammaPosterior(9, 120.0), GammaPosterior(14, 110.0)
    expected = stats.nbinom.cdf(first.shape - 1, second.shape, second.rate / (first.rate + second.rate))
    chances, _ = chances_best([first, second])
    found = 1 - chance_difference_below(first, second, 0.0)
    assert found == pytest.approx(chances[1], abs=1e-9)
    assert found == pytest.approx(1 - expected, abs=1e-9)


@pytest.mark.parametrize("sd", [3.0, 1e-4, 1e-9])
def test_normals_in_closed_form_however_narrow(sd: float) -> None:
    first, second = NormalPosterior(1.0, sd), NormalPosterior(1.0 + sd, 4.0 * sd)
    z = 1 / math.hypot(1, 4)
    chances, best = chances_best([first, second])
    # At 1e-9 around 1 the numbers themselves are only known to 1e-7 of a standard deviation.
    assert chances[1] == pytest.approx(stats.norm.cdf(z), abs=1e-9 if sd > 1e-6 else 1e-7)
    spread = sd * math.hypot(1, 4)
    assert best - second.mean == pytest.approx(spread * stats.norm.pdf(z) - sd * stats.norm.sf(z), rel=1e-4)
    assert difference_quantile(first, second, 0.9) == pytest.approx(sd + spread * stats.norm.ppf(0.9), rel=1e-6)


def test_one_arm_a_million_times_as_narrow() -> None:
    narrow, wide = NormalPosterior(1.0, 1e-6), NormalPosterior(1.5, 1.0)
    assert chances_best([narrow, wide])[0][1] == pytest.approx(stats.norm.cdf(0.5), abs=1e-6)
    assert 1 - chance_difference_below(narrow, wide, 0.0) == pytest.approx(stats.norm.cdf(0.5), abs=1e-9)


def test_a_hundred_million_customers() -> None:
    n = 100_000_000
    first, second = BetaPosterior(0.1 * n + 1, 0.9 * n + 1), BetaPosterior(0.10005 * n + 1, 0.89995 * n + 1)
    z = (second.mean - first.mean) / math.hypot(first.sd, second.sd)
    assert first.sd < 1e-4
    assert 1 - chance_difference_below(first, second, 0.0) == pytest.approx(stats.norm.cdf(z), abs=1e-4)
    low, high = (difference_quantile(first, second, p) for p in (0.025, 0.975))
    expected = second.mean - first.mean + stats.norm.ppf(0.975) * math.hypot(first.sd, second.sd) * np.array([-1, 1])
    assert [low, high] == pytest.approx(expected, rel=1e-3)


def test_several_arms_by_nested_quadrature_and_mirrored() -> None:
    arms = [BetaPosterior(21, 181), BetaPosterior(31, 171), BetaPosterior(27, 175)]
    # R 4.2.2, numeric integration.
    expected = [0.0357887830312, 0.6932230410027, 0.2709881759661]
    assert chances_best(arms)[0] == pytest.approx(expected, abs=1e-8)
    mirrored = [BetaPosterior(arm.b, arm.a) for arm in arms]
    chances, least = chances_best(mirrored, lowest=True)
    assert chances == pytest.approx(expected, abs=1e-8)
    assert least == pytest.approx(1 - chances_best(arms)[1], abs=1e-9)


@pytest.mark.parametrize("difference", [-0.3, -0.05, 0.0, 0.02, 0.4])
def test_kinks_at_the_ends_of_the_range(difference: float) -> None:
    # Prior alone against a hundred customers without success: the density piles up at zero.
    first, second = BetaPosterior(0.5, 0.5), BetaPosterior(0.5, 100.5)
    found = chance_difference_below(first, second, difference)
    low, high = stats.beta.ppf([1e-14, 1 - 1e-14], 0.5, 0.5)
    breaks = [p for p in (1e-8, 1e-4, -difference, -difference + 1e-4, 1 - 1e-4) if low < p < high]
    expected = integrate.quad(
        lambda u: stats.beta.cdf(stats.beta.ppf(u, 0.5, 0.5) + difference, 0.5, 100.5),
        0,
        1,
        limit=2000,
        points=sorted(float(stats.beta.cdf(p, 0.5, 0.5)) for p in breaks),
    )[0]
    assert found == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("lowest", [False, True])
def test_two_normal_arms_far_apart_are_right_in_relative_terms(lowest: bool) -> None:
    control, treatment = NormalPosterior(0.10, 0.0055), NormalPosterior(0.0667, 0.0064)
    sd = math.hypot(control.sd, treatment.sd)
    sign = -1 if lowest else 1
    z = sign * (treatment.mean - control.mean) / sd
    chances, best = chances_best((control, treatment), lowest=lowest)
    assert chances[1] == pytest.approx(stats.norm.cdf(z), rel=1e-12)
    assert chances[0] == pytest.approx(stats.norm.sf(z), rel=1e-12)
    # The loss of keeping control, integrated by SciPy.
    loss = integrate.quad(lambda x: x * stats.norm.pdf(x, z * sd, sd), 0, z * sd + 12 * sd if z > 0 else 8 * sd)[0]
    assert sign * (best - control.mean) == pytest.approx(loss, rel=1e-7)
    assert chance_difference_below(control, treatment, 0.01) == pytest.approx(
        stats.norm.cdf((0.01 - treatment.mean + control.mean) / sd), rel=1e-12
    )
