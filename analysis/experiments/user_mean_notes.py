"""Remarks on a reading of means: what was done with large values, and what values before the test are worth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.messages import ColumnRef, Message, PluralMessage
from analysis.core.results import Note

if TYPE_CHECKING:
    from analysis.experiments.user_mean_reading import Cuped, ShapeComparison
    from analysis.experiments.user_mean_solution import MeanQuestion

UNBALANCED = 0.001
LITTLE_REDUCTION = 0.02


def mean_notes(
    question: MeanQuestion,
    cap: float,
    n_capped: int,
    cuped: Cuped | None,
    shapes: tuple[ShapeComparison, ...],
    n: int,
) -> tuple[Note | None, ...]:
    """All of them; None where one does not apply."""
    return (
        _outliers(question, cap, n_capped, n),
        *(_cuped(cuped) if cuped else ()),
        _shapes(question, shapes),
    )


def _outliers(question: MeanQuestion, cap: float, n_capped: int, n: int) -> Note | None:
    if question.outliers == "winsorise":
        return Note(
            "info",
            PluralMessage(
                "Values above {cap:number} are cut down to it ({n:count} customer of {all:count}, the same limit in all groups): what is compared is the mean of the values so cut.",
                "Values above {cap:number} are cut down to it ({n:count} customers of {all:count}, the same limit in all groups): what is compared is the mean of the values so cut.",
                n=n_capped,
                cap=cap,
                all=n,
            ),
            code="winsorised",
        )
    if question.outliers == "log":
        return Note(
            "info",
            Message(
                "Compared on the logarithmic scale, log(1 + x): differences are relative changes of the geometric mean, and say nothing of total spend."
            ),
            code="logarithms",
        )
    return None


def _cuped(cuped: Cuped) -> tuple[Note | None, ...]:
    return (_balance(cuped), _imputed(cuped), _little(cuped))


def _balance(cuped: Cuped) -> Note | None:
    if not cuped.p_balance < UNBALANCED:
        return None
    return Note(
        "caution",
        Message(
            "The groups already differed in {column} ({p:p}). Random assignment hardly does that: check that it was measured before assignment and that assignment was random.",
            column=ColumnRef(cuped.pre_period),
            p=cuped.p_balance,
        ),
        code="pre_period_differs",
    )


def _imputed(cuped: Cuped) -> Note | None:
    if not cuped.n_missing:
        return None
    if cuped.missing == "drop":
        message = PluralMessage(
            "{n:count} customer without a value of {column} is left out; the result is about the others.",
            "{n:count} customers without a value of {column} are left out; the result is about the others.",
            n=cuped.n_missing,
            column=ColumnRef(cuped.pre_period),
        )
    else:
        message = PluralMessage(
            "{n:count} customer has no value of {column}: the mean stands in its place, with a mark of its own in the adjustment.",
            "{n:count} customers have no value of {column}: the mean stands in its place, with a mark of its own in the adjustment.",
            n=cuped.n_missing,
            column=ColumnRef(cuped.pre_period),
        )
    return Note("info", message, code="pre_period_missing")


def _little(cuped: Cuped) -> Note | None:
    reached = [item.variance_reduction for item in cuped.comparisons if not math.isnan(item.variance_reduction)]
    if not reached or max(reached) >= LITTLE_REDUCTION:
        return None
    return Note(
        "info",
        Message(
            "Values before the test hardly help here: the correlation with the outcome is {r:coefficient}.",
            r=cuped.correlation,
        ),
        code="little_reduction",
    )


def _shapes(question: MeanQuestion, shapes: tuple[ShapeComparison, ...]) -> Note | None:
    if question.community is not None:
        return Note(
            "info",
            Message("Ranks and quantiles are left out: they assume that customers are independent of each other."),
            code="shapes_left_out",
        )
    if any(math.isnan(item.median_difference.low) or math.isnan(item.p90_difference.low) for item in shapes):
        return Note(
            "info",
            Message("A quantile has no interval where fewer than five customers of a group lie beyond it."),
            code="few_beyond_quantile",
        )
    return None
