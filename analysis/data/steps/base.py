"""What every step of a recipe has, and how a new column takes over why its cells are missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, TypeAlias

import numpy as np

from analysis.core.messages import LocalText, Sentence
from analysis.data.codebook import Codebook, TableName, Variable
from analysis.data.typed_columns import INVALID, PRESENT, KindCodes, TypedTable

Label: TypeAlias = str | LocalText


class StepLike(Protocol):
    """One step of a recipe."""

    @property
    def table(self) -> TableName:
        """The table it works on."""
        ...

    @property
    def set_aside(self) -> bool:
        """Whether it did not fit the data and waits for a mended study."""
        ...

    def needs(self) -> tuple[str, ...]:
        """Names of the variables it reads."""
        ...

    def made(self, codebook: Codebook) -> Variable | None:
        """The variable it makes; raises a `ParameterError` when it does not fit the codebook."""
        ...

    def applied(self, table: TypedTable, codebook: Codebook) -> TypedTable:
        """The table with its variable."""
        ...

    def describe(self) -> Sentence:
        """What it does, in words."""
        ...

    def code(self) -> str:
        """The Python expression that rebuilds it."""
        ...

    def to_json(self) -> dict[str, Any]:
        """The step as a JSON object."""
        ...


def local_text(label: Label) -> LocalText:
    """A label given as text or in two languages."""
    return LocalText(label) if isinstance(label, str) else label


def label_code(label: LocalText) -> str:
    """The Python expression of a label."""
    return repr(label) if label.zh else repr(label.en)


def call_code(name: str, *arguments: str, **options: str | None) -> str:
    """The Python expression of a call; options that are `None` are left out."""
    given = [*arguments, *(f"{key}={value}" for key, value in options.items() if value is not None)]
    return f"{name}({', '.join(given)})"


def inherited_kinds(missing: Any, table: TypedTable, sources: Iterable[str]) -> KindCodes:
    """Why cells of a new column are missing: the first kind among its sources, else not valid."""
    kinds = np.full(len(table.index), PRESENT, dtype=np.int8)
    for name in sources:
        theirs = table.columns[name].kinds
        takes = (theirs != PRESENT) & ((kinds == PRESENT) | (theirs < kinds))
        kinds = np.where(takes, theirs, kinds)
    kinds[missing & (kinds == PRESENT)] = INVALID
    kinds[~missing] = PRESENT
    return kinds
