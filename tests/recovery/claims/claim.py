"""A claim about an error rate, and the exact binomial band that simulated replicates must fall into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from scipy.stats import binom

FAMILY_ERROR = 0.01
REPEAT = 10
SEED = 20260101

Bound: TypeAlias = Literal["exact", "at_most", "at_least"]


@dataclass(frozen=True, kw_only=True)
class Claim:
    """How often something happens, and one replicate of it.

    Parameters
    ----------
    id : str
        Method, variant and what is counted.
    method : str
        Id of the method.
    rate : float
        The claimed rate: the level of a test, the level of an interval.
    bound : str
        ``exact`` holds from both sides; a conservative test claims ``at_most``, a conservative interval ``at_least``.
    replicate : callable
        Draws one data set and says whether it happened.
    real : (float, float), optional
        Of an approximation: the range its real rate lies in, in place of `rate`. Stated with `reason`.
    reason : str
        Why the rate is not the claimed one.
    short : int
        Replicates of the short version.
    """

    id: str
    method: str
    rate: float
    replicate: Callable[[np.random.Generator], bool]
    bound: Bound = "exact"
    real: tuple[float, float] | None = None
    reason: str = ""
    short: int = 60

    def __post_init__(self) -> None:
        if (self.real is None) == bool(self.reason):
            raise ValueError(f"{self.id}: an exemption has a real rate and a reason, or is none")


@dataclass(frozen=True)
class Verdict:
    """What the replicates say."""

    hits: int
    replicates: int
    low: int
    high: int

    @property
    def kept(self) -> bool:
        """Whether the number of hits lies inside the band."""
        return self.low <= self.hits <= self.high

    @property
    def rate(self) -> float:
        return self.hits / self.replicates


def band(claim: Claim, replicates: int, claims: int) -> tuple[int, int]:
    """Numbers of hits that a kept claim leaves with a chance of at most 1 % over all claims together."""
    error = FAMILY_ERROR / claims
    lowest, highest = claim.real or (claim.rate, claim.rate)
    if claim.bound == "at_most":
        return 0, int(binom.ppf(1 - error, replicates, highest))
    if claim.bound == "at_least":
        return int(binom.ppf(error, replicates, lowest)), replicates
    return int(binom.ppf(error / 2, replicates, lowest)), int(binom.ppf(1 - error / 2, replicates, highest))


def verdict(claim: Claim, replicates: int, claims: int, *, stream: int = 0) -> Verdict:
    """Run a claim; every claim has its own stream of random numbers."""
    rng = np.random.default_rng([SEED, stream, *claim.id.encode()])
    hits = sum(bool(claim.replicate(rng)) for _ in range(replicates))
    return Verdict(hits, replicates, *band(claim, replicates, claims))


def held(claim: Claim, replicates: int, claims: int) -> Verdict:
    """The verdict; a miss is repeated with ten times as many fresh replicates, and those decide."""
    first = verdict(claim, replicates, claims)
    return first if first.kept else verdict(claim, REPEAT * replicates, claims, stream=1)
