"""Runs a method on a prepared table: adds the table's missing kinds and weight, and says so when it cannot."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.core.errors import UnsuitableDataError
from analysis.core.messages import ColumnRef, Message
from analysis.core.results import Note, Result

if TYPE_CHECKING:
    from analysis.data import Prepared
    from analysis.methods.method import Method


def run_method(
    method: Method,
    prepared: Prepared | None,
    parameters: Mapping[str, Any],
    *,
    progress: Callable[[float], None] | None = None,
) -> Result:
    """Run a method with the facts the study knows about its table.

    Parameters
    ----------
    method : Method
        The method to run.
    prepared : Prepared or None
        The table; `None` for a calculator.
    parameters : mapping
        Values of the declared parameters; the others keep their defaults.
    progress : callable, optional
        Called with the share done, in 0..1, by methods that take long; it may raise to stop them.

    Returns
    -------
    Result
        With a caution when a weight is in force that this method does not use.

    Raises
    ------
    RetentionLabError
        What the method raises, and `UnsuitableDataError` when it needs a table and has none.
    """
    accepted = inspect.signature(method.function).parameters
    arguments = dict(parameters)
    if progress is not None and "progress" in accepted:
        arguments["progress"] = progress
    if method.kind == "calculator":
        return method.function(**arguments)
    if prepared is None:
        raise UnsuitableDataError(
            Message("This question needs a table, and none is open."),
            remedy=Message("Open a study or bring a file."),
        )
    arguments |= frame_facts(method, prepared)
    result: Any = method.function(prepared.frame, **arguments)
    if prepared.weight and "weights" not in accepted:
        unweighted = Note(
            "caution",
            Message(
                "Computed without the weight {weight}: this method does not use weights.",
                weight=ColumnRef(prepared.weight),
            ),
            code="unweighted",
        )
        result = replace(result, notes=(*result.notes, unweighted))
    return result


def frame_facts(method: Method, prepared: Prepared) -> dict[str, Any]:
    """Arguments that come from the table, not from the reader: missing kinds and the weight."""
    accepted = inspect.signature(method.function).parameters
    facts: dict[str, Any] = {}
    if "missing_kinds" in accepted:
        facts["missing_kinds"] = prepared.missing_kinds
    if "weights" in accepted and prepared.weight:
        facts["weights"] = prepared.weight
    return facts
