"""A correlation with other columns held constant: what is left once their share is taken out of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.core import Estimate
from analysis.relations.answers import Answers, FloatArray, average_ranks, observed_codes
from analysis.relations.coefficients import pearson, spearman
from analysis.relations.measured import UNDEFINED

NEGLIGIBLE = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldConstant:
    """A partial correlation.

    Parameters
    ----------
    columns : tuple of str
        The columns held constant.
    estimate : Estimate
        Partial correlation in -1..1 with its interval; NaN where the columns held leave nothing over.
    t, df, p : float
        Its t test; `df` is n - 2 less one for every column taken out (one per answer but the first
        for answers that enter as groups).
    """

    columns: tuple[str, ...]
    estimate: Estimate
    t: float
    df: float
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class Remainder:
    """What is left of x and y without the columns held, and the partial correlation of the two."""

    found: HeldConstant
    x: Answers
    y: Answers


def hold_columns(x: Answers, y: Answers, held: Sequence[Answers], *, ranked: bool, level: float) -> Remainder:
    """The partial correlation of x and y, and what is left of each.

    Numbers and yes-or-no columns enter as one column (ranks where `ranked`); ordered answers enter
    as ranks where `ranked` and as groups otherwise; unordered answers enter as groups.
    """
    design = [column for answers in held for column in _design(answers, ranked=ranked)]
    basis = _orthonormal(design, x.n)
    rest_x, rest_y = _remainder(x, basis, ranked=ranked), _remainder(y, basis, ranked=ranked)
    n_held = basis.shape[1] - 1
    measured = UNDEFINED
    if not (rest_x.constant or rest_y.constant) and x.n - n_held >= 4:
        coefficient = spearman if ranked else pearson
        measured = coefficient(rest_x.numbers, rest_y.numbers, level, n_held)
    found = HeldConstant(
        columns=tuple(answers.column for answers in held),
        estimate=Estimate(measured.value, measured.low, measured.high, level),
        t=measured.statistic,
        df=x.n - n_held - 2,
        p=measured.p,
    )
    return Remainder(found, rest_x, rest_y)


def _design(answers: Answers, *, ranked: bool) -> list[FloatArray]:
    if answers.constant:
        return []
    if answers.level == "binary" or (answers.level == "scale" and not ranked):
        return [answers.numbers]
    if answers.level != "nominal" and ranked:
        return [average_ranks(answers.numbers)]
    codes, present = observed_codes(answers)
    return [(codes == code).astype(np.float64) for code in range(1, len(present))]


def _orthonormal(design: Sequence[FloatArray], n: int) -> FloatArray:
    """Orthonormal columns that span a constant and the design; repeated columns add nothing."""
    constant = np.full((n, 1), 1 / np.sqrt(n))
    if not design:
        return constant
    columns = np.column_stack(design)
    columns = columns - columns.mean(axis=0)
    columns = columns / np.sqrt((columns**2).sum(axis=0))
    weights, vectors = np.linalg.eigh(columns.T @ columns)
    kept = weights > NEGLIGIBLE
    return np.asarray(np.hstack([constant, columns @ (vectors[:, kept] / np.sqrt(weights[kept]))]), dtype=np.float64)


def _remainder(answers: Answers, basis: FloatArray, *, ranked: bool) -> Answers:
    values = average_ranks(answers.numbers) if ranked else answers.numbers
    centred = values - values.mean()
    # Projecting twice takes out what rounding leaves of the first time.
    rest = centred - basis @ (basis.T @ centred)
    rest = rest - basis @ (basis.T @ rest)
    if float((rest * rest).sum()) <= NEGLIGIBLE * float((centred * centred).sum()):
        rest = np.zeros_like(rest)
    return replace(answers, level="scale", numbers=rest, categories=())
