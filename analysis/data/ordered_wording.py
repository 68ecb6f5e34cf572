"""The order of answers that say their place by their wording: 非常不满意 … 非常满意, never … always.

Most scales are a base word with a degree and perhaps a negation (``很不`` + ``满意``, ``somewhat`` +
``agree``). Each answer is taken apart into degree and base; answers of one scale share the base,
or a pair of opposites, and their degrees give the order. Scales without a common base
(从不 … 总是, poor … excellent) are listed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from analysis.data.wording_lists import (
    DEGREES_EN,
    DEGREES_ZH,
    LISTED_SCALES,
    NEGATIONS_ZH,
    NEGATIVE_DEGREES_EN,
    NEUTRAL,
    OFF_SCALE,
    OPPOSITES,
    REFUSALS,
)

MIN_ANSWERS = 3
_NUMBERED = re.compile(r"^(?:\d{1,2}|[a-z])\s*[、.．:：)）=\-]\s*(?=\D)", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*[(（\[【].*?[)）\]】]\s*$")
_YES_OR_NO = re.compile(r"^(?:yes|no)[,.]\s+(?=\S)|^[是否]，(?=\S)")
_NOT_AT_ALL = re.compile(r"^not (\w+) at all$")
_NOT_WORDS = re.compile(r"[^\w\s&/]+")


def ordered_answers(answers: Sequence[str]) -> list[str] | None:
    """Answers in the order their wording says, low to high, or None where it says none.

    Parameters
    ----------
    answers : sequence of str
        Distinct answers of one question.

    Returns
    -------
    list of str or None
        The same answers from low to high; None with fewer than three answers, or where one of them
        has no place on the same scale as the others.

    Examples
    --------
    >>> ordered_answers(["满意", "非常不满意", "一般", "非常满意", "不满意"])
    ['非常不满意', '不满意', '一般', '满意', '非常满意']
    >>> ordered_answers(["Agree", "Neutral", "Strongly disagree"])
    ['Strongly disagree', 'Neutral', 'Agree']
    >>> ordered_answers(["red", "green", "blue"]) is None
    True
    """
    if len(answers) < MIN_ANSWERS:
        return None
    plain = [plain_answer(answer) for answer in answers]
    for place in (_listed_places, _degree_places):
        places = place(plain)
        if places is not None and len(set(places)) == len(places):
            by_place = sorted(zip(places, answers, strict=True))
            return [answer for _, answer in by_place]
    return None


def plain_answer(answer: str) -> str:
    """An answer without numbering, brackets and punctuation, in lower case."""
    text = unicodedata.normalize("NFKC", answer).strip().lower().replace("\u2019", "'")
    text = _YES_OR_NO.sub("", _NUMBERED.sub("", text))
    without = _BRACKETED.sub("", text)
    text = without or text
    plain = " ".join(_NOT_WORDS.sub(" ", text.replace("'", "")).split())
    return _NOT_AT_ALL.sub(r"not at all \1", plain)


def is_off_scale(answer: str) -> bool:
    """Whether an answer says that the question does not apply or cannot be answered (不适用, don't know)."""
    plain = plain_answer(answer)
    return plain in OFF_SCALE or answer.strip().lower() in OFF_SCALE


def is_refusal(answer: str) -> bool:
    """Whether an answer declines to answer (拒绝回答, prefer not to say)."""
    return plain_answer(answer) in REFUSALS


def _listed_places(plain: list[str]) -> list[float] | None:
    for scale in LISTED_SCALES:
        places = [scale.get(answer) for answer in plain]
        if None not in places:
            return [float(place) for place in places if place is not None]
    return None


def _degree_places(plain: list[str]) -> list[float] | None:
    """Degrees of answers that share a base word or a pair of opposites."""
    taken = [_taken_apart(answer) for answer in plain]
    bases = [base for degree, base in taken if degree is not None and base]
    if len(bases) < 2 or any(degree is None for degree, _ in taken):
        return None
    poles = _poles(bases)
    if poles is None:
        return None
    low, high = poles
    return [_signed_degree(degree or 0.0, base, low, high) for degree, base in taken]


def _signed_degree(degree: float, base: str, low: str, high: str) -> float:
    # "not difficult" lies above "difficult" on a scale from difficult to easy.
    return -degree if base == low and low != high else degree


def _poles(bases: list[str]) -> tuple[str, str] | None:
    distinct = sorted(set(bases))
    if len(distinct) == 1:
        return distinct[0], distinct[0]
    if len(distinct) == 2:
        for low, high in OPPOSITES:
            if {low, high} == set(distinct):
                return low, high
    return None


def _taken_apart(plain: str) -> tuple[float | None, str]:
    """Degree and base of an answer; a neutral answer has degree 0 and no base, an unknown one no degree."""
    if plain in NEUTRAL:
        return 0.0, ""
    return _english_parts(plain) if plain.isascii() else _chinese_parts(plain)


def _chinese_parts(plain: str) -> tuple[float | None, str]:
    text = plain.replace(" ", "")
    for negation, degree in NEGATIONS_ZH:
        if text.startswith(negation) and len(text) > len(negation):
            return degree, text.removeprefix(negation)
    for word, degree in DEGREES_ZH:
        if text.startswith(word) and len(text) > len(word):
            return degree, text.removeprefix(word)
    return 2.0, text


def _english_parts(plain: str) -> tuple[float | None, str]:
    if plain.startswith("neither "):
        return 0.0, ""
    for words, degree in NEGATIVE_DEGREES_EN:
        if plain.startswith(words + " "):
            return degree, plain.removeprefix(words + " ")
    for word, degree in DEGREES_EN:
        if plain.startswith(word + " "):
            return _with_prefix(degree, plain.removeprefix(word + " "))
    return _with_prefix(2.0, plain)


def _with_prefix(degree: float, base: str) -> tuple[float | None, str]:
    """``dissatisfied`` is the opposite of ``satisfied``: the prefix turns the sign."""
    for prefix in ("dis", "un", "im", "in"):
        if base.startswith(prefix) and base.removeprefix(prefix) in PREFIXED_BASES:
            return -degree, base.removeprefix(prefix)
    return degree, base


PREFIXED_BASES = frozenset(
    [
        "agree",
        "satisfied",
        "likely",
        "important",
        "favorable",
        "favorably",
        "favourable",
        "favourably",
        "familiar",
        "comfortable",
        "willing",
        "happy",
        "clear",
        "helpful",
        "interested",
        "possible",
        "appealing",
        "acceptable",
        "reasonable",
        "pleasant",
        "aware",
        "certain",
        "concerned",
        "useful",
        "convenient",
        "trustworthy",
        "fair",
        "safe",
        "reliable",
        "necessary",
        "desirable",
        "attractive",
        "frequently",
        "believable",
        "approve",
    ]
)
