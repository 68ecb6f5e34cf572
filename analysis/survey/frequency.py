"""How often each answer to a question was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pandas as pd

from analysis.core.errors import UnsuitableDataError
from analysis.core.frames import MissingKind, level_of
from analysis.core.messages import ColumnRef, Message, Sentence
from analysis.core.method import method
from analysis.core.parameters import Control, NumericColumn
from analysis.core.results import Note, Provenance
from analysis.survey.answers import Answers, answer_text, read_answers
from analysis.survey.cautions import (
    THIN_ANSWER,
    by_severity,
    heavy_weights,
    many_blank,
    thin_answers,
    too_few,
    weighted,
)
from analysis.survey.controls import ConfidenceLevel, QuestionColumn, ShareInterval, ShareIntervalChoice, SortChoice
from analysis.survey.shares import AnswerShare, Leader, answer_shares, leader_readings, leading_answer

MOST_VALUES = 30
NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequencies:
    """The answers to one question, how often each was given, and with what interval.

    Parameters
    ----------
    column : str
        The question.
    answers : tuple of AnswerShare
        One per declared answer, in the order asked for.
    missing : tuple of (kind, count)
        Rows without an answer, by kind.
    n : int
        Valid answers.
    ordered : bool
        Whether the answers have an order, so that cumulative shares mean something.
    interval : str
        Which interval the shares carry.
    leader : Leader or None
        The most frequent answer and its distance to the next.
    deff, n_effective : float
        Kish's design effect and effective sample size; NaN without weights.
    """

    column: str
    answers: tuple[AnswerShare, ...]
    missing: tuple[tuple[MissingKind, int], ...]
    n: int
    ordered: bool
    interval: ShareInterval
    leader: Leader | None
    level: float
    deff: float
    n_effective: float
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row per answer, then one per kind of missing.

        Returns
        -------
        DataFrame
            ``answer`` (text of the code, empty for missing), ``kind`` (``valid`` or the kind of
            missing), ``count``, ``weighted_count``, ``share`` (of valid answers), ``low``, ``high``,
            ``standard_error``, ``n_effective``, ``cumulative_share``, ``share_of_rows`` (count by all
            rows), ``level``.
        """
        total = self.provenance.n_total
        rows: list[dict[str, object]] = [
            {
                "answer": answer_text(item.code),
                "kind": "valid",
                "count": item.count,
                "weighted_count": item.weighted_count,
                "share": item.share.value,
                "low": item.share.low,
                "high": item.share.high,
                "standard_error": item.standard_error,
                "n_effective": item.n_effective,
                "cumulative_share": item.cumulative,
                "share_of_rows": item.count / total if total else NAN,
                "level": self.level,
            }
            for item in self.answers
        ]
        rows.extend({"answer": "", "kind": kind, "count": n, "share_of_rows": n / total} for kind, n in self.missing)
        return pd.DataFrame(rows, columns=FREQUENCY_COLUMNS)

    def readings(self) -> tuple[Sentence, ...]:
        """The most frequent answer with its share, and whether its lead is more than chance."""
        if self.leader is None:
            return (Message("Nobody answered {column}.", column=ColumnRef(self.column)),)
        return leader_readings(self.leader, self.column)


FREQUENCY_COLUMNS = [
    "answer",
    "kind",
    "count",
    "weighted_count",
    "share",
    "low",
    "high",
    "standard_error",
    "n_effective",
    "cumulative_share",
    "share_of_rows",
    "level",
]


