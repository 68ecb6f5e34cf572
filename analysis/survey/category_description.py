"""A question with fixed answers: how often each was given, and for ordered answers the middle one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.core.frames import MissingKind
from analysis.core.messages import ColumnRef, Message, Sentence
from analysis.core.parameters import Level
from analysis.core.results import Estimate, Note, Provenance
from analysis.inference.means import median_interval
from analysis.inference.proportions import wilson_interval
from analysis.inference.weights import (
    weighted_median_interval,
    weighted_quantiles,
    weighted_share_limits,
    weighted_shares,
)
from analysis.survey.answers import Answers, Code, answer_text, answer_word, coded
from analysis.survey.cautions import by_severity, heavy_weights, many_blank, same_category, too_few, weighted
from analysis.survey.frequency import share_notes
from analysis.survey.scale_description import DESCRIPTION_COLUMNS
from analysis.survey.shares import AnswerShare, Leader, answer_shares, leader_readings, leading_answer

NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Middle:
    """The middle of ordered answers.

    `median` is the answer that at least half stand at or below and at least half at or above (the
    lower of two where the middle falls between them, `median_upper` then being the next); `low` and
    `high` bound it with the order-statistic interval (None where there are too few answers); `q1` and
    `q3` enclose the middle half.
    """

    median: Code
    median_upper: Code
    low: Code | None
    high: Code | None
    q1: Code
    q3: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryDescription:
    """An ordinal, nominal or binary column: its answers, the most frequent and the middle one.

    Parameters
    ----------
    measured : str
        ``ordinal``, ``nominal`` or ``binary``.
    answers : tuple of AnswerShare
        Every declared answer in declared order, with Wilson intervals.
    leader : Leader or None
        The most frequent answer and its distance to the next.
    middle : Middle or None
        Only for ordered answers.
    cumulative : tuple of Estimate
        Share at or below each answer with Wilson intervals (none for the highest, where it is 1 by
        definition); empty where answers have no order.
    """

    column: str
    measured: Level
    n: int
    n_missing: int
    missing: tuple[tuple[MissingKind, int], ...]
    answers: tuple[AnswerShare, ...]
    leader: Leader | None
    middle: Middle | None
    cumulative: tuple[Estimate, ...]
    level: float
    deff: float
    n_effective: float
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row per statistic and answer.

        Returns
        -------
        DataFrame
            Columns ``statistic``, ``answer``, ``value``, ``low``, ``high``, ``level``. Statistics: n,
            n_missing, missing (by kind, in ``answer``), count and share (by answer, the share with its
            interval), mode (the answer and its count), lead (share of the mode minus that of the
            answer named) and lead_p_exact (sign test); for ordered answers also cumulative_share, median, median_low, median_high,
            q1 and q3 (the answer, and its position from 1 in ``value``).
        """
        rows: list[tuple[str, str, float, float, float, float]] = [
            ("n", "", float(self.n), NAN, NAN, NAN),
            ("n_missing", "", float(self.n_missing), NAN, NAN, NAN),
            *(("missing", kind, float(n), NAN, NAN, NAN) for kind, n in self.missing),
            ("deff", "", self.deff, NAN, NAN, NAN),
            ("n_effective", "", self.n_effective, NAN, NAN, NAN),
        ]
        for item in self.answers:
            answer, share = answer_text(item.code), item.share
            rows.append(("count", answer, float(item.count), NAN, NAN, NAN))
            rows.append(("share", answer, share.value, share.low, share.high, share.level))
        rows.extend(
            ("cumulative_share", answer_text(item.code), found.value, found.low, found.high, found.level)
            for item, found in zip(self.answers, self.cumulative, strict=False)
        )
        if self.leader is not None:
            rows.append(("mode", answer_text(self.leader.first.code), float(self.leader.first.count), NAN, NAN, NAN))
            if self.leader.second is not None and self.leader.lead is not None:
                other, lead = answer_text(self.leader.second.code), self.leader.lead
                found = lead.distance
                rows.append(("lead", other, found.value, found.low, found.high, found.level))
                rows.append(("lead_p_exact", other, lead.p_exact, NAN, NAN, NAN))
        rows.extend(self._middle_rows())
        return pd.DataFrame(rows, columns=DESCRIPTION_COLUMNS)

    def _middle_rows(self) -> list[tuple[str, str, float, float, float, float]]:
        if self.middle is None:
            return []
        order = [item.code for item in self.answers]
        named = {
            "median": self.middle.median,
            "median_low": self.middle.low,
            "median_high": self.middle.high,
            "q1": self.middle.q1,
            "q3": self.middle.q3,
        }
        return [
            (name, answer_text(code), float(order.index(code) + 1), NAN, NAN, NAN)
            for name, code in named.items()
            if code is not None
        ]

    def readings(self) -> tuple[Sentence, ...]:
        """The share of yes, the middle answer, or the most frequent one, whichever the level asks for."""
        if self.leader is None:
            return (Message("Nobody answered {column}.", column=ColumnRef(self.column)),)
        if isinstance(self.answers[0].code, bool):
            return (_yes_reading(self.answers[0], self.column),)
        if self.middle is None:
            return leader_readings(self.leader, self.column)
        return (_middle_reading(self.middle, self.column, self.level),)


