"""A test of a ratio of sums read from one row per customer: what `read_user_ratio` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from analysis.core.messages import ColumnRef, Message
from analysis.experiments.user_reading import UserReading
from analysis.experiments.user_words import user_sentences

if TYPE_CHECKING:
    from analysis.core.messages import Scalar, Sentence, ValueRef
    from analysis.experiments.user_controls import ZeroDenominator

Row: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioComparison:
    """Sums of one group.

    Parameters
    ----------
    group : ValueRef
        Which.
    numerator, denominator : float
        Sums over its customers.
    variance : float
        Squared standard error of the ratio.
    average_of_ratios : float
        Mean of each customer's own ratio: another question, in which every customer counts alike.
    event_level_p : float
        p-value against the control if events were independent, which they are not: shown as wrong. NaN
        for the control, and where the ratio is no share of events.
    """

    group: ValueRef
    numerator: float
    denominator: float
    variance: float
    average_of_ratios: float
    event_level_p: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UserRatioReading(UserReading):
    """What a test of a ratio of sums has shown; `outcome` is its numerator.

    Parameters
    ----------
    denominator : str
        Column divided by.
    ratios : tuple of RatioComparison
        Sums of the groups, the control first.
    n_zero_denominator : int
        Customers without a denominator.
    zero_denominator : {"keep", "drop"}
        What was done with them.
    """

    denominator: str
    ratios: tuple[RatioComparison, ...]
    n_zero_denominator: int
    zero_denominator: ZeroDenominator

    @property
    def compared(self) -> Scalar:
        """Numerator over denominator."""
        return Message(
            "{numerator} / {denominator}",
            numerator=ColumnRef(self.outcome),
            denominator=ColumnRef(self.denominator),
        )

    def readings(self) -> tuple[Sentence, ...]:
        """What is known, how sure, what to do next; and what a test over events would have said."""
        said = user_sentences(self)
        if self.sample_ratio.mismatch or any(math.isnan(item.difference.low) for item in self.comparisons):
            return said
        wrong = tuple(
            Message("{p:p}", p=item.event_level_p) for item in self.ratios if not math.isnan(item.event_level_p)
        )
        if not wrong:
            return said
        naive = Message(
            "A test that took events for independent would say {wrong}; it is wrong, customers were assigned and not events.",
            wrong=wrong,
        )
        return (*said[:-1], naive, said[-1])

    def _own_rows(self) -> list[Row]:
        rows: list[Row] = []
        for item, group in zip(self.ratios, self.groups, strict=True):
            name, n, nan = str(item.group.code), group.n, math.nan
            rows += [
                ("numerator", name, "sum", item.numerator, nan, nan, n),
                ("denominator", name, "sum", item.denominator, nan, nan, n),
                ("average_of_ratios", name, "mean", item.average_of_ratios, nan, nan, n),
                ("event_level_p_wrong", name, "pooled_z", item.event_level_p, nan, nan, n),
            ]
        return rows
