"""A column of free text: how many wrote something, and how much."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.core.frames import MISSING_KINDS, MissingKind
from analysis.core.messages import ColumnRef, Message, PluralMessage, Sentence
from analysis.core.results import Dropped, Estimate, Note, Provenance
from analysis.inference.proportions import wilson_interval
from analysis.survey.answers import Answers
from analysis.survey.cautions import by_severity, not_weighted
from analysis.survey.scale_description import DESCRIPTION_COLUMNS

NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDescription:
    """A column of free text.

    Parameters
    ----------
    n : int
        People who wrote something; answers of nothing but spaces do not count.
    answered : Estimate
        Share of those asked (everybody not skipped by logic) who wrote something, Wilson interval.
    distinct : int
        Different answers, surrounding spaces apart.
    length : tuple of float
        Shortest, median and longest answer in characters.
    """

    column: str
    n: int
    n_missing: int
    missing: tuple[tuple[MissingKind, int], ...]
    answered: Estimate
    distinct: int
    length: tuple[float, float, float]
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row per statistic.

        Returns
        -------
        DataFrame
            Columns ``statistic``, ``answer`` (the kind for ``missing``, else empty), ``value``,
            ``low``, ``high``, ``level``. Statistics: n, n_missing, missing, answered, n_distinct,
            length_min, length_median, length_max.
        """
        rows: list[tuple[str, str, float, float, float, float]] = [
            ("n", "", float(self.n), NAN, NAN, NAN),
            ("n_missing", "", float(self.n_missing), NAN, NAN, NAN),
            *(("missing", kind, float(n), NAN, NAN, NAN) for kind, n in self.missing),
            ("answered", "", self.answered.value, self.answered.low, self.answered.high, self.answered.level),
            ("n_distinct", "", float(self.distinct), NAN, NAN, NAN),
            *zip(
                ("length_min", "length_median", "length_max"),
                ("", "", ""),
                self.length,
                (NAN,) * 3,
                (NAN,) * 3,
                (NAN,) * 3,
                strict=True,
            ),
        ]
        return pd.DataFrame(rows, columns=DESCRIPTION_COLUMNS)

    def readings(self) -> tuple[Sentence, ...]:
        """How many of those asked wrote something, and how long the typical answer is."""
        if not self.n:
            return (Message("Nobody wrote anything in {column}.", column=ColumnRef(self.column)),)
        return (
            Message(
                "{share:percent} of those asked wrote something in {column} "
                "({level:percent} interval {low:percent} to {high:percent}).",
                share=self.answered.value,
                column=ColumnRef(self.column),
                level=self.answered.level,
                low=self.answered.low,
                high=self.answered.high,
            ),
            PluralMessage(
                "Length of the one answer in characters: {longest:count}.",
                "Length in characters: typically {median:number}, at most {longest:count}. Different texts: "
                "{distinct:count} among {n:count} answers.",
                median=self.length[1],
                longest=self.length[2],
                distinct=self.distinct,
                n=self.n,
            ),
        )


def describe_text(answers: Answers, column: str, level: float, weights: str | None = None) -> TextDescription:
    """Describe a column of free text; see `analysis.survey.describe`."""
    texts = answers.column(column).astype(str).str.strip()
    empty = int((texts == "").sum())
    texts = texts[texts != ""]
    n = len(texts)
    asked = answers.n_total - dict(answers.missing).get("skipped", 0)
    lengths = texts.str.len().to_numpy(dtype=float)
    none = Note(
        "blocks_conclusion", Message("Nobody wrote anything in {column}.", column=ColumnRef(column)), "no_answers"
    )
    spaces = (Dropped(empty, Message("nothing but spaces")),) if empty else ()
    provenance = replace(
        answers.provenance("describe", {"column": column, "level": level}),
        n_used=n,
        dropped=(*answers.dropped, *spaces),
    )
    return TextDescription(
        column=column,
        n=n,
        n_missing=answers.n_missing + empty,
        missing=_with_blank(answers.missing, empty),
        answered=wilson_interval(n, asked, level=level),
        distinct=int(texts.nunique()),
        length=(float(lengths.min()), float(np.median(lengths)), float(lengths.max())) if n else (NAN, NAN, NAN),
        notes=by_severity(none if not n else None, not_weighted(weights)),
        provenance=provenance,
    )


def _with_blank(missing: tuple[tuple[MissingKind, int], ...], empty: int) -> tuple[tuple[MissingKind, int], ...]:
    """Missing by kind, answers of nothing but spaces counted as left blank."""
    counts = dict(missing)
    counts["blank"] = counts.get("blank", 0) + empty
    return tuple((kind, counts[kind]) for kind in MISSING_KINDS if counts.get(kind))
