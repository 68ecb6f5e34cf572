"""The error of an expression: what is wrong, where, and what to write instead."""

from __future__ import annotations

from analysis.core.errors import ParameterError
from analysis.core.messages import Message, Sentence


class ExpressionError(ParameterError):
    """An expression cannot be understood or does not fit the variables it names.

    Parameters
    ----------
    problem : Message
        What is wrong at that place.
    position : int
        Character of the expression, counted from 1; 0 where no place can be named.
    allowed, remedy : Message, optional
        What is allowed, and what to try.
    """

    def __init__(
        self, problem: Sentence, position: int = 0, allowed: Sentence | None = None, remedy: Sentence | None = None
    ) -> None:
        what = problem
        if position:
            what = Message("At character {position:count}: {problem}", position=position, problem=problem)
        super().__init__(what, allowed, remedy, parameter="expression")
        self.problem = problem
        self.position = position
