"""Divides customers into segments: k-means on scaled variables, with sizes, profiles and doubts."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from analysis.clustering import cautions
from analysis.clustering.cluster_result import ClusterResult
from analysis.clustering.controls import Columns, ConfidenceLevel, Restarts, ScalingChoice, Seed, SegmentCount
from analysis.clustering.gap import gaps, least_gain
from analysis.clustering.lloyd import (
    MOST_ROWS_TO_EXPLORE,
    MOST_ROWS_TO_FIT,
    Floats,
    Labels,
    Partition,
    partition,
    some_rows,
)
from analysis.clustering.prepared_rows import PreparedRows, prepare_rows
from analysis.clustering.profiles import Segment, profile
from analysis.clustering.silhouette import Silhouette, silhouettes
from analysis.core import Estimate, Note, Provenance, method, package_versions
from analysis.inference.proportions import wilson_interval

RADIUS_SHARE = 0.99
ROWS_TO_CHECK = 1_000
REFERENCES_TO_CHECK = 8
MOST_FEWER = 6


@method("cluster")
def cluster(
    frame: pd.DataFrame,
    *,
    columns: Columns,
    k: SegmentCount = 3,
    scaling: ScalingChoice = "z",
    level: ConfidenceLevel = 0.95,
    restarts: Restarts = 25,
    seed: Seed = 20260101,
    missing_kinds: pd.DataFrame | None = None,
) -> ClusterResult:
    """Which kinds of customers are there, how large is each, and what sets it apart?

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
        Confidence level of the intervals, above 0 and below 1.
    restarts : int
        k-means++ starts; the division with the smallest within sum of squares is kept.
    seed : int
        Same seed and same rows, same segments, in whatever order rows and columns stand.
    missing_kinds : DataFrame, optional
        The kind of each missing cell; see `analysis.core.frames.dropped_rows`.

    Returns
    -------
    ClusterResult

    Raises
    ------
    TooFewRowsError
        With fewer complete rows than segments.
    UnsuitableDataError
        With fewer different rows than segments, or with infinite numbers.

    Notes
    -----
    K-means looks for the k centres with the smallest sum of squared distances to the rows (Lloyd's
    algorithm [1]_ from k-means++ starts [2]_, as scikit-learn has it). It favours round segments of
    similar size. Segment 1 is the largest; of equally large ones the one with the smaller centre in the
    first column by name. Ordered answers count as equally far apart, of two answers the first as 0 and
    the second as 1.

    Shares come with Wilson's interval, means with Student's, shares of binary answers with Wilson's. The
    difference of a segment is its mean minus the mean of everybody else, divided by the standard deviation
    of all rows. There are no p-values on the variables that made the segments: the segments were drawn to
    differ in them, so that any test would be circular.

    `supported` says whether this division, or one into fewer segments, is tighter than data without segments
    would allow that have the same spread, correlations and answers (on at most 1,000 rows; `choose_k` explains
    how). A division can be handy without being supported; it then is the method's, not the data's.

    A segment is a description, not a cause: it does not say that what works for one segment would not
    work for another. Weights are not used.

    References
    ----------
    .. [1] Lloyd, S. P. (1982). Least squares quantization in PCM. IEEE Transactions on Information Theory,
       28, 129-137.
    .. [2] Arthur, D. and Vassilvitskii, S. (2007). k-means++: the advantages of careful seeding.
       Proceedings of the 18th ACM-SIAM Symposium on Discrete Algorithms, 1027-1035.

    Examples
    --------
    >>> frame = pd.DataFrame({"visits": [1.0, 2.0, 1.5, 9.0, 8.0, 9.5, 1.2], "spend": [5.0, 6.0, 5.5, 1.0, 1.5, 0.5, 5.2]})
    >>> result = cluster(frame, columns=("visits", "spend"), k=2)
    >>> [segment.n for segment in result.segments], result.assignment.tolist()
    ([4, 3], [1, 1, 1, 2, 2, 2, 1])
    """
    prepared = prepare_rows(frame, columns, scaling, k, missing_kinds)
    provenance = Provenance(
        method="cluster",
        n_total=prepared.n_total,
        n_used=prepared.n,
        dropped=prepared.measured.dropped,
        parameters={"columns": columns, "k": k, "scaling": scaling, "level": level, "restarts": restarts},
        seed=seed,
        packages=package_versions("numpy", "scikit-learn", "scipy"),
    )
    if prepared.scaler is None:
        return _undivided(frame, prepared, columns, level, provenance)
    rows = prepared.rows
    fit_rng, silhouette_rng, check_rng = np.random.default_rng(seed).spawn(3)
    found = numbered_by_size(partition(rows, k, restarts=restarts, rng=fit_rng))
    silhouette = silhouettes(rows, (found.labels,), rng=silhouette_rng)[0]
    supported = _supported(rows, k, check_rng)
    return ClusterResult(
        columns=columns,
        constant_columns=prepared.constant,
        variables=prepared.measured.variables,
        scaling=scaling,
        scaler=prepared.scaler,
        centres=found.centres,
        segments=_segments(prepared, found, silhouette, columns, level),
        assignment=assignment_series(frame.index, prepared.measured.positions, found.labels + 1),
        total_ss=float(((rows - rows.mean(axis=0)) ** 2).sum()),
        within_ss=found.within_ss,
        silhouette=silhouette.estimate(level),
        supported=supported,
        level=level,
        notes=_notes(prepared, found, silhouette, supported=supported),
        provenance=provenance,
    )


def numbered_by_size(found: Partition) -> Partition:
    """The same division with the largest group first; equally large ones keep their order."""
    order = np.argsort(-found.sizes, kind="stable")
    return Partition(centres=found.centres[order], labels=np.argsort(order)[found.labels], within_ss=found.within_ss)


def assignment_series(index: pd.Index, positions: Labels, numbers: Labels) -> pd.Series:
    """Numbers of segments on the index of a frame; missing where a row has none."""
    values = np.zeros(len(index), dtype=np.int64)
    unknown = np.ones(len(index), dtype=bool)
    values[positions] = numbers
    unknown[positions] = False
    return pd.Series(pd.arrays.IntegerArray(values, unknown), index=index, name="segment")


def _segments(
    prepared: PreparedRows, found: Partition, silhouette: Silhouette, columns: tuple[str, ...], level: float
) -> tuple[Segment, ...]:
    by_column = {variable.column: position for position, variable in enumerate(prepared.measured.variables)}
    asked = [by_column[column] for column in columns]
    variables = tuple(prepared.measured.variables[position] for position in asked)
    values = prepared.measured.values[:, asked]
    segments: list[Segment] = []
    for index, size in enumerate(found.sizes):
        members = found.labels == index
        inside = prepared.rows[members]
        distances = np.sqrt(((inside - found.centres[index]) ** 2).sum(axis=1))
        segments.append(
            Segment(
                number=index + 1,
                n=int(size),
                share=wilson_interval(int(size), prepared.n, level=level),
                traits=profile(variables, values, members, level),
                within_ss=float(((inside - inside.mean(axis=0)) ** 2).sum()),
                radius=float(np.quantile(distances, RADIUS_SHARE, method="higher")),
                silhouette=silhouette.by_group[index],
            )
        )
    return tuple(segments)


def _supported(rows: Floats, k: int, rng: np.random.Generator) -> bool | None:
    """Whether k groups, or failing that some fewer, beat one against both references, on at most 1,000 rows."""
    sample_rng, first_rng, second_rng = rng.spawn(3)
    sample = some_rows(rows, ROWS_TO_CHECK, sample_rng)
    sample = sample[:, sample.min(axis=0) < sample.max(axis=0)]
    if sample.shape[1] == 0 or len(np.unique(sample, axis=0)) <= k:
        return None
    least = least_gain(sample)
    curves = gaps(sample, (1, k), references=REFERENCES_TO_CHECK, rng=first_rng)
    if k > 2 and not all(curve.beats_one_group(1, least) for curve in curves):
        fewer = (1, *range(2, min(k, MOST_FEWER + 1)))
        curves = gaps(sample, fewer, references=REFERENCES_TO_CHECK, rng=second_rng)
    return any(all(curve.beats_one_group(index, least) for curve in curves) for index in range(1, len(curves[0].ks)))


def _notes(
    prepared: PreparedRows, found: Partition, silhouette: Silhouette, *, supported: bool | None
) -> tuple[Note, ...]:
    return cautions.by_severity(
        [
            cautions.too_few_rows(prepared.n, len(found.centres)),
            cautions.no_structure(len(found.centres)) if supported is False else None,
            cautions.weak_structure(silhouette.value),
            cautions.small_segments(found.sizes),
            *cautions.on_the_columns(prepared),
            cautions.circular(),
            cautions.fitted_on_a_sample(prepared.n, MOST_ROWS_TO_EXPLORE, MOST_ROWS_TO_FIT),
        ]
    )


def _undivided(
    frame: pd.DataFrame, prepared: PreparedRows, columns: tuple[str, ...], level: float, provenance: Provenance
) -> ClusterResult:
    nothing = np.empty(0, dtype=np.intp)
    return ClusterResult(
        columns=columns,
        constant_columns=prepared.constant,
        variables=prepared.measured.variables,
        scaling=prepared.scaling,
        scaler=None,
        centres=np.empty((0, 0)),
        segments=(),
        assignment=assignment_series(frame.index, nothing, nothing),
        total_ss=0.0,
        within_ss=math.nan,
        silhouette=Estimate(math.nan, math.nan, math.nan, level),
        supported=None,
        level=level,
        notes=cautions.by_severity(cautions.on_the_columns(prepared)),
        provenance=provenance,
    )
