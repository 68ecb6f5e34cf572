"""What customers do beside buying: interactions that fade before they leave, logins, service requests, coupons."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from synthetic.blocks import Block, Part, stream
from synthetic.event_rows import CHANNELS, EventBlock, Rows, in_order
from synthetic.population import FADING_DAYS, SETTLING_DAYS, People
from synthetic.purchases import Purchases
from synthetic.scenario import INTERACTIONS_AFTER_PER_WEEK, INTERACTIONS_BEFORE_PER_WEEK, Scenario
from synthetic.season import DAY_SECONDS, Season

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

AFTER_LEAVING_DAYS = 56
"""A customer who left still turns up now and then for eight weeks."""
EXTRA_LOGINS_PER_WEEK = 0.3
LOGIN_FROM_SECONDS, LOGIN_TO_SECONDS = 6 * 3600, 8 * 3600
SERVICE_PER_WEEK = 0.05
RESPONSE_MEDIAN_MINUTES, RESPONSE_SIGMA = 12.0, 1.1
UNANSWERED_SHARE = 0.06
REFERRALS_PER_CUSTOMER = 0.4
COUPON_USED_SHARE = 0.35
COUPONS_UNUSED_PER_WEEK = 0.08
COUPON_VALID_DAYS = 10.0
REFUND_WITHIN_DAYS = 7.0
FUNNEL: dict[str, tuple[float, float, float]] = {
    "sms": (0.70, 0.15, 0.30),
    "group": (0.55, 0.40, 0.45),
    "official_account": (0.40, 0.30, 0.35),
}
"""Rates of the welcome campaign by channel: reached, interested if reached, ordered if interested."""
FUNNEL_SHARES = (0.4, 0.35, 0.25)
FUNNEL_KINDS = ("campaign_reached", "campaign_interested", "trial_order")

INTERACTION_CHANNELS = (("group", 0.60), ("live", 0.25), ("mini_program", 0.15))
LOGIN_CHANNELS = (("mini_program", 0.6), ("app", 0.4))
PURCHASE_CHANNELS = (("mini_program", 0.45), ("app", 0.25), ("live", 0.20), ("store", 0.10))
SERVICE_CHANNELS = (("service", 0.7), ("group", 0.3))


def draw_events(scenario: Scenario, season: Season, people: People, purchases: Purchases, block: Block) -> EventBlock:
    """Every event of a block's customers in the window, in order."""
    interactions = _interactions(scenario, season, people, block)
    return in_order(
        [
            interactions,
            _logins(scenario, season, people, interactions, block),
            *_purchase_rows(scenario, season, people, purchases, block),
            _service(scenario, season, people, block),
            _referrals(scenario, season, people, block),
            *_campaign(scenario, season, people, block),
        ]
    )


def last_seen(scenario: Scenario, season: Season, people: People) -> Floats:
    """Day after which a customer does nothing more."""
    end = float(season.days)
    return np.minimum(people.leaves + AFTER_LEAVING_DAYS, end) if scenario.fades else np.full(people.size, end)


def active_to(scenario: Scenario, season: Season, people: People) -> Floats:
    """Day until which a customer asks for service, gets coupons and refers friends; without effects all do to the end."""
    return people.leaves if scenario.fades else np.full(people.size, float(season.days))


def referral_counts(scenario: Scenario, people: People, block: Block) -> Integers:
    """Customers brought by each customer of a block."""
    return _referrals_drawn(stream(scenario.seed, Part.REFERRALS, block.number), people)


def _referrals_drawn(rng: np.random.Generator, people: People) -> Integers:
    return rng.poisson(REFERRALS_PER_CUSTOMER, people.size).astype(np.int64)


