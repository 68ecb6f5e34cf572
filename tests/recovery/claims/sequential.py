"""Tests with looks, read by the public functions while they run: plans in counts and means, stage-wise ordering.

Error rates of the bounds themselves, of peeking, races and compared designs stand in
`test_sequential_error_rates`, over hundreds of thousands of paths.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.stats import norm, t

from analysis.experiments import (
    always_valid_interval,
    plan_sequential,
    read_sequential,
    sequential_bounds,
)
from tests.recovery.claims.claim import Claim
from tests.recovery.claims.samples import holds

Draw = Callable[[np.random.Generator], bool]
ALPHA = 0.05

RATES = plan_sequential(baseline_rate=0.1, change=0.03, looks=4, sides="one", share_treatment=0.3)
MEANS = plan_sequential(outcome="mean", sd=1.0, change=0.3, looks=5, design="lan_demets_pocock", power=0.9)


def group_sizes(plan: object, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Whole customers of both groups at the looks; the last look has the planned sizes."""
    total = np.array(plan.n_at_looks)
    treated = np.round(share * total).astype(int)
    treated[-1] = plan.n_treatment
    return total - treated, treated


def rates_stop(plan: object, share: float, true: tuple[float, float]) -> Draw:
    """Whether pooled z crosses the bounds of `sequential_bounds` at the information of the looks."""
    n, m = group_sizes(plan, share)
    upper = np.array(sequential_bounds(information_fractions=plan.information, sides=plan.sides).z)

    def replicate(rng: np.random.Generator) -> bool:
        x = rng.binomial(np.diff(n, prepend=0), true[0]).cumsum()
        y = rng.binomial(np.diff(m, prepend=0), true[1]).cumsum()
        rate = (x + y) / (n + m)
        z = (y / m - x / n) / np.sqrt(rate * (1 - rate) * (1 / n + 1 / m))
        return bool((z >= upper).any())

    return replicate


def means_stop(change: float) -> Draw:
    n, m = group_sizes(MEANS, 0.5)
    upper = np.array(MEANS.z)

    def replicate(rng: np.random.Generator) -> bool:
        x, y = rng.normal(size=n[-1]), rng.normal(change, 1.0, m[-1])
        seen = np.array(
            [
                (y[:j].mean() - x[:i].mean()) / np.sqrt(x[:i].var(ddof=1) / i + y[:j].var(ddof=1) / j)
                for i, j in zip(n, m, strict=True)
            ]
        )
        above, below = seen >= upper, seen <= -upper
        if change == 0:
            return bool((above | below).any())
        first_above = above.argmax() if above.any() else above.size
        return bool(above.any() and not below[:first_above].any())

    return replicate


EACH = 400
LOOKS = 4
BOUNDS = np.array(sequential_bounds(looks=LOOKS, design="lan_demets_pocock").z)


def ended(rng: np.random.Generator, true: tuple[float, float]):
    """The reading at the look at which the test ends: the first beyond a bound, or the last."""
    n = EACH * np.arange(1, LOOKS + 1)
    x, y = (rng.binomial(EACH, rate, LOOKS).cumsum() for rate in true)
    rate = (x + y) / (2 * n)
    z = (y - x) / n / np.sqrt(rate * (1 - rate) * 2 / n)
    beyond = np.abs(z) >= BOUNDS
    look = int(beyond.argmax()) if beyond.any() else LOOKS - 1
    return read_sequential(
        successes_control=int(x[look]),
        n_control=int(n[look]),
        successes_treatment=int(y[look]),
        n_treatment=int(n[look]),
        planned_n_total=2 * EACH * LOOKS,
        earlier_looks=tuple(map(float, 2 * n[:look])),
        earlier_z=tuple(map(float, z[:look])),
        design="lan_demets_pocock",
    )


def interval_at_the_end(rng: np.random.Generator) -> bool:
    return holds(ended(rng, (0.2, 0.25)).median_unbiased, 0.05)


def estimate_at_the_end(rng: np.random.Generator) -> bool:
    return ended(rng, (0.2, 0.25)).median_unbiased.value <= 0.05


def p_at_the_end(rng: np.random.Generator) -> bool:
    return ended(rng, (0.2, 0.2)).stagewise_p <= ALPHA


def repeated_at_the_end(rng: np.random.Generator) -> bool:
    return holds(ended(rng, (0.2, 0.25)).difference, 0.05)


def decision_at_the_end(rng: np.random.Generator) -> bool:
    return ended(rng, (0.2, 0.2)).decision in {"stop_rise", "stop_fall"}


MEAN_EACH = 30


def ended_means(rng: np.random.Generator, change: float):
    """The same with normal outcomes, 30 customers a group at the first look."""
    n = MEAN_EACH * np.arange(1, LOOKS + 1)
    outcomes = rng.normal((0.0, change), 1.0, (n[-1], 2))
    means, spreads = (np.array([of(outcomes[:size]) for size in n]) for of in (_mean, _spread))
    variances = spreads**2 / n[:, None]
    statistic = (means[:, 1] - means[:, 0]) / np.sqrt(variances.sum(axis=1))
    df = variances.sum(axis=1) ** 2 / (variances**2 / (n[:, None] - 1)).sum(axis=1)
    z = np.sign(statistic) * norm.isf(t.sf(np.abs(statistic), df))
    beyond = np.abs(z) >= BOUNDS
    look = int(beyond.argmax()) if beyond.any() else LOOKS - 1
    return read_sequential(
        outcome="mean",
        mean_control=float(means[look, 0]),
        sd_control=float(spreads[look, 0]),
        n_control=int(n[look]),
        mean_treatment=float(means[look, 1]),
        sd_treatment=float(spreads[look, 1]),
        n_treatment=int(n[look]),
        planned_n_total=2 * MEAN_EACH * LOOKS,
        earlier_looks=tuple(map(float, 2 * n[:look])),
        earlier_z=tuple(map(float, z[:look])),
        design="lan_demets_pocock",
    )


