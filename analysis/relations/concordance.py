"""Kendall's tau-b: pairs of rows in the same and in the opposite order."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from analysis.relations.answers import FloatArray, IntArray
from analysis.relations.measured import NAN, PERFECT, Measured, fisher_interval, rounded_to_perfect
from analysis.relations.perfect import chance_of_perfect

LARGEST_TABLE = 500_000
COARSE_GROUPS = 500


@dataclass(frozen=True, slots=True)
class Concordance:
    """Tau-b with its test value.

    `standard_error` is that of Brown and Benedetti (1977), NaN without ties.
    """

    tau: float
    z: float
    standard_error: float
    tied: bool


def kendall(x: FloatArray, y: FloatArray, level: float) -> Measured:
    """Tau-b of two columns with its interval and normal test (see `correlate` for formulas)."""
    found = concordance(x, y)
    n = x.size
    value = rounded_to_perfect(found.tau)
    low, high = NAN, NAN
    method = "brown_benedetti" if found.tied else "fieller"
    if abs(value) >= 1:
        low, high, method = value, value, "degenerate"
    elif n > 4:
        low, high = fisher_interval(value, error_of_tau(found, n), level)
    return Measured(
        value=value,
        low=low,
        high=high,
        interval_method=method,
        test="z",
        statistic=found.z,
        p=chance_of_perfect(x, y) if abs(value) >= 1 else math.erfc(abs(found.z) / math.sqrt(2)),
        uncorrected=value,
    )


def error_of_tau(found: Concordance, n: int) -> float:
    """Standard error of Fisher's z of tau: Fieller's, with ties the wider of that and Brown and Benedetti's.

    Perfect order within ties has no spread in large-sample theory; Fieller's keeps a floor under it.
    """
    if n <= 4 or abs(found.tau) >= PERFECT:
        return NAN
    fieller = math.sqrt(0.437 / (n - 4))
    if not found.tied:
        return fieller
    return max(found.standard_error / (1 - found.tau**2), fieller)


def concordance(x: FloatArray, y: FloatArray) -> Concordance:
    """Tau-b of two columns: from their table where it is small, else by merge sort in O(n log n)."""
    x_values, x_codes = np.unique(x, return_inverse=True)
    y_values, y_codes = np.unique(y, return_inverse=True)
    if x_values.size * y_values.size <= LARGEST_TABLE:
        return table_concordance(counted_table(x_codes, y_codes, x_values.size, y_values.size))
    from scipy.stats import kendalltau

    x_counts = np.bincount(x_codes).astype(np.float64)
    y_counts = np.bincount(y_codes).astype(np.float64)
    tau = float(kendalltau(x_codes, y_codes, method="asymptotic").statistic)
    difference = tau * math.sqrt(_untied_pairs(x_counts)) * math.sqrt(_untied_pairs(y_counts))
    z = difference / math.sqrt(_null_variance(x_counts, y_counts))
    if x_values.size == x.size and y_values.size == y.size:
        return Concordance(tau, z, NAN, tied=False)
    # The standard error needs the table; 500 groups of neighbouring ranks lose next to nothing of it.
    x_groups, y_groups = _coarse(x_codes, x_counts), _coarse(y_codes, y_counts)
    coarse = counted_table(x_groups, y_groups, int(x_groups.max()) + 1, int(y_groups.max()) + 1)
    return Concordance(tau, z, table_concordance(coarse).standard_error, tied=True)


def counted_table(rows: IntArray, columns: IntArray, n_rows: int, n_columns: int) -> FloatArray:
    """Counts of each pair of codes."""
    counted = np.bincount(rows * n_columns + columns, minlength=n_rows * n_columns)
    return counted.reshape(n_rows, n_columns).astype(np.float64)


def table_concordance(table: FloatArray) -> Concordance:
    """Tau-b of a table of counts whose rows and columns are in order."""
    n = float(table.sum())
    x_counts, y_counts = table.sum(axis=1), table.sum(axis=0)
    below = np.zeros((table.shape[0] + 1, table.shape[1] + 1))
    below[1:, 1:] = table.cumsum(axis=0).cumsum(axis=1)
    to_the_left, above = below[-1:, :], below[:, -1:]
    # Rows of the table that agree in direction with each cell, and rows that disagree.
    agree = below[:-1, :-1] + (n - above[1:] - to_the_left[:, 1:] + below[1:, 1:])
    disagree = (above[:-1] - below[:-1, 1:]) + (to_the_left[:, :-1] - below[1:, :-1])
    surplus = agree - disagree
    difference = float((table * surplus).sum()) / 2
    x_pairs, y_pairs = _untied_pairs(x_counts), _untied_pairs(y_counts)
    if x_pairs == 0 or y_pairs == 0:
        return Concordance(NAN, NAN, NAN, tied=True)
    tau = difference / math.sqrt(x_pairs * y_pairs)
    z = difference / math.sqrt(_null_variance(x_counts, y_counts))
    tied = bool(x_counts.max() > 1 or y_counts.max() > 1)
    return Concordance(tau, z, _standard_error(table, surplus, tau), tied)


def _coarse(codes: IntArray, counts: FloatArray) -> IntArray:
    if counts.size <= COARSE_GROUPS:
        return codes
    middle_ranks = counts.cumsum() - counts / 2
    return (middle_ranks * COARSE_GROUPS / counts.sum()).astype(np.intp)[codes]


def _standard_error(table: FloatArray, surplus: FloatArray, tau: float) -> float:
    """Asymptotic standard error of tau-b, Brown and Benedetti (1977), equation 3.2."""
    n = float(table.sum())
    x_counts, y_counts = table.sum(axis=1), table.sum(axis=0)
    x_weight = n**2 - float((x_counts**2).sum())
    y_weight = n**2 - float((y_counts**2).sum())
    weight = math.sqrt(x_weight * y_weight)
    ties = x_counts[:, np.newaxis] * y_weight + y_counts[np.newaxis, :] * x_weight
    squares = float((table * (2 * weight * surplus + tau * ties) ** 2).sum())
    variance = squares - n**3 * tau**2 * (x_weight + y_weight) ** 2
    return math.sqrt(max(variance, 0.0)) / weight**2


def _untied_pairs(counts: FloatArray) -> float:
    n = float(counts.sum())
    return (n * (n - 1) - float((counts * (counts - 1)).sum())) / 2


def _null_variance(x_counts: FloatArray, y_counts: FloatArray) -> float:
    """Variance of concordant minus discordant pairs without association, Kendall (1975), chapter 4."""
    n = float(x_counts.sum())

    def weighted(counts: FloatArray) -> float:
        return float((counts * (counts - 1) * (2 * counts + 5)).sum())

    def pairs(counts: FloatArray) -> float:
        return float((counts * (counts - 1)).sum())

    def triples(counts: FloatArray) -> float:
        return float((counts * (counts - 1) * (counts - 2)).sum())

    variance = (n * (n - 1) * (2 * n + 5) - weighted(x_counts) - weighted(y_counts)) / 18
    variance += pairs(x_counts) * pairs(y_counts) / (2 * n * (n - 1))
    return variance + triples(x_counts) * triples(y_counts) / (9 * n * (n - 1) * (n - 2))
