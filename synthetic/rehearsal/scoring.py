"""One replicate: draw, analyse, compare with the truth. A row of numbers comes out."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from analysis.core.errors import RetentionLabError
from synthetic.rehearsal.outcome import MOST_PARTS, NAN, Analysis, Design, Drawn, Outcome

Rows = npt.NDArray[np.float64]


class Field(IntEnum):
    """Columns of a row of scores; the parts of an outcome stand behind them."""

    DETECTED = 0
    ESTIMATE = 1
    LOW = 2
    HIGH = 3
    EFFECT = 4
    AGREEMENT = 5
    FOUND = 6
    PLANTED = 7
    CLAIMED = 8
    FALSE = 9
    REFUSED = 10


def scores(design: Design, analysis: Analysis, seed: int, run: int, start: int, stop: int) -> Rows:
    """Scores of the replicates `start` to `stop`.

    Parameters
    ----------
    design, analysis
        What is rehearsed.
    seed : int
        Seed of the rehearsal.
    run : int
        0 for the design, 1 for its A/A run, 2 for the check of a size: each has draws of its own.
    start, stop : int
        Which replicates. Every replicate has its own stream of random numbers, so that neither chunks
        nor workers change a number.

    Returns
    -------
    array
        A row a replicate; columns are `Field`, then `MOST_PARTS` places for parts.
    """
    return np.array([score(design, analysis, seed, run, replicate) for replicate in range(start, stop)])


def score(design: Design, analysis: Analysis, seed: int, run: int, replicate: int) -> list[float]:
    """The row of one replicate."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(run, replicate)))
    drawn = design.draw(rng)
    row = [NAN] * (len(Field) + MOST_PARTS)
    row[Field.EFFECT] = drawn.effect
    row[Field.REFUSED] = 0.0
    try:
        outcome = analysis(drawn.data)
    except RetentionLabError:
        # The analysis says that these data cannot be analysed: nothing is found, and that is counted.
        row[Field.DETECTED], row[Field.REFUSED] = 0.0, 1.0
        return row
    row[Field.DETECTED] = float(outcome.detected)
    row[Field.ESTIMATE], row[Field.LOW], row[Field.HIGH] = outcome.estimate, outcome.low, outcome.high
    row[len(Field) : len(Field) + len(outcome.parts)] = outcome.parts
    if drawn.labels is not None and outcome.labels is not None:
        row[Field.AGREEMENT] = adjusted_rand(drawn.labels, outcome.labels)
    if drawn.items is not None and outcome.rules is not None:
        row[Field.FOUND : Field.FALSE + 1] = _rule_scores(drawn, outcome)
    return row


def _rule_scores(drawn: Drawn, outcome: Outcome) -> list[float]:
    items, rules = drawn.items or frozenset(), outcome.rules or frozenset()
    found = sum(frozenset({item}) in rules for item in items)
    false = sum(not rule & items for rule in rules)
    return [float(found), float(len(items)), float(len(rules)), float(false)]


def adjusted_rand(first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]) -> float:
    """Agreement of two divisions of the same rows: 1 where they are the same, 0 in the mean by chance.

    NaN where a division has one part only, because then there is nothing to agree about. Hubert, L. and
    Arabie, P. (1985). Comparing partitions. Journal of Classification, 2, 193-218, eq. 5.

    Examples
    --------
    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([5, 5, 2, 2]))
    1.0
    """
    _, rows = np.unique(first, return_inverse=True)
    _, columns = np.unique(second, return_inverse=True)
    table = np.zeros((int(rows.max()) + 1, int(columns.max()) + 1))
    np.add.at(table, (rows, columns), 1.0)
    if 1 in table.shape:
        return NAN
    both, left, right, everything = _pairs(table), _pairs(table.sum(1)), _pairs(table.sum(0)), _pairs(table.sum())
    expected = left * right / everything
    return float((both - expected) / ((left + right) / 2 - expected))


def _pairs(counts: npt.ArrayLike) -> float:
    values = np.asarray(counts, dtype=np.float64)
    return float((values * (values - 1) / 2).sum())
