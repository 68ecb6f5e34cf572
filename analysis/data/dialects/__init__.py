"""Dialects: how each survey tool lays out its exports. Each one is recognised by content, never by file name."""

from __future__ import annotations

from typing import Literal, TypeAlias

from analysis.core.errors import UnreadableFileError
from analysis.core.messages import Message, PluralMessage
from analysis.data.dialects import google_forms, plain, qualtrics, surveymonkey, wjx
from analysis.data.dialects.table_columns import KnownOptions
from analysis.data.drafts import Draft
from analysis.data.formats.grid import Grid
from analysis.data.read_report import Reporter

__all__ = ["DIALECTS", "DIALECT_WORDS", "Dialect", "KnownOptions", "draft_grid"]

Dialect: TypeAlias = Literal["auto", "wjx", "surveymonkey", "qualtrics", "google_forms", "plain"]
DIALECTS: tuple[Dialect, ...] = ("auto", "wjx", "surveymonkey", "qualtrics", "google_forms", "plain")
DIALECT_WORDS: dict[Dialect, Message] = {
    "auto": Message("recognise it by its content"),
    "wjx": Message("问卷星 (WJX)"),
    "surveymonkey": Message("SurveyMonkey"),
    "qualtrics": Message("Qualtrics"),
    "google_forms": Message("Google Forms"),
    "plain": Message("a table with one header row"),
}


HEADER_ROWS: dict[Dialect, int] = {"surveymonkey": 2, "qualtrics": 3}


def draft_grid(
    grid: Grid, dialect: Dialect, known: KnownOptions, report: Reporter, parallel: Grid | None = None, name: str = ""
) -> Draft:
    """Read a grid in the dialect asked for, or in the one its content shows.

    Parameters
    ----------
    grid : Grid
        All rows of the file.
    dialect : str
        ``auto`` or one dialect.
    known : callable
        Options of a question from an earlier reading.
    report : Reporter
        Told what was changed, set aside and guessed.
    parallel : Grid, optional
        The parallel export of 问卷星.
    name : str
        Name of the file, for errors.

    Returns
    -------
    Draft

    Raises
    ------
    UnreadableFileError
        When a parallel export is given and the file is none of 问卷星, or the file has too few rows
        for the dialect asked for.
    """
    chosen = recognise(grid) if dialect == "auto" else dialect
    if parallel is not None and chosen != "wjx":
        raise UnreadableFileError(
            Message("{file} is no 问卷星 export, so a parallel export cannot give it labels.", file=name),
            Message("Two exports of the same answers are expected, one by option text and one by option number."),
            Message("Leave out the second file."),
        )
    if chosen in HEADER_ROWS:
        _require_rows(grid, HEADER_ROWS[chosen], chosen, name)
    match chosen:
        case "wjx":
            return wjx.draft(grid, known, report, parallel)
        case "surveymonkey":
            return surveymonkey.draft(grid, known, report)
        case "qualtrics":
            return qualtrics.draft(grid, known, report)
        case "google_forms":
            return google_forms.draft(grid, known, report)
        case _:
            return plain.draft(grid, known, report)


def recognise(grid: Grid) -> Dialect:
    """The dialect that the content of a grid shows."""
    if qualtrics.recognises(grid):
        return "qualtrics"
    if wjx.recognises(grid):
        return "wjx"
    if google_forms.recognises(grid):
        return "google_forms"
    if surveymonkey.recognises(grid):
        return "surveymonkey"
    return "plain"


def _require_rows(grid: Grid, n_header_rows: int, dialect: Dialect, name: str) -> None:
    if grid.n_rows < n_header_rows:
        raise UnreadableFileError(
            PluralMessage(
                "{file} has one row.", "{file} has {rows:count} rows.", n=grid.n_rows, file=name, rows=grid.n_rows
            ),
            Message(
                "An export of {dialect} begins with {expected:count} header rows.",
                dialect=DIALECT_WORDS[dialect],
                expected=n_header_rows,
            ),
            Message("Let the layout be recognised by its content, or choose another one."),
        )
