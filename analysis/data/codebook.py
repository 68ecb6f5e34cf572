"""The codebook: what every column of a study means, and how its values become typed data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, TypeAlias

from analysis.core.frames import MissingKind
from analysis.core.messages import Language, LocalText

VariableLevel: TypeAlias = Literal[
    "nominal", "ordinal", "scale", "multi", "option", "text", "date", "id", "weight", "ranking"
]
Code: TypeAlias = str | int | float
# Said with every item of a ranking: "higher" would otherwise be read as more important.
PLACE = LocalText(en=" (place, 1 = first)", zh="（名次，1 为第一位）")
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
    answer : str
        Text of an option or item in the file, kept where its label is another: it finds its column in
        the next file.
    table : str
        The table that holds the column.
    personal : bool
        Whether the column holds personal data.
    keep : bool
        Whether a personal column is kept all the same, because somebody asked for it.
    derived : bool
        Whether a step of the recipe makes the column; such a variable stands and falls with its step.
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
    answer: str = ""
    table: TableName = "survey"
    personal: bool = False
    keep: bool = False
    derived: bool = False

    @property
    def left_out(self) -> bool:
        """Whether the column is personal and nobody asked to keep it."""
        return self.personal and not self.keep

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the answers in declared order as text, without those that stand for a missing answer."""
        missing = {code_text(item.code) for item in self.missing}
        texts = dict.fromkeys(code_text(value.code) for value in self.values)
        return tuple(text for text in texts if text not in missing)


@dataclass(frozen=True)
class Codebook:
    """The variables of a study, in order; also looks up labels for display."""

    variables: tuple[Variable, ...] = ()

    @cached_property
    def _by_id(self) -> dict[str, Variable]:
        # A key such as customer_id stands in several tables; the first table's variable answers for it.
        return {variable.id: variable for variable in reversed(self.variables)}

    @cached_property
    def _by_place(self) -> dict[tuple[TableName, str], Variable]:
        return {(variable.table, variable.id): variable for variable in self.variables}

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

    def find(self, variable_id: str, table: TableName) -> Variable | None:
        """The variable of one table, or None where that table has none of that id."""
        return self._by_place.get((table, variable_id))

    def of_table(self, table: TableName) -> tuple[Variable, ...]:
        """Variables whose columns stand in one table."""
        return tuple(variable for variable in self.variables if variable.table == table)

    def with_variables(self, changed: Iterable[Variable]) -> Codebook:
        """A codebook with these variables replaced (same table, same id), new ones appended."""
        new = {(variable.table, variable.id): variable for variable in changed}
        kept = tuple(new.pop((variable.table, variable.id), variable) for variable in self.variables)
        return replace(self, variables=(*kept, *new.values()))

    def keeping_answers(self, before: Codebook) -> Codebook:
        """The codebook, with the file's own text noted for options and items whose label is another than `before`."""
        changed: list[Variable] = []
        for variable in self.variables:
            old = before.find(variable.id, variable.table)
            is_part = variable.level == "option" or bool(variable.part_of)
            if is_part and not variable.answer and old is not None and old.label != variable.label:
                changed.append(replace(variable, answer=old.answer or old.label.zh or old.label.en))
        return self.with_variables(changed)

    def to_json(self) -> dict[str, Any]:
        """The codebook as a JSON document that `from_json` reads back unchanged."""
        from analysis.data.codebook_json import codebook_to_json

        return codebook_to_json(self)

    @staticmethod
    def from_json(document: Mapping[str, Any] | str | bytes) -> Codebook:
        """Read a codebook written by `to_json`, as a JSON document or as its text.

        Raises
        ------
        StudyFileError
            The document is not a codebook, or is damaged.
        """
        from analysis.data.codebook_json import codebook_from_json

        return codebook_from_json(document)

    def column_label(self, column: str, language: Language) -> str:
        """Label of a column in a language, or its id."""
        variable = self._by_id.get(column)
        label = (variable.label.text(language) if variable else "") or column
        return label + PLACE.text(language) if self.is_place(column) else label

    def is_place(self, column: str) -> bool:
        """Whether a column holds the place people gave an item of a ranking: a low number means a high place."""
        variable = self._by_id.get(column)
        if variable is None or variable.level == "text":
            return False
        owner = self._by_id.get(variable.part_of)
        return owner is not None and owner.level == "ranking" and column in owner.options

    def value_label(self, column: str, code: Code, language: Language) -> str:
        """Label of a value in a language, or its code."""
        label = self._value_labels.get((column, code_text(code)))
        return (label.text(language) if label else "") or code_text(code)


_WHOLE_AS_DECIMAL = re.compile(r"-?\d+\.0+")


def code_text(code: object) -> str:
    """A code as text, so that 1, 1.0 and "1" name the same answer; blanks around it do not count.

    Examples
    --------
    >>> code_text(1.0), code_text("1.0"), code_text(1), code_text(0.5), code_text("a"), code_text(True)
    ('1', '1', '1', '0.5', 'a', '1')
    """
    if isinstance(code, str):
        text = code.strip()
        return text.split(".", maxsplit=1)[0] if _WHOLE_AS_DECIMAL.fullmatch(text) else text
    if isinstance(code, bool):
        return str(int(code))
    if isinstance(code, float):
        return str(int(code)) if code.is_integer() else repr(float(code))
    return str(code)
