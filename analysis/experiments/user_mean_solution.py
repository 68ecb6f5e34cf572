"""From rows to the reading of means: gaps, large values, values before the test, communities, ranks."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.core.errors import UnsuitableDataError
from analysis.core.messages import ColumnRef, Message
from analysis.core.results import Estimate, Provenance, package_versions
from analysis.experiments.user_cuped import cuped_of, total_theta
from analysis.experiments.user_estimates import Fits, comparisons, family, group_values
from analysis.experiments.user_mean_notes import mean_notes
from analysis.experiments.user_mean_reading import ShapeComparison, UserMeansReading
from analysis.experiments.user_notes import Gates, attrition_p, shared_notes, skew_note, sorted_notes
from analysis.experiments.user_rows import assigned_rows, numeric, split_of, used_rows
from analysis.inference.arm_differences import arm_means

if TYPE_CHECKING:
    import pandas as pd

    from analysis.experiments.user_controls import MissingPrePeriod, OutlierPolicy, Theta
    from analysis.experiments.user_estimates import UserInputs
    from analysis.experiments.user_reading import UserTest
    from analysis.experiments.user_rows import AssignedRows, Codes, Floats, UsedRows
    from analysis.inference.arm_differences import ArmMeans
    from analysis.inference.intraclass import Intraclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanQuestion:
    """The parameters of `read_user_means` beside the shared ones, of the same names and meaning."""

    arm: str
    outcome: str
    pre_period: str | None
    community: str | None
    control: str | None
    outliers: OutlierPolicy
    winsorise_share: float
    missing_pre_period: MissingPrePeriod
    theta: Theta
    n_resamples: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcomes:
    """Outcome and value before the test, large values treated; `cap` is where they were cut."""

    y: Floats
    x: Floats | None
    n_without_x: int
    covariates: Floats | None
    cap: float
    n_capped: int


def read_means_of_users(frame: pd.DataFrame, question: MeanQuestion, inputs: UserInputs) -> UserMeansReading:
    """Read a test of means; see `read_user_means`."""
    rows = assigned_rows(frame, question.arm, question.control)
    used = _used(frame, rows, question)
    gates = Gates(split=split_of(rows, inputs.planned_share), p_attrition=attrition_p(used))
    values = _outcomes(frame, used, question)
    clusters = None if question.community is None else used.labels(frame, question.community)
    fits = _fits(values, used, clusters, total=question.theta == "total")
    measure = "log_mean" if question.outliers == "log" else "mean"
    groups = group_values(used, fits, values.y, inputs.level)
    compared = comparisons(used, fits, inputs, measure=measure, blocked=gates.split.mismatch)
    cuped = cuped_of(values, used, clusters, question, inputs) if question.pre_period else None
    shapes = () if clusters is not None else _shapes(frame, used, fits, question, inputs)
    notes = (
        *shared_notes(
            used,
            gates,
            inputs,
            groups,
            compared,
            community=question.community,
            clusters=clusters,
            outcome=ColumnRef(question.outcome),
        ),
        skew_note(values.y, used.codes, rows.groups),
        *mean_notes(question, values.cap, values.n_capped, cuped, shapes, len(values.y)),
    )
    return UserMeansReading(
        measure=measure,
        outcome=question.outcome,
        arm=question.arm,
        level=inputs.level,
        correction=inputs.correction,
        good=inputs.good,
        smallest_change=inputs.smallest_change,
        value_per_unit=inputs.value_per_unit,
        planned_n=inputs.planned_n,
        groups=groups,
        comparisons=compared,
        sample_ratio=gates.split,
        p_attrition=gates.p_attrition,
        intraclass=likeness(values.y, clusters, used, inputs.level),
        outliers=question.outliers,
        cap=values.cap,
        n_capped=values.n_capped,
        cuped=cuped,
        shapes=shapes,
        notes=sorted_notes(notes),
        provenance=Provenance(
            method="read_user_means",
            n_total=len(frame),
            n_used=len(used.codes),
            dropped=used.dropped,
            parameters=asdict(question) | asdict(inputs),
            seed=question.seed if shapes else None,
            packages=package_versions("numpy", "scipy"),
        ),
    )


def likeness(y: Floats, clusters: Codes | None, used: UsedRows, level: float) -> Intraclass | None:
    """How alike members of a community are, within groups; nothing without communities."""
    from analysis.inference.intraclass import intraclass

    return None if clusters is None else intraclass(y, clusters, groups=used.codes, level=level)


def _used(frame: pd.DataFrame, rows: AssignedRows, question: MeanQuestion) -> UsedRows:
    needed = [question.community] if question.community is not None else []
    if question.pre_period is not None and question.missing_pre_period == "drop":
        needed.append(question.pre_period)
    return used_rows(frame, rows, outcomes=(question.outcome,), needed=tuple(needed))


def _outcomes(frame: pd.DataFrame, used: UsedRows, question: MeanQuestion) -> Outcomes:
    y, cap, n_capped = _treated(used.numbers(frame, question.outcome), question, question.outcome)
    if question.pre_period is None:
        return Outcomes(y=y, x=None, n_without_x=0, covariates=None, cap=cap, n_capped=n_capped)
    x = used.numbers(frame, question.pre_period)
    known = ~np.isnan(x)
    if not known.any():
        raise UnsuitableDataError(
            Message("No customer has a value of {column}.", column=ColumnRef(question.pre_period)),
            remedy=Message("Read the test without it."),
        )
    before = x.copy()
    before[known], _, _ = _treated(x[known], question, question.pre_period)
    before[~known] = before[known].mean()
    covariates = before[:, None] if known.all() else np.column_stack([before, (~known).astype(float)])
    without = int((~known).sum())
    if question.missing_pre_period == "drop":
        everyone = numeric(frame[question.pre_period])[used.assigned.place]
        outcome = numeric(frame[question.outcome])[used.assigned.place]
        without = int((np.isnan(everyone) & ~np.isnan(outcome)).sum())
    return Outcomes(y=y, x=before, n_without_x=without, covariates=covariates, cap=cap, n_capped=n_capped)


def _treated(values: Floats, question: MeanQuestion, column: str) -> tuple[Floats, float, int]:
    """Values with the large ones treated as asked, where they were cut, and how many were."""
    if question.outliers == "winsorise":
        cap = float(np.quantile(values, 1 - question.winsorise_share))
        return np.minimum(values, cap), cap, int((values > cap).sum())
    if question.outliers == "log":
        if float(values.min()) < 0:
            raise UnsuitableDataError(
                Message("{column} has values below 0 and no logarithm.", column=ColumnRef(column)),
                Message("Allowed on the logarithmic scale: 0 or more."),
                Message("Keep the values as they are, or cut the largest down."),
            )
        return np.log1p(values), math.nan, 0
    return values, math.nan, 0


def _fits(values: Outcomes, used: UsedRows, clusters: Codes | None, *, total: bool) -> Fits:
    y, covariates = values.y, values.covariates
    test: UserTest = "welch" if covariates is None else "cuped"
    if total and values.x is not None:
        y, covariates, test = y - total_theta(y, values.x) * (values.x - values.x.mean()), None, "cuped_total"

    def fitted(groups: Codes | None) -> ArmMeans:
        return arm_means(y, used.codes, used.assigned.groups, covariates=covariates, clusters=groups)

    if clusters is None:
        return Fits(deciding=fitted(None), naive=None, test=test)
    return Fits(deciding=fitted(clusters), naive=fitted(None), test="cluster_robust")


def _shapes(
    frame: pd.DataFrame, used: UsedRows, fits: Fits, question: MeanQuestion, inputs: UserInputs
) -> tuple[ShapeComparison, ...]:
    from analysis.inference.quantile_differences import quantile_difference
    from analysis.inference.rank_shift import rank_shift

    y = used.numbers(frame, question.outcome)
    control = y[used.codes == 0]
    levels = family(fits, used.assigned.groups, inputs).level_each
    found: list[ShapeComparison] = []
    for group in range(1, used.assigned.groups):
        own = y[used.codes == group]
        ranks = rank_shift(control, own, level=levels[group - 1])
        median, p90 = (
            _at_level(
                quantile_difference(
                    control,
                    own,
                    probability,
                    level=levels[group - 1],
                    n_resamples=question.n_resamples,
                    seed=question.seed,
                ),
                inputs.level,
            )
            for probability in (0.5, 0.9)
        )
        found.append(
            ShapeComparison(group=used.assigned.value(group), ranks=ranks, median_difference=median, p90_difference=p90)
        )
    return tuple(found)


def _at_level(estimate: Estimate, level: float) -> Estimate:
    """An interval whose own level was raised so that all of the family hold at `level`."""
    return Estimate(estimate.value, estimate.low, estimate.high, level)
