"""Readers of finished tests: false alarms from both sides and one, at margins, in communities, over several arms.

How often their intervals hold the truth in small and skewed samples stands in `test_reading_error_rates`, which
draws the same numbers through the functions inside; here the public readers decide.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analysis.experiments import (
    read_counts,
    read_means,
    read_proportions,
    read_ratio,
)
from tests.recovery.claims.claim import Claim
from tests.recovery.claims.plans import ratios
from tests.recovery.claims.samples import alike, community_codes, counts, two_summaries

Draw = Callable[[np.random.Generator], bool]
ALPHA = 0.05
LEVEL = 0.95


def leaves_out_zero(read: Callable[..., object], draw: Callable[[np.random.Generator], dict], **asked: object) -> Draw:
    return lambda rng: read(**draw(rng), **asked).difference_treatment_minus_control.excludes(0.0)


def passes(read: Callable[..., object], draw: Callable[[np.random.Generator], dict], verdict: str, **asked: object):
    """Whether a version at the margin is taken for a good one."""

    def replicate(rng: np.random.Generator) -> bool:
        found = read(**draw(rng), **asked)
        margin = found.against_margin if read is read_proportions else found.comparison.against_margin
        return margin.verdict == verdict

    return replicate


def rates(n: tuple[int, int], true: tuple[float, float]) -> Callable[[np.random.Generator], dict]:
    return lambda rng: counts(rng, n, true)


def means(n: tuple[int, int], true: tuple[float, float] = (0.0, 0.0), sds: tuple[float, float] = (1.0, 1.0)):
    return lambda rng: two_summaries(rng, n, true, sds)


def counted(exposure: tuple[float, float], true: tuple[float, float], spread: float = 1.0):
    def total(rng: np.random.Generator, mean: float) -> int:
        return int(rng.poisson(mean) if spread == 1 else rng.negative_binomial(mean / (spread - 1), 1 / spread))

    def draw(rng: np.random.Generator) -> dict:
        drawn = {
            "events_control": total(rng, exposure[0] * true[0]),
            "exposure_control": exposure[0],
            "events_treatment": total(rng, exposure[1] * true[1]),
            "exposure_treatment": exposure[1],
        }
        return drawn if spread == 1 else drawn | {"dispersion": spread}

    return draw


CODES, TREATED = community_codes(40, (20,))


def rates_of_communities(rng: np.random.Generator) -> dict:
    """Forty communities of 20 in each group, members correlating by .05."""
    rate = rng.beta(0.3 * 19, 0.7 * 19, 80)
    drawn = rng.binomial(20, rate)
    return {
        "successes_control": int(drawn[:40].sum()),
        "n_control": 800,
        "successes_treatment": int(drawn[40:].sum()),
        "n_treatment": 800,
    }


def means_of_communities(rng: np.random.Generator) -> dict:
    values = alike(rng, CODES, 0.05)
    first, second = values[TREATED == 0], values[TREATED == 1]
    return {
        "n_control": first.size,
        "mean_control": float(first.mean()),
        "sd_control": float(first.std(ddof=1)),
        "n_treatment": second.size,
        "mean_treatment": float(second.mean()),
        "sd_treatment": float(second.std(ddof=1)),
    }


CLUSTERS = {"randomised_by": "cluster", "cluster_size": 20, "icc": 0.05}

READING_CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="read_proportions: one-sided, 30 % and 30 %, 200 each",
        method="read_proportions",
        rate=ALPHA,
        replicate=leaves_out_zero(read_proportions, rates((200, 200), (0.3, 0.3)), alternative="greater"),
        real=(0.045, 0.055),
        reason="Newcombe's interval is approximate; at most .054 to .058 in equal groups (enumerated)",
    ),
    Claim(
        id="read_proportions: not worse, 5 points lost, margin 5",
        method="read_proportions",
        rate=0.025,
        replicate=passes(
            read_proportions, rates((400, 400), (0.3, 0.25)), "noninferior", goal="noninferiority", margin=0.05
        ),
    ),
    Claim(
        id="read_proportions: alike, 6 points lost, margin 6",
        method="read_proportions",
        rate=ALPHA,
        replicate=passes(
            read_proportions, rates((1200, 1200), (0.3, 0.24)), "equivalent", goal="equivalence", margin=0.06
        ),
    ),
    Claim(
        id="read_proportions: communities of 20 with a known correlation",
        method="read_proportions",
        rate=ALPHA,
        replicate=leaves_out_zero(read_proportions, rates_of_communities, **CLUSTERS),
    ),
    Claim(
        id="read_means: one-sided, 8 and 12, threefold spread",
        method="read_means",
        rate=ALPHA,
        replicate=leaves_out_zero(read_means, means((8, 12), sds=(1.0, 3.0)), alternative="greater"),
    ),
    Claim(
        id="read_means: two-sided, 10 each",
        method="read_means",
        rate=ALPHA,
        replicate=leaves_out_zero(read_means, means((10, 10))),
    ),
    Claim(
        id="read_means: not worse, 15 each, loss at the margin",
        method="read_means",
        rate=0.025,
        replicate=passes(read_means, means((15, 15), (0.0, -0.5)), "noninferior", goal="noninferiority", margin=0.5),
    ),
    Claim(
        id="read_means: alike, 60 each, loss at the margin",
        method="read_means",
        rate=ALPHA,
        replicate=passes(read_means, means((60, 60), (0.0, -0.7)), "equivalent", goal="equivalence", margin=0.7),
    ),
    Claim(
        id="read_means: communities of 20 with a known correlation",
        method="read_means",
        rate=ALPHA,
        replicate=leaves_out_zero(read_means, means_of_communities, **CLUSTERS),
    ),
    Claim(
        id="read_ratio: two-sided, 400 each",
        method="read_ratio",
        rate=ALPHA,
        replicate=leaves_out_zero(read_ratio, lambda rng: ratios(rng, (400, 400), (0.25, 0.25))),
    ),
    Claim(
        id="read_ratio: one-sided, 400 each",
        method="read_ratio",
        rate=ALPHA,
        replicate=leaves_out_zero(read_ratio, lambda rng: ratios(rng, (400, 400), (0.25, 0.25)), alternative="greater"),
    ),
    Claim(
        id="read_ratio: not worse, 400 each, loss at the margin",
        method="read_ratio",
        rate=0.025,
        replicate=passes(
            read_ratio,
            lambda rng: ratios(rng, (400, 400), (0.25, 0.22)),
            "noninferior",
            goal="noninferiority",
            margin=0.03,
        ),
    ),
    Claim(
        id="read_counts: two-sided, 40 events each",
        method="read_counts",
        rate=ALPHA,
        replicate=leaves_out_zero(read_counts, counted((40.0, 40.0), (1.0, 1.0))),
    ),
    Claim(
        id="read_counts: one-sided, 30 and 60 events",
        method="read_counts",
        rate=ALPHA,
        replicate=leaves_out_zero(read_counts, counted((30.0, 60.0), (1.0, 1.0)), alternative="greater"),
    ),
    Claim(
        id="read_counts: not worse, 100 and 80 events, loss at the margin",
        method="read_counts",
        rate=0.025,
        replicate=passes(
            read_counts, counted((100.0, 100.0), (1.0, 0.8)), "noninferior", goal="noninferiority", margin=0.2
        ),
    ),
    Claim(
        id="read_counts: dispersion 3, 300 events each",
        method="read_counts",
        rate=ALPHA,
        replicate=leaves_out_zero(read_counts, counted((300.0, 300.0), (1.0, 1.0), 3.0)),
    ),
)
