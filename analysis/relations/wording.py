"""Sentences on a coefficient: how strong, how sure, what is ruled out, what holding others constant leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from analysis.core import ColumnRef, Estimate, Message
from analysis.relations.holding import HeldConstant
from analysis.relations.measured import Coefficient

Strength: TypeAlias = Literal["very_weak", "weak", "moderate", "strong"]
STRENGTHS: tuple[Strength, ...] = ("very_weak", "weak", "moderate", "strong")
STRENGTH_WORDS: dict[Strength, Message] = {
    "very_weak": Message("very weakly"),
    "weak": Message("weakly"),
    "moderate": Message("moderately"),
    "strong": Message("strongly"),
}
SYMBOLS: dict[Coefficient, str] = {
    "pearson": "r",
    "spearman": "ρ",
    "kendall": "τ",
    "point_biserial": "r",
    "phi": "φ",
    "cramers_v": "V",
    "eta": "η",
}
UNSIGNED: frozenset[Coefficient] = frozenset({"cramers_v", "eta"})
# Cohen (1988): r .1, .3, .5; for tau the same relations in a normal population; for eta f .10, .25, .40.
STRENGTH_BOUNDS: dict[Coefficient, tuple[float, float, float]] = {
    "pearson": (0.1, 0.3, 0.5),
    "spearman": (0.1, 0.3, 0.5),
    "point_biserial": (0.1, 0.3, 0.5),
    "phi": (0.1, 0.3, 0.5),
    "cramers_v": (0.1, 0.3, 0.5),
    "kendall": (0.06, 0.19, 0.33),
    "eta": (0.1, 0.24, 0.37),
}


MOST_ANSWERS = 5
MOST_NAMED = 5


def strength_of(coefficient: Coefficient, value: float, smaller_side: int = 2) -> Strength:
    """Size word of a coefficient.

    For V the bounds shrink with the number of answers on the smaller side, because V² times that
    number less one is Cohen's w²; beyond five answers they shrink no further.

    Examples
    --------
    >>> strength_of("spearman", -0.46), strength_of("cramers_v", 0.25, smaller_side=5)
    ('moderate', 'strong')
    >>> strength_of("cramers_v", 0.11, smaller_side=40)
    'weak'
    """
    scale = (min(max(smaller_side, 2), MOST_ANSWERS) - 1) ** 0.5 if coefficient == "cramers_v" else 1.0
    return STRENGTHS[sum(abs(value) * scale >= bound for bound in STRENGTH_BOUNDS[coefficient])]


def claim(x: str, y: str, symbol: str, estimate: Estimate, strength: Strength, *, directed: bool = True) -> Message:
    """The bold sentence: whether two columns go together, with number and interval.

    The sign speaks of directions only where both columns have one: which of two answers stands first is
    a matter of the codebook, and the sentence in units after this one names the answers.
    """
    if not estimate.excludes(0.0):
        return Message(
            "These data do not show whether {x} and {y} go together: {symbol} = {value:coefficient}, {level:percent} interval {low:coefficient} to {high:coefficient}.",
            x=ColumnRef(x),
            y=ColumnRef(y),
            symbol=symbol,
            value=estimate.value,
            level=estimate.level,
            low=estimate.low,
            high=estimate.high,
        )
    if estimate.value < 0 and directed:
        return Message(
            "Yes, {strength}, in opposite directions: {symbol} = {value:coefficient}, {level:percent} interval {low:coefficient} to {high:coefficient}.",
            strength=STRENGTH_WORDS[strength],
            symbol=symbol,
            value=finer(estimate.value),
            level=estimate.level,
            low=interval_end(estimate.low),
            high=interval_end(estimate.high),
        )
    return Message(
        "Yes, {strength}: {symbol} = {value:coefficient}, {level:percent} interval {low:coefficient} to {high:coefficient}.",
        strength=STRENGTH_WORDS[strength],
        symbol=symbol,
        value=finer(estimate.value),
        level=estimate.level,
        low=interval_end(estimate.low),
        high=interval_end(estimate.high),
    )


def interval_end(value: float) -> float | Message:
    """An end of an interval that leaves 0 out, in words where rounding would make it 0.

    Examples
    --------
    >>> interval_end(0.043), interval_end(-0.0016).template
    (0.043, 'just below 0')
    """
    if abs(value) >= 0.005:
        return value
    return Message("just above 0") if value > 0 else Message("just below 0")


def finer(value: float) -> float | Message:
    """A coefficient told from 0, with more digits where rounding would make it 0.

    Examples
    --------
    >>> finer(0.043), finer(0.0041).template
    (0.043, '{value:number}')
    """
    return value if abs(value) >= 0.005 else Message("{value:number}", value=value)


def ruled_out(symbol: str, estimate: Estimate, *, signed: bool) -> Message:
    """What an interval around 0 still tells: how strong the relation cannot well be."""
    if signed:
        return Message(
            "That is not “no relation”: anything from {low:coefficient} to {high:coefficient} fits these data; {symbol} beyond ±{bound:coefficient} does not.",
            symbol=symbol,
            low=estimate.low,
            high=estimate.high,
            bound=max(abs(estimate.low), abs(estimate.high)),
        )
    return Message(
        "That is not “no relation”: anything up to {high:coefficient} fits these data; a larger {symbol} does not.",
        symbol=symbol,
        high=estimate.high,
    )


def held_clause(symbol: str, whole: Estimate, held: HeldConstant) -> Message:
    """The partial correlation beside the whole one, and how much of it the columns held account for."""
    columns = listed(held.columns)
    if not held.estimate.defined:
        return Message("With {columns} held constant nothing is left to compare.", columns=columns)
    return Message(
        "With {columns} held constant {symbol} = {value:coefficient} ({low:coefficient} to {high:coefficient}): {comment}.",
        columns=columns,
        symbol=symbol,
        value=held.estimate.value,
        low=held.estimate.low,
        high=held.estimate.high,
        comment=_held_comment(whole, held.estimate),
    )


def listed(columns: Sequence[str]) -> tuple[ColumnRef | Message, ...]:
    """Names of columns, of many the first five and the number of the others."""
    shown = tuple(ColumnRef(column) for column in columns[:MOST_NAMED])
    more = len(columns) - len(shown)
    return (*shown, Message("{n:count} more", n=more)) if more else shown


def _held_comment(whole: Estimate, held: Estimate) -> Message:
    if abs(held.value) >= 1:
        return Message("what is left fits exactly; perhaps one was computed from the others")
    if not held.excludes(0.0):
        return Message("what is left cannot be told from 0")
    if not whole.excludes(0.0):
        return Message("a relation shows only then")
    ratio = held.value / whole.value
    if ratio < 0:
        return Message("the direction turns")
    if ratio < 0.5:
        return Message("they go along with most of it")
    if ratio < 0.9:
        return Message("they go along with part of it")
    if ratio <= 1.1:
        return Message("they account for almost none of it")
    return Message("the relation stands out more")
