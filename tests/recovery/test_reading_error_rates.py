"""How often the intervals of the readers hold the truth, and how often adjusted tests raise a false alarm.

Tests are drawn (seeded) and put through the library's own functions, 500 for each row here and 10,000 with
`READING_REPLICATES=10000`. Where an interval is meant to hold as often as stated, the row says .95; where
it is an approximation, the row holds its real figure, found with 10,000 tests by
`python -m tests.recovery.test_reading_error_rates`. Each count has to lie inside the exact binomial band at
an error of 1 % for all rows together; the band of a real figure is widened by the error of that figure.
"""

from __future__ import annotations

import math
import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from scipy import stats

from analysis.core.results import Estimate
from analysis.experiments.arm_comparisons import compared_with_control
from analysis.experiments.arm_inputs import Arms
from analysis.experiments.arm_overall import factorial_effects
from analysis.experiments.ratio_solution import ratio_of_sums
from analysis.inference.difference_tests import exact_difference_interval
from analysis.inference.event_rates import event_rate, rate_difference, rate_ratio
from analysis.inference.mean_differences import GroupSummary, mean_difference, ratio_interval
from analysis.inference.proportion_differences import difference_interval

REPLICATES = int(os.environ.get("READING_REPLICATES", "500"))
MEASURED_WITH = 10_000
FAMILY_ERROR = 0.01
STATED = 0.95
Draw = Callable[[np.random.Generator], bool]


@dataclass(frozen=True)
class Row:
    """One simulation: what is drawn, how often it should be true, and whether more is allowed."""

    name: str
    draw: Draw
    rate: float
    at_least: bool = False


def summary(values: np.ndarray) -> GroupSummary:
    return GroupSummary(n=len(values), mean=float(values.mean()), sd=float(values.std(ddof=1)))


def holds(low: float, high: float, truth: float) -> bool:
    return low <= truth <= high


def welch(n: tuple[int, int], sample: Callable[[np.random.Generator, int, int], np.ndarray], truth: float) -> Draw:
    """Whether Welch's interval holds the true difference."""

    def draw(rng: np.random.Generator) -> bool:
        groups = [summary(sample(rng, size, arm)) for arm, size in enumerate(n)]
        found = mean_difference(*groups).difference
        return holds(found.low, found.high, truth)

    return draw


def normal(spread: tuple[float, float]) -> Callable[[np.random.Generator, int, int], np.ndarray]:
    return lambda rng, n, arm: rng.normal(arm, spread[arm], n)


def spending(factor: float) -> Callable[[np.random.Generator, int, int], np.ndarray]:
    """Log-normal amounts, skewness 6.2, whose mean is multiplied in the second group."""
    return lambda rng, n, arm: np.exp(rng.normal(size=n)) * (factor if arm else 1.0)


SPENDING_MEAN = math.exp(0.5)


def lift(n: tuple[int, int], method: str) -> Draw:
    """Whether an interval of the ratio of two normal means holds the true 1.2."""

    def draw(rng: np.random.Generator) -> bool:
        groups = [summary(rng.normal(10 * (1.2 if arm else 1.0), 6.0, size)) for arm, size in enumerate(n)]
        df = mean_difference(*groups).df
        found = ratio_interval(
            groups[1].mean,
            groups[0].mean,
            groups[1].variance_of_mean,
            groups[0].variance_of_mean,
            df=df,
            method=method,  # type: ignore[arg-type]
        )
        return holds(found.low, found.high, 1.2)

    return draw


def ratio_metric(n: int) -> Draw:
    """Whether the delta-method interval of a ratio of sums holds the true difference 0."""

    def group(rng: np.random.Generator) -> tuple[float, float]:
        visits = 1 + rng.negative_binomial(1, 0.25, n)
        taste = rng.beta(2, 6, n)
        orders = rng.binomial(visits, taste)
        both = np.cov(orders, visits)
        found = ratio_of_sums(n, orders.sum(), visits.sum(), both[0, 0], both[1, 1], both[0, 1])
        return found.ratio, found.variance

    def draw(rng: np.random.Generator) -> bool:
        (first, v_first), (second, v_second) = group(rng), group(rng)
        return abs(second - first) <= stats.norm.ppf(0.975) * math.sqrt(v_first + v_second)

    return draw


