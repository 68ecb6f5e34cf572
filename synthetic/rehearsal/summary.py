"""From rows of scores to rates and means, each with the interval that the number of replicates allows."""

from __future__ import annotations

import math

import numpy as np

from analysis.core.results import Estimate
from synthetic.rehearsal.outcome import NAN
from synthetic.rehearsal.scoring import Field, Rows

UNDEFINED = Estimate(NAN, NAN, NAN)


def rate(hits: int, n: int, level: float = 0.95) -> Estimate:
    """A share of replicates with its exact binomial interval (Clopper and Pearson 1934).

    Examples
    --------
    >>> found = rate(705, 1000)
    >>> round(found.low, 4), round(found.high, 4)
    (0.6757, 0.7331)
    """
    if n == 0:
        return Estimate(NAN, NAN, NAN, level)
    from scipy.stats import beta

    tail = (1 - level) / 2
    low = float(beta.ppf(tail, hits, n - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1 - tail, hits + 1, n - hits)) if hits < n else 1.0
    return Estimate(hits / n, low, high, level)


def mean(values: Rows, level: float = 0.95) -> Estimate:
    """A mean over replicates with its t interval; undefined values are left out."""
    kept = values[~np.isnan(values)]
    if kept.size < 2:
        return Estimate(float(kept[0]) if kept.size else NAN, NAN, NAN, level)
    from scipy.stats import t

    value = float(kept.mean())
    half = float(t.ppf((1 + level) / 2, kept.size - 1)) * float(kept.std(ddof=1)) / math.sqrt(kept.size)
    return Estimate(value, value - half, value + half, level)


def detection(rows: Rows, level: float) -> Estimate:
    """Share of replicates in which something was claimed."""
    return rate(int(rows[:, Field.DETECTED].sum()), len(rows), level)


def coverage(rows: Rows, level: float) -> Estimate:
    """Share of the intervals that hold the truth, among replicates with an interval."""
    low, high, effect = rows[:, Field.LOW], rows[:, Field.HIGH], rows[:, Field.EFFECT]
    known = ~(np.isnan(low) | np.isnan(high) | np.isnan(effect))
    held = (low <= effect) & (effect <= high) & known
    return rate(int(held.sum()), int(known.sum()), level)


def errors(rows: Rows) -> Rows:
    """Estimate minus truth of every replicate."""
    return rows[:, Field.ESTIMATE] - rows[:, Field.EFFECT]


def root_mean_square(rows: Rows, level: float) -> Estimate:
    """Root mean squared error; the interval is that of the mean square, its root taken at both ends."""
    squares = mean(errors(rows) ** 2, level)
    return Estimate(
        math.sqrt(squares.value) if squares.defined else NAN,
        math.sqrt(max(0.0, squares.low)) if squares.defined else NAN,
        math.sqrt(squares.high) if squares.high >= 0 else NAN,
        level,
    )


def recall(rows: Rows, level: float) -> Estimate:
    """Share of what was planted that was found; every replicate plants the same number."""
    planted = rows[:, Field.PLANTED]
    with np.errstate(invalid="ignore", divide="ignore"):
        return _share(mean(np.where(planted > 0, rows[:, Field.FOUND] / planted, NAN), level))


def false_discoveries(rows: Rows, level: float) -> Estimate:
    """Mean share of false claims among the claims; a replicate without a claim has none (Benjamini and Hochberg)."""
    claimed = rows[:, Field.CLAIMED]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(claimed > 0, rows[:, Field.FALSE] / claimed, np.where(claimed == 0, 0.0, NAN))
    return _share(mean(share, level))


def _share(estimate: Estimate) -> Estimate:
    """A mean of shares: its interval ends where shares do."""
    if not estimate.defined:
        return estimate
    return Estimate(estimate.value, max(0.0, estimate.low), min(1.0, estimate.high), estimate.level)
