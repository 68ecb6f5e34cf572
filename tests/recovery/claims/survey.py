"""Intervals of one question: how often they hold the truth that the answers were drawn from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.core import Estimate
from analysis.survey import (
    describe,
    estimate_proportion,
    frequencies,
    multi_select,
    net_promoter_score,
    plan_sample,
    serial_correlation,
    top_box,
    weighted_mean,
)
from tests.recovery.claims.claim import Claim

LEVEL = 0.95
SHARES = np.array([0.5, 0.3, 0.2])


def holds(estimate: Estimate, truth: float) -> bool:
    return estimate.low <= truth <= estimate.high


def mean_of_normal(rng: np.random.Generator) -> bool:
    found = describe(pd.DataFrame({"x": rng.normal(3.0, 2.0, 12)}), column="x")
    return holds(found.mean, 3.0)


def mean_of_skewed(rng: np.random.Generator) -> bool:
    found = describe(pd.DataFrame({"x": rng.lognormal(0.0, 1.0, 50)}), column="x")
    return holds(found.mean, float(np.exp(0.5)))


def median_of_skewed(rng: np.random.Generator) -> bool:
    found = describe(pd.DataFrame({"x": rng.lognormal(0.0, 1.0, 25)}), column="x")
    return holds(found.median, 1.0)


def answers(rng: np.random.Generator, n: int) -> pd.DataFrame:
    codes = rng.choice(3, n, p=SHARES)
    return pd.DataFrame({"q": pd.Categorical.from_codes(codes, categories=["a", "b", "c"])})


def share_of(interval: str, n: int):
    def replicate(rng: np.random.Generator) -> bool:
        found = frequencies(answers(rng, n), column="q", interval=interval)
        return holds(found.answers[1].share, 0.3)

    return replicate


def all_shares(rng: np.random.Generator) -> bool:
    found = frequencies(answers(rng, 120), column="q", interval="goodman")
    return all(holds(item.share, truth) for item, truth in zip(found.answers, SHARES, strict=True))


def share_from_counts(method: str, *, n: int):
    """The share itself is drawn from 0..1: coverage on average, without the ripples of any one share."""

    def replicate(rng: np.random.Generator) -> bool:
        truth = rng.random()
        found = estimate_proportion(successes=int(rng.binomial(n, truth)), n=n, method=method)
        return holds(found.estimate, truth)

    return replicate


def exact_test(rng: np.random.Generator) -> bool:
    found = estimate_proportion(successes=int(rng.binomial(40, 0.35)), n=40, compare_with=0.35)
    return found.p_exact <= 0.05


def score(interval: str):
    def replicate(rng: np.random.Generator) -> bool:
        ratings = rng.choice([10, 8, 3], 60, p=[0.6, 0.25, 0.15])
        found = net_promoter_score(pd.DataFrame({"q": ratings}), column="q", interval=interval)
        return holds(found.score, 0.45)

    return replicate


def two_highest(rng: np.random.Generator) -> bool:
    ratings = pd.Categorical.from_codes(
        rng.choice(5, 80, p=[0.1, 0.1, 0.2, 0.35, 0.25]), categories=[1, 2, 3, 4, 5], ordered=True
    )
    return holds(top_box(pd.DataFrame({"q": ratings}), column="q").top, 0.6)


def weighted(rng: np.random.Generator) -> bool:
    group = rng.random(300) < 0.5
    values = rng.normal(np.where(group, 1.0, 3.0), 1.0)
    # The second group is twice as common among the people as among those who answered: 1/3 and 2/3.
    frame = pd.DataFrame({"x": values, "w": np.where(group, 1.0, 2.0)})
    return holds(weighted_mean(frame, column="x", weights="w").mean, 1.0 / 3 + 2.0)


def choices_each(rng: np.random.Generator) -> bool:
    frame = pd.DataFrame({name: pd.array(rng.random(100) < 0.4, dtype="boolean") for name in ("a", "b", "c", "d")})
    return holds(multi_select(frame, columns=("a", "b", "c", "d")).choices_per_person, 1.6)


def white_noise(rng: np.random.Generator) -> bool:
    frame = pd.DataFrame({"x": rng.normal(size=60), "at": np.arange(60.0)})
    return holds(serial_correlation(frame, column="x", order="at").coefficient, 0.0)


def margin_of_a_plan(rng: np.random.Generator) -> bool:
    plan = plan_sample(margin=0.04, expected_share=0.35)
    return abs(rng.binomial(plan.n, 0.35) / plan.n - 0.35) <= 0.04


SURVEY_CLAIMS: tuple[Claim, ...] = (
    Claim(id="describe: mean of 12 normal numbers", method="describe", rate=LEVEL, replicate=mean_of_normal),
    Claim(
        id="describe: mean of 50 lognormal numbers",
        method="describe",
        rate=LEVEL,
        replicate=mean_of_skewed,
        real=(0.87, 0.91),
        reason="the t interval of a skewed number misses the tail; the page remarks on skewness",
    ),
    Claim(
        id="describe: median of 25 lognormal numbers",
        method="describe",
        rate=LEVEL,
        bound="at_least",
        replicate=median_of_skewed,
    ),
    Claim(
        id="frequencies: Wilson interval of .3, n = 100",
        method="frequencies",
        rate=LEVEL,
        replicate=share_of("wilson", 100),
        real=(0.93, 0.96),
        reason="coverage of a share ripples with n and the share",
    ),
    Claim(
        id="frequencies: Clopper-Pearson interval of .3, n = 40",
        method="frequencies",
        rate=LEVEL,
        bound="at_least",
        replicate=share_of("clopper_pearson", 40),
    ),
    Claim(
        id="frequencies: Goodman intervals of three answers together",
        method="frequencies",
        rate=LEVEL,
        bound="at_least",
        replicate=all_shares,
    ),
    Claim(
        id="estimate_proportion: Wilson, n = 10, any share",
        method="estimate_proportion",
        rate=LEVEL,
        replicate=share_from_counts("wilson", n=10),
        real=(0.952, 0.957),
        reason="the mean coverage at n = 10 is .954 (enumerated)",
    ),
    Claim(
        id="estimate_proportion: Jeffreys, n = 10, any share",
        method="estimate_proportion",
        rate=LEVEL,
        replicate=share_from_counts("jeffreys", n=10),
        real=(0.945, 0.956),
        reason="exact on average over Jeffreys' prior, not over equally likely shares",
    ),
    Claim(
        id="estimate_proportion: Clopper-Pearson, n = 10, any share",
        method="estimate_proportion",
        rate=LEVEL,
        bound="at_least",
        replicate=share_from_counts("clopper_pearson", n=10),
    ),
    Claim(
        id="estimate_proportion: exact test of .35, n = 40",
        method="estimate_proportion",
        rate=0.05,
        bound="at_most",
        replicate=exact_test,
    ),
    Claim(
        id="net_promoter_score: adjusted interval of 45, n = 60",
        method="net_promoter_score",
        rate=LEVEL,
        replicate=score("adjusted"),
        real=(0.945, 0.965),
        reason="adjusted Wald; coverage ripples with n",
    ),
    Claim(
        id="top_box: two highest of five, n = 80",
        method="top_box",
        rate=LEVEL,
        replicate=two_highest,
        real=(0.93, 0.965),
        reason="coverage of a share ripples with n and the share",
    ),
    Claim(
        id="weighted_mean: two strata, n = 300",
        method="weighted_mean",
        rate=LEVEL,
        replicate=weighted,
        real=(0.945, 0.956),
        reason="linearised variance, normal in large samples",
    ),
    Claim(
        id="multi_select: mean number of choices, n = 100",
        method="multi_select",
        rate=LEVEL,
        replicate=choices_each,
        real=(0.94, 0.957),
        reason="t interval of a count of choices",
    ),
    Claim(
        id="serial_correlation: 60 independent numbers",
        method="serial_correlation",
        rate=LEVEL,
        replicate=white_noise,
        real=(0.93, 0.97),
        reason="the normal interval of an autocorrelation is approximate",
    ),
    Claim(
        id="plan_sample: the margin of the plan is kept",
        method="plan_sample",
        rate=LEVEL,
        replicate=margin_of_a_plan,
        real=(0.944, 0.958),
        reason="whole answers: the chance jumps with each",
    ),
)
