"""The net promoter score with the interval its variance allows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from analysis.core.errors import ParameterError, UnsuitableDataError
from analysis.core.frames import MissingKind
from analysis.core.messages import ColumnRef, Message, PluralMessage, Sentence
from analysis.core.method import method
from analysis.core.parameters import Control, NumericColumn
from analysis.core.results import Estimate, Note, Provenance
from analysis.inference.multinomial import net_share_interval, net_share_variance, weighted_net_share_interval
from analysis.inference.proportions import normal_quantile, wilson_interval
from analysis.inference.weights import weighted_share_limits, weighted_shares
from analysis.survey.answers import Answers, Floats, read_answers
from analysis.survey.cautions import by_severity, heavy_weights, many_blank, too_few, weighted
from analysis.survey.controls import ConfidenceLevel, RatingColumn
from analysis.survey.ratings import ratings

NAN = float("nan")
PromotersFrom = Annotated[float, Field(ge=0, le=10), Control(label=Message("Promoters from"), step=1, advanced=True)]
DetractorsTo = Annotated[float, Field(ge=0, le=10), Control(label=Message("Detractors up to"), step=1, advanced=True)]
ScoreInterval = Annotated[
    Literal["adjusted", "wald"],
    Control(
        label=Message("Interval"),
        choices={"adjusted": Message("Adjusted Wald"), "wald": Message("Wald (for comparison)")},
        advanced=True,
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetPromoterScore:
    """Promoters minus detractors, as a fraction in -1..1 (0.21 is a score of +21).

    Parameters
    ----------
    promoters, passives, detractors : Estimate
        Shares of the answers with Wilson intervals.
    score : Estimate
        With the interval asked for.
    standard_error : float
        Of the score: the root of (p + d - (p - d)²) / n, linearised with weights.
    adjusted, wald : Estimate
        The score with either interval.
    """

    column: str
    n: int
    counts: tuple[int, int, int]
    promoters: Estimate
    passives: Estimate
    detractors: Estimate
    score: Estimate
    standard_error: float
    adjusted: Estimate
    wald: Estimate
    promoters_from: float
    detractors_to: float
    missing: tuple[tuple[MissingKind, int], ...]
    level: float
    deff: float
    n_effective: float
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row.

        Returns
        -------
        DataFrame
            ``n``; ``promoters``, ``passives``, ``detractors`` (shares) with ``_count``, ``_low`` and
            ``_high``; ``score`` with ``low`` and ``high`` of the chosen interval; ``standard_error``;
            ``adjusted_low``, ``adjusted_high``, ``wald_low``, ``wald_high``; ``deff``,
            ``n_effective``; ``level``. All shares and scores are fractions.
        """
        row: dict[str, float] = {"n": self.n}
        groups = (("promoters", self.promoters), ("passives", self.passives), ("detractors", self.detractors))
        for (name, share), count in zip(groups, self.counts, strict=True):
            row |= {name: share.value, f"{name}_low": share.low, f"{name}_high": share.high, f"{name}_count": count}
        row |= {
            "score": self.score.value,
            "low": self.score.low,
            "high": self.score.high,
            "standard_error": self.standard_error,
            "adjusted_low": self.adjusted.low,
            "adjusted_high": self.adjusted.high,
            "wald_low": self.wald.low,
            "wald_high": self.wald.high,
            "deff": self.deff,
            "n_effective": self.n_effective,
            "level": self.level,
        }
        return pd.DataFrame([row])

    def readings(self) -> tuple[Sentence, ...]:
        """The score with its interval and its parts, and whether either side outnumbers the other."""
        if not self.n:
            return (Message("Nobody answered {column}.", column=ColumnRef(self.column)),)
        claim = Message(
            "The net promoter score is {score:points} ({level:percent} interval {low:points} to {high:points}): "
            "{promoters:percent} promoters, {detractors:percent} detractors.",
            score=self.score.value,
            level=self.level,
            low=self.score.low,
            high=self.score.high,
            promoters=self.promoters.value,
            detractors=self.detractors.value,
        )
        return claim, _balance(self.score)


