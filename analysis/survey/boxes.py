"""The upper and lower end of a rating scale: top-box and bottom-box shares."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
import pandas as pd
from pydantic import Field

from analysis.core.errors import ParameterError, UnsuitableDataError
from analysis.core.frames import MissingKind
from analysis.core.messages import ColumnRef, Message, Sentence
from analysis.core.method import method
from analysis.core.parameters import Control, NumericColumn
from analysis.core.results import Estimate, Note, Provenance
from analysis.inference.multinomial import net_share_interval, weighted_net_share_interval
from analysis.inference.proportions import wilson_interval
from analysis.inference.weights import weighted_share_limits, weighted_shares
from analysis.survey.answers import Answers, Code, answer_text, answer_word, coded, numbers, read_answers
from analysis.survey.cautions import by_severity, heavy_weights, many_blank, too_few, weighted
from analysis.survey.controls import ConfidenceLevel, RatingColumn
from analysis.survey.shares import AnswerShare, answer_shares

NAN = float("nan")
MOST_POINTS = 30
LowestPoint = Annotated[
    int | None,
    Control(
        label=Message("Lowest point of the scale"),
        help=Message("Only for a question stored as a number; without it, the lowest answer given."),
        advanced=True,
    ),
]
HighestPoint = Annotated[
    int | None,
    Control(
        label=Message("Highest point of the scale"),
        help=Message("Only for a question stored as a number; without it, the highest answer given."),
        advanced=True,
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopBox:
    """Shares of the highest and the lowest answers of a scale.

    Parameters
    ----------
    answers : tuple of AnswerShare
        Every point of the scale, lowest first.
    top_codes, bottom_codes : tuple of code
        Which answers count as top and bottom.
    top, bottom : Estimate
        Their shares with Wilson intervals.
    net : Estimate
        Top minus bottom, the interval of two shares of one sample.
    """

    column: str
    n: int
    answers: tuple[AnswerShare, ...]
    top_codes: tuple[Code, ...]
    bottom_codes: tuple[Code, ...]
    top: Estimate
    bottom: Estimate
    net: Estimate
    missing: tuple[tuple[MissingKind, int], ...]
    level: float
    deff: float
    n_effective: float
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row per box.

        Returns
        -------
        DataFrame
            ``box`` (``top``, ``bottom``, ``net``), ``answers`` (codes, joined by a comma), ``n``,
            ``share``, ``low``, ``high``, ``level``.
        """
        rows = (
            ("top", self.top_codes, self.top),
            ("bottom", self.bottom_codes, self.bottom),
            ("net", (), self.net),
        )
        return pd.DataFrame(
            [
                (
                    box,
                    ",".join(answer_text(code) for code in codes),
                    self.n,
                    found.value,
                    found.low,
                    found.high,
                    self.level,
                )
                for box, codes, found in rows
            ],
            columns=["box", "answers", "n", "share", "low", "high", "level"],
        )

    def readings(self) -> tuple[Sentence, ...]:
        """Both shares with their intervals, and which end outweighs the other."""
        if not self.n:
            return (Message("Nobody answered {column}.", column=ColumnRef(self.column)),)
        claim = Message(
            "{top:percent} answered {column} with {answers} ({level:percent} interval {low:percent} to {high:percent}).",
            top=self.top.value,
            column=ColumnRef(self.column),
            answers=tuple(answer_word(self.column, code) for code in self.top_codes),
            level=self.level,
            low=self.top.low,
            high=self.top.high,
        )
        other = Message(
            "{bottom:percent} ({low:percent} to {high:percent}) answered with {answers}.",
            bottom=self.bottom.value,
            low=self.bottom.low,
            high=self.bottom.high,
            answers=tuple(answer_word(self.column, code) for code in self.bottom_codes),
        )
        return claim, other, _balance(self.net)


@method("top_box")
def top_box(
    frame: pd.DataFrame,
    *,
    column: Annotated[RatingColumn, Control(label=Message("Question"))],
    top: Annotated[int, Field(ge=1, le=15), Control(label=Message("Answers at the top"), step=1)] = 2,
    bottom: Annotated[int, Field(ge=1, le=15), Control(label=Message("Answers at the bottom"), step=1)] = 2,
    level: ConfidenceLevel = 0.95,
    lowest: LowestPoint = None,
    highest: HighestPoint = None,
    weights: NumericColumn | None = None,
    missing_kinds: pd.DataFrame | None = None,
) -> TopBox:
    """Which share of people answers at the top of the scale, and which at the bottom?

    Parameters
    ----------
    frame : DataFrame
        One row per respondent; not changed.
    column : str
        Ordered answers (the declared scale counts, also points nobody chose) or whole numbers.
    top, bottom : int
        How many points at either end, 1..15; together at most the length of the scale.
    level : float
        Confidence level of the intervals, above 0 and below 1.
    lowest, highest : int, optional
        Ends of the scale of a numeric column; without them the ends of the answers given.
    weights : str, optional
        Column of positive weights; rows without one are dropped.
    missing_kinds : DataFrame, optional
        The kind of each missing cell, same index as `frame`.

    Returns
    -------
    TopBox

    Raises
    ------
    ParameterError
        If top and bottom overlap, or the ends of the scale are the wrong way round.
    UnsuitableDataError
        If a numeric column holds fractions, values outside the scale, or more than 30 points.

    Notes
    -----
    Wilson intervals for either share (on the effective sample size with weights). The net share is top
    minus bottom of one sample: Var = t + b - (t - b)², adjusted Wald interval. Boxes throw away what
    lies between: two questions of equal top box may differ in the middle.

    References
    ----------
    .. [1] Rocks, B. (2016). The American Statistician, 70, 365-372.

    Examples
    --------
    >>> agree = pd.Categorical([5] * 6 + [4] * 2 + [1] * 2, categories=[1, 2, 3, 4, 5], ordered=True)
    >>> found = top_box(pd.DataFrame({"agree": agree}), column="agree")
    >>> found.top.value, found.bottom.value
    (0.8, 0.2)
    """
    read = read_answers(frame, (column,), weights=weights, missing_kinds=missing_kinds)
    answers, guessed = _on_scale(read, column, lowest, highest)
    positions, codes = coded(answers.column(column))
    if answers.n:
        _require_apart(top, bottom, len(codes), column)
    score = (positions >= len(codes) - top).astype(np.float64) - (positions < bottom).astype(np.float64)
    effect = answers.effect
    return TopBox(
        column=column,
        n=answers.n,
        answers=answer_shares(answers, column, level=level, interval="wilson", ordered=True),
        top_codes=codes[-top:],
        bottom_codes=codes[:bottom],
        top=_share(score > 0, answers, level),
        bottom=_share(score < 0, answers, level),
        net=_net(score, answers, level),
        missing=answers.missing,
        level=level,
        deff=effect.deff if effect else NAN,
        n_effective=effect.n_effective if effect else NAN,
        notes=by_severity(
            too_few(answers, column),
            heavy_weights(answers),
            many_blank(answers),
            guessed if answers.n else None,
            weighted(answers),
        ),
        provenance=answers.provenance(
            "top_box",
            {"column": column, "top": top, "bottom": bottom, "level": level, "lowest": lowest, "highest": highest},
        ),
    )


