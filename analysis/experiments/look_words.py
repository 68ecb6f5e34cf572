"""The difference at a look in words: in points of a rate or in the unit of a mean, with two ends or one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.messages import Message

if TYPE_CHECKING:
    from analysis.core.results import Estimate
    from analysis.experiments.sequential_plan_controls import Outcome
    from analysis.experiments.sequential_spending import Sides


def difference_at_look(outcome: Outcome, sides: Sides, now: Estimate) -> Message:
    """The difference with its repeated interval."""
    if outcome == "mean":
        return _mean_at_look(sides, now)
    if sides == "one":
        return Message(
            "The difference is {value:fine_points} points, at least {low:fine_points} with {level:set_percent} confidence, widened for looking.",
            value=now.value,
            level=now.level,
            low=now.low,
        )
    return Message(
        "The difference is {value:fine_points} points, {level:set_percent} interval {low:fine_points} to {high:fine_points}, widened for looking.",
        value=now.value,
        level=now.level,
        low=now.low,
        high=now.high,
    )


def _mean_at_look(sides: Sides, now: Estimate) -> Message:
    if not math.isfinite(now.low):
        return Message(
            "The difference is {value:signed}; its interval widened for looking has no ends yet.", value=now.value
        )
    if sides == "one":
        return Message(
            "The difference is {value:signed}, at least {low:signed} with {level:set_percent} confidence, widened for looking.",
            value=now.value,
            level=now.level,
            low=now.low,
        )
    return Message(
        "The difference is {value:signed}, {level:set_percent} interval {low:signed} to {high:signed}, widened for looking.",
        value=now.value,
        level=now.level,
        low=now.low,
        high=now.high,
    )


def corrected_difference(outcome: Outcome, sides: Sides, final: Estimate, p: float) -> Message:
    """The median-unbiased estimate with its interval and p-value."""
    if outcome == "mean":
        return _corrected_mean(sides, final, p)
    if sides == "one":
        return Message(
            "Corrected for the chance to stop early, the best estimate is {value:fine_points} points, at least {low:fine_points}, {p:p}.",
            value=final.value,
            low=final.low,
            p=p,
        )
    return Message(
        "Corrected for the chance to stop early, the best estimate is {value:fine_points} points, {level:set_percent} interval {low:fine_points} to {high:fine_points}, {p:p}.",
        value=final.value,
        level=final.level,
        low=final.low,
        high=final.high,
        p=p,
    )


def _corrected_mean(sides: Sides, final: Estimate, p: float) -> Message:
    if sides == "one":
        return Message(
            "Corrected for the chance to stop early, the best estimate is {value:signed}, at least {low:signed}, {p:p}.",
            value=final.value,
            low=final.low,
            p=p,
        )
    return Message(
        "Corrected for the chance to stop early, the best estimate is {value:signed}, {level:set_percent} interval {low:signed} to {high:signed}, {p:p}.",
        value=final.value,
        level=final.level,
        low=final.low,
        high=final.high,
        p=p,
    )
