"""Coefficients of every pair of many columns at once, each pair on the rows that have both."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from analysis.relations.answers import FloatArray, IntArray
from analysis.relations.coefficients import product_moment
from analysis.relations.columns import (
    Column,
    SortedColumn,
    gap_groups,
    own_ranks,
    ranks_within,
    sorted_column,
    spearman_of_table,
    spearman_with_codes,
    tabled_pairs,
)
from analysis.relations.concordance import Concordance, concordance, error_of_tau, table_concordance
from analysis.relations.measured import PERFECT, rounded_to_perfect
from analysis.relations.perfect import chance_of_perfect

MatrixMethod: TypeAlias = Literal["spearman", "pearson", "kendall"]
ROWS_AT_ONCE = 16_384
# Rows times pairs that may be ranked anew: about ten seconds.
MOST_RANKED = 1_000_000_000
FEWEST_ROWS = 4
PAIRS_BETWEEN_REPORTS = 20
# Below this share of the column's own variance a sum of squares has lost its digits to cancellation.
CANCELLED = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Coefficients of the pairs (i, j), i < j, ordered by j and then i, like a lower triangle row by row.

    `statistic` is t for Pearson's and Spearman's coefficient and z for Kendall's; entries are NaN
    where a pair has fewer than 4 rows or a column of one value. `ranked_once` tells that ranks were
    taken within each column's own rows, because ranking every pair anew would have taken too long.
    """

    first: IntArray
    second: IntArray
    r: FloatArray
    n: IntArray
    statistic: FloatArray
    p: FloatArray
    low: FloatArray
    high: FloatArray
    ranked_once: bool = False


def pair_indices(size: int) -> tuple[IntArray, IntArray]:
    """Both indices of every pair, in the order of `Pairs`.

    Examples
    --------
    >>> [list(map(int, index)) for index in pair_indices(3)]
    [[0, 0, 1], [1, 2, 2]]
    """
    second, first = np.tril_indices(size, -1)
    return first, second


def all_pairs(
    columns: list[Column], method: MatrixMethod, level: float, progress: Callable[[float], None] | None = None
) -> Pairs:
    """The coefficient, test and interval of every pair.

    Parameters
    ----------
    columns : list of Column
        Of equal length.
    method : {"spearman", "pearson", "kendall"}
        Ranks of a pair are taken within the rows that have both.
    level : float
        Confidence level of the intervals.
    progress : callable, optional
        Called with the share of pairs done.

    Returns
    -------
    Pairs
    """
    first, second = pair_indices(len(columns))
    ranked_once = False
    if method == "kendall":
        r, n, statistic, error = _concordances(columns, first, second, progress)
        p = _two_sided_normal(statistic)
    else:
        if method == "pearson":
            matrix, counts = product_moments([column.numbers for column in columns])
            r, n = matrix[first, second], counts[first, second]
        else:
            r, n, ranked_once = _rank_correlations(columns, first, second, progress)
        r[n < FEWEST_ROWS] = np.nan
        statistic, p = _t_tests(r, n)
        error = _fisher_error(r, n, ranked=method == "spearman")
    for place in np.flatnonzero(np.abs(r) >= 1):
        p[place] = _chance_of_perfect(columns[int(first[place])], columns[int(second[place])])
    low, high = _intervals(r, error, level)
    return Pairs(first, second, r, n, statistic, p, low, high, ranked_once)


def product_moments(columns: list[FloatArray]) -> tuple[FloatArray, IntArray]:
    """Pearson's r and n of every pair from masked sums of squares and products.

    Rows without a gap enter by one matrix product; the others by five, block by block.
    """
    size = len(columns)
    scaled = [_scaled(column) for column in columns]
    length = columns[0].size
    n, sums = np.zeros((size, size)), np.zeros((size, size))
    squares, products = np.zeros((size, size)), np.zeros((size, size))
    for start in range(0, length, ROWS_AT_ONCE):
        block = np.stack([column[start : start + ROWS_AT_ONCE] for column in scaled])
        gaps = np.isnan(block)
        with_gaps = gaps.any(axis=0)
        full = block if not with_gaps.any() else block[:, ~with_gaps]
        n += full.shape[1]
        sums += full.sum(axis=1)[:, np.newaxis]
        squares += (full * full).sum(axis=1)[:, np.newaxis]
        products += full @ full.T
        if with_gaps.any():
            rest = block[:, with_gaps]
            seen = (~gaps[:, with_gaps]).astype(np.float64)
            rest = np.where(seen > 0, rest, 0.0)
            n += seen @ seen.T
            sums += rest @ seen.T
            squares += (rest * rest) @ seen.T
            products += rest @ rest.T
    return _from_sums(columns, n, sums, squares, products)


