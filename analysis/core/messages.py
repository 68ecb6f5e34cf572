"""Sentences as data: a literal English template and its values, put into words only at display time.

A result that carries `Message` objects instead of prose can be cached, compared and shown in any
language. Templates use named placeholders with one of the format words of
`analysis.language.numbers` (``{share:percent}``, ``{r:coefficient}``, ``{p:p}``, ``{n:count}``).
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True, slots=True)
class LocalText:
    """A text of the user's data that may exist in two languages, such as a variable label."""

    en: str = ""
    zh: str = ""

    def text(self, language: Language) -> str:
        """Return the text in `language`, or in the other language where only that exists."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)


@dataclass(frozen=True, slots=True)
class ColumnRef:
    """A column named by its stable id; shown by its label where a codebook knows one."""

    column: str


@dataclass(frozen=True, slots=True)
class ValueRef:
    """One answer of a column, by its code; shown by its value label where a codebook knows one."""

    column: str
    code: str | int | float | bool


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """A sentence: a literal English template and the values that fill it.

    Parameters
    ----------
    template : str
        Literal English text with named placeholders; it is the catalogue key.
    context : str
        Tells two equal English templates apart where their translations differ.
    **values
        Numbers, texts, nested messages, or tuples of them.

    Examples
    --------
    >>> Message("n = {n:count}", n=4812).template
    'n = {n:count}'
    """

    template: str
    values: tuple[tuple[str, MessageValue], ...]
    context: str

    def __init__(self, template: str, /, context: str = "", **values: MessageValue) -> None:
        wanted = placeholders(template)
        if wanted != frozenset(values):
            raise ValueError(f"placeholders {sorted(wanted)} of {template!r} do not match values {sorted(values)}")
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", tuple(sorted(values.items())))
        object.__setattr__(self, "context", context)

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return (_restore_message, (self.template, self.context, self.values))


@dataclass(frozen=True, slots=True, init=False)
class PluralMessage:
    """A sentence whose wording depends on a count `n`; both templates may use ``{n}``."""

    one: str
    many: str
    n: int
    values: tuple[tuple[str, MessageValue], ...]

    def __init__(self, one: str, many: str, /, *, n: int, **values: MessageValue) -> None:
        for template in (one, many):
            missing = placeholders(template) - {"n"} - frozenset(values)
            if missing:
                raise ValueError(f"no value for {sorted(missing)} in {template!r}")
        object.__setattr__(self, "one", one)
        object.__setattr__(self, "many", many)
        object.__setattr__(self, "n", n)
        object.__setattr__(self, "values", tuple(sorted(values.items())))

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return (_restore_plural, (self.one, self.many, self.n, self.values))


Sentence: TypeAlias = Message | PluralMessage
Scalar: TypeAlias = str | int | float | bool | LocalText | ColumnRef | ValueRef | Message | PluralMessage
MessageValue: TypeAlias = Scalar | tuple[Scalar, ...]


def placeholders(template: str) -> frozenset[str]:
    """Names of the placeholders in a template.

    Examples
    --------
    >>> sorted(placeholders("{low:percent} to {high:percent}"))
    ['high', 'low']
    """
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


class _PlainFormatter(string.Formatter):
    """Fills a template without number formats: for tracebacks and `repr`, never for a reader's page."""

    def format_field(self, value: object, format_spec: str) -> str:
        del format_spec
        match value:
            case Message() | PluralMessage():
                return plain_english(value)
            case LocalText():
                return value.text("en")
            case ColumnRef():
                return value.column
            case ValueRef():
                return str(value.code)
            case float():
                return f"{value:g}"
            case tuple():
                parts: tuple[object, ...] = value  # pyright: ignore[reportUnknownVariableType]
                return ", ".join(self.format_field(part, "") for part in parts)
            case _:
                return str(value)


def plain_english(sentence: Sentence) -> str:
    """The English template filled in without number formats, as an exception's text shows it.

    Examples
    --------
    >>> plain_english(Message("alpha is {alpha:number}.", alpha=1.5))
    'alpha is 1.5.'
    """
    if isinstance(sentence, PluralMessage):
        template = sentence.one if sentence.n == 1 else sentence.many
        return _PlainFormatter().vformat(template, (), {"n": sentence.n, **dict(sentence.values)})
    return _PlainFormatter().vformat(sentence.template, (), dict(sentence.values))


def _restore_message(template: str, context: str, values: tuple[tuple[str, MessageValue], ...]) -> Message:
    return Message(template, context, **dict(values))


def _restore_plural(one: str, many: str, n: int, values: tuple[tuple[str, MessageValue], ...]) -> PluralMessage:
    return PluralMessage(one, many, n=n, **dict(values))