def events(exposure: tuple[float, float], rates: tuple[float, float], kind: str, dispersion: float = 1.0) -> Draw:
    """Whether an interval of two event rates holds the truth; dispersed counts are negative binomial."""

    def count(rng: np.random.Generator, mean: float) -> int:
        if dispersion == 1:
            return int(rng.poisson(mean))
        return int(rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion))

    def draw(rng: np.random.Generator) -> bool:
        x, y = (count(rng, rate * size) for rate, size in zip(rates, exposure, strict=True))
        groups = (y, exposure[1], x, exposure[0])
        if kind == "rate":
            found = event_rate(x, exposure[0], dispersion=dispersion)
            return holds(found.low, found.high, rates[0])
        if kind in {"score", "wald"}:
            found = rate_difference(*groups, method=kind, dispersion=dispersion)  # type: ignore[arg-type]
            return math.isnan(found.low) or holds(found.low, found.high, rates[1] - rates[0])
        found = rate_ratio(*groups, method=kind.removeprefix("ratio_"), dispersion=dispersion)  # type: ignore[arg-type]
        return math.isnan(found.low) or holds(found.low, found.high, rates[1] / rates[0])

    return draw


@cache
def exact_limits(x: int, n_x: int, y: int, n_y: int) -> Estimate:
    return exact_difference_interval(x, n_x, y, n_y)


def shares(n: tuple[int, int], rates: tuple[float, float], method: str) -> Draw:
    """Whether an interval of a difference of rates holds the truth."""

    def draw(rng: np.random.Generator) -> bool:
        x, y = (int(rng.binomial(size, rate)) for size, rate in zip(n, rates, strict=True))
        found = (
            exact_limits(y, n[1], x, n[0])
            if method == "exact"
            else difference_interval(y, n[1], x, n[0], method=method)  # type: ignore[arg-type]
        )
        return holds(found.low - 1e-9, found.high + 1e-9, rates[1] - rates[0])

    return draw


def drawn_arms(rng: np.random.Generator, n: tuple[int, ...], rates: tuple[float, ...] | None) -> Arms:
    sizes = tuple(float(size) for size in n)
    if rates is not None:
        counts = tuple(float(rng.binomial(size, rate)) for size, rate in zip(n, rates, strict=True))
        return Arms(measure="rates", observed=counts, sizes=sizes, sds=())
    groups = [rng.normal(0, 1 + place, size) for place, size in enumerate(n)]
    return Arms(
        measure="means",
        observed=tuple(float(group.mean()) for group in groups),
        sizes=sizes,
        sds=tuple(float(group.std(ddof=1)) for group in groups),
    )


def joint(n: tuple[int, ...], rates: tuple[float, ...] | None, adjust: str) -> Draw:
    """Whether the joint intervals of all arms hold every true difference."""

    def draw(rng: np.random.Generator) -> bool:
        found = compared_with_control(
            drawn_arms(rng, n, rates),
            level=0.95,
            adjust=adjust,  # type: ignore[arg-type]
            test="z",
            effect=1.0,
            smallest_change=None,
            value_per_unit=None,
            blocked=False,
        )
        truth = [rates[place] - rates[0] if rates is not None else 0.0 for place in range(1, len(n))]
        return all(holds(item.difference.low, item.difference.high, t) for item, t in zip(found, truth, strict=True))

    return draw


def quiet(n: tuple[int, ...], rates: tuple[float, ...] | None) -> Draw:
    """Whether no Dunnett p-value falls below .05 where nothing differs."""

    def draw(rng: np.random.Generator) -> bool:
        found = compared_with_control(
            drawn_arms(rng, n, rates),
            level=0.95,
            adjust="dunnett",
            test="z",
            effect=1.0,
            smallest_change=None,
            value_per_unit=None,
            blocked=False,
        )
        return not any(item.p_dunnett < 0.05 for item in found)

    return draw


def factorial(n: int, rates: tuple[float, float, float, float]) -> Draw:
    """Whether the interval of the interaction holds the truth."""
    truth = rates[0] - rates[1] - rates[2] + rates[3]

    def draw(rng: np.random.Generator) -> bool:
        effects = factorial_effects(drawn_arms(rng, (n,) * 4, rates), level=0.95, effect=1.0)
        return holds(effects[2].effect.low, effects[2].effect.high, truth)

    return draw


