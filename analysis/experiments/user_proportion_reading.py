"""A test of yes or no read from one row per customer: what `read_user_proportions` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from analysis.experiments.user_reading import UserReading, estimate_row

if TYPE_CHECKING:
    from analysis.core.messages import ValueRef
    from analysis.experiments.proportion_reading import ProportionReading

Row: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UserProportionsReading(UserReading):
    """What a test of rates has shown.

    Parameters
    ----------
    yes : ValueRef
        The answer that counts.
    successes : tuple of int
        Customers with it in each group, the control first.
    chi2, p_homogeneity : float
        Pearson's test that all rates are equal; NaN with communities, or where all are alike.
    counts : tuple of ProportionReading
        Each group against the control as `read_proportions` reads the counts, at the level its interval
        needs among several; empty with communities, for which these numbers would be wrong.
    """

    yes: ValueRef
    successes: tuple[int, ...]
    chi2: float
    p_homogeneity: float
    counts: tuple[ProportionReading, ...]

    def _own_rows(self) -> list[Row]:
        rows: list[Row] = [
            ("successes", str(group.group.code), "count", float(x), math.nan, math.nan, group.n)
            for group, x in zip(self.groups, self.successes, strict=True)
        ]
        n_used = sum(group.n for group in self.groups)
        rows.append(("p_homogeneity", "", "chi_square", self.p_homogeneity, math.nan, math.nan, n_used))
        for group, reading in zip(self.groups[1:], self.counts, strict=False):
            name = str(group.group.code)
            rows.append(estimate_row("odds_ratio", name, "sample", reading.odds_ratio, group.n))
            rows.append(estimate_row("number_needed", name, "newcombe", reading.number_needed, group.n))
        return rows
