"""The chances that plans of means and of associations promise, drawn at the planned size and read by our readers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.experiments import plan_association, plan_means, read_arms, read_means, read_user_means
from analysis.relations import correlate
from analysis.survey import describe
from tests.recovery.claims.claim import Claim
from tests.recovery.claims.relations import normal_pair
from tests.recovery.claims.samples import alike, arms, community_codes, normal_summary, two_summaries

Draw = Callable[[np.random.Generator], bool]


def change_found(
    plan: object, change: float, sds: tuple[float, float] = (1.0, 1.0), alternative: str = "two-sided"
) -> Draw:
    def replicate(rng: np.random.Generator) -> bool:
        drawn = two_summaries(rng, (plan.n_control, plan.n_treatment), (0.0, change), sds)
        found = read_means(**drawn, alternative=alternative).difference_treatment_minus_control
        return found.excludes(0.0) and found.value * change > 0

    return replicate


SMALL = plan_means(sd=1.0, change=1.0)
UNEQUAL = plan_means(
    sd=1.0, sd_treatment=3.0, change=1.0, convention="welch_t", share_treatment=0.6, direction="decrease"
)
ONE_SIDED = plan_means(sd=1.0, change=0.5, sides="one", power=0.9)
SMALLEST = plan_means(sd=1.0, solve_for="mde", n_total=60)
NOT_WORSE = plan_means(sd=1.0, goal="noninferiority", margin=0.5, expected_change=0.1)
ALIKE = plan_means(sd=1.0, goal="equivalence", margin=0.6)
PAIRS = plan_means(sd=1.0, change=0.5, design="paired", pair_correlation=0.6)
ONE_GROUP = plan_means(sd=1.0, change=0.5, design="one_sample")
SEVERAL = plan_means(sd=1.0, change=0.6, n_treatments=3, correction="bonferroni")
ROOTS = plan_means(sd=1.0, change=0.6, n_treatments=3, correction="holm", allocation="square_root")
ADJUSTED = plan_means(sd=1.0, change=0.5, covariate_correlation=0.7)
COMMUNITIES = plan_means(sd=1.0, change=0.5, cluster_size=20, icc=0.1)
VARYING = plan_means(sd=1.0, change=0.5, cluster_size=20, icc=0.1, cluster_size_cv=0.5)


def margin_passed(plan: object, goal: str, margin: float, change: float, verdict: str) -> Draw:
    def replicate(rng: np.random.Generator) -> bool:
        drawn = two_summaries(rng, (plan.n_control, plan.n_treatment), (0.0, change))
        return read_means(**drawn, goal=goal, margin=margin).comparison.against_margin.verdict == verdict

    return replicate


def pairs_found(rng: np.random.Generator) -> bool:
    """Both measurements of a pair correlate by .6; the reader sees their differences."""
    before = rng.normal(size=PAIRS.n_total)
    after = 0.5 + 0.6 * before + 0.8 * rng.normal(size=before.size)
    return describe(pd.DataFrame({"difference": after - before}), column="difference").mean.low > 0


def one_group_found(rng: np.random.Generator) -> bool:
    values = rng.normal(0.5, 1.0, ONE_GROUP.n_total)
    return describe(pd.DataFrame({"value": values}), column="value").mean.low > 0


def one_of_three(plan: object, adjust: str) -> Draw:
    sizes = (plan.n_control, *(3 * (plan.n_treatment,)))

    def replicate(rng: np.random.Generator) -> bool:
        drawn = [normal_summary(rng, n, mean) for n, mean in zip(sizes, (0.0, 0.6, 0.6, 0.6), strict=True)]
        found = read_arms(
            observed=tuple(mean for mean, _ in drawn),
            sizes=tuple(map(float, sizes)),
            sds=tuple(sd for _, sd in drawn),
            measure="means",
            adjust=adjust,
        ).comparisons[0]
        return found.p_adjusted <= 0.05 and found.difference.value > 0

    return replicate


def adjusted_found(rng: np.random.Generator) -> bool:
    sizes = (ADJUSTED.n_control, ADJUSTED.n_treatment)
    before = rng.normal(size=sum(sizes))
    after = 0.7 * before + np.sqrt(1 - 0.49) * rng.normal(size=before.size)
    after[sizes[0] :] += 0.5
    frame = pd.DataFrame({"arm": arms(sizes), "before": before, "y": after})
    found = read_user_means(frame, arm="arm", outcome="y", pre_period="before", n_resamples=500)
    return found.comparisons[0].difference.low > 0


def communities_found(plan: object, sizes: tuple[int, ...]) -> Draw:
    codes, arm = community_codes(int(np.ceil(plan.clusters_control)), sizes)
    frame = pd.DataFrame({"arm": pd.Categorical.from_codes(arm, categories=["old", "new"]), "community": codes})

    def replicate(rng: np.random.Generator) -> bool:
        drawn = frame.assign(y=alike(rng, codes, 0.1) + 0.5 * arm)
        found = read_user_means(drawn, arm="arm", outcome="y", community="community", n_resamples=500)
        return found.comparisons[0].difference.low > 0

    return replicate


CORRELATION = plan_association(kind="correlation", effect=0.3)
ONE_WAY = plan_association(kind="anova", effect=0.25, groups=4)
CROSSTAB = plan_association(kind="chi_square", effect=0.25, df=2)
# Two answers by three groups, w = .25: shares .5 and .5 +- .25 * sqrt(3 / 8) of three equal groups.
ANSWERS = np.array([0.5, 0.5 + 0.25 * np.sqrt(3 / 8), 0.5 - 0.25 * np.sqrt(3 / 8)])


def correlation_found(rng: np.random.Generator) -> bool:
    found = correlate(normal_pair(rng, CORRELATION.n_total, 0.3), x="x", y="y", method="pearson")
    return found.p <= 0.05 and found.estimate.value > 0


def groups_differ(rng: np.random.Generator) -> bool:
    """Means of four groups of variance 1: +-.25, so that f = .25."""
    each = int(ONE_WAY.n_per_group)
    means = np.repeat([-0.25, 0.25, -0.25, 0.25], each)
    frame = pd.DataFrame({"x": arms((each,) * 4), "y": means + rng.normal(size=means.size)})
    return correlate(frame, x="x", y="y", method="eta").p <= 0.05


def answers_differ(rng: np.random.Generator) -> bool:
    """A multinomial sample: the group of a customer is drawn too."""
    group = rng.integers(0, 3, CROSSTAB.n_total)
    yes = (rng.random(group.size) < ANSWERS[group]).astype(int)
    frame = pd.DataFrame(
        {
            "x": pd.Categorical.from_codes(group, categories=list("abc")),
            "y": pd.Categorical.from_codes(yes, categories=["no", "yes"]),
        }
    )
    return correlate(frame, x="x", y="y", method="cramers_v").p <= 0.05


def claim(name: str, plan: object, replicate: Draw, **more: object) -> Claim:
    """The chance that the plan states is reached."""
    method = name.partition(":")[0]
    return Claim(**{"id": name, "method": method, "rate": plan.power, "replicate": replicate, **more})


MEAN_PLAN_CLAIMS: tuple[Claim, ...] = (
    claim("plan_means: one standard deviation, 17 each", SMALL, change_found(SMALL, 1.0)),
    claim("plan_means: a fall, Welch, threefold spread", UNEQUAL, change_found(UNEQUAL, -1.0, (1.0, 3.0))),
    claim("plan_means: one-sided, chance .9", ONE_SIDED, change_found(ONE_SIDED, 0.5, alternative="greater")),
    claim("plan_means: the smallest change of 60 customers", SMALLEST, change_found(SMALLEST, SMALLEST.change)),
    claim(
        "plan_means: not worse, a tenth better in truth",
        NOT_WORSE,
        margin_passed(NOT_WORSE, "noninferiority", 0.5, 0.1, "noninferior"),
    ),
    claim("plan_means: alike", ALIKE, margin_passed(ALIKE, "equivalence", 0.6, 0.0, "equivalent")),
    claim("plan_means: pairs", PAIRS, pairs_found),
    claim("plan_means: one group", ONE_GROUP, one_group_found),
    claim("plan_means: one of three versions, Bonferroni", SEVERAL, one_of_three(SEVERAL, "bonferroni")),
    claim(
        "plan_means: one of three versions, Holm, larger control group",
        ROOTS,
        one_of_three(ROOTS, "holm"),
        bound="at_least",
    ),
    claim("plan_means: with values from before, correlation .7", ADJUSTED, adjusted_found),
    claim("plan_means: communities of 20", COMMUNITIES, communities_found(COMMUNITIES, (20,))),
    claim("plan_means: communities of 10 and 30", VARYING, communities_found(VARYING, (10, 30))),
    claim("plan_association: a correlation of .3", CORRELATION, correlation_found),
    claim("plan_association: four groups, f = .25", ONE_WAY, groups_differ),
    claim("plan_association: two answers by three groups, w = .25", CROSSTAB, answers_differ),
)
