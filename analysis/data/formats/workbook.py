"""Excel workbooks: one sheet's cells as text, with the stored results of formulas."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pandas as pd

from analysis.core.errors import UnreadableFileError
from analysis.core.messages import Message, PluralMessage
from analysis.data.files import SourceFile, damaged, password_protected
from analysis.data.formats.boundary import foreign_parser
from analysis.data.formats.delimited import report_empty_rows
from analysis.data.formats.grid import Grid, Limits, check_limits, tidy_grid
from analysis.data.formats.parser_process import parse_in_child
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

    Notes
    -----
    The workbook is parsed in a child process, because a damaged one can crash the parser.
    """
    if file.kind == "xlsx":
        _check_unpacked(file)
    parsed = parse_in_child(file, sheet or "")
    if parsed.error:
        raise _error(file, parsed.facts, sheet or "")
    cells = parsed.columns.astype("str")
    cells.columns = pd.RangeIndex(cells.shape[1])
    check_limits(len(cells) - 1, cells.shape[1], limits, file.name)
    _report_sheet(parsed.facts, report, asked=sheet is not None)
    _report_formulas(int(parsed.facts["formulas_stored"]), int(parsed.facts["formulas_bare"]), report)
    grid, n_empty = tidy_grid(cells)
    if n_empty:
        report_empty_rows(n_empty, report)
    return grid


def _check_unpacked(file: SourceFile) -> None:
    with foreign_parser(file.name, file.kind), zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        size = sum(part.file_size for part in archive.infolist())
    if size > MAX_UNPACKED_BYTES:
        raise UnreadableFileError(
            Message("{file} unpacks to {size:number} MB.", file=file.name, size=size / 1e6),
            Message("Allowed: up to {limit:number} MB.", limit=MAX_UNPACKED_BYTES / 1e6),
            Message("Save it as CSV or Parquet."),
        )


def _error(file: SourceFile, facts: dict[str, Any], sheet: str) -> UnreadableFileError:
    match facts["error"]:
        case "password":
            return password_protected(file.name)
        case "no_sheet":
            return UnreadableFileError(
                Message("{file} has no sheet {sheet}.", file=file.name, sheet=sheet),
                Message("Its sheets are: {sheets}.", sheets=tuple(str(name) for name in facts["sheets"])),
            )
        case "no_cells":
            return UnreadableFileError(
                Message("The workbook {file} holds no cells.", file=file.name),
                remedy=Message("Export it again, or choose another file."),
            )
        case _:
            error = damaged(file.name, file.kind)
            error.__cause__ = ValueError(facts.get("detail", ""))
            return error


def _report_sheet(facts: dict[str, Any], report: Reporter, *, asked: bool) -> None:
    others = tuple(str(name) for name in facts["sheets"] if name != facts["sheet"])
    if others and not asked:
        report.read(
            Message("Sheet {sheet} was read; not read: {others}.", sheet=str(facts["sheet"]), others=others),
            len(others),
        )


def _report_formulas(n_stored: int, n_bare: int, report: Reporter) -> None:
    if n_stored:
        report.read(
            PluralMessage(
                "{n:count} cell holds a formula; its stored result was read.",
                "{n:count} cells hold a formula; their stored results were read.",
                n=n_stored,
            ),
            n_stored,
        )
    if n_bare:
        report.caution(
            "changed",
            PluralMessage(
                "{n:count} cell holds a formula without a stored result; the formula was kept as text. Open and save "
                "the workbook in Excel to store results.",
                "{n:count} cells hold formulas without stored results; the formulas were kept as text. Open and save "
                "the workbook in Excel to store results.",
                n=n_bare,
            ),
            n_bare,
        )
