"""`@method`: makes a pure function a method of the laboratory.

It validates every argument against the signature, turns what pydantic finds into a `ParameterError`
with the four parts of our errors, checks named columns against the frame, and remembers the id and
version that stand on every finding.
"""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from analysis.core.errors import ParameterError
from analysis.core.frames import LEVEL_WORDS, require_columns
from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.core.parameters import Parameter, label_beside, parameters_of

P = ParamSpec("P")
R = TypeVar("R")


def method(method_id: str, *, version: str = "1") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a function a method with a stable id and a version that changes when its numbers do.

    Parameters
    ----------
    method_id : str
        Stable id, as used in links and study files.
    version : str
        Part of every cache key.

    Returns
    -------
    callable
        Decorator that keeps the function's signature and type.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.cache
        def prepared() -> tuple[Any, tuple[Parameter, ...], Mapping[str, Any]]:
            # Built at the first call: pydantic and the hints' own imports cost start-up time.
            from pydantic import ConfigDict, validate_call

            config = ConfigDict(
                arbitrary_types_allowed=True, allow_inf_nan=False, strict=True, hide_input_in_errors=True
            )
            hints = get_type_hints(function, include_extras=True)
            return validate_call(config=config)(function), parameters_of(function), hints

        @functools.wraps(function)
        def validated(*args: P.args, **kwargs: P.kwargs) -> R:
            call, parameters, hints = prepared()
            given: dict[str, Any] = {name: _native(value, hints.get(name)) for name, value in kwargs.items()}
            _reject_unknown(function, given, parameters)
            return _validate(call, args, given, parameters)

        def _validate(call: Any, args: Any, given: dict[str, Any], parameters: tuple[Parameter, ...]) -> Any:
            from pydantic import ValidationError

            if args:
                _check_frame(args[0], given, parameters)
            try:
                return call(*args, **given)
            except ValidationError as error:
                # An error raised deeper down is the library's own; only this call's arguments are the user's.
                if error.title != function.__name__:
                    raise
                raise _parameter_error(error.errors(include_url=False)[0], given, parameters) from None

        validated.method_id = method_id  # type: ignore[attr-defined]
        validated.method_version = version  # type: ignore[attr-defined]
        return validated

    return decorate


def _native(value: Any, hint: Any) -> Any:
    """NumPy scalars as Python numbers and lists as the tuples the signature asks for."""
    import numpy as np

    def scalar(item: Any) -> Any:
        return cast("Any", item).item() if isinstance(item, np.generic) else item

    if isinstance(value, list) and _wants_tuple(hint):
        return tuple(scalar(item) for item in cast("list[Any]", value))
    return scalar(value)


def _wants_tuple(hint: Any) -> bool:
    origin = get_origin(hint)
    if origin is tuple:
        return True
    if origin in (Union, types.UnionType) or (origin is not None and hasattr(hint, "__metadata__")):
        return any(_wants_tuple(part) for part in get_args(hint))
    return False


def _reject_unknown(function: Callable[..., Any], given: Mapping[str, Any], parameters: tuple[Parameter, ...]) -> None:
    known = [n for n, p in inspect.signature(function).parameters.items() if p.kind is not p.VAR_KEYWORD]
    for name in given:
        if name not in known:
            raise ParameterError(
                Message("{function} has no parameter {name}.", function=function.__name__, name=name),
                Message("Its parameters are: {names}.", names=tuple(p.name for p in parameters)),
                parameter=name,
            )
    for parameter in parameters:
        if parameter.required and parameter.name not in given:
            raise ParameterError(
                Message("“{name}” is not given.", name=label_beside(parameter, given)),
                remedy=Message("Give it a value."),
                parameter=parameter.name,
            )


def _check_frame(frame: Any, given: Mapping[str, Any], parameters: tuple[Parameter, ...]) -> None:
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        return
    for parameter in parameters:
        value = given.get(parameter.name, parameter.default)
        if parameter.kind == "column" and isinstance(value, str):
            require_columns(frame, [value], parameter.levels, parameter.name)
        elif parameter.kind == "columns" and isinstance(value, tuple):
            names = [str(name) for name in cast("tuple[Any, ...]", value)]
            require_columns(frame, names, parameter.levels, parameter.name)
            repeated = sorted({name for name in names if names.count(name) > 1})
            if repeated:
                raise ParameterError(
                    Message("{columns} is chosen twice.", columns=tuple(repeated)),
                    remedy=Message("Choose each column once."),
                    parameter=parameter.name,
                )


def _parameter_error(detail: Any, given: Mapping[str, Any], parameters: tuple[Parameter, ...]) -> ParameterError:
    name = str(detail["loc"][0]) if detail["loc"] else ""
    parameter = next((p for p in parameters if p.name == name), None)
    if parameter is None:
        return ParameterError(
            Message("{name} is of the wrong kind.", name=name),
            Message("A table (pandas DataFrame) is expected."),
            parameter=name,
        )
    return ParameterError(
        Message("“{name}” cannot be {value}.", name=label_beside(parameter, given), value=_shown(given.get(name))),
        allowed_values(parameter),
        parameter=name,
    )


def allowed_values(parameter: Parameter) -> Sentence:
    """What a parameter's declaration allows, as a sentence."""
    if parameter.kind in {"choice", "choices"} and parameter.choices:
        return Message("Allowed: {choices}.", choices=parameter.choices)
    if parameter.kind == "flag":
        return Message("Allowed: yes or no.")
    if parameter.kind in {"column", "columns"} and parameter.levels:
        levels = tuple(LEVEL_WORDS[level] for level in sorted(parameter.levels))
        return Message("Allowed: a column measured as {levels}.", levels=levels)
    if parameter.kind in {"column", "text"}:
        return Message("A name is expected.")
    if parameter.kind in {"columns", "choices"}:
        if parameter.min_length:
            return PluralMessage(
                "A list of at least one name is expected.",
                "A list of at least {least:count} names is expected.",
                n=parameter.min_length,
                least=parameter.min_length,
            )
        return Message("A list of names is expected.")
    if parameter.kind == "date":
        return Message("A date is expected.")
    return _allowed_numbers(parameter)


def _allowed_numbers(parameter: Parameter) -> Sentence:
    low, high = parameter.minimum, parameter.maximum
    whole = parameter.kind == "integer"
    if low is not None and high is not None:
        if parameter.exclusive_minimum and parameter.exclusive_maximum:
            return Message("Allowed: a number above {low:exact} and below {high:exact}.", low=low, high=high)
        if whole:
            return Message("Allowed: a whole number from {low:exact} to {high:exact}.", low=low, high=high)
        return Message("Allowed: a number from {low:exact} to {high:exact}.", low=low, high=high)
    if low is not None:
        if whole:
            return Message("Allowed: a whole number, {low:exact} or more.", low=low + parameter.exclusive_minimum)
        if parameter.exclusive_minimum:
            return Message("Allowed: a number above {low:exact}.", low=low)
        return Message("Allowed: a number, {low:exact} or more.", low=low)
    if whole:
        return Message("Allowed: a whole number.")
    return Message("Allowed: a number.")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}…"
