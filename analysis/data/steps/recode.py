"""Recode: answers of one variable put together or renamed in a new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal, TypeAlias, cast

import numpy as np
import pandas as pd

from analysis.core.errors import ParameterError
from analysis.core.messages import ColumnRef, LocalText, Message, Sentence
from analysis.data.codebook import Code, Codebook, TableName, ValueLabel, Variable, code_text
from analysis.data.expressions.reading import column_of
from analysis.data.names import require_new_name, require_variable
from analysis.data.steps.base import Label, call_code, inherited_kinds, label_code, local_text
from analysis.data.typed_columns import TypedColumn, TypedTable, distinct_values, natural_order, number_of

RecodeLevel: TypeAlias = Literal["auto", "nominal", "ordinal", "scale"]
Rest: TypeAlias = Literal["keep", "missing"]
Pairs: TypeAlias = tuple[tuple[str, str | None], ...]
RECODE_LEVELS: tuple[RecodeLevel, ...] = ("auto", "nominal", "ordinal", "scale")
RESTS: tuple[Rest, ...] = ("keep", "missing")


@dataclass(frozen=True, slots=True, init=False)
class Recode:
    """Put answers together or rename them, in a new variable.

    Parameters
    ----------
    variable : str
        The variable to recode: nominal, ordinal, scale or option (codes 1 and 0).
    mapping : mapping of code to code
        Old code to new code; `None` makes an answer missing. New codes keep this order where
        `values` does not give one.
    into : str
        Id of the new variable.
    label : str or LocalText
        Its label.
    values : tuple of ValueLabel
        New codes with labels, in order. Codes without one are their own label.
    rest : {"keep", "missing"}
        What becomes of answers the mapping does not name.
    level : {"auto", "nominal", "ordinal", "scale"}
        ``auto`` keeps the order of an ordinal variable when the mapping does not break it, and
        numbers when every new code is a number; else the new variable is nominal.
    table : str
        The table of both variables.
    set_aside : bool
        The step does not fit the data at present.

    Examples
    --------
    >>> Recode("channel", {"wechat": "online", "app": "online"}, into="way").code()
    "Recode('channel', {'wechat': 'online', 'app': 'online'}, into='way')"
    """

    variable: str
    mapping: Pairs
    into: str
    label: LocalText
    values: tuple[ValueLabel, ...]
    rest: Rest
    level: RecodeLevel
    table: TableName
    set_aside: bool

    def __init__(
        self,
        variable: str,
        mapping: Mapping[Any, Code | None] | Iterable[tuple[Code, Code | None]],
        into: str,
        label: Label = "",
        values: Iterable[ValueLabel] = (),
        rest: Rest = "keep",
        level: RecodeLevel = "auto",
        table: TableName = "survey",
        set_aside: bool = False,  # noqa: FBT001, FBT002 - a field of the record
    ) -> None:
        items: Any = cast("Any", mapping).items() if isinstance(mapping, Mapping) else mapping
        pairs = tuple((code_text(old), None if new is None else code_text(new)) for old, new in items)
        facts: dict[str, Any] = {
            "variable": variable,
            "mapping": pairs,
            "into": into,
            "label": local_text(label),
            "values": tuple(values),
            "rest": rest,
            "level": level,
            "table": table,
            "set_aside": set_aside,
        }
        for name, value in facts.items():
            object.__setattr__(self, name, value)

    def needs(self) -> tuple[str, ...]:
        """The recoded variable."""
        return (self.variable,)

    def made(self, codebook: Codebook) -> Variable:
        """The new variable; raises when the step does not fit the codebook."""
        source = require_variable(codebook, self.variable, self.table, ("nominal", "ordinal", "scale", "option"))
        require_new_name(codebook, self.into)
        self._check_mapping(source)
        level = self._level(source)
        variable = Variable(
            id=self.into,
            label=self.label if self.label != LocalText() else LocalText(self.into),
            level=level,
            values=self._declared(source, level),
            source=self.variable,
            table=self.table,
            derived=True,
        )
        if level == "scale" and (bad := [new for _, new in self.mapping if new is not None and number_of(new) is None]):
            raise ParameterError(
                Message("“{code}” is not a number.", code=bad[0]),
                remedy=Message("Choose the level nominal or ordinal, or give numbers."),
                parameter="mapping",
            )
        return variable

    def applied(self, table: TypedTable, codebook: Codebook) -> TypedTable:
        """The table with the recoded column."""
        made = self.made(codebook)
        column = column_of(table, self.variable)
        places, distinct = distinct_values(pd.Series(column.values))
        new = self._new_codes([code_text(value) for value in distinct])
        if made.level == "scale":
            numbers = [np.nan if code is None else float(code) for code in new]
            values: Any = np.array([*numbers, np.nan])[places]
        else:
            values = _categorical(new, places, made)
        missing: Any = np.asarray(cast("Any", pd.isna(values)))
        return table.with_column(self.into, TypedColumn(values, inherited_kinds(missing, table, [self.variable])))

    def describe(self) -> Sentence:
        """What the step does."""
        return Message(
            "Recode {column} into {into}: {pairs}",
            column=ColumnRef(self.variable),
            into=ColumnRef(self.into),
            pairs=tuple(
                Message("{old} → {new}", old=old, new=Message("missing") if new is None else new)
                for old, new in self.mapping
            ),
        )

    def code(self) -> str:
        """The Python expression that rebuilds the step."""
        return call_code(
            "Recode",
            repr(self.variable),
            repr(dict(self.mapping)),
            into=repr(self.into),
            label=label_code(self.label) if self.label != LocalText() else None,
            values=repr(self.values) if self.values else None,
            rest=repr(self.rest) if self.rest != "keep" else None,
            level=repr(self.level) if self.level != "auto" else None,
            table=repr(self.table) if self.table != "survey" else None,
            set_aside="True" if self.set_aside else None,
        )

    def to_json(self) -> dict[str, Any]:
        """The step as a JSON object."""
        from analysis.data.codebook_json import text_to_json, values_to_json

        return {
            "step": "recode",
            "variable": self.variable,
            "mapping": [list(pair) for pair in self.mapping],
            "into": self.into,
            "label": text_to_json(self.label),
            "values": [values_to_json(value) for value in self.values],
            "rest": self.rest,
            "level": self.level,
            "table": self.table,
            "set_aside": self.set_aside,
        }

    def _check_mapping(self, source: Variable) -> None:
        old = [code for code, _ in self.mapping]
        if not old:
            raise ParameterError(
                Message("The recoding names no answer."),
                remedy=Message("Say which code becomes which."),
                parameter="mapping",
            )
        repeated = sorted({code for code in old if old.count(code) > 1})
        if repeated:
            raise ParameterError(Message("The code {code} is recoded twice.", code=repeated[0]), parameter="mapping")
        known = ("1", "0") if source.level == "option" else source.codes
        unknown = [code for code in old if code not in known] if known and source.level != "scale" else []
        if unknown:
            raise ParameterError(
                Message(
                    "{column} has no answer with the code {code}.", column=ColumnRef(self.variable), code=unknown[0]
                ),
                Message("Codes: {codes}.", codes=known[:20]),
                parameter="mapping",
            )

    def _new_codes(self, texts: Iterable[str]) -> list[str | None]:
        mapping = dict(self.mapping)
        keep = self.rest == "keep"
        return [mapping.get(text, text if keep else None) for text in texts]

    def _level(self, source: Variable) -> Literal["nominal", "ordinal", "scale"]:
        if self.level != "auto":
            return self.level
        if source.level == "scale":
            numeric = all(new is None or number_of(new) is not None for _, new in self.mapping)
            return "scale" if numeric and not self.values else "nominal"
        if source.level == "ordinal" and source.codes and self._keeps_order(source):
            return "ordinal"
        return "nominal"

    def _order(self) -> list[str]:
        given = [code_text(value.code) for value in self.values]
        return list(dict.fromkeys([*given, *(new for _, new in self.mapping if new is not None)]))

    def _keeps_order(self, source: Variable) -> bool:
        """Whether every new code covers neighbouring answers, in the order `values` gives or its reverse."""
        runs = [code for code, _ in groupby(code for code in self._new_codes(source.codes) if code is not None)]
        if len(set(runs)) < len(runs):
            return False
        given = [code_text(value.code) for value in self.values]
        places = [given.index(code) for code in runs if code in given]
        return places in (sorted(places), sorted(places, reverse=True))

    def _declared(self, source: Variable, level: str) -> tuple[ValueLabel, ...]:
        if level == "scale":
            return ()
        known = ("0", "1") if source.level == "option" else source.codes
        through = [code for code in self._new_codes(known) if code is not None]
        order = list(dict.fromkeys(through)) if level == "ordinal" and not self.values else self._order()
        labels = {code_text(value.code): value.label for value in self.values}
        kept = {code_text(value.code): value.label for value in source.values}
        targets = {new for _, new in self.mapping}
        codes = dict.fromkeys([*order, *through])
        return tuple(
            ValueLabel(
                code, labels.get(code) or (LocalText(code) if code in targets else kept.get(code, LocalText(code)))
            )
            for code in codes
        )


def _categorical(new: list[str | None], places: Any, made: Variable) -> pd.Categorical:
    declared = made.codes
    known = set(declared)
    others = sorted({code for code in new if code is not None and code not in known}, key=natural_order)
    categories = declared if made.level == "ordinal" and declared else (*declared, *others)
    place_of = {code: place for place, code in enumerate(categories)}
    target = np.array([*(-1 if code is None else place_of.get(code, -1) for code in new), -1], dtype=np.int32)
    dtype = pd.CategoricalDtype(pd.Index(categories, dtype="str"), ordered=made.level == "ordinal")
    return pd.Categorical.from_codes(target[places], dtype=dtype)
