"""Compute: a new variable from an expression, such as a scale score."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.core.messages import ColumnRef, LocalText, Message, Sentence
from analysis.data.codebook import Codebook, TableName, Variable
from analysis.data.expressions import ExpressionError, Truth, compile_expression, names_in
from analysis.data.expressions.compiling import Compiled
from analysis.data.expressions.functions import as_stated_number
from analysis.data.names import require_new_name
from analysis.data.steps.base import Label, call_code, inherited_kinds, label_code, local_text
from analysis.data.typed_columns import TypedColumn, TypedTable


@dataclass(frozen=True, slots=True, init=False)
class Compute:
    """Compute a new variable from others.

    Parameters
    ----------
    into : str
        Id of the new variable.
    expression : str
        See `analysis.data.expressions`. A number makes a scale variable, a condition an option
        (true, false or missing).
    label : str or LocalText
        Its label.
    table : str
        The table of all variables.
    set_aside : bool
        The step does not fit the data at present.

    Examples
    --------
    >>> Compute("trust", "mean(q3_1, q3_2, q3_3)", "Trust").code()
    "Compute('trust', 'mean(q3_1, q3_2, q3_3)', label='Trust')"
    """

    into: str
    expression: str
    label: LocalText
    table: TableName
    set_aside: bool

    def __init__(
        self,
        into: str,
        expression: str,
        label: Label = "",
        table: TableName = "survey",
        set_aside: bool = False,  # noqa: FBT001, FBT002 - a field of the record
    ) -> None:
        facts: dict[str, Any] = {
            "into": into,
            "expression": expression,
            "label": local_text(label),
            "table": table,
            "set_aside": set_aside,
        }
        for name, value in facts.items():
            object.__setattr__(self, name, value)

    def needs(self) -> tuple[str, ...]:
        """The variables the expression names."""
        return names_in(self.expression)

    def made(self, codebook: Codebook) -> Variable:
        """The new variable; raises when the step does not fit the codebook."""
        compiled = self._compiled(codebook)
        require_new_name(codebook, self.into)
        return Variable(
            id=self.into,
            label=self.label if self.label != LocalText() else LocalText(self.into),
            level="option" if compiled.term.kind == "truth" else "scale",
            source=self.expression,
            table=self.table,
            derived=True,
        )

    def applied(self, table: TypedTable, codebook: Codebook) -> TypedTable:
        """The table with the computed column."""
        compiled = self._compiled(codebook)
        result = compiled.term.run(table)
        if isinstance(result, Truth):
            missing = ~result.known
            values: Any = pd.arrays.BooleanArray(result.true, missing)
        else:
            values = np.asarray(result, dtype=np.float64)
            missing = np.isnan(values)
        kinds = inherited_kinds(missing, table, compiled.variables)
        return table.with_column(self.into, TypedColumn(values, kinds))

    def describe(self) -> Sentence:
        """What the step does."""
        return Message("Compute {into} = {expression}", into=ColumnRef(self.into), expression=self.expression)

    def code(self) -> str:
        """The Python expression that rebuilds the step."""
        return call_code(
            "Compute",
            repr(self.into),
            repr(self.expression),
            label=label_code(self.label) if self.label != LocalText() else None,
            table=repr(self.table) if self.table != "survey" else None,
            set_aside="True" if self.set_aside else None,
        )

    def to_json(self) -> dict[str, Any]:
        """The step as a JSON object."""
        from analysis.data.codebook_json import text_to_json

        return {
            "step": "compute",
            "into": self.into,
            "expression": self.expression,
            "label": text_to_json(self.label),
            "table": self.table,
            "set_aside": self.set_aside,
        }

    def unturned(self, codebook: Codebook) -> tuple[str, ...]:
        """Reverse-keyed items that the expression uses as answered."""
        return self._compiled(codebook).unturned

    def _compiled(self, codebook: Codebook) -> Compiled:
        compiled = compile_expression(self.expression, codebook, self.table)
        term = compiled.term
        if term.kind in {"number", "truth"}:
            return compiled
        if term.kind == "codes":
            return replace(compiled, term=as_stated_number(term))
        raise ExpressionError(
            Message("The expression yields neither a number nor a condition."),
            term.position,
            remedy=Message("Compare it with a value, or use a function."),
        )
