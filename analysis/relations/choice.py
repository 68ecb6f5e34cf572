"""Which coefficient suits two columns, and why: a rule on their levels and shapes, never on a p-value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from analysis.core import ColumnRef, Message, ParameterError
from analysis.inference.means import moments
from analysis.relations.answers import Answers, MeasuredLevel
from analysis.relations.measured import Coefficient

CorrelationMethod: TypeAlias = Literal[
    "auto", "pearson", "spearman", "kendall", "point_biserial", "phi", "cramers_v", "eta"
]
STRONG_SKEWNESS = 2.0
HEAVY_TAILS = 7.0

COEFFICIENT_NAMES: dict[Coefficient, Message] = {
    "pearson": Message("Pearson's r"),
    "spearman": Message("Spearman's ρ"),
    "kendall": Message("Kendall's τ-b"),
    "point_biserial": Message("point-biserial r"),
    "phi": Message("φ"),
    "cramers_v": Message("Cramér's V"),
    "eta": Message("η (correlation ratio)"),
}

# The first one is what the levels alone suggest.
SUITABLE: dict[frozenset[MeasuredLevel], tuple[Coefficient, ...]] = {
    frozenset({"scale"}): ("pearson", "spearman", "kendall"),
    frozenset({"ordinal", "scale"}): ("spearman", "kendall", "eta"),
    frozenset({"ordinal"}): ("spearman", "kendall", "cramers_v"),
    frozenset({"binary", "scale"}): ("point_biserial", "spearman", "kendall", "eta"),
    frozenset({"binary", "ordinal"}): ("spearman", "kendall", "cramers_v"),
    frozenset({"binary"}): ("phi", "cramers_v"),
    frozenset({"nominal", "scale"}): ("eta",),
    frozenset({"nominal", "ordinal"}): ("cramers_v",),
    frozenset({"nominal", "binary"}): ("cramers_v",),
    frozenset({"nominal"}): ("cramers_v",),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """How far the values of a column are from symmetric with thin tails."""

    column: str
    skewness: float
    excess_kurtosis: float

    @property
    def skewed(self) -> bool:
        """Whether skewness passes the bound of West, Finch and Curran (1995)."""
        return abs(self.skewness) > STRONG_SKEWNESS

    @property
    def heavy_tailed(self) -> bool:
        """Whether excess kurtosis passes the bound of West, Finch and Curran (1995)."""
        return self.excess_kurtosis > HEAVY_TAILS


@dataclass(frozen=True, slots=True)
class Choice:
    """The coefficient, the reason for it, and the shapes looked at where the rule asks for them."""

    coefficient: Coefficient
    reason: Message
    shapes: tuple[Shape, ...] = ()


def suitable_coefficients(x: MeasuredLevel, y: MeasuredLevel) -> tuple[Coefficient, ...]:
    """Coefficients that two levels allow, the usual one first.

    Examples
    --------
    >>> suitable_coefficients("ordinal", "binary")
    ('spearman', 'kendall', 'cramers_v')
    """
    pair: frozenset[MeasuredLevel] = frozenset((x, y))
    return SUITABLE[pair]


def choose_coefficient(x: Answers, y: Answers, method: CorrelationMethod) -> Choice:
    """The coefficient asked for if it suits the two levels, or the one the rule gives.

    Raises
    ------
    ParameterError
        If the coefficient asked for does not suit the levels.
    """
    suitable = suitable_coefficients(x.level, y.level)
    if method == "auto":
        return _by_rule(x, y, suitable[0])
    if method not in suitable:
        raise ParameterError(
            Message(
                "{coefficient} does not suit {x} and {y}.",
                coefficient=COEFFICIENT_NAMES[method],
                x=ColumnRef(x.column),
                y=ColumnRef(y.column),
            ),
            Message("Suitable: {names}.", names=tuple(COEFFICIENT_NAMES[name] for name in suitable)),
            Message("Choose one of these, or change the level of a column on the Variables page."),
            parameter="method",
        )
    return Choice(method, Message("{coefficient} was chosen by hand.", coefficient=COEFFICIENT_NAMES[method]))


def shape_of(answers: Answers) -> Shape:
    """Skewness and excess kurtosis of a scale; a column of two values has no tails to speak of."""
    values = answers.numbers
    if not values.size or bool(np.all((values == values.min()) | (values == values.max()))):
        return Shape(answers.column, 0.0, 0.0)
    found = moments(values)
    return Shape(answers.column, found.skewness, found.excess_kurtosis)


def _by_rule(x: Answers, y: Answers, usual: Coefficient) -> Choice:
    if usual == "pearson":
        return _two_scales(x, y)
    if usual == "spearman":
        ordered = x if x.level == "ordinal" else y
        return Choice(
            usual,
            Message(
                "Spearman's ρ, because the distances between the answers of {column} are unknown: ranks use their order alone.",
                column=ColumnRef(ordered.column),
            ),
        )
    if usual == "point_biserial":
        binary = x if x.level == "binary" else y
        return Choice(
            usual,
            Message(
                "Point-biserial r, because {column} has two answers and the other is a number.",
                column=ColumnRef(binary.column),
            ),
        )
    if usual == "phi":
        return Choice(usual, Message("φ, because both have two answers."))
    nominal = ColumnRef((x if x.level == "nominal" else y).column)
    if usual == "eta":
        reason = Message(
            "η (correlation ratio), because {column} has no order and the other is a number.", column=nominal
        )
        return Choice(usual, reason)
    return Choice(usual, Message("Cramér's V, because the answers of {column} have no order.", column=nominal))


def _two_scales(x: Answers, y: Answers) -> Choice:
    shapes = (shape_of(x), shape_of(y))
    for shape in shapes:
        if shape.skewed:
            reason = Message(
                "Spearman's ρ, because {column} is strongly skewed (skewness {skewness:effect}; the rule: beyond ±{bound:exact}).",
                column=ColumnRef(shape.column),
                skewness=shape.skewness,
                bound=STRONG_SKEWNESS,
            )
            return Choice("spearman", reason, shapes)
    for shape in shapes:
        if shape.heavy_tailed:
            reason = Message(
                "Spearman's ρ, because {column} has outlying values (excess kurtosis {kurtosis:effect}; the rule: above {bound:exact}).",
                column=ColumnRef(shape.column),
                kurtosis=shape.excess_kurtosis,
                bound=HEAVY_TAILS,
            )
            return Choice("spearman", reason, shapes)
    reason = Message(
        "Pearson's r, because both are numbers without strong skew (skewness {x_skewness:effect} and {y_skewness:effect}; the rule: within ±{skew_bound:exact}) and without outlying values (excess kurtosis {x_kurtosis:effect} and {y_kurtosis:effect}; the rule: at most {tail_bound:exact}).",
        x_skewness=shapes[0].skewness,
        y_skewness=shapes[1].skewness,
        x_kurtosis=shapes[0].excess_kurtosis,
        y_kurtosis=shapes[1].excess_kurtosis,
        skew_bound=STRONG_SKEWNESS,
        tail_bound=HEAVY_TAILS,
    )
    return Choice("pearson", reason, shapes)
