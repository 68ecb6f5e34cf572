"""Remarks on the answers to one question: too few, thin, missing, lopsided, rounded or cut off."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.core.messages import ColumnRef, Message, PluralMessage
from analysis.core.results import Note, Severity
from analysis.inference.means import Moments
from analysis.inference.proportions import wilson_interval
from analysis.inference.weights import WeightEffect
from analysis.survey.answers import Answers

FEW_ANSWERS = 30
THIN_ANSWER = 10
MANY_BLANK = 0.20
LOPSIDED = 1.0
FEWEST_EFFECTIVE = 2.0
FEW_EFFECTIVE = 10.0
LARGE_SHARE = 0.30
EQUAL_WEIGHTS = 1 + 1e-9
_ORDER: dict[Severity, int] = {"blocks_conclusion": 0, "caution": 1, "info": 2}


def by_severity(*notes: Note | None) -> tuple[Note, ...]:
    """The notes that exist, most severe first, otherwise in the order given."""
    return tuple(sorted((note for note in notes if note is not None), key=lambda note: _ORDER[note.severity]))


def too_few(answers: Answers, column: str) -> Note | None:
    """No answer, one answer, or fewer than 30 (unweighted or effective)."""
    n = answers.n
    if n == 0:
        if answers.n_missing < answers.n_total:
            text = Message("No answer to {column} carries a weight above zero.", column=ColumnRef(column))
            return Note("blocks_conclusion", text, "no_weights")
        return Note("blocks_conclusion", Message("Nobody answered {column}.", column=ColumnRef(column)), "no_answers")
    if n == 1:
        return Note(
            "blocks_conclusion",
            Message("Only one person answered {column}: it tells nothing about others.", column=ColumnRef(column)),
            "one_answer",
        )
    return few_people(answers)


def few_people(answers: Answers) -> Note | None:
    """Fewer than 30 answers, or unequal weights that leave the worth of fewer than 30."""
    n = answers.n
    if n < FEW_ANSWERS:
        few = PluralMessage(
            "Only one answer: read the interval, not the number.",
            "Only {n:count} answers: read the interval, not the number.",
            n=n,
        )
        return Note("caution", few, "few_answers")
    effect = answers.effect
    if effect is None or effect.n_effective >= FEW_ANSWERS or heavy_weights(answers) is not None:
        return None
    few = Message(
        "Unequal weights leave the worth of {n:lone} answers out of {raw:count}: read the interval, not the number.",
        n=effect.n_effective,
        raw=n,
    )
    return Note("caution", few, "few_answers")


def heavy_weights(answers: Answers) -> Note | None:
    """One answer carries much of the weight, or the weights leave the worth of a handful of answers."""
    effect = answers.effect
    if answers.weights is None or effect is None or answers.n < 2:
        return None
    largest = float(answers.weights.max() / answers.weights.sum())
    # A handful of answers says so by itself; only weights that make it worse are spoken of.
    unequal = effect.n_effective < 0.8 * answers.n
    if unequal and effect.n_effective < FEWEST_EFFECTIVE:
        text = Message(
            "One answer carries {share:percent} of the weight, so the result is little more than that one answer: "
            "{n:count} answers are worth {effective:lone}. Nothing can be concluded about others.",
            share=largest,
            n=answers.n,
            effective=effect.n_effective,
        )
        return Note("blocks_conclusion", text, "one_weight")
    if not unequal or (effect.n_effective >= FEW_EFFECTIVE and largest <= LARGE_SHARE):
        return None
    text = Message(
        "A few answers decide the result: one carries {share:percent} of the weight, and {n:count} answers are worth "
        "{effective:lone} equally weighted ones. Compare it with the result without the weight, and check the largest "
        "weights.",
        share=largest,
        n=answers.n,
        effective=effect.n_effective,
    )
    return Note("caution", text, "heavy_weight")


def many_blank(answers: Answers) -> Note | None:
    """More than a fifth of those who were asked left the question blank or refused."""
    counts = dict(answers.missing)
    asked = answers.n_total - counts.get("skipped", 0)
    unanswered = counts.get("blank", 0) + counts.get("refused", 0)
    if not asked or not answers.n or unanswered / asked <= MANY_BLANK:
        return None
    return Note(
        "caution",
        Message(
            "{share:percent} of those asked gave no answer: the others may think differently from them.",
            share=unanswered / asked,
        ),
        "many_blank",
    )


def weighted(answers: Answers) -> Note | None:
    """How the numbers were weighted, and what the weights cost."""
    effect = answers.effect
    if effect is None or answers.n < 2:
        return None
    if effect.deff < EQUAL_WEIGHTS:
        text = Message(
            "Weighted by {weight}, which is the same for all of these answers: it changes nothing.",
            weight=ColumnRef(answers.weighted_by),
        )
        return Note("info", text, "weighted")
    return Note(
        "info",
        Message(
            "Weighted by {weight}: unequal weights (design effect {deff:effect}) make {n:count} answers worth "
            "{effective:lone}. Standard errors are linearised, as if people were drawn with replacement; "
            "clusters and strata are not taken into account.",
            weight=ColumnRef(answers.weighted_by),
            deff=effect.deff,
            n=answers.n,
            effective=effect.n_effective,
        ),
        "weighted",
    )


def not_weighted(weights: str | None) -> Note | None:
    """The weight in force plays no part in this result."""
    if weights is None:
        return None
    text = Message("Computed without the weight {weight}: this method does not use weights.", weight=ColumnRef(weights))
    return Note("caution", text, "unweighted")


def same_answer(answers: Answers, column: str, *, constant: bool) -> Note | None:
    """Everybody gave one answer, so the sample tells nothing about spread."""
    if not constant or answers.n < 2:
        return None
    return Note(
        "caution",
        Message(
            "Everybody gave the same answer to {column}: there is no spread to compute an interval from.",
            column=ColumnRef(column),
        ),
        "constant",
    )


def same_category(answers: Answers, column: str, *, constant: bool) -> Note | None:
    """Everybody gave one answer; its share keeps its interval."""
    if not constant or answers.n < 2:
        return None
    text = Message("Everybody gave the same answer to {column}.", column=ColumnRef(column))
    return Note("caution", text, "constant")


def lopsided(found: Moments, effect: WeightEffect | None = None) -> tuple[Note | None, Note | None]:
    """A skewed distribution: what the mean means, and whether its interval can be trusted."""
    g1 = found.skewness
    if np.isnan(g1) or abs(g1) <= LOPSIDED:
        return None, None
    shape = Note(
        "caution",
        Message(
            "The answers lean to one side (skewness {g1:effect}): the median describes the typical answer "
            "better than the mean.",
            g1=g1,
        ),
        "skewed",
    )
    # Cochran (1977), Sampling Techniques, eq. 2.44: n should exceed 25 g1².
    wanted = 25 * g1 * g1
    n = found.n if effect is None else effect.n_effective
    if n >= wanted:
        return shape, None
    unsure = Note(
        "caution",
        Message(
            "With {n:count} answers of this shape the interval of the mean misses more often than it should; "
            "Cochran's rule asks for {wanted:count}.",
            n=n,
            wanted=float(np.ceil(wanted)),
        ),
        "mean_interval_unsure",
    )
    return shape, unsure


def heaped(values: NDArray[np.float64]) -> Note | None:
    """Answers pile up on round numbers more than twice as often as they would unrounded.

    0 is a multiple of everything, and counts fall off from it without any rounding: only numbers from the
    base up are looked at, and the round ones must outnumber their neighbours on both sides together.
    """
    if values.size < 50 or not bool((values == np.round(values)).all()) or np.unique(values).size <= 20:
        return None
    for base in (10, 5):
        size = np.abs(values)
        n = int((size >= base).sum())
        on_base = int((np.mod(size[size >= base], base) == 0).sum())
        beside = int(np.isin(np.mod(size[size >= base - 1], base), (1, base - 1)).sum())
        if beside < on_base < n and np.ptp(values) >= 4 * base and wilson_interval(on_base, n).low > 2 / base:
            return Note(
                "caution",
                Message(
                    "{share:percent} of the answers from {base:count} up are multiples of it, where {expected:set_percent} would be "
                    "expected: people round, so small differences mean little.",
                    share=on_base / n,
                    base=base,
                    expected=1 / base,
                ),
                "heaped",
            )
    return None


def top_coded(values: NDArray[np.float64]) -> Note | None:
    """The highest value holds far more answers than those below it, as when larger ones were cut off."""
    if values.size < 50:
        return None
    distinct, counts = np.unique(values, return_counts=True)
    if distinct.size < 20:
        return None
    top = int(counts[-1])
    if top / values.size < 0.02 or top < 3 * int(counts[-4:-1].max()):
        return None
    return Note(
        "caution",
        Message(
            "{share:percent} of the answers sit on the highest value, {value:number}: if larger ones were cut off "
            "there, the mean is too low and the median is the safer number.",
            share=top / values.size,
            value=float(distinct[-1]),
        ),
        "top_coded",
    )


def thin_answers(names: tuple[object, ...]) -> Note | None:
    """Answers that fewer than ten people gave."""
    if not names:
        return None
    return Note(
        "caution",
        PluralMessage(
            "One answer was given by fewer than {least:count} people: its share is a hint at best.",
            "{n:count} answers were given by fewer than {least:count} people each: their shares are hints at best.",
            n=len(names),
            least=THIN_ANSWER,
        ),
        "thin_answers",
    )
