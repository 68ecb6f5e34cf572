"""The smallest size that reaches a goal: doubling and bisection with the same random numbers, then a fitted curve."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from analysis.core.messages import Message, Sentence
from analysis.core.results import Estimate
from synthetic.rehearsal.outcome import NAN, Design
from synthetic.rehearsal.pool import Pool, Progress, Task
from synthetic.rehearsal.scoring import Field
from synthetic.rehearsal.summary import detection

Floats = npt.NDArray[np.float64]
DESIGN, WITHOUT_EFFECT, CHECK = 0, 1, 2
CLOSE = 1.12
MOST_SIZES = 16
RESAMPLES = 400


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Power at one size."""

    size: int
    power: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallestSize:
    """The smallest size that reaches a goal.

    Parameters
    ----------
    goal : float
        Power asked for.
    found : int
        The size; 0 where none that the design can have reaches the goal.
    size : Estimate
        The size as the fitted curve has it, with its bootstrap interval over replicates.
    checked : Estimate
        Power at that size in replicates of their own, which took no part in finding it.
    curve : tuple of CurvePoint
        Every size looked at, in order.
    intercept, slope : float
        Fitted curve: normal quantile of the power = intercept + slope x sqrt(size).
    """

    goal: float
    found: int
    size: Estimate
    checked: Estimate
    curve: tuple[CurvePoint, ...]
    intercept: float
    slope: float

    def fitted(self, size: float) -> float:
        """Power of the fitted curve at a size."""
        return NormalDist().cdf(self.intercept + self.slope * math.sqrt(size))

    def sentence(self) -> Sentence:
        """The size in words."""
        if not self.found:
            return Message(
                "No size up to {largest:count} reaches a power of {goal:set_percent}.",
                largest=self.curve[-1].size,
                goal=self.goal,
            )
        return Message(
            "The smallest size that reaches {goal:set_percent} is {n:count} in all ({low:count} to {high:count}); checked anew, its "
            "power is {power:percent} ({power_low:percent} to {power_high:percent}).",
            goal=self.goal,
            n=self.found,
            low=self.size.low,
            high=self.size.high,
            power=self.checked.value,
            power_low=self.checked.low,
            power_high=self.checked.high,
        )


def find_smallest(
    pool: Pool, design: Design, *, goal: float, replicates: int, seed: int, level: float, progress: Progress
) -> SmallestSize:
    """Find it; see `smallest_n`."""
    hits: dict[int, Floats] = {}

    def power(size: int) -> float:
        if size not in hits:
            task = Task(design.with_size(size), seed, DESIGN, replicates)
            hits[size] = pool.run([task], progress)[0][:, Field.DETECTED]
        return float(hits[size].mean())

    low, high = _bracket(design, goal, power)
    while high / low > CLOSE and high - low > 1 and len(hits) < MOST_SIZES:
        middle = round(math.sqrt(low * high))
        if not low < middle < high:
            break
        low, high = (middle, high) if power(middle) < goal else (low, middle)
    curve = tuple(CurvePoint(size, detection(hits[size][:, None], level)) for size in sorted(hits))
    if power(high) < goal:
        nothing = Estimate(NAN, NAN, NAN, level)
        return SmallestSize(goal=goal, found=0, size=nothing, checked=nothing, curve=curve, intercept=NAN, slope=NAN)
    size, (intercept, slope) = _refit(hits, goal, level, seed, design.smallest_size)
    if math.isnan(size.value):
        size = Estimate(float(high), float(low), float(high), level)
    found = max(design.smallest_size, math.ceil(size.value))
    rows = pool.run([Task(design.with_size(found), seed, CHECK, replicates)], progress)[0]
    return SmallestSize(
        goal=goal,
        found=found,
        size=size,
        checked=detection(rows, level),
        curve=curve,
        intercept=intercept,
        slope=slope,
    )


def _bracket(design: Design, goal: float, at: Callable[[int], float]) -> tuple[int, int]:
    """A size below the goal and one that reaches it, by halving or doubling."""
    size = min(max(design.size, design.smallest_size), design.largest_size)
    if at(size) >= goal:
        high = size
        while high > design.smallest_size:
            low = max(design.smallest_size, high // 2)
            if at(low) < goal:
                return low, high
            high = low
        return high, high
    low = size
    while low < design.largest_size:
        high = min(design.largest_size, low * 2)
        if at(high) >= goal:
            return low, high
        low = high
    return low, low


def _refit(
    hits: dict[int, Floats], goal: float, level: float, seed: int, smallest: int
) -> tuple[Estimate, tuple[float, float]]:
    """Size at which the fitted curve reaches the goal, with a bootstrap interval over replicates."""
    sizes = np.array(sorted(hits))
    # Far from the goal the curve is flat and says nothing about where it crosses.
    table = np.column_stack([hits[size] for size in sizes.tolist()])
    near = (table.mean(axis=0) > 0.02) & (table.mean(axis=0) < 0.995)
    if near.sum() < 2:
        return Estimate(NAN, NAN, NAN, level), (NAN, NAN)
    roots, table = np.sqrt(sizes[near]), table[:, near]
    line = _probit(roots, table.mean(axis=0), len(table))
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(3,)))
    again: list[float] = []
    for _ in range(RESAMPLES):
        # The same replicates at every size: their draws are shared, so they are resampled together.
        rows = rng.integers(0, len(table), len(table))
        again.append(_crossing(_probit(roots, table[rows].mean(axis=0), len(table)), goal))
    tail = (1 - level) / 2
    kept = np.array([size for size in again if not math.isnan(size)])
    low, high = np.quantile(kept, [tail, 1 - tail]) if kept.size else (NAN, NAN)
    return Estimate(_crossing(line, goal), max(float(smallest), float(low)), float(high), level), line


def _probit(roots: Floats, shares: Floats, n: int) -> tuple[float, float]:
    """Weighted line through the normal quantiles of the powers; ends are moved off 0 and 1 by half a replicate."""
    normal = NormalDist()
    clipped = np.clip(shares, 0.5 / n, 1 - 0.5 / n)
    quantiles = np.array([normal.inv_cdf(share) for share in clipped.tolist()])
    heights = np.array([normal.pdf(quantile) for quantile in quantiles.tolist()])
    weights = heights**2 / (clipped * (1 - clipped))
    centre = float(np.average(roots, weights=weights))
    spread = float((weights * (roots - centre) ** 2).sum())
    if spread <= 0:
        return NAN, NAN
    slope = float((weights * (roots - centre) * quantiles).sum()) / spread
    return float(np.average(quantiles, weights=weights)) - slope * centre, slope


def _crossing(line: tuple[float, float], goal: float) -> float:
    intercept, slope = line
    if math.isnan(slope) or slope <= 0:
        return NAN
    root = (NormalDist().inv_cdf(goal) - intercept) / slope
    return root**2 if root > 0 else NAN
