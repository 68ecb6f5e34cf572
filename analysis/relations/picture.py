"""What the chart of a correlation draws: points, bands of shares, or groups, aggregated with the result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.inference.means import median_interval, t_quantile
from analysis.inference.proportions import wilson_limits
from analysis.relations.answers import Answers, FloatArray, IntArray

PictureKind: TypeAlias = Literal["points", "bands", "answers", "means", "shares"]
MOST_POINTS = 1000
MOST_SEPARATE_VALUES = 15
MOST_CELLS = 5000
FEWEST_DRAWN = 10
BANDS_ACROSS = 20
BANDS_UP = 16
BANDS_AMONG_POINTS = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """The aggregated data behind the chart.

    Parameters
    ----------
    kind : str
        ``points``: `cells` has x, y, n; `centres` has at, centre, low, high and n of
        eighths of x. ``bands``: `cells` has left, right, bottom, top, share
        of the rows across and n; `centres` likewise, of the bands across. ``answers``: `cells` has the codes x and y, n and share
        of y within x. ``means`` and ``shares``: `centres` has code, centre, low, high and n.
    centre : str
        What `centres` holds: the mean, the median, or the share of the second answer of `up`.
    across, up : str
        Columns on the horizontal and the vertical axis.
    across_answers, up_answers : tuple
        The answer of each code; empty for numbers.
    n_not_drawn : int
        Rows left out of the drawing because their group has fewer than ten.
    clipped : bool
        Whether the outermost bands also hold the values beyond them.
    across_values : bool
        Whether each band across holds one value.
    """

    kind: PictureKind
    across: str
    up: str
    cells: pd.DataFrame
    centres: pd.DataFrame
    centre: Literal["mean", "median", "share", ""] = ""
    across_answers: tuple[Any, ...] = ()
    up_answers: tuple[Any, ...] = ()
    n_not_drawn: int = 0
    clipped: bool = False
    across_values: bool = False


def picture_of(x: Answers, y: Answers, level: float) -> Picture:
    """The picture that suits two columns: the measured one up, the answers across."""
    if x.level == "scale" and y.level != "scale":
        x, y = y, x
    if y.level == "scale":
        if x.level in ("binary", "nominal"):
            return _group_means(x, y, level)
        if x.level == "scale" and x.n <= MOST_POINTS:
            return _points(x, y, level)
        return _bands(x, y, level)
    if y.level == "binary":
        return _group_shares(x, y, level)
    if x.level == "binary":
        return _group_shares(y, x, level)
    return _answer_table(x, y)


def _points(x: Answers, y: Answers, level: float) -> Picture:
    pairs, counts = np.unique(np.column_stack([x.numbers, y.numbers]), axis=0, return_counts=True)
    cells = pd.DataFrame({"x": pairs[:, 0], "y": pairs[:, 1], "n": counts})
    edges = np.unique(np.quantile(x.numbers, np.linspace(0, 1, BANDS_AMONG_POINTS + 1), method="inverted_cdf"))
    bands = _band_of(x.numbers, edges)
    centres = _means_within(bands, y.numbers, edges.size - 1, level)
    places = np.bincount(bands, x.numbers, minlength=edges.size - 1) / np.maximum(centres["n"].to_numpy(), 1)
    centres.insert(0, "at", places)
    drawn = centres["n"].to_numpy() >= FEWEST_DRAWN
    return Picture(
        kind="points", across=x.column, up=y.column, cells=cells, centres=_rows(centres, drawn), centre="mean"
    )


def _group_means(groups: Answers, measured: Answers, level: float) -> Picture:
    codes = groups.codes
    summary = _means_within(codes, measured.numbers, len(groups.categories), level)
    summary.insert(0, "code", np.arange(len(groups.categories)))
    drawn = summary["n"].to_numpy() >= FEWEST_DRAWN
    return Picture(
        kind="means",
        across=groups.column,
        up=measured.column,
        cells=pd.DataFrame(),
        centres=_rows(summary, drawn),
        centre="mean",
        across_answers=groups.categories,
        n_not_drawn=int(summary["n"].to_numpy()[~drawn].sum()),
    )


def _group_shares(groups: Answers, binary: Answers, level: float) -> Picture:
    counts = np.bincount(groups.codes, minlength=len(groups.categories))
    hits = np.bincount(groups.codes, binary.numbers, minlength=counts.size)
    drawn = np.flatnonzero(counts >= FEWEST_DRAWN)
    low, high = wilson_limits(hits[drawn], counts[drawn], level=level)
    centres = pd.DataFrame(
        {"code": drawn, "centre": hits[drawn] / counts[drawn], "low": low, "high": high, "n": counts[drawn]}
    )
    return Picture(
        kind="shares",
        across=groups.column,
        up=binary.column,
        cells=pd.DataFrame(),
        centres=centres,
        centre="share",
        across_answers=groups.categories,
        up_answers=binary.categories,
        n_not_drawn=int(groups.n - counts[drawn].sum()),
    )


def _answer_table(x: Answers, y: Answers) -> Picture:
    n_y = len(y.categories)
    counts = np.bincount(x.codes * n_y + y.codes, minlength=len(x.categories) * n_y).reshape(-1, n_y)
    totals = counts.sum(axis=1)
    rows = np.flatnonzero(totals >= FEWEST_DRAWN)
    columns = np.flatnonzero(counts.sum(axis=0))
    if rows.size * columns.size > MOST_CELLS:
        rows = np.sort(rows[np.argsort(-totals[rows], kind="stable")][: MOST_CELLS // columns.size])
    cells = pd.DataFrame(
        {
            "x": np.repeat(rows, columns.size),
            "y": np.tile(columns, rows.size),
            "n": counts[np.ix_(rows, columns)].ravel(),
            "n_x": np.repeat(totals[rows], columns.size),
        }
    )
    cells["share"] = cells["n"] / cells["n_x"]
    return Picture(
        kind="answers",
        across=x.column,
        up=y.column,
        cells=cells,
        centres=pd.DataFrame(),
        across_answers=x.categories,
        up_answers=y.categories,
        n_not_drawn=int(x.n - totals[rows].sum()),
    )


def _bands(x: Answers, y: Answers, level: float) -> Picture:
    x_edges, x_clipped, x_separate = _edges(x.numbers, BANDS_ACROSS)
    y_edges, y_clipped, _ = _edges(y.numbers, BANDS_UP)
    x_bands, y_bands = _band_of(x.numbers, x_edges), _band_of(y.numbers, y_edges)
    n_x, n_y = x_edges.size - 1, y_edges.size - 1
    counts = np.bincount(x_bands * n_y + y_bands, minlength=n_x * n_y).reshape(n_x, n_y)
    totals = counts.sum(axis=1)
    drawn = totals >= FEWEST_DRAWN
    places_x, places_y = np.nonzero(counts * drawn[:, np.newaxis])
    cells = pd.DataFrame(
        {
            "left": x_edges[places_x],
            "right": x_edges[places_x + 1],
            "bottom": y_edges[places_y],
            "top": y_edges[places_y + 1],
            "share": counts[places_x, places_y] / totals[places_x],
            "n": counts[places_x, places_y],
        }
    )
    # Where values lie far beyond the bands a mean would stand beside the picture; the median does not.
    within = _medians_within if y_clipped else _means_within
    centres = within(x_bands, y.numbers, n_x, level)
    centres.insert(0, "at", (x_edges[:-1] + x_edges[1:]) / 2)
    return Picture(
        kind="bands",
        across=x.column,
        up=y.column,
        cells=cells,
        centres=_rows(centres, drawn),
        centre="median" if y_clipped else "mean",
        across_answers=x.categories,
        n_not_drawn=int(totals[~drawn].sum()),
        clipped=x_clipped or y_clipped,
        across_values=x_separate,
    )


def _means_within(codes: IntArray, values: FloatArray, size: int, level: float) -> pd.DataFrame:
    counts = np.bincount(codes, minlength=size)
    at_least_one = np.maximum(counts, 1)
    means = np.bincount(codes, values, minlength=size) / at_least_one
    squares = np.bincount(codes, (values - means[codes]) ** 2, minlength=size)
    several = counts > 1
    errors = np.full(size, np.nan)
    errors[several] = np.sqrt(squares[several] / (counts[several] - 1) / counts[several])
    errors[several] *= [t_quantile(level, df) for df in (counts[several] - 1).astype(float)]
    return pd.DataFrame({"centre": means, "low": means - errors, "high": means + errors, "n": counts})


def _medians_within(codes: IntArray, values: FloatArray, size: int, level: float) -> pd.DataFrame:
    found = [median_interval(values[codes == code], level=level).estimate for code in range(size)]
    return pd.DataFrame(
        {
            "centre": [one.value for one in found],
            "low": [one.low for one in found],
            "high": [one.high for one in found],
            "n": np.bincount(codes, minlength=size),
        }
    )


def _rows(frame: pd.DataFrame, mask: NDArray[np.bool_]) -> pd.DataFrame:
    return pd.DataFrame({name: frame[name].to_numpy()[mask] for name in frame.columns})


def _edges(values: FloatArray, bands: int) -> tuple[FloatArray, bool, bool]:
    """Edges of bands, whether values lie beyond them, and whether each band holds one value.

    Bands stand around each value where these are few and evenly spaced, else they are of equal width.
    Bands of equal width stop at the outermost half per cent where values lie far beyond it.
    """
    low, high = float(values.min()), float(values.max())
    few = _few_values(values)
    if few is not None:
        step = float(np.diff(few).min())
        steps = round((high - low) / step)
        if steps <= MOST_SEPARATE_VALUES:
            return _plain(low - step / 2 + step * np.arange(steps + 2)), False, True
    inner_low, inner_high = (float(q) for q in np.quantile(values, [0.005, 0.995]))
    width = inner_high - inner_low
    if width > 0:
        low = inner_low if inner_low - low > 0.25 * width else low
        high = inner_high if high - inner_high > 0.25 * width else high
    edges = _plain(np.linspace(low, high, bands + 1))
    return edges, bool(low > values.min() or high < values.max()), False


def _few_values(values: FloatArray) -> FloatArray | None:
    """Different values when they are few and on one grid, such as scores and codes."""
    sample = np.unique(values[:: max(1, values.size // 2000)])
    if sample.size > MOST_SEPARATE_VALUES + 1:
        return None
    different = np.unique(values)
    if different.size > MOST_SEPARATE_VALUES + 1:
        return None
    steps = np.diff(different) / float(np.diff(different).min())
    on_grid = bool((np.abs(steps - np.rint(steps)) < 1e-6).all())
    return different if on_grid else None


def _band_of(values: FloatArray, edges: FloatArray) -> NDArray[np.intp]:
    bands = np.searchsorted(edges, values, side="right") - 1
    return np.minimum(np.maximum(bands, 0), edges.size - 2)


def _plain(values: NDArray[Any]) -> FloatArray:
    return np.asarray(values, dtype=np.float64)
