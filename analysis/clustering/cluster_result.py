"""What `cluster` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.clustering.measurements import Variable
from analysis.clustering.profiles import Segment
from analysis.clustering.scaling import Scaler, Scaling
from analysis.core.messages import Message, Sentence
from analysis.core.results import Estimate, Note, Provenance, blocks_conclusion

Floats: TypeAlias = NDArray[np.float64]
MOST_SEGMENTS_IN_WORDS = 6
# Kaufman and Rousseeuw (1990), p. 88.
STRONG, REASONABLE, WEAK = 0.70, 0.50, 0.25


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClusterResult:
    """Customers divided into segments.

    Parameters
    ----------
    columns : tuple of str
        Columns asked for, in that order.
    constant_columns : tuple of str
        Those with one value, left out of the division.
    variables : tuple of Variable
        How each column became a number, by name.
    scaling : str
        Scaling asked for.
    scaler : Scaler or None
        Centre and spread of the columns used; None where every column is constant.
    centres : array of float, shape (segments, columns used)
        In the common scale; row 0 is segment 1.
    segments : tuple of Segment
        Largest first; of equally large ones the one with the smaller centre.
    assignment : Series of Int64
        Segment of every row of the frame, on its index; missing for rows with a gap.
    total_ss, within_ss : float
        Sums of squared distances in the common scale: to the mean of all rows, and to the means of the
        segments.
    silhouette : Estimate
        Average silhouette, -1..1, with the interval of `level`.
    supported : bool or None
        Whether this division, or one into fewer segments, is tighter than data without segments would
        allow; None where not checked.
    level : float
        Confidence level of every interval.
    """

    columns: tuple[str, ...]
    constant_columns: tuple[str, ...]
    variables: tuple[Variable, ...]
    scaling: Scaling
    scaler: Scaler | None
    centres: Floats
    segments: tuple[Segment, ...]
    assignment: pd.Series
    total_ss: float
    within_ss: float
    silhouette: Estimate
    supported: bool | None
    level: float
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def k(self) -> int:
        """Number of segments; 0 where nothing could be divided."""
        return len(self.segments)

    @property
    def between_ss(self) -> float:
        """Sum of squares between the segments: total minus within."""
        return self.total_ss - self.within_ss

    @property
    def explained(self) -> float:
        """Share of the total sum of squares that lies between the segments, 0..1."""
        return self.between_ss / self.total_ss if self.total_ss > 0 else math.nan

    @property
    def calinski_harabasz(self) -> float:
        """Variance between over variance within, each by its degrees of freedom (Caliński and Harabasz 1974)."""
        n = self.provenance.n_used
        if not 1 < self.k < n or self.within_ss <= 0:
            return math.nan
        return (self.between_ss / (self.k - 1)) / (self.within_ss / (n - self.k))

    def to_frame(self) -> pd.DataFrame:
        """One row per segment and column.

        Returns
        -------
        DataFrame
            ``segment, n, share, share_low, share_high, silhouette, column, mean, mean_low, mean_high,
            difference``: shares of the rows used; means in own units (the share of the second answer for
            binary columns); the difference from everybody else in standard deviations. Which row belongs
            where stands in `assignment`.
        """
        rows = [
            (
                segment.number,
                segment.n,
                segment.share.value,
                segment.share.low,
                segment.share.high,
                segment.silhouette,
                trait.column,
                trait.mean.value,
                trait.mean.low,
                trait.mean.high,
                trait.difference,
            )
            for segment in self.segments
            for trait in segment.traits
        ]
        names = ["segment", "n", "share", "share_low", "share_high", "silhouette"]
        names += ["column", "mean", "mean_low", "mean_high", "difference"]
        return pd.DataFrame(rows, columns=names)

    def centres_frame(self) -> pd.DataFrame:
        """Centres in own units: one row per segment, one column per column used."""
        if self.scaler is None:
            return pd.DataFrame()
        return pd.DataFrame(
            self.scaler.original(self.centres),
            columns=list(self.scaler.columns),
            index=pd.RangeIndex(1, self.k + 1, name="segment"),
        )

    def readings(self) -> tuple[Sentence, ...]:
        """How many segments, how large the largest is and what sets each apart."""
        if blocks_conclusion(self):
            return tuple(note.message for note in self.notes if note.severity == "blocks_conclusion")
        others = tuple(_named(segment) for segment in self.segments[1:MOST_SEGMENTS_IN_WORDS])
        return (self._claim(), *others, *self._sharpness())

    def _claim(self) -> Message:
        first = self.segments[0]
        found = first.share
        if self.supported is False:
            return Message(
                "{k:count} handy parts rather than natural segments. The largest, segment 1, holds {share:percent} "
                "({level:percent} interval {low:percent} to {high:percent}); compared with everybody else, {words}.",
                k=self.k,
                words=first.words(),
                share=found.value,
                low=found.low,
                high=found.high,
                level=found.level,
            )
        return Message(
            "{k:count} segments. The largest, segment 1, holds {share:percent} ({level:percent} interval {low:percent} to "
            "{high:percent}); compared with everybody else, {words}.",
            k=self.k,
            words=first.words(),
            share=found.value,
            low=found.low,
            high=found.high,
            level=found.level,
        )

    def _sharpness(self) -> tuple[Message, ...]:
        found = self.silhouette
        if not found.defined:
            return ()
        return (
            Message(
                "{how}: average silhouette {value:coefficient} ({low:coefficient} to {high:coefficient}).",
                how=separation_words(found.value, supported=self.supported),
                value=found.value,
                low=found.low,
                high=found.high,
            ),
        )


def separation_words(silhouette: float, *, supported: bool | None = None) -> Message:
    """What an average silhouette says, after Kaufman and Rousseeuw (1990), unless the data support no division."""
    if supported is False and silhouette > REASONABLE:
        return Message("The parts look apart, but data without segments divide nearly as tightly")
    if silhouette > STRONG:
        return Message("The segments lie far apart")
    if silhouette > REASONABLE:
        return Message("The segments lie clearly apart")
    if silhouette > WEAK:
        return Message("The segments overlap")
    return Message("The segments overlap strongly")


def _named(segment: Segment) -> Message:
    return Message(
        "Segment {number:count} holds {share:percent} ({low:percent} to {high:percent}); {words}.",
        number=segment.number,
        share=segment.share.value,
        low=segment.share.low,
        high=segment.share.high,
        words=segment.words(),
    )