def _interactions(scenario: Scenario, season: Season, people: People, block: Block) -> Rows:
    """Exactly the planted number in the first eight weeks, then a Poisson process that fades before leaving."""
    rng = stream(scenario.seed, Part.INTERACTIONS, block.number)
    settled = people.counted_from + SETTLING_DAYS
    first = np.repeat(np.arange(people.size), np.round(people.weekly * SETTLING_DAYS / 7).astype(np.int64))
    pieces = [(first, people.counted_from[first] + rng.random(first.size) * SETTLING_DAYS)]
    stays = people.leaves >= season.days if scenario.fades else np.ones(people.size, dtype=np.bool_)
    steady_to = np.where(stays, float(season.days), people.leaves - FADING_DAYS)
    pieces.append(_at_constant_rate(rng, people.weekly, settled, steady_to))
    if scenario.fades:
        remaining = INTERACTIONS_AFTER_PER_WEEK / INTERACTIONS_BEFORE_PER_WEEK
        leaver = np.flatnonzero(~stays)
        mean = people.weekly[leaver] * (1 + remaining) / 2 * FADING_DAYS / 7
        fading = np.repeat(leaver, rng.poisson(mean))
        # Inverse of the distribution whose density falls in a line from 1 to `remaining`.
        u = rng.random(fading.size)
        position = (1 - np.sqrt(1 - u * (1 - remaining**2))) / (1 - remaining)
        pieces.append((fading, people.leaves[fading] - FADING_DAYS + position * FADING_DAYS))
        after_to = np.where(stays, people.leaves, last_seen(scenario, season, people))
        pieces.append(_at_constant_rate(rng, people.weekly * remaining, people.leaves, after_to))
    customer = np.concatenate([piece[0] for piece in pieces])
    time = np.concatenate([piece[1] for piece in pieces])
    return Rows(
        kind="interaction",
        customer=customer,
        seconds=season.seconds(time),
        channel=_channels(rng, INTERACTION_CHANNELS, customer.size),
    )


def _at_constant_rate(
    rng: np.random.Generator, a_week: Floats | float, low: Floats, high: Floats
) -> tuple[Integers, Floats]:
    """Customers and times of a Poisson process between two days of each customer."""
    span = np.maximum(high - low, 0.0)
    customer = np.repeat(np.arange(span.size), rng.poisson(a_week * span / 7))
    return customer, low[customer] + rng.random(customer.size) * span[customer]


def _logins(scenario: Scenario, season: Season, people: People, interactions: Rows, block: Block) -> Rows:
    """One login early on each day with an interaction, and on a few other days."""
    rng = stream(scenario.seed, Part.LOGINS, block.number)
    customer, time = _at_constant_rate(
        rng, EXTRA_LOGINS_PER_WEEK, people.counted_from, last_seen(scenario, season, people)
    )
    days = season.days
    keys = np.concatenate(
        [
            interactions.customer * days + interactions.seconds // DAY_SECONDS,
            customer * days + np.floor(np.minimum(time, days - 1)).astype(np.int64),
        ]
    )
    keys.sort()
    keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if keys.size else keys
    moment = rng.integers(LOGIN_FROM_SECONDS, LOGIN_TO_SECONDS, keys.size)
    return Rows(
        kind="login",
        customer=keys // days,
        seconds=keys % days * DAY_SECONDS + moment,
        channel=_channels(rng, LOGIN_CHANNELS, keys.size),
    )


def _purchase_rows(
    scenario: Scenario, season: Season, people: People, purchases: Purchases, block: Block
) -> tuple[Rows, ...]:
    """Purchases with their refunds and coupons."""
    rng = stream(scenario.seed, Part.RECEIPTS, block.number)
    customer, time, amount = purchases.customer, purchases.time, purchases.amount
    seconds = season.seconds(time, awake=not scenario.homogeneous)
    channel = _channels(rng, PURCHASE_CHANNELS, customer.size)
    delay = 1 + rng.random(customer.size) * (REFUND_WITHIN_DAYS - 1)
    back = np.flatnonzero((rng.random(customer.size) < scenario.business.refund_rate) & (time + delay < season.days))
    used = np.flatnonzero(rng.random(customer.size) < COUPON_USED_SHARE)
    issued_at = np.maximum(time[used] - rng.random(used.size) * COUPON_VALID_DAYS, people.seen_from[customer[used]])
    unused, unused_at = _at_constant_rate(
        rng, COUPONS_UNUSED_PER_WEEK, people.seen_from, active_to(scenario, season, people)
    )
    face = np.maximum(np.round(amount[used] / 50) * 5, 5.0)
    issued = np.concatenate([customer[used], unused])
    issued_seconds = season.seconds(np.concatenate([issued_at, unused_at]))
    if not scenario.homogeneous:
        issued_seconds[: used.size] = np.minimum(issued_seconds[: used.size], seconds[used])
    else:
        issued_seconds[: used.size] = season.seconds(issued_at, awake=False)
    return (
        Rows(kind="purchase", customer=customer, seconds=seconds, channel=channel, amount=amount),
        Rows(
            kind="refund",
            customer=customer[back],
            seconds=season.seconds(time[back] + delay[back]),
            channel=channel[back],
            amount=amount[back],
        ),
        Rows(kind="coupon_used", customer=customer[used], seconds=seconds[used], channel=channel[used], amount=face),
        Rows(
            kind="coupon_issued",
            customer=issued,
            seconds=issued_seconds,
            channel=np.full(issued.size, CHANNELS.index("sms")),
            amount=np.concatenate([face, rng.choice((5.0, 10.0, 20.0), unused.size)]),
        ),
    )


