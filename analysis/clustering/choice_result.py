"""What `choose_k` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.core.results import Estimate, Note, Provenance, blocks_conclusion
from analysis.inference.proportions import normal_quantile


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One number of segments.

    Parameters
    ----------
    k : int
        Number of segments.
    within_ss : float
        Within sum of squares of the rows divided, in the common scale.
    smallest : int
        Rows of the smallest segment.
    n_divided : int
        Rows divided.
    silhouette : Estimate or None
        Average silhouette; None for one segment.
    gap_flat, gap_flat_se, gain_flat, gain_flat_se : float
        Gap statistic against the flat reference, its gain on one segment, and their standard errors.
    gap_bell, gap_bell_se, gain_bell, gain_bell_se : float
        The same against the bell-shaped reference.
    chosen : bool
        Whether this is the number the data support.
    """

    k: int
    within_ss: float
    smallest: int
    n_divided: int
    silhouette: Estimate | None
    gap_flat: float
    gap_flat_se: float
    gain_flat: float
    gain_flat_se: float
    gap_bell: float
    gap_bell_se: float
    gain_bell: float
    gain_bell_se: float
    chosen: bool

    @property
    def gain(self) -> float:
        """The smaller of the two gains."""
        return min(self.gain_flat, self.gain_bell)

    @property
    def gain_se(self) -> float:
        """Standard error of the smaller gain."""
        return self.gain_flat_se if self.gain_flat <= self.gain_bell else self.gain_bell_se

    def tighter(self, level: float) -> Estimate:
        """Share by which the within sum of squares is below that of data without segments; negative above."""
        half = normal_quantile(level) * self.gain_se
        return Estimate(
            1 - math.exp(-self.gain), 1 - math.exp(half - self.gain), 1 - math.exp(-self.gain - half), level
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChoiceOfK:
    """How many segments the data support.

    Parameters
    ----------
    k : int
        Number of segments; 1 where the data give no reason to divide.
    columns : tuple of str
        Columns asked for.
    candidates : tuple of Candidate
        1, 2, … up to the largest number tried; empty where every column is constant.
    least_gain : float
        Gain on one segment that a division had to reach in both references.
    level : float
        Confidence level of the intervals.
    """

    k: int
    columns: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    least_gain: float
    level: float
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def best_silhouette(self) -> Candidate | None:
        """The candidate with the highest average silhouette."""
        known = [c for c in self.candidates if c.silhouette is not None and c.silhouette.defined]
        return max(known, key=lambda c: c.silhouette.value if c.silhouette else -1.0, default=None)

    def to_frame(self) -> pd.DataFrame:
        """One row per number of segments.

        Returns
        -------
        DataFrame
            ``k, chosen, within_ss, explained`` (share of the total sum of squares between the segments)
            ``, smallest`` (rows) ``, n_divided, silhouette, silhouette_low, silhouette_high``, and ``gap,
            gap_se, gain, gain_se`` with the ending ``_flat`` or ``_bell`` for the reference.
        """
        names = ["k", "chosen", "within_ss", "explained", "smallest", "n_divided"]
        names += ["silhouette", "silhouette_low", "silhouette_high"]
        names += ["gap_flat", "gap_flat_se", "gain_flat", "gain_flat_se"]
        names += ["gap_bell", "gap_bell_se", "gain_bell", "gain_bell_se"]
        rows = [
            (
                c.k,
                c.chosen,
                c.within_ss,
                1 - c.within_ss / self.candidates[0].within_ss,
                c.smallest,
                c.n_divided,
                c.silhouette.value if c.silhouette else math.nan,
                c.silhouette.low if c.silhouette else math.nan,
                c.silhouette.high if c.silhouette else math.nan,
                c.gap_flat,
                c.gap_flat_se,
                c.gain_flat,
                c.gain_flat_se,
                c.gap_bell,
                c.gap_bell_se,
                c.gain_bell,
                c.gain_bell_se,
            )
            for c in self.candidates
        ]
        return pd.DataFrame(rows, columns=names)

    def readings(self) -> tuple[Sentence, ...]:
        """How many segments the data support, and what the silhouette says."""
        if blocks_conclusion(self):
            return tuple(note.message for note in self.notes if note.severity == "blocks_conclusion")
        if self.k == 1:
            return (*self._one(), *self._silhouette())
        chosen = self.candidates[self.k - 1]
        tighter = chosen.tighter(self.level)
        claim = PluralMessage(
            "The data support one segment.",
            "The data support {n:count} segments: the spread within them is {tighter:percent} smaller ({level:percent} "
            "interval {low:percent} to {high:percent}) than dividing data without segments would leave.",
            n=self.k,
            tighter=tighter.value,
            level=self.level,
            low=tighter.low,
            high=tighter.high,
        )
        return (claim, *self._silhouette())

    def _one(self) -> tuple[Sentence, ...]:
        caution = Message(
            "That does not make all customers alike: differences in degree, overlapping and very small segments do not "
            "show here."
        )
        if len(self.candidates) == 1:
            return Message("The data support no division: one segment."), caution
        best = max(self.candidates[1:], key=lambda c: c.gain)
        tighter = best.tighter(self.level)
        if tighter.value > 0:
            claim = Message(
                "The data support no division: into {k:count}, the best one, the spread within segments is only "
                "{tighter:percent} smaller ({level:percent} interval {low:percent} to {high:percent}) than dividing data "
                "without segments would leave.",
                k=best.k,
                tighter=tighter.value,
                level=self.level,
                low=tighter.low,
                high=tighter.high,
            )
        else:
            claim = Message(
                "The data support no division: even into {k:count}, the best one, the spread within segments is "
                "{wider:percent} larger ({level:percent} interval {low:percent} to {high:percent}) than dividing data "
                "without segments would leave.",
                k=best.k,
                wider=-tighter.value,
                level=self.level,
                low=-tighter.high,
                high=-tighter.low,
            )
        return claim, caution

    def _silhouette(self) -> tuple[Message, ...]:
        best = self.best_silhouette
        if best is None or best.silhouette is None:
            return ()
        return (
            Message(
                "The average silhouette is highest for {k:count} ({value:coefficient}, {low:coefficient} to "
                "{high:coefficient}); it has no answer for one segment.",
                k=best.k,
                value=best.silhouette.value,
                low=best.silhouette.low,
                high=best.silhouette.high,
            ),
        )
