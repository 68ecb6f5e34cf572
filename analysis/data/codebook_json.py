"""The codebook as JSON: every fact of every variable, checked on the way back in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from analysis.core.errors import StudyFileError
from analysis.core.frames import MissingKind
from analysis.core.messages import LocalText, Message
from analysis.data.codebook import Code, Codebook, MissingCode, TableName, ValueLabel, Variable, VariableLevel
from analysis.data.json_reading import JsonReader, parsed_json

LEVELS: tuple[VariableLevel, ...] = get_args(VariableLevel)
TABLES: tuple[TableName, ...] = get_args(TableName)
KINDS: tuple[MissingKind, ...] = get_args(MissingKind)


def codebook_to_json(codebook: Codebook) -> dict[str, Any]:
    """The codebook as a JSON document; empty facts are left out."""
    return {"variables": [variable_to_json(variable) for variable in codebook.variables]}


def codebook_from_json(document: Mapping[str, Any] | str | bytes) -> Codebook:
    """Read a codebook back, raising `StudyFileError` on anything that is not one."""
    reader = JsonReader(parsed_json(document), Message("the codebook"))
    variables = tuple(variable_from_json(item) for item in reader.objects("variables"))
    places = [(variable.table, variable.id) for variable in variables]
    if len(set(places)) != len(places):
        raise repeated_variable(next(name for table, name in places if places.count((table, name)) > 1))
    return Codebook(variables)


def repeated_variable(name: str) -> StudyFileError:
    """The error for a variable that stands twice in a codebook."""
    return StudyFileError(
        Message("The codebook describes the variable {name} twice.", name=name),
        remedy=Message("Give each variable of a table an id of its own."),
    )


def variable_to_json(variable: Variable) -> dict[str, Any]:
    """One variable as JSON; facts at their default are left out."""
    facts: dict[str, Any] = {"id": variable.id, "label": text_to_json(variable.label), "level": variable.level}
    if variable.values:
        facts["values"] = [values_to_json(value) for value in variable.values]
    if variable.missing:
        facts["missing"] = [{"code": plain_code(item.code), "kind": item.kind} for item in variable.missing]
    if variable.options:
        facts["options"] = list(variable.options)
    for name in ("part_of", "source", "answer"):
        if getattr(variable, name):
            facts[name] = getattr(variable, name)
    if variable.table != "survey":
        facts["table"] = variable.table
    for name in ("reverse", "personal", "keep", "derived"):
        if getattr(variable, name):
            facts[name] = True
    return facts


def variable_from_json(document: Any) -> Variable:
    """Read one variable back."""
    reader = JsonReader(document, Message("a variable of the codebook"))
    name = reader.text("id")
    if not name:
        raise reader.wrong("id", Message("a name"))
    return Variable(
        id=name,
        label=text_from_json(reader.optional("label", "")),
        level=reader.choice("level", LEVELS),
        values=tuple(value_from_json(item) for item in reader.objects("values", required=False)),
        missing=tuple(_missing_from_json(item) for item in reader.objects("missing", required=False)),
        reverse=reader.flag("reverse"),
        options=reader.texts("options"),
        part_of=reader.text("part_of", ""),
        source=reader.text("source", ""),
        answer=reader.text("answer", ""),
        table=reader.choice("table", TABLES, "survey"),
        personal=reader.flag("personal"),
        keep=reader.flag("keep"),
        derived=reader.flag("derived"),
    )


def values_to_json(value: ValueLabel) -> dict[str, Any]:
    """One answer as JSON."""
    return {"code": plain_code(value.code), "label": text_to_json(value.label)}


def value_from_json(document: Any) -> ValueLabel:
    """Read one answer back."""
    reader = JsonReader(document, Message("an answer of the codebook"))
    return ValueLabel(reader.code("code"), text_from_json(reader.optional("label", "")))


def text_to_json(text: LocalText) -> str | dict[str, str]:
    """A text in one language as a string, in two as an object."""
    return {"en": text.en, "zh": text.zh} if text.zh else text.en


def text_from_json(document: Any) -> LocalText:
    """Read a label back."""
    if isinstance(document, str):
        return LocalText(document)
    reader = JsonReader(document, Message("a label"))
    return LocalText(reader.text("en", ""), reader.text("zh", ""))


def plain_code(code: Code) -> Code:
    """A code as a plain Python value, so that NumPy numbers can be written as JSON."""
    if isinstance(code, str):
        return str(code)
    if isinstance(code, float):
        return float(code)
    return int(code)


def _missing_from_json(document: Any) -> MissingCode:
    reader = JsonReader(document, Message("a missing code of the codebook"))
    return MissingCode(reader.code("code"), reader.choice("kind", KINDS))
