"""Readers of several arms and chances that a version is better: family errors, factorial effects, calibration."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analysis.experiments import probability_to_beat, read_arms
from tests.recovery.claims.claim import Claim
from tests.recovery.claims.samples import holds, normal_summary, several

Draw = Callable[[np.random.Generator], bool]
ALPHA = 0.05
LEVEL = 0.95


def any_arm(n: tuple[int, ...], rate: float, **asked: object) -> Draw:
    def replicate(rng: np.random.Generator) -> bool:
        found = read_arms(**several(rng, n, (rate,) * len(n)), **asked)
        return any(arm.p_adjusted <= ALPHA for arm in found.comparisons)

    return replicate


def drawn_means(rng: np.random.Generator, n: tuple[int, ...], sds: tuple[float, ...]) -> dict:
    drawn = [normal_summary(rng, size, 0.0, sd) for size, sd in zip(n, sds, strict=True)]
    return {
        "observed": tuple(mean for mean, _ in drawn),
        "sizes": tuple(map(float, n)),
        "sds": tuple(sd for _, sd in drawn),
        "measure": "means",
    }


def any_mean(adjust: str) -> Draw:
    def replicate(rng: np.random.Generator) -> bool:
        found = read_arms(**drawn_means(rng, (20, 20, 20, 20), (1.0, 1.0, 1.0, 1.0)), adjust=adjust)
        return any(arm.p_adjusted <= ALPHA for arm in found.comparisons)

    return replicate


def one_mean_differs(rng: np.random.Generator) -> bool:
    """One arm is far from control: Holm may still raise an alarm about either of the others."""
    drawn = drawn_means(rng, (20, 20, 20, 20), (1.0, 1.0, 1.0, 1.0))
    first, second, *others = drawn["observed"]
    drawn["observed"] = (first, second + 5.0, *others)
    return any(arm.p_adjusted <= ALPHA for arm in read_arms(**drawn, adjust="holm").comparisons[1:])


def all_arms_of_rates(rng: np.random.Generator) -> bool:
    return read_arms(**several(rng, (50,) * 4, (0.3,) * 4)).overall.p_value <= ALPHA


def all_arms_of_means(rng: np.random.Generator) -> bool:
    return read_arms(**drawn_means(rng, (10, 15, 20, 30), (3.0, 2.0, 1.0, 1.0))).overall.p_value <= ALPHA


def any_factorial(rng: np.random.Generator) -> bool:
    found = read_arms(**several(rng, (150,) * 4, (0.3,) * 4), design="factorial")
    return any(effect.p_holm <= ALPHA for effect in found.effects)


def interaction_beside_effects(rng: np.random.Generator) -> bool:
    found = read_arms(**several(rng, (200,) * 4, (0.2, 0.3, 0.35, 0.45)), design="factorial")
    return found.effects[2].effect.excludes(0.0)


SEVERAL_ARMS: tuple[Claim, ...] = (
    *(
        Claim(
            id=f"read_arms: any of three rates, 150 each, {adjust}",
            method="read_arms",
            rate=ALPHA,
            bound="at_most",
            replicate=any_arm((150,) * 4, 0.3, adjust=adjust),
            short=40,
        )
        for adjust in ("holm", "bonferroni")
    ),
    Claim(
        id="read_arms: any of three rare rates, Fisher and Holm",
        method="read_arms",
        rate=ALPHA,
        bound="at_most",
        replicate=any_arm((40,) * 4, 0.05, adjust="holm", test="fisher"),
        short=40,
    ),
    Claim(
        id="read_arms: any of three means, 20 each, Holm",
        method="read_arms",
        rate=ALPHA,
        bound="at_most",
        replicate=any_mean("holm"),
    ),
    Claim(
        id="read_arms: two means beside one that differs, Holm",
        method="read_arms",
        rate=ALPHA,
        bound="at_most",
        replicate=one_mean_differs,
    ),
    Claim(
        id="read_arms: all rates equal, 50 each",
        method="read_arms",
        rate=ALPHA,
        replicate=all_arms_of_rates,
        short=40,
    ),
    Claim(
        id="read_arms: all means equal, 10 to 30, spreads 3 to 1",
        method="read_arms",
        rate=ALPHA,
        replicate=all_arms_of_means,
    ),
    Claim(
        id="read_arms: any factorial effect, Holm",
        method="read_arms",
        rate=ALPHA,
        bound="at_most",
        replicate=any_factorial,
        short=40,
    ),
    Claim(
        id="read_arms: interaction beside two main effects",
        method="read_arms",
        rate=ALPHA,
        replicate=interaction_beside_effects,
        short=40,
    ),
)


def calibrated(
    at_least: float, draw: Callable[[np.random.Generator], tuple[np.ndarray, dict]], **asked: object
) -> Draw:
    """Among tests whose chance q of a better version is this or more: the version is better, in a share of at_least / q.

    If q is right, that happens with probability `at_least`, whatever q was.
    """

    def replicate(rng: np.random.Generator) -> bool:
        while True:
            truth, drawn = draw(rng)
            q = probability_to_beat(**drawn, **asked).chance_to_beat[0]
            if q >= at_least:
                return bool(truth[1] > truth[0]) and rng.random() < at_least / q

    return replicate


def best_of_three(rng: np.random.Generator) -> bool:
    """The arm most likely to be best is it: thinned to one half, as in `calibrated`."""
    while True:
        truth, drawn = rates_from_prior((30, 30, 30), (1.0, 1.0))(rng)
        chances = probability_to_beat(**drawn).chance_best
        place = int(np.argmax(chances))
        if chances[place] >= 0.5:
            return int(np.argmax(truth)) == place and rng.random() < 0.5 / chances[place]


def rates_from_prior(n: tuple[int, ...], prior: tuple[float, float]):
    def draw(rng: np.random.Generator) -> tuple[np.ndarray, dict]:
        truth = rng.beta(*prior, len(n))
        return truth, {"observed": tuple(map(float, rng.binomial(n, truth))), "sizes": tuple(map(float, n))}

    return draw


def counts_from_prior(rng: np.random.Generator) -> tuple[np.ndarray, dict]:
    truth = rng.gamma(2.0, 1 / 3.0, 2)
    return truth, {"observed": tuple(map(float, rng.poisson(20 * truth))), "sizes": (20.0, 20.0)}


def difference_from_prior(rng: np.random.Generator) -> bool:
    truth, drawn = rates_from_prior((12, 30), (2.0, 5.0))(rng)
    found = probability_to_beat(**drawn, prior_alpha=2.0, prior_beta=5.0)
    return holds(found.difference[0], truth[1] - truth[0])


BEAT: tuple[Claim, ...] = (
    Claim(
        id="probability_to_beat: rates, chances of .9 and more, 40 each",
        method="probability_to_beat",
        rate=0.9,
        replicate=calibrated(0.9, rates_from_prior((40, 40), (1.0, 1.0))),
        short=40,
    ),
    Claim(
        id="probability_to_beat: rates, chances of .5 and more, 10 and 25, own prior",
        method="probability_to_beat",
        rate=0.5,
        replicate=calibrated(0.5, rates_from_prior((10, 25), (2.0, 5.0)), prior_alpha=2.0, prior_beta=5.0),
        short=40,
    ),
    Claim(
        id="probability_to_beat: events, chances of .8 and more",
        method="probability_to_beat",
        rate=0.8,
        replicate=calibrated(0.8, counts_from_prior, model="counts", prior_alpha=2.0, prior_beta=3.0),
        short=40,
    ),
    Claim(
        id="probability_to_beat: best of three, chance of .5 and more",
        method="probability_to_beat",
        rate=0.5,
        replicate=best_of_three,
        short=40,
    ),
    Claim(
        id="probability_to_beat: interval of a difference, 12 and 30",
        method="probability_to_beat",
        rate=LEVEL,
        replicate=difference_from_prior,
    ),
)

ARM_READING_CLAIMS: tuple[Claim, ...] = (*SEVERAL_ARMS, *BEAT)