def describe_categories(answers: Answers, column: str, level: float, measured: Level) -> CategoryDescription:
    """Describe an ordinal, nominal or binary column; see `analysis.survey.describe`."""
    ordered = measured == "ordinal"
    shares = answer_shares(answers, column, level=level, interval="wilson", ordered=ordered)
    constant = sum(item.count > 0 for item in shares) == 1
    effect = answers.effect
    return CategoryDescription(
        column=column,
        measured=measured,
        n=answers.n,
        n_missing=answers.n_missing,
        missing=answers.missing,
        answers=shares,
        leader=leading_answer(answers, column, shares, level),
        middle=_middle(answers, column, level) if ordered and answers.n else None,
        cumulative=_cumulative(answers, column, level) if ordered and answers.n else (),
        level=level,
        deff=effect.deff if effect else NAN,
        n_effective=effect.n_effective if effect else NAN,
        notes=by_severity(
            *(_ordered_notes(answers, column) if ordered else share_notes(answers, column, shares, None)),
            same_category(answers, column, constant=constant),
        ),
        provenance=answers.provenance("describe", {"column": column, "level": level}, "scipy"),
    )


def _ordered_notes(answers: Answers, column: str) -> tuple[Note | None, ...]:
    return too_few(answers, column), heavy_weights(answers), many_blank(answers), weighted(answers)


def _cumulative(answers: Answers, column: str, level: float) -> tuple[Estimate, ...]:
    positions, codes = coded(answers.column(column))
    weights = answers.weights
    # Everybody stands at or below the highest answer: nothing is estimated there.
    everybody = Estimate(1.0, NAN, NAN, level)
    if weights is None:
        counts = np.cumsum(np.bincount(positions, minlength=len(codes)))
        return *(wilson_interval(int(count), answers.n, level=level) for count in counts[:-1]), everybody
    found = [weighted_shares(positions <= row, weights, 2) for row in range(len(codes) - 1)]
    limits = [weighted_share_limits(item, level=level) for item in found]
    below = (
        Estimate(float(item.shares[1]), float(low[1]), float(high[1]), level)
        for item, (low, high) in zip(found, limits, strict=True)
    )
    return *below, everybody


def _middle(answers: Answers, column: str, level: float) -> Middle:
    positions, codes = coded(answers.column(column))
    values = np.sort(positions).astype(float)
    weights = answers.weights
    if weights is None:
        q1, q3 = np.quantile(values, [0.25, 0.75], method="inverted_cdf")
        found = median_interval(values, level=level).estimate
    else:
        order = np.lexsort((weights, positions))
        values, weights = positions[order].astype(float), weights[order]
        q1, q3 = weighted_quantiles(values, weights, [0.25, 0.75])
        found = weighted_median_interval(values, weights, level=level)

    def code_at(position: float, *, up: bool = False) -> Code:
        return codes[math.ceil(position) if up else math.floor(position)]

    return Middle(
        median=_answer_below(values, codes, found.value),
        median_upper=_answer_above(values, codes, found.value),
        low=None if math.isnan(found.low) else code_at(found.low),
        high=None if math.isnan(found.high) else code_at(found.high, up=True),
        q1=code_at(float(q1)),
        q3=code_at(float(q3), up=True),
    )


def _answer_below(values: np.ndarray[tuple[int], np.dtype[np.float64]], codes: tuple[Code, ...], median: float) -> Code:
    """The highest given answer at or below the median."""
    return codes[int(values[values <= median].max())]


def _answer_above(values: np.ndarray[tuple[int], np.dtype[np.float64]], codes: tuple[Code, ...], median: float) -> Code:
    """The lowest given answer at or above the median."""
    return codes[int(values[values >= median].min())]


def _yes_reading(yes: AnswerShare, column: str) -> Message:
    return Message(
        "{column}: {share:percent} yes ({level:percent} interval {low:percent} to {high:percent}).",
        column=ColumnRef(column),
        share=yes.share.value,
        level=yes.share.level,
        low=yes.share.low,
        high=yes.share.high,
    )


def _middle_reading(middle: Middle, column: str, level: float) -> Message:
    name = ColumnRef(column)
    q1, q3 = answer_word(column, middle.q1), answer_word(column, middle.q3)
    median = answer_word(column, middle.median)
    half: Sentence = (
        Message("at least half of the answers are {answer}", answer=q1)
        if middle.q1 == middle.q3
        else Message("the middle half of the answers runs from {q1} to {q3}", q1=q1, q3=q3)
    )
    if middle.median != middle.median_upper:
        return Message(
            "The middle of the answers to {column} falls between {lower} and {upper}; {half}.",
            column=name,
            lower=median,
            upper=answer_word(column, middle.median_upper),
            half=half,
        )
    if middle.low is None or middle.high is None:
        return Message("The middle answer to {column} is {median}; {half}.", column=name, median=median, half=half)
    if middle.low == middle.high:
        return Message(
            "The middle answer to {column} is {median} (the {level:percent} interval holds no other answer); {half}.",
            column=name,
            median=median,
            level=level,
            half=half,
        )
    return Message(
        "The middle answer to {column} is {median} ({level:percent} interval {low} to {high}); {half}.",
        column=name,
        median=median,
        level=level,
        low=answer_word(column, middle.low),
        high=answer_word(column, middle.high),
        half=half,
    )
