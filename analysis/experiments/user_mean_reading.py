"""A test of means read from one row per customer: what `read_user_means` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from analysis.experiments.user_reading import UserReading, estimate_row

if TYPE_CHECKING:
    from analysis.core.messages import ValueRef
    from analysis.core.results import Estimate
    from analysis.experiments.user_controls import MissingPrePeriod, OutlierPolicy
    from analysis.inference.rank_shift import RankShift

Row: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CupedComparison:
    """One group against the control, with and without the values before the test.

    Parameters
    ----------
    group : ValueRef
        Which.
    unadjusted, within, total : Estimate
        Difference without adjustment, with the pooled within-group slope, with the slope of all customers.
    p_unadjusted, p_within, p_total : float
        Their p-values (Welch; HC2; Welch on the adjusted values; with communities CR2).
    ancova_se, ancova_p : float
        Of `within` by ordinary least squares, one error variance for all.
    variance_reduction : float
        1 less the ratio of squared standard errors, `within` over `unadjusted`.
    """

    group: ValueRef
    unadjusted: Estimate
    within: Estimate
    total: Estimate
    p_unadjusted: float
    p_within: float
    p_total: float
    ancova_se: float
    ancova_p: float
    variance_reduction: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuped:
    """The adjustment for values before the test.

    Parameters
    ----------
    pre_period : str
        Column.
    theta_within, theta_total : float
        Slope within groups (that of ANCOVA) and over all customers.
    correlation : float
        Within groups, of customers with both values.
    missing : str
        What was done with customers without a value before the test.
    n_missing : int
        How many of the customers with an outcome these are.
    p_balance : float
        Test that the groups were alike before the test.
    comparisons : tuple of CupedComparison
        One for each group but the control.
    """

    pre_period: str
    theta_within: float
    theta_total: float
    correlation: float
    missing: MissingPrePeriod
    n_missing: int
    p_balance: float
    comparisons: tuple[CupedComparison, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeComparison:
    """One group against the control without means: ranks, median and 90 % quantile.

    Parameters
    ----------
    group : ValueRef
        Which.
    ranks : RankShift
        Mann-Whitney, Brunner-Munzel, probability of superiority.
    median_difference, p90_difference : Estimate
        Group less control, bootstrap intervals.
    """

    group: ValueRef
    ranks: RankShift
    median_difference: Estimate
    p90_difference: Estimate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UserMeansReading(UserReading):
    """What a test of means has shown.

    Parameters
    ----------
    outliers : {"keep", "winsorise", "log"}
        What was done with very large values.
    cap : float
        Where they were cut; NaN unless winsorised.
    n_capped : int
        Customers whose value was cut.
    cuped : Cuped or None
        With values before the test.
    shapes : tuple of ShapeComparison
        Empty with communities: ranks and quantiles assume independent customers.
    """

    outliers: OutlierPolicy
    cap: float
    n_capped: int
    cuped: Cuped | None
    shapes: tuple[ShapeComparison, ...]

    def _own_rows(self) -> list[Row]:
        n = {str(item.group.code): item.n for item in self.groups}
        return [*self._cuped_rows(n), *self._shape_rows(n)]

    def _cuped_rows(self, n: dict[str, int]) -> list[Row]:
        rows: list[Row] = []
        for item in self.cuped.comparisons if self.cuped else ():
            name = str(item.group.code)
            rows += [
                estimate_row("difference", name, "unadjusted", item.unadjusted, n[name]),
                estimate_row("difference", name, "theta_within", item.within, n[name]),
                estimate_row("difference", name, "theta_total", item.total, n[name]),
                ("p_value", name, "unadjusted", item.p_unadjusted, math.nan, math.nan, n[name]),
                ("p_value", name, "theta_within", item.p_within, math.nan, math.nan, n[name]),
                ("p_value", name, "theta_total", item.p_total, math.nan, math.nan, n[name]),
                ("p_value", name, "ancova", item.ancova_p, math.nan, math.nan, n[name]),
                ("variance_reduction", name, "theta_within", item.variance_reduction, math.nan, math.nan, n[name]),
            ]
        return rows

    def _shape_rows(self, n: dict[str, int]) -> list[Row]:
        rows: list[Row] = []
        for item in self.shapes:
            name = str(item.group.code)
            rows += [
                ("p_value", name, "mann_whitney", item.ranks.p_mann_whitney, math.nan, math.nan, n[name]),
                ("p_value", name, "brunner_munzel", item.ranks.p_brunner_munzel, math.nan, math.nan, n[name]),
                estimate_row("superiority", name, "brunner_munzel", item.ranks.superiority, n[name]),
                estimate_row("median_difference", name, "bootstrap", item.median_difference, n[name]),
                estimate_row("p90_difference", name, "bootstrap", item.p90_difference, n[name]),
            ]
        return rows
