"""Sums by group from which means, variances and covariances follow: what the readers of summaries ask for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.core.errors import TooFewRowsError
from analysis.core.frames import require_columns
from analysis.core.messages import Message
from analysis.experiments.event_batches import TableSource, batches

PARTS = ("n", "y", "x", "yy", "xx", "xy")


def arm_sums(table: TableSource, *, arm: str, y: str, x: str | None = None) -> pd.DataFrame:
    """What are the sums of each group, from which its mean, spread and covariance follow?

    Parameters
    ----------
    table : DataFrame or Parquet path(s)
        One row per customer; files are read a row group at a time.
    arm : str
        Column of the groups.
    y : str
        Numeric column: the outcome, or a ratio's numerator.
    x : str, optional
        A second one: the value before the test, or a ratio's denominator.

    Returns
    -------
    DataFrame
        One row per group in declared (else sorted) order: arm, n, sum_y, sum_x, sum_yy, sum_xx, sum_xy,
        and from them mean_y, mean_x, sd_y, sd_x, covariance (n - 1); NaN without `x`. Rows without a group
        or a number are not counted.

    Raises
    ------
    ParameterError
        If a column is missing, or is no number.
    TooFewRowsError
        If no row is complete.

    Notes
    -----
    Spreads are summed around the mean of the group's first piece and moved at the end, so that large amounts with
    small differences keep their digits.

    Examples
    --------
    >>> users = pd.DataFrame({"arm": ["a", "a", "b", "b"], "spend": [1.0, 3.0, 2.0, 6.0]})
    >>> arm_sums(users, arm="arm", y="spend")[["n", "sum_y", "sum_yy", "mean_y"]].to_numpy().tolist()
    [[2.0, 4.0, 10.0, 2.0], [2.0, 8.0, 40.0, 4.0]]
    """
    columns = list(dict.fromkeys((arm, y) if x is None else (arm, y, x)))
    shift = pd.DataFrame(columns=["y", "x"], dtype=float)
    totals = pd.DataFrame(columns=list(PARTS), dtype=float)
    for piece in batches(table, columns):
        for name in columns[1:]:
            require_columns(piece, [name], frozenset({"scale"}), "y" if name == y else "x")
        found = _numbers(piece, arm, y, x)
        means = found.groupby("arm")[["y", "x"]].mean()
        shift = pd.concat([shift, means[~means.index.isin(shift.index)]]) if len(shift) else means
        part = _sums(found, shift)
        totals = totals.add(part, fill_value=0.0) if len(totals) else part
    if not len(totals):
        raise TooFewRowsError(
            Message("No row has a group and every number asked for."),
            remedy=Message("Check the columns."),
        )
    order = _declared(table, arm, totals.index.sort_values())
    return _moved(totals.loc[order], shift.loc[order], with_x=x is not None)


def _numbers(piece: pd.DataFrame, arm: str, y: str, x: str | None) -> pd.DataFrame:
    found = pd.DataFrame(
        {
            "arm": piece[arm].astype(object),
            "y": piece[y].to_numpy(dtype=float, na_value=np.nan),
            "x": 0.0 if x is None else piece[x].to_numpy(dtype=float, na_value=np.nan),
        }
    )
    return found.replace([np.inf, -np.inf], np.nan).dropna()


def _sums(found: pd.DataFrame, shift: pd.DataFrame) -> pd.DataFrame:
    a, b = found["y"] - found["arm"].map(shift["y"]), found["x"] - found["arm"].map(shift["x"])
    parts = pd.DataFrame({"arm": found["arm"], "n": 1.0, "y": a, "x": b, "yy": a * a, "xx": b * b, "xy": a * b})
    return parts.groupby("arm")[list(PARTS)].sum()


def _declared(table: TableSource, arm: str, groups: pd.Index) -> list[object]:
    if isinstance(table, pd.DataFrame) and isinstance(table[arm].dtype, pd.CategoricalDtype):
        return [name for name in table[arm].cat.categories if name in groups]
    return list(groups)


def _moved(totals: pd.DataFrame, shift: pd.DataFrame, *, with_x: bool) -> pd.DataFrame:
    """Sums of the numbers themselves, and the moments from the sums around `shift`."""
    n, a, b = totals["n"], totals["y"], totals["x"]
    at_y, at_x = shift["y"], shift["x"]
    nan = np.nan if not with_x else 1.0
    with np.errstate(invalid="ignore", divide="ignore"):
        free = (n - 1).where(n > 1)
        variance = [(totals[pair] - first * second / n) / free for pair, first, second in (("yy", a, a), ("xx", b, b))]
        covariance = (totals["xy"] - a * b / n) / free
    moved = pd.DataFrame(
        {
            "arm": totals.index.to_numpy(),
            "n": n.to_numpy(),
            "sum_y": (a + n * at_y).to_numpy(),
            "sum_x": nan * (b + n * at_x).to_numpy(),
            "sum_yy": (totals["yy"] + 2 * at_y * a + n * at_y**2).to_numpy(),
            "sum_xx": nan * (totals["xx"] + 2 * at_x * b + n * at_x**2).to_numpy(),
            "sum_xy": nan * (totals["xy"] + at_y * b + at_x * a + n * at_y * at_x).to_numpy(),
            "mean_y": (a / n + at_y).to_numpy(),
            "mean_x": nan * (b / n + at_x).to_numpy(),
            "sd_y": np.sqrt(variance[0].clip(lower=0)).to_numpy(),
            "sd_x": nan * np.sqrt(variance[1].clip(lower=0)).to_numpy(),
            "covariance": nan * covariance.to_numpy(),
        }
    )
    return moved.reset_index(drop=True)
