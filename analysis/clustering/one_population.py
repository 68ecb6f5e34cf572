"""What the data would look like without segments: one population of the same spread, correlations and answers."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.margins import SKEWED, Margin, few_answers, single_peaked, skewness

Floats: TypeAlias = NDArray[np.float64]
Shape: TypeAlias = Literal["flat", "bell"]
_MATCHING_ROWS = 4_000
_MATCHING_STEPS = 6
_LARGEST_CORRELATION = 0.995


class OnePopulation:
    """Draws reference data that have no segments.

    Parameters
    ----------
    rows : array of float, shape (n, columns)
        The scaled data; no constant column.
    shape : {"flat", "bell"}
        ``flat`` is uniform over a box along the principal axes, with the data's spread along each of them;
        ``bell`` is one normal cloud with the data's correlations.
    rng : Generator
        Source of the draws that match the correlations.

    Notes
    -----
    The flat shape is reference (b) of the gap statistic [1]_, with two changes. The box has the standard
    deviation of the data along each axis instead of their range, so that single outliers do not stretch
    it. Columns that a box cannot resemble (at most 20 different answers, or skewness beyond 1) keep their
    own distribution with valleys filled (`single_peaked`): without that, five answers or a long tail
    would themselves be taken for segments. In the bell shape every column does. The correlations of the
    underlying cloud are adjusted until those of the drawn columns equal the data's [2]_.

    References
    ----------
    .. [1] Tibshirani, R., Walther, G. and Hastie, T. (2001). Estimating the number of clusters in a data
       set via the gap statistic. Journal of the Royal Statistical Society B, 63, 411-423 (section 4).
    .. [2] Cario, M. C. and Nelson, B. L. (1997). Modeling and generating random vectors with arbitrary
       marginal distributions and correlation matrix. Northwestern University.
    """

    def __init__(self, rows: Floats, shape: Shape, rng: np.random.Generator) -> None:
        self._shape: Shape = shape
        self._spreads = rows.std(axis=0)
        self._margins = {
            position: single_peaked(column)
            for position, column in enumerate(rows.T)
            if shape == "bell" or few_answers(column) or abs(skewness(column)) > SKEWED
        }
        wanted = _correlations(rows)
        self._correlations = wanted
        self._cuts: dict[int, Floats] = {}
        for step_rng in rng.spawn(_MATCHING_STEPS if self._margins else 0):
            self._cut(self._latent(step_rng, _MATCHING_ROWS))
            drawn = _correlations(self.draw(step_rng, _MATCHING_ROWS))
            self._correlations = _nearest_correlations(self._correlations + wanted - drawn)
        if self._margins:
            self._cut(self._latent(rng, _MATCHING_ROWS))

    @property
    def margins(self) -> dict[int, Margin]:
        """The columns that keep their own distribution, by position."""
        return self._margins

    def draw(self, rng: np.random.Generator, n: int) -> Floats:
        """`n` rows of a population without segments, centred at zero."""
        rows = self._latent(rng, n)
        for position, margin in self._margins.items():
            rows[:, position] = margin.mapped(rows[:, position], self._cuts[position]) * self._spreads[position]
        return rows

    def _latent(self, rng: np.random.Generator, n: int) -> Floats:
        values, axes = np.linalg.eigh(self._correlations * np.outer(self._spreads, self._spreads))
        lengths = np.sqrt(np.maximum(values, 0))
        if self._shape == "flat":
            return (rng.uniform(-1, 1, (n, len(lengths))) * (np.sqrt(3.0) * lengths)) @ axes.T
        return (rng.standard_normal((n, len(lengths))) * lengths) @ axes.T

    def _cut(self, latent: Floats) -> None:
        """Where the latent columns are cut into the points of the margins."""
        for position, margin in self._margins.items():
            self._cuts[position] = np.quantile(latent[:, position], margin.cumulative)


def effective_dimensions(rows: Floats) -> float:
    """How many independent directions the spread of the data amounts to: 1 to the number of columns.

    ``(sum of eigenvalues)² / sum of squared eigenvalues`` of the covariance matrix.

    Examples
    --------
    >>> round(effective_dimensions(np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]])), 6)
    1.0
    """
    values = np.linalg.eigvalsh(np.atleast_2d(np.cov(rows, rowvar=False)))
    return float(values.sum() ** 2 / (values**2).sum())


def _correlations(rows: Floats) -> Floats:
    """Correlations of columns; 0 with a column that is constant, as a rare answer can be in a small draw."""
    centred = rows - rows.mean(axis=0)
    lengths = np.sqrt((centred**2).sum(axis=0))
    unit = centred / np.where(lengths > 0, lengths, 1.0)
    matrix = unit.T @ unit
    np.fill_diagonal(matrix, 1.0)
    return matrix


def _nearest_correlations(matrix: Floats) -> Floats:
    """A correlation matrix near a symmetric one: clipped, negative eigenvalues removed, ones on the diagonal."""
    clipped = np.clip(matrix, -_LARGEST_CORRELATION, _LARGEST_CORRELATION)
    np.fill_diagonal(clipped, 1.0)
    values, axes = np.linalg.eigh(clipped)
    positive = (axes * np.maximum(values, 1e-6)) @ axes.T
    scale = np.sqrt(np.diag(positive))
    return positive / np.outer(scale, scale)
