"""Parameters in words: what was asked and what was answered, as a form would show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from analysis.core.messages import Message, Sentence
from analysis.core.parameters import Parameter, is_asked, label_beside
from analysis.methods import Method

NOT_SET = Message("not set")


def asked_parameters(method: Method, parameters: Mapping[str, Any]) -> tuple[tuple[Parameter, Any], ...]:
    """The parameters that have a meaning beside each other, with their values, in the form's order."""
    values = {p.name: parameters.get(p.name, p.default) for p in method.parameters}
    return tuple((p, values[p.name]) for p in method.parameters if p.control is not None and is_asked(p, values))


def label_of(parameter: Parameter, values: Mapping[str, Any] | None = None) -> Sentence | str:
    """What the form calls a parameter, beside the others' values where these are known."""
    return label_beside(parameter, values or {})


def value_words(parameter: Parameter, value: Any, values: Mapping[str, Any]) -> Sentence:
    """A parameter's value in words.

    Parameters
    ----------
    parameter : Parameter
        Its declaration: unit and the words of its choices.
    value : object
        What was set.
    values : mapping
        All parameters, as another one's choice may say in which unit a number is counted.
    """
    if value is None or value == ():
        return NOT_SET
    if isinstance(value, tuple):
        items = tuple(_one(parameter, item, values) for item in cast("tuple[Any, ...]", value))
        return Message("{items}", items=items)
    return _one(parameter, value, values)


def _one(parameter: Parameter, value: Any, values: Mapping[str, Any]) -> Sentence:
    control = parameter.control
    if isinstance(value, bool):
        return Message("yes", context="setting") if value else Message("no", context="setting")
    if isinstance(value, str):
        words = control.choices.get(value) if control else None
        return words if words is not None else Message("{text}", text=value)
    unit = control.units.get(str(values.get(control.unit_of)), control.unit) if control else ""
    match unit:
        case "percent":
            return Message("{share:set_percent}", share=value)
        case "points":
            return Message("{points:exact} points", points=round(100 * value, 8))
        case "count":
            return Message("{n:count}", n=value)
        case _:
            return Message("{value:exact}", value=value)
