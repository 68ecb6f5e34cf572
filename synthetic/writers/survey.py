"""`write_survey` and `survey_bytes`: the tables of a study in the layouts of survey tools."""

from __future__ import annotations

import os
from pathlib import Path

from analysis.core.errors import ParameterError
from analysis.core.messages import Language, Message
from analysis.data.codebook import TableName
from analysis.data.study import Study
from synthetic.writers.cells import Sheet, csv_bytes, workbook_bytes
from synthetic.writers.layouts import LAYOUTS, FileFormat, Layout, LayoutId
from synthetic.writers.parquet import parquet_bytes
from synthetic.writers.plain import plain_sheet
from synthetic.writers.qualtrics import qualtrics_sheet
from synthetic.writers.questions import Question, questions_of
from synthetic.writers.spss import spss_bytes
from synthetic.writers.surveymonkey import surveymonkey_sheet
from synthetic.writers.wjx import wjx_sheet

ANY_TABLE: frozenset[LayoutId] = frozenset({"plain", "spss", "parquet"})
SUFFIXES: dict[str, FileFormat] = {".xlsx": "xlsx", ".csv": "csv", ".sav": "sav", ".parquet": "parquet"}


def survey_bytes(
    study: Study,
    *,
    layout: LayoutId,
    file_format: FileFormat | None = None,
    language: Language = "zh",
    table: TableName = "survey",
) -> bytes:
    """What would this survey look like as an export of a survey tool?

    Parameters
    ----------
    study : Study
        Its raw answers as the codebook describes them; steps of the recipe are not applied, and
        personal columns that nobody asked to keep are left out.
    layout : str
        ``wjx_text`` and ``wjx_number`` (问卷星), ``surveymonkey``, ``qualtrics``, ``plain`` (one header
        row), ``spss``, ``parquet``.
    file_format : str, optional
        ``xlsx`` or ``csv`` where a layout has both; the usual one by default. CSV of 问卷星 is in
        GB18030, others are UTF-8 with a mark.
    language : {"en", "zh"}
        Language of question and answer texts.
    table : str
        Table of the study; other tables than the survey have no layout of a survey tool.

    Returns
    -------
    bytes
        A file that `read_survey` reads back: equal values, levels, labels, sets of options and kinds
        of missing answers, except for what `LAYOUTS[layout].losses_in(file_format)` declares.

    Raises
    ------
    ParameterError
        The layout, its file format or the table does not go together.
    UnsuitableDataError
        The study has no such table.

    Examples
    --------
    >>> from analysis.data import read_survey
    >>> from synthetic import sample_study
    >>> study = sample_study(seed=7, respondents=100, customers=100)
    >>> data = survey_bytes(study, layout="wjx_text", file_format="csv")
    >>> read_survey(data, file_name="answers.csv").dialect
    'wjx_text'
    """
    chosen = _checked(layout, file_format, table)
    kind = file_format or chosen.formats[0]
    if layout == "parquet":
        study.table(table)
        return parquet_bytes(study, table)
    questions = questions_of(study, table)
    if layout == "spss":
        return spss_bytes(questions, language)
    sheet = _sheet(layout, questions, language)
    if kind == "xlsx":
        return workbook_bytes(sheet, "Sheet1")
    return csv_bytes(sheet, "gb18030" if layout in {"wjx_text", "wjx_number"} else "utf-8-sig")


def write_survey(
    study: Study,
    path: str | os.PathLike[str],
    *,
    layout: LayoutId,
    language: Language = "zh",
    table: TableName = "survey",
) -> None:
    """Write a table as an export of a survey tool; the name of the file says its format.

    Parameters
    ----------
    study : Study
        Its raw answers.
    path : path
        File that is written; ``.xlsx``, ``.csv``, ``.sav`` or ``.parquet``.
    layout, language, table : str
        As for `survey_bytes`.

    Raises
    ------
    ParameterError
        The layout is not written in a file of that kind.
    UnsuitableDataError
        The study has no such table.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise ParameterError(
            Message("A survey is not written to a file that ends in {suffix}.", suffix=repr(suffix)),
            Message("Allowed: {choices}.", choices=tuple(SUFFIXES)),
            parameter="path",
        )
    data = survey_bytes(study, layout=layout, file_format=SUFFIXES[suffix], language=language, table=table)
    Path(path).write_bytes(data)


def _checked(layout: LayoutId, file_format: FileFormat | None, table: TableName) -> Layout:
    if layout not in LAYOUTS:
        raise ParameterError(
            Message("There is no layout {value}.", value=repr(layout)),
            Message("Allowed: {choices}.", choices=tuple(LAYOUTS)),
            parameter="layout",
        )
    if file_format is not None and file_format not in LAYOUTS[layout].formats:
        raise ParameterError(
            Message("{layout} is not written as {value}.", layout=LAYOUTS[layout].words, value=repr(file_format)),
            Message("Allowed: {choices}.", choices=LAYOUTS[layout].formats),
            parameter="file_format",
        )
    if table != "survey" and layout not in ANY_TABLE:
        raise ParameterError(
            Message(
                "{layout} is a layout of survey answers, not of {table}.", layout=LAYOUTS[layout].words, table=table
            ),
            Message("Allowed for other tables: {choices}.", choices=tuple(sorted(ANY_TABLE))),
            parameter="table",
        )
    return LAYOUTS[layout]


def _sheet(layout: LayoutId, questions: tuple[Question, ...], language: Language) -> Sheet:
    match layout:
        case "wjx_text":
            return wjx_sheet(questions, "text", language)
        case "wjx_number":
            return wjx_sheet(questions, "number", language)
        case "surveymonkey":
            return surveymonkey_sheet(questions, language)
        case "qualtrics":
            return qualtrics_sheet(questions, language)
        case _:
            return plain_sheet(questions, language)
