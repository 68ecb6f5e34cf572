"""Columns of an event table: typed by name where the codebook does not describe them."""

from __future__ import annotations

import pandas as pd

from analysis.core.messages import LocalText
from analysis.data.codebook import Codebook, Variable, VariableLevel
from analysis.data.prepared import holds_column
from analysis.data.typed_columns import TypedColumn, TypedTable, typed_column

EVENT_LEVELS: dict[str, VariableLevel] = {
    "customer_id": "id",
    "time": "date",
    "kind": "nominal",
    "channel": "nominal",
    "amount": "scale",
}


def typed_events(raw: pd.DataFrame, codebook: Codebook) -> TypedTable:
    """An event table with every column typed: by the codebook, by its name, or by its dtype.

    Personal columns that nobody asked to keep are left out, as in every table.
    """
    columns: dict[str, TypedColumn] = {}
    for name in raw.columns:
        variable = codebook.find(str(name), "events") or event_variable(raw[name], str(name))
        if holds_column(variable) and not variable.left_out:
            columns[str(name)] = typed_column(raw[name], variable)
    return TypedTable(raw.index, columns)


def event_variable(column: pd.Series, name: str) -> Variable:
    """A variable for a column of events that the codebook does not describe."""
    return Variable(id=name, label=LocalText(name), level=EVENT_LEVELS.get(name) or _level(column), table="events")


def _level(column: pd.Series) -> VariableLevel:
    from pandas.api import types

    if types.is_bool_dtype(column.dtype):
        return "option"
    if types.is_numeric_dtype(column.dtype):
        return "scale"
    if types.is_datetime64_any_dtype(column.dtype):
        return "date"
    return "nominal" if isinstance(column.dtype, pd.CategoricalDtype) else "text"
