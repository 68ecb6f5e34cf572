"""The codebook: what every column of a study means, and how its values become typed data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeAlias

from analysis.core.frames import MissingKind
from analysis.core.messages import Language, LocalText

VariableLevel: TypeAlias = Literal[
    "nominal", "ordinal", "scale", "multi", "option", "text", "date", "id", "weight", "ranking"
]
Code: TypeAlias = str | int | float
TableName: TypeAlias = Literal["survey", "customers", "events", "arms"]


@dataclass(frozen=True, slots=True)
class ValueLabel:
    """One answer of a question: the code in the data and what it is called."""

    code: Code
    label: LocalText


@dataclass(frozen=True, slots=True)
class MissingCode:
    """A code that stands for a missing answer, and the kind of missing it means."""

    code: Code
    kind: MissingKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One column, or one multi-select question over several option columns.

    Parameters
    ----------
    id : str
        Stable id: the column's name in the study's tables.
    label : LocalText
        What it is called, in one or two languages.
    level : str
        Measurement level. ``multi`` is a question that owns the boolean columns in `options`;
        ``option`` is one of those columns.
    values : tuple of ValueLabel
        Answers **in declared order**, also those nobody gave.
    missing : tuple of MissingCode
        Codes that stand for a missing answer.
    reverse : bool
        Whether a scale item is reverse-keyed.
    options : tuple of str
        Option columns of a ``multi`` question.
    part_of : str
        Id of the ``multi`` or matrix question this column belongs to.
    source : str
        Header of the column in the file it came from.
    table : str
        The table that holds the column.
    personal : bool
        Whether the column holds personal data.
    """

    id: str
    label: LocalText
    level: VariableLevel
    values: tuple[ValueLabel, ...] = ()
    missing: tuple[MissingCode, ...] = ()
    reverse: bool = False
    options: tuple[str, ...] = ()
    part_of: str = ""
    source: str = ""
    table: TableName = "survey"
    personal: bool = False


@dataclass(frozen=True)
class Codebook:
    """The variables of a study, in order; also looks up labels for display."""

    variables: tuple[Variable, ...] = ()

    @cached_property
    def _by_id(self) -> dict[str, Variable]:
        return {variable.id: variable for variable in self.variables}

    @cached_property
    def _value_labels(self) -> dict[tuple[str, str], LocalText]:
        return {(v.id, code_text(value.code)): value.label for v in self.variables for value in v.values}

    def __contains__(self, variable_id: object) -> bool:
        return variable_id in self._by_id

    def __getitem__(self, variable_id: str) -> Variable:
        return self._by_id[variable_id]

    def get(self, variable_id: str) -> Variable | None:
        """The variable, or None where the codebook has none of that id."""
        return self._by_id.get(variable_id)

    def of_table(self, table: TableName) -> tuple[Variable, ...]:
        """Variables whose columns stand in one table."""
        return tuple(variable for variable in self.variables if variable.table == table)

    def with_variables(self, changed: Iterable[Variable]) -> Codebook:
        """A codebook with these variables replaced, new ones appended."""
        new = {variable.id: variable for variable in changed}
        kept = tuple(new.pop(variable.id, variable) for variable in self.variables)
        return replace(self, variables=(*kept, *new.values()))

    def column_label(self, column: str, language: Language) -> str:
        """Label of a column in a language, or its id."""
        variable = self._by_id.get(column)
        return (variable.label.text(language) if variable else "") or column

    def value_label(self, column: str, code: Code, language: Language) -> str:
        """Label of a value in a language, or its code."""
        label = self._value_labels.get((column, code_text(code)))
        return (label.text(language) if label else "") or code_text(code)


def code_text(code: Code) -> str:
    """A code as text, so that 1, 1.0 and "1" name the same answer.

    Examples
    --------
    >>> code_text(1.0), code_text("1"), code_text("a")
    ('1', '1', 'a')
    """
    return f"{code:g}" if isinstance(code, float) else str(code)
