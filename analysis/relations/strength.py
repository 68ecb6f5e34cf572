"""Cramér's V and eta: how strongly unordered answers go with other answers or with a measurement."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist
from typing import Any

import numpy as np

from analysis.relations.answers import FloatArray, IntArray
from analysis.relations.measured import Measured, TestMethod

RESAMPLES = 9999
SPARSE_EXPECTED = 5.0


def expected_counts(table: FloatArray) -> FloatArray:
    """Counts that independence would give."""
    return np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()


def chi_square(table: FloatArray) -> float:
    """Pearson's chi-square, without Yates' correction."""
    expected = expected_counts(table)
    return float(((table - expected) ** 2 / expected).sum())


def sparse(table: FloatArray) -> bool:
    """Cochran's rule: more than a fifth of the expected counts below 5, or one below 1."""
    expected = expected_counts(table)
    return bool((expected < SPARSE_EXPECTED).mean() > 0.2 or expected.min() < 1)


def adjusted_residuals(table: FloatArray) -> FloatArray:
    """How far each count stands from independence, in standard errors (Haberman 1973)."""
    n = table.sum()
    expected = expected_counts(table)
    rows, columns = table.sum(axis=1) / n, table.sum(axis=0) / n
    return (table - expected) / np.sqrt(expected * np.outer(1 - rows, 1 - columns))


def cramers_v(table: FloatArray, level: float, seed: int) -> Measured:
    """Cramér's V corrected for bias, with its interval and test; every row and column has a count."""
    n_rows, n_columns = table.shape
    n = float(table.sum())
    df = (n_rows - 1) * (n_columns - 1)
    statistic = chi_square(table)
    excess = max(0.0, statistic / n - df / (n - 1))
    # Bergsma (2013), equation 5: the largest value shrinks with the number of answers too.
    largest = min(n_rows - (n_rows - 1) ** 2 / (n - 1), n_columns - (n_columns - 1) ** 2 / (n - 1)) - 1
    plain_largest = min(n_rows, n_columns) - 1
    value = min(1.0, math.sqrt(excess / largest)) if largest > 0 else 0.0
    test, p = table_test(table, statistic, seed)

    def inverted(probability: float) -> float:
        # Data closer to independence than chance would have it do not make the interval shorter.
        return math.sqrt(_noncentrality_of_chi2(max(statistic, df), df, probability) / (n * plain_largest))

    spread = _v_standard_error(table, excess) / math.sqrt(largest) if excess > 0 else math.nan
    low, high = _unsigned_interval(value, spread, p, level, inverted)
    return Measured(
        value=value,
        low=low,
        high=high,
        interval_method="delta_noncentral",
        test=test,
        statistic=statistic,
        df=df,
        p=p,
        uncorrected=math.sqrt(statistic / (n * plain_largest)),
    )


def correlation_ratio(values: FloatArray, groups: IntArray, level: float) -> Measured:
    """Eta corrected for bias, with its interval and F test; every group has a row."""
    from scipy.special import fdtrc

    n, counts = values.size, np.bincount(groups).astype(np.float64)
    centred = values - values.mean()
    means = np.bincount(groups, centred) / counts
    total = float((centred * centred).sum())
    between = float((counts * means**2).sum())
    within = max(total - between, 0.0)
    df, df_error = counts.size - 1, n - counts.size
    share = between / total
    if df_error < 1 or within <= 1e-12 * total:
        return _separate_groups(share, df, df_error)
    statistic = (between / df) / (within / df_error)
    p = float(fdtrc(df, df_error, statistic))
    corrected = max(0.0, (between - df * within / df_error) / total)
    value = math.sqrt(corrected)

    def inverted(probability: float) -> float:
        noncentrality = _noncentrality_of_f(max(statistic, 1.0), df, df_error, probability)
        return math.sqrt(noncentrality / (noncentrality + n))

    own = means[groups]
    pull = own**2 - between / n + 2 * (centred - own) * own - share * (centred**2 - total / n)
    error = math.sqrt(float((pull * pull).sum())) / total
    spread = error / (2 * value) if value > 0 else math.nan
    low, high = _unsigned_interval(value, spread, p, level, inverted)
    return Measured(
        value=value,
        low=low,
        high=high,
        interval_method="delta_noncentral",
        test="F",
        statistic=statistic,
        df=df,
        df_error=df_error,
        p=p,
        uncorrected=math.sqrt(share),
    )


