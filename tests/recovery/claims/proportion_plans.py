"""The chances that plans of two and more rates promise, drawn at the planned size and read by our readers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.experiments import plan_proportions, read_arms, read_proportions, read_user_proportions
from tests.recovery.claims.claim import Claim
from tests.recovery.claims.samples import community_codes, counts, several

Draw = Callable[[np.random.Generator], bool]


def rise(plan: object, rates: tuple[float, float], alternative: str = "two-sided") -> Draw:
    """Whether the planned rise or fall of a rate is found, in its own direction."""
    sign = 1 if rates[1] > rates[0] else -1

    def replicate(rng: np.random.Generator) -> bool:
        drawn = counts(rng, (plan.n_control, plan.n_treatment), rates)
        found = read_proportions(**drawn, alternative=alternative).difference_treatment_minus_control
        return found.excludes(0.0) and sign * found.value > 0

    return replicate


UNEQUAL = plan_proportions(baseline_rate=0.2, change=0.04, share_treatment=0.2, sides="one")
FALL = plan_proportions(baseline_rate=0.1, change=0.03, direction="decrease", power=0.9)
SMALLEST = plan_proportions(baseline_rate=0.3, solve_for="mde", n_total=2000)
SEVERAL = {
    name: plan_proportions(baseline_rate=0.3, change=0.08, n_treatments=3, correction=name)
    for name in ("bonferroni", "holm", "dunnett")
}


def of_several(correction: str, *, any_of: bool) -> Draw:
    plan = SEVERAL[correction]

    def replicate(rng: np.random.Generator) -> bool:
        n = (plan.n_control, *(3 * (plan.n_treatment,)))
        found = read_arms(**several(rng, n, (0.3, 0.38, 0.38, 0.38)), adjust=correction).comparisons
        seen = [arm.p_adjusted <= 0.05 and arm.difference.value > 0 for arm in found]
        return any(seen) if any_of else seen[0]

    return replicate


NOT_WORSE = plan_proportions(baseline_rate=0.3, goal="noninferiority", margin=0.05, change=None)
ALIKE = plan_proportions(baseline_rate=0.3, goal="equivalence", margin=0.06, change=None)


def within_margin(plan: object, goal: str, margin: float, verdict: str) -> Draw:
    def replicate(rng: np.random.Generator) -> bool:
        drawn = counts(rng, (plan.n_control, plan.n_treatment), (0.3, 0.3))
        return read_proportions(**drawn, goal=goal, margin=margin).against_margin.verdict == verdict

    return replicate


COMMUNITIES = plan_proportions(baseline_rate=0.3, change=0.1, cluster_size=20, icc=0.02)
COMMUNITY_CODES, COMMUNITY_ARM = community_codes(int(np.ceil(COMMUNITIES.clusters_control)), (20,))
COMMUNITY_FRAME = pd.DataFrame(
    {"arm": pd.Categorical.from_codes(COMMUNITY_ARM, categories=["old", "new"]), "community": COMMUNITY_CODES}
)


def rates_of_communities(rng: np.random.Generator) -> bool:
    """Every community has a rate of its own, beta distributed, so that its members correlate by .02."""
    total = (1 - 0.02) / 0.02
    half = COMMUNITY_CODES.max() + 1
    mean = np.where(np.arange(half) < half // 2, 0.3, 0.4)
    rate = rng.beta(mean * total, (1 - mean) * total)[COMMUNITY_CODES]
    answers = pd.array(rng.random(COMMUNITY_CODES.size) < rate, dtype="boolean")
    found = read_user_proportions(COMMUNITY_FRAME.assign(y=answers), arm="arm", outcome="y", community="community")
    return found.comparisons[0].difference.low > 0


PROPORTION_PLAN_CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="plan_proportions: a fifth treated, one-sided",
        method="plan_proportions",
        rate=UNEQUAL.power,
        replicate=rise(UNEQUAL, (0.2, 0.24), "greater"),
    ),
    Claim(
        id="plan_proportions: a fall of 3 points from 10 %, chance .9",
        method="plan_proportions",
        rate=FALL.power,
        replicate=rise(FALL, (0.1, 0.07)),
    ),
    Claim(
        id="plan_proportions: the smallest change of 2,000 customers",
        method="plan_proportions",
        rate=0.8,
        replicate=rise(SMALLEST, (0.3, 0.3 + SMALLEST.change)),
    ),
    Claim(
        id="plan_proportions: one of three versions, Bonferroni",
        method="plan_proportions",
        rate=SEVERAL["bonferroni"].power,
        replicate=of_several("bonferroni", any_of=False),
        short=40,
    ),
    Claim(
        id="plan_proportions: one of three versions, Holm",
        method="plan_proportions",
        rate=SEVERAL["holm"].power,
        bound="at_least",
        replicate=of_several("holm", any_of=False),
        short=40,
    ),
    Claim(
        id="plan_proportions: one of three versions, Dunnett",
        method="plan_proportions",
        rate=SEVERAL["dunnett"].power,
        replicate=of_several("dunnett", any_of=False),
        short=40,
    ),
    Claim(
        id="plan_proportions: any of three versions, Dunnett",
        method="plan_proportions",
        rate=SEVERAL["dunnett"].power_any,
        replicate=of_several("dunnett", any_of=True),
        short=40,
    ),
    Claim(
        id="plan_proportions: not worse by 5 points",
        method="plan_proportions",
        rate=NOT_WORSE.power,
        replicate=within_margin(NOT_WORSE, "noninferiority", 0.05, "noninferior"),
    ),
    Claim(
        id="plan_proportions: alike within 6 points",
        method="plan_proportions",
        rate=ALIKE.power,
        replicate=within_margin(ALIKE, "equivalence", 0.06, "equivalent"),
    ),
    Claim(
        id="plan_proportions: communities of 20",
        method="plan_proportions",
        rate=COMMUNITIES.power if np.isnan(COMMUNITIES.power_by_t) else COMMUNITIES.power_by_t,
        replicate=rates_of_communities,
        short=40,
    ),
)
