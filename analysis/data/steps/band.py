"""Band: numbers cut into ordered classes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from analysis.core.errors import ParameterError
from analysis.core.messages import ColumnRef, LocalText, Message, Sentence
from analysis.data.codebook import Codebook, TableName, ValueLabel, Variable, code_text
from analysis.data.expressions.reading import column_of
from analysis.data.names import require_new_name, require_variable
from analysis.data.steps.base import Label, call_code, inherited_kinds, label_code, local_text
from analysis.data.typed_columns import TypedColumn, TypedTable


@dataclass(frozen=True, slots=True, init=False)
class Band:
    """Cut numbers into ordered classes, in a new variable.

    Parameters
    ----------
    variable : str
        A scale variable.
    edges : tuple of float
        Cut points, strictly increasing.
    labels : tuple of str or LocalText
        One for each class, lowest first. One more label than edges: the outer classes are open.
        One fewer: values outside the edges become missing (not valid), both outer edges included.
        None: open classes named after their edges.
    into : str
        Id of the new, ordinal variable.
    right : bool
        Whether a class includes its upper edge instead of its lower one.
    label : str or LocalText
        Label of the new variable.
    codes : tuple of str
        Codes of the classes, lowest first; without them a class's label is its code.
    table : str
        The table of both variables.
    set_aside : bool
        The step does not fit the data at present.

    Examples
    --------
    >>> Band("age", (18, 35), ("minor", "young", "older"), into="age_band").code()
    "Band('age', (18, 35), ('minor', 'young', 'older'), into='age_band')"
    """

    variable: str
    edges: tuple[float, ...]
    labels: tuple[LocalText, ...]
    into: str
    right: bool
    label: LocalText
    codes: tuple[str, ...]
    table: TableName
    set_aside: bool

    def __init__(
        self,
        variable: str,
        edges: Iterable[float],
        labels: Iterable[Label] = (),
        into: str = "",
        right: bool = False,  # noqa: FBT001, FBT002 - a field of the record
        label: Label = "",
        codes: Iterable[str] = (),
        table: TableName = "survey",
        set_aside: bool = False,  # noqa: FBT001, FBT002 - a field of the record
    ) -> None:
        facts: dict[str, Any] = {
            "variable": variable,
            "edges": tuple(float(edge) for edge in edges),
            "labels": tuple(local_text(text) for text in labels),
            "into": into,
            "right": right,
            "label": local_text(label),
            "codes": tuple(codes),
            "table": table,
            "set_aside": set_aside,
        }
        for name, value in facts.items():
            object.__setattr__(self, name, value)

    def needs(self) -> tuple[str, ...]:
        """The banded variable."""
        return (self.variable,)

    @property
    def closed(self) -> bool:
        """Whether values outside the outer edges are left out."""
        return bool(self.labels) and len(self.labels) == len(self.edges) - 1

    def made(self, codebook: Codebook) -> Variable:
        """The new variable; raises when the step does not fit the codebook."""
        require_variable(codebook, self.variable, self.table, ("scale",))
        require_new_name(codebook, self.into)
        self._check_edges()
        labels = self.classes()
        codes = [code_text(code) for code in self.codes or [text.en or text.zh for text in labels]]
        if len(set(codes)) < len(codes) or "" in codes or len(codes) != len(labels):
            raise ParameterError(
                Message("Two bands have the same name, or one has none."),
                remedy=Message("Give each band a name of its own."),
                parameter="labels",
            )
        return Variable(
            id=self.into,
            label=self.label if self.label != LocalText() else LocalText(self.into),
            level="ordinal",
            values=tuple(ValueLabel(code, text) for code, text in zip(codes, labels, strict=True)),
            source=self.variable,
            table=self.table,
            derived=True,
        )

    def classes(self) -> tuple[LocalText, ...]:
        """Labels of the classes, lowest first."""
        return self.labels or tuple(LocalText(text) for text in self._edge_texts())

    def renamed(self, label: LocalText, labels: tuple[LocalText, ...]) -> Band:
        """The step with other labels; codes stay, so that conditions on them still hold."""
        if labels == self.classes():
            return replace(self, label=label)
        codes = self.codes or tuple(text.en or text.zh for text in self.classes())
        return replace(self, label=label, labels=labels, codes=codes)

    def applied(self, table: TypedTable, codebook: Codebook) -> TypedTable:
        """The table with the banded column."""
        made = self.made(codebook)
        values = np.asarray(column_of(table, self.variable).values, dtype=np.float64)
        known = ~np.isnan(values)
        edges = np.array(self.edges)
        # side="right" puts a value equal to an edge into the class above it.
        places = np.searchsorted(edges, values, side="left" if self.right else "right")
        if self.closed:
            places = np.where(values == edges[-1], len(edges) - 1, places)
            places = np.where(values == edges[0], 1, places) - 1
            known &= (values >= edges[0]) & (values <= edges[-1])
        places = np.where(known, places, -1)
        dtype = pd.CategoricalDtype(pd.Index(made.codes, dtype="str"), ordered=True)
        banded = pd.Categorical.from_codes(places, dtype=dtype)
        return table.with_column(self.into, TypedColumn(banded, inherited_kinds(~known, table, [self.variable])))

    def describe(self) -> Sentence:
        """What the step does."""
        return Message(
            "Band {column} into {into} at {edges}",
            column=ColumnRef(self.variable),
            into=ColumnRef(self.into),
            edges=tuple(self.edges),
        )

    def code(self) -> str:
        """The Python expression that rebuilds the step."""
        edges = ", ".join(edge_text(edge) for edge in self.edges)
        labels = ", ".join(label_code(text) for text in self.labels)
        return call_code(
            "Band",
            repr(self.variable),
            f"({edges},)" if len(self.edges) == 1 else f"({edges})",
            *([f"({labels},)" if len(self.labels) == 1 else f"({labels})"] if self.labels else []),
            into=repr(self.into),
            right="True" if self.right else None,
            label=label_code(self.label) if self.label != LocalText() else None,
            codes=repr(self.codes) if self.codes else None,
            table=repr(self.table) if self.table != "survey" else None,
            set_aside="True" if self.set_aside else None,
        )

    def to_json(self) -> dict[str, Any]:
        """The step as a JSON object."""
        from analysis.data.codebook_json import text_to_json

        return {
            "step": "band",
            "variable": self.variable,
            "edges": list(self.edges),
            "labels": [text_to_json(text) for text in self.labels],
            "into": self.into,
            "right": self.right,
            "label": text_to_json(self.label),
            "codes": list(self.codes),
            "table": self.table,
            "set_aside": self.set_aside,
        }

    def _check_edges(self) -> None:
        if not self.edges or not all(math.isfinite(edge) for edge in self.edges):
            raise ParameterError(
                Message("The edges {edges} are not a list of numbers.", edges=tuple(map(edge_text, self.edges))),
                remedy=Message("Give at least one edge, such as {example}.", example="18, 35, 60"),
                parameter="edges",
            )
        if any(low >= high for low, high in pairwise(self.edges)):
            raise ParameterError(
                Message("The edges {edges} do not increase.", edges=tuple(map(edge_text, self.edges))),
                Message("Allowed: each edge larger than the one before."),
                parameter="edges",
            )
        if self.labels and abs(len(self.labels) - len(self.edges)) != 1:
            n = len(self.edges)
            raise ParameterError(
                Message("{n:count} edges do not fit {m:count} band names.", n=n, m=len(self.labels)),
                Message(
                    "Allowed: {more:count} names (open at both ends) or {fewer:count} (nothing outside the edges).",
                    more=n + 1,
                    fewer=n - 1,
                ),
                parameter="labels",
            )

    def _edge_texts(self) -> list[str]:
        texts = [edge_text(edge) for edge in self.edges]
        below, above = ("≤", ">") if self.right else ("<", "≥")
        pattern = "({}, {}]" if self.right else "[{}, {})"
        middle = [pattern.format(low, high) for low, high in pairwise(texts)]
        return [f"{below}{texts[0]}", *middle, f"{above}{texts[-1]}"]


def edge_text(edge: float) -> str:
    """An edge as text, without a needless decimal point."""
    return str(int(edge)) if math.isfinite(edge) and edge.is_integer() else repr(edge)
