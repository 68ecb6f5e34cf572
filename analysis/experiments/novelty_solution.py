"""From rows to effects by period, their trend, and the effect up to each period."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.core.errors import UnsuitableDataError
from analysis.core.messages import ColumnRef, Message
from analysis.core.results import Estimate, Provenance, package_versions
from analysis.experiments.novelty_notes import novelty_notes
from analysis.experiments.novelty_reading import NoveltyReading, NoveltyVerdict, PeriodEffect
from analysis.experiments.outcome_values import is_rate, outcome_values
from analysis.experiments.user_rows import assigned_rows, numeric, split_of, two_groups, used_rows, without_gaps
from analysis.inference.arm_differences import arm_means
from analysis.inference.cell_effects import cell_effects
from analysis.inference.mean_differences import one_or_two_sided_quantile

if TYPE_CHECKING:
    from analysis.experiments.novelty_reading import TimeKind
    from analysis.experiments.user_rows import AssignedRows, Codes, Floats, UsedRows
    from analysis.inference.cell_effects import CellEffects

FEWEST_PERIODS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NoveltyQuestion:
    """The parameters of `read_novelty`, of the same names and meaning."""

    arm: str
    outcome: str
    when: str
    customer: str | None
    periods: int
    control: str | None
    treatment: str | None
    yes: str | None
    planned_share: tuple[float, ...] | None
    level: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Timed:
    """Rows with outcome, group, time and period; `clusters` numbers the customers where they come back."""

    y: Floats
    treated: np.ndarray
    time: Floats
    cells: Codes
    clusters: Codes | None
    time_kind: TimeKind
    start: str


def read_over_time(frame: pd.DataFrame, question: NoveltyQuestion) -> NoveltyReading:
    """Read a test over time; see `read_novelty`."""
    rows = two_groups(assigned_rows(frame, question.arm, question.control), question.treatment)
    needed = (question.when,) if question.customer is None else (question.when, question.customer)
    used = used_rows(frame, rows, outcomes=(question.outcome,), needed=needed)
    timed = _timed(frame, used, question)
    split = split_of(_once_each(frame, used, question), question.planned_share)
    k = int(timed.cells.max()) + 1
    found = cell_effects(timed.y, timed.treated, timed.cells, k, clusters=timed.clusters)
    position = np.bincount(timed.cells, timed.time, k) / np.bincount(timed.cells, minlength=k)
    trend, p_trend = _trend(found, position, question.level)
    span = float(position[-1] - position[0])
    overall = _difference(timed, np.ones(timed.y.size, dtype=bool), question.level)[0]
    verdict = _verdict(trend, overall, found, blocked=split.mismatch)
    periods = _periods(timed, found, position, question.level)
    return NoveltyReading(
        measure="rate" if is_rate(frame[question.outcome]) else "mean",
        outcome=question.outcome,
        arm=question.arm,
        when=question.when,
        time_kind=timed.time_kind,
        start=timed.start,
        level=question.level,
        control=rows.value(0),
        treatment=rows.value(1),
        overall=overall,
        trend=trend,
        p_trend=p_trend,
        change=Estimate(span * trend.value, span * trend.low, span * trend.high, question.level),
        heterogeneity=found.heterogeneity(),
        verdict=verdict,
        periods=periods,
        sample_ratio=split,
        notes=novelty_notes(question, used, split, found, timed.time_kind, timed.clusters, verdict, timed.y.size),
        provenance=Provenance(
            method="read_novelty",
            n_total=len(frame),
            n_used=len(used.codes),
            dropped=used.dropped,
            parameters=asdict(question),
            packages=package_versions("numpy", "scipy"),
        ),
    )


def _once_each(frame: pd.DataFrame, used: UsedRows, question: NoveltyQuestion) -> AssignedRows:
    """Rows for the check of the split: each customer once, where customers have several rows."""
    if question.customer is None:
        return used.assigned
    names = frame[question.customer].iloc[used.assigned.place]
    first = (~names.duplicated() & names.notna()).to_numpy()
    return replace(used.assigned, place=used.assigned.place[first], codes=used.assigned.codes[first])


def _timed(frame: pd.DataFrame, used: UsedRows, question: NoveltyQuestion) -> Timed:
    column = frame[question.when]
    kind: TimeKind = "number"
    start = ""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        kind = "date"
        moments = column.iloc[used.place]
        first = moments.min()
        start = first.isoformat()
        time = ((moments - first) / pd.Timedelta(days=1)).to_numpy(dtype=float)
    else:
        time = numeric(column)[used.place]
    return Timed(
        y=outcome_values(frame[question.outcome], question.yes)[used.place],
        treated=used.codes == 1,
        time=time,
        cells=_bins(time, question),
        clusters=None if question.customer is None else used.labels(frame, question.customer),
        time_kind=kind,
        start=start,
    )


def _bins(time: Floats, question: NoveltyQuestion) -> Codes:
    """Each time its own period where there are few, otherwise periods with about as many rows each."""
    distinct = np.unique(time)
    if distinct.size < 2:
        raise UnsuitableDataError(
            Message("All rows have the same {column}.", column=ColumnRef(question.when)),
            remedy=Message("Choose the column with the day or week since entry, or the date of entry."),
        )
    if distinct.size <= question.periods:
        return np.searchsorted(distinct, time).astype(np.intp)
    edges = np.unique(np.quantile(time, np.linspace(0, 1, question.periods + 1)[1:-1], method="inverted_cdf"))
    raw = np.searchsorted(edges, time, side="left")
    return np.unique(raw, return_inverse=True)[1].astype(np.intp)


def _trend(found: CellEffects, position: Floats, level: float) -> tuple[Estimate, float]:
    """Slope of the effects on time, periods weighed by their rows and not by the effects' own errors."""
    usable = found.usable
    if int(usable.sum()) < FEWEST_PERIODS:
        return Estimate(math.nan, math.nan, math.nan, level), math.nan
    n = found.n.astype(float)
    weight = np.where(usable, n.prod(axis=1) / np.maximum(n.sum(axis=1), 1.0), 0.0)
    centred = position - float(weight @ position) / weight.sum()
    contrast = weight * centred / float(weight @ centred**2)
    return found.estimate(contrast, level=level)


