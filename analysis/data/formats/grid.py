"""A grid of cells: every tabular file before anybody knows which row is the header."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.core.errors import UnreadableFileError
from analysis.core.messages import Message, PluralMessage
from analysis.data.text_column import TextColumn, clean_text

HEAD_ROWS = 8


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
    """Cells as text, all rows of the file; empty cells are missing.

    Parameters
    ----------
    cells : DataFrame
        Text columns.
    first_rows : tuple of tuple of str
        The first rows cleaned, an empty cell as an empty text: what every dialect looks at.
    """

    cells: pd.DataFrame
    first_rows: tuple[tuple[str, ...], ...]

    @staticmethod
    def of(cells: pd.DataFrame) -> Grid:
        """A grid of a frame of texts."""
        head: list[list[object]] = cells.iloc[:HEAD_ROWS].to_numpy(dtype=object).tolist()
        cleaned = (tuple(clean_text(cell) if isinstance(cell, str) else "" for cell in row) for row in head)
        return Grid(cells, tuple(cleaned))

    @property
    def n_rows(self) -> int:
        """Rows, the header among them."""
        return len(self.cells)

    @property
    def n_columns(self) -> int:
        """Columns."""
        return self.cells.shape[1]

    def row(self, place: int) -> tuple[str, ...]:
        """One of the first rows."""
        return self.first_rows[place] if place < len(self.first_rows) else ()

    def column(self, place: int, first_row: int) -> TextColumn:
        """One column from a row on."""
        return TextColumn.of(self.cells.iloc[:, place].array[first_row:])

    def without_first(self, n: int) -> Grid:
        """The grid from row `n` on."""
        return Grid.of(self.cells.iloc[n:]) if n else self


def tidy_grid(cells: pd.DataFrame) -> tuple[Grid, int]:
    """Drop rows and trailing columns without any content; also the number of empty rows between others."""
    filled: NDArray[np.bool_] = cells.notna().to_numpy()
    rows = np.asarray(filled.any(axis=1), dtype=bool)
    columns = np.flatnonzero(np.asarray(filled.any(axis=0)))
    width = int(columns[-1]) + 1 if len(columns) else 0
    last = int(np.flatnonzero(rows)[-1]) + 1 if rows.any() else 0
    n_empty = int((~rows[:last]).sum())
    kept = cells.iloc[:, :width] if width < cells.shape[1] else cells
    return Grid.of(kept if rows.all() else kept.loc[rows]), n_empty


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
            PluralMessage("{file} has one row.", "{file} has {rows:count} rows.", n=n_rows, file=name, rows=n_rows),
            Message("Allowed: up to {limit:count} rows.", limit=limits.rows),
            Message("Draw a sample of the rows, or split the file by period."),
        )
