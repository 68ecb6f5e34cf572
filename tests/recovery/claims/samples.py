"""Samples that several claims draw: summaries of normal groups, rows of customers, communities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.core import Estimate


def holds(estimate: Estimate, truth: float) -> bool:
    return estimate.low <= truth <= estimate.high


def normal_summary(rng: np.random.Generator, n: int, mean: float = 0.0, sd: float = 1.0) -> tuple[float, float]:
    """Mean and standard deviation of n normal numbers, from their own distributions (the two are independent)."""
    return rng.normal(mean, sd / np.sqrt(n)), sd * np.sqrt(rng.chisquare(n - 1) / (n - 1))


def two_summaries(
    rng: np.random.Generator,
    n: tuple[int, int],
    means: tuple[float, float] = (0.0, 0.0),
    sds: tuple[float, float] = (1.0, 1.0),
) -> dict[str, Any]:
    """Two normal groups as `read_means` takes them."""
    (mean_0, sd_0), (mean_1, sd_1) = (normal_summary(rng, *group) for group in zip(n, means, sds, strict=True))
    return {
        "n_control": n[0],
        "mean_control": mean_0,
        "sd_control": sd_0,
        "n_treatment": n[1],
        "mean_treatment": mean_1,
        "sd_treatment": sd_1,
    }


def counts(rng: np.random.Generator, n: tuple[int, int], rates: tuple[float, float]) -> dict[str, int]:
    """Two groups of yes and no as `read_proportions` takes them."""
    return {
        "successes_control": int(rng.binomial(n[0], rates[0])),
        "n_control": n[0],
        "successes_treatment": int(rng.binomial(n[1], rates[1])),
        "n_treatment": n[1],
    }


def several(rng: np.random.Generator, n: Sequence[int], rates: Sequence[float]) -> dict[str, tuple[float, ...]]:
    """Arms of yes and no as `read_arms` takes them."""
    drawn = tuple(float(rng.binomial(size, rate)) for size, rate in zip(n, rates, strict=True))
    return {"observed": drawn, "sizes": tuple(float(size) for size in n)}


def arms(sizes: Sequence[int]) -> pd.Categorical:
    """The column of groups, control first."""
    return pd.Categorical.from_codes(
        np.repeat(np.arange(len(sizes)), sizes), categories=[f"group {place}" for place in range(len(sizes))]
    )


def community_codes(communities: int, sizes: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Community of each customer, and whether it is one of treatment; sizes are taken in turn, in both groups."""
    each = np.resize(np.array(sizes), communities)
    codes = np.repeat(np.arange(2 * communities), np.concatenate([each, each]))
    return codes, (codes >= communities).astype(int)


def alike(rng: np.random.Generator, codes: np.ndarray, icc: float) -> np.ndarray:
    """Normal numbers of variance 1 that correlate by `icc` within a community."""
    shared = rng.normal(size=int(codes.max()) + 1)[codes]
    return np.sqrt(icc) * shared + np.sqrt(1 - icc) * rng.normal(size=codes.size)
