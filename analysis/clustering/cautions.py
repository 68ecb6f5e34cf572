"""Remarks on a division into segments: what to doubt, what was left out, what the numbers cannot say."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.margins import skewness
from analysis.clustering.measurements import Measurements, Variable
from analysis.clustering.prepared_rows import PreparedRows
from analysis.clustering.scaling import Scaler, Scaling
from analysis.core.messages import ColumnRef, Message, PluralMessage
from analysis.core.results import Note, Severity

SMALL_SHARE = 0.05
SMALL_N = 30
WEAK_SILHOUETTE = 0.25
MANY_MISSING = 0.20
LONG_TAIL = 2.0
UNEQUAL_SPREADS = 3.0
_ORDER: dict[Severity, int] = {"blocks_conclusion": 0, "caution": 1, "info": 2}


def by_severity(notes: Sequence[Note | None]) -> tuple[Note, ...]:
    """The notes that exist, most severe first, otherwise in the order given."""
    return tuple(sorted((note for note in notes if note is not None), key=lambda note: _ORDER[note.severity]))


def on_the_columns(prepared: PreparedRows) -> list[Note | None]:
    """Remarks that need the columns alone, the same for every number of segments."""
    measured, constant, scaler = prepared.measured, prepared.constant, prepared.scaler
    return [
        constant_columns(constant) if scaler else nothing_varies(measured),
        many_missing(measured),
        long_tails(measured, constant),
        unequal_spreads(measured, constant, prepared.scaling),
        no_middle_range(scaler),
        equal_steps(measured.variables),
    ]


def nothing_varies(measured: Measurements) -> Note:
    """No column differs between rows, so that nothing can be divided."""
    return Note(
        "blocks_conclusion",
        Message(
            "All {n:count} rows give the same answers to the chosen columns: there is nothing to divide them by.",
            n=measured.n,
        ),
        "all_constant",
    )


def constant_columns(columns: tuple[str, ...]) -> Note | None:
    """Columns with one value were left out."""
    if not columns:
        return None
    return Note(
        "caution",
        Message(
            "Left out, because every row has the same value: {columns}.",
            columns=tuple(ColumnRef(column) for column in columns),
        ),
        "constant",
    )


def many_missing(measured: Measurements) -> Note | None:
    """More than a fifth of the rows have a gap in one of the columns."""
    share = 1 - measured.n / measured.n_total
    if share <= MANY_MISSING:
        return None
    return Note(
        "caution",
        Message(
            "{share:percent} of the rows have a gap in one of these columns and belong to no segment: the segments "
            "describe the others only.",
            share=share,
        ),
        "many_missing",
    )


def long_tails(measured: Measurements, constant: tuple[str, ...]) -> Note | None:
    """Columns so lopsided that a few rows can make a segment of their own."""
    tails = tuple(
        ColumnRef(variable.column)
        for position, variable in enumerate(measured.variables)
        if variable.column not in constant and abs(skewness(measured.values[:, position])) > LONG_TAIL
    )
    if not tails:
        return None
    return Note(
        "caution",
        Message(
            "Strongly lopsided (skewness beyond {limit:number}): {columns}. A few extreme rows can make a segment of "
            "their own; the logarithm or bands (Prepare page) show whether the segments depend on them.",
            columns=tails,
            limit=LONG_TAIL,
        ),
        "long_tails",
    )


def unequal_spreads(measured: Measurements, constant: tuple[str, ...], scaling: Scaling) -> Note | None:
    """Without scaling, the column with the widest spread decides nearly alone."""
    if scaling != "none":
        return None
    spreads = {
        variable.column: float(measured.values[:, position].std())
        for position, variable in enumerate(measured.variables)
        if variable.column not in constant
    }
    if not spreads or max(spreads.values()) <= UNEQUAL_SPREADS * min(spreads.values()):
        return None
    widest = max(spreads, key=lambda column: spreads[column])
    return Note(
        "caution",
        Message(
            "Without scaling the columns count by their units: {column} has the widest spread and decides the segments "
            "nearly alone.",
            column=ColumnRef(widest),
        ),
        "unequal_spreads",
    )


def no_middle_range(scaler: Scaler | None) -> Note | None:
    """Columns whose middle half is one value, so that robust scaling fell back to the standard deviation."""
    if scaler is None or not scaler.replaced:
        return None
    return Note(
        "info",
        Message(
            "The middle half of the rows share one value of {columns}: its standard deviation stands in for the "
            "interquartile range.",
            columns=tuple(ColumnRef(column) for column in scaler.replaced),
        ),
        "no_middle_range",
    )


def equal_steps(variables: tuple[Variable, ...]) -> Note | None:
    """Ordered answers were treated as equally far apart."""
    ordered = tuple(ColumnRef(variable.column) for variable in variables if variable.level == "ordinal")
    if not ordered:
        return None
    return Note(
        "info",
        Message("Ordered answers were treated as equally far apart: {columns}.", columns=ordered),
        "equal_steps",
    )


def circular() -> Note:
    """Why there are no p-values."""
    return Note(
        "info",
        Message(
            "There are no p-values on these variables: the segments were drawn so that they differ in them, and a "
            "test would find a difference in data without segments too. The intervals of the means take the "
            "segments as given."
        ),
        "circular",
    )


def too_few_rows(n: int, k: int) -> Note | None:
    """Fewer than two rows a segment: not a description of kinds of customers."""
    if n >= 2 * k:
        return None
    return Note(
        "blocks_conclusion",
        Message(
            "{n:count} rows in {k:count} segments: hardly more than one row each, which describes persons and no kinds. Ask "
            "for fewer segments.",
            n=n,
            k=k,
        ),
        "too_few_rows",
    )


def small_segments(sizes: NDArray[np.intp]) -> Note | None:
    """Segments of fewer than 30 rows or less than 5 % of them."""
    small = [int(n) for n in sizes if n < SMALL_N or n < SMALL_SHARE * sizes.sum()]
    if not small:
        return None
    return Note(
        "caution",
        PluralMessage(
            "One segment is small (fewer than {rows:count} rows or less than {share:set_percent}): its profile is "
            "uncertain, and it may be a handful of outliers.",
            "{n:count} segments are small (fewer than {rows:count} rows or less than {share:set_percent}): their "
            "profiles are uncertain, and they may be handfuls of outliers.",
            n=len(small),
            rows=SMALL_N,
            share=SMALL_SHARE,
        ),
        "small_segments",
    )


def weak_structure(silhouette: float) -> Note | None:
    """An average silhouette below .25."""
    if math.isnan(silhouette) or silhouette >= WEAK_SILHOUETTE:
        return None
    return Note(
        "caution",
        Message(
            "Weak structure: the average silhouette is {silhouette:coefficient}, below {limit:coefficient}. Many rows lie "
            "near the border of their segment and could as well stand in the next.",
            silhouette=silhouette,
            limit=WEAK_SILHOUETTE,
        ),
        "weak_structure",
    )


def no_structure(k: int) -> Note:
    """Data without segments would divide as well."""
    return Note(
        "caution",
        Message(
            "Data without any segments, with the same spread and correlations, divide into {k:count} nearly as tightly. "
            "Such a division can be handy, but its borders are drawn by the method, not by the customers.",
            k=k,
        ),
        "no_structure",
    )


def fitted_on_a_sample(n: int, explored: int, fitted: int) -> Note | None:
    """Large tables: what was computed on which rows."""
    if n <= explored:
        return None
    return Note(
        "info",
        Message(
            "The starts were compared on {explored:count} rows drawn at random (fixed seed), the best was refined on "
            "{fitted:count}, and all {n:count} rows were then divided from its centres.",
            explored=explored,
            fitted=min(fitted, n),
            n=n,
        ),
        "sampled",
    )
