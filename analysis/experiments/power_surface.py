"""Chance to find changes of several sizes in tests of several sizes: what a plan gives up and gains around its point."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.experiments.margin_power import MarginTest

if TYPE_CHECKING:
    from analysis.experiments.other_calculators import Test

PARTS_OF_CHANGE = (0.5, 0.75, 1.0, 1.25, 1.5)
COLUMNS = ("fraction", "change", "n_total", "weeks", "power")
PARTS_OF_SIZE = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


def scaled(test: Test, control: float, change: float, fraction: float) -> tuple[Test, float]:
    """The test and the treatment's rate for a part of the planned change; of the margin, where there is one.

    Examples
    --------
    >>> from analysis.experiments.proportion_power import ProportionTest
    >>> scaled(ProportionTest(alpha=0.05), 0.3, 0.1, 0.5)[1]
    0.35
    """
    if isinstance(test, MarginTest):
        return replace(test, margin=test.margin * fraction), control + change
    return test, control + change * fraction


def power_surface(
    test: Test,
    *,
    control: float,
    change: float,
    n_control: float,
    n_treatment: float,
    n_total: float,
    customers_per_week: float,
) -> pd.DataFrame:
    """How likely are changes of several sizes found by tests of several sizes?

    Parameters
    ----------
    test : ProportionTest or MarginTest
    control, change : float
        Rate of the control group and signed change.
    n_control, n_treatment, n_total : float
        The planned sizes; their proportions are kept.
    customers_per_week : float
        Customers entering a week; NaN leaves the weeks open.

    Returns
    -------
    DataFrame
        fraction, change (signed; the margin where there is one), n_total, weeks, power. Changes that
        would leave 0..1, and margins that the true difference breaks, are left out.
    """
    totals = _totals(n_total, customers_per_week)
    weeks = totals / customers_per_week
    parts: list[pd.DataFrame] = []
    for fraction in PARTS_OF_CHANGE:
        used, rate = scaled(test, control, change, fraction)
        if not 0 <= rate <= 1 or not asks_something(used, control, rate):
            continue
        scale = totals / n_total
        parts.append(
            pd.DataFrame(
                {
                    "fraction": fraction,
                    "change": used.margin if isinstance(used, MarginTest) else change * fraction,
                    "n_total": totals,
                    "weeks": weeks,
                    "power": used.power(control, rate, n_control * scale, n_treatment * scale),
                }
            )
        )
    return in_one(parts)


def in_one(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """All parts below each other; without any, an empty frame of the same columns."""
    if not parts:
        return pd.DataFrame({name: [] for name in COLUMNS}, dtype=float)
    return pd.concat(parts, ignore_index=True)


def asks_something(test: Test, control: float, rate: float) -> bool:
    """Whether the truth planned for lies inside the margin; a test of a change always asks something."""
    if not isinstance(test, MarginTest):
        return True
    difference = rate - control
    harm = abs(difference) if test.goal == "equivalence" else -test.sign * difference
    return harm < test.margin


def _totals(n_total: float, customers_per_week: float) -> NDArray[np.float64]:
    """Sizes around the planned one; whole weeks where there are weeks and enough of them."""
    parts = n_total * np.asarray(PARTS_OF_SIZE)
    if math.isnan(customers_per_week):
        return np.ceil(parts)
    weeks = np.unique(np.maximum(np.round(parts / customers_per_week), 1.0))
    planned = math.ceil(n_total / customers_per_week - 1e-9)
    weeks = np.union1d(weeks, [float(planned)])
    if len(weeks) > len(PARTS_OF_SIZE):
        near = np.argsort(np.abs(weeks - planned))
        close = weeks[near[1]]
        # Two columns a rounding apart say the same; the one that is not the plan goes.
        weeks = weeks[weeks != close]
    return weeks * customers_per_week
