"""The customers of a generated study: what drives them, who they are, when they joined and when they leave."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from synthetic import plan
from synthetic.blocks import Block, Part, stream
from synthetic.communities import draw_communities
from synthetic.scenario import (
    ACTIVITY_SD_PER_WEEK,
    AGE_SHARES,
    LATENTS,
    OCCUPATION_SHARES,
    REGION_SHARE,
    SPEND_SHARES,
    Scenario,
)
from synthetic.season import FIRST_DAY, LAST_JOINED, Season

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

SETTLING_DAYS = 56
"""Activity is measured in the first eight weeks observed: before anybody leaves, so that it can foretell."""
FADING_DAYS = 28
JOINED_WITHIN = 0.25
"""In the homogeneous preset everybody joins in the first quarter of the window, so that nothing is cut off."""
ACTIVITY_STRATA = (2.5, 4.0)
MOST_FITTINGS = 1000
FITTED_WITHIN = 1e-13
ORIGINS = ("store", "live", "douyin", "friend", "search")
ORIGIN_SHARES = (0.25, 0.20, 0.25, 0.15, 0.15)
CAMPAIGN_CHANNELS = ("sms", "group", "official_account")


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """One entry a customer in every array.

    Parameters
    ----------
    number : array of int
        Customers counted from 0.
    latents : array, customers x 6
        Standard normal drives in the order of `scenario.LATENTS`.
    age, occupation, region, spend : array of int
        Codes of the bands. Spend is 0 in the homogeneous preset, where it follows from the purchases.
    stays : array of bool
        Whether the customer buys in the last 90 days; False in the homogeneous preset until purchases are drawn.
    joined, seen_from, leaves : array
        Days since the start of the window. `leaves` is the end of the window for those who stay.
    community : array of int
        Number of the community.
    minutes : array
        Minutes in the community a week; correlated within communities.
    weekly : array
        Interactions a week in the first eight weeks observed, in eighths.
    origin : array of int
        Position in `ORIGINS`.
    """

    number: Integers
    latents: Floats
    age: Integers
    occupation: Integers
    region: Integers
    spend: Integers
    stays: Booleans
    joined: Floats
    seen_from: Floats
    leaves: Floats
    community: Integers
    minutes: Floats
    weekly: Floats
    origin: Integers

    def latent(self, name: str) -> Floats:
        """One drive by its name."""
        return self.latents[:, LATENTS.index(name)]

    @property
    def counted_from(self) -> Floats:
        """First whole day observed: activity is counted from there."""
        return np.ceil(self.seen_from)

    @property
    def size(self) -> int:
        """Number of customers."""
        return self.number.size

    @property
    def activity_stratum(self) -> Integers:
        """1 low, 2 middle, 3 high."""
        return np.searchsorted(ACTIVITY_STRATA, self.weekly, side="right").astype(np.int64) + 1


def join_people(parts: list[People]) -> People:
    """The customers of several blocks as one."""
    return People(
        **{field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(People)}
    )


def draw_people(scenario: Scenario, season: Season, block: Block) -> People:
    """Draw the customers of a block so that every planted margin holds in expectation.

    Who stays is cut from the latent drive; age, occupation and spend are drawn given that (Bayes), which leaves the
    latent correlation of activity and staying as planted.
    """
    rng = stream(scenario.seed, Part.PEOPLE, block.number)
    size = block.size
    lower = np.linalg.cholesky(scenario.latent_correlations)
    latents = rng.standard_normal((size, len(LATENTS))) @ lower.T
    drive = latents[:, LATENTS.index("retention")]
    lost_share = 1 - scenario.overall_retention
    stays = drive > NormalDist().inv_cdf(lost_share)
    age, occupation, spend = _draw_groups(rng, scenario, stays)
    joined, seen_from = _draw_joining(rng, scenario, season, size)
    leaves = _leaving(season, seen_from, drive, stays, lost_share)
    wanted = scenario.activity_mean_per_week + ACTIVITY_SD_PER_WEEK * latents[:, LATENTS.index("activity")]
    community, minutes = draw_communities(scenario, block)
    return People(
        number=np.arange(block.first, block.first + size),
        latents=latents,
        age=age,
        occupation=occupation,
        region=np.where(rng.random(size) < REGION_SHARE, 1, 2).astype(np.int64),
        spend=np.zeros_like(spend) if scenario.homogeneous else spend,
        stays=np.zeros(size, dtype=np.bool_) if scenario.homogeneous else stays,
        joined=joined,
        seen_from=seen_from,
        leaves=np.full(size, float(season.days)) if scenario.homogeneous else leaves,
        community=community,
        minutes=minutes,
        weekly=np.round(np.maximum(wanted, 0.0) * SETTLING_DAYS / 7) * 7 / SETTLING_DAYS,
        origin=rng.choice(len(ORIGINS), size, p=ORIGIN_SHARES).astype(np.int64),
    )


def _draw_groups(rng: np.random.Generator, scenario: Scenario, stays: Booleans) -> tuple[Integers, Integers, Integers]:
    age, occupation, spend = (np.zeros(stays.size, dtype=np.int64) for _ in range(3))
    for state in (True, False):
        rows = np.flatnonzero(stays == state)
        joint = _age_by_occupation(scenario.age_rates, scenario.occupation_rates, state, not scenario.no_effect)
        cells = rng.choice(joint.size, size=rows.size, p=joint.ravel())
        age[rows] = cells // joint.shape[1] + 1
        occupation[rows] = cells % joint.shape[1] + 1
        spend[rows] = 1 + rng.choice(3, size=rows.size, p=_given(scenario.spend_rates, SPEND_SHARES, stays=state))
    return age, occupation, spend


@cache
def _age_by_occupation(
    age_rates: tuple[float, ...],
    occupation_rates: tuple[float, ...],
    stays: bool,  # noqa: FBT001 - a cached function takes its arguments by place
    related: bool,  # noqa: FBT001
) -> Floats:
    """Joint distribution of age and occupation given staying, fitted to both planted margins; no student above 35."""
    rows = _given(age_rates, AGE_SHARES, stays=stays)
    columns = _given(occupation_rates, OCCUPATION_SHARES, stays=stays)
    if not related:
        return np.outer(rows, columns)
    joint = np.array(plan.AGE_BY_OCCUPATION)
    for _ in range(MOST_FITTINGS):
        joint *= columns / joint.sum(axis=0)
        sums = joint.sum(axis=1)
        if np.abs(sums - rows).max() < FITTED_WITHIN:
            break
        joint *= (rows / sums)[:, None]
    return joint / joint.sum()


def _given(rates: tuple[float, ...], shares: tuple[float, ...], *, stays: bool) -> Floats:
    joint = np.array([share * (rate if stays else 1 - rate) for share, rate in zip(shares, rates, strict=True)])
    return joint / joint.sum()


def _draw_joining(rng: np.random.Generator, scenario: Scenario, season: Season, size: int) -> tuple[Floats, Floats]:
    """Days of joining, and of being observed first: joining, or the start of the window."""
    if scenario.homogeneous:
        joined = rng.random(size) * (JOINED_WITHIN * season.days)
        return joined, joined
    first, last = season.day_of(FIRST_DAY), season.day_of(LAST_JOINED) + 1
    joined = first + rng.random(size) * (last - first)
    return joined, np.maximum(joined, 0.0)


def _leaving(season: Season, seen_from: Floats, drive: Floats, stays: Booleans, lost_share: float) -> Floats:
    """Days of leaving: the weaker the drive to stay, the earlier, from twelve weeks on to 90 days before the end."""
    normal = NormalDist()
    rank = np.ones(drive.size)
    lost = ~stays
    rank[lost] = np.array([normal.cdf(value) for value in drive[lost].tolist()]) / lost_share
    earliest = np.ceil(seen_from) + SETTLING_DAYS + FADING_DAYS
    latest = np.nextafter(season.edge, 0)
    return np.where(stays, float(season.days), season.between(rank, earliest, np.full(drive.size, latest)))
