"""Header rows: names made different, titles above the header, headers that look like data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from analysis.core.messages import Message, PluralMessage
from analysis.data.dialects.table_columns import HeadedColumn
from analysis.data.formats.grid import Grid
from analysis.data.numerals import numbers_of
from analysis.data.read_report import Reporter

MAX_TITLE_ROWS = 5
MAX_SHOWN = 40


def shortened(text: str) -> str:
    """A header short enough for a list in a sentence."""
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


def skip_titles(grid: Grid, report: Reporter) -> Grid:
    """Leave out rows above the header that fill one cell of a table of several columns."""
    n = 0
    while n < min(MAX_TITLE_ROWS, grid.n_rows - 2) and grid.n_columns > 2:
        if sum(bool(cell) for cell in grid.row(n)) > 1:
            break
        n += 1
    if sum(bool(cell) for cell in grid.row(n)) < 2:
        return grid
    if n:
        report.set_aside(
            PluralMessage(
                "{n:count} title row above the header was left out: {title}.",
                "{n:count} title rows above the header were left out: {title}.",
                n=n,
                title=next((cell for cell in grid.row(0) if cell), ""),
            ),
            n,
        )
    return grid.without_first(n)


def headed_columns(grid: Grid, n_header_rows: int, headers: Sequence[str]) -> list[HeadedColumn]:
    """The columns below the header; columns without a name and without content are left out."""
    columns = [HeadedColumn(header, grid.column(place, n_header_rows)) for place, header in enumerate(headers)]
    return [column for column in columns if column.header or column.cells.texts]


def report_headers(headers: Sequence[str], report: Reporter) -> None:
    """Report repeated names, missing names, and a header that looks like a row of data."""
    repeated = [name for name, n in Counter(header for header in headers if header).items() if n > 1]
    if repeated:
        report.caution(
            "changed",
            PluralMessage(
                "{n:count} column name stands more than once and was numbered: {names}.",
                "{n:count} column names stand more than once and were numbered: {names}.",
                n=len(repeated),
                names=tuple(shortened(name) for name in repeated[:6]),
            ),
            len(repeated),
        )
    unnamed = sum(not header for header in headers)
    if unnamed:
        report.caution(
            "changed",
            PluralMessage(
                "{n:count} column has no name and was named by its place.",
                "{n:count} columns have no name and were named by their place.",
                n=unnamed,
            ),
            unnamed,
        )
    named = [header for header in headers if header]
    if named and not np.isnan(numbers_of(named)).any():
        report.caution(
            "guessed",
            Message(
                "The first row was read as column names, but it holds only numbers: {names}.",
                names=tuple(shortened(name) for name in named[:6]),
            ),
            1,
        )