def _separate_groups(share: float, df: int, df_error: int) -> Measured:
    """The groups explain everything there is: eta is 1 and has no sampling spread to speak of."""
    return Measured(
        value=math.sqrt(share) if df_error >= 1 else math.nan,
        low=math.sqrt(share) if df_error >= 1 else math.nan,
        high=math.sqrt(share) if df_error >= 1 else math.nan,
        interval_method="degenerate",
        test="F" if df_error >= 1 else "",
        statistic=math.inf if df_error >= 1 else math.nan,
        df=df,
        df_error=df_error,
        p=0.0 if df_error >= 1 else math.nan,
        uncorrected=math.sqrt(share),
    )


def table_test(table: FloatArray, statistic: float, seed: int) -> tuple[TestMethod, float]:
    """Chi-square where the table is full enough, else Fisher's exact test or a seeded permutation."""
    from scipy.special import chdtrc

    if not sparse(table):
        df: int = (table.shape[0] - 1) * (table.shape[1] - 1)
        return "chi2", float(chdtrc(df, statistic))
    if table.shape == (2, 2):
        from scipy.stats import fisher_exact

        exact: Any = fisher_exact(np.asarray(table, dtype=np.int64))
        return "fisher_exact", float(exact.pvalue)
    return "permutation", _permutation_p(table, statistic, seed)


def _permutation_p(table: FloatArray, statistic: float, seed: int) -> float:
    """Share of tables with the same margins that are at least as far from independence."""
    from scipy.stats import random_table

    expected = expected_counts(table)
    drawing = random_table(table.sum(axis=1).astype(np.int64), table.sum(axis=0).astype(np.int64))
    rng = np.random.default_rng(seed)
    at_once = max(1, 2_000_000 // table.size)
    at_least = 0
    for start in range(0, RESAMPLES, at_once):
        drawn = drawing.rvs(size=min(at_once, RESAMPLES - start), random_state=rng)
        distances = ((drawn - expected) ** 2 / expected).sum(axis=(1, 2))
        at_least += int((distances >= statistic * (1 - 1e-9)).sum())
    return (at_least + 1) / (RESAMPLES + 1)


def _v_standard_error(table: FloatArray, excess: float) -> float:
    """Standard error of phi = sqrt(chi2 / n) by the delta method on the table's shares."""
    n = table.sum()
    shares = table / n
    ratio = shares / np.outer(shares.sum(axis=1), shares.sum(axis=0))
    weighted = shares * ratio
    pull = 2 * ratio - (weighted.sum(axis=1) / shares.sum(axis=1))[:, np.newaxis]
    pull -= (weighted.sum(axis=0) / shares.sum(axis=0))[np.newaxis, :]
    pull -= float((shares * pull).sum())
    return math.sqrt(float((shares * pull**2).sum()) / n) / (2 * math.sqrt(excess))


def _unsigned_interval(
    value: float, spread: float, p: float, level: float, inverted: Callable[[float], float]
) -> tuple[float, float]:
    """Delta-method interval that gives way to the inverted noncentral distribution near zero.

    The delta method fails at zero, where a coefficient without sign piles up; the inversion holds
    there but supposes equal variances everywhere. The lower end is 0 whenever the test at the same
    level does not tell the coefficient from 0.
    """
    tail = (1 - level) / 2
    half = NormalDist().inv_cdf(1 - tail) * spread
    if p > 1 - level:
        near_zero = inverted(tail)
        return 0.0, min(1.0, near_zero if math.isnan(half) else max(value + half, near_zero))
    low = max(0.0, value - half, inverted(1 - tail))
    return min(low, value), min(1.0, value + half)


def _noncentrality_of_chi2(statistic: float, df: int, probability: float) -> float:
    from scipy.special import chndtr

    return _solve(lambda noncentrality: float(chndtr(statistic, df, noncentrality)), statistic, probability)


def _noncentrality_of_f(statistic: float, df: int, df_error: int, probability: float) -> float:
    from scipy.special import ncfdtr

    return _solve(lambda nc: float(ncfdtr(df, df_error, nc, statistic)), statistic * df, probability)


def _solve(distribution: Callable[[float], float], scale: float, probability: float) -> float:
    """The noncentrality at which `distribution` falls to `probability`; 0 where it starts below."""
    from scipy.optimize import brentq

    if distribution(0.0) <= probability:
        return 0.0
    upper = max(10.0, 2 * scale)
    while distribution(upper) > probability:
        upper *= 2
    return float(brentq(lambda nc: distribution(nc) - probability, 0.0, upper, xtol=1e-8, rtol=1e-10))
