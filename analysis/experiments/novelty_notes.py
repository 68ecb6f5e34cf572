"""Remarks on a reading over time: what time means here, peeking, rows of one customer, thin periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.core.messages import ColumnRef, Message
from analysis.core.results import Note
from analysis.experiments.user_notes import attrition_p, gap_notes, sorted_notes

if TYPE_CHECKING:
    from analysis.experiments.novelty_reading import NoveltyVerdict, TimeKind
    from analysis.experiments.novelty_solution import NoveltyQuestion
    from analysis.experiments.sample_ratio import SampleRatioCheck
    from analysis.experiments.user_rows import Codes, UsedRows
    from analysis.inference.cell_effects import CellEffects

FEW_ROWS = 30


def novelty_notes(
    question: NoveltyQuestion,
    used: UsedRows,
    split: SampleRatioCheck,
    found: CellEffects,
    time_kind: TimeKind,
    clusters: Codes | None,
    verdict: NoveltyVerdict,
    n_rows: int,
) -> tuple[Note, ...]:
    """All of them, the most severe first."""
    return sorted_notes(
        (
            *split.notes,
            *gap_notes(used, attrition_p(used)),
            _undefined(verdict),
            _time(question, time_kind),
            _rows_of_one(clusters, n_rows),
            _thin(found),
            Note(
                "info",
                Message(
                    "The effect up to each period has two intervals: one for a single look, and a wider one that holds however often one looks. Stop by the wider one only."
                ),
                code="many_looks",
            ),
        )
    )


def _undefined(verdict: NoveltyVerdict) -> Note | None:
    if verdict != "undefined":
        return None
    return Note(
        "blocks_conclusion",
        Message("A trend needs three periods or more with two customers in each group and values that differ."),
        code="no_trend",
    )


def _time(question: NoveltyQuestion, time_kind: TimeKind) -> Note:
    if time_kind == "date":
        return Note(
            "info",
            Message(
                "Time is the date of entry: a trend compares customers who came early with those who came late. It mixes novelty with season and with who comes when; the day since entry would tell them apart."
            ),
            code="date_of_entry",
        )
    return Note(
        "info",
        Message(
            "Time is {column}, taken as time since entry. Customers who left have no later rows: if leaving depends on the version, later periods compare those who stayed.",
            column=ColumnRef(question.when),
        ),
        code="time_since_entry",
    )


def _rows_of_one(clusters: Codes | None, n_rows: int) -> Note | None:
    if clusters is None:
        return Note(
            "info",
            Message(
                "Each row is taken as a customer of its own. With several rows for a customer, name the column that tells customers apart, or the intervals are too short."
            ),
            code="rows_assumed_customers",
        )
    return Note(
        "info",
        Message(
            "{rows:count} rows of {customers:count} customers: rows of one customer are alike, and the intervals allow for it.",
            rows=n_rows,
            customers=int(clusters.max()) + 1,
        ),
        code="rows_of_customers",
    )


def _thin(found: CellEffects) -> Note | None:
    fewest = int(found.n.min())
    if fewest >= FEW_ROWS:
        return None
    return Note(
        "caution",
        Message(
            "Rows of one group in the thinnest period: {n:count}. Below {least:count} its interval is rough, and periods without an interval take no part in the trend.",
            n=fewest,
            least=FEW_ROWS,
        ),
        code="thin_periods",
    )
