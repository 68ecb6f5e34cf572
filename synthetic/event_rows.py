"""Events of a block as arrays in order of time, sorted by one packed number an event."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

KINDS = (
    "login",
    "campaign_sent",
    "campaign_reached",
    "campaign_interested",
    "trial_order",
    "interaction",
    "service_request",
    "coupon_issued",
    "coupon_used",
    "purchase",
    "refund",
    "referral",
)
CHANNELS = ("group", "mini_program", "app", "live", "store", "sms", "official_account", "service")
KIND_BITS, CHANNEL_BITS, CUSTOMER_BITS = 4, 4, 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Events of one kind, in any order. `customer` is the position within the block.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    customer, seconds, channel : array of int
        Whose, when (seconds since the start of the window), position in `CHANNELS`.
    amount, minutes : array, optional
        Yuan, and minutes until a request was answered.
    """

    kind: str
    customer: Integers
    seconds: Integers
    channel: Integers
    amount: Floats | None = None
    minutes: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventBlock:
    """Events in order of time, then customer, then kind."""

    customer: Integers
    seconds: Integers
    kind: npt.NDArray[np.int8]
    channel: npt.NDArray[np.int8]
    amount: Floats
    minutes: Floats

    @property
    def size(self) -> int:
        """Number of events."""
        return self.seconds.size


def in_order(parts: list[Rows]) -> EventBlock:
    """All events of a block in order.

    Notes
    -----
    Time, customer, kind and channel are packed into one whole number, which sorts several times as fast as rows. Few
    events carry an amount or minutes: sorted by the same number, they fall into the places of their kinds.
    """
    keys = np.concatenate([_pack(rows) for rows in parts])
    keys.sort()
    size = keys.size
    kind = (keys >> CHANNEL_BITS & (2**KIND_BITS - 1)).astype(np.int8)
    amount, minutes = np.full(size, np.nan), np.full(size, np.nan)
    for values, chosen in ((amount, "amount"), (minutes, "minutes")):
        for rows in parts:
            carried: Floats | None = getattr(rows, chosen)
            if carried is not None:
                values[kind == KINDS.index(rows.kind)] = carried[np.lexsort((carried, _pack(rows)))]
    return EventBlock(
        customer=keys >> (CHANNEL_BITS + KIND_BITS) & (2**CUSTOMER_BITS - 1),
        seconds=keys >> (CHANNEL_BITS + KIND_BITS + CUSTOMER_BITS),
        kind=kind,
        channel=(keys & (2**CHANNEL_BITS - 1)).astype(np.int8),
        amount=amount,
        minutes=minutes,
    )


def _pack(rows: Rows) -> Integers:
    kind = KINDS.index(rows.kind)
    return (
        ((rows.seconds << CUSTOMER_BITS | rows.customer) << KIND_BITS | kind) << CHANNEL_BITS | rows.channel
    ).astype(np.int64)
