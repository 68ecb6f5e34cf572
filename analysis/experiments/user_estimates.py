"""From arms' means and their covariance to comparisons with the control, corrected for their number."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from analysis.core.results import Estimate
from analysis.experiments.proportion_verdict import verdict_of
from analysis.experiments.simultaneous import corrected
from analysis.experiments.user_reading import PER, GroupComparison, GroupValue, Measure, UserTest
from analysis.inference.mean_differences import one_or_two_sided_quantile, ratio_interval, t_p_value
from analysis.inference.means import mean_interval_from

if TYPE_CHECKING:
    from analysis.experiments.simultaneous import Corrected
    from analysis.experiments.user_controls import Correction, Good
    from analysis.experiments.user_rows import Floats, UsedRows
    from analysis.inference.arm_differences import ArmMeans

DETECTABLE_POWER = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class UserInputs:
    """The parameters that the readers of one row per customer share, of the same names and meaning."""

    smallest_change: float | None
    planned_n: int | None
    planned_share: tuple[float, ...] | None
    value_per_unit: float | None
    level: float
    good: Good
    correction: Correction


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fits:
    """The fit that decides, the same without communities, and the scale of degrees of freedom.

    Parameters
    ----------
    deciding : ArmMeans
        Gives differences, errors and degrees of freedom.
    naive : ArmMeans or None
        Without communities, where there are some.
    test : str
        Name of the test.
    normal : bool
        Whether the normal distribution stands in for Student's (delta method without communities).
    """

    deciding: ArmMeans
    naive: ArmMeans | None
    test: UserTest
    normal: bool = False

    def statistics(self, group: int) -> tuple[float, float, float]:
        """Difference from the control, standard error, degrees of freedom."""
        value, error, df = self.deciding.difference(group)
        return value, error, math.inf if self.normal and not math.isnan(error) else df

    def share_of_control(self, group: int) -> float:
        """Share of the squared standard error that comes from the control."""
        v = self.deciding.covariance
        whole = float(v[0, 0] + v[group, group])
        return float(v[0, 0]) / whole if whole > 0 else 0.5


def group_values(
    used: UsedRows, fits: Fits, y: Floats, level: float, *, values: list[Estimate] | None = None
) -> tuple[GroupValue, ...]:
    """Each group with its value, its customers and its communities."""
    fit = fits.deciding
    found: list[GroupValue] = []
    for group in range(used.assigned.groups):
        own = y[used.codes == group]
        df = math.inf if fits.normal else float(fit.df[group])
        error = math.sqrt(max(float(fit.covariance[group, group]), 0.0))
        found.append(
            GroupValue(
                group=used.assigned.value(group),
                n_assigned=int(used.assigned.assigned[group]),
                n_missing=int(used.missing[group]),
                n=own.size,
                value=values[group]
                if values
                else _mean_interval(float(fit.mean[group]), error, df, level, few=own.size < 2),
                sd=float(own.std(ddof=1)) if own.size > 1 else math.nan,
                communities=None if fit.clusters is None else int(fit.clusters[group]),
            )
        )
    return tuple(found)


def _mean_interval(mean: float, error: float, df: float, level: float, *, few: bool) -> Estimate:
    if few or math.isnan(error):
        return Estimate(mean, math.nan, math.nan, level)
    if math.isinf(df):
        half = one_or_two_sided_quantile(level, df) * error if error > 0 else math.nan
        return Estimate(mean, mean - half, mean + half, level)
    return mean_interval_from(mean, error, df, level=level)


def family(fits: Fits, groups: int, inputs: UserInputs) -> Corrected:
    """Levels and corrected p-values of all comparisons."""
    found = [fits.statistics(group) for group in range(1, groups)]
    t = [value / error for value, error, _ in found]
    return corrected(
        [t_p_value(one, df) for one, (_, _, df) in zip(t, found, strict=True)],
        t,
        [df for _, _, df in found],
        [fits.share_of_control(group) for group in range(1, groups)],
        level=inputs.level,
        correction=inputs.correction,
    )


def comparisons(
    used: UsedRows,
    fits: Fits,
    inputs: UserInputs,
    *,
    measure: Measure,
    blocked: bool,
    units_per_customer: float = 1.0,
) -> tuple[GroupComparison, ...]:
    """Each group against the control, from the deciding fit.

    `units_per_customer` says how many units of worth a difference of one is for a customer: of a ratio,
    the mean of what is divided by.
    """
    levels = family(fits, used.assigned.groups, inputs)
    found: list[GroupComparison] = []
    for group in range(1, used.assigned.groups):
        item = _comparison(used, fits, inputs, group, levels.level_each[group - 1], measure)
        money = None if measure == "log_mean" else worth(item.difference, inputs.value_per_unit, units_per_customer)
        found.append(
            replace(
                item,
                p_adjusted=levels.p_adjusted[group - 1],
                worth_per_1000=money,
                verdict=verdict_of(item.difference, smallest_change=inputs.smallest_change, blocked=blocked),
            )
        )
    return tuple(found)


def _comparison(
    used: UsedRows, fits: Fits, inputs: UserInputs, group: int, level_each: float, measure: Measure
) -> GroupComparison:
    value, error, df = fits.statistics(group)
    half = one_or_two_sided_quantile(level_each, df) * error
    difference = Estimate(value, value - half, value + half, inputs.level)
    naive_p, design_effect = _against_naive(fits, group, error)
    return GroupComparison(
        group=used.assigned.value(group),
        difference=difference,
        standard_error=error,
        df=df,
        p_value=t_p_value(value / error, df),
        p_adjusted=math.nan,
        relative_lift=_lift(fits.deciding, difference, group, level_each, df, measure, inputs.level),
        worth_per_1000=None,
        detectable_change=detectable(error, df, int(used.assigned.assigned.sum()), level_each, inputs.planned_n),
        test=fits.test,
        naive_p=naive_p,
        design_effect=design_effect,
        verdict="open",
    )


def _against_naive(fits: Fits, group: int, error: float) -> tuple[float, float]:
    if fits.naive is None:
        return math.nan, math.nan
    value, naive_error, df = fits.naive.difference(group)
    return t_p_value(value / naive_error, math.inf if fits.normal else df), (error / naive_error) ** 2


def worth(difference: Estimate, value_per_unit: float | None, units_per_customer: float = 1.0) -> Estimate | None:
    """A difference per customer as money per 1,000 customers."""
    if value_per_unit is None:
        return None
    factor = PER * value_per_unit * units_per_customer
    return Estimate(factor * difference.value, factor * difference.low, factor * difference.high, difference.level)


def _lift(
    fit: ArmMeans, difference: Estimate, group: int, level_each: float, df: float, measure: Measure, level: float
) -> Estimate:
    """Over the control's value: Fieller, which excludes zero exactly where the difference does; log: exp - 1."""
    nan = Estimate(math.nan, math.nan, math.nan, level)
    if measure == "log_mean":
        ends = [math.expm1(end) for end in (difference.value, difference.low, difference.high)]
        return Estimate(ends[0], ends[1], ends[2], level)
    v = fit.covariance
    if not fit.mean[0] > 0 or math.isnan(df) or not np.isfinite(v[[0, group], [0, group]]).all():
        return nan
    ratio = ratio_interval(
        float(fit.mean[group]),
        float(fit.mean[0]),
        float(v[group, group]),
        float(v[0, 0]),
        covariance=float(v[0, group]),
        level=level_each,
        df=df,
        method="fieller",
    )
    return Estimate(ratio.value - 1, ratio.low - 1, ratio.high - 1, level)


def detectable(error: float, df: float, n: int, level_each: float, planned_n: int | None) -> float:
    """Smallest change found 8 times in 10 by groups of the planned size, from the standard error alone."""
    from scipy.special import ndtri

    scale = math.sqrt(n / planned_n) if planned_n else 1.0
    return (one_or_two_sided_quantile(level_each, df) + float(ndtri(DETECTABLE_POWER))) * error * scale
