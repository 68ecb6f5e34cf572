"""A survey as questions and their cells, in the order of the codebook: what every layout is written from."""

# pandas' own stubs leave categoricals partly unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from analysis.core.frames import MISSING_KINDS, MissingKind
from analysis.core.messages import Language
from analysis.data.codebook import TableName, ValueLabel, Variable, code_text
from analysis.data.study import Study
from analysis.data.typed_columns import TypedColumn

QuestionKind: TypeAlias = Literal["single", "multi", "ranking"]
Cell: TypeAlias = str | int | float | None

CLOSED = frozenset({"nominal", "ordinal"})
# A column of these levels is no question anybody was asked; survey tools put it beside the questions.
BESIDE = frozenset({"id", "weight"})
SUBMITTED = ("submitted_at", "submitted_on")
DURATION = "duration_seconds"


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column of a study: what it means and its typed cells."""

    variable: Variable
    cells: TypedColumn

    def __len__(self) -> int:
        return len(self.cells.kinds)

    def missing(self, kind: MissingKind) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which cells are missing for this reason."""
        return self.cells.kinds == MISSING_KINDS.index(kind) + 1

    def chosen(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which cells of an option column are ticked."""
        return np.asarray(pd.array(self.cells.values).fillna(value=False), dtype=bool)

    def present(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which cells hold an answer."""
        return self.cells.kinds == 0

    def words(self, language: Language) -> list[Cell]:
        """Answers in words, numbers as numbers, times as text; None where there is no answer."""
        labels = {code_text(value.code): value.label.text(language) for value in self.variable.values}
        return self._answers(lambda code: labels.get(code) or code)

    def codes(self) -> list[Cell]:
        """Answers by their code in the codebook."""
        return self._answers(lambda code: code)

    def places(self) -> list[Cell]:
        """Answers by their place among the declared ones, from 1: the option number of a survey tool."""
        place = {code: number for number, code in enumerate(self.variable.codes, start=1)}
        return self._answers(lambda code: place[code])

    def _answers(self, answer: Callable[[str], Cell]) -> list[Cell]:
        values = self.cells.values
        match self.variable.level:
            case "nominal" | "ordinal":
                shown = [answer(str(code)) for code in values.categories]
                return [shown[place] if place >= 0 else None for place in values.codes]
            case "scale" | "weight":
                return [None if np.isnan(number) else plain_number(float(number)) for number in values]
            case "date":
                return [time_text(moment) for moment in values.to_numpy()]
            case _:
                return [str(text) if kind == 0 else None for text, kind in zip(values, self.cells.kinds, strict=True)]


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One question: a column, or several that one question owns."""

    kind: QuestionKind
    owner: Variable
    columns: tuple[Column, ...]

    def __len__(self) -> int:
        return len(self.columns[0])

    def missing(self, kind: MissingKind) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Rows in which the whole question is missing for this reason."""
        return np.logical_and.reduce([column.missing(kind) for column in self.columns])


def questions_of(study: Study, table: TableName = "survey") -> tuple[Question, ...]:
    """The questions of a table.

    Parameters
    ----------
    study : Study
        Its raw table and codebook; variables made by the recipe are left out, and so are personal
        columns that nobody asked to keep.
    table : str
        Which table.

    Returns
    -------
    tuple of Question
        In the order of the codebook.

    Examples
    --------
    >>> from synthetic import sample_study
    >>> asked = questions_of(sample_study(seed=7, respondents=100, customers=100))
    >>> [question.kind for question in asked if question.owner.id in {"nps", "touchpoints"}]
    ['single', 'multi']
    """
    typed = study.typed(table)
    variables = study.codebook.of_table(table)
    by_id = {variable.id: variable for variable in variables}
    owned = {option for variable in variables for option in variable.options}
    found: list[Question] = []
    for variable in variables:
        if variable.derived or variable.id in owned:
            continue
        members = [by_id[name] for name in variable.options or (variable.id,) if name in typed.columns]
        columns = tuple(Column(member, typed.columns[member.id]) for member in members)
        if columns:
            kind: QuestionKind = "single"
            if variable.options:
                kind = "ranking" if variable.level == "ranking" else "multi"
            found.append(Question(kind, variable, columns))
    return tuple(found)


def named_answers(variable: Variable, language: Language) -> dict[str, str]:
    """Code and label of every declared answer that is not a code for a missing one."""
    labels: dict[str, ValueLabel] = {code_text(value.code): value for value in variable.values}
    return {code: labels[code].label.text(language) or code for code in variable.codes}


def plain_number(number: float) -> int | float:
    """A number as a whole one where it is.

    Examples
    --------
    >>> plain_number(3.0), plain_number(0.25)
    (3, 0.25)
    """
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def time_text(moment: Any) -> str | None:
    """A moment as 问卷星 writes it, not filled up with zeros: 2025/6/1 9:30:00.

    Examples
    --------
    >>> time_text(np.datetime64("2025-06-01T09:30:11"))
    '2025/6/1 9:30:11'
    """
    if np.isnat(moment):
        return None
    time = pd.Timestamp(moment)
    text = f"{time.year}/{time.month}/{time.day} {time.hour}:{time.minute:02d}:{time.second:02d}"
    return f"{text}.{time.microsecond:06d}" if time.microsecond else text