def _verdict(trend: Estimate, overall: Estimate, found: CellEffects, *, blocked: bool) -> NoveltyVerdict:
    if blocked:
        return "blocked"
    if math.isnan(trend.low) or not found.usable.any():
        return "undefined"
    if not trend.excludes(0.0) or not overall.value:
        return "open"
    return "growing" if (trend.value > 0) == (overall.value > 0) else "fading"


def _periods(timed: Timed, found: CellEffects, position: Floats, level: float) -> tuple[PeriodEffect, ...]:
    k, usable = position.size, found.usable
    periods: list[PeriodEffect] = []
    n_all = timed.y.size
    for cell in range(k):
        inside = timed.time[timed.cells == cell]
        effect = found.estimate(np.eye(k)[cell], level=level)[0] if usable[cell] else _no(found.effect[cell], level)
        cumulative, always = _difference(timed, timed.cells <= cell, level, n_all)
        periods.append(
            PeriodEffect(
                first=float(inside.min()),
                last=float(inside.max()),
                position=float(position[cell]),
                n_control=int(found.n[cell, 0]),
                n_treatment=int(found.n[cell, 1]),
                mean_control=float(found.mean[cell, 0]),
                mean_treatment=float(found.mean[cell, 1]),
                effect=effect,
                cumulative=cumulative,
                always_valid=always,
            )
        )
    return tuple(periods)


def _no(value: float, level: float) -> Estimate:
    return Estimate(float(value), math.nan, math.nan, level)


def _difference(timed: Timed, rows: np.ndarray, level: float, n_all: int = 0) -> tuple[Estimate, Estimate]:
    """Effect over some rows, with the interval of a single look and with one that holds at all looks."""
    codes = timed.treated[rows].astype(np.intp)
    if np.bincount(codes, minlength=2).min() < 1:
        return _no(math.nan, level), _no(math.nan, level)
    clusters = None
    if timed.clusters is not None:
        clusters = without_gaps(timed.clusters[rows])
    value, error, df = arm_means(timed.y[rows], codes, 2, clusters=clusters).difference(1)
    half = one_or_two_sided_quantile(level, df) * error
    n = float(codes.size)
    wide = error * always_valid_factor(n, float(max(n_all, codes.size)), level)
    return Estimate(value, value - half, value + half, level), Estimate(value, value - wide, value + wide, level)


def always_valid_factor(n: float, n_tuned: float, level: float) -> float:
    """How many standard errors an interval needs to hold at every look: asymptotic confidence sequence.

    Parameters
    ----------
    n : float
        Rows at this look.
    n_tuned : float
        Rows at which the sequence is narrowest.
    level : float
        Confidence level of all looks together.

    References
    ----------
    .. [1] Waudby-Smith, I. et al. (2024). Time-uniform central limit theory and asymptotic confidence
       sequences. Annals of Statistics, 52, 2613-2640 (eq. 7, 24).

    Examples
    --------
    >>> round(always_valid_factor(5000, 5000, 0.95), 3)
    3.035
    """
    alpha = 1 - level
    rho = math.sqrt((-2 * math.log(alpha) + math.log(-2 * math.log(alpha) + 1)) / n_tuned)
    scaled = n * rho**2 + 1
    return math.sqrt(2 * scaled / (n * rho**2) * math.log(math.sqrt(scaled) / alpha))
