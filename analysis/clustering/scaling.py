"""Makes columns comparable before distances are taken: the scale is kept, so new customers get the same one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Scaling: TypeAlias = Literal["z", "robust", "range", "none"]
# The interquartile range of a normal distribution in standard deviations: 2 * Phi^-1(.75).
NORMAL_IQR = 1.3489795003921634


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaler:
    """Centre and spread of every column: ``scaled = (value - centre) / spread``.

    Parameters
    ----------
    columns : tuple of str
        Column ids.
    centres, spreads : tuple of float
        In the columns' own units; a spread is above zero.
    replaced : tuple of str
        Columns whose interquartile range is zero, so that their standard deviation stands in for it.
    """

    columns: tuple[str, ...]
    centres: tuple[float, ...]
    spreads: tuple[float, ...]
    replaced: tuple[str, ...] = ()

    def scaled(self, values: Floats) -> Floats:
        """Values in the common scale."""
        return (values - np.array(self.centres)) / np.array(self.spreads)

    def original(self, scaled: Floats) -> Floats:
        """Scaled values in their own units again."""
        return scaled * np.array(self.spreads) + np.array(self.centres)


def fit_scaler(values: Floats, columns: tuple[str, ...], scaling: Scaling) -> Scaler:
    """Centre and spread of columns that are not constant.

    Parameters
    ----------
    values : array of float, shape (n, columns)
        At least two rows; no missing values, no constant column.
    columns : tuple of str
        Column ids, in the order of `values`.
    scaling : {"z", "robust", "range", "none"}
        Mean and standard deviation (n - 1); median and interquartile range over 1.349, which equals the
        standard deviation of normal data; minimum and range; or the values as they are.

    Returns
    -------
    Scaler

    References
    ----------
    .. [1] Milligan, G. W. and Cooper, M. C. (1988). A study of standardization of variables in cluster
       analysis. Journal of Classification, 5, 181-204 (z is their Z1, range their Z4 and Z5).

    Examples
    --------
    >>> fit_scaler(np.array([[1.0], [3.0], [5.0]]), ("x",), "z").spreads
    (2.0,)
    """
    replaced: tuple[str, ...] = ()
    spreads: Floats
    match scaling:
        case "z":
            centres, spreads = values.mean(axis=0), values.std(axis=0, ddof=1)
        case "range":
            centres, spreads = values.min(axis=0), np.ptp(values, axis=0)
        case "robust":
            low, centres, high = np.quantile(values, [0.25, 0.5, 0.75], axis=0)
            spreads = np.asarray((high - low) / NORMAL_IQR, dtype=np.float64)
            flat = spreads == 0
            spreads = np.where(flat, values.std(axis=0, ddof=1), spreads)
            replaced = tuple(column for column, is_flat in zip(columns, flat, strict=True) if is_flat)
        case "none":
            centres, spreads = np.zeros(len(columns)), np.ones(len(columns))
    return Scaler(
        columns=columns,
        centres=tuple(float(value) for value in centres),
        spreads=tuple(float(value) for value in spreads),
        replaced=replaced,
    )
