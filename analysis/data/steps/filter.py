"""Filter: the rows that enter every answer, by a named condition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analysis.core.errors import ParameterError
from analysis.core.messages import Message, Sentence
from analysis.data.codebook import Codebook, TableName
from analysis.data.expressions import ExpressionError, Truth, compile_expression, names_in
from analysis.data.expressions.terms import KIND_WORDS
from analysis.data.steps.base import call_code
from analysis.data.typed_columns import TypedTable


@dataclass(frozen=True, slots=True)
class Filter:
    """Keep the rows for which a condition is true.

    Parameters
    ----------
    name : str
        What the filter is called in the status line.
    expression : str
        The condition, see `analysis.data.expressions`. Rows where it is missing are left out and
        counted.
    active : bool
        Whether it is switched on.
    table : str
        The table it filters.
    set_aside : bool
        The step does not fit the data at present.

    Examples
    --------
    >>> Filter("Adults", "age >= 18").code()
    "Filter('Adults', 'age >= 18')"
    """

    name: str
    expression: str
    active: bool = True
    table: TableName = "survey"
    set_aside: bool = False

    def needs(self) -> tuple[str, ...]:
        """The variables the condition names."""
        return names_in(self.expression)

    def made(self, codebook: Codebook) -> None:
        """Nothing new; raises when the step does not fit the codebook."""
        if not self.name.strip():
            raise ParameterError(
                Message("The filter has no name."), remedy=Message("Say whom it keeps."), parameter="name"
            )
        compiled = compile_expression(self.expression, codebook, self.table)
        if compiled.term.kind != "truth":
            name = compiled.variables[0]
            raise ExpressionError(
                Message("{kind} stands here.", kind=KIND_WORDS[compiled.term.kind]),
                compiled.term.position,
                Message("Expected: {kinds}.", kinds=(KIND_WORDS["truth"],)),
                Message("Compare it with a value, such as {example}.", example=f"{name} == 1"),
            )

    def applied(self, table: TypedTable, codebook: Codebook) -> TypedTable:
        """The table as it is: rows are left out after all steps."""
        del codebook
        return table

    def condition(self, table: TypedTable, codebook: Codebook) -> Truth:
        """Truth of the condition for every row."""
        return compile_expression(self.expression, codebook, self.table).term.run(table)

    def describe(self) -> Sentence:
        """What the step does."""
        if self.active:
            return Message("Filter {name}: {expression}", name=self.name, expression=self.expression)
        return Message("Filter {name} (off): {expression}", name=self.name, expression=self.expression)

    def code(self) -> str:
        """The Python expression that rebuilds the step."""
        return call_code(
            "Filter",
            repr(self.name),
            repr(self.expression),
            active=None if self.active else "False",
            table=repr(self.table) if self.table != "survey" else None,
            set_aside="True" if self.set_aside else None,
        )

    def to_json(self) -> dict[str, Any]:
        """The step as a JSON object."""
        return {
            "step": "filter",
            "name": self.name,
            "expression": self.expression,
            "active": self.active,
            "table": self.table,
            "set_aside": self.set_aside,
        }
