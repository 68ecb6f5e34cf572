"""Readers of one row per customer: intervals under an effect, several groups, communities, subgroups and time.

False alarms of the estimators inside, with skewed outcomes and beside what is commonly done, stand in
`test_user_reading_error_rates`; here the public readers read whole tables.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.experiments import (
    measure_baseline,
    read_novelty,
    read_subgroups,
    read_user_means,
    read_user_proportions,
    read_user_ratio,
)
from tests.recovery.claims.claim import Claim
from tests.recovery.claims.samples import alike, arms, community_codes, holds

Draw = Callable[[np.random.Generator], bool]
ALPHA = 0.05
LEVEL = 0.95
# Fewest bootstrap draws: intervals of quantiles are not what is looked at here.
DRAWS = 500


def means_of_small_groups(rng: np.random.Generator) -> bool:
    y = np.concatenate([rng.normal(0.0, 1.0, 8), rng.normal(1.0, 3.0, 14)])
    found = read_user_means(pd.DataFrame({"arm": arms((8, 14)), "y": y}), arm="arm", outcome="y", n_resamples=DRAWS)
    return holds(found.comparisons[0].difference, 1.0)


def three_groups(correction: str) -> Draw:
    truth = (0.4, 0.0, -0.5)

    def replicate(rng: np.random.Generator) -> bool:
        y = rng.normal(size=120) + np.repeat((0.0, *truth), 30)
        frame = pd.DataFrame({"arm": arms((30,) * 4), "y": y})
        found = read_user_means(frame, arm="arm", outcome="y", correction=correction, n_resamples=DRAWS)
        return all(holds(item.difference, true) for item, true in zip(found.comparisons, truth, strict=True))

    return replicate


def any_of_three_groups(correction: str) -> Draw:
    def replicate(rng: np.random.Generator) -> bool:
        frame = pd.DataFrame({"arm": arms((30,) * 4), "y": rng.normal(size=120)})
        found = read_user_means(frame, arm="arm", outcome="y", correction=correction, n_resamples=DRAWS)
        return any(item.p_adjusted <= ALPHA for item in found.comparisons)

    return replicate


def with_values_from_before(rng: np.random.Generator) -> bool:
    """The effect grows with the value from before: slopes differ between the groups."""
    before = rng.normal(size=80)
    treated = np.repeat([0, 1], [30, 50])
    y = 0.7 * before + 0.5 * treated * (1 + before) + rng.normal(size=80)
    frame = pd.DataFrame({"arm": arms((30, 50)), "before": before, "y": y})
    found = read_user_means(frame, arm="arm", outcome="y", pre_period="before", n_resamples=DRAWS)
    return holds(found.comparisons[0].difference, 0.5)


CODES, TREATED = community_codes(15, (10, 20, 30))
COMMUNITIES = pd.DataFrame({"arm": pd.Categorical.from_codes(TREATED, categories=["old", "new"]), "community": CODES})


def means_of_communities(rng: np.random.Generator) -> bool:
    frame = COMMUNITIES.assign(y=alike(rng, CODES, 0.1) + 0.3 * TREATED)
    found = read_user_means(frame, arm="arm", outcome="y", community="community", n_resamples=DRAWS)
    return holds(found.comparisons[0].difference, 0.3)


def rates_of_communities(rng: np.random.Generator) -> bool:
    """Rates of their own, beta with mean .2 and .3, correlation .05."""
    mean = np.repeat([0.2, 0.3], 15)
    rate = rng.beta(19 * mean, 19 * (1 - mean))[CODES]
    frame = COMMUNITIES.assign(y=pd.array(rng.random(CODES.size) < rate, dtype="boolean"))
    found = read_user_proportions(frame, arm="arm", outcome="y", community="community")
    return holds(found.comparisons[0].difference, 0.1)


def ratio_of_communities(rng: np.random.Generator) -> bool:
    """Views of a customer, orders of a taste that the community shares."""
    views = rng.geometric(0.25, CODES.size)
    taste = rng.beta(5.0, 15.0, 30)[CODES]
    frame = COMMUNITIES.assign(views=views.astype(float), orders=rng.binomial(views, taste).astype(float))
    found = read_user_ratio(frame, arm="arm", numerator="orders", denominator="views", community="community")
    return holds(found.comparisons[0].difference, 0.0)


def ratio_of_customers(rng: np.random.Generator) -> bool:
    views = rng.geometric(0.25, 600)
    mean = np.repeat([0.25, 0.3], 300)
    orders = rng.binomial(views, rng.beta(8 * mean, 8 * (1 - mean)))
    frame = pd.DataFrame({"arm": arms((300, 300)), "views": views.astype(float), "orders": orders.astype(float)})
    found = read_user_ratio(frame, arm="arm", numerator="orders", denominator="views")
    return holds(found.comparisons[0].difference, 0.05)


def rates_of_three_groups(rng: np.random.Generator) -> bool:
    rate = np.repeat([0.3, 0.3, 0.4, 0.25], 120)
    frame = pd.DataFrame({"arm": arms((120,) * 4), "y": pd.array(rng.random(480) < rate, dtype="boolean")})
    found = read_user_proportions(frame, arm="arm", outcome="y")
    truth = (0.0, 0.1, -0.05)
    return all(holds(item.difference, true) for item, true in zip(found.comparisons, truth, strict=True))


USER_TESTS: tuple[Claim, ...] = (
    Claim(
        id="read_user_means: interval, 8 and 14, threefold spread",
        method="read_user_means",
        rate=LEVEL,
        replicate=means_of_small_groups,
    ),
    *(
        Claim(
            id=f"read_user_means: three groups hold together, {correction}",
            method="read_user_means",
            rate=LEVEL,
            bound="exact" if correction == "dunnett" else "at_least",
            replicate=three_groups(correction),
            short=40 if correction == "holm" else 10,
        )
        for correction in ("dunnett", "holm")
    ),
    Claim(
        id="read_user_means: any of three groups, Holm",
        method="read_user_means",
        rate=ALPHA,
        bound="at_most",
        replicate=any_of_three_groups("holm"),
        short=40,
    ),
    Claim(
        id="read_user_means: interval with values from before, unequal slopes",
        method="read_user_means",
        rate=LEVEL,
        replicate=with_values_from_before,
        short=40,
    ),
    Claim(
        id="read_user_means: interval, 15 communities of 10 to 30 each",
        method="read_user_means",
        rate=LEVEL,
        replicate=means_of_communities,
    ),
    Claim(
        id="read_user_proportions: interval, 15 communities of 10 to 30 each",
        method="read_user_proportions",
        rate=LEVEL,
        replicate=rates_of_communities,
    ),
    Claim(
        id="read_user_proportions: three groups of 120 hold together",
        method="read_user_proportions",
        rate=LEVEL,
        replicate=rates_of_three_groups,
        short=30,
    ),
    Claim(
        id="read_user_ratio: interval, 15 communities of 10 to 30 each",
        method="read_user_ratio",
        rate=LEVEL,
        replicate=ratio_of_communities,
    ),
    Claim(
        id="read_user_ratio: interval of 5 points, 300 each",
        method="read_user_ratio",
        rate=LEVEL,
        replicate=ratio_of_customers,
    ),
)


SUBGROUPS = np.tile(np.arange(3), 50)
SUBGROUP_FRAME = pd.DataFrame(
    {"arm": arms((75, 75)), "group": pd.Categorical.from_codes(SUBGROUPS, categories=list("pqr"))}
)


def of_subgroups(rng: np.random.Generator, effects: tuple[float, float, float]):
    treated = np.repeat([0, 1], 75)
    y = rng.normal(size=150) * (1 + SUBGROUPS) + treated * np.array(effects)[SUBGROUPS]
    return read_subgroups(SUBGROUP_FRAME.assign(y=y), arm="arm", outcome="y", subgroup="group")


def subgroup_effects_hold(rng: np.random.Generator) -> bool:
    effects = (0.0, 1.0, -0.5)
    found = of_subgroups(rng, effects).effects
    return all(holds(item.effect, true) for item, true in zip(found, effects, strict=True))


def any_subgroup_differs(rng: np.random.Generator) -> bool:
    return any(item.p_holm <= ALPHA for item in of_subgroups(rng, (0.7, 0.7, 0.7)).effects)


def subgroups_differ(rng: np.random.Generator) -> bool:
    return of_subgroups(rng, (0.7, 0.7, 0.7)).heterogeneity.p_value <= ALPHA


def over_time(rng: np.random.Generator, slope: float):
    """Two hundred customers enter over 60 days; the effect changes by `slope` from first to last day."""
    when = rng.uniform(0.0, 60.0, 400)
    y = rng.normal(size=400) + np.repeat([0.0, 1.0], 200) * (0.5 + slope * when)
    frame = pd.DataFrame({"arm": arms((200, 200)), "y": y, "when": when})
    return read_novelty(frame, arm="arm", outcome="y", when="when")


def trend_alarm(rng: np.random.Generator) -> bool:
    return over_time(rng, 0.0).p_trend <= ALPHA


def periods_differ(rng: np.random.Generator) -> bool:
    return over_time(rng, 0.0).heterogeneity.p_value <= ALPHA


def trend_holds(rng: np.random.Generator) -> bool:
    return holds(over_time(rng, -0.01).trend, -0.01)


def ever_left_out(rng: np.random.Generator) -> bool:
    return any(not holds(period.always_valid, 0.5) for period in over_time(rng, 0.0).periods)


PARTS: tuple[Claim, ...] = (
    Claim(
        id="read_subgroups: three effects hold together",
        method="read_subgroups",
        rate=LEVEL,
        bound="at_least",
        replicate=subgroup_effects_hold,
        short=40,
    ),
    Claim(
        id="read_subgroups: any subgroup stands out, Holm",
        method="read_subgroups",
        rate=ALPHA,
        bound="at_most",
        replicate=any_subgroup_differs,
        short=40,
    ),
    Claim(
        id="read_subgroups: effects differ, one effect in truth",
        method="read_subgroups",
        rate=ALPHA,
        replicate=subgroups_differ,
        short=40,
    ),
    Claim(
        id="read_novelty: a trend, constant effect in truth",
        method="read_novelty",
        rate=ALPHA,
        replicate=trend_alarm,
        short=40,
    ),
    Claim(
        id="read_novelty: periods differ, constant effect in truth",
        method="read_novelty",
        rate=ALPHA,
        replicate=periods_differ,
        short=40,
    ),
    Claim(
        id="read_novelty: interval of a trend",
        method="read_novelty",
        rate=LEVEL,
        replicate=trend_holds,
        short=40,
    ),
    Claim(
        id="read_novelty: always-valid interval ever misses",
        method="read_novelty",
        rate=ALPHA,
        bound="at_most",
        replicate=ever_left_out,
        short=40,
    ),
)


def baseline_mean(rng: np.random.Generator) -> bool:
    return holds(measure_baseline(pd.DataFrame({"y": rng.normal(3.0, 2.0, 12)}), outcome="y").value, 3.0)


def baseline_rate(rng: np.random.Generator) -> bool:
    frame = pd.DataFrame({"y": pd.array(rng.random(80) < 0.25, dtype="boolean")})
    return holds(measure_baseline(frame, outcome="y").value, 0.25)


def baseline_spread(skewed: bool, n: int) -> Draw:
    def replicate(rng: np.random.Generator) -> bool:
        values = rng.exponential(size=n) if skewed else rng.normal(size=n)
        return holds(measure_baseline(pd.DataFrame({"y": values}), outcome="y").sd, 1.0)

    return replicate


def baseline_correlation(rng: np.random.Generator) -> bool:
    x = rng.normal(size=100)
    frame = pd.DataFrame({"before": x, "y": 0.6 * x + 0.8 * rng.normal(size=100)})
    return holds(measure_baseline(frame, outcome="y", pre_period="before").correlation, 0.6)


def baseline_of_communities(rng: np.random.Generator) -> bool:
    frame = pd.DataFrame({"y": alike(rng, CODES, 0.1), "community": CODES})
    return holds(measure_baseline(frame, outcome="y", community="community").value, 0.0)


BASELINES: tuple[Claim, ...] = (
    Claim(id="measure_baseline: mean of 12", method="measure_baseline", rate=LEVEL, replicate=baseline_mean),
    Claim(id="measure_baseline: rate of 80", method="measure_baseline", rate=LEVEL, replicate=baseline_rate),
    Claim(
        id="measure_baseline: spread of 50 normal numbers",
        method="measure_baseline",
        rate=LEVEL,
        replicate=baseline_spread(skewed=False, n=50),
        real=(0.938, 0.952),
        reason="the interval of a spread rests on the kurtosis seen, which small samples understate",
    ),
    Claim(
        id="measure_baseline: spread of 500 exponential numbers",
        method="measure_baseline",
        rate=LEVEL,
        replicate=baseline_spread(skewed=True, n=500),
        real=(0.935, 0.945),
        reason="the interval of a spread rests on the kurtosis seen, which long tails understate (stated in its notes)",
    ),
    Claim(
        id="measure_baseline: correlation of .6, 100 customers",
        method="measure_baseline",
        rate=LEVEL,
        replicate=baseline_correlation,
        real=(0.938, 0.950),
        reason="a standard error from influences is a little short in small samples (stated in its notes)",
    ),
    Claim(
        id="measure_baseline: mean of 30 communities",
        method="measure_baseline",
        rate=LEVEL,
        replicate=baseline_of_communities,
    ),
)

USER_READING_CLAIMS: tuple[Claim, ...] = (*USER_TESTS, *PARTS, *BASELINES)
