"""What a part of an expression stands for: its kind, known without data, and how to compute it on a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from analysis.core.messages import Message
from analysis.data.codebook import Variable
from analysis.data.typed_columns import TypedTable

TermKind: TypeAlias = Literal["number", "truth", "codes", "text", "date", "list"]
Numbers: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.float64]]"
Flags: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.bool_]]"

KIND_WORDS: dict[TermKind, Message] = {
    "number": Message("a number"),
    "truth": Message("a condition (true or false)"),
    "codes": Message("an answer code"),
    "text": Message("a text"),
    "date": Message("a date"),
    "list": Message("a list"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """Three-valued truth of every row: true, false, or missing where not `known`.

    Combines as Kleene's logic does: what cannot change the answer does not make it missing.
    """

    true: Flags
    known: Flags

    def __and__(self, other: Truth) -> Truth:
        true = self.true & other.true
        false = self.false | other.false
        return Truth(true, true | false)

    def __or__(self, other: Truth) -> Truth:
        true = self.true | other.true
        false = self.false & other.false
        return Truth(true, true | false)

    def __invert__(self) -> Truth:
        return Truth(self.known & ~self.true, self.known)

    @property
    def false(self) -> Flags:
        """Rows known to be false."""
        return self.known & ~self.true


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One part of an expression.

    Parameters
    ----------
    kind : str
        What it yields.
    run : callable
        Computes it on a table: floats with NaN for numbers, `Truth` for conditions, a pandas
        array for codes, texts and dates.
    position : int
        Where it stands in the expression, counted from 1.
    variable : Variable, optional
        The variable, when the term is a bare name.
    literal : str, float or bool, optional
        The value, when the term is a constant.
    members : tuple of Term
        The members of a list.
    """

    kind: TermKind
    run: Callable[[TypedTable], Any]
    position: int
    variable: Variable | None = None
    literal: str | float | bool | None = None
    members: tuple[Term, ...] = ()

    @property
    def is_literal(self) -> bool:
        """Whether the term is a constant."""
        return self.literal is not None
