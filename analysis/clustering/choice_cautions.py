"""Remarks on a choice of the number of segments."""

from __future__ import annotations

from analysis.clustering import cautions
from analysis.clustering.choice_result import Candidate
from analysis.clustering.prepared_rows import PreparedRows
from analysis.core.messages import Message
from analysis.core.results import Note

FEW_ROWS = 100
FEWEST_ROWS = 20


def choice_notes(
    prepared: PreparedRows,
    candidates: tuple[Candidate, ...],
    k_max: int,
    *,
    rows_divided: int,
    rows_for_gap: int,
) -> tuple[Note, ...]:
    """All remarks, most severe first."""
    chosen = next(candidate for candidate in candidates if candidate.chosen)
    return cautions.by_severity(
        [
            _few_rows(prepared.n),
            _largest_tried(chosen, candidates),
            _weak(chosen),
            _small(chosen),
            _silhouette_disagrees(chosen, candidates),
            _gap_rises_further(chosen, candidates),
            *cautions.on_the_columns(prepared),
            _fewer_tried(candidates, k_max),
            _sampled(prepared.n, rows_divided, rows_for_gap),
        ]
    )


def _few_rows(n: int) -> Note | None:
    if n >= FEW_ROWS:
        return None
    if n < FEWEST_ROWS:
        return Note(
            "blocks_conclusion",
            Message(
                "{n:count} rows are too few to tell segments from chance; at least {least:count} are needed.",
                n=n,
                least=FEWEST_ROWS,
            ),
            "too_few_rows",
        )
    return Note(
        "caution",
        Message("With {n:count} rows only segments that lie far apart can be told from chance.", n=n),
        "few_rows",
    )


def _largest_tried(chosen: Candidate, candidates: tuple[Candidate, ...]) -> Note | None:
    if chosen.k == 1 or chosen.k != candidates[-1].k:
        return None
    return Note(
        "caution",
        Message("{k:count} is the largest number tried: there may be more segments. Try more.", k=chosen.k),
        "largest_tried",
    )


def _weak(chosen: Candidate) -> Note | None:
    return None if chosen.silhouette is None else cautions.weak_structure(chosen.silhouette.value)


def _small(chosen: Candidate) -> Note | None:
    if chosen.k == 1 or (
        chosen.smallest >= cautions.SMALL_N and chosen.smallest >= cautions.SMALL_SHARE * chosen.n_divided
    ):
        return None
    return Note(
        "caution",
        Message(
            "Of the {k:count} segments the smallest holds {n:count} of {total:count} rows: it may be a handful of outliers.",
            k=chosen.k,
            n=chosen.smallest,
            total=chosen.n_divided,
        ),
        "small_segments",
    )


def _silhouette_disagrees(chosen: Candidate, candidates: tuple[Candidate, ...]) -> Note | None:
    known = [(c.silhouette.value, c.k) for c in candidates if c.silhouette is not None and c.silhouette.defined]
    if not known or chosen.k in {1, max(known)[1]}:
        return None
    return Note(
        "info",
        Message(
            "The gap statistic says {gap:count}, the silhouette {silhouette:count}. The silhouette prefers few, widely "
            "separated segments; look at the profiles of both.",
            gap=chosen.k,
            silhouette=max(known)[1],
        ),
        "silhouette_disagrees",
    )


def _gap_rises_further(chosen: Candidate, candidates: tuple[Candidate, ...]) -> Note | None:
    """Why the chosen number is not the next, whose gap is higher: see `supported_k`."""
    if chosen.k in {1, candidates[-1].k}:
        return None
    after = candidates[chosen.k]
    flat = chosen.gap_flat < after.gap_flat - after.gap_flat_se
    bell = chosen.gap_bell < after.gap_bell - after.gap_bell_se
    if not (flat and bell):
        return None
    return Note(
        "info",
        Message(
            "The gap rises further at {after:count}, but none of the {k:count} segments divides by itself: the rise comes "
            "from differences that run through all of them.",
            after=after.k,
            k=chosen.k,
        ),
        "gap_rises_further",
    )


def _fewer_tried(candidates: tuple[Candidate, ...], k_max: int) -> Note | None:
    most = candidates[-1].k
    if most >= k_max:
        return None
    return Note(
        "info",
        Message("Only up to {most:count} segments were tried: there are too few different rows for more.", most=most),
        "fewer_tried",
    )


def _sampled(n: int, rows_divided: int, rows_for_gap: int) -> Note | None:
    if n <= rows_for_gap:
        return None
    if n <= rows_divided:
        return Note(
            "info",
            Message(
                "The gap statistic used {gap:count} of the {n:count} rows, drawn at random with the seed.",
                gap=rows_for_gap,
                n=n,
            ),
            "sampled",
        )
    return Note(
        "info",
        Message(
            "{divided:count} of the {n:count} rows were divided, and {gap:count} used for the gap statistic; both were "
            "drawn at random with the seed.",
            divided=rows_divided,
            n=n,
            gap=rows_for_gap,
        ),
        "sampled",
    )
