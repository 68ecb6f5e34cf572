"""The tables of a generated study, a block of customers at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthetic.blocks import Block, blocks
from synthetic.event_rows import CHANNELS, KINDS, EventBlock
from synthetic.identities import Identities, draw_identities
from synthetic.journeys import draw_events, referral_counts
from synthetic.population import ORIGINS, People, draw_people
from synthetic.purchases import Purchases, draw_purchases
from synthetic.scenario import Scenario
from synthetic.season import DAY_SECONDS, Season

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
POINTS_A_PURCHASE, POINTS_A_REFERRAL = 0.1, 0.2
"""Points of a purchase and of a friend referred; spend at the edge of the high band is worth one point."""
LEVEL_POINTS = (1.2, 2.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One block of customers and what they bought; `people` knows who stayed and the bands of spend."""

    block: Block
    people: People
    purchases: Purchases


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What the purchases of each customer of a block add up to."""

    purchases: Integers
    spend_yuan: Floats
    last_seconds: Integers


def customer_ids(number: Integers) -> npt.NDArray[np.str_]:
    """Ids of customers counted from 0."""
    return np.char.add("C", np.char.zfill((number + 1).astype(np.str_), 7))


def made_blocks(scenario: Scenario, season: Season) -> Iterator[Made]:
    """Customers and purchases, block by block."""
    for block in blocks(scenario.customers):
        people = draw_people(scenario, season, block)
        purchases = draw_purchases(scenario, season, people, block)
        yield Made(block=block, people=_after_buying(scenario, season, people, purchases), purchases=purchases)


def _after_buying(scenario: Scenario, season: Season, people: People, purchases: Purchases) -> People:
    """In the homogeneous preset who stayed, and the band of spend, follow from the purchases."""
    if not scenario.homogeneous:
        return people
    stays = np.bincount(purchases.customer[purchases.time >= season.edge], minlength=people.size) > 0
    spend = np.bincount(purchases.customer, purchases.amount, minlength=people.size).round(2)
    edges = scenario.business.spend_edges_yuan[1:3]
    return replace(people, stays=stays, spend=np.searchsorted(edges, spend, side="right").astype(np.int64) + 1)


def totals(scenario: Scenario, season: Season, made: Made) -> Totals:
    """Number, sum and last of the purchases of each customer."""
    size, bought = made.people.size, made.purchases
    seconds = season.seconds(bought.time, awake=not scenario.homogeneous)
    last = np.zeros(size, dtype=np.int64)
    np.maximum.at(last, bought.customer, seconds)
    spend: Floats = np.zeros(size) + np.bincount(bought.customer, bought.amount, minlength=size)
    return Totals(
        purchases=np.bincount(bought.customer, minlength=size),
        spend_yuan=spend.round(2),
        last_seconds=last,
    )


def customer_frame(
    scenario: Scenario, season: Season, made: Made, identities: Identities | None = None
) -> pd.DataFrame:
    """The customer table of a block."""
    people, total = made.people, totals(scenario, season, made)
    who = identities or draw_identities(scenario.seed, made.block)
    edges = scenario.business.spend_edges_yuan[1:3]
    referrals = referral_counts(scenario, people, made.block)
    return pd.DataFrame(
        {
            "customer_id": customer_ids(people.number),
            "member_name": who.name,
            "member_phone": who.phone,
            "member_wechat": who.wechat,
            "joined_on": _dates(season, np.floor(people.joined).astype(np.int64)),
            "origin_channel": np.array(ORIGINS)[people.origin],
            "member_age": people.age,
            "member_occupation": people.occupation,
            "member_region": people.region,
            "member_level": _levels(total, referrals, edges),
            "value_stratum": people.spend,
            "activity_stratum": people.activity_stratum,
            "community_id": np.char.add("G", np.char.zfill(people.community.astype(np.str_), 7)),
            "community_minutes": people.minutes,
            "interactions_per_week": people.weekly,
            "referrals": referrals,
            "purchases": total.purchases,
            "spend_yuan": total.spend_yuan,
            "last_purchase_on": _dates(season, total.last_seconds // DAY_SECONDS),
            "bought_90d": people.stays.astype(np.int64),
        }
    )


def _levels(total: Totals, referrals: Integers, edges: tuple[float, ...]) -> Integers:
    """Member level by spend, purchases and friends referred: 1 ordinary, 2 senior, 3 super."""
    points = total.spend_yuan / edges[1] + POINTS_A_PURCHASE * total.purchases + POINTS_A_REFERRAL * referrals
    return np.searchsorted(LEVEL_POINTS, points, side="right").astype(np.int64) + 1


def event_block(scenario: Scenario, season: Season, made: Made) -> EventBlock:
    """The events of a block, in order."""
    return draw_events(scenario, season, made.people, made.purchases, made.block)


def event_frame(season: Season, made: list[Made], events: list[EventBlock]) -> pd.DataFrame:
    """Events of several blocks as one table in order of time; equal times stay in order of customers."""
    joined = {
        field.name: np.concatenate([getattr(part, field.name) for part in events]) for field in fields(EventBlock)
    }
    offset = np.repeat([one.block.first for one in made], [part.size for part in events])
    order = np.argsort(joined["seconds"], kind="stable")
    number = (joined["customer"] + offset)[order]
    ids = customer_ids(np.arange(made[0].block.first, made[-1].block.first + made[-1].block.size))
    return pd.DataFrame(
        {
            "customer_id": pd.Series(ids).array.take(number - made[0].block.first),
            "time": season.moments(joined["seconds"][order]),
            "kind": pd.Series(list(KINDS)).array.take(joined["kind"][order]),
            "channel": pd.Series(list(CHANNELS)).array.take(joined["channel"][order]),
            "amount": joined["amount"][order],
            "response_minutes": joined["minutes"][order],
        }
    )


def _dates(season: Season, day: Integers) -> npt.NDArray[np.datetime64]:
    return (season.start + day).astype("datetime64[s]")
