"""Excel workbooks: one sheet's cells as text, with the stored results of formulas."""

# calamine and openpyxl have no complete types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false, reportMissingModuleSource=false
from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable
from typing import Any

from analysis.core.errors import UnreadableFileError
from analysis.core.messages import Message, PluralMessage
from analysis.data.files import SourceFile, password_protected
from analysis.data.formats.boundary import foreign_parser
from analysis.data.formats.delimited import report_empty_rows, text_frame
from analysis.data.formats.grid import Grid, Limits, check_limits, tidy_grid
from analysis.data.read_report import Reporter

# A workbook is a zip archive: refuse one that would unpack to much more than a table of the allowed size.
MAX_UNPACKED_BYTES = 2_000_000_000


def read_workbook(file: SourceFile, sheet: str | None, limits: Limits, report: Reporter) -> Grid:
    """Read one sheet of an .xlsx or .xls workbook into a grid.

    Parameters
    ----------
    file : SourceFile
        The workbook.
    sheet : str, optional
        Name of the sheet; the first one that holds anything by default.
    limits : Limits
        Largest table that is read.
    report : Reporter
        Told which sheet was read, and formulas.

    Returns
    -------
    Grid
        Numbers in their shortest form, dates as ``2025-06-01 12:30:11``, yes/no cells as TRUE and FALSE.

    Raises
    ------
    UnreadableFileError
        When the workbook is damaged, protected by a password, has no such sheet, or is too large.
    """
    if file.kind == "xlsx":
        _check_unpacked(file)
    with foreign_parser(file.name, file.kind):
        rows, name = _rows(file, sheet, report)
    width = max((len(row) for row in rows), default=0)
    check_limits(len(rows) - 1, width, limits, file.name)
    texts = [[cell_text(cell) for cell in row] for row in rows]
    if file.kind == "xlsx":
        with foreign_parser(file.name, file.kind):
            _keep_formulas(file.data, name, texts, report)
    width = max((len(row) for row in texts), default=0)
    grid, n_empty = tidy_grid(text_frame([[*row, *[""] * (width - len(row))] for row in texts], width))
    if n_empty:
        report_empty_rows(n_empty, report)
    return grid


def cell_text(value: Any) -> str:
    """A cell's value as the text it stands for.

    Examples
    --------
    >>> cell_text(5.0), cell_text(0.25), cell_text(True), cell_text(dt.datetime(2025, 6, 1, 12, 30, 11))
    ('5', '0.25', 'TRUE', '2025-06-01 12:30:11')
    """
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
        case dt.datetime():
            return value.isoformat(" ")
        case _:
            return str(value)


def _check_unpacked(file: SourceFile) -> None:
    with foreign_parser(file.name, file.kind), zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        size = sum(part.file_size for part in archive.infolist())
    if size > MAX_UNPACKED_BYTES:
        raise UnreadableFileError(
            Message("{file} unpacks to {size:number} MB.", file=file.name, size=size / 1e6),
            Message("Allowed: up to {limit:number} MB.", limit=MAX_UNPACKED_BYTES / 1e6),
            Message("Save it as CSV or Parquet."),
        )


def _rows(file: SourceFile, sheet: str | None, report: Reporter) -> tuple[list[list[Any]], str]:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.data))
        names = list(book.sheet_names)
        rows_of = _calamine_rows(book)
    except calamine.PasswordError as error:
        raise password_protected(file.name) from error
    except calamine.CalamineError:
        if file.kind != "xlsx":
            raise
        names, rows_of = _openpyxl_rows(file.data)
    if sheet is not None:
        if sheet not in names:
            raise _no_such_sheet(sheet, names, file.name)
        return rows_of(sheet), sheet
    for name in names:
        rows = rows_of(name)
        if rows:
            if len(names) > 1:
                others = tuple(other for other in names if other != name)
                report.read(Message("Sheet {sheet} was read; not read: {others}.", sheet=name, others=others), 1)
            return rows, name
    raise UnreadableFileError(
        Message("The workbook {file} holds no cells.", file=file.name),
        remedy=Message("Export it again, or choose another file."),
    )


def _calamine_rows(book: Any) -> Any:
    def rows_of(name: str) -> list[list[Any]]:
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)

    return rows_of


def _openpyxl_rows(data: bytes) -> tuple[list[str], Any]:
    """The second reader, for workbooks that the fast one does not understand."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)

    def rows_of(name: str) -> list[list[Any]]:
        return [list(row) for row in book[name].iter_rows(values_only=True)]

    return [sheet.title for sheet in book.worksheets], rows_of


def _no_such_sheet(sheet: str, names: list[str], file_name: str) -> UnreadableFileError:
    return UnreadableFileError(
        Message("{file} has no sheet {sheet}.", file=file_name, sheet=sheet),
        Message("Its sheets are: {sheets}.", sheets=tuple(names)),
    )


def _keep_formulas(data: bytes, sheet: str, texts: list[list[str]], report: Reporter) -> None:
    """Count formulas, and put the formula itself where the workbook stores no result for it."""
    if not _has_formulas(data):
        return
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    n_stored = n_without = 0
    for row, column, formula in _formulas(book[sheet].iter_rows()):
        texts.extend([] for _ in range(row + 1 - len(texts)))
        texts[row].extend([""] * (column + 1 - len(texts[row])))
        if texts[row][column]:
            n_stored += 1
        else:
            texts[row][column] = formula
            n_without += 1
    if n_stored:
        report.read(
            PluralMessage(
                "{n:count} cell holds a formula; its stored result was read.",
                "{n:count} cells hold a formula; their stored results were read.",
                n=n_stored,
            ),
            n_stored,
        )
    if n_without:
        report.caution(
            "changed",
            PluralMessage(
                "{n:count} cell holds a formula without a stored result; the formula was kept as text. Open and save "
                "the workbook in Excel to store results.",
                "{n:count} cells hold formulas without stored results; the formulas were kept as text. Open and save "
                "the workbook in Excel to store results.",
                n=n_without,
            ),
            n_without,
        )


def _formulas(rows: Iterable[tuple[Any, ...]]) -> Iterable[tuple[int, int, str]]:
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            # A text that begins with = is of another type than a formula.
            if cell.data_type == "f":
                yield place, column, str(getattr(cell.value, "text", None) or cell.value or "=")


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [part for part in archive.namelist() if part.startswith("xl/worksheets/") and part.endswith(".xml")]
        return any(re.search(rb"<f[ >/]", archive.read(part)) for part in sheets)
