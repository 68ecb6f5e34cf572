"""What is said about a number: the typical answer, the middle half, the mean and what pulls it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.messages import ColumnRef, Message, Sentence
from analysis.language.precision import Rounded, shared_decimals
from analysis.survey.cautions import LOPSIDED

if TYPE_CHECKING:
    from analysis.survey.scale_description import ScaleDescription


def scale_readings(found: ScaleDescription) -> tuple[Sentence, ...]:
    """The typical answer with its interval and the middle half; the mean."""
    name = ColumnRef(found.column)
    if found.n == 0:
        return (Message("Nobody answered {column}.", column=name),)
    if found.constant:
        same = Message(
            "Every answer to {column} is {value:number} (n = {n:count}).",
            column=name,
            value=found.mean.value,
            n=found.n,
        )
        return (same,)
    return (_typical(found), *_mean_clauses(found))


def location_decimals(found: ScaleDescription) -> int | None:
    """Decimals of median, mean, their intervals and the quartiles, which share a unit and a column."""
    median, mean = found.median, found.mean
    return shared_decimals((median.value, median.low, median.high, mean.value, mean.low, mean.high, found.q1, found.q3))


def _typical(found: ScaleDescription) -> Message:
    median, name = found.median, ColumnRef(found.column)
    decimals = shared_decimals((median.value, median.low, median.high, found.q1, found.q3))
    value = Rounded(median.value, decimals)
    half = _half(found, decimals)
    if math.isnan(median.low):
        return Message("The typical {column} is {median:number}: {half}.", column=name, median=value, half=half)
    if median.low == median.high:
        return Message(
            "The typical {column} is {median:number} (the {level:percent} interval holds no other value): {half}.",
            column=name,
            median=value,
            level=found.level,
            half=half,
        )
    return Message(
        "The typical {column} is {median:number} ({level:percent} interval {low:number} to {high:number}): {half}.",
        column=name,
        median=value,
        level=found.level,
        low=Rounded(median.low, decimals),
        high=Rounded(median.high, decimals),
        half=half,
    )


def _half(found: ScaleDescription, decimals: int | None) -> Message:
    if found.q1 == found.q3:
        return Message("at least half of the answers are {value:number}", value=Rounded(found.q1, decimals))
    return Message(
        "the middle half of the answers runs from {q1:number} to {q3:number}",
        q1=Rounded(found.q1, decimals),
        q3=Rounded(found.q3, decimals),
    )


def _mean_clauses(found: ScaleDescription) -> tuple[Message, ...]:
    if math.isnan(found.mean.low):
        return (Message("The mean is {mean:number}.", mean=found.mean.value),)
    mean = Message(
        "The mean is {mean:number} ({level:percent} interval {low:number} to {high:number}).",
        mean=found.mean.value,
        level=found.level,
        low=found.mean.low,
        high=found.mean.high,
    )
    if found.skewness[0] > LOPSIDED and found.mean.value > found.median.value:
        return mean, Message("A few high answers pull the mean above the typical one.")
    if found.skewness[0] < -LOPSIDED and found.mean.value < found.median.value:
        return mean, Message("A few low answers pull the mean below the typical one.")
    return (mean,)
