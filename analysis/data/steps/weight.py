"""Weight: the column that says how many people a row stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.core.errors import UnsuitableDataError
from analysis.core.messages import ColumnRef, Message, PluralMessage, Sentence
from analysis.data.codebook import Codebook, TableName
from analysis.data.expressions.reading import column_of
from analysis.data.names import require_variable
from analysis.data.steps.base import call_code
from analysis.data.typed_columns import TypedTable


@dataclass(frozen=True, slots=True)
class Weight:
    """Weight rows by a column. The last weight of a table is in force.

    Parameters
    ----------
    column : str
        A weight or scale variable, not negative. Rows without a weight are left out and counted.
    table : str
        The table it weights.
    set_aside : bool
        The step does not fit the data at present.

    Examples
    --------
    >>> Weight("w").code()
    "Weight('w')"
    """

    column: str
    table: TableName = "survey"
    set_aside: bool = False

    def needs(self) -> tuple[str, ...]:
        """The weight column."""
        return (self.column,)

    def made(self, codebook: Codebook) -> None:
        """Nothing new; raises when the step does not fit the codebook."""
        require_variable(codebook, self.column, self.table, ("weight", "scale"), parameter="column")

    def applied(self, table: TypedTable, codebook: Codebook) -> TypedTable:
        """The table as it is, once its weights are found usable."""
        del codebook
        values = np.asarray(column_of(table, self.column).values, dtype=np.float64)
        negative = int((values < 0).sum())
        if negative:
            raise UnsuitableDataError(
                PluralMessage(
                    "{n:count} weight in {column} is negative (the smallest is {low:number}).",
                    "{n:count} weights in {column} are negative (the smallest is {low:number}).",
                    n=negative,
                    column=ColumnRef(self.column),
                    low=float(np.nanmin(values)),
                ),
                Message("Weights are zero or more."),
                Message("Choose another weight column, or correct the weights in the file."),
            )
        if len(values) and not np.nansum(values) > 0:
            raise UnsuitableDataError(
                Message("{column} holds no positive weight.", column=ColumnRef(self.column)),
                remedy=Message("Choose another weight column, or correct the weights in the file."),
            )
        return table

    def describe(self) -> Sentence:
        """What the step does."""
        return Message("Weight by {column}", column=ColumnRef(self.column))

    def code(self) -> str:
        """The Python expression that rebuilds the step."""
        return call_code(
            "Weight",
            repr(self.column),
            table=repr(self.table) if self.table != "survey" else None,
            set_aside="True" if self.set_aside else None,
        )

    def to_json(self) -> dict[str, Any]:
        """The step as a JSON object."""
        return {"step": "weight", "column": self.column, "table": self.table, "set_aside": self.set_aside}
