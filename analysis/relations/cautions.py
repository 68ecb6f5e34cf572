"""What a reader of a correlation has to keep in mind: checks on shape, ties, single rows and small groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.core import ColumnRef, Message, Note, PluralMessage
from analysis.relations.answers import Answers, FloatArray, average_ranks
from analysis.relations.choice import COEFFICIENT_NAMES, Choice, Shape, shape_of
from analysis.relations.coefficients import influence, product_moment
from analysis.relations.measured import Coefficient, Measured

FEW_DIFFERENT_VALUES = 20
FEW_ROWS = 25
FEW_IN_GROUP = 30
CURVE_GAIN = 0.05
CURVE_P = 0.01
INFLUENCE_SHARE = 0.01
INFLUENCE_CHANGE = 0.1
UNEQUAL_SPREAD = 2.0

ASSOCIATION = Note(
    "info",
    Message(
        "An association is not an effect: a third thing can move both columns, and the direction cannot be read from it."
    ),
    "association",
)


@dataclass(frozen=True, slots=True)
class Curvature:
    """Share of variance that bins of x explain, and that a straight line through them explains."""

    binned: float
    straight: float
    p: float

    @property
    def curved(self) -> bool:
        """Whether a curve fits visibly and reliably better."""
        return self.binned - self.straight > CURVE_GAIN and self.p < CURVE_P


def cautions(x: Answers, y: Answers, choice: Choice, measured: Measured, level: float) -> tuple[Note, ...]:
    """Notes on one coefficient, the most severe first."""
    coefficient = choice.coefficient
    notes: list[Note] = []
    if abs(measured.value) >= 1:
        notes.append(_perfect())
    if coefficient in ("pearson", "spearman", "kendall") and {x.level, y.level} <= {"scale", "ordinal"}:
        notes += _curve(x, y, ranked=coefficient != "pearson")
    if coefficient in ("pearson", "point_biserial"):
        notes += _heavy_columns(choice.shapes or (shape_of(x), shape_of(y)), (x, y), coefficient)
        notes += _single_rows(x, y, measured.value)
    if measured.test in ("permutation", "fisher_exact"):
        notes.append(_sparse(measured))
    if coefficient in ("eta", "point_biserial"):
        notes += _unequal_groups(x, y)
    if x.n < FEW_ROWS:
        notes.append(_few_rows(x.n))
    if coefficient in ("spearman", "kendall"):
        notes += _ties(x, y)
    if coefficient in ("cramers_v", "eta") and measured.p < 1 - level and measured.low <= 0:
        notes.append(_test_and_interval(measured, level))
    return (*notes, ASSOCIATION)


def curvature(x: FloatArray, y: FloatArray) -> Curvature | None:
    """Lack of fit of a straight line through up to ten bins of x; `None` with fewer than three bins."""
    from scipy.special import fdtrc

    bins = _bins(x)
    k = int(bins.max()) + 1
    n = x.size
    if k < 3 or n - k < 2:
        return None
    counts = np.bincount(bins).astype(np.float64)
    x_means = np.bincount(bins, x) / counts
    y_means = np.bincount(bins, y) / counts
    total = float(((y - y.mean()) ** 2).sum())
    between = float((counts * (y_means - y.mean()) ** 2).sum())
    x_spread = float((counts * (x_means - x.mean()) ** 2).sum())
    line = float((counts * (x_means - x.mean()) * (y_means - y.mean())).sum()) ** 2 / x_spread
    within = (total - between) / (n - k)
    within = max(1e-12 * total, within)
    lack = max(between - line, 0.0) / (k - 2)
    return Curvature(
        binned=max(0.0, between - (k - 2) * within) / total,
        straight=line / total,
        p=float(fdtrc(k - 2, n - k, lack / within)),
    )


def without_most_influential(x: FloatArray, y: FloatArray) -> tuple[float, int]:
    """Pearson's r without the hundredth of the rows (at least one) that pull at it most, and their number."""
    left_out = max(1, round(INFLUENCE_SHARE * x.size))
    pull = np.abs(influence(x, y))
    kept = np.argpartition(pull, x.size - left_out)[: x.size - left_out]
    rest_x, rest_y = x[kept], y[kept]
    if rest_x.min() == rest_x.max() or rest_y.min() == rest_y.max():
        return float("nan"), left_out
    return product_moment(rest_x, rest_y), left_out


def _bins(x: FloatArray) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    values, codes = np.unique(x, return_inverse=True)
    if values.size <= 10:
        return codes
    edges = np.unique(np.quantile(x, np.linspace(0.1, 0.9, 9), method="inverted_cdf"))
    return np.unique(np.searchsorted(edges, x, side="left"), return_inverse=True)[1]


def _perfect() -> Note:
    return Note(
        "caution",
        Message(
            "The columns fit each other exactly. Perhaps one was computed from the other; the interval is a single point."
        ),
        "perfect",
    )


