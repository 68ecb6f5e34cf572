"""Tests that are looked at while they run keep what they promise, counted over simulated tests.

Every rate stands in an exact binomial band around the claim; all bands of a run together miss a true claim once in a
hundred runs at most. `SEQUENTIAL_PATHS=400000` makes it the long run (about two minutes).

Known and stated where they do not hold: relative differences read before 50 conversions in each group (see
`always_valid_interval`), and Pocock-type bounds with fewer than ten conversions expected at the first look (too strict).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.stats import binom

from analysis.experiments import (
    always_valid_interval,
    compare_designs,
    conversion_race,
    peeking_error,
    plan_sequential,
    sequential_bounds,
)
from analysis.experiments.normal_mixture import boundary, tuned_ratio

FAMILY_ERROR = 0.01
RUNS = int(os.environ.get("SEQUENTIAL_PATHS", "20000"))
SEED = 20260101
CHUNK = 20_000


@dataclass(frozen=True)
class Counted:
    """One simulated rate against its claim: exact, or an upper bound."""

    name: str
    hits: int
    runs: int
    claim: float
    at_most: bool = False
    leeway: float = 0.0

    def band(self, error: float) -> tuple[float, float]:
        """Rates that a true claim gives but for this chance."""
        low, high = max(self.claim - self.leeway, 0.0), min(self.claim + self.leeway, 1.0)
        lowest = 0.0 if self.at_most else float(binom.ppf(error / 2, self.runs, low)) / self.runs
        return lowest, float(binom.isf(error / 2, self.runs, high)) / self.runs

    def holds(self, error: float) -> bool:
        low, high = self.band(error)
        return low <= self.hits / self.runs <= high


def paths(rng: np.random.Generator, runs: int, information: tuple[float, ...], drift: float) -> Iterator[np.ndarray]:
    """z at the looks of simulated tests, in chunks."""
    t = np.array(information)
    steps = np.diff(t, prepend=0.0)
    for _ in range(runs // CHUNK):
        scores = np.cumsum(drift * steps + rng.normal(size=(CHUNK, t.size)) * np.sqrt(steps), axis=1)
        yield scores / np.sqrt(t)


def pooled_z(rng: np.random.Generator, runs: int, looks: int, each: tuple[int, int], rates: tuple[float, float]):
    """Pooled z at the looks of simulated counts, in chunks; groups grow by `each` from look to look."""
    grown = np.arange(1, looks + 1)
    m, n = grown * each[0], grown * each[1]
    for _ in range(runs // CHUNK):
        x = rng.binomial(each[0], rates[0], (CHUNK, looks)).cumsum(axis=1)
        y = rng.binomial(each[1], rates[1], (CHUNK, looks)).cumsum(axis=1)
        rate = (x + y) / (m + n)
        error = np.sqrt(rate * (1 - rate) * (1 / m + 1 / n))
        yield np.divide(y / n - x / m, error, out=np.zeros_like(error), where=error > 0)


def stopped(chunks: Iterator[np.ndarray], upper: np.ndarray, lower: np.ndarray | None) -> tuple[int, int, int]:
    """How many tests stop first above, how many first below, and how many there were."""
    above = below = runs = 0
    for z in chunks:
        up = z >= upper
        down = z <= lower if lower is not None else np.zeros_like(up)
        first_up = np.where(up.any(axis=1), up.argmax(axis=1), z.shape[1])
        first_down = np.where(down.any(axis=1), down.argmax(axis=1), z.shape[1])
        above += int((first_up < first_down).sum())
        below += int((first_down < first_up).sum())
        runs += len(z)
    return above, below, runs


DESIGNS = (
    ("obrien_fleming", (0.2, 0.4, 0.6, 0.8, 1.0)),
    ("pocock", (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)),
    ("wang_tsiatis", (0.5, 0.6, 1.0)),
    ("lan_demets_obrien_fleming", (0.13, 0.55, 0.56, 1.0)),
    ("lan_demets_pocock", (0.3, 0.8, 1.2)),
    ("kim_demets", (0.25, 0.5, 0.75, 1.0)),
    ("hwang_shih_decani", (0.05, 0.5, 1.0)),
)


def normal_rates(rng: np.random.Generator, runs: int) -> Iterator[Counted]:
    """Error rate and power of every bound where z is normal."""
    for sides in ("two", "one"):
        for design, information in DESIGNS:
            found = sequential_bounds(design=design, information_fractions=information, sides=sides, power=0.85)
            upper = np.array(found.z)
            lower = -upper if sides == "two" else None
            above, below, n = stopped(paths(rng, runs, information, 0.0), upper, lower)
            yield Counted(f"{design} {sides}: false alarms", above + below, n, found.error)
            drift = found.characteristics.drift / np.sqrt(information[-1])
            above, _, n = stopped(paths(rng, runs, information, drift), upper, lower)
            yield Counted(f"{design} {sides}: power", above, n, 0.85)
    for looks in (5, 10, 20):
        information = tuple((k + 1) / looks for k in range(looks))
        bound = np.full(looks, 1.959963984540054)
        above, below, n = stopped(paths(rng, runs, information, 0.0), bound, -bound)
        yield Counted(f"peeking {looks}", above + below, n, peeking_error(looks=looks).false_alarm)


def design_rates(rng: np.random.Generator, runs: int) -> Iterator[Counted]:
    """Always-valid and Bayesian rows of `compare_designs`, by simulated estimates and their posterior."""
    looks, change = 6, 0.02
    found = compare_designs(baseline_rate=0.1, change=change, looks=looks, threshold=0.96, prior_sd=0.03)
    t = np.arange(1, looks + 1) / looks
    one_look = (1.959963984540054 + 0.8416212335729143) ** 2 / change**2
    for name, prior in (("bayes_flat", np.inf), ("bayes_prior", 0.03), ("always_valid", None)):
        row = found.design(name)
        largest = one_look * row.n_max / found.design("fixed").n_max
        variance = 1 / (largest * t)
        if prior is None:
            upper = np.array([boundary(change**2 / v, 0.05) for v in variance])
        else:
            upper = 1.7506860712521692 * np.sqrt(1 + variance / prior**2)
        for truth, claim in ((0.0, row.false_alarm), (change, row.power)):
            above, below, n = stopped(paths(rng, runs, tuple(t), truth * np.sqrt(largest)), upper, -upper)
            yield Counted(f"{name} at {truth}", above + (below if truth == 0 else 0), n, claim)


def rates_of_counts(rng: np.random.Generator, runs: int) -> Iterator[Counted]:
    """Real counts, with at least ten conversions expected in each group at the first look: within half a point."""
    for design in ("lan_demets_obrien_fleming", "lan_demets_pocock"):
        for rate, each in ((0.02, (500, 500)), (0.1, (400, 100)), (0.5, (20, 20)), (0.3, (60, 60))):
            upper = np.array(sequential_bounds(design=design, looks=5).z)
            above, below, n = stopped(pooled_z(rng, runs, 5, each, (rate, rate)), upper, -upper)
            yield Counted(f"{design} counts at {rate}", above + below, n, 0.05, leeway=0.005)
    plan = plan_sequential(baseline_rate=0.1, change=0.03, looks=4, design="pocock")
    each = (plan.n_control // 4, plan.n_treatment // 4)
    above, _, n = stopped(pooled_z(rng, runs, 4, each, (0.1, 0.13)), np.array(plan.z), -np.array(plan.z))
    yield Counted("power of a plan in counts", above, n, 0.8, leeway=0.01)


def races(rng: np.random.Generator, runs: int) -> Iterator[Counted]:
    """The race of conversions, conversion by conversion."""
    race = conversion_race(conversions=400, relative_lift=0.3)
    for lift, claim in ((0.0, race.false_alarm), (0.3, race.power)):
        hits = n = 0
        for _ in range(runs // CHUNK):
            walk = np.where(rng.random((CHUNK, 400)) < (1 + lift) / (2 + lift), 1, -1).astype(np.int16)
            walk = np.cumsum(walk, axis=1, dtype=np.int16)
            above, below = walk >= race.lead, walk <= -race.lead
            first_up = np.where(above.any(axis=1), above.argmax(axis=1), 400)
            first_down = np.where(below.any(axis=1), below.argmax(axis=1), 400)
            hits += int((first_up < first_down).sum()) + (int((first_down < first_up).sum()) if lift == 0 else 0)
            n += CHUNK
        yield Counted(f"race at {lift}", hits, n, claim)


def anytime(rng: np.random.Generator, runs: int) -> Iterator[Counted]:
    """Always-valid intervals of rates and of skewed amounts, looked at 200 times."""
    looks = 200
    grown = np.arange(1, looks + 1)
    runs = runs // 4
    for kind, rate in (("absolute", 0.01), ("absolute", 0.1), ("absolute", 0.5), ("relative", 0.02), ("relative", 0.2)):
        hits = 0
        for _ in range(4):
            size = 25
            x = rng.binomial(size, rate, (runs // 4, looks)).cumsum(axis=1)
            y = rng.binomial(size, rate, (runs // 4, looks)).cumsum(axis=1)
            hits += int(_outside(x, y, size * grown, kind).any(axis=1).sum())
        yield Counted(f"anytime {kind} at {rate}", hits, 4 * (runs // 4), 0.05, at_most=True)
    hits = 0
    for _ in range(4):
        hits += _skewed(rng, runs // 4, looks)
    yield Counted("anytime, exponential amounts from 100 customers", hits, 4 * (runs // 4), 0.05, at_most=True)


def _outside(x: np.ndarray, y: np.ndarray, n: np.ndarray, kind: str) -> np.ndarray:
    """At which looks the confidence sequence tuned to 5,000 leaves out zero (relative: from 50 conversions on)."""
    p, q = x / n, y / n
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind == "absolute":
            z2 = (q - p) ** 2 / ((p * (1 - p) + q * (1 - q)) / n)
        else:
            variance = q * (1 - q) / n / p**2 + p * (1 - p) / n * q**2 / p**4
            z2 = np.where(np.minimum(x, y) >= 50, (q / p - 1) ** 2 / variance, 0.0)
    ratio = tuned_ratio(0.05) * 2 * n / 5000
    limit = np.array([boundary(r, 0.05) ** 2 for r in ratio])
    return np.nan_to_num(z2, posinf=0.0) > limit


def _skewed(rng: np.random.Generator, runs: int, looks: int) -> int:
    grown = 25 * np.arange(1, looks + 1)

    def groups() -> tuple[np.ndarray, np.ndarray]:
        # Sums of 25 exponential amounts and of their squares, as one gamma and a simulated square.
        amounts = rng.exponential(size=(runs, looks, 25)).astype(np.float32)
        sums, squares = amounts.sum(axis=2).cumsum(axis=1), (amounts**2).sum(axis=2).cumsum(axis=1)
        mean = sums / grown
        return mean, (squares / grown - mean**2) / grown

    (mean_a, var_a), (mean_b, var_b) = groups(), groups()
    limit = np.array([boundary(tuned_ratio(0.05) * 2 * n / 5000, 0.05) ** 2 for n in grown])
    outside = (mean_a - mean_b) ** 2 / (var_a + var_b) > limit
    return int(outside[:, grown >= 100].any(axis=1).sum())


def repeated_intervals(rng: np.random.Generator, runs: int) -> Iterator[Counted]:
    """The repeated Newcombe interval holds the true difference at all looks together, whatever the difference."""
    for design in ("lan_demets_obrien_fleming", "lan_demets_pocock"):
        bounds = np.array(sequential_bounds(design=design, looks=5).z)
        for rates, each in (((0.1, 0.13), 300), ((0.4, 0.4), 60), ((0.05, 0.02), 600)):
            n = each * np.arange(1, 6)
            missed = 0
            for _ in range(runs // CHUNK):
                p, q = (rng.binomial(each, rate, (CHUNK, 5)).cumsum(axis=1) / n for rate in rates)
                low, high = _newcombe(p, q, n, bounds)
                truth = rates[1] - rates[0]
                missed += int(((truth < low) | (truth > high)).any(axis=1).sum())
            yield Counted(f"repeated {design} {rates}", missed, runs // CHUNK * CHUNK, 0.05, leeway=0.007)


def _newcombe(p: np.ndarray, q: np.ndarray, n: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Newcombe's method 10 with one quantile for each look, written out."""

    def wilson(rate: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        centre = (rate + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * np.sqrt(rate * (1 - rate) / n + z**2 / (4 * n**2))
        return centre - half, centre + half

    (low_p, high_p), (low_q, high_q) = wilson(p), wilson(q)
    low = q - p - np.hypot(q - low_q, high_p - p)
    return low, q - p + np.hypot(high_q - q, p - low_p)


def check_rates(runs: int) -> list[Counted]:
    """Every rate, in one family."""
    rng = np.random.default_rng(SEED)
    parts = (normal_rates, design_rates, rates_of_counts, repeated_intervals, races)
    found = [item for part in parts for item in part(rng, runs)]
    return [*found, *anytime(rng, min(runs, 40_000))]


@pytest.fixture(scope="module")
def counted() -> list[Counted]:
    return check_rates(RUNS)


def test_every_rate_is_what_is_claimed(counted):
    error = FAMILY_ERROR / len(counted)
    wrong = [(item.name, item.hits / item.runs, item.band(error)) for item in counted if not item.holds(error)]
    assert not wrong


def test_the_bands_would_see_a_wrong_claim(counted):
    """Peeking called honest, or power .85 called .87, lies outside its band."""
    error = FAMILY_ERROR / len(counted)
    peeking = next(item for item in counted if item.name == "peeking 5")
    assert not Counted("", peeking.hits, peeking.runs, 0.05).holds(error)
    power = next(item for item in counted if item.name == "pocock two: power")
    assert not Counted("", power.hits, power.runs, 0.87).holds(error)


def test_our_interval_leaves_out_zero_where_the_simulation_says():
    """The simulated rule is the one of `always_valid_interval`."""
    rng = np.random.default_rng(3)
    n = np.arange(100, 2001, 100)
    x, y = rng.binomial(100, 0.1, (2, n.size)).cumsum(axis=1)
    y = y + n // 20
    for kind in ("absolute", "relative"):
        found = always_valid_interval(
            n_control=tuple(map(float, n)),
            n_treatment=tuple(map(float, n)),
            successes_control=tuple(map(float, x)),
            successes_treatment=tuple(map(float, y)),
            difference_type=kind,
        )
        counts = np.minimum(x, y) >= (50 if kind == "relative" else 0)
        ours = np.array([item.excludes(0.0) for item in found.at_looks]) & counts
        assert ours.any()
        assert not ours.all()
        np.testing.assert_array_equal(ours, _outside(x[None], y[None], n, kind)[0])