@method("net_promoter_score")
def net_promoter_score(
    frame: pd.DataFrame,
    *,
    column: Annotated[RatingColumn, Control(label=Message("Question"))],
    level: ConfidenceLevel = 0.95,
    promoters_from: PromotersFrom = 9.0,
    detractors_to: DetractorsTo = 6.0,
    interval: ScoreInterval = "adjusted",
    weights: NumericColumn | None = None,
    missing_kinds: pd.DataFrame | None = None,
) -> NetPromoterScore:
    """Do more people recommend us than warn against us?

    Parameters
    ----------
    frame : DataFrame
        One row per respondent; not changed.
    column : str
        Ratings from 0 to 10, as numbers or as ordered answers with number codes.
    level : float
        Confidence level, above 0 and below 1.
    promoters_from, detractors_to : float
        Lowest rating of a promoter and highest of a detractor, 0..10.
    interval : str
        ``adjusted`` (adjusted Wald, default) or ``wald``.
    weights : str, optional
        Column of positive weights; rows without one are dropped.
    missing_kinds : DataFrame, optional
        The kind of each missing cell, same index as `frame`.

    Returns
    -------
    NetPromoterScore

    Raises
    ------
    ParameterError
        If `detractors_to` is not below `promoters_from`.
    UnsuitableDataError
        If a rating is below 0 or above 10.
    ColumnRoleError
        If ordered answers have no number codes.

    Notes
    -----
    Score = p - d. One person is a promoter or a detractor, never both, so Var = p + d - (p - d)²; adding
    the variances of both shares would leave out 2pd and make the interval too short. The adjusted Wald
    interval adds 3/4 promoter, 3/2 passives and 3/4 detractor before it is drawn: its coverage stays near
    the level where the plain one falls to .87 (20 answers, few detractors). The value shown is p - d
    itself. With weights: linearised error of the score -1, 0, +1, interval on the effective sample size.

    References
    ----------
    .. [1] Rocks, B. (2016). Interval estimation for the "net promoter score". The American
       Statistician, 70, 365-372.
    .. [2] Reichheld, F. F. (2003). The one number you need to grow. Harvard Business Review, 81(12), 46-54.

    Examples
    --------
    >>> answers = pd.DataFrame({"recommend": [10.0] * 60 + [8.0] * 25 + [3.0] * 15})
    >>> score = net_promoter_score(answers, column="recommend").score
    >>> round(score.value, 2), round(score.low, 4), round(score.high, 4)
    (0.45, 0.2934, 0.5804)
    """
    _require_order(detractors_to, promoters_from)
    parameters = {"column": column, "level": level, "promoters_from": promoters_from, "detractors_to": detractors_to}
    answers = read_answers(frame, (column,), weights=weights, missing_kinds=missing_kinds)
    rated = ratings(answers.column(column), column)
    _require_zero_to_ten(rated, column)
    groups = np.where(rated >= promoters_from, 0, np.where(rated <= detractors_to, 2, 1)).astype(np.intp)
    counts = np.bincount(groups, minlength=3)
    promoters, passives, detractors = _shares(groups, answers, level)
    adjusted, wald, error = _scores(groups, answers, level)
    effect = answers.effect
    return NetPromoterScore(
        column=column,
        n=answers.n,
        counts=(int(counts[0]), int(counts[1]), int(counts[2])),
        promoters=promoters,
        passives=passives,
        detractors=detractors,
        score=adjusted if interval == "adjusted" else wald,
        standard_error=error,
        adjusted=adjusted,
        wald=wald,
        promoters_from=promoters_from,
        detractors_to=detractors_to,
        missing=answers.missing,
        level=level,
        deff=effect.deff if effect else NAN,
        n_effective=effect.n_effective if effect else NAN,
        notes=by_severity(
            too_few(answers, column),
            heavy_weights(answers),
            many_blank(answers),
            _short_scale(rated, promoters_from),
            weighted(answers),
        ),
        provenance=answers.provenance("net_promoter_score", {**parameters, "interval": interval}),
    )


def _require_order(detractors_to: float, promoters_from: float) -> None:
    if detractors_to >= promoters_from:
        raise ParameterError(
            Message(
                "Detractors up to {low:exact} and promoters from {high:exact} overlap.",
                low=detractors_to,
                high=promoters_from,
            ),
            Message("Detractors must end below where promoters begin."),
            parameter="detractors_to",
        )


def _shares(groups: np.ndarray[tuple[int], np.dtype[np.intp]], answers: Answers, level: float) -> list[Estimate]:
    if answers.weights is None:
        counts = np.bincount(groups, minlength=3)
        return [wilson_interval(int(count), answers.n, level=level) for count in counts]
    found = weighted_shares(groups, answers.weights, 3)
    low, high = weighted_share_limits(found, level=level)
    return [Estimate(float(found.shares[i]), float(low[i]), float(high[i]), level) for i in range(3)]


def _scores(
    groups: np.ndarray[tuple[int], np.dtype[np.intp]], answers: Answers, level: float
) -> tuple[Estimate, Estimate, float]:
    """Adjusted and plain interval of the score, and its standard error."""
    n = answers.n
    if answers.weights is None:
        up, down = int((groups == 0).sum()), int((groups == 2).sum())
        error = math.sqrt(net_share_variance(up / n, down / n) / n) if n else NAN
        adjusted = net_share_interval(up, down, n, level=level)
        return adjusted, _wald(adjusted.value, error, level), error
    scores = (1 - groups).astype(np.float64)
    adjusted, error = weighted_net_share_interval(scores, answers.weights, level=level)
    return adjusted, _wald(adjusted.value, error, level), error


def _wald(value: float, error: float, level: float) -> Estimate:
    half = normal_quantile(level) * error
    return (
        Estimate(value, max(value - half, -1.0), min(value + half, 1.0), level)
        if error >= 0
        else Estimate(value, NAN, NAN, level)
    )


def _require_zero_to_ten(rated: Floats, column: str) -> None:
    outside = (rated < 0) | (rated > 10)
    if bool(outside.any()):
        raise UnsuitableDataError(
            PluralMessage(
                "One answer to {column} is outside 0 to 10: {value:exact}.",
                "{n:count} answers to {column} are outside 0 to 10, such as {value:exact}.",
                n=int(outside.sum()),
                column=ColumnRef(column),
                value=float(np.sort(rated[outside])[-1]),
            ),
            Message("The score is defined for ratings from 0 to 10."),
            Message(
                "Mark such values as missing on the Variables page, or recode them; some exports number the answers "
                "0 to 10 as 1 to 11."
            ),
        )


def _short_scale(rated: Floats, promoters_from: float) -> Note | None:
    if rated.size == 0 or float(rated.max()) > 7 or promoters_from <= float(rated.max()):
        return None
    return Note(
        "caution",
        Message(
            "The highest answer is {highest:number}: if this question was not asked on a scale from 0 to 10, the score "
            "means nothing.",
            highest=float(rated.max()),
        ),
        "short_scale",
    )


def _balance(score: Estimate) -> Message:
    if score.low > 0:
        return Message("Promoters outnumber detractors by more than chance alone would give.")
    if score.high < 0:
        return Message("Detractors outnumber promoters by more than chance alone would give.")
    return Message("Whether promoters or detractors are more numerous cannot be told from these answers.")
