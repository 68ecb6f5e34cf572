"""Communities that are assigned as a whole: what they cost, and what few of them do to the test."""

from __future__ import annotations

import math

FEW_CLUSTERS = 15
"""Below so many communities in a group the normal approximation is too hopeful."""


def design_effect_of(cluster_size: float, icc: float, cluster_size_cv: float = 0.0) -> float:
    """1 + ((1 + cv²) m - 1) ICC (Eldridge, Ashby and Kerry 2006, eq. 2).

    Examples
    --------
    >>> round(design_effect_of(20, 0.02), 2), round(design_effect_of(50, 0.05, 0.6), 2)
    (1.38, 4.35)
    """
    return 1 + ((1 + cluster_size_cv**2) * cluster_size - 1) * icc


def power_by_t(change: float, error: float, alpha: float, *, two_sided: bool, df: float) -> float:
    """Chance that a t test with few degrees of freedom finds a change of so many standard errors.

    Parameters
    ----------
    change, error : float
        Distance from what is to be ruled out, and its standard error, in one unit.
    alpha : float
    two_sided : bool
    df : float
        Communities less 2; NaN in the answer where that is below 1.

    Examples
    --------
    >>> round(power_by_t(0.5, math.sqrt(2 / 64), 0.05, two_sided=True, df=126), 3)
    0.801
    """
    if df < 1 or error <= 0:
        return math.nan
    from scipy.stats import nct, t

    critical = float(t.ppf(1 - alpha / (2 if two_sided else 1), df))
    return float(nct.sf(critical, df, change / error))
