"""How many segments the data support: one is a possible answer."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import pandas as pd
from pydantic import Field

from analysis.clustering import cautions
from analysis.clustering.choice_cautions import choice_notes
from analysis.clustering.choice_result import Candidate, ChoiceOfK
from analysis.clustering.controls import MOST_SEGMENTS, Columns, ConfidenceLevel, ScalingChoice, Seed
from analysis.clustering.gap import Gaps, Progress, gaps, least_gain
from analysis.clustering.lloyd import Floats, Partition, n_different, partition, some_rows
from analysis.clustering.prepared_rows import PreparedRows, prepare_rows
from analysis.clustering.selection import some_group_divides, supported_k
from analysis.clustering.silhouette import Silhouette, silhouettes
from analysis.core import Control, Message, Provenance, method, package_versions

ROWS_TO_DIVIDE = 10_000
ROWS_FOR_GAP = 1_000
STARTS = 10
SHARE_OF_DIVIDING = 0.20
SHARE_OF_GAPS = 0.65


@method("choose_k")
def choose_k(
    frame: pd.DataFrame,
    *,
    columns: Columns,
    k_max: Annotated[int, Field(ge=2, le=MOST_SEGMENTS), Control(label=Message("Try up to this many segments"))] = 8,
    scaling: ScalingChoice = "z",
    level: ConfidenceLevel = 0.95,
    references: Annotated[
        int,
        Field(ge=5, le=500),
        Control(
            label=Message("Reference data sets"),
            help=Message("Data without segments that each division is compared with, of either shape."),
            advanced=True,
        ),
    ] = 20,
    seed: Seed = 20260101,
    missing_kinds: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> ChoiceOfK:
    """How many segments do these data hold, if any?

    Parameters
    ----------
    frame : DataFrame
        One row per customer or respondent.
    columns : tuple of str
        Scale, ordinal or binary columns; rows with a gap in one of them are left out.
    k_max : int
        Largest number of segments tried, 2..20.
    scaling : {"z", "robust", "range", "none"}
        How columns are made comparable; see `fit_scaler`.
    level : float
        Confidence level of the intervals, above 0 and below 1.
    references : int
        Data sets without segments of each of the two shapes, 5..500.
    seed : int
        Same seed and same rows, same answer, in whatever order rows and columns stand.
    missing_kinds : DataFrame, optional
        The kind of each missing cell; see `analysis.core.frames.dropped_rows`.
    progress : callable, optional
        Called with the share done, 0..1; may raise to stop.

    Returns
    -------
    ChoiceOfK
        `k` is 1 where the data give no reason to divide.

    Raises
    ------
    TooFewRowsError, UnsuitableDataError
        With fewer than three complete, or fewer than three different, rows, or with infinite numbers.

    Notes
    -----
    The gap statistic [1]_ compares the log of the within sum of squares with its mean in data without
    segments. Two kinds of such data are drawn, because no single one suits every shape (`OnePopulation`):
    flat, uniform over a box along the principal axes with the data's spread along each; and bell-shaped, one
    normal cloud with the data's correlations. Columns with at most 20 answers or a long tail keep their own
    single-peaked distribution in both, so that neither five-point answers nor a few heavy buyers are taken
    for segments.

    A number of segments counts when its gain on one group exceeds chance (Student's quantile, one-sided 10 %
    shared by all numbers tried) and one tenth divided by the effective number of dimensions, in both
    references. From the smallest that counts,
    segments are added while the gap rises by more than its standard error, again in both (the rule of [1]_).
    Simulated with 200 seeds each, data without segments (normal, uniform, five-point answers; 2 to 8 columns,
    independent and correlated) were answered "one" in at least 90 % of cases, and three well separated
    segments "three" in at least 90 %; the tests repeat a part of it. Of 33 further shapes at 100, 300 and
    1,000 rows (heavy tails, lognormal, counts, many zeros, skewed and correlated answers, yes or no, mixed
    columns) all were answered "one" in at least 90 % of 10 to 80 seeds, most in all of them. The known
    exception is a bent cloud, one column a curve of another (y = x² + noise): there most divisions are
    confirmed (two thirds at 300 rows, nearly all at 1,000), since neither reference bends. Look at the relation of
    the columns first, and take the bend out.

    The silhouette [2]_ and the within sum of squares are shown beside it and do not decide. The silhouette
    knows no one-segment answer.

    Divisions are made on at most 10,000 rows, the gap on at most 1,000, both drawn by the seed.

    "One" does not say that all customers are alike: overlapping segments, very small ones and differences
    in degree do not show here. Neither does "three" say that three is useful.

    References
    ----------
    .. [1] Tibshirani, R., Walther, G. and Hastie, T. (2001). Estimating the number of clusters in a data
       set via the gap statistic. Journal of the Royal Statistical Society B, 63, 411-423.
    .. [2] Rousseeuw, P. J. (1987). Silhouettes: a graphical aid to the interpretation and validation of
       cluster analysis. Journal of Computational and Applied Mathematics, 20, 53-65.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> centres = np.repeat([[0.0, 0.0], [8.0, 0.0], [0.0, 8.0]], 30, axis=0)
    >>> frame = pd.DataFrame(centres + rng.normal(size=(90, 2)), columns=["visits", "spend"])
    >>> choose_k(frame, columns=("visits", "spend"), k_max=5).k
    3
    """
    prepared = prepare_rows(frame, columns, scaling, 3, missing_kinds)
    provenance = Provenance(
        method="choose_k",
        n_total=prepared.n_total,
        n_used=prepared.n,
        dropped=prepared.measured.dropped,
        parameters={
            "columns": columns,
            "k_max": k_max,
            "scaling": scaling,
            "level": level,
            "references": references,
        },
        seed=seed,
        packages=package_versions("numpy", "scikit-learn", "scipy"),
    )
    if prepared.scaler is None:
        return ChoiceOfK(
            k=1,
            columns=columns,
            candidates=(),
            least_gain=0.0,
            level=level,
            notes=cautions.by_severity(cautions.on_the_columns(prepared)),
            provenance=provenance,
        )
    candidates, least = _candidates(prepared, k_max, references, level, np.random.default_rng(seed), progress)
    chosen = next(candidate.k for candidate in candidates if candidate.chosen)
    return ChoiceOfK(
        k=chosen,
        columns=columns,
        candidates=candidates,
        least_gain=least,
        level=level,
        notes=choice_notes(prepared, candidates, k_max, rows_divided=ROWS_TO_DIVIDE, rows_for_gap=ROWS_FOR_GAP),
        provenance=provenance,
    )


def _candidates(
    prepared: PreparedRows,
    k_max: int,
    references: int,
    level: float,
    rng: np.random.Generator,
    progress: Progress | None,
) -> tuple[tuple[Candidate, ...], float]:
    fit_rng, silhouette_rng, sample_rng, gap_rng, *step_rngs = rng.spawn(4 + k_max)
    rows = some_rows(prepared.rows, ROWS_TO_DIVIDE, fit_rng)
    sample = some_rows(prepared.rows, ROWS_FOR_GAP, sample_rng)
    sample = sample[:, sample.min(axis=0) < sample.max(axis=0)]
    most = min(k_max, n_different(sample) - 1)
    ks = tuple(range(1, most + 1))
    divisions = _divisions(rows, ks, fit_rng, _part(progress, 0.0, SHARE_OF_DIVIDING))
    sharpness = silhouettes(rows, tuple(found.labels for found in divisions[1:]), rng=silhouette_rng)
    flat, bell = gaps(
        sample,
        ks,
        references=references,
        rng=gap_rng,
        progress=_part(progress, SHARE_OF_DIVIDING, SHARE_OF_GAPS),
    )
    least = least_gain(sample)
    step_progress = _part(progress, SHARE_OF_DIVIDING + SHARE_OF_GAPS, 1 - SHARE_OF_DIVIDING - SHARE_OF_GAPS)

    def divides_further(k: int) -> bool:
        if step_progress is not None:
            step_progress(k / most)
        return some_group_divides(sample, k, references=references, rng=step_rngs[k - 1])

    chosen = supported_k(flat, bell, least, divides_further)
    silhouette_of = (None, *sharpness)
    return (
        tuple(
            _candidate(index, found, silhouette_of[index], flat, bell, level, chosen=ks[index] == chosen)
            for index, found in enumerate(divisions)
        ),
        least,
    )


def _part(progress: Progress | None, start: float, length: float) -> Progress | None:
    """Progress of one part of the work, told as progress of the whole."""
    return None if progress is None else lambda done: progress(start + length * done)


def _divisions(
    rows: Floats, ks: tuple[int, ...], rng: np.random.Generator, progress: Progress | None
) -> tuple[Partition, ...]:
    found: list[Partition] = []
    for index, k_rng in enumerate(rng.spawn(len(ks))):
        found.append(partition(rows, ks[index], restarts=STARTS, rng=k_rng))
        if progress is not None:
            progress((index + 1) / len(ks))
    return tuple(found)


def _candidate(
    index: int,
    found: Partition,
    silhouette: Silhouette | None,
    flat: Gaps,
    bell: Gaps,
    level: float,
    *,
    chosen: bool,
) -> Candidate:
    return Candidate(
        k=flat.ks[index],
        within_ss=found.within_ss,
        smallest=int(found.sizes.min()),
        n_divided=len(found.labels),
        silhouette=None if silhouette is None else silhouette.estimate(level),
        gap_flat=float(flat.gap[index]),
        gap_flat_se=float(flat.standard_error[index]),
        gain_flat=float(flat.gain[index]),
        gain_flat_se=float(flat.gain_se[index]),
        gap_bell=float(bell.gap[index]),
        gap_bell_se=float(bell.standard_error[index]),
        gain_bell=float(bell.gain[index]),
        gain_bell_se=float(bell.gain_se[index]),
        chosen=chosen,
    )
