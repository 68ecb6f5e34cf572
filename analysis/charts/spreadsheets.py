"""Tables as files: CSV that Excel opens with Chinese intact, and XLSX with the full result on a second sheet."""

# XlsxWriter ships no types.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from analysis.charts.display import Say, Table
from analysis.charts.three_line import table_texts
from analysis.core.messages import Message

if TYPE_CHECKING:
    import pandas as pd

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def table_csv(table: Table, say: Say) -> bytes:
    """Write a table as CSV in UTF-8 with a byte-order mark, which Excel needs to read Chinese."""
    text = io.StringIO()
    csv.writer(text).writerows([[safe_text(cell) for cell in row] for row in table_texts(_whole(table), say)])
    return BYTE_ORDER_MARK + text.getvalue().encode()


def frame_csv(frame: pd.DataFrame) -> bytes:
    """Write a result's own numbers, all rows and unrounded, as CSV."""
    text = io.StringIO()
    cells = csv.writer(text)
    cells.writerow([safe_text(str(name)) for name in frame.columns])
    for row in frame.itertuples(index=False):
        cells.writerow([_plain(value) for value in row])
    return BYTE_ORDER_MARK + text.getvalue().encode()


def tables_xlsx(tables: Sequence[Table], frame: pd.DataFrame, say: Say) -> bytes:
    """Write tables as they are shown, and the result's own numbers unrounded on the last sheet."""
    import xlsxwriter

    buffer = io.BytesIO()
    book: Any = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "nan_inf_to_errors": True}
    )
    top = book.add_format({"top": 2, "bottom": 1, "bold": True})
    last = book.add_format({"bottom": 2})
    for position, table in enumerate(tables, start=1):
        sheet = book.add_worksheet(say(Message("Table {n}", n=position))[:31])
        rows = table_texts(_whole(table), say)
        for row_number, row in enumerate(rows):
            form = top if row_number == 0 else (last if row_number == len(rows) - 1 else None)
            for column_number, cell in enumerate(row):
                sheet.write_string(row_number, column_number, cell, form)
        sheet.autofit()
    _write_frame(book.add_worksheet(say(Message("Numbers"))[:31]), frame)
    book.close()
    return buffer.getvalue()


def safe_text(cell: str) -> str:
    """A text that a spreadsheet will not take for a formula; numbers with a minus sign stay numbers.

    Examples
    --------
    >>> safe_text("=1+1"), safe_text("-3.2"), safe_text("12%")
    ("'=1+1", '-3.2', '12%')
    """
    if cell.startswith(FORMULA_SIGNS) and not cell[1:].replace(".", "").replace(",", "").rstrip("%").isdigit():
        return f"'{cell}"
    return cell


def _whole(table: Table) -> Table:
    """The table with all its rows, where only some are shown."""
    return replace(table, rows=table.whole()) if table.whole is not None else table


def _plain(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return safe_text(_words(value))
    return "" if value != value else value  # noqa: PLR0124 - NaN leaves an empty cell


def _words(value: Any) -> str:
    """A value that is no number; several names are joined as they are written, not as Python shows them."""
    if isinstance(value, tuple | list | frozenset):
        return ", ".join(str(item) for item in cast("Iterable[object]", value))
    return "" if value is None else str(value)


def _write_frame(sheet: Any, frame: pd.DataFrame) -> None:
    for column_number, name in enumerate(frame.columns):
        sheet.write_string(0, column_number, str(name))
        for row_number, value in enumerate(frame.iloc[:, column_number].tolist(), start=1):
            if isinstance(value, bool) or not isinstance(value, int | float):
                sheet.write_string(row_number, column_number, _words(value))
            elif value == value:  # noqa: PLR0124 - NaN leaves an empty cell
                sheet.write_number(row_number, column_number, value)
