"""What `cluster_stability` returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.clustering import cautions
from analysis.clustering.lloyd import n_different
from analysis.clustering.prepared_rows import PreparedRows
from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.core.results import Estimate, Note, Provenance, blocks_conclusion

# Hennig (2007), section 5, as worded in the manual of his R package fpc; .5 from Hennig (2008), dissolution.
UNSTABLE, STABLE, DISSOLVED = 0.60, 0.75, 0.50
# A segment that dissolves more often than this is not called stable, however high its mean.
MOST_DISSOLVED = 0.025
FEWEST_ROWS = 10


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

    @property
    def too_small(self) -> bool:
        """Whether the segment has fewer than ten rows, of which a resample holds about six."""
        return self.n < FEWEST_ROWS

    @property
    def stable(self) -> bool:
        """Whether its mean similarity is above .75 and it hardly ever dissolves."""
        return not self.too_small and self.jaccard.value > STABLE and self.dissolved <= MOST_DISSOLVED

    @property
    def wavers(self) -> bool:
        """Whether its mean similarity is above .75 although it dissolves now and then."""
        return not self.too_small and self.jaccard.value > STABLE and self.dissolved > MOST_DISSOLVED

    def verdict(self) -> Message:
        """Stable, doubtful, unstable, or too small to tell."""
        if self.too_small:
            return Message("too small to tell")
        if self.stable:
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
        if blocks_conclusion(self):
            return tuple(note.message for note in self.notes if note.severity == "blocks_conclusion")
        return self._claim(), Message("Stable does not mean real: data without segments can be divided stably too.")

    def _claim(self) -> Sentence:
        weakest = min(self.segments, key=lambda segment: segment.jaccard.value)
        found = weakest.jaccard
        words: dict[str, Any] = {
            "k": len(self.segments),
            "number": weakest.number,
            "value": found.value,
            "low": found.low,
            "high": found.high,
            "level": self.level,
        }
        stable = sum(segment.stable for segment in self.segments)
        if stable == len(self.segments):
            return Message(
                "All {k:count} segments are stable: they come back when other customers are drawn; the weakest is segment "
                "{number:count} with a mean similarity of {value:coefficient} ({low:coefficient} to {high:coefficient} in "
                "{level:percent} of the resamples).",
                **words,
            )
        if not stable:
            return Message(
                "None of the {k:count} segments is stable; the weakest is segment {number:count} with a mean similarity of "
                "{value:coefficient} ({low:coefficient} to {high:coefficient} in {level:percent} of the resamples).",
                **words,
            )
        return PluralMessage(
            "{n:count} of {k:count} segments is stable; the weakest is segment {number:count} with a mean similarity of "
            "{value:coefficient} ({low:coefficient} to {high:coefficient} in {level:percent} of the resamples).",
            "{n:count} of {k:count} segments are stable; the weakest is segment {number:count} with a mean similarity of "
            "{value:coefficient} ({low:coefficient} to {high:coefficient} in {level:percent} of the resamples).",
            n=stable,
            **words,
        )


def stability_notes(prepared: PreparedRows, segments: tuple[SegmentStability, ...], most_rows: int) -> tuple[Note, ...]:
    """All remarks, most severe first."""
    return cautions.by_severity(
        [
            _too_few_rows(prepared, len(segments)),
            _unstable(segments),
            _wavering(segments),
            _too_small(segments),
            *cautions.on_the_columns(prepared),
            _sampled(prepared.n, most_rows),
        ]
    )


def _too_few_rows(prepared: PreparedRows, k: int) -> Note | None:
    if prepared.n < FEWEST_ROWS * k:
        return Note(
            "blocks_conclusion",
            Message(
                "{n:count} rows are too few to tell whether {k:count} segments are stable: groups of a few rows come back by "
                "necessity. At least {least:count} rows a segment are needed.",
                n=prepared.n,
                k=k,
                least=FEWEST_ROWS,
            ),
            "too_few_rows",
        )
    if n_different(prepared.rows) > k:
        return None
    return Note(
        "blocks_conclusion",
        Message(
            "The rows show only {k:count} different combinations of answers, so each segment is one of them and comes back "
            "by necessity. Ask for fewer segments, or choose more columns.",
            k=k,
        ),
        "one_combination_each",
    )


def _wavering(segments: tuple[SegmentStability, ...]) -> Note | None:
    wavering = [segment for segment in segments if segment.wavers]
    if not wavering:
        return None
    return Note(
        "caution",
        PluralMessage(
            "Segment {numbers} comes back on average (similarity above {stable:coefficient}) but dissolves in up to "
            "{share:percent} of the resamples (similarity {limit:coefficient} or less), so it is not called stable.",
            "Segments {numbers} come back on average (similarity above {stable:coefficient}) but dissolve in up to "
            "{share:percent} of the resamples (similarity {limit:coefficient} or less), so they are not called stable.",
            n=len(wavering),
            numbers=tuple(str(segment.number) for segment in wavering),
            stable=STABLE,
            limit=DISSOLVED,
            share=max(segment.dissolved for segment in wavering),
        ),
        "wavering",
    )


def _too_small(segments: tuple[SegmentStability, ...]) -> Note | None:
    small = [segment for segment in segments if segment.too_small]
    if not small:
        return None
    return Note(
        "caution",
        PluralMessage(
            "Segment {numbers} has fewer than {least:count} rows: too few to tell whether it is stable.",
            "Segments {numbers} have fewer than {least:count} rows: too few to tell whether they are stable.",
            n=len(small),
            numbers=tuple(str(segment.number) for segment in small),
            least=FEWEST_ROWS,
        ),
        "too_small",
    )


def _unstable(segments: tuple[SegmentStability, ...]) -> Note | None:
    weak = [segment for segment in segments if segment.jaccard.value < UNSTABLE and not segment.too_small]
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
