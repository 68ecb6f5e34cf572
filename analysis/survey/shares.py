"""Shares of the answers to one question with their intervals, and which answer leads."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.core.messages import ColumnRef, Message, Sentence, ValueRef
from analysis.core.results import Estimate
from analysis.inference.multinomial import goodman_level, share_lead_interval, share_lead_p, weighted_net_share
from analysis.inference.proportions import ProportionMethod, proportion_limits
from analysis.inference.weights import weighted_share_limits, weighted_shares
from analysis.survey.answers import Answers, Code, answer_word, coded
from analysis.survey.controls import ShareInterval

NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerShare:
    """One answer, how often it was given, and which share of the population may give it.

    Parameters
    ----------
    code : str, int, float or bool
        The answer.
    count : int
        People who gave it.
    weighted_count : float
        The same with weights scaled to the number of answers; equal to `count` without weights.
    share : Estimate
        Share of the valid answers, weighted where a weight is used.
    standard_error : float
        Of the share: linearised with weights, binomial without.
    n_effective : float
        Answers the interval rests on: n without weights.
    cumulative : float
        Share at or below this answer; NaN where answers have no order.
    """

    code: Code
    count: int
    weighted_count: float
    share: Estimate
    standard_error: float
    n_effective: float
    cumulative: float


def answer_shares(
    answers: Answers, column: str, *, level: float, interval: ShareInterval, ordered: bool
) -> tuple[AnswerShare, ...]:
    """Shares of every declared answer, in declared order, also of those nobody gave."""
    positions, codes = coded(answers.column(column))
    size = len(codes)
    method: ProportionMethod = "wilson" if interval == "goodman" else interval
    each = goodman_level(level, size) if interval == "goodman" else level
    counts = np.bincount(positions, minlength=size)
    n = answers.n
    if answers.weights is None:
        shares = counts / n if n else np.full(size, NAN)
        errors = np.sqrt(shares * (1 - shares) / n) if n else np.full(size, NAN)
        effective = np.full(size, float(n))
        low, high = proportion_limits(counts, effective, level=each, method=method)
    else:
        found = weighted_shares(positions, answers.weights, size)
        shares, errors, effective = found.shares, found.standard_errors, found.n_effective
        low, high = weighted_share_limits(found, level=each, method=method)
    cumulative = np.cumsum(shares) if ordered else np.full(size, NAN)
    return tuple(
        AnswerShare(
            code=code,
            count=int(counts[i]),
            weighted_count=float(shares[i]) * n if n else 0.0,
            share=Estimate(float(shares[i]), float(low[i]), float(high[i]), level),
            standard_error=float(errors[i]),
            n_effective=float(effective[i]),
            cumulative=min(float(cumulative[i]), 1.0) if n and ordered else NAN,
        )
        for i, code in enumerate(codes)
    )


@dataclass(frozen=True, slots=True)
class Lead:
    """How far one share of a sample stands above another, and whether chance alone would give that.

    Parameters
    ----------
    distance : Estimate
        First share minus second share, with Tango's score interval.
    p_exact : float
        Two-sided p-value of the exact sign test.
    """

    distance: Estimate
    p_exact: float

    @property
    def clear(self) -> bool:
        """Whether the exact test rejects equality at the level of the interval."""
        return self.p_exact <= 1 - self.distance.level

    @property
    def borderline(self) -> bool:
        """Whether the interval leaves out 0 although the exact test does not reject."""
        return not self.clear and self.distance.excludes(0.0)


def lead_of(first: float, second: float, n: float, level: float) -> Lead:
    """The lead of one count over another among n, as `Lead`."""
    return Lead(share_lead_interval(first, second, n, level=level), share_lead_p(first, second))


@dataclass(frozen=True, slots=True)
class Leader:
    """The most frequent answer, the one after it, and the lead of the first.

    `second` and `lead` are None where nobody gave another answer; `level_with_second` counts the answers
    as frequent as the second, itself included.
    """

    first: AnswerShare
    second: AnswerShare | None
    lead: Lead | None
    level_with_second: int = 1

    @property
    def clear(self) -> bool:
        """Whether the lead is beyond what chance alone would give."""
        return self.lead is None or self.lead.clear


def leading_answer(answers: Answers, column: str, shares: tuple[AnswerShare, ...], level: float) -> Leader | None:
    """Which answer is given most often, and whether it can be told apart from the next.

    Parameters
    ----------
    answers : Answers
        The rows the shares were counted on.
    column : str
        The question.
    shares : tuple of AnswerShare
        Result of `answer_shares`.
    level : float
        Confidence level of the lead's interval.

    Returns
    -------
    Leader or None
        None without answers. Among equal shares the first in declared order stands first.

    Notes
    -----
    Both shares come from one sample: the interval of their difference is Tango's score interval, the
    verdict the exact sign test of the two counts (effective counts with weights), so that two equal
    answers are told apart in at most 1 - level of samples. Choosing the two highest answers after seeing
    the data makes this more conservative still where more than two are about equal.
    """
    given = [item for item in shares if item.count > 0]
    if not given:
        return None
    ranked = sorted(given, key=lambda item: -item.share.value)
    if len(ranked) == 1:
        return Leader(ranked[0], None, None)
    first, second = ranked[0], ranked[1]
    level_with = sum(math.isclose(item.share.value, second.share.value, rel_tol=1e-12) for item in ranked[1:])
    if answers.weights is None:
        return Leader(first, second, lead_of(first.count, second.count, answers.n, level), level_with)
    positions, codes = coded(answers.column(column))
    scores = _scores(positions, codes.index(first.code), codes.index(second.code))
    found = weighted_net_share(scores, answers.weights)
    n = found.n_effective
    return Leader(first, second, lead_of(found.up * n, found.down * n, n, level), level_with)


def leader_readings(leader: Leader, column: str) -> tuple[Sentence, ...]:
    """The claim about the most frequent answer and, in plain words, its distance to the next."""
    first = leader.first.share
    name = answer_word(column, leader.first.code)
    if leader.second is None or leader.lead is None:
        return (_only_answer(first, name, column),)
    second = leader.second.share
    other = answer_word(column, leader.second.code)
    lead = leader.lead
    if leader.clear:
        claim = Message(
            "The most frequent answer to {column} is {answer}: {share:percent} "
            "({level:percent} interval {low:percent} to {high:percent}).",
            column=ColumnRef(column),
            answer=name,
            share=first.value,
            level=first.level,
            low=first.low,
            high=first.high,
        )
        return claim, distance_reading(lead, other, second.value)
    if leader.level_with_second > 1:
        return *_shared_places(leader, first, second, lead, column), *border_reading(lead)
    claim = Message(
        "{answer} ({share:percent}, {level:percent} interval {low:percent} to {high:percent}) and {other} "
        "({second:percent}, {second_low:percent} to {second_high:percent}) are the most frequent answers to {column}.",
        answer=name,
        share=first.value,
        level=first.level,
        low=first.low,
        high=first.high,
        other=other,
        second=second.value,
        second_low=second.low,
        second_high=second.high,
        column=ColumnRef(column),
    )
    distance = Message(
        "Which of the two leads cannot be told: they are {lead:distance} points apart (interval {low:points} to "
        "{high:points}; sign test {p:p}).",
        lead=lead.distance.value,
        low=lead.distance.low,
        high=lead.distance.high,
        p=lead.p_exact,
    )
    return claim, distance, *border_reading(lead)


def _shared_places(
    leader: Leader, first: Estimate, second: Estimate, lead: Lead, column: str
) -> tuple[Sentence, Sentence]:
    """Several answers as frequent as each other stand at the top, or right behind the first."""
    if math.isclose(first.value, second.value, rel_tol=1e-12):
        claim = Message(
            "{n:count} answers to {column} share the first place: {share:percent} each "
            "({level:percent} interval {low:percent} to {high:percent}).",
            n=leader.level_with_second + 1,
            column=ColumnRef(column),
            share=first.value,
            level=first.level,
            low=first.low,
            high=first.high,
        )
        return claim, Message("Which of them leads cannot be told.")
    claim = Message(
        "{answer} ({share:percent}, {level:percent} interval {low:percent} to {high:percent}) is the answer to {column} "
        "given most often here; {n:count} answers share the place behind it ({second:percent} each).",
        answer=answer_word(column, leader.first.code),
        share=first.value,
        level=first.level,
        low=first.low,
        high=first.high,
        column=ColumnRef(column),
        n=leader.level_with_second,
        second=second.value,
    )
    distance = Message(
        "Whether it leads cannot be told: it is {lead:distance} points from each of them (interval {low:points} to "
        "{high:points}; sign test {p:p}).",
        lead=lead.distance.value,
        low=lead.distance.low,
        high=lead.distance.high,
        p=lead.p_exact,
    )
    return claim, distance


def _only_answer(share: Estimate, name: ValueRef | Message, column: str) -> Message:
    return Message(
        "Everybody who answered {column} said {answer} ({level:percent} interval {low:percent} to {high:percent}).",
        column=ColumnRef(column),
        answer=name,
        level=share.level,
        low=share.low,
        high=share.high,
    )


def border_reading(lead: Lead | None) -> tuple[Message, ...]:
    """A word on a lead that the interval shows and the test does not."""
    if lead is None or not lead.borderline:
        return ()
    return (
        Message("Interval and exact test disagree at the border; the test is the stricter of the two and decides."),
    )


def distance_reading(lead: Lead, other: ColumnRef | ValueRef | Message, share: float) -> Message:
    """How far the most frequent answer stands from the next, and whether that is more than chance."""
    distance = lead.distance
    if lead.clear:
        return Message(
            "Its lead over {other} ({share:percent}) is {lead:distance} points (interval {low:points} to {high:points}; "
            "sign test {p:p}): more than chance alone would give.",
            lead=distance.value,
            other=other,
            share=share,
            low=distance.low,
            high=distance.high,
            p=lead.p_exact,
        )
    return Message(
        "It cannot be told apart from {other} ({share:percent}): the distance is {lead:distance} points (interval "
        "{low:points} to {high:points}; sign test {p:p}).",
        lead=distance.value,
        other=other,
        share=share,
        low=distance.low,
        high=distance.high,
        p=lead.p_exact,
    )


def _scores(positions: NDArray[np.intp], up: int, down: int) -> NDArray[np.float64]:
    return (positions == up).astype(float) - (positions == down).astype(float)
