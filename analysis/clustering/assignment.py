"""Gives new customers to segments found earlier, and says who resembles nobody seen before."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.clustering.cluster_result import ClusterResult
from analysis.clustering.lloyd import nearest
from analysis.clustering.measurements import Variable, measure
from analysis.core import (
    ColumnRef,
    ColumnRoleError,
    Estimate,
    Message,
    Note,
    PluralMessage,
    Provenance,
    Sentence,
    UnsuitableDataError,
    method,
    package_versions,
)
from analysis.core.frames import LEVEL_WORDS, level_of, require_columns
from analysis.core.parameters import Level
from analysis.inference.proportions import wilson_interval

Floats: TypeAlias = NDArray[np.float64]
EXPECTED_FAR = 0.01
ORDERED_LEVELS: frozenset[Level] = frozenset({"scale", "ordinal", "binary"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AssignedSegments:
    """New customers in segments found earlier.

    Parameters
    ----------
    assignment : Series of Int64
        Segment of every row, on the frame's index; missing for rows with a gap.
    distances : Series of float
        Distance to the centre of that segment, in the common scale of the fit; NaN for rows with a gap.
    far : Series of bool
        Whether the row lies farther from its centre than 99 % of the rows the segment was made from.
    sizes : tuple of int
        Rows of each segment, segment 1 first.
    far_share : Estimate
        Share of far rows, with Wilson's interval. One in a hundred is expected of customers like those
        the segments were made from.
    level : float
        Confidence level.
    """

    assignment: pd.Series
    distances: pd.Series
    far: pd.Series
    sizes: tuple[int, ...]
    far_share: Estimate
    level: float
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row per row of the frame, on its index: ``segment, distance, far``."""
        return pd.DataFrame({"segment": self.assignment, "distance": self.distances, "far": self.far})

    def readings(self) -> tuple[Sentence, ...]:
        """How many were given a segment, and how many resemble none."""
        n = self.provenance.n_used
        claim = PluralMessage(
            "One row was given to a segment; {far:percent} ({level:percent} interval {low:percent} to {high:percent}) "
            "lie far from every segment.",
            "{n:count} rows were given to a segment; {far:percent} ({level:percent} interval {low:percent} to "
            "{high:percent}) lie far from every segment.",
            n=n,
            far=self.far_share.value,
            level=self.level,
            low=self.far_share.low,
            high=self.far_share.high,
        )
        shares = tuple(
            Message("segment {number:count} {share:percent}", number=index + 1, share=size / n)
            for index, size in enumerate(self.sizes)
        )
        return claim, Message("They fall on {shares}.", shares=shares)


@method("assign_clusters")
def assign_clusters(
    frame: pd.DataFrame,
    *,
    model: ClusterResult,
    level: float = 0.95,
    missing_kinds: pd.DataFrame | None = None,
) -> AssignedSegments:
    """To which of the segments do these new customers belong, and which of them resemble none?

    Parameters
    ----------
    frame : DataFrame
        One row per customer, with the columns the segments were made from, coded alike.
    model : ClusterResult
        A result of `cluster`: its scaler and centres are used as they are.
    level : float
        Confidence level, above 0 and below 1.
    missing_kinds : DataFrame, optional
        The kind of each missing cell.

    Returns
    -------
    AssignedSegments

    Raises
    ------
    ColumnRoleError
        If a column is missing or measured otherwise than in the fit.
    UnsuitableDataError
        If the model has no segments, an answer is new, or a number is infinite.

    Notes
    -----
    A row goes to the nearest centre in the scale of the fit; of two equally near ones to the one with the
    smaller centre, as in the fit. Rows the segments were made from get the segment they had. A row is far
    when its distance exceeds that of 99 % of the rows its segment was made from: about one in a hundred is
    expected; many more mean that these customers differ from those, and the segments should be made anew.

    Examples
    --------
    >>> from analysis.clustering import cluster
    >>> seen = pd.DataFrame({"visits": [1.0, 2.0, 1.5, 9.0, 8.0, 9.5, 1.2]})
    >>> new = pd.DataFrame({"visits": [1.4, 40.0]})
    >>> assign_clusters(new, model=cluster(seen, columns=("visits",), k=2)).to_frame()[["segment", "far"]].values.tolist()
    [[1, False], [2, True]]
    """
    if model.scaler is None:
        raise UnsuitableDataError(
            Message("This result has no segments to assign to."),
            remedy=Message("Divide rows that differ from each other first."),
        )
    _require_same_levels(frame, model.variables)
    measured = measure(frame, model.columns, missing_kinds, model.variables)
    varies = [variable.column in model.scaler.columns for variable in measured.variables]
    rows = model.scaler.scaled(measured.values[:, varies])
    # Centres in the order of the fit, so that ties fall alike.
    order = np.lexsort(model.centres.T[::-1])
    labels, distance = nearest(rows, model.centres[order])
    numbers = order[labels] + 1
    radii = np.array([segment.radius for segment in model.segments])
    is_far = distance > radii[numbers - 1]
    far_share = wilson_interval(int(is_far.sum()), measured.n, level=level)
    return AssignedSegments(
        assignment=_on(frame.index, measured.positions, pd.array(numbers, dtype="Int64"), "segment"),
        distances=_on(frame.index, measured.positions, pd.array(distance, dtype="float64"), "distance"),
        far=_on(frame.index, measured.positions, pd.array(is_far, dtype="boolean"), "far"),
        sizes=tuple(int(size) for size in np.bincount(numbers - 1, minlength=model.k)),
        far_share=far_share,
        level=level,
        notes=_notes(far_share),
        provenance=Provenance(
            method="assign_clusters",
            n_total=measured.n_total,
            n_used=measured.n,
            dropped=measured.dropped,
            parameters={"columns": model.columns, "level": level},
            packages=package_versions("numpy", "pandas"),
        ),
    )


def _require_same_levels(frame: pd.DataFrame, variables: tuple[Variable, ...]) -> None:
    require_columns(frame, [variable.column for variable in variables], ORDERED_LEVELS, "frame")
    for variable in variables:
        level = level_of(frame[variable.column])
        if (level == "scale") != (variable.level == "scale"):
            raise ColumnRoleError(
                Message(
                    "{column} is measured as {level}.", column=ColumnRef(variable.column), level=LEVEL_WORDS[level]
                ),
                Message("Where the segments were made it was {level}.", level=LEVEL_WORDS[variable.level]),
                Message("Give it the same level on the Variables page."),
                parameter="frame",
            )


def _on(index: pd.Index, positions: NDArray[np.intp], values: pd.api.extensions.ExtensionArray, name: str) -> pd.Series:
    placed = pd.Series(values, index=pd.RangeIndex(len(values)))
    back = np.full(len(index), -1, dtype=np.intp)
    back[positions] = np.arange(len(positions))
    taken = placed.reindex(back)
    return taken.set_axis(index).rename(name)


def _notes(far_share: Estimate) -> tuple[Note, ...]:
    if math.isnan(far_share.value):
        return (
            Note(
                "blocks_conclusion",
                Message("No row is complete in the columns the segments were made from."),
                "no_rows",
            ),
        )
    if far_share.low <= EXPECTED_FAR:
        return ()
    return (
        Note(
            "caution",
            Message(
                "{share:percent} of these rows lie farther from every segment than nearly all rows the segments were made "
                "from ({expected:set_percent} would be expected): these customers differ from those. Make the segments anew.",
                share=far_share.value,
                expected=EXPECTED_FAR,
            ),
            "many_far",
        ),
    )