def _require_apart(top: int, bottom: int, points: int, column: str) -> None:
    if top + bottom > points:
        raise ParameterError(
            Message(
                "Answers at the top ({top:count}) and at the bottom ({bottom:count}) overlap: {column} has {points:count}.",
                top=top,
                bottom=bottom,
                column=ColumnRef(column),
                points=points,
            ),
            Message("Together they may be at most as many as the scale has."),
            Message("Take fewer answers, or declare the ends of a scale stored as a number."),
            parameter="top",
        )


def _on_scale(answers: Answers, column: str, lowest: int | None, highest: int | None) -> tuple[Answers, Note | None]:
    """The answers as ordered categories over the full scale; a remark where the scale was guessed."""
    stored = answers.column(column)
    if isinstance(stored.dtype, pd.CategoricalDtype):
        return answers, None
    values = numbers(stored)
    seen = values if values.size else np.zeros(1)
    low = int(np.floor(seen.min())) if lowest is None else lowest
    high = int(np.ceil(seen.max())) if highest is None else highest
    _require_scale(values, column, low, high)
    scale = pd.Categorical(values.astype(int), categories=list(range(low, high + 1)), ordered=True)
    boxed = replace(answers, frame=pd.DataFrame({column: scale}, index=stored.index))
    if lowest is not None and highest is not None:
        return boxed, None
    text = Message(
        "The scale is taken to run from {low:exact} to {high:exact}, as in the answers given: declare its ends if it "
        "was longer.",
        low=low,
        high=high,
    )
    return boxed, Note("caution", text, "guessed_scale")


def _require_scale(values: np.ndarray[tuple[int], np.dtype[np.float64]], column: str, low: int, high: int) -> None:
    if high < low:
        raise ParameterError(
            Message("A scale cannot run from {low:exact} to {high:exact}.", low=low, high=high),
            Message("The lowest point must be below the highest."),
            parameter="lowest",
        )
    outside = int(((values < low) | (values > high)).sum())
    fractions = int((values != np.round(values)).sum())
    if outside or fractions or high - low >= MOST_POINTS:
        raise UnsuitableDataError(
            Message(
                "{column} is no rating scale from {low:exact} to {high:exact}.",
                column=ColumnRef(column),
                low=low,
                high=high,
            ),
            Message(
                "Whole numbers inside the scale are expected, and at most {most:count} points; outside: {outside:count}, "
                "fractions: {fractions:count}.",
                most=MOST_POINTS,
                outside=outside,
                fractions=fractions,
            ),
            Message("Choose another column, or band it on the Prepare page."),
        )


def _share(inside: np.ndarray[tuple[int], np.dtype[np.bool_]], answers: Answers, level: float) -> Estimate:
    if answers.weights is None:
        return wilson_interval(int(inside.sum()), answers.n, level=level)
    found = weighted_shares(inside.astype(int), answers.weights, 2)
    low, high = weighted_share_limits(found, level=level)
    return Estimate(float(found.shares[1]), float(low[1]), float(high[1]), level)


def _net(score: np.ndarray[tuple[int], np.dtype[np.float64]], answers: Answers, level: float) -> Estimate:
    if answers.weights is None:
        return net_share_interval(int((score > 0).sum()), int((score < 0).sum()), answers.n, level=level)
    return weighted_net_share_interval(score, answers.weights, level=level)[0]


def _balance(net: Estimate) -> Message:
    if net.low > 0:
        return Message(
            "The top outweighs the bottom: net {net:points} points ({low:points} to {high:points}).",
            net=net.value,
            low=net.low,
            high=net.high,
        )
    if net.high < 0:
        return Message(
            "The bottom outweighs the top: net {net:points} points ({low:points} to {high:points}).",
            net=net.value,
            low=net.low,
            high=net.high,
        )
    return Message(
        "Which end outweighs the other cannot be told: net {net:points} points ({low:points} to {high:points}).",
        net=net.value,
        low=net.low,
        high=net.high,
    )
