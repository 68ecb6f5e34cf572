"""Rows ready for distances: complete, varying, scaled, and enough of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.clustering.lloyd import n_different
from analysis.clustering.measurements import Measurements, measure
from analysis.clustering.scaling import Scaler, Scaling, fit_scaler
from analysis.core.errors import TooFewRowsError, UnsuitableDataError
from analysis.core.messages import Message, PluralMessage

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PreparedRows:
    """The rows that a division uses.

    Parameters
    ----------
    measured : Measurements
        All columns asked for, in own units.
    scaling : str
        Scaling asked for.
    scaler : Scaler or None
        Of the columns that vary; None where none does.
    rows : array of float
        Scaled columns that vary, rows sorted by content.
    constant : tuple of str
        Columns with one value.
    """

    measured: Measurements
    scaling: Scaling
    scaler: Scaler | None
    rows: Floats
    constant: tuple[str, ...]

    @property
    def n(self) -> int:
        """Rows used."""
        return self.measured.n

    @property
    def n_total(self) -> int:
        """Rows of the frame."""
        return self.measured.n_total


def prepare_rows(
    frame: pd.DataFrame,
    columns: tuple[str, ...],
    scaling: Scaling,
    fewest: int,
    missing_kinds: pd.DataFrame | None = None,
) -> PreparedRows:
    """Complete rows of the columns that vary, scaled.

    Parameters
    ----------
    frame : DataFrame
        One row per customer; not changed.
    columns : tuple of str
        Scale, ordinal or binary columns.
    scaling : str
        See `fit_scaler`.
    fewest : int
        Rows, and different rows, that are needed.
    missing_kinds : DataFrame, optional
        The kind of each missing cell.

    Returns
    -------
    PreparedRows

    Raises
    ------
    TooFewRowsError, UnsuitableDataError
        With fewer complete, or fewer different, rows than needed.
    """
    measured = measure(frame, columns, missing_kinds)
    _require_rows(measured, fewest)
    varies = measured.values.min(axis=0) < measured.values.max(axis=0)
    names = [variable.column for variable in measured.variables]
    constant = tuple(name for name, changes in zip(names, varies, strict=True) if not changes)
    if len(constant) == len(names):
        return PreparedRows(
            measured=measured, scaling=scaling, scaler=None, rows=np.empty((measured.n, 0)), constant=constant
        )
    _require_distinct_rows(measured, fewest)
    values = np.ascontiguousarray(measured.values[:, varies])
    scaler = fit_scaler(values, tuple(name for name in names if name not in constant), scaling)
    return PreparedRows(
        measured=measured, scaling=scaling, scaler=scaler, rows=scaler.scaled(values), constant=constant
    )


def _require_rows(measured: Measurements, fewest: int) -> None:
    if measured.n < fewest:
        raise TooFewRowsError(
            PluralMessage(
                "One row is complete in the chosen columns.",
                "{n:count} rows are complete in the chosen columns.",
                n=measured.n,
            ),
            Message("At least {least:count} complete rows are needed.", least=fewest),
            Message("Choose fewer columns, or columns that more people answered."),
        )


def _require_distinct_rows(measured: Measurements, fewest: int) -> None:
    n_distinct = n_different(measured.values)
    if n_distinct < fewest:
        raise UnsuitableDataError(
            Message(
                "{rows:count} rows show {distinct:count} different combinations of answers; at least {k:count} are "
                "needed here.",
                rows=measured.n,
                distinct=n_distinct,
                k=fewest,
            ),
            Message("There can be no more segments than different combinations."),
            Message("Ask for fewer segments, or choose more columns."),
        )