def _service(scenario: Scenario, season: Season, people: People, block: Block) -> Rows:
    """Requests with the minutes until they were answered; blank where they never were."""
    rng = stream(scenario.seed, Part.SERVICE, block.number)
    customer, time = _at_constant_rate(rng, SERVICE_PER_WEEK, people.seen_from, active_to(scenario, season, people))
    minutes = np.exp(rng.normal(np.log(RESPONSE_MEDIAN_MINUTES), RESPONSE_SIGMA, customer.size)).round(1)
    minutes[rng.random(customer.size) < UNANSWERED_SHARE] = np.nan
    return Rows(
        kind="service_request",
        customer=customer,
        seconds=season.seconds(time),
        channel=_channels(rng, SERVICE_CHANNELS, customer.size),
        minutes=minutes,
    )


def _referrals(scenario: Scenario, season: Season, people: People, block: Block) -> Rows:
    rng = stream(scenario.seed, Part.REFERRALS, block.number)
    customer = np.repeat(np.arange(people.size), _referrals_drawn(rng, people))
    span = active_to(scenario, season, people) - people.seen_from
    time = people.seen_from[customer] + rng.random(customer.size) * span[customer]
    return Rows(
        kind="referral",
        customer=customer,
        seconds=season.seconds(time),
        channel=_channels(rng, (("group", 0.5), ("mini_program", 0.5)), customer.size),
    )


def _campaign(scenario: Scenario, season: Season, people: People, block: Block) -> tuple[Rows, ...]:
    """The welcome campaign of a free trial pack: sent to everybody, then a chain of conditional rates by channel."""
    rng = stream(scenario.seed, Part.CAMPAIGN, block.number)
    names = tuple(FUNNEL)
    rates = np.array([campaign_rates(scenario)[name] for name in names])
    chosen = rng.choice(len(names), people.size, p=FUNNEL_SHARES)
    channel = np.array([CHANNELS.index(name) for name in names])[chosen]
    time = people.seen_from + 3 + rng.random(people.size) * 7
    customer = np.arange(people.size)
    rows = [Rows(kind="campaign_sent", customer=customer, seconds=season.seconds(time), channel=channel)]
    for step, kind in enumerate(FUNNEL_KINDS):
        goes_on = rng.random(customer.size) < rates[chosen[customer], step]
        customer = customer[goes_on]
        time = time[goes_on] + 0.05 + rng.random(customer.size) * 2
        rows.append(Rows(kind=kind, customer=customer, seconds=season.seconds(time), channel=channel[customer]))
    return tuple(rows)


def campaign_rates(scenario: Scenario) -> dict[str, tuple[float, float, float]]:
    """Planted rates of the welcome campaign; without effects the same in every channel."""
    return dict.fromkeys(FUNNEL, FUNNEL["group"]) if scenario.no_effect else FUNNEL


def _channels(rng: np.random.Generator, shares: tuple[tuple[str, float], ...], size: int) -> Integers:
    """Positions in `CHANNELS` with these shares; the last one takes what rounding leaves."""
    edges = np.cumsum([share for _, share in shares])[:-1]
    codes = np.array([CHANNELS.index(name) for name, _ in shares])
    return codes[np.searchsorted(edges, rng.random(size), side="right")]
