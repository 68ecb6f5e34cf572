"""Chance to find a change, and parts of it, over weeks or customers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.experiments.proportion_power import ProportionTest

FRACTIONS = (1.0, 0.75, 0.5)
MOST_POINTS = 40
FEWEST_WEEKS = 6


def power_curve(
    test: ProportionTest,
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
    test : ProportionTest
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
        n_total, weeks, fraction, change, power; up to twice the planned size.
    """
    weeks, totals = curve_sizes(n_total, customers_per_week)
    scale = totals / n_total
    parts = [
        pd.DataFrame(
            {
                "n_total": totals,
                "weeks": weeks,
                "fraction": fraction,
                "change": change * fraction,
                "power": test.power(control, control + change * fraction, n_control * scale, n_treatment * scale),
            }
        )
        for fraction in FRACTIONS
    ]
    return pd.concat(parts, ignore_index=True)


def curve_sizes(n_total: float, customers_per_week: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weeks (NaN where none are known) and customers at which a curve is drawn, up to twice the plan."""
    if np.isnan(customers_per_week):
        totals = np.linspace(n_total / 20, 2 * n_total, MOST_POINTS)
        return np.full(MOST_POINTS, np.nan), totals
    last = max(2 * np.ceil(n_total / customers_per_week), FEWEST_WEEKS)
    weeks = np.unique(np.round(np.linspace(1.0, float(last), min(int(last), MOST_POINTS))))
    return weeks, weeks * customers_per_week
