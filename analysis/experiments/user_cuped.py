"""The adjustment for values before the test, by both slopes, beside the plain difference."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from analysis.core.results import Estimate
from analysis.experiments.user_estimates import Fits, family
from analysis.experiments.user_mean_reading import Cuped, CupedComparison
from analysis.inference.arm_differences import ArmMeans, arm_means
from analysis.inference.cell_effects import WaldTest
from analysis.inference.mean_differences import one_or_two_sided_quantile, t_p_value

if TYPE_CHECKING:
    from analysis.experiments.user_estimates import UserInputs
    from analysis.experiments.user_mean_solution import MeanQuestion, Outcomes
    from analysis.experiments.user_rows import Codes, Floats, UsedRows


def total_theta(y: Floats, x: Floats) -> float:
    """Slope of the outcome on the value before the test over all customers, groups ignored; 0 for a constant."""
    centred = x - x.mean()
    squares = float(centred @ centred)
    return float(centred @ y) / squares if squares > 0 else 0.0


def cuped_of(
    values: Outcomes, used: UsedRows, clusters: Codes | None, question: MeanQuestion, inputs: UserInputs
) -> Cuped | None:
    """Differences without adjustment, with the within-group slope and with the slope of all customers."""
    x, covariates = values.x, values.covariates
    if x is None or covariates is None:
        return None
    k, theta = used.assigned.groups, total_theta(values.y, x)
    plain = arm_means(values.y, used.codes, k, clusters=clusters)
    within = arm_means(values.y, used.codes, k, covariates=covariates, clusters=clusters)
    total = arm_means(values.y - theta * (x - x.mean()), used.codes, k, clusters=clusters)
    levels = family(Fits(deciding=within, naive=None, test="cuped"), k, inputs).level_each
    return Cuped(
        pre_period=question.pre_period or "",
        theta_within=float(within.slopes[0]),
        theta_total=theta,
        correlation=_correlation(values.y, x, used.codes, k),
        missing=question.missing_pre_period,
        n_missing=values.n_without_x,
        p_balance=_balance(arm_means(x, used.codes, k, clusters=clusters)),
        comparisons=tuple(
            _compared(used, group, plain, within, total, levels[group - 1], inputs.level) for group in range(1, k)
        ),
    )


def _compared(
    used: UsedRows, group: int, plain: ArmMeans, within: ArmMeans, total: ArmMeans, level_each: float, level: float
) -> CupedComparison:
    unadjusted, p_unadjusted = _difference(plain, group, level_each, level)
    adjusted, p_within = _difference(within, group, level_each, level)
    by_total, p_total = _difference(total, group, level_each, level)
    error, df = within.classical_error(group)
    with np.errstate(divide="ignore", invalid="ignore"):
        reduction = 1 - (within.difference(group)[1] / plain.difference(group)[1]) ** 2
        ancova_p = t_p_value(adjusted.value / error, df) if error > 0 else math.nan
    return CupedComparison(
        group=used.assigned.value(group),
        unadjusted=unadjusted,
        within=adjusted,
        total=by_total,
        p_unadjusted=p_unadjusted,
        p_within=p_within,
        p_total=p_total,
        ancova_se=error,
        ancova_p=ancova_p,
        variance_reduction=reduction,
    )


def _difference(fit: ArmMeans, group: int, level_each: float, level: float) -> tuple[Estimate, float]:
    value, error, df = fit.difference(group)
    half = one_or_two_sided_quantile(level_each, df) * error
    return Estimate(value, value - half, value + half, level), t_p_value(value / error, df)


def _correlation(y: Floats, x: Floats, codes: Codes, k: int) -> float:
    n = np.bincount(codes, minlength=k)
    e_y, e_x = (values - (np.bincount(codes, values, k) / n)[codes] for values in (y, x))
    spread = math.sqrt(float(e_y @ e_y) * float(e_x @ e_x))
    return float(e_y @ e_x) / spread if spread > 0 else math.nan


def _balance(fit: ArmMeans) -> float:
    """Were the groups alike before the test? Welch's many-sample F; NaN where nothing varies."""
    if not (np.isfinite(np.diag(fit.covariance)).all() and (np.diag(fit.covariance) > 0).all()):
        return math.nan
    return _equal_means(fit.mean, np.diag(fit.covariance), fit.df).p_value


def _equal_means(mean: Floats, squared_error: Floats, df: Floats) -> WaldTest:
    from analysis.inference.cell_effects import CellEffects

    cells = mean.size
    return CellEffects(
        n=np.zeros((cells, 2), dtype=np.intp),
        mean=np.zeros((cells, 2)),
        effect=mean,
        covariance=np.diag(squared_error),
        df=df,
    ).heterogeneity()