def _from_sums(
    columns: list[FloatArray], n: FloatArray, sums: FloatArray, squares: FloatArray, products: FloatArray
) -> tuple[FloatArray, IntArray]:
    """Row i, column j of `sums` and `squares` are those of column i over the rows that also have j."""
    counts = np.maximum(n, 1)
    spread = squares - sums**2 / counts
    across = products - sums * sums.T / counts
    unsure = (spread <= CANCELLED * np.maximum(squares, counts)) & (n >= 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        r = across / np.sqrt(spread * spread.T)
    r = np.where(np.abs(r) >= PERFECT, np.sign(r), r)
    for place in np.argwhere(np.tril(unsure | unsure.T, -1)):
        i, j = int(place[0]), int(place[1])
        r[i, j] = r[j, i] = _exact(columns[i], columns[j])
    return np.where(n < 2, np.nan, r), n.astype(np.intp)


def _exact(x: FloatArray, y: FloatArray) -> float:
    both = ~(np.isnan(x) | np.isnan(y))
    x, y = x[both], y[both]
    if x.size < 2 or x.min() == x.max() or y.min() == y.max():
        return math.nan
    return product_moment(x, y)


def _scaled(column: FloatArray) -> FloatArray:
    """Mean 0 and standard deviation 1, so that sums of squares keep their digits."""
    present = column[~np.isnan(column)]
    if present.size == 0:
        return column
    centre = float(present.mean())
    spread = math.sqrt(float(((present - centre) ** 2).mean()))
    return (column - centre) / (spread if spread > 0 else 1.0)


def _rank_correlations(
    columns: list[Column], first: IntArray, second: IntArray, progress: Callable[[float], None] | None
) -> tuple[FloatArray, IntArray, bool]:
    """Spearman's ρ: one product of ranks for columns with the same gaps, pair by pair for the others."""
    groups = np.array(gap_groups(columns))
    alike = groups[first] == groups[second]
    r, n = np.full(first.size, np.nan), np.zeros(first.size, dtype=np.intp)
    others = [int(place) for place in np.flatnonzero(~alike)]
    uncoded = np.array([column.codes is None for column in columns])
    slow = int((uncoded[first] | uncoded[second])[others].sum())
    if slow * columns[0].numbers.size > MOST_RANKED:
        matrix, counts = product_moments([own_ranks(column) for column in columns])
        return matrix[first, second], counts[first, second], True
    for group in np.unique(groups[first[alike]]):
        members = np.flatnonzero(groups == group)
        rows = columns[int(members[0])].observed
        matrix, counts = product_moments([own_ranks(columns[int(member)])[rows] for member in members])
        own = np.flatnonzero(alike & (groups[first] == group))
        inside = np.searchsorted(members, first[own]), np.searchsorted(members, second[own])
        r[own], n[own] = matrix[inside], counts[inside]
    orders: dict[int, SortedColumn] = {}
    for done, (place, x, y, table) in enumerate(tabled_pairs(columns, first, second, others)):
        _tell(progress, done, len(others))
        if table is not None:
            n[place] = int(table.sum())
            r[place] = spearman_of_table(table) if n[place] >= FEWEST_ROWS else math.nan
        else:
            r[place], n[place] = _rank_pair(x, y, orders)
    return r, n, False


def _rank_pair(x: Column, y: Column, orders: dict[int, SortedColumn]) -> tuple[float, int]:
    if x.codes is not None:
        x, y = y, x
    for column in (x, y):
        if column.codes is None and id(column) not in orders:
            orders[id(column)] = sorted_column(column)
    if y.codes is not None:
        found, n = spearman_with_codes(orders[id(x)], y.codes, y.n_codes)
        return (rounded_to_perfect(found) if n >= FEWEST_ROWS else math.nan), n
    both = x.observed & y.observed
    n = int(both.sum())
    if n < FEWEST_ROWS:
        return math.nan, n
    ranks = [ranks_within(orders[id(column)], both) for column in (x, y)]
    if any(values.min() == values.max() for values in ranks):
        return math.nan, n
    return product_moment(ranks[0], ranks[1]), n


def _chance_of_perfect(x: Column, y: Column) -> float:
    both = x.observed & y.observed
    return chance_of_perfect(x.numbers[both], y.numbers[both])


def _concordances(
    columns: list[Column], first: IntArray, second: IntArray, progress: Callable[[float], None] | None
) -> tuple[FloatArray, IntArray, FloatArray, FloatArray]:
    """Tau-b, n, z and the standard error on Fisher's scale."""
    r, z, error = (np.full(first.size, np.nan) for _ in range(3))
    n = np.zeros(first.size, dtype=np.intp)
    for done, (place, x, y, table) in enumerate(tabled_pairs(columns, first, second, range(first.size))):
        _tell(progress, done, first.size)
        n[place], found = _tau_of_pair(x, y, table)
        if found is not None:
            r[place], z[place] = rounded_to_perfect(found.tau), found.z
            error[place] = error_of_tau(found, int(n[place]))
    return r, n, z, error


def _tau_of_pair(x: Column, y: Column, table: FloatArray | None) -> tuple[int, Concordance | None]:
    if table is not None:
        n = int(table.sum())
        return n, table_concordance(table) if n >= FEWEST_ROWS else None
    both = x.observed & y.observed
    n = int(both.sum())
    return n, concordance(x.numbers[both], y.numbers[both]) if n >= FEWEST_ROWS else None


def _tell(progress: Callable[[float], None] | None, done: int, of: int) -> None:
    if progress is not None and done % PAIRS_BETWEEN_REPORTS == 0:
        progress(done / of)


def _t_tests(r: FloatArray, n: IntArray) -> tuple[FloatArray, FloatArray]:
    from scipy.special import stdtr

    df = np.maximum(n - 2, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = r * np.sqrt(df / (1 - r**2))
    return t, np.minimum(2 * stdtr(df, -np.abs(t)), 1.0)


def _two_sided_normal(z: FloatArray) -> FloatArray:
    from scipy.special import ndtr

    return np.asarray(2 * ndtr(-np.abs(z)), dtype=np.float64)


def _fisher_error(r: FloatArray, n: IntArray, *, ranked: bool) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sqrt((1 + (r**2 / 2 if ranked else 0.0)) / np.where(n > 3, n - 3.0, np.nan))


def _intervals(r: FloatArray, error: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    from statistics import NormalDist

    z = NormalDist().inv_cdf((1 + level) / 2)
    perfect = np.abs(r) >= 1
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = np.arctanh(r)
        low, high = np.tanh(centre - z * error), np.tanh(centre + z * error)
    return np.where(perfect, r, low), np.where(perfect, r, high)
