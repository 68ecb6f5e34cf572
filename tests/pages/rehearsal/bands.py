"""Bands in which a simulated number lies unless what it is held against is wrong."""

from __future__ import annotations

from scipy import stats

from analysis.core import Estimate

# One comparison in ten thousand fails by chance; seeds are fixed, so none does later.
CHANCE = 1e-4


def holds(found: Estimate, claim: float, n: int, leeway: float = 0.0) -> bool:
    """Whether a counted share agrees with a claim, up to a leeway that a normal approximation may err."""
    low = float(stats.binom.ppf(CHANCE / 2, n, max(claim - leeway, 0.0))) / n
    high = float(stats.binom.isf(CHANCE / 2, n, min(claim + leeway, 1.0))) / n
    return low <= found.value <= high


def mean_holds(found: Estimate, claim: float, n: int, leeway: float = 0.0) -> bool:
    """Whether a mean over replicates agrees with a claim, by its own t interval widened to the same chance."""
    half = (found.high - found.low) / 2 / stats.t.ppf((1 + found.level) / 2, n - 1)
    return abs(found.value - claim) <= half * stats.t.isf(CHANCE / 2, n - 1) + leeway
