"""One method of the laboratory as pages, exports and tests see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from analysis.charts.display import DisplayOf
from analysis.core.messages import Message, Sentence
from analysis.core.parameters import Parameter, parameters_of

MethodKind: TypeAlias = Literal["frame", "calculator"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method as pages, exports and tests see it.

    Parameters
    ----------
    id : str
        Stable id (the name of the function).
    question : Message
        The research question a cell asks when it has no better heading.
    function : callable
        The analysis; its import path stands in shown code.
    display : callable
        Result to figures and tables.
    explanation : tuple of Message
        The method and its assumptions, for the "Method and reference" tab.
    references : tuple of str
        Citations, verbatim in both languages.
    kind : str
        ``frame`` methods take a table first; ``calculator`` methods take numbers only.
    slow : bool
        Whether the cell is one of the listed long ones (shows progress, can be stopped).
    """

    id: str
    question: Message
    function: Callable[..., Any]
    display: DisplayOf
    explanation: tuple[Sentence, ...]
    references: tuple[str, ...]
    kind: MethodKind = "frame"
    slow: bool = False

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The declared parameters, in signature order."""
        return parameters_of(self.function)

    @property
    def version(self) -> str:
        """Version of the numbers, part of every cache key."""
        return str(getattr(self.function, "method_version", "1"))
