"""The difference of two arms in each of several cells (subgroups, periods), and whether the cells differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.core.results import Estimate
from analysis.inference.mean_differences import one_or_two_sided_quantile, t_p_value

Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.intp]
NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaldTest:
    """A test that several effects are equal: F statistic, degrees of freedom, p-value."""

    f: float
    df: int
    df_denominator: float
    p_value: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CellEffects:
    """Differences of two arms by cell.

    Parameters
    ----------
    n : array of shape (cells, 2)
        Rows of the control and the treatment in each cell.
    mean : array of shape (cells, 2)
        Their means.
    effect : array
        Treatment less control in each cell.
    covariance : array of shape (cells, cells)
        Of the effects; NaN for cells without two units in each arm.
    df : array
        Satterthwaite degrees of freedom of each effect.
    """

    n: NDArray[np.intp]
    mean: Floats
    effect: Floats
    covariance: Floats
    df: Floats

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Cells whose effect has a standard error above 0."""
        return np.asarray(np.nan_to_num(np.diag(self.covariance)) > 0)

    def estimate(self, weights: Floats, *, level: float) -> tuple[Estimate, float]:
        """A weighted sum of effects with its interval and p-value; cells of weight 0 do not matter."""
        used = weights != 0
        w = weights[used]
        value = float(w @ self.effect[used])
        squared = float(w @ self.covariance[np.ix_(used, used)] @ w)
        if not squared > 0:
            return Estimate(value, NAN, NAN, level), NAN
        parts = w**2 * np.diag(self.covariance)[used]
        df = float(parts.sum() ** 2 / (parts**2 / self.df[used]).sum())
        error = squared**0.5
        half = one_or_two_sided_quantile(level, df) * error
        return Estimate(value, value - half, value + half, level), t_p_value(value / error, df)

    def heterogeneity(self) -> WaldTest:
        """Are the effects of the usable cells equal?

        Wald's statistic of all differences from the first cell. With one row per unit the F of
        Welch's many-sample test (Johansen's form): its denominator's degrees of freedom correct for
        estimated variances. NaN with fewer than two usable cells.
        """
        used = self.usable
        q = int(used.sum()) - 1
        if q < 1:
            return WaldTest(f=NAN, df=0, df_denominator=NAN, p_value=NAN)
        effect, covariance, df = self.effect[used], self.covariance[np.ix_(used, used)], self.df[used]
        contrast = np.hstack([-np.ones((q, 1)), np.eye(q)])
        apart = contrast @ effect
        wald = float(apart @ np.linalg.pinv(contrast @ covariance @ contrast.T) @ apart)
        weight = 1 / np.diag(covariance)
        lean = float(((1 - weight / weight.sum()) ** 2 / df).sum())
        f = wald / (q * (1 + 2 * (q - 1) / (q * (q + 2)) * lean))
        denominator = q * (q + 2) / (3 * lean)
        return WaldTest(f=f, df=q, df_denominator=denominator, p_value=_f_tail(f, q, denominator))


def _f_tail(f: float, df: int, df_denominator: float) -> float:
    from scipy.special import fdtrc

    return float(fdtrc(df, df_denominator, f))


def cell_effects(
    y: Floats, treated: NDArray[np.bool_], cells: Codes, k: int, *, clusters: Codes | None = None
) -> CellEffects:
    """How large is the difference of two arms in each cell?

    Parameters
    ----------
    y : array of float
        Outcome of each row.
    treated : array of bool
        Whether the row belongs to the treatment.
    cells : array of int
        Cell of each row, 0 to k - 1.
    k : int
        Number of cells.
    clusters : array of int, optional
        Rows that are not independent share one: a user seen in several periods, a community.

    Returns
    -------
    CellEffects

    Notes
    -----
    Without clusters the effects are independent, each with Welch's variance and degrees of freedom.
    With clusters the covariance is the sum over clusters of products of their residual sums, times
    ``K / (K - 1)`` in each arm; the degrees of freedom are those clusters in the cell less one.

    References
    ----------
    .. [1] Liang, K.-Y. and Zeger, S. L. (1986). Longitudinal data analysis using generalized linear
       models. Biometrika, 73, 13-22.
    .. [2] Welch, B. L. (1951). On the comparison of several mean values: an alternative approach.
       Biometrika, 38, 330-336.

    Examples
    --------
    >>> y = np.array([1.0, 3.0, 4.0, 6.0, 2.0, 4.0, 9.0, 11.0])
    >>> found = cell_effects(y, np.tile([False, False, True, True], 2), np.repeat([0, 1], 4), 2)
    >>> found.effect.tolist(), np.diag(found.covariance).tolist()
    ([3.0, 7.0], [2.0, 2.0])
    """
    groups = cells * 2 + treated
    n = np.bincount(groups, minlength=2 * k)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(groups, y, 2 * k) / n
        e = y - mean[groups]
        if clusters is None:
            units = n
            variance = np.bincount(groups, e**2, 2 * k) / n / (n - 1)
            covariance = np.diag(variance[0::2] + variance[1::2])
        else:
            covariance, units = _clustered(e, groups, n, clusters)
            variance = np.diag(covariance)
            covariance = _effects(covariance)
    df = _welch(variance, units)
    few = (units.reshape(k, 2) < 2).any(axis=1)
    covariance[few, :] = covariance[:, few] = np.nan
    return CellEffects(
        n=n.reshape(k, 2),
        mean=mean.reshape(k, 2),
        effect=mean[1::2] - mean[0::2],
        covariance=covariance,
        df=df,
    )


def _clustered(e: Floats, groups: Codes, n: NDArray[np.intp], clusters: Codes) -> tuple[Floats, NDArray[np.intp]]:
    """Covariance of the means of all arms and cells, and how many clusters each has."""
    count, size = int(clusters.max()) + 1, n.size
    place = clusters * size + groups
    sums = np.bincount(place, e, count * size).reshape(count, size)
    present = np.bincount(place, minlength=count * size).reshape(count, size) > 0
    units = present.sum(axis=0)
    # Clusters of one arm, so that means of different arms stay uncorrelated where clusters are nested in arms.
    factor = np.array([_enlarged(present[:, arm::2].any(axis=1).sum()) for arm in (0, 1)])
    scaled = sums / n * np.tile(np.sqrt(factor), size // 2)
    return scaled.T @ scaled, units


def _enlarged(clusters: int) -> float:
    return clusters / (clusters - 1) if clusters > 1 else NAN


def _effects(means: Floats) -> Floats:
    return means[1::2, 1::2] + means[0::2, 0::2] - means[1::2, 0::2] - means[0::2, 1::2]


def _welch(variance: Floats, units: NDArray[np.intp]) -> Floats:
    control, treatment = variance[0::2], variance[1::2]
    with np.errstate(invalid="ignore", divide="ignore"):
        parts = control**2 / (units[0::2] - 1) + treatment**2 / (units[1::2] - 1)
        return np.asarray((control + treatment) ** 2 / parts)
