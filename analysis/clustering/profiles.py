"""What sets each segment apart: its mean on every variable and its distance from everybody else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.measurements import Code, MeasuredAs, Variable
from analysis.core.messages import ColumnRef, Message, ValueRef
from analysis.core.results import Estimate
from analysis.inference.means import mean_interval_from
from analysis.inference.proportions import wilson_interval

Floats: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = NDArray[np.intp]
# Half of Cohen's "small"; below it a segment is called average in a variable.
NOTABLE = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """One variable in one segment.

    Parameters
    ----------
    column : str
        Id of the variable.
    level : {"scale", "ordinal", "binary"}
        A binary variable's mean is a share.
    mean : Estimate
        Mean in the variable's own unit, with Student's interval; the share of the second answer, with
        Wilson's interval, where there are two. The interval takes the segment as given.
    difference : float
        Mean of the segment minus mean of everybody else, in standard deviations of all rows.
    spread : float
        Standard deviation of all rows, in the variable's own unit.
    answers : tuple
        The two answers of a binary variable.
    """

    column: str
    level: MeasuredAs
    mean: Estimate
    difference: float
    spread: float
    answers: tuple[Code, ...] = ()

    @property
    def notable(self) -> bool:
        """Whether the segment differs from the rest by a quarter of a standard deviation or more."""
        return abs(self.difference) >= NOTABLE

    def words(self) -> Message:
        """The trait in a few words: higher or lower than everybody else, or the answer given more often."""
        return _in_words((self,))[0]

    def name(self) -> Message:
        """What the mean is of: the column, or the second answer of a column with two."""
        if self.answers and not isinstance(self.answers[-1], bool):
            return Message(
                "{column}: {answer}", column=ColumnRef(self.column), answer=ValueRef(self.column, self.answers[-1])
            )
        return Message("{column}", column=ColumnRef(self.column))

    def usual_answer(self) -> Message | ValueRef:
        """The answer of a binary variable that this segment gives more often than the rest."""
        code = self.answers[1] if self.difference > 0 else self.answers[0]
        if isinstance(code, bool):
            return Message("yes") if code else Message("no")
        return ValueRef(self.column, code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One segment.

    Parameters
    ----------
    number : int
        1 is the largest.
    n : int
        Rows.
    share : Estimate
        Of the rows used, with Wilson's interval.
    traits : tuple of Trait
        Every variable, in the order asked for.
    within_ss : float
        Sum of squared distances to the segment's mean, in the common scale.
    radius : float
        Distance to the centre that 99 % of the segment's rows keep within, in the common scale.
    silhouette : float
        Mean silhouette of its rows, -1..1.
    """

    number: int
    n: int
    share: Estimate
    traits: tuple[Trait, ...]
    within_ss: float
    radius: float
    silhouette: float

    def most_distinctive(self, most: int = 2) -> tuple[Trait, ...]:
        """Traits that set the segment apart, strongest first; empty where it is average in everything."""
        ranked = sorted((t for t in self.traits if t.notable), key=lambda t: -abs(t.difference))
        return tuple(ranked[:most])

    def words(self) -> Message:
        """The segment in words, compared with everybody else: its two most distinctive variables."""
        parts = _in_words(self.most_distinctive())
        if not parts:
            return Message("close to the average in everything")
        joined = parts[0]
        for part in parts[1:]:
            joined = Message("{first}; {second}", first=joined, second=part)
        return joined


def _in_words(traits: Sequence[Trait]) -> list[Message]:
    """What is higher, what is lower and which answers come more often, each in one part."""
    answers = [trait for trait in traits if trait.level == "binary" and len(trait.answers) == 2]
    graded = [trait for trait in traits if trait not in answers]
    higher = tuple(_quoted(trait) for trait in graded if trait.difference > 0)
    lower = tuple(_quoted(trait) for trait in graded if not trait.difference > 0)
    parts = [Message("higher: {columns}", columns=higher)] if higher else []
    parts += [Message("lower: {columns}", columns=lower)] if lower else []
    if answers:
        more = tuple(
            Message("“{answer}” in “{column}”", answer=trait.usual_answer(), column=ColumnRef(trait.column))
            for trait in answers
        )
        parts.append(Message("more often: {answers}", answers=more))
    return parts


def _quoted(trait: Trait) -> Message:
    return Message("“{column}”", column=ColumnRef(trait.column))


def profile(
    variables: tuple[Variable, ...], values: Floats, members: NDArray[np.bool_], level: float
) -> tuple[Trait, ...]:
    """Every variable's mean inside a segment and its difference from the rest.

    Parameters
    ----------
    variables : tuple of Variable
    values : array of float, shape (n, variables)
        In own units.
    members : array of bool
        Rows of the segment.
    level : float
        Confidence level.

    Returns
    -------
    tuple of Trait
        The difference is NaN where the segment holds every row.
    """
    traits: list[Trait] = []
    for position, variable in enumerate(variables):
        column = values[:, position]
        inside, outside = column[members], column[~members]
        spread = float(column.std(ddof=1)) if len(column) > 1 else math.nan
        difference = float(inside.mean() - outside.mean()) / spread if len(outside) and spread > 0 else math.nan
        traits.append(
            Trait(
                column=variable.column,
                level=variable.level,
                mean=_mean(variable, inside, level),
                difference=difference,
                spread=spread,
                answers=variable.codes if variable.level == "binary" else (),
            )
        )
    return tuple(traits)


def _mean(variable: Variable, inside: Floats, level: float) -> Estimate:
    if variable.level == "binary":
        return wilson_interval(float(inside.sum()), len(inside), level=level)
    n = len(inside)
    standard_error = float(inside.std(ddof=1)) / math.sqrt(n) if n > 1 else math.nan
    return mean_interval_from(float(inside.mean()), standard_error, n - 1, level=level)