@method("frequencies")
def frequencies(
    frame: pd.DataFrame,
    *,
    column: Annotated[QuestionColumn, Control(label=Message("Question"))],
    level: ConfidenceLevel = 0.95,
    interval: ShareIntervalChoice = "wilson",
    sort: SortChoice = "declared",
    weights: NumericColumn | None = None,
    missing_kinds: pd.DataFrame | None = None,
) -> Frequencies:
    """How often was each answer given, and how precisely do we know?

    Parameters
    ----------
    frame : DataFrame
        One row per respondent; not changed.
    column : str
        A question of any measured level. A numeric column may have at most 30 different values.
    level : float
        Confidence level of each interval (of all together for ``goodman``), above 0 and below 1.
    interval : str
        ``wilson`` (default), ``clopper_pearson``, ``jeffreys``, or ``goodman`` (simultaneous).
    sort : str
        ``declared`` keeps the order of the codebook, ``count`` puts the most frequent first.
    weights : str, optional
        Column of positive weights; rows without one are dropped.
    missing_kinds : DataFrame, optional
        The kind of each missing cell, same index as `frame`.

    Returns
    -------
    Frequencies
        Shares of the valid answers; declared answers that nobody gave stay in with 0.

    Raises
    ------
    ColumnRoleError
        If the column is missing or is text or a date.
    UnsuitableDataError
        If a numeric column has more than 30 different values, or a weight is negative or infinite.

    Notes
    -----
    The base is everybody with a valid answer: people who were not asked, left the question blank or
    refused are counted apart, by kind. With weights, shares are Σw(answer) / Σw with the linearised
    standard error of a sample drawn with replacement; the interval is computed on the effective
    sample size of each share (n over its design effect, at most n; where the weights leave fewer than
    100 effective answers, at most as many as these). The most frequent answer is said
    to lead only where the exact sign test of its count against the next rejects, which happens for
    equal answers in at most 1 - level of samples; the distance carries Tango's score interval for two
    shares of one sample.
    The intervals say nothing about who chose not to answer.

    References
    ----------
    .. [1] Brown, L. D., Cai, T. T. and DasGupta, A. (2001). Statistical Science, 16, 101-133.
    .. [2] Goodman, L. A. (1965). Technometrics, 7, 247-254.
    .. [3] Tango, T. (1998). Statistics in Medicine, 17, 891-908.
    .. [4] Korn, E. L. and Graubard, B. I. (1998). Survey Methodology, 24, 193-201.

    Examples
    --------
    >>> channel = pd.Categorical(["app"] * 6 + ["shop"] * 4, categories=["app", "shop", "web"])
    >>> found = frequencies(pd.DataFrame({"channel": channel}), column="channel")
    >>> found.to_frame()[["answer", "count", "share"]].values.tolist()
    [['app', 6, 0.6], ['shop', 4, 0.4], ['web', 0, 0.0]]
    """
    answers = read_answers(frame, (column,), weights=weights, missing_kinds=missing_kinds)
    measured = level_of(frame[column])
    if measured == "scale":
        _require_few_values(answers, column)
    ordered = measured in {"ordinal", "scale"}
    shares = answer_shares(answers, column, level=level, interval=interval, ordered=ordered)
    effect = answers.effect
    return Frequencies(
        column=column,
        answers=tuple(sorted(shares, key=lambda item: -item.share.value)) if sort == "count" and answers.n else shares,
        missing=answers.missing,
        n=answers.n,
        ordered=ordered and sort == "declared",
        interval=interval,
        leader=leading_answer(answers, column, shares, level),
        level=level,
        deff=effect.deff if effect else NAN,
        n_effective=effect.n_effective if effect else NAN,
        notes=share_notes(answers, column, shares, interval),
        provenance=answers.provenance(
            "frequencies", {"column": column, "level": level, "interval": interval, "sort": sort}
        ),
    )


def share_notes(
    answers: Answers, column: str, shares: tuple[AnswerShare, ...], interval: ShareInterval | None
) -> tuple[Note, ...]:
    """Remarks on a table of shares: size, thin answers, missing, family, weights; no `interval` leaves no choice of one."""
    thin = tuple(item.code for item in shares if 0 < item.count < THIN_ANSWER)
    return by_severity(
        too_few(answers, column),
        heavy_weights(answers),
        many_blank(answers),
        thin_answers(thin) if answers.n >= THIN_ANSWER else None,
        family_note(len(shares), interval) if answers.n > 1 else None,
        weighted(answers),
    )


def family_note(size: int, interval: ShareInterval | None) -> Note | None:
    """Whether the intervals of one question hold one by one or all together."""
    if size < 3:
        return None
    if interval is None:
        return Note("info", Message("Each interval is read by itself, not all {n:count} together.", n=size), "family")
    if interval == "goodman":
        text = Message("The {n:count} intervals hold all together at the stated level (Goodman).", n=size)
        return Note("info", text, "family")
    text = Message(
        "Each interval is read by itself. To compare all {n:count} answers at once, choose the simultaneous "
        "intervals (Goodman), which are wider.",
        n=size,
    )
    return Note("info", text, "family")


def _require_few_values(answers: Answers, column: str) -> None:
    distinct = int(answers.column(column).nunique())
    if distinct > MOST_VALUES:
        raise UnsuitableDataError(
            Message("{column} has {n:count} different values.", column=ColumnRef(column), n=distinct),
            Message("A table of answers takes at most {most:count}.", most=MOST_VALUES),
            Message("Band it on the Prepare page, or describe it as a number."),
        )
