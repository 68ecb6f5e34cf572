"""A variable inside an expression: how its typed column is read."""

from __future__ import annotations

from typing import Any

import numpy as np

from analysis.core.errors import UnsuitableDataError
from analysis.core.messages import ColumnRef, Message
from analysis.data.codebook import Variable, VariableLevel
from analysis.data.expressions.errors import ExpressionError
from analysis.data.expressions.terms import Numbers, Term, TermKind, Truth
from analysis.data.typed_columns import PRESENT, TypedColumn, TypedTable

LEVEL_KINDS: dict[VariableLevel, TermKind] = {
    "scale": "number",
    "weight": "number",
    "option": "truth",
    "nominal": "codes",
    "ordinal": "codes",
    "date": "date",
    "text": "text",
    "id": "text",
    "ranking": "text",
}


def variable_term(variable: Variable, position: int) -> Term:
    """The term of a variable named in an expression."""
    kind = LEVEL_KINDS.get(variable.level)
    if kind is None:
        raise ExpressionError(
            Message("{column} is a question with several answers.", column=ColumnRef(variable.id)),
            position,
            remedy=Message("Name one of its options: {names}.", names=variable.options[:5]),
        )
    name = variable.id
    readers: dict[TermKind, Any] = {"truth": _truth, "number": _numbers}
    read = readers.get(kind, _values)
    return Term(kind, lambda table: read(column_of(table, name)), position, variable)


def column_of(table: TypedTable, name: str) -> TypedColumn:
    """A typed column, or the error that the data have none of that name."""
    column = table.columns.get(name)
    if column is None:
        raise UnsuitableDataError(
            Message("The data have no column {name}, which the recipe needs.", name=name),
            remedy=Message("Replace the data, or remove the steps that use it on the Prepare page."),
        )
    return column


def present(column: TypedColumn) -> Any:
    """Rows where a column has a value."""
    return column.kinds == PRESENT


def _numbers(column: TypedColumn) -> Numbers:
    return np.asarray(column.values, dtype=np.float64)


def _values(column: TypedColumn) -> Any:
    return column.values


def _truth(column: TypedColumn) -> Truth:
    known = present(column)
    values: Any = column.values
    return Truth(values.to_numpy(dtype=bool, na_value=False) & known, known)
