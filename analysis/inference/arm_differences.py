"""Means of several arms and their covariance: Welch, ANCOVA and cluster-robust in one estimator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.intp]
# A unit or cluster that alone determines a coefficient has no residual: its eigenvalue is one.
DETERMINED = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ArmMeans:
    """Means of arms, their covariance, and the degrees of freedom of each arm's variance.

    Parameters
    ----------
    n : array of int
        Users in each arm.
    clusters : array of int or None
        Clusters with users in each arm.
    raw_mean, mean : array of float
        Plain means, and means at the overall mean of the covariates (equal without covariates).
    slopes : array of float
        Pooled within-arm slopes of the covariates.
    covariance : array of shape (arms, arms)
        HC2 or CR2 covariance of `mean`.
    df : array of float
        Degrees of freedom of each arm's variance.
    residuals : array of float
        Within-arm residuals, one for each user.
    covariate_mean : array of shape (arms, p)
        Mean of the covariates in each arm, less the overall mean.
    inverse : array of shape (p, p)
        Inverse of their within-arm cross-products.
    """

    n: NDArray[np.intp]
    clusters: NDArray[np.intp] | None
    raw_mean: Floats
    mean: Floats
    slopes: Floats
    covariance: Floats
    df: Floats
    residuals: Floats
    covariate_mean: Floats
    inverse: Floats

    def difference(self, arm: int, control: int = 0) -> tuple[float, float, float]:
        """Difference of two means, its standard error and Satterthwaite degrees of freedom.

        Standard error and degrees of freedom are NaN where no arm varies or an arm has a single unit.
        """
        v = self.covariance
        squared = float(v[arm, arm] + v[control, control] - 2 * v[arm, control])
        value = float(self.mean[arm] - self.mean[control])
        if not squared > 0:
            return value, float("nan"), float("nan")
        parts, df = np.array([v[arm, arm], v[control, control]]), self.df[[arm, control]]
        whole = float(parts.sum()) ** 2 / float((parts**2 / df).sum())
        return value, float(np.sqrt(squared)), max(whole - self.slopes.size, 1.0)

    def classical_error(self, arm: int, control: int = 0) -> tuple[float, int]:
        """Standard error of a difference with one error variance for all users, and its degrees of freedom.

        What ordinary least squares reports: ANCOVA, without covariates Student's test over all arms.
        """
        df = int(self.n.sum()) - self.n.size - self.slopes.size
        if df < 1:
            return float("nan"), df
        apart = self.covariate_mean[arm] - self.covariate_mean[control]
        factor = 1 / self.n[arm] + 1 / self.n[control] + float(apart @ self.inverse @ apart)
        return float(np.sqrt((self.residuals**2).sum() / df * factor)), df


def arm_means(
    y: Floats, arms: Codes, k: int, *, covariates: Floats | None = None, clusters: Codes | None = None
) -> ArmMeans:
    """How large is the mean of each arm, and how far may it be off?

    Parameters
    ----------
    y : array of float
        Outcome of each user, without missing values.
    arms : array of int
        Arm of each user, 0 to k - 1; each arm has at least one user.
    k : int
        Number of arms.
    covariates : array of shape (n, p), optional
        Measured before assignment.
    clusters : array of int, optional
        Cluster of each user, 0 to K - 1.

    Returns
    -------
    ArmMeans

    Notes
    -----
    Least squares on arm indicators and covariates with common slopes (ANCOVA). The covariance is HC2,
    the sum of ``x x' e² / (1 - h)`` between two inverses of ``X'X``; without covariates it is
    ``s² / n`` of each arm, so that the difference is Welch's test. With clusters it is CR2 with an
    identity working model, ``A_g = (I - H_gg)^(-1/2)`` (Bell and McCaffrey); with clusters of one user
    it is HC2 again. The degrees of freedom of an arm's variance are Bell and McCaffrey's under equal
    variances, ``1 / (sum p² + (sum r)² - sum r²)`` with ``p`` a cluster's share of the arm and
    ``r = p² / (1 - p)``: clusters - 1 where all are of a size, fewer otherwise, n - 1 without
    clusters. Two arms are combined as Welch combines them, and one is taken off for each covariate.

    References
    ----------
    .. [1] MacKinnon, J. G. and White, H. (1985). Some heteroskedasticity-consistent covariance matrix
       estimators with improved finite sample properties. Journal of Econometrics, 29, 305-325.
    .. [2] Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for linear
       regression with multi-stage samples. Survey Methodology, 28, 169-181.
    .. [3] Imbens, G. W. and Kolesár, M. (2016). Robust standard errors in small samples. Review of
       Economics and Statistics, 98, 701-712.

    Examples
    --------
    >>> y = np.array([1.0, 2.0, 3.0, 3.0, 5.0, 7.0])
    >>> found = arm_means(y, np.array([0, 0, 0, 1, 1, 1]), 2)
    >>> [round(number, 4) for number in found.difference(1)]
    [3.0, 1.291, 2.9412]
    """
    n = np.bincount(arms, minlength=k)
    raw = np.bincount(arms, y, k) / n
    centred = y - raw[arms]
    z, z_mean = _within(covariates, arms, n, len(y))
    inverse: Floats = np.asarray(np.linalg.pinv(z.T @ z), dtype=np.float64) if z.shape[1] else np.zeros((0, 0))
    slopes = inverse @ (z.T @ centred)
    residuals = centred - z @ slopes
    if clusters is None:
        covariance = _hc2(residuals, arms, n, z, z_mean, inverse)
        df, found = (n - 1).astype(float), None
    else:
        sizes = _sizes(arms, clusters, k)
        found = (sizes > 0).sum(axis=0)
        covariance = _cr2(residuals, arms, clusters, sizes, z, z_mean, inverse)
        df = _cluster_df(sizes)
    undetermined = (n < 2) if found is None else (found < 2)
    covariance[undetermined, :] = covariance[:, undetermined] = np.nan
    return ArmMeans(
        n=n,
        clusters=found,
        raw_mean=raw,
        mean=raw - z_mean @ slopes,
        slopes=slopes,
        covariance=covariance,
        df=df,
        residuals=residuals,
        covariate_mean=z_mean,
        inverse=inverse,
    )


def _within(covariates: Floats | None, arms: Codes, n: NDArray[np.intp], rows: int) -> tuple[Floats, Floats]:
    """Covariates less their arm's mean, and these means less the overall mean."""
    if covariates is None:
        return np.zeros((rows, 0)), np.zeros((n.size, 0))
    centred = covariates - covariates.mean(axis=0)
    means = np.column_stack([np.bincount(arms, column, n.size) / n for column in centred.T])
    return centred - means[arms], means


