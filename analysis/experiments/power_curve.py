"""Chance to find a change, and parts of it, over weeks or customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.experiments.margin_power import MarginTest
from analysis.experiments.power_surface import asks_something, in_one, scaled

if TYPE_CHECKING:
    from analysis.experiments.other_calculators import Test

FRACTIONS = (1.0, 0.75, 0.5)
MOST_POINTS = 40
FEWEST_WEEKS = 6


def power_curve(
    test: Test,
    *,
    control: float,
    change: float,
    n_control: float,
    n_treatment: float,
    n_total: float,
    customers_per_week: float,
) -> pd.DataFrame:
    """How does the chance to find the change, or a part of it, grow with the size of the test?

    Parameters
    ----------
    test : ProportionTest or MarginTest
        Level, sides and convention.
    control, change : float
        Rate of the control group and signed change.
    n_control, n_treatment, n_total : float
        The planned sizes; the curve keeps their proportions.
    customers_per_week : float
        Customers entering a week; NaN draws over customers instead of weeks.

    Returns
    -------
    DataFrame
        n_total, weeks, fraction, change (the margin where there is one), power; up to twice the planned size.
    """
    weeks, totals = curve_sizes(n_total, customers_per_week)
    scale = totals / n_total
    parts: list[pd.DataFrame] = []
    for fraction in FRACTIONS:
        used, rate = scaled(test, control, change, fraction)
        if not asks_something(used, control, rate):
            continue
        parts.append(
            pd.DataFrame(
                {
                    "n_total": totals,
                    "weeks": weeks,
                    "fraction": fraction,
                    "change": used.margin if isinstance(used, MarginTest) else change * fraction,
                    "power": used.power(control, rate, n_control * scale, n_treatment * scale),
                }
            )
        )
    return in_one(parts)


def curve_sizes(n_total: float, customers_per_week: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weeks (NaN where none are known) and customers at which a curve is drawn, up to twice the plan."""
    if np.isnan(customers_per_week):
        totals = np.linspace(n_total / 20, 2 * n_total, MOST_POINTS)
        return np.full(MOST_POINTS, np.nan), totals
    last = max(2 * np.ceil(n_total / customers_per_week), FEWEST_WEEKS)
    weeks = np.unique(np.round(np.linspace(1.0, float(last), min(int(last), MOST_POINTS))))
    return weeks, weeks * customers_per_week
