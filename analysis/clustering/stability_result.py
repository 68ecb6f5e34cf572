"""What `cluster_stability` returns."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.clustering import cautions
from analysis.clustering.prepared_rows import PreparedRows
from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.core.results import Estimate, Note, Provenance

# Hennig (2007), section 5, as worded in the manual of his R package fpc.
UNSTABLE, STABLE = 0.60, 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentStability:
    """How often one segment comes back.

    Parameters
    ----------
    number : int
        Number of the segment; 1 is the largest.
    n : int
        Rows of the segment among those resampled.
    share : float
        Their share.
    jaccard : Estimate
        Mean similarity to the most similar new segment, 0..1, with the range of the middle share of
        resamples.
    recovered, dissolved : float
        Share of resamples with a similarity above .75, and of .5 or less.
    """

    number: int
    n: int
    share: float
    jaccard: Estimate
    recovered: float
    dissolved: float

    def verdict(self) -> Message:
        """Stable, doubtful or unstable."""
        if self.jaccard.value > STABLE:
            return Message("stable")
        if self.jaccard.value >= UNSTABLE:
            return Message("doubtful")
        return Message("unstable")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClusterStability:
    """How stable each segment is when other customers are drawn.

    Parameters
    ----------
    segments : tuple of SegmentStability
        Segment 1 first; empty where every column is constant.
    columns : tuple of str
        Columns asked for.
    n_resamples : int
        Bootstrap resamples.
    level : float
        Share of resamples the intervals span.
    """

    segments: tuple[SegmentStability, ...]
    columns: tuple[str, ...]
    n_resamples: int
    level: float
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row per segment: ``segment, n, share, jaccard, jaccard_low, jaccard_high, recovered, dissolved``."""
        names = ["segment", "n", "share", "jaccard", "jaccard_low", "jaccard_high", "recovered", "dissolved"]
        rows = [
            (s.number, s.n, s.share, s.jaccard.value, s.jaccard.low, s.jaccard.high, s.recovered, s.dissolved)
            for s in self.segments
        ]
        return pd.DataFrame(rows, columns=names)

    def readings(self) -> tuple[Sentence, ...]:
        """How many segments are stable, and which is the weakest."""
        if not self.segments:
            return (Message("The rows do not differ, so there are no segments."),)
        weakest = min(self.segments, key=lambda segment: segment.jaccard.value)
        stable = sum(segment.jaccard.value > STABLE for segment in self.segments)
        found = weakest.jaccard
        claim = PluralMessage(
            "{n:count} of {k:count} segments is stable; the weakest is segment {number:count} with a mean similarity of "
            "{value:coefficient} ({low:coefficient} to {high:coefficient} in {level:percent} of the resamples).",
            "{n:count} of {k:count} segments are stable; the weakest is segment {number:count} with a mean similarity of "
            "{value:coefficient} ({low:coefficient} to {high:coefficient} in {level:percent} of the resamples).",
            n=stable,
            k=len(self.segments),
            number=weakest.number,
            value=found.value,
            low=found.low,
            high=found.high,
            level=self.level,
        )
        return claim, Message("Stable does not mean real: data without segments can be divided stably too.")


def stability_notes(prepared: PreparedRows, segments: tuple[SegmentStability, ...], most_rows: int) -> tuple[Note, ...]:
    """All remarks, most severe first."""
    return cautions.by_severity(
        [_unstable(segments), *cautions.on_the_columns(prepared), _sampled(prepared.n, most_rows)]
    )


def _unstable(segments: tuple[SegmentStability, ...]) -> Note | None:
    weak = [segment for segment in segments if segment.jaccard.value < UNSTABLE]
    if not weak:
        return None
    return Note(
        "caution",
        PluralMessage(
            "Segment {numbers} falls apart when other customers are drawn (similarity below {limit:coefficient}): do "
            "not build on it.",
            "Segments {numbers} fall apart when other customers are drawn (similarity below {limit:coefficient}): do "
            "not build on them.",
            n=len(weak),
            numbers=tuple(str(segment.number) for segment in weak),
            limit=UNSTABLE,
        ),
        "unstable",
    )


def _sampled(n: int, most_rows: int) -> Note | None:
    if n <= most_rows:
        return None
    return Note(
        "info",
        Message(
            "{rows:count} of {n:count} rows, drawn at random with the seed, were divided and resampled; the numbers of "
            "equally large segments may differ from those of all rows.",
            rows=most_rows,
            n=n,
        ),
        "sampled",
    )