def _hc2(e: Floats, arms: Codes, n: NDArray[np.intp], z: Floats, z_mean: Floats, inverse: Floats) -> Floats:
    leverage = 1 / n[arms] + np.einsum("ij,jk,ik->i", z, inverse, z)
    free = 1 - leverage
    scaled = np.where(free > DETERMINED, e**2 / np.where(free > DETERMINED, free, 1.0), 0.0)
    own = np.bincount(arms, scaled, n.size) / n**2
    covariance = np.diag(own)
    if z.shape[1]:
        cross = np.column_stack([np.bincount(arms, scaled * column, n.size) for column in z.T]) / n[:, None]
        lean = z_mean @ inverse
        mixed = cross @ lean.T
        covariance = covariance - mixed - mixed.T + lean @ (z.T @ (z * scaled[:, None])) @ lean.T
    return covariance


def _sizes(arms: Codes, clusters: Codes, k: int) -> Floats:
    """Users of each cluster in each arm."""
    count = int(clusters.max()) + 1
    return np.bincount(clusters * k + arms, minlength=count * k).reshape(count, k).astype(float)


def _cr2(e: Floats, arms: Codes, clusters: Codes, sizes: Floats, z: Floats, z_mean: Floats, inverse: Floats) -> Floats:
    """CR2 in the basis where X'X is the identity: each cluster enters through its cross-products only."""
    count, k = sizes.shape
    total = sizes.sum(axis=0)
    sums = np.bincount(clusters * k + arms, e, count * k).reshape(count, k)
    nested = bool(((sizes > 0).sum(axis=1) <= 1).all())
    if nested and not z.shape[1]:
        share = sizes / total
        free = np.where(share < 1 - DETERMINED, 1 - share, np.inf)
        return np.diag((sums**2 / free).sum(axis=0) / total**2)
    values, vectors = np.linalg.eigh(inverse)
    scale = np.zeros((k + z.shape[1], k + z.shape[1]))
    scale[:k, :k] = np.diag(1 / np.sqrt(total))
    scale[k:, k:] = vectors * np.sqrt(np.maximum(values, 0.0))
    right = np.column_stack([sums, *(np.bincount(clusters, e * column, count) for column in z.T)])
    gram = np.zeros((count, k + z.shape[1], k + z.shape[1]))
    gram[:, range(k), range(k)] = sizes
    for i, first in enumerate(z.T):
        gram[:, :k, k + i] = np.bincount(clusters * k + arms, first, count * k).reshape(count, k)
        gram[:, k + i, :k] = gram[:, :k, k + i]
        for j, second in enumerate(z.T):
            gram[:, k + i, k + j] = np.bincount(clusters, first * second, count)
    eigen, basis = np.linalg.eigh(scale.T @ gram @ scale)
    free = 1 - eigen
    root = np.where(free > DETERMINED, 1 / np.sqrt(np.where(free > DETERMINED, free, 1.0)), 0.0)
    turned = np.einsum("gji,gj->gi", basis, right @ scale)
    adjusted = np.einsum("gij,gj->gi", basis, root * turned)
    whole = scale @ (adjusted.T @ adjusted) @ scale.T
    contrast = np.hstack([np.eye(k), -z_mean])
    return contrast @ whole @ contrast.T


def _cluster_df(sizes: Floats) -> Floats:
    share = sizes / sizes.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        r = np.where(share < 1 - DETERMINED, share**2 / (1 - share), 0.0)
        return np.asarray(1 / ((share**2).sum(axis=0) + r.sum(axis=0) ** 2 - (r**2).sum(axis=0)))
