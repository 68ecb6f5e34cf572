"""Columns that fit each other exactly: how easily that happens by chance, and why it is no finding."""

from __future__ import annotations

import math

import numpy as np

from analysis.core import ColumnRef, Message, Note
from analysis.relations.answers import FloatArray

FEWEST_ROWS = 10


def chance_of_perfect(x: FloatArray, y: FloatArray, held: int = 0) -> float:
    """Share of the orders of y that fit x as exactly as this one: 2 Π t! / n! for runs of t equal values.

    The factor 2 counts the exact fit in the other direction. `held` counts columns taken out before,
    each of which costs a row.

    Examples
    --------
    >>> values = np.array([1.0, 2.0, 3.0, 4.0])
    >>> round(chance_of_perfect(values, 2 * values), 4)
    0.0833
    """
    from scipy.special import gammaln

    runs = 0.0 if held else max(_log_arrangements(values) for values in (x, y))
    return min(1.0, math.exp(math.log(2) + runs - float(gammaln(x.size - held + 1))))


def _log_arrangements(values: FloatArray) -> float:
    from scipy.special import gammaln

    return float(gammaln(np.unique(values, return_counts=True)[1] + 1.0).sum())


def fits_by_chance(n: int, p: float, level: float) -> bool:
    """Whether an exact fit of n rows is too easily come by: few rows, or not told from chance."""
    return n < FEWEST_ROWS or not p < 1 - level


def by_chance_note(x: str, y: str, n: int) -> Note:
    """Blocks the conclusion where an exact fit can come from the small number of rows alone."""
    return Note(
        "blocks_conclusion",
        Message(
            "{x} and {y} fit each other exactly in these {n:count} rows. So few rows do that by chance, so it is no finding; more rows are needed.",
            x=ColumnRef(x),
            y=ColumnRef(y),
            n=n,
        ),
        "perfect_by_chance",
    )


def perfect_claim(x: str, y: str, symbol: str, value: float, n: int) -> Message:
    """The claim on an exact fit: to be explained, not to be believed."""
    return Message(
        "{x} and {y} fit each other exactly in all {n:count} rows ({symbol} = {value:coefficient}). Look whether one was computed from the other before you take it for a finding.",
        x=ColumnRef(x),
        y=ColumnRef(y),
        symbol=symbol,
        value=value,
        n=n,
    )
