"""What groups of the planned size could find, whatever the data show."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

from analysis.experiments.reading_core import DETECTABLE_POWER

if TYPE_CHECKING:
    from analysis.inference.mean_differences import Alternative

NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Smallest change found with probability 0.8, and customers in each of two groups for the smallest change."""

    detectable_change: float
    n_to_find_smallest_change: float


def reach_of(
    variance_control: float,
    variance_treatment: float,
    *,
    n: tuple[float, float],
    planned_n_total: int | None,
    planned_share_treatment: float,
    level: float,
    alternative: Alternative,
    smallest_change: float | None,
) -> Reach:
    """What could these groups find?

    Parameters
    ----------
    variance_control, variance_treatment : float
        Variance of one customer's outcome, design effect included.
    n : (float, float)
        Customers of control and treatment, used where no total was planned.
    planned_n_total, planned_share_treatment, level, alternative, smallest_change
        As in the readers.

    Returns
    -------
    Reach
        NaN where the variance is 0 or undefined.

    Notes
    -----
    Normal formula with the seen variances and the planned sizes: ``(z_a + z_b) sqrt(v_c / n_c + v_t /
    n_t)``. It uses nothing of the difference seen.

    Examples
    --------
    >>> reach = reach_of(9.0, 9.0, n=(100, 100), planned_n_total=None, planned_share_treatment=0.5,
    ...     level=0.95, alternative="two-sided", smallest_change=1.0)
    >>> round(reach.detectable_change, 3), reach.n_to_find_smallest_change
    (1.189, 142.0)
    """
    spread = variance_control + variance_treatment
    if not spread > 0:
        return Reach(detectable_change=NAN, n_to_find_smallest_change=NAN)
    n_control, n_treatment = n
    if planned_n_total is not None:
        n_treatment = planned_n_total * planned_share_treatment
        n_control = planned_n_total - n_treatment
    normal = NormalDist()
    critical = normal.inv_cdf((1 + level) / 2 if alternative == "two-sided" else level)
    reach = critical + normal.inv_cdf(DETECTABLE_POWER)
    found = reach * math.sqrt(variance_control / n_control + variance_treatment / n_treatment)
    if smallest_change is None:
        return Reach(detectable_change=found, n_to_find_smallest_change=NAN)
    return Reach(
        detectable_change=found,
        n_to_find_smallest_change=float(math.ceil(reach**2 * spread / smallest_change**2 - 1e-9)),
    )
