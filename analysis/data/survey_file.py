"""`read_survey`: a survey file becomes a frame of raw codes, a codebook and a report of what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.core.errors import ParameterError, UnreadableFileError
from analysis.core.messages import Message, PluralMessage
from analysis.data.alignment import option_text
from analysis.data.assembly import assemble
from analysis.data.codebook import Codebook, TableName
from analysis.data.dialects import DIALECTS, Dialect, draft_grid
from analysis.data.files import KIND_WORDS, Source, SourceFile, open_source
from analysis.data.formats.delimited import read_delimited
from analysis.data.formats.grid import Grid, Limits
from analysis.data.formats.parquet import parquet_codebook, read_parquet
from analysis.data.formats.spss import read_spss
from analysis.data.formats.workbook import read_workbook
from analysis.data.inference import infer_codebook
from analysis.data.personal_columns import settle_personal
from analysis.data.privacy import PersonalColumn
from analysis.data.read_report import ReadReport, Reporter
from analysis.data.read_table import ReadTable, in_table
from analysis.data.variable_ids import variable_ids

MAX_BYTES = 300_000_000
SURVEY_TABLES = ("survey", "customers", "arms")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SurveyRead:
    """A survey file as read.

    Parameters
    ----------
    frame : DataFrame
        Raw codes, one row a respondent; columns are variable ids. Codes for missing answers are
        still in it.
    codebook : Codebook
        What the columns and codes mean.
    report : ReadReport
        What was read, changed, set aside and guessed.
    dialect : str
        ``wjx_text``, ``wjx_number``, ``wjx_both``, ``surveymonkey``, ``qualtrics``, ``google_forms``,
        ``option_columns``, ``plain``, ``spss`` or ``parquet``.
    personal : tuple of PersonalColumn
        Columns with personal data, left out unless asked for.
    options : Mapping
        The options it was read with, as far as they differ from the defaults: the same call reads
        the file again in the same way.
    """

    frame: pd.DataFrame
    codebook: Codebook
    report: ReadReport
    dialect: str
    personal: tuple[PersonalColumn, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])


def read_survey(
    source: Source,
    *,
    file_name: str = "",
    dialect: Dialect = "auto",
    labels_from: Source | None = None,
    codebook: Codebook | None = None,
    table: TableName = "survey",
    keep_personal: Sequence[str] = (),
    hash_as_key: Sequence[str] = (),
    key: bytes | str | None = None,
    sheet: str | None = None,
    max_rows: int = 2_000_000,
    max_columns: int = 5_000,
    max_bytes: int = MAX_BYTES,
) -> SurveyRead:
    r"""What did people answer, and what do the columns of this file mean?

    Parameters
    ----------
    source : path, bytes or binary file
        CSV or TSV (UTF-8, GB18030 or detected), .xlsx, .xls, SPSS .sav or .zsav, Parquet. The kind
        is told by content.
    file_name : str
        Name to show where `source` has none.
    dialect : str
        ``auto`` recognises the survey tool by content; or ``wjx``, ``surveymonkey``, ``qualtrics``,
        ``google_forms``, ``plain``.
    labels_from : path, bytes or binary file, optional
        The parallel 问卷星 export of the same answers: by text for an export by number, or the
        reverse. The result holds the numbers, labelled.
    codebook : Codebook, optional
        Codebook of an earlier reading; its multi-select options keep their columns.
    table : str
        Table of the study that the file becomes. Customers and arms keep the column of customer ids,
        as `customer_id`: it is what tables are joined on.
    keep_personal : sequence of str
        Columns (by id or header) to keep although they hold personal data.
    hash_as_key : sequence of str
        Columns to keep as keyed hashes (HMAC-SHA-256), to join other tables on.
    key : bytes or str, optional
        Key for `hash_as_key`, at least 16 bytes.
    sheet : str, optional
        Sheet of a workbook; the first with content by default.
    max_rows, max_columns : int
        Largest table that is read.
    max_bytes : int
        Largest file that is read.

    Returns
    -------
    SurveyRead

    Raises
    ------
    UnreadableFileError
        When the file is empty, too large, damaged, protected by a password, of another kind, or
        holds no rows.
    ParameterError
        When a column named in `keep_personal` or `hash_as_key` does not exist, or the key is
        missing or too short.

    Notes
    -----
    Nothing is imputed or corrected. Empty cells are missing; the answers "None", "NA" and 无 stay
    answers; -3 and -2 of 问卷星 stay apart as skipped by logic and left blank. Levels and the order
    of answers are inferred (see `infer_codebook`); the report lists what was guessed.

    Examples
    --------
    >>> text = "序号,所用时间,1、您的性别,2、常用渠道（多选）\n1,65秒,男,微信┋电话\n2,1分5秒,女,微信\n"
    >>> read = read_survey(text.encode(), file_name="answers.csv")
    >>> read.dialect, list(read.frame.columns)
    ('wjx_text', ['respondent_no', 'duration_seconds', 'q1', 'q2_1', 'q2_2'])
    >>> read.frame["duration_seconds"].tolist(), read.frame["q2_2"].tolist()
    ([65, 65], [1, 0])
    """
    if dialect not in DIALECTS:
        raise ParameterError(
            Message("The layout cannot be {value}.", value=repr(dialect)),
            Message("Allowed: {choices}.", choices=DIALECTS),
            parameter="dialect",
        )
    if table not in SURVEY_TABLES:
        raise ParameterError(
            Message("A survey file cannot become the table {name}.", name=repr(table)),
            Message("Allowed: {choices}.", choices=SURVEY_TABLES),
            parameter="table",
        )
    keep_personal, hash_as_key = _several(keep_personal), _several(hash_as_key)
    report = Reporter()
    limits = Limits(rows=max_rows, columns=max_columns)
    file = open_source(source, file_name, max_bytes)
    known = _known_options(codebook)
    if file.kind == "spss":
        read = _spss(file, limits, report)
    elif file.kind == "parquet":
        read = _parquet(file, limits, report)
    else:
        parallel = open_source(labels_from, "", max_bytes) if labels_from is not None else None
        read = _grid_table(file, parallel, dialect, known, sheet, limits, report)
    if labels_from is not None and file.kind in {"spss", "parquet"}:
        raise _needs_no_labels(file)
    if not len(read.frame):
        raise _no_rows(file, read.n_columns_read)
    if table != "survey":
        read = in_table(read, table, report)
    settled = settle_personal(read.frame, read.codebook, keep_personal, hash_as_key, key, report)
    options = {
        "table": table if table != "survey" else None,
        "dialect": dialect if dialect != "auto" else None,
        "keep_personal": tuple(keep_personal) or None,
        "hash_as_key": tuple(hash_as_key) or None,
        "sheet": sheet,
    }
    return SurveyRead(
        frame=settled.frame,
        codebook=settled.codebook,
        report=ReadReport(
            file_name=file.name,
            layout=read.layout,
            n_rows_read=read.n_rows_read,
            n_rows=len(settled.frame),
            n_columns_read=read.n_columns_read,
            n_columns=settled.frame.shape[1],
            items=tuple(report.items),
        ),
        dialect=read.dialect,
        personal=settled.personal,
        options={name: value for name, value in options.items() if value is not None},
    )


def _several(names: Sequence[str]) -> Sequence[str]:
    """Names of columns; one name alone is a list of one."""
    return (names,) if isinstance(names, str) else names


def _known_options(codebook: Codebook | None) -> Callable[[str], Sequence[str]]:
    """Options of multi-select questions from an earlier reading, in their order."""
    found: dict[str, tuple[str, ...]] = {}
    for variable in codebook.variables if codebook else ():
        if variable.level == "multi" and codebook:
            members = [codebook.get(option) for option in variable.options]
            found[variable.id] = tuple(option_text(member) for member in members if member)
    return lambda name: found.get(name, ())


def read_grid(file: SourceFile, sheet: str | None, limits: Limits, report: Reporter) -> Grid:
    """The cells of a text file or workbook."""
    if file.kind == "text":
        return read_delimited(file.data, file.name, limits, report)
    return read_workbook(file, sheet, limits, report)


def _grid_table(
    file: SourceFile,
    parallel: SourceFile | None,
    dialect: Dialect,
    known: Callable[[str], Sequence[str]],
    sheet: str | None,
    limits: Limits,
    report: Reporter,
) -> ReadTable:
    grid = read_grid(file, sheet, limits, report)
    if grid.n_rows < 2:
        raise _no_rows(file, grid.n_columns)
    other = None
    if parallel is not None:
        if parallel.kind in {"spss", "parquet"}:
            raise _needs_no_labels(parallel)
        other = read_grid(parallel, None, limits, Reporter())
    draft = draft_grid(grid, dialect, known, report, other, file.name)
    if not draft.n_rows_read or not draft.columns:
        raise _no_rows(file, grid.n_columns)
    frame, found = assemble(draft, report)
    return ReadTable(frame, found, draft.dialect, draft.layout, draft.n_rows_read, draft.n_columns_read)


def _spss(file: SourceFile, limits: Limits, report: Reporter) -> ReadTable:
    frame, codebook = read_spss(file, limits, report)
    return ReadTable(frame, codebook, "spss", KIND_WORDS["spss"], len(frame), frame.shape[1])


def _parquet(file: SourceFile, limits: Limits, report: Reporter) -> ReadTable:
    frame = read_parquet(file, limits)
    headers = [str(name) for name in frame.columns]
    declared = parquet_codebook(file, headers, report)
    if declared is not None:
        return ReadTable(frame, declared, "parquet", KIND_WORDS["parquet"], len(frame), frame.shape[1])
    ids = variable_ids(headers)
    frame.columns = pd.Index(ids)
    codebook = infer_codebook(frame, labels=dict(zip(ids, headers, strict=True)))
    return ReadTable(frame, codebook, "parquet", KIND_WORDS["parquet"], len(frame), frame.shape[1])


def _no_rows(file: SourceFile, n_columns: int) -> UnreadableFileError:
    return UnreadableFileError(
        Message(
            "{file} has {columns} but no rows below its header.",
            file=file.name,
            columns=PluralMessage("{n:count} column", "{n:count} columns", n=n_columns),
        ),
        Message("A table needs a header and at least one row."),
        Message("Check that the export holds answers, and that no filter hid them."),
    )


def _needs_no_labels(file: SourceFile) -> UnreadableFileError:
    return UnreadableFileError(
        Message(
            "{file} is {kind}; a parallel export is only used with 问卷星 tables.",
            file=file.name,
            kind=KIND_WORDS[file.kind],
        ),
        Message("Two exports of the same answers are expected, one by option text and one by option number."),
        Message("Leave out the second file."),
    )
