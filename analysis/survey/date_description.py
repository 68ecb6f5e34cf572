"""A column of dates: when it starts, ends and has its middle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pandas as pd

from analysis.core.frames import MissingKind
from analysis.core.messages import ColumnRef, Message, PluralMessage, Sentence
from analysis.core.results import Note, Provenance
from analysis.survey.answers import Answers
from analysis.survey.cautions import by_severity, many_blank, not_weighted
from analysis.survey.scale_description import DESCRIPTION_COLUMNS

NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateDescription:
    """A column of dates.

    Parameters
    ----------
    earliest, median, latest : str
        ISO dates (``2026-03-01``); empty without dates.
    span_days : int
        Days from the earliest to the latest date, both counted.
    days_with_data : int
        Different days that occur.
    """

    column: str
    n: int
    n_missing: int
    missing: tuple[tuple[MissingKind, int], ...]
    earliest: str
    median: str
    latest: str
    span_days: int
    days_with_data: int
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row per statistic.

        Returns
        -------
        DataFrame
            Columns ``statistic``, ``answer`` (the date, or the kind of missing), ``value``, ``low``,
            ``high``, ``level``. Statistics: n, n_missing, missing, earliest, median, latest,
            span_days, days_with_data.
        """
        rows: list[tuple[str, str, float, float, float, float]] = [
            ("n", "", float(self.n), NAN, NAN, NAN),
            ("n_missing", "", float(self.n_missing), NAN, NAN, NAN),
            *(("missing", kind, float(n), NAN, NAN, NAN) for kind, n in self.missing),
            ("earliest", self.earliest, NAN, NAN, NAN, NAN),
            ("median", self.median, NAN, NAN, NAN, NAN),
            ("latest", self.latest, NAN, NAN, NAN, NAN),
            ("span_days", "", float(self.span_days), NAN, NAN, NAN),
            ("days_with_data", "", float(self.days_with_data), NAN, NAN, NAN),
        ]
        return pd.DataFrame(rows, columns=DESCRIPTION_COLUMNS)

    def readings(self) -> tuple[Sentence, ...]:
        """From when to when, and by when half of the dates had passed."""
        if not self.n:
            return (Message("There is no date in {column}.", column=ColumnRef(self.column)),)
        if self.days_with_data == 1:
            return (
                Message(
                    "Every date in {column} is {day} (n = {n:count}).",
                    column=ColumnRef(self.column),
                    day=self.earliest,
                    n=self.n,
                ),
            )
        return (
            Message(
                "{column} runs from {earliest} to {latest}; at least half of its {n:count} dates lie at or before {median}.",
                column=ColumnRef(self.column),
                earliest=self.earliest,
                latest=self.latest,
                median=self.median,
                n=self.n,
            ),
            Message("Each of these {span:count} days has at least one date.", span=self.span_days)
            if self.span_days == self.days_with_data
            else PluralMessage(
                "Of the {span:count} days in between, one has a date.",
                "Of these {span:count} days, {n:count} have at least one date.",
                n=self.days_with_data,
                span=self.span_days,
            ),
        )


def describe_dates(answers: Answers, column: str, level: float, weights: str | None = None) -> DateDescription:
    """Describe a column of dates; see `analysis.survey.describe`."""
    days = cast("pd.Series", pd.to_datetime(answers.column(column)).dt.normalize()).sort_values()
    n = len(days)
    none = Note("blocks_conclusion", Message("There is no date in {column}.", column=ColumnRef(column)), "no_answers")
    earliest, median, latest = (_iso(days, position) for position in (0, (n - 1) // 2, n - 1))
    return DateDescription(
        column=column,
        n=n,
        n_missing=answers.n_missing,
        missing=answers.missing,
        earliest=earliest,
        median=median,
        latest=latest,
        span_days=int((days.iloc[-1] - days.iloc[0]).days) + 1 if n else 0,
        days_with_data=int(days.nunique()),
        notes=by_severity(none if not n else None, many_blank(answers), not_weighted(weights)),
        provenance=answers.provenance("describe", {"column": column, "level": level}),
    )


def _iso(days: pd.Series, position: int) -> str:
    return str(days.iloc[position])[:10] if len(days) else ""
