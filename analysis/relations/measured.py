"""What a coefficient comes with: its interval, its test, and the words for how they were made."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

Coefficient: TypeAlias = Literal["pearson", "spearman", "kendall", "point_biserial", "phi", "cramers_v", "eta"]
IntervalMethod: TypeAlias = Literal[
    "fisher", "fisher_or_wider", "bonett_wright", "fieller", "brown_benedetti", "delta_noncentral", "degenerate", ""
]
TestMethod: TypeAlias = Literal["t", "z", "chi2", "F", "fisher_exact", "permutation", ""]
NAN = math.nan
PERFECT = 1 - 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One coefficient with its interval and test.

    Parameters
    ----------
    value, low, high : float
        The coefficient and the ends of its interval.
    interval_method : str
        How the interval was made.
    test : str
        Which test the p-value comes from.
    statistic, df, df_error, p : float
        The test's statistic, degrees of freedom (`df_error` for F only) and p-value.
    uncorrected : float
        V and eta before their correction for small samples; the value itself otherwise.
    """

    value: float
    low: float
    high: float
    interval_method: IntervalMethod
    test: TestMethod
    statistic: float
    p: float
    df: float = NAN
    df_error: float = NAN
    uncorrected: float = NAN


UNDEFINED = Measured(
    value=NAN, low=NAN, high=NAN, interval_method="", test="", statistic=NAN, p=NAN, df=NAN, df_error=NAN
)


def fisher_interval(value: float, standard_error: float, level: float) -> tuple[float, float]:
    """Interval of a correlation from a standard error on Fisher's z scale, in -1..1."""
    from statistics import NormalDist

    if abs(value) >= PERFECT:
        return value, value
    half = NormalDist().inv_cdf((1 + level) / 2) * standard_error
    centre = math.atanh(value)
    return math.tanh(centre - half), math.tanh(centre + half)


def rounded_to_perfect(value: float) -> float:
    """A correlation that differs from 1 by rounding alone is 1."""
    return math.copysign(1.0, value) if abs(value) >= PERFECT else value
