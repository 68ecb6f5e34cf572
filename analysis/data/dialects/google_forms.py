"""Google Forms: one header row beginning with a timestamp, checkbox answers joined by commas or semicolons."""

from __future__ import annotations

import numpy as np

from analysis.core.messages import Message
from analysis.data.dialects.headers import headed_columns, report_headers
from analysis.data.dialects.metadata import GOOGLE_METADATA, draft_metadatum, plain_name
from analysis.data.dialects.table_columns import KnownOptions, draft_columns
from analysis.data.drafts import Draft, QuestionDraft, collect
from analysis.data.formats.grid import Grid
from analysis.data.read_report import Reporter
from analysis.data.times import parse_times

# A sheet joins with a comma and a blank, the direct download with a semicolon.
SEPARATORS = (";", ", ")
STAMPS = frozenset({"timestamp", "时间戳记", "时间戳", "時間戳記"})
LAYOUT = Message("an export of Google Forms")


def recognises(grid: Grid) -> bool:
    """Whether the first column is the timestamp that Google Forms writes."""
    if plain_name(grid.row(0)[0]) not in STAMPS or grid.n_columns < 2:
        return False
    times = parse_times(grid.column(0, 1).texts[:50]).values
    return len(times) > 0 and not np.isnat(times).any()


def draft(grid: Grid, known: KnownOptions, report: Reporter) -> Draft:
    """Read an export of Google Forms."""
    parts: list[QuestionDraft] = []
    columns = headed_columns(grid, 1, grid.row(0))
    report_headers([column.header for column in columns], report)
    questions = [column for column in columns if plain_name(column.header) not in GOOGLE_METADATA]
    for column in columns:
        metadatum = GOOGLE_METADATA.get(plain_name(column.header))
        if metadatum is not None:
            parts.append(draft_metadatum(metadatum, column.cells, column.header, report))
    parts.extend(draft_columns(questions, SEPARATORS, known, report))
    return collect(
        parts, dialect="google_forms", layout=LAYOUT, n_rows_read=grid.n_rows - 1, n_columns_read=grid.n_columns
    )
