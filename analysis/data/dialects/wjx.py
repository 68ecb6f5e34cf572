"""问卷星 (WJX): exports by option text, by option number, or both together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analysis.core.errors import UnreadableFileError
from analysis.core.messages import Message, PluralMessage
from analysis.data.dialects.metadata import draft_metadatum
from analysis.data.dialects.wjx_parallel import align, draft_parallel
from analysis.data.dialects.wjx_questions import draft_question
from analysis.data.dialects.wjx_table import BLANK, SKIPPED, WjxTable, is_wjx, read_wjx
from analysis.data.drafts import ColumnDraft, Draft, QuestionDraft, collect
from analysis.data.formats.grid import Grid
from analysis.data.read_report import Reporter
from analysis.data.variable_ids import local_text, variable_ids

KnownOptions = Callable[[str], Sequence[str]]

LAYOUTS: dict[str, Message] = {
    "wjx_text": Message("a 问卷星 export by option text"),
    "wjx_number": Message("a 问卷星 export by option number"),
    "wjx_both": Message("a 问卷星 export by option number, labelled from the export by option text"),
}


def recognises(grid: Grid) -> bool:
    """Whether a grid is a 问卷星 export."""
    return is_wjx(grid.row(0))


def draft(grid: Grid, known: KnownOptions, report: Reporter, parallel: Grid | None = None) -> Draft:
    """Read an export, and its parallel export where there is one.

    Parameters
    ----------
    grid : Grid
        Either form.
    known : callable
        Options of a question from an earlier reading.
    report : Reporter
        Told what was changed and guessed.
    parallel : Grid, optional
        The other form of the same answers.

    Returns
    -------
    Draft
        With a parallel export always the numbers, labelled, whichever of the two came first.

    Raises
    ------
    UnreadableFileError
        When the parallel export is no 问卷星 export, has the same form, or other rows.
    """
    table = read_wjx(grid)
    if parallel is None:
        by_word = table.form == "text"
        questions = [
            draft_question(question, table.form, known=known(question.id) if by_word else ())
            for question in table.questions
        ]
        return _collect(table, questions, f"wjx_{table.form}", report)
    number, text = _sorted_pair(table, read_wjx(parallel) if recognises(parallel) else None)
    text = align(number, text, report)
    twins = {question.number: question for question in text.questions}
    questions = [draft_parallel(question, twins.pop(question.number, None), report) for question in number.questions]
    questions.extend(draft_question(question, "text", known=known(question.id)) for question in twins.values())
    return _collect(number, questions, "wjx_both", report)


def _sorted_pair(first: WjxTable, second: WjxTable | None) -> tuple[WjxTable, WjxTable]:
    if second is None or first.form == second.form:
        what = (
            Message("The second file is no 问卷星 export.")
            if second is None
            else Message("Both files are 问卷星 exports by {form}.", form=FORM_WORDS[first.form])
        )
        raise UnreadableFileError(
            what,
            Message("Two exports of the same answers are expected, one by option text and one by option number."),
            Message("Choose the other form of the export, or read only one of them."),
        )
    return (first, second) if first.form == "number" else (second, first)


FORM_WORDS = {"text": Message("option text"), "number": Message("option number")}


def _collect(table: WjxTable, questions: Sequence[QuestionDraft], dialect: str, report: Reporter) -> Draft:
    parts = [draft_metadatum(known, cells, source, report) for known, source, cells in table.metadata]
    parts.extend(questions)
    ids = variable_ids([source for source, _ in table.others])
    parts.extend(
        QuestionDraft((ColumnDraft(id=name, label=local_text(source or name), cells=cells, source=source),))
        for name, (source, cells) in zip(ids, table.others, strict=True)
    )
    _report_missing(table, report)
    return collect(
        parts,
        dialect=dialect,
        layout=LAYOUTS[dialect],
        n_rows_read=table.n_rows,
        n_columns_read=table.n_columns,
    )


def _report_missing(table: WjxTable, report: Reporter) -> None:
    counts = {SKIPPED: 0, BLANK: 0}
    for question in table.questions:
        for column in question.columns:
            tally = column.cells.tally()
            for code in counts:
                counts[code] += tally.get(code, 0)
    if counts[SKIPPED]:
        report.read(
            PluralMessage(
                "{n:count} cell is marked as skipped by logic (-3) and does not count as asked.",
                "{n:count} cells are marked as skipped by logic (-3) and do not count as asked.",
                n=counts[SKIPPED],
            ),
            counts[SKIPPED],
        )
    if counts[BLANK]:
        report.read(
            PluralMessage(
                "{n:count} cell is marked as left blank (-2); in a question with several answers it means that none "
                "was chosen.",
                "{n:count} cells are marked as left blank (-2); in a question with several answers it means that none "
                "was chosen.",
                n=counts[BLANK],
            ),
            counts[BLANK],
        )
