"""Which answer of a two-answer column goes with what: the sign alone speaks of the order of the codes."""

from __future__ import annotations

from typing import Any

from analysis.core import ColumnRef, Message, Sentence
from analysis.relations.answers import Answers


def sides(x: Answers, y: Answers, value: float) -> Sentence | None:
    """A signed coefficient in words that name the answers; `None` where both columns have a direction.

    Examples
    --------
    >>> import numpy as np
    >>> from analysis.core.messages import plain_english
    >>> region = Answers("region", "binary", np.array([0.0, 1.0]), ("north", "south"))
    >>> spend = Answers("spend", "scale", np.array([9.0, 2.0]))
    >>> plain_english(sides(region, spend, -0.4))
    'spend tends to be higher where region is “north”.'
    """
    if not has_sides(x, y):
        return None
    if x.level == y.level == "binary":
        return Message(
            "“{y_answer}” in {y} goes with “{x_answer}” in {x}.",
            x=ColumnRef(x.column),
            y=ColumnRef(y.column),
            x_answer=x.value_name(1),
            y_answer=y.value_name(1 if value > 0 else 0),
        )
    answered, graded = (x, y) if x.level == "binary" else (y, x)
    return Message(
        "{graded} tends to be higher where {column} is “{answer}”.",
        graded=ColumnRef(graded.column),
        column=ColumnRef(answered.column),
        answer=answered.value_name(1 if value > 0 else 0),
    )


def has_sides(x: Answers, y: Answers) -> bool:
    """Whether one of two columns has two answers, so that the sign of a coefficient is no direction."""
    return "binary" in (x.level, y.level)


def counted_answer(answers: Answers) -> Any:
    """The answer that counts as 1 of two that are not yes and no; `None` for other columns."""
    if answers.level != "binary" or isinstance(answers.categories[1], bool):
        return None
    return answers.categories[1]
