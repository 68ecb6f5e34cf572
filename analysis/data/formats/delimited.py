"""Delimited text: finds the delimiter, reads fast where the file is clean and carefully where it is not."""

# pyarrow has no types of its own.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false
from __future__ import annotations

import csv
import io
import re

import numpy as np
import pandas as pd

from analysis.core.messages import Message, PluralMessage
from analysis.data.formats.encoding import decode
from analysis.data.formats.grid import Grid, Limits, check_limits, tidy_grid
from analysis.data.read_report import Reporter

DELIMITERS = ",;\t|"
SNIFFED_LINES = 60
# Excel writes and reads a first line that only names the delimiter.
_DECLARED = re.compile(r'"?sep=([,;\t|])"?\n', re.IGNORECASE)
DELIMITER_WORDS = {
    ",": Message("commas"),
    ";": Message("semicolons"),
    "\t": Message("tabs"),
    "|": Message("vertical bars"),
}


def read_delimited(data: bytes, name: str, limits: Limits, report: Reporter) -> Grid:
    """Read delimited text into a grid.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name, for errors.
    limits : Limits
        Largest table that is read.
    report : Reporter
        Told the encoding, the delimiter where it is not a comma, and every row that does not fit.

    Returns
    -------
    Grid
        Without empty rows.

    Raises
    ------
    UnreadableFileError
        When the table is above the limits.
    """
    text = decode(data, report).replace("\r\n", "\n").replace("\r", "\n")
    declared = _DECLARED.match(text)
    text = text[declared.end() :] if declared else text
    delimiter = declared[1] if declared else find_delimiter(text)
    if delimiter != ",":
        report.read(Message("Cells are separated by {delimiter}.", delimiter=DELIMITER_WORDS[delimiter]), 1)
    width = len(next(csv.reader(io.StringIO(text[:1_000_000]), delimiter=delimiter), []))
    check_limits(0, width, limits, name)
    cells = _read_clean(text, delimiter, width)
    if cells is None:
        cells = _read_ragged(text, delimiter, name, limits, report)
    grid, n_empty = tidy_grid(cells)
    check_limits(grid.n_rows - 1, grid.n_columns, limits, name)
    if n_empty:
        report_empty_rows(n_empty, report)
    return grid


def report_empty_rows(n: int, report: Reporter) -> None:
    """Note the rows without any content."""
    report.set_aside(PluralMessage("{n:count} empty row was left out.", "{n:count} empty rows were left out.", n=n), n)


def find_delimiter(text: str) -> str:
    r"""The delimiter that cuts the first lines into the most even rows.

    Examples
    --------
    >>> find_delimiter("a;b;c\n1,5;2;3\n"), find_delimiter("only\n1\n")
    (';', ',')
    """
    lines = "\n".join(text[:200_000].splitlines()[:SNIFFED_LINES])
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(lines), delimiter=delimiter) if row]
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        even = sum(width == widths[0] for width in widths) / len(widths)
        # Evenness decides; the number of columns settles ties.
        score = even + 0.001 * min(widths[0], 500)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _read_clean(text: str, delimiter: str, width: int) -> pd.DataFrame | None:
    """The cells of a file whose rows are all equally wide, or None where they are not."""
    if not width or text.count('"') % 2:
        return None
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    names = [str(place) for place in range(width)]
    encoded = text.encode()
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(encoded),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=min(len(encoded) + 1, 2**31 - 1)),
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        # Rows of different width, or a line ending Arrow does not know: the careful reader takes over.
        return None
    frame = table.to_pandas()
    frame.columns = range(width)
    return frame


def _read_ragged(text: str, delimiter: str, name: str, limits: Limits, report: Reporter) -> pd.DataFrame:
    csv.field_size_limit(2**27)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        report.caution(
            "changed",
            Message("A quotation mark is never closed, so quotation marks were read as part of the text."),
            1,
        )
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, quoting=csv.QUOTE_NONE))
    rows = [_without_trailing(row) for row in _with_row_names(rows, report)]
    width = _width(rows)
    kept = [row for row in rows if len(row) <= width]
    check_limits(len(kept), width, limits, name)
    too_long = len(rows) - len(kept)
    if too_long:
        report.caution(
            "set_aside",
            PluralMessage(
                "{n:count} row has more cells than the header and was set aside.",
                "{n:count} rows have more cells than the header and were set aside.",
                n=too_long,
            ),
            too_long,
        )
    return text_frame([[*row, *[""] * (width - len(row))] for row in kept], width)


def _with_row_names(rows: list[list[str]], report: Reporter) -> list[list[str]]:
    """Give the header a first cell where every row begins with a row name that the header does not count."""
    below = [row for row in rows[1:] if row]
    if not below or not all(len(row) == len(rows[0]) + 1 for row in below) or not any(row[-1] for row in below):
        return rows
    report.caution(
        "changed",
        Message("Every row has one cell more than the header; the first cell was read as a row name."),
        1,
    )
    return [["", *rows[0]], *rows[1:]]


def _width(rows: list[list[str]]) -> int:
    """Width of the table: the widest of its first rows, since a header may have one or two lines."""
    filled = [len(row) for row in rows[:3] if row]
    return max(filled, default=0)


def _without_trailing(row: list[str]) -> list[str]:
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return row[:end]


def text_frame(rows: list[list[str]], width: int) -> pd.DataFrame:
    """Equally long rows of texts as a frame; empty texts are missing."""
    table = np.array(rows, dtype=object).reshape(len(rows), width)
    table[table == ""] = None
    return pd.DataFrame({place: pd.Series(table[:, place], dtype="str") for place in range(width)})