ROWS = (
    Row("Welch, normal, 5 and 10, threefold spread", welch((5, 10), normal((3, 1)), 1.0), 0.943),
    Row("Welch, normal, 30 and 30", welch((30, 30), normal((1, 2)), 1.0), 0.95),
    Row("Welch, spending, 30 and 30, alike", welch((30, 30), spending(1), 0.0), 0.963),
    Row("Welch, spending, 30 and 30, doubled", welch((30, 30), spending(2), SPENDING_MEAN), 0.929),
    Row("Welch, spending, 500 and 500, doubled", welch((500, 500), spending(2), SPENDING_MEAN), 0.946),
    Row("Fieller lift, 12 and 12", lift((12, 12), "fieller"), 0.951),
    Row("delta lift, 12 and 12", lift((12, 12), "delta"), 0.953),
    Row("log lift, 12 and 12", lift((12, 12), "log_ratio"), 0.959),
    Row("Fieller lift, 100 and 100", lift((100, 100), "fieller"), 0.95),
    Row("ratio of sums, 20 each", ratio_metric(20), 0.927),
    Row("ratio of sums, 50 each", ratio_metric(50), 0.940),
    Row("ratio of sums, 1,000 each", ratio_metric(1000), 0.95),
    Row("one event rate, 5 expected", events((5, 5), (1, 1), "rate"), 0.95, at_least=True),
    Row("rates, score, 5 and 15 expected", events((5, 10), (1, 1.5), "score"), 0.952),
    Row("rates, Wald, 5 and 15 expected", events((5, 10), (1, 1.5), "wald"), 0.949),
    Row("rates, score, 100 and 150 expected", events((100, 100), (1, 1.5), "score"), 0.95),
    Row("rates, exact ratio, 5 and 15 expected", events((5, 10), (1, 1.5), "ratio_exact"), 0.95, at_least=True),
    Row("rates, log ratio, 5 and 15 expected", events((5, 10), (1, 1.5), "ratio_log"), 0.973),
    Row("rates, dispersion 3, 30 and 45 expected", events((30, 30), (1, 1.5), "score", 3.0), 0.953),
    Row("rates, dispersion 3, 300 and 450 expected", events((300, 300), (1, 1.5), "score", 3.0), 0.95),
    Row("shares, exact, 6 and 8", shares((6, 8), (0.3, 0.6), "exact"), 0.95, at_least=True),
    Row("shares, Miettinen-Nurminen, 15 and 20", shares((15, 20), (0.1, 0.3), "miettinen_nurminen"), 0.956),
    Row("three arms, joint Dunnett, 40 each", joint((40,) * 4, (0.3, 0.3, 0.4, 0.5), "dunnett"), 0.953),
    Row("three arms, joint Bonferroni, 40 each", joint((40,) * 4, (0.3, 0.3, 0.4, 0.5), "bonferroni"), 0.954),
    Row("three arms, means, unequal spread, 10 each", joint((10,) * 4, None, "dunnett"), 0.948),
    Row("four arms, means, 200 each", joint((200,) * 5, None, "dunnett"), 0.95),
    Row("no false alarm, rates, 100 each", quiet((100,) * 4, (0.2,) * 4), 0.948),
    Row("no false alarm, means, 10 each", quiet((10,) * 4, None), 0.947),
    Row("interaction, 40 each", factorial(40, (0.1, 0.2, 0.2, 0.5)), 0.952),
)


def held(row: Row, replicates: int, *, seed: int = 2) -> int:
    rng = np.random.default_rng([seed, zlib.crc32(row.name.encode())])
    return sum(row.draw(rng) for _ in range(replicates))


def band(rate: float) -> tuple[float, float]:
    """Exact binomial limits of one row at the family's error."""
    tail = FAMILY_ERROR / len(ROWS) / 2
    low, high = rate, rate
    if rate != STATED:
        slack = stats.norm.isf(tail) * math.sqrt(rate * (1 - rate) / MEASURED_WITH)
        low, high = rate - slack, min(rate + slack, 1.0)
    return stats.binom.ppf(tail, REPLICATES, low), stats.binom.isf(tail, REPLICATES, high)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_stated_rates_are_kept(row: Row) -> None:
    found = held(row, REPLICATES)
    low, high = band(row.rate)
    assert found >= low, f"{found / REPLICATES:.4f}"
    assert row.at_least or found <= high, f"{found / REPLICATES:.4f}"


if __name__ == "__main__":
    import sys

    many = int(sys.argv[1]) if len(sys.argv) > 1 else MEASURED_WITH
    for each in ROWS:
        print(f"{held(each, many) / many:.4f}  {each.name}", flush=True)
