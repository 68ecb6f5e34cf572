"""Parses one SPSS file or workbook in a process of its own: a damaged file can crash the parser, and only this.

Run as a script. Arguments: kind (``spss``, ``xlsx``, ``xls``), path of the file, and an option
(encoding or sheet; may be empty). Writes to standard output one line of JSON (what the file declares,
or what is wrong with it) and the columns as an Arrow stream.
"""

# The parsers have no complete types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false, reportMissingModuleSource=false
from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

MAX_MEMORY_BYTES = 16_000_000_000
MAX_CPU_SECONDS = 300
FACTS = (
    "column_names", "column_labels", "column_names_to_labels", "file_encoding", "missing_ranges", "mr_sets",
    "variable_measure", "variable_value_labels",
)  # fmt: skip


def main(kind: str, path: str, option: str) -> None:
    """Parse the file and write what it holds."""
    limit_resources()
    try:
        if kind == "spss":
            read_spss(path, option)
        else:
            read_workbook(Path(path).read_bytes(), kind, option)
    except Exception as error:  # noqa: BLE001 - whatever a parser raises is the parent's to word
        write({"error": "damaged", "detail": str(error) or type(error).__name__})


def limit_resources() -> None:
    """Bound memory and processor time where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for kind, limit in ((resource.RLIMIT_AS, MAX_MEMORY_BYTES), (resource.RLIMIT_CPU, MAX_CPU_SECONDS)):
        _, hard = resource.getrlimit(kind)
        soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (soft, hard))


def write(facts: dict[str, Any], columns: Iterable[Any] | None = None, *, texts: bool = False) -> None:
    """Write the line of facts, and the columns behind it; where all of them are texts, it need not be found out."""
    out = sys.stdout.buffer
    out.write(json.dumps(facts).encode() + b"\n")
    if columns is not None:
        import pyarrow as pa

        kind = pa.large_string() if texts else None
        arrays = [pa.array(values, type=kind, from_pandas=not texts) for values in columns]
        table = pa.Table.from_arrays(arrays, names=[str(place) for place in range(len(arrays))])
        with pa.ipc.new_stream(out, table.schema) as stream:
            stream.write_table(table)
    out.flush()


def read_spss(path: str, encoding: str) -> None:
    """Parse an SPSS file."""
    import pyreadstat

    columns, metadata = pyreadstat.read_sav(path, user_missing=True, encoding=encoding or None, output_format="dict")
    facts: dict[str, Any] = {name: getattr(metadata, name) for name in FACTS}
    # JSON has no numeric keys: labels travel as pairs.
    facts["variable_value_labels"] = {
        name: list(labels.items()) for name, labels in facts["variable_value_labels"].items()
    }
    write(facts, columns.values())


def read_workbook(data: bytes, kind: str, wanted: str) -> None:
    """Parse one sheet of a workbook into columns of text."""
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names, rows_of = list(book.sheet_names), calamine_rows(book)
    except calamine.PasswordError:
        write({"error": "password"})
        return
    except calamine.CalamineError:
        if kind != "xlsx":
            raise
        names, rows_of = openpyxl_rows(data)
    if wanted and wanted not in names:
        write({"error": "no_sheet", "sheets": names})
        return
    for name in [wanted] if wanted else names:
        # Most cells are texts already; asking for them here spares a call for each of millions.
        rows = [[cell if type(cell) is str else cell_text(cell) for cell in row] for row in rows_of(name)]
        if rows or wanted:
            counts = keep_formulas(data, name, rows) if kind == "xlsx" and has_formulas(data) else (0, 0)
            width = max((len(row) for row in rows), default=0)
            facts = {"sheet": name, "sheets": names, "formulas_stored": counts[0], "formulas_bare": counts[1]}
            write(facts, text_columns(rows, width), texts=True)
            return
    write({"error": "no_cells"})


def calamine_rows(book: Any) -> Callable[[str], list[list[Any]]]:
    """Rows of a sheet by the fast reader."""

    def rows_of(name: str) -> list[list[Any]]:
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)

    return rows_of


def openpyxl_rows(data: bytes) -> tuple[list[str], Callable[[str], list[list[Any]]]]:
    """The second reader, for workbooks that the fast one does not understand."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)

    def rows_of(name: str) -> list[list[Any]]:
        return [list(row) for row in book[name].iter_rows(values_only=True)]

    return [sheet.title for sheet in book.worksheets], rows_of


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


def text_columns(rows: list[list[str]], width: int) -> Iterator[list[str | None]]:
    """Rows of different length as columns; empty cells are missing."""
    if all(len(row) == width for row in rows):
        yield from ([cell or None for cell in column] for column in zip(*rows, strict=True))
        return
    for place in range(width):
        yield [row[place] or None if place < len(row) else None for row in rows]


def keep_formulas(data: bytes, sheet: str, texts: list[list[str]]) -> tuple[int, int]:
    """Put formulas where the workbook stores no result; count those with and those without one."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    n_stored = n_bare = 0
    for row, column, formula in formulas(book[sheet].iter_rows()):
        texts.extend([] for _ in range(row + 1 - len(texts)))
        texts[row].extend([""] * (column + 1 - len(texts[row])))
        if texts[row][column]:
            n_stored += 1
        else:
            texts[row][column] = formula
            n_bare += 1
    return n_stored, n_bare


def formulas(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, int, str]]:
    """Row, column and text of every formula."""
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            # A text that begins with = is of another type than a formula.
            if cell.data_type == "f":
                yield place, column, str(getattr(cell.value, "text", None) or cell.value or "=")


def has_formulas(data: bytes) -> bool:
    """Whether any sheet holds a formula."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [part for part in archive.namelist() if part.startswith("xl/worksheets/") and part.endswith(".xml")]
        return any(re.search(rb"<f[ >/]", archive.read(part)) for part in sheets)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3])
