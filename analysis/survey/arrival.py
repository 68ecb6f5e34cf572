"""Whether answers that follow each other resemble each other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.core.messages import ColumnRef, Message, Sentence
from analysis.core.method import method
from analysis.core.parameters import ColumnRole, Control, NumericColumn
from analysis.core.results import Estimate, Note, Provenance
from analysis.inference.means import moments
from analysis.inference.proportions import normal_quantile
from analysis.survey.answers import Answers, Floats, numbers, read_answers
from analysis.survey.cautions import by_severity, same_answer, too_few
from analysis.survey.controls import ConfidenceLevel

NAN = float("nan")
OrderColumn = Annotated[str, ColumnRole(frozenset({"scale", "ordinal", "date"}))]


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialCorrelation:
    """How much each answer resembles the one before it: the lag-1 autocorrelation, -1..1."""

    column: str
    order: str
    n: int
    coefficient: Estimate
    ties: int
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row: ``n``, ``lag1_autocorrelation``, ``low``, ``high``, ``ties``, ``level``."""
        found = self.coefficient
        return pd.DataFrame(
            [
                {
                    "n": self.n,
                    "lag1_autocorrelation": found.value,
                    "low": found.low,
                    "high": found.high,
                    "ties": self.ties,
                    "level": found.level,
                }
            ]
        )

    def readings(self) -> tuple[Sentence, ...]:
        """Whether neighbours resemble each other, with the coefficient and its interval."""
        found = self.coefficient
        if math.isnan(found.value):
            return (
                Message(
                    "Whether neighbouring answers to {column} resemble each other cannot be told.",
                    column=ColumnRef(self.column),
                ),
            )
        facts = Message(
            "lag-1 autocorrelation {r:coefficient}, {level:percent} interval {low:coefficient} to {high:coefficient}",
            r=found.value,
            level=found.level,
            low=found.low,
            high=found.high,
        )
        if found.low > 0:
            return (
                Message(
                    "Neighbouring answers to {column} resemble each other ({facts}).",
                    column=ColumnRef(self.column),
                    facts=facts,
                ),
                Message("They are not independent: intervals that assume it are too short."),
            )
        if found.high < 0:
            return (
                Message(
                    "Answers to {column} alternate between high and low ({facts}).",
                    column=ColumnRef(self.column),
                    facts=facts,
                ),
                Message("They are not independent: intervals that assume it are unreliable."),
            )
        return (
            Message(
                "No resemblance of neighbouring answers to {column} can be told from chance ({facts}).",
                column=ColumnRef(self.column),
                facts=facts,
            ),
        )


@method("serial_correlation")
def serial_correlation(
    frame: pd.DataFrame,
    *,
    column: Annotated[NumericColumn, Control(label=Message("Number"))],
    order: Annotated[OrderColumn, Control(label=Message("In the order of"))],
    level: ConfidenceLevel = 0.95,
    missing_kinds: pd.DataFrame | None = None,
) -> SerialCorrelation:
    """Do answers that follow each other resemble each other?

    Parameters
    ----------
    frame : DataFrame
        One row per respondent; the order of its rows plays no part.
    column : str
        A number.
    order : str
        Column that puts the answers in order, such as the time of arrival.
    level : float
        Confidence level, above 0 and below 1.
    missing_kinds : DataFrame, optional
        The kind of each missing cell, same index as `frame`.

    Returns
    -------
    SerialCorrelation

    Raises
    ------
    ColumnRoleError
        If `column` is no number or `order` has no order.

    Notes
    -----
    ``r1 = Σ (x_i - m)(x_{i+1} - m) / Σ (x_i - m)²`` over the answers in order. Among rows with equal
    `order` nobody knows who came first: r1 is then its mean over all orders they may have come in, in
    closed form, ``(S² - Q)/k`` for the sum S and the sum of squares Q of the deviations of k such rows
    and the product of the two means where places meet. The interval uses Bartlett's variance of a
    first-order process, (1 - r²)/n; it is approximate below 50 answers and, with ties, wider than needed.
    Drift over the field time, quota blocks and copied answers all raise r1.

    References
    ----------
    .. [1] Box, G. E. P., Jenkins, G. M. and Reinsel, G. C. (2008). Time Series Analysis, 4th ed., section 2.1.
    .. [2] NIST Statistical Reference Datasets, univariate summary statistics.

    Examples
    --------
    >>> drift = pd.DataFrame({"minutes": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], "row": range(6)})
    >>> serial_correlation(drift, column="minutes", order="row").coefficient.value
    0.5
    """
    answers = read_answers(frame, (column, order) if column != order else (column,), missing_kinds=missing_kinds)
    values, starts = _in_order(answers, column, order)
    size = np.diff(starts, append=values.size)
    ties = int(size[size > 1].sum())
    constant = values.size > 0 and values.min() == values.max()
    return SerialCorrelation(
        column=column,
        order=order,
        n=answers.n,
        coefficient=_lag_one(values, starts, level),
        ties=ties,
        notes=by_severity(
            too_few(answers, column),
            _only_two(answers.n),
            same_answer(answers, column, constant=constant),
            _tied(ties, starts.size, answers.n, order),
        ),
        provenance=answers.provenance("serial_correlation", {"column": column, "order": order, "level": level}),
    )


def _in_order(answers: Answers, column: str, order: str) -> tuple[Floats, NDArray[np.intp]]:
    """The answers in order, by size within a place, and the position where each place starts."""
    ranks = answers.column(order)
    # Ordered answers stand in their declared order, everything else by size.
    keys = ranks.cat.codes if isinstance(ranks.dtype, pd.CategoricalDtype) else ranks
    position = keys.rank(method="dense").to_numpy(dtype=float)
    values = numbers(answers.column(column))
    sorting = np.lexsort((values, position))
    new = np.diff(position[sorting], prepend=0.0) > 0
    return values[sorting], np.flatnonzero(new)


def _lag_one(values: Floats, starts: NDArray[np.intp], level: float) -> Estimate:
    n = values.size
    if n < 3 or values.min() == values.max() or starts.size == 1:
        return Estimate(NAN, NAN, NAN, level)
    deviations = values - moments(values).mean
    squares = deviations * deviations
    size = np.diff(starts, append=n)
    total, square = np.add.reduceat(deviations, starts), np.add.reduceat(squares, starts)
    # Mean of the k - 1 products of neighbours over all orders of k tied rows; none for a row alone.
    within = np.where(size > 1, (total * total - square) / size, 0.0)
    means = total / size
    r = (float(within.sum()) + float((means[1:] * means[:-1]).sum())) / float(squares.sum())
    half = normal_quantile(level) * math.sqrt(max(1 - r * r, 0) / n)
    return Estimate(r, max(r - half, -1.0), min(r + half, 1.0), level)


def _only_two(n: int) -> Note | None:
    if n != 2:
        return None
    text = Message("Two answers cannot show whether neighbours resemble each other; at least three are needed.")
    return Note("blocks_conclusion", text, "two_answers")


def _tied(ties: int, places: int, n: int, order: str) -> Note | None:
    if not ties:
        return None
    if places == 1 and n > 1:
        return Note(
            "blocks_conclusion",
            Message(
                "{order} is the same in all {n:count} rows, so it puts them in no order.", order=ColumnRef(order), n=n
            ),
            "no_order",
        )
    return Note(
        "caution",
        Message(
            "{n:count} rows share their place in the order with others; which of them came first is not known, so the "
            "coefficient is the mean over all orders they may have come in.",
            n=ties,
        ),
        "ties",
    )
