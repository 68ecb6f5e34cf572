"""The chances that plans of ratios, events, cells and several outcomes promise: tests drawn at the planned size with the planned change, read by our readers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from analysis.experiments import (
    cuped_reduction,
    design_effect,
    dunnett_critical,
    plan_counts,
    plan_factorial,
    plan_metrics,
    plan_ratio,
    read_arms,
    read_counts,
    read_means,
    read_proportions,
    read_ratio,
)
from tests.recovery.claims.claim import Claim
from tests.recovery.claims.samples import (
    counts,
    holds,
    several,
    two_summaries,
)

Draw = Callable[[np.random.Generator], bool]


# Views are geometric with mean 4; each is bought with a taste of the customer's own, beta with mean .25.
TASTE_VARIANCE = 0.25 * 0.75 / 9
MOMENTS = {
    "mean_denominator": 4.0,
    "variance_numerator": 4 * (0.25 * 0.75 - TASTE_VARIANCE) + 28 * (TASTE_VARIANCE + 0.25**2) - 1,
    "variance_denominator": 12.0,
    "covariance": 3.0,
}
RATIO_PLAN = plan_ratio(ratio=0.25, change=0.1, **MOMENTS)
RATIO_ONE = plan_ratio(ratio=0.25, change=0.1, sides="one", share_treatment=0.25, **MOMENTS)


def baskets(rng: np.random.Generator, n: int, mean: float) -> tuple[float, ...]:
    """Sums, and sums of squares and products, of the orders and views of n customers."""
    views = rng.geometric(0.25, n)
    orders = rng.binomial(views, rng.beta(8 * mean, 8 * (1 - mean), n))
    return tuple(float(total) for total in (orders.sum(), views.sum(), orders @ orders, views @ views, orders @ views))


def ratios(rng: np.random.Generator, n: tuple[int, int], means: tuple[float, float]) -> dict[str, Any]:
    """Two groups as `read_ratio` takes them."""
    names = ("numerator_sum", "denominator_sum", "numerator_spread", "denominator_spread", "joint_spread")
    groups = [baskets(rng, size, mean) for size, mean in zip(n, means, strict=True)]
    return {"n": tuple(map(float, n)), **dict(zip(names, zip(*groups, strict=True), strict=True))}


def ratio_found(plan: object, alternative: str = "two-sided") -> Draw:
    def replicate(rng: np.random.Generator) -> bool:
        found = read_ratio(**ratios(rng, (plan.n_control, plan.n_treatment), (0.25, 0.275)), alternative=alternative)
        return found.difference_treatment_minus_control.low > 0

    return replicate


COUNT_PLANS = {
    "Poisson": plan_counts(rate=1.4, change=0.1),
    "variance thrice the mean": plan_counts(rate=1.4, change=0.1, variance_to_mean=3.0),
    "one-sided, a third treated": plan_counts(rate=0.5, change=0.2, sides="one", share_treatment=1 / 3),
}


def events(plan: object, alternative: str, rates: tuple[float, float]) -> Draw:
    """Counts of customers with the plan's variance over mean; their sum is Poisson or negative binomial."""
    spread = plan.variance_to_mean

    def total(rng: np.random.Generator, mean: float) -> int:
        return int(rng.poisson(mean) if spread == 1 else rng.negative_binomial(mean / (spread - 1), 1 / spread))

    def replicate(rng: np.random.Generator) -> bool:
        found = read_counts(
            events_control=total(rng, plan.n_control * rates[0]),
            exposure_control=plan.n_control,
            events_treatment=total(rng, plan.n_treatment * rates[1]),
            exposure_treatment=plan.n_treatment,
            dispersion=None if spread == 1 else spread,
            alternative=alternative,
        )
        return found.difference_treatment_minus_control.low > 0

    return replicate


RATE_PLANS: tuple[Claim, ...] = (
    Claim(
        id="plan_ratio: a tenth more orders per view",
        method="plan_ratio",
        rate=RATIO_PLAN.power,
        replicate=ratio_found(RATIO_PLAN),
        real=(0.775, 0.805),
        reason="the plan takes the variance alike in both groups, and the larger ratio varies more (stated in its notes)",
    ),
    Claim(
        id="plan_ratio: a quarter treated, one-sided",
        method="plan_ratio",
        rate=RATIO_ONE.power,
        replicate=ratio_found(RATIO_ONE, "greater"),
        real=(0.775, 0.805),
        reason="the plan takes the variance alike in both groups, and the larger ratio varies more (stated in its notes)",
    ),
    *(
        Claim(
            id=f"plan_counts: {name}",
            method="plan_counts",
            rate=plan.power,
            replicate=events(plan, "greater" if plan.sides == "one" else "two-sided", (plan.rate, plan.treatment_rate)),
        )
        for name, plan in COUNT_PLANS.items()
    ),
)

FACTORIAL = plan_factorial(baseline=0.35, change_a=0.05)
FACTORIAL_MEANS = plan_factorial(baseline=10.0, change_a=1.5, outcome="mean", sd=4.0, correction="holm")
INTERACTION = plan_factorial(baseline=0.3, change_a=0.05, plan_for="interaction", interaction=0.1)


def effect_of_rates(plan: object, place: int) -> Draw:
    def replicate(rng: np.random.Generator) -> bool:
        # Cells of the plan: neither, first factor, second factor, both.
        found = read_arms(**several(rng, (plan.n_cell,) * 4, plan.cells), design="factorial")
        return found.effects[place].effect.low > 0

    return replicate


