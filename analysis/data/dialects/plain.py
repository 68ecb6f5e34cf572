"""A plain table: one header row, one column a question or an option."""

from __future__ import annotations

from analysis.core.messages import Message
from analysis.data.dialects.headers import headed_columns, report_headers, skip_titles
from analysis.data.dialects.table_columns import KnownOptions, draft_columns
from analysis.data.drafts import Draft, collect
from analysis.data.formats.grid import Grid
from analysis.data.read_report import Reporter

# A comma also stands inside answers; only tools known to join with commas are read that way.
SEPARATORS = ("┋", ";", "；", "|")
LAYOUT = Message("a table with one header row")
LAYOUT_OPTIONS = Message("a table with a column for each option")


def draft(grid: Grid, known: KnownOptions, report: Reporter) -> Draft:
    """Read a table with one header row."""
    grid = skip_titles(grid, report)
    headers = grid.row(0)
    columns = headed_columns(grid, 1, headers)
    report_headers([column.header for column in columns], report)
    parts = draft_columns(columns, SEPARATORS, known, report)
    has_sets = any(part.question is not None for part in parts)
    return collect(
        parts,
        dialect="option_columns" if has_sets else "plain",
        layout=LAYOUT_OPTIONS if has_sets else LAYOUT,
        n_rows_read=grid.n_rows - 1,
        n_columns_read=grid.n_columns,
    )
