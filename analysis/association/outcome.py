"""The outcome of target rules: which answer of which column counts, and who gave it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.association.bitsets import Bools
from analysis.association.items import Item
from analysis.core.errors import ParameterError
from analysis.core.messages import ColumnRef, Message, ValueRef
from analysis.core.results import Note

BOOLEAN_ANSWERS = ("True", "False")


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """An answer that stands for the outcome.

    Parameters
    ----------
    item : Item
        The answer.
    rows : array of bool
        Rows that gave it.
    chosen_for_reader : bool
        Whether the answer was picked because none was named.
    """

    item: Item
    rows: Bools
    chosen_for_reader: bool

    def notes(self, base: Bools) -> tuple[Note, ...]:
        """Which answer was taken where none was named, and a block where all or none of the base gave it."""
        found: list[Note] = []
        share = float(self.rows[base].mean())
        if share in {0.0, 1.0}:
            found.append(
                Note(
                    "blocks_conclusion",
                    Message(
                        "All rows in the base are alike in {outcome}: there is nothing to compare.",
                        outcome=self.item.label,
                    ),
                    code="constant_outcome",
                )
            )
        if self.chosen_for_reader:
            found.append(
                Note(
                    "info",
                    Message(
                        "The outcome is {outcome}, the last answer declared. Name another answer to change it.",
                        outcome=self.item.label,
                    ),
                    code="outcome_chosen",
                )
            )
        return tuple(found)


def read_outcome(frame: pd.DataFrame, target: str, answer: str) -> Outcome:
    """The rows that gave an answer.

    Parameters
    ----------
    frame : DataFrame
        The data.
    target : str
        A boolean or categorical column.
    answer : str
        Code of the answer as text. Empty: the yes of a boolean column, otherwise the last answer
        declared.

    Returns
    -------
    Outcome

    Raises
    ------
    ParameterError
        If the column has no such answer.
    """
    column = frame[target]
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return _boolean(column, target, answer)
    categories: list[Any] = column.cat.categories.tolist()
    if not categories:
        raise ParameterError(Message("{column} has no answers.", column=ColumnRef(target)), parameter="target")
    names = [_text(category) for category in categories]
    if answer and answer not in names:
        raise _no_such_answer(target, answer, tuple(ValueRef(target, category) for category in categories))
    position = names.index(answer) if answer else len(names) - 1
    return Outcome(Item(target, categories[position]), column.cat.codes.to_numpy() == position, not answer)


def _boolean(column: pd.Series[Any], target: str, answer: str) -> Outcome:
    if answer and answer not in BOOLEAN_ANSWERS:
        raise _no_such_answer(target, answer, BOOLEAN_ANSWERS)
    yes = column.to_numpy() if isinstance(column.dtype, np.dtype) else column.to_numpy(dtype=bool, na_value=False)
    if answer == "False":
        return Outcome(Item(target, code=False), ~yes, chosen_for_reader=False)
    return Outcome(Item(target), yes, chosen_for_reader=False)


def _no_such_answer(target: str, answer: str, answers: tuple[ValueRef, ...] | tuple[str, ...]) -> ParameterError:
    return ParameterError(
        Message("{column} has no answer {answer}.", column=ColumnRef(target), answer=answer),
        Message("Allowed: {choices}.", choices=answers),
        parameter="target_value",
    )


def _text(category: Any) -> str:
    return f"{category:g}" if isinstance(category, float) else str(category)