def effect_of_means(rng: np.random.Generator) -> bool:
    plan = FACTORIAL_MEANS
    groups = [rng.normal(mean, 4.0, plan.n_cell) for mean in plan.cells]
    found = read_arms(
        observed=tuple(float(group.mean()) for group in groups),
        sizes=(float(plan.n_cell),) * 4,
        sds=tuple(float(group.std(ddof=1)) for group in groups),
        measure="means",
        design="factorial",
        level=1 - plan.alpha_per_test,
    )
    return found.effects[0].effect.low > 0


METRICS = plan_metrics(
    kinds=("share", "mean"),
    baselines=(0.35, 80.0),
    smallest_changes=(0.04, -3.0),
    roles=("primary", "guardrail"),
    spreads=(0.0, 40.0),
    power_of="launch",
)


def launched(rng: np.random.Generator) -> bool:
    """The primary rate rises by its smallest change, the guardrail does not move, and both are independent."""
    n = (METRICS.n_control, METRICS.n_treatment)
    primary = read_proportions(**counts(rng, n, (0.35, 0.39))).difference_treatment_minus_control
    guard = two_summaries(rng, n, (80.0, 80.0), (40.0, 40.0))
    # The guardrail is tested one-sidedly at .05, which is half of 1 - .9.
    passed = read_means(**guard, goal="noninferiority", margin=3.0, level=0.9).comparison.against_margin
    return primary.low > 0 and passed.verdict == "noninferior"


def harmful_launch(rng: np.random.Generator) -> bool:
    """The guardrail stands at its margin: the launch must fail but for the guardrail's level."""
    n = (METRICS.n_control, METRICS.n_treatment)
    guard = two_summaries(rng, n, (80.0, 77.0), (40.0, 40.0))
    passed = read_means(**guard, goal="noninferiority", margin=3.0, level=0.9).comparison.against_margin
    return passed.verdict == "noninferior"


def largest_of(sides: str, df: int | None) -> Draw:
    """Whether the largest of three comparisons with one control passes Dunnett's value if nothing differs."""
    critical = dunnett_critical(n_treatments=3, df=df, sides=sides).critical

    def replicate(rng: np.random.Generator) -> bool:
        spread = 1.0 if df is None else np.sqrt(rng.chisquare(df) / df)
        means = rng.normal(size=4)
        t = (means[1:] - means[0]) / (np.sqrt(2) * spread)
        return float(np.max(np.abs(t) if sides == "two" else t)) > critical

    return replicate


SIZES = np.array([5, 10, 15, 20, 50])
EFFECT = design_effect(
    cluster_size=float(SIZES.mean()), icc=0.1, cluster_size_cv=float(SIZES.std() / SIZES.mean())
).design_effect


def mean_of_communities(rng: np.random.Generator) -> bool:
    """Whether the mean of all customers lies within 1.96 of the errors that the design effect gives."""
    shared = np.repeat(rng.normal(size=SIZES.size), SIZES)
    values = np.sqrt(0.1) * shared + np.sqrt(0.9) * rng.normal(size=shared.size)
    return abs(values.mean()) <= 1.959963984540054 * np.sqrt(EFFECT / values.size)


def correlation_behind_a_saving(rng: np.random.Generator) -> bool:
    x = rng.normal(size=80)
    r = float(np.corrcoef(x, 0.6 * x + 0.8 * rng.normal(size=80))[0, 1])
    return holds(cuped_reduction(correlation=r, n_per_group=1000, n_behind=80).correlation, 0.6)


OTHER_PLANS: tuple[Claim, ...] = (
    Claim(
        id="plan_factorial: a main effect of 5 points",
        method="plan_factorial",
        rate=FACTORIAL.power,
        replicate=effect_of_rates(FACTORIAL, 0),
        short=40,
    ),
    Claim(
        id="plan_factorial: a main effect on a mean, two tests",
        method="plan_factorial",
        rate=FACTORIAL_MEANS.power,
        replicate=effect_of_means,
        short=40,
    ),
    Claim(
        id="plan_factorial: an interaction of 10 points",
        method="plan_factorial",
        rate=INTERACTION.power,
        replicate=effect_of_rates(INTERACTION, 2),
        short=40,
    ),
    Claim(
        id="plan_metrics: launch, one primary rate and one guardrail mean",
        method="plan_metrics",
        rate=METRICS.launch_at_least,
        bound="at_least",
        replicate=launched,
    ),
    Claim(
        id="plan_metrics: a version at the margin passes its guardrail",
        method="plan_metrics",
        rate=METRICS.guardrail_alpha,
        replicate=harmful_launch,
    ),
    *(
        Claim(
            id=f"dunnett_critical: largest of three, {sides}-sided, {df or 'infinite'} degrees of freedom",
            method="dunnett_critical",
            rate=0.05,
            replicate=largest_of(sides, df),
        )
        for sides, df in (("two", 8), ("one", 8), ("two", None))
    ),
    Claim(
        id="design_effect: mean of communities of 5 to 50",
        method="design_effect",
        rate=0.95,
        replicate=mean_of_communities,
    ),
    Claim(
        id="cuped_reduction: interval of a correlation of .6, 80 customers",
        method="cuped_reduction",
        rate=0.95,
        replicate=correlation_behind_a_saving,
        real=(0.947, 0.953),
        reason="Fisher's z is approximate in small samples",
    ),
)

PLAN_CLAIMS: tuple[Claim, ...] = (*RATE_PLANS, *OTHER_PLANS)
