"""What members did: purchases since they joined, interactions and logins of the last eight weeks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthetic import plan
from synthetic.people import Floats, Integers, Members

SPEND_RANGE_YUAN = {1: (40.0, 200.0), 2: (200.0, 600.0), 3: (600.0, 2400.0)}
FURTHER_PURCHASES = {1: 0.8, 2: 2.5, 3: 6.0}
EXTRA_LOGIN_DAYS = 4.0
CHANNELS = ("mini_program", "app", "live", "store")
CHANNEL_SHARES = (0.45, 0.25, 0.20, 0.10)
DAY_SECONDS = 86_400
END = np.datetime64(plan.OBSERVED_TO, "s") + np.timedelta64(DAY_SECONDS - 1, "s")
WINDOW_START = np.datetime64(plan.OBSERVED_TO, "D") - np.timedelta64(plan.ACTIVITY_WINDOW_DAYS - 1, "D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """Events of all members and what they add up to for each of them."""

    events: pd.DataFrame
    joined: npt.NDArray[np.datetime64]
    last_purchase: npt.NDArray[np.datetime64]
    purchases: Integers
    spend_yuan: Floats
    activity_per_week: Floats
    days_active: Integers


def draw_behaviour(rng: np.random.Generator, members: Members, ids: npt.NDArray[np.str_]) -> Behaviour:
    """Draw every event; the columns of a member are sums of these events, so the tables agree."""
    joined, last, counts = _purchase_spans(rng, members)
    bought = _purchases(rng, members, joined, last, counts)
    interactions, weekly = _interactions(rng, members)
    logins = _logins(rng, interactions, members.retained.size)
    days = np.bincount(logins["member"].to_numpy(), minlength=members.retained.size)
    events = pd.concat([bought, interactions, logins], ignore_index=True)
    events = events.sort_values(["time", "member", "kind"], kind="stable", ignore_index=True)
    events.insert(0, "customer_id", ids[events.pop("member").to_numpy()])
    return Behaviour(
        events=events,
        joined=joined,
        last_purchase=last,
        purchases=counts,
        spend_yuan=bought.groupby("member")["amount"].sum().round(2).to_numpy(),
        activity_per_week=weekly,
        days_active=days,
    )


def _purchase_spans(
    rng: np.random.Generator, members: Members
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.datetime64], Integers]:
    size = members.retained.size
    span_days = (plan.JOINED_TO - plan.JOINED_FROM).days
    seconds = rng.integers(0, span_days, size) * DAY_SECONDS + _time_of_day(rng, size)
    joined = np.datetime64(plan.JOINED_FROM, "s") + seconds.astype("timedelta64[s]")
    rates = np.array([FURTHER_PURCHASES[code] for code in plan.SPEND])[members.spend - 1]
    further = rng.poisson(rates)
    # A retained member bought on the day of joining and again inside the window.
    counts = np.where(members.retained, np.maximum(further, 1), further) + 1
    window = plan.RETENTION_WINDOW_DAYS * DAY_SECONDS
    recent = END - (rng.random(size) * window).astype(np.int64).astype("timedelta64[s]")
    edge = END - np.timedelta64(window, "s")
    room = (edge - joined).astype(np.int64)
    earlier = joined + (rng.random(size) * room).astype(np.int64).astype("timedelta64[s]")
    last = np.where(members.retained, recent, np.where(counts == 1, joined, earlier))
    return joined, last, counts.astype(np.int64)


def _purchases(
    rng: np.random.Generator,
    members: Members,
    joined: npt.NDArray[np.datetime64],
    last: npt.NDArray[np.datetime64],
    counts: Integers,
) -> pd.DataFrame:
    member = np.repeat(np.arange(counts.size), counts)
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    position = rng.random(member.size)
    position[first] = 0.0
    position[(np.cumsum(counts) - 1)[counts > 1]] = 1.0
    span = (last - joined).astype(np.int64)[member]
    time = joined[member] + np.round(position * span).astype(np.int64).astype("timedelta64[s]")
    low, high = (np.array([SPEND_RANGE_YUAN[code][end] for code in plan.SPEND])[members.spend - 1] for end in (0, 1))
    total = low * (high / low) ** rng.random(counts.size)
    pieces = rng.gamma(4.0, size=member.size)
    amount = total[member] * pieces / np.add.reduceat(pieces, first)[member]
    return pd.DataFrame(
        {
            "member": member,
            "time": time,
            "kind": "purchase",
            "channel": rng.choice(CHANNELS, member.size, p=CHANNEL_SHARES),
            "amount": np.maximum(amount.round(2), 0.01),
        }
    )


def _interactions(rng: np.random.Generator, members: Members) -> tuple[pd.DataFrame, Floats]:
    weeks = plan.ACTIVITY_WINDOW_DAYS // 7
    wanted = plan.ACTIVITY_MEAN_PER_WEEK + plan.ACTIVITY_SD_PER_WEEK * members.latent("activity")
    counts = np.round(weeks * np.maximum(wanted, 0.0)).astype(np.int64)
    member = np.repeat(np.arange(counts.size), counts)
    early_share = np.where(members.retained, plan.EARLY_SHARE_RETAINED, plan.EARLY_SHARE_CHURNED)[member]
    half = plan.ACTIVITY_WINDOW_DAYS // 2
    late = rng.random(member.size) >= early_share
    day = rng.integers(0, half, member.size) + half * late
    frame = pd.DataFrame(
        {
            "member": member,
            "time": _moment(day, _time_of_day(rng, member.size)),
            "kind": "interaction",
            "channel": rng.choice(("group", "live", "mini_program"), member.size, p=(0.6, 0.25, 0.15)),
            "amount": np.nan,
        }
    )
    return frame, counts / weeks


def _logins(rng: np.random.Generator, interactions: pd.DataFrame, customers: int) -> pd.DataFrame:
    """One login on each day with an interaction, and on a few other days."""
    window = plan.ACTIVITY_WINDOW_DAYS
    day = (interactions["time"].to_numpy().astype("datetime64[D]") - WINDOW_START).astype(np.int64)
    extra = np.repeat(np.arange(customers), rng.poisson(EXTRA_LOGIN_DAYS, customers))
    keys = np.concatenate(
        [interactions["member"].to_numpy() * window + day, extra * window + rng.integers(0, window, extra.size)]
    )
    keys = np.unique(keys)
    return pd.DataFrame(
        {
            "member": keys // window,
            # Logins come in the early morning hours' order: before any interaction of the day.
            "time": _moment(keys % window, rng.integers(6 * 3600, 8 * 3600, keys.size)),
            "kind": "login",
            "channel": rng.choice(("mini_program", "app"), keys.size, p=(0.6, 0.4)),
            "amount": np.nan,
        }
    )


def _time_of_day(rng: np.random.Generator, size: int) -> Integers:
    return rng.integers(8 * 3600, 23 * 3600, size)


def _moment(day: Integers, second: Integers) -> npt.NDArray[np.datetime64]:
    start = WINDOW_START.astype("datetime64[s]")
    return start + (day * DAY_SECONDS + second).astype("timedelta64[s]")