def _curve(x: Answers, y: Answers, *, ranked: bool) -> list[Note]:
    across, up = x.numbers, y.numbers
    if ranked:
        across, up = average_ranks(across), average_ranks(up)
    found = curvature(across, up)
    if found is None or not found.curved:
        return []
    return [
        Note(
            "caution",
            Message(
                "The relation bends: groups of {x} explain {binned:percent} of the variance of {y}, a straight line {straight:percent} ({p:p}). One coefficient understates it; look at the chart.",
                x=ColumnRef(x.column),
                y=ColumnRef(y.column),
                binned=found.binned,
                straight=found.straight,
                p=found.p,
            ),
            "curved",
        )
    ]


def _heavy_columns(shapes: Sequence[Shape], columns: tuple[Answers, Answers], coefficient: Coefficient) -> list[Note]:
    heavy = [shape for shape in shapes if shape.skewed or shape.heavy_tailed]
    scales = {answers.column for answers in columns if answers.level == "scale"}
    return [
        Note(
            "caution",
            Message(
                "{column} is far from a normal shape (skewness {skewness:effect}, excess kurtosis {kurtosis:effect}): a few rows can carry {coefficient}, and its interval may be too narrow. Compare Spearman's ρ.",
                column=ColumnRef(shape.column),
                skewness=shape.skewness,
                kurtosis=shape.excess_kurtosis,
                coefficient=COEFFICIENT_NAMES[coefficient],
            ),
            "heavy_tails",
        )
        for shape in heavy
        if shape.column in scales
    ]


def _single_rows(x: Answers, y: Answers, value: float) -> list[Note]:
    rest, left_out = without_most_influential(x.numbers, y.numbers)
    if not abs(rest - value) > INFLUENCE_CHANGE:
        return []
    return [
        Note(
            "caution",
            PluralMessage(
                "A single row carries much of it: without it r is {rest:coefficient} instead of {value:coefficient}.",
                "Few rows carry much of it: without the {n:count} most influential r is {rest:coefficient} instead of {value:coefficient}.",
                n=left_out,
                rest=rest,
                value=value,
            ),
            "influence",
        )
    ]


def _sparse(measured: Measured) -> Note:
    if measured.test == "fisher_exact":
        message = Message("Some cells expect fewer than 5 rows, so the p-value is from Fisher's exact test.")
    else:
        message = Message(
            "Some cells expect fewer than 5 rows, so the p-value is from 9,999 seeded permutations; the interval is rough."
        )
    return Note("caution", message, "sparse")


def _unequal_groups(x: Answers, y: Answers) -> list[Note]:
    groups, measured = (x, y) if y.level == "scale" else (y, x)
    if not groups.categories:
        return []
    codes = groups.codes
    counts = np.bincount(codes, minlength=len(groups.categories))
    notes: list[Note] = []
    small = [groups.value_name(int(code)) for code in np.flatnonzero((counts > 0) & (counts < FEW_IN_GROUP))]
    if small:
        message = Message("Fewer than {least:count} rows have: {answers}.", least=FEW_IN_GROUP, answers=tuple(small))
        notes.append(Note("caution", message, "small_groups"))
    large = np.flatnonzero(counts > 1)
    means = np.bincount(codes, measured.numbers, minlength=counts.size) / np.maximum(counts, 1)
    squares = np.bincount(codes, (measured.numbers - means[codes]) ** 2, minlength=counts.size)
    spreads = np.sqrt(squares[large] / (counts[large] - 1))
    if spreads.size > 1 and spreads.max() > UNEQUAL_SPREAD * spreads.min():
        message = Message(
            "The groups spread unequally (standard deviations from {low:number} to {high:number}); the F test supposes equal ones.",
            low=float(spreads.min()),
            high=float(spreads.max()),
        )
        notes.append(Note("caution", message, "unequal_spread"))
    return notes


def _few_rows(n: int) -> Note:
    return Note(
        "caution",
        Message("With {n:count} rows the interval and the p-value are rough approximations.", n=n),
        "few_rows",
    )


def _ties(x: Answers, y: Answers) -> list[Note]:
    notes: list[Note] = []
    for answers in (x, y):
        different = int(np.unique(answers.numbers).size)
        if different <= FEW_DIFFERENT_VALUES:
            message = Message(
                "{column} has {n:count} different values, so many ranks are tied; ties share their mean rank and the test allows for them.",
                column=ColumnRef(answers.column),
                n=different,
            )
            notes.append(Note("info", message, "ties"))
    return notes


def _test_and_interval(measured: Measured, level: float) -> Note:
    return Note(
        "info",
        Message(
            "The test alone tells it from 0 ({p:p}), the two-sided {level:percent} interval just reaches 0: weak evidence.",
            p=measured.p,
            level=level,
        ),
        "test_and_interval",
    )
