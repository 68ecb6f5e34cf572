"""A grid of cells: every tabular file before anybody knows which row is the header."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.core.errors import UnreadableFileError
from analysis.core.messages import Message
from analysis.data.text_column import TextColumn, clean_text

HEAD_ROWS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The largest table that is read.

    Parameters
    ----------
    rows, columns : int
        Rows below the header, and columns.
    """

    rows: int = 2_000_000
    columns: int = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Cells as text, all rows of the file; empty cells are missing."""

    cells: pd.DataFrame

    @property
    def n_rows(self) -> int:
        """Rows, the header among them."""
        return len(self.cells)

    @property
    def n_columns(self) -> int:
        """Columns."""
        return self.cells.shape[1]

    def row(self, place: int) -> tuple[str, ...]:
        """One row's cells, cleaned; an empty cell is an empty text."""
        if place >= self.n_rows:
            return ()
        return tuple("" if pd.isna(cell) else clean_text(str(cell)) for cell in self.cells.iloc[place])

    def head(self, n: int = HEAD_ROWS) -> list[tuple[str, ...]]:
        """The first rows."""
        return [self.row(place) for place in range(min(n, self.n_rows))]

    def column(self, place: int, first_row: int) -> TextColumn:
        """One column from a row on."""
        return TextColumn.of(self.cells.iloc[first_row:, place])

    def without_first(self, n: int) -> Grid:
        """The grid from row `n` on."""
        return Grid(self.cells.iloc[n:]) if n else self


def tidy_grid(cells: pd.DataFrame) -> tuple[Grid, int]:
    """Drop rows and trailing columns without any content; also the number of empty rows between others."""
    filled: NDArray[np.bool_] = cells.notna().to_numpy()
    rows = np.asarray(filled.any(axis=1), dtype=bool)
    columns = np.flatnonzero(np.asarray(filled.any(axis=0)))
    width = int(columns[-1]) + 1 if len(columns) else 0
    last = int(np.flatnonzero(rows)[-1]) + 1 if rows.any() else 0
    n_empty = int((~rows[:last]).sum())
    kept = cells.iloc[:, :width] if width < cells.shape[1] else cells
    return Grid(kept if rows.all() else kept.loc[rows]), n_empty


def check_limits(n_rows: int, n_columns: int, limits: Limits, name: str) -> None:
    """Raise `UnreadableFileError` for a table above the limits."""
    if n_columns > limits.columns:
        raise UnreadableFileError(
            Message("{file} has {columns:count} columns.", file=name, columns=n_columns),
            Message("Allowed: up to {limit:count} columns.", limit=limits.columns),
            Message("Keep the questions you study, and export the others to a file of their own."),
        )
    if n_rows > limits.rows:
        raise UnreadableFileError(
            Message("{file} has {rows:count} rows.", file=name, rows=n_rows),
            Message("Allowed: up to {limit:count} rows.", limit=limits.rows),
            Message("Draw a sample of the rows, or split the file by period."),
        )
