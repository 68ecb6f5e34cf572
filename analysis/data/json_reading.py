"""Reads facts out of a JSON document that somebody else may have written, and says which one is wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast

from analysis.core.errors import StudyFileError
from analysis.core.messages import Message, MessageValue

Choice = TypeVar("Choice", bound=str)
_REQUIRED: Any = object()


class JsonReader:
    """One JSON object and what it stands for, such as "a step of the recipe"."""

    def __init__(self, document: Any, what: Message) -> None:
        if not isinstance(document, Mapping):
            raise StudyFileError(
                Message("{what} is not a JSON object.", what=what),
                remedy=Message("Use a file that Retention Lab saved."),
            )
        self._facts = cast("Mapping[str, Any]", document)
        self._what = what

    @property
    def facts(self) -> Mapping[str, Any]:
        """The facts as they are."""
        return self._facts

    def wrong(self, name: str, expected: Message) -> StudyFileError:
        """The error for a fact that is missing or of the wrong kind."""
        got: MessageValue = _shown(self._facts[name]) if name in self._facts else Message("nothing")
        return StudyFileError(
            Message("Damaged file: in {what}, “{name}” is {got}.", what=self._what, got=got, name=name),
            Message("Expected: {expected}.", expected=expected),
            Message("Use a file that Retention Lab saved."),
        )

    def optional(self, name: str, default: Any) -> Any:
        """A fact of any kind, or the default."""
        return self._facts.get(name, default)

    def text(self, name: str, default: str = _REQUIRED) -> str:
        """A text."""
        value = self._facts.get(name, default)
        if not isinstance(value, str):
            raise self.wrong(name, Message("a text"))
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Yes or no."""
        value = self._facts.get(name, default)
        if not isinstance(value, bool):
            raise self.wrong(name, Message("yes or no"))
        return value

    def whole(self, name: str) -> int:
        """A whole number."""
        value = self._facts.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(name, Message("a whole number"))
        return value

    def code(self, name: str) -> str | int | float:
        """A code: text or number."""
        value = self._facts.get(name)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise self.wrong(name, Message("a code"))
        if isinstance(value, float) and not math.isfinite(value):
            raise self.wrong(name, Message("a code"))
        return value

    def choice(self, name: str, allowed: Sequence[Choice], default: Choice = _REQUIRED) -> Choice:
        """One of a few words."""
        value = self._facts.get(name, default)
        if not isinstance(value, str) or value not in allowed:
            raise self.wrong(name, Message("one of {choices}", choices=tuple(allowed)))
        return cast("Choice", value)

    def items(self, name: str, *, required: bool = True) -> list[Any]:
        """A list."""
        value = self._facts.get(name, None if required else [])
        if not isinstance(value, list):
            raise self.wrong(name, Message("a list"))
        return cast("list[Any]", value)

    def objects(self, name: str, *, required: bool = True) -> list[Any]:
        """A list of objects; each is checked where it is read."""
        return self.items(name, required=required)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty when it is not there."""
        value = self.items(name, required=False)
        if not all(isinstance(item, str) for item in value):
            raise self.wrong(name, Message("a list of texts"))
        return tuple(cast("list[str]", value))


def parsed_json(document: Mapping[str, Any] | str | bytes) -> Any:
    """A JSON document, parsed where it is still text; raises `StudyFileError` when it is not JSON."""
    if not isinstance(document, str | bytes):
        return document
    try:
        return loaded_json(document.decode("utf-8-sig") if isinstance(document, bytes) else document)
    except (ValueError, RecursionError) as error:
        raise StudyFileError(
            Message("The file is not JSON text, or is damaged."), remedy=Message("Use a file that Retention Lab saved.")
        ) from error


def loaded_json(text: str) -> Any:
    """Parse JSON text; raises `ValueError` also for halves of characters, which no file can hold again."""
    document = json.loads(text)
    if "\\ud" in text.casefold():
        json.dumps(document, ensure_ascii=False).encode()
    return document


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}…"
