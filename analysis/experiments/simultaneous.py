"""Several groups against one control: the level of each interval and the p-value of each test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.experiments.user_controls import Correction


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """For each comparison: the level its own interval needs, and the corrected p-value."""

    level_each: tuple[float, ...]
    p_adjusted: tuple[float, ...]


def corrected(
    p: Sequence[float],
    t: Sequence[float],
    df: Sequence[float],
    share_of_control: Sequence[float],
    *,
    level: float,
    correction: Correction,
) -> Corrected:
    """What do intervals and p-values of several comparisons with one control become?

    Parameters
    ----------
    p, t, df : sequence of float
        Of each comparison; NaN where it could not be made.
    share_of_control : sequence of float
        Share of each squared standard error that comes from the control.
    level : float
        Confidence level of all intervals together.
    correction : {"dunnett", "holm"}
        Dunnett with the smallest degrees of freedom among the comparisons; Holm for the p-values and
        Bonferroni for the intervals.

    Returns
    -------
    Corrected

    Examples
    --------
    >>> found = corrected([0.02, 0.3], [2.5, 1.0], [20, 20], [0.5, 0.5], level=0.95, correction="holm")
    >>> found.p_adjusted, found.level_each
    ((0.04, 0.3), (0.975, 0.975))
    """
    known = ~np.isnan(np.asarray(t, dtype=float))
    if len(p) == 1 or not known.any():
        return Corrected(level_each=(level,) * len(p), p_adjusted=tuple(p))
    if correction == "holm":
        from analysis.inference.multiplicity import adjusted_p_values

        adjusted = adjusted_p_values(p, "holm")
        return Corrected(level_each=(1 - (1 - level) / int(known.sum()),) * len(p), p_adjusted=tuple(adjusted.tolist()))
    return _dunnett(np.asarray(t, dtype=float), np.asarray(df, dtype=float), np.asarray(share_of_control), known, level)


def _dunnett(t: np.ndarray, df: np.ndarray, share: np.ndarray, known: np.ndarray, level: float) -> Corrected:
    from scipy.special import ndtr, stdtr

    from analysis.inference.many_to_one import many_to_one_critical, many_to_one_p

    least = float(df[known].min())
    critical = many_to_one_critical(share[known], least, level)
    adjusted = np.full(t.size, np.nan)
    adjusted[known] = many_to_one_p(t[known], share[known], least)
    inside = np.where(np.isfinite(df), stdtr(np.where(np.isfinite(df), df, 1.0), critical), ndtr(critical))
    each = np.where(known, 2 * inside - 1, level)
    return Corrected(level_each=tuple(each.tolist()), p_adjusted=tuple(adjusted.tolist()))
