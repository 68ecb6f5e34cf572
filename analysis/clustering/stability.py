"""Which segments come back when other customers are drawn: bootstrap stability."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import pandas as pd
from pydantic import Field

from analysis.clustering import cautions
from analysis.clustering.controls import Columns, ConfidenceLevel, Restarts, ScalingChoice, Seed, SegmentCount
from analysis.clustering.gap import Progress
from analysis.clustering.lloyd import Floats, Labels, Partition, nearest, one_thread, partition, some_rows
from analysis.clustering.prepared_rows import PreparedRows, prepare_rows
from analysis.clustering.segmentation import numbered_by_size
from analysis.clustering.stability_result import (
    DISSOLVED,
    STABLE,
    ClusterStability,
    SegmentStability,
    stability_notes,
)
from analysis.core import Control, Estimate, Message, Provenance, method, package_versions

MOST_ROWS = 5_000
STARTS = 10


@method("cluster_stability")
def cluster_stability(
    frame: pd.DataFrame,
    *,
    columns: Columns,
    k: SegmentCount = 3,
    scaling: ScalingChoice = "z",
    level: ConfidenceLevel = 0.95,
    n_resamples: Annotated[
        int,
        Field(ge=20, le=1000),
        Control(label=Message("Resamples"), help=Message("How often other customers are drawn."), advanced=True),
    ] = 100,
    restarts: Restarts = 25,
    seed: Seed = 20260101,
    missing_kinds: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> ClusterStability:
    """Would the same segments come back if other customers of the same kind had been asked?

    Parameters
    ----------
    frame : DataFrame
        One row per customer or respondent.
    columns : tuple of str
        Scale, ordinal or binary columns; rows with a gap in one of them are left out.
    k : int
        Number of segments, 2..20.
    scaling : {"z", "robust", "range", "none"}
        How columns are made comparable; see `fit_scaler`.
    level : float
        Share of the resamples that the interval of each segment spans, above 0 and below 1.
    n_resamples : int
        Bootstrap resamples, 20..1000.
    restarts : int
        Starts of the original division; every resample has ten.
    seed : int
        Same seed and same rows, same answer, in whatever order rows and columns stand.
    missing_kinds : DataFrame, optional
        The kind of each missing cell; see `analysis.core.frames.dropped_rows`.
    progress : callable, optional
        Called with the share done, 0..1; may raise to stop.

    Returns
    -------
    ClusterStability
        Segments numbered as by `cluster` with the same arguments (up to 5,000 rows).

    Raises
    ------
    TooFewRowsError, UnsuitableDataError
        With fewer complete, or fewer different, rows than segments, or with infinite numbers.

    Notes
    -----
    Rows are drawn with replacement and divided anew. Each original segment is compared with the new segment
    most like it by Jaccard's similarity, rows in both over rows in either, counted among the rows drawn; the
    mean over resamples is the segment's stability [1]_. After Hennig, a segment below .6 should not be
    trusted, between .6 and .75 it is a pattern whose members are doubtful, above .75 it is stable. A mean can
    hide resamples in which the segment is gone, so it is called stable only if it also dissolves (similarity
    of .5 or less [2]_) in at most 2.5 % of them: halves of one normal cloud can have a mean of .78 and
    dissolve in a tenth.

    Groups of a few rows come back by necessity. Fewer than 10 rows a segment on average, or as many segments
    as different rows, block the conclusion; a segment of fewer than 10 rows has no verdict.

    Above 5,000 rows a sample of 5,000 is divided and resampled. The scaling is that of all rows.

    Stable is not the same as real: a division of data without segments can be stable too, as when a square
    is cut into quarters. See `choose_k` for that question.

    References
    ----------
    .. [1] Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational Statistics and Data
       Analysis, 52, 258-271.
    .. [2] Hennig, C. (2008). Dissolution point and isolation robustness: robustness criteria for general
       cluster analysis methods. Journal of Multivariate Analysis, 99, 1154-1176.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> centres = np.repeat([[0.0, 9.0], [9.0, 0.0]], [40, 20], axis=0)
    >>> frame = pd.DataFrame(centres + rng.normal(size=(60, 2)), columns=["visits", "spend"])
    >>> [round(s.jaccard.value, 2) for s in cluster_stability(frame, columns=("visits", "spend"), k=2).segments]
    [1.0, 1.0]
    """
    prepared = prepare_rows(frame, columns, scaling, k, missing_kinds)
    provenance = Provenance(
        method="cluster_stability",
        n_total=prepared.n_total,
        n_used=prepared.n,
        dropped=prepared.measured.dropped,
        parameters={
            "columns": columns,
            "k": k,
            "scaling": scaling,
            "level": level,
            "n_resamples": n_resamples,
            "restarts": restarts,
        },
        seed=seed,
        packages=package_versions("numpy", "scikit-learn"),
    )
    if prepared.scaler is None:
        return ClusterStability(
            segments=(),
            columns=columns,
            n_resamples=n_resamples,
            level=level,
            notes=cautions.by_severity(cautions.on_the_columns(prepared)),
            provenance=provenance,
        )
    rng = np.random.default_rng(seed)
    original, similarity = _resampled(prepared, k, n_resamples, restarts, rng, progress)
    segments = tuple(
        _segment(index, int(size), len(original.labels), similarity[:, index], level)
        for index, size in enumerate(original.sizes)
    )
    return ClusterStability(
        segments=segments,
        columns=columns,
        n_resamples=n_resamples,
        level=level,
        notes=stability_notes(prepared, segments, MOST_ROWS),
        provenance=provenance,
    )


def _resampled(
    prepared: PreparedRows,
    k: int,
    n_resamples: int,
    restarts: int,
    rng: np.random.Generator,
    progress: Progress | None,
) -> tuple[Partition, Floats]:
    """The original division and the similarity of each of its groups in each resample."""
    # `cluster` spawns its first stream for the fit: the same seed gives the same division.
    fit_rng, _, _, sample_rng, *resample_rngs = rng.spawn(4 + n_resamples)
    rows = some_rows(prepared.rows, MOST_ROWS, sample_rng)
    original = numbered_by_size(partition(rows, k, restarts=restarts, rng=fit_rng))
    similarity = np.empty((n_resamples, k))
    for index, one_rng in enumerate(resample_rngs):
        drawn = np.sort(one_rng.integers(0, len(rows), len(rows)))
        unique = np.unique(drawn)
        with one_thread():
            again = partition(rows[drawn], min(k, len(np.unique(rows[drawn], axis=0))), restarts=STARTS, rng=one_rng)
        labels = nearest(rows[unique], again.centres)[0]
        similarity[index] = jaccard_similarities(original.labels[unique], labels, k)
        if progress is not None:
            progress((index + 1) / n_resamples)
    return original, similarity


def jaccard_similarities(first: Labels, second: Labels, k: int) -> Floats:
    """For each of the k groups of one division, Jaccard's similarity to the most similar group of another.

    Parameters
    ----------
    first, second : array of int
        Groups of the same rows, counted from 0.
    k : int
        Groups of the first division.

    Returns
    -------
    array of float
        0..1; NaN for a group without rows here.

    Examples
    --------
    >>> jaccard_similarities(np.array([0, 0, 0, 1]), np.array([1, 1, 0, 0]), 2).round(3).tolist()
    [0.667, 0.5]
    """
    both = np.zeros((k, int(second.max()) + 1))
    np.add.at(both, (first, second), 1)
    either = both.sum(axis=1, keepdims=True) + both.sum(axis=0) - both
    similarity = (both / np.maximum(either, 1)).max(axis=1)
    similarity[both.sum(axis=1) == 0] = np.nan
    return similarity


def _segment(index: int, n: int, total: int, similarity: Floats, level: float) -> SegmentStability:
    known = similarity[~np.isnan(similarity)]
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return SegmentStability(
        number=index + 1,
        n=n,
        share=n / total,
        jaccard=Estimate(float(known.mean()), float(low), float(high), level),
        recovered=float((known > STABLE).mean()),
        dissolved=float((known <= DISSOLVED).mean()),
    )