def _mean(values: np.ndarray) -> np.ndarray:
    return values.mean(axis=0)


def _spread(values: np.ndarray) -> np.ndarray:
    return values.std(axis=0, ddof=1)


def means_decision_at_the_end(rng: np.random.Generator) -> bool:
    return ended_means(rng, 0.0).decision in {"stop_rise", "stop_fall"}


def means_p_at_the_end(rng: np.random.Generator) -> bool:
    return ended_means(rng, 0.0).stagewise_p <= ALPHA


def means_repeated_at_the_end(rng: np.random.Generator) -> bool:
    return holds(ended_means(rng, 0.3).difference, 0.3)


def ever_misses(true: tuple[float, float], **asked: object) -> Draw:
    """Whether the interval of any of twenty looks, from 50 customers on, leaves out the true difference."""
    n = 50 * np.arange(1, 21)
    sizes = tuple(map(float, n))

    def replicate(rng: np.random.Generator) -> bool:
        x, y = (tuple(map(float, rng.binomial(50, rate, n.size).cumsum())) for rate in true)
        found = always_valid_interval(
            n_control=sizes, n_treatment=sizes, successes_control=x, successes_treatment=y, **asked
        )
        return any(look.excludes(true[1] - true[0]) for look in found.at_looks)

    return replicate


def ever_misses_means(rng: np.random.Generator) -> bool:
    n = 50 * np.arange(1, 21)
    sizes = tuple(map(float, n))
    sums: dict[str, tuple[float, ...]] = {}
    for group, mean in (("control", 0.0), ("treatment", 0.2)):
        values = rng.normal(mean, 1.0, n[-1])
        means = values.cumsum()[n - 1] / n
        squares = (values**2).cumsum()[n - 1]
        sums[f"mean_{group}"] = tuple(map(float, means))
        sums[f"sd_{group}"] = tuple(map(float, np.sqrt((squares - n * means**2) / (n - 1))))
    found = always_valid_interval(n_control=sizes, n_treatment=sizes, **sums)
    return any(look.excludes(0.2) for look in found.at_looks)


SEQUENTIAL_CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="plan_sequential: a rise of 3 points, one-sided, three tenths treated",
        method="plan_sequential",
        rate=0.8,
        replicate=rates_stop(RATES, 0.3, (0.1, 0.13)),
    ),
    Claim(
        id="plan_sequential: false alarms of that plan",
        method="plan_sequential",
        rate=ALPHA,
        replicate=rates_stop(RATES, 0.3, (0.1, 0.1)),
    ),
    Claim(
        id="plan_sequential: a change of a mean, Pocock-type, chance .9",
        method="plan_sequential",
        rate=0.9,
        replicate=means_stop(0.3),
    ),
    Claim(
        id="plan_sequential: false alarms about that mean",
        method="plan_sequential",
        rate=ALPHA,
        replicate=means_stop(0.0),
    ),
    Claim(
        id="read_sequential: stops though nothing changed, four looks",
        method="read_sequential",
        rate=ALPHA,
        replicate=decision_at_the_end,
    ),
    Claim(
        id="read_sequential: stage-wise p at most .05",
        method="read_sequential",
        rate=ALPHA,
        replicate=p_at_the_end,
    ),
    Claim(
        id="read_sequential: stage-wise interval of 5 points",
        method="read_sequential",
        rate=0.95,
        replicate=interval_at_the_end,
    ),
    Claim(
        id="read_sequential: median-unbiased estimate below the truth",
        method="read_sequential",
        rate=0.5,
        replicate=estimate_at_the_end,
    ),
    Claim(
        id="read_sequential: repeated interval at the end",
        method="read_sequential",
        rate=0.95,
        bound="at_least",
        replicate=repeated_at_the_end,
    ),
    Claim(
        id="read_sequential: stops though no mean changed, four looks from 30 customers a group",
        method="read_sequential",
        rate=ALPHA,
        replicate=means_decision_at_the_end,
    ),
    Claim(
        id="read_sequential: stage-wise p of means at most .05",
        method="read_sequential",
        rate=ALPHA,
        replicate=means_p_at_the_end,
    ),
    Claim(
        id="read_sequential: repeated interval of means at the end",
        method="read_sequential",
        rate=0.95,
        bound="at_least",
        replicate=means_repeated_at_the_end,
    ),
    Claim(
        id="always_valid_interval: ever misses 5 points, confidence sequence",
        method="always_valid_interval",
        rate=ALPHA,
        bound="at_most",
        replicate=ever_misses((0.2, 0.25)),
    ),
    Claim(
        id="always_valid_interval: ever misses 5 points, mixture for 5 points",
        method="always_valid_interval",
        rate=ALPHA,
        bound="at_most",
        replicate=ever_misses((0.2, 0.25), mixture="msprt", smallest_change=0.05),
    ),
    Claim(
        id="always_valid_interval: ever misses a difference of means",
        method="always_valid_interval",
        rate=ALPHA,
        bound="at_most",
        replicate=ever_misses_means,
    ),
)
