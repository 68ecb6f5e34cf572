"""Rows of cells as bytes: CSV text in an encoding, or a workbook."""

# xlsxwriter has no complete types.
# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false
from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from synthetic.writers.questions import Cell

# What a spreadsheet keeps of a number.
WORKBOOK_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of cells: header rows, and the columns below them."""

    headers: tuple[tuple[str, ...], ...]
    columns: tuple[Sequence[Cell], ...]

    def rows(self) -> list[tuple[Cell, ...]]:
        """All rows, header rows first."""
        return [*self.headers, *zip(*self.columns, strict=True)]


def csv_bytes(sheet: Sheet, encoding: str) -> bytes:
    r"""The cells as CSV; numbers with all their digits, no answer as an empty cell.

    Examples
    --------
    >>> csv_bytes(Sheet((("年龄", "a,b"),), ((31, None), (0.25, "x"))), "gb18030").decode("gb18030")
    '年龄,"a,b"\r\n31,0.25\r\n,x\r\n'
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows(sheet.rows())
    return text.getvalue().encode(encoding)


def workbook_bytes(sheet: Sheet, name: str) -> bytes:
    """The cells as the only sheet of a workbook; texts are never formulas, links or numbers."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        page = workbook.add_worksheet(name)
        for place, row in enumerate(sheet.rows()):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(place, column, cell)
                elif cell is not None:
                    page.write_number(place, column, float(f"{cell:.{WORKBOOK_DIGITS}g}"))
    return buffer.getvalue()
