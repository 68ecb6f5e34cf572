"""Parameter values as plain JSON values and back, by what the method declares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from analysis.core.parameters import Parameter
from analysis.methods import Method


def plain_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as JSON values: lists for tuples, ISO text for dates."""
    return {name: _plain(value) for name, value in parameters.items()}


def typed_parameters(method: Method, record: Mapping[str, Any], *, keep_others: bool = False) -> dict[str, Any]:
    """JSON values as the method's parameters; names it does not declare are left out, or kept where asked."""
    declared = {p.name: p for p in method.parameters}
    return {
        name: _typed(declared.get(name), value) for name, value in record.items() if keep_others or name in declared
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _typed(parameter: Parameter | None, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if parameter is not None and parameter.kind == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    return value
