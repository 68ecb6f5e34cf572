"""Puts messages into words: the template of the reader's language, its values in that language's formats."""

from __future__ import annotations

import string
from collections.abc import Callable
from itertools import zip_longest
from typing import Any, Protocol, cast

from analysis.core.errors import RetentionLabError
from analysis.core.messages import ColumnRef, Language, LocalText, Message, PluralMessage, Sentence, ValueRef
from analysis.language.catalogues import catalogue
from analysis.language.numbers import exact
from analysis.language.precision import FAMILIES, shared_decimals, written

LONG_LABEL = 40
_ENDS = ("?", "!", ".", "…", "？", "！", "。")
LIST_SEPARATOR: dict[Language, str] = {"en": ", ", "zh": "、"}


class Labels(Protocol):
    """Looks up what a column and a value are called; `analysis.data.Codebook` is one."""

    def column_label(self, column: str, language: Language) -> str:
        """Label of a column, or its id."""
        ...

    def value_label(self, column: str, code: str | float, language: Language) -> str:
        """Label of a value, or its code."""
        ...


def render(sentence: Sentence | LocalText | str, language: Language, labels: Labels | None = None) -> str:
    """Put a message into words.

    Parameters
    ----------
    sentence : Message, PluralMessage, LocalText or str
        A text that is already words is returned as it is.
    language : {"en", "zh"}
        The reader's language.
    labels : Labels, optional
        Where columns and values get their labels from; ids and codes are shown without it.

    Returns
    -------
    str

    Examples
    --------
    >>> render(Message("n = {n:count}", n=4812), "en")
    'n = 4,812'
    """
    if isinstance(sentence, str):
        return sentence
    if isinstance(sentence, LocalText):
        return sentence.text(language)
    texts = catalogue(language)
    if isinstance(sentence, PluralMessage):
        template = texts.plural(sentence.one, sentence.many, sentence.n)
        values: dict[str, Any] = {"n": sentence.n, **dict(sentence.values)}
    else:
        template, values = texts.text(sentence.template, sentence.context), dict(sentence.values)
    return _Formatter(language, labels, _shared(template, values)).vformat(template, (), values)


def render_error(error: RetentionLabError, language: Language, labels: Labels | None = None) -> str:
    """All parts of an error as one paragraph."""
    space = "" if language == "zh" else " "
    return space.join(render(part, language, labels) for part in error.sentences())


def translator(language: Language, labels: Labels | None = None) -> Callable[[Sentence | LocalText | str], str]:
    """`render` with language and labels filled in."""
    return lambda sentence: render(sentence, language, labels)


def _shared(template: str, values: dict[str, Any]) -> dict[str, int | None]:
    """Decimals of each family of numbers in a sentence: an estimate and its interval look alike."""
    together: dict[str, list[float]] = {}
    for _, name, word, _ in string.Formatter().parse(template):
        if name and name != "level" and word in FAMILIES and isinstance(values[name], int | float):
            together.setdefault(FAMILIES[word], []).append(float(values[name]))
    return {family: shared_decimals(members, family) for family, members in together.items() if len(members) > 1}


def set_in(label: str, before: str, after: str, language: Language) -> str:
    """A label as it stands between the words of a sentence.

    Parameters
    ----------
    label : str
        Label of a column, often a whole question.
    before, after : str
        The words on both sides.
    language : {"en", "zh"}
        Chinese templates hold quotation marks themselves.

    Returns
    -------
    str
        Without its last mark before a colon; in English in quotation marks among words where it ends as a
        sentence does or is longer than `LONG_LABEL` characters.

    Examples
    --------
    >>> set_in("How did you hear about us?", "answers to ", ". Which", "en")
    '“How did you hear about us?”'
    >>> set_in("您的性别是？", "", "：", "zh"), set_in("Age", "the mean of ", " is", "en")
    ('您的性别是', 'Age')
    """
    if after[:1] in {":", "："}:
        return label.rstrip("?？:： ") or label
    if language == "zh" and after.startswith("。"):
        return label.rstrip("?？。 ") or label
    among_words = before.rstrip()[-1:].isalpha() or after.lstrip()[:1].isalpha()
    if language == "zh" or not among_words or before.endswith("“"):
        return label
    return f"“{label}”" if label.endswith(_ENDS) or len(label) > LONG_LABEL else label


class _Formatter(string.Formatter):
    def __init__(self, language: Language, labels: Labels | None, shared: dict[str, int | None]) -> None:
        self._language: Language = language
        self._labels = labels
        self._shared = shared
        self._around = ("", "")

    def parse(self, format_string: str) -> Any:
        # A confidence level is set, not measured: 95%, where a measured share would be 95.0%.
        pieces = list(super().parse(format_string))
        for (text, name, word, conversion), following in zip_longest(pieces, pieces[1:]):
            if name is not None:
                self._around = (text, following[0] if following else "")
            yield text, name, "set_percent" if name == "level" and word == "percent" else word, conversion

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, tuple):
            parts = cast("tuple[Any, ...]", value)
            return LIST_SEPARATOR[self._language].join(self.format_field(part, format_spec) for part in parts)
        if isinstance(value, Message | PluralMessage | LocalText):
            return render(value, self._language, self._labels)
        if isinstance(value, ColumnRef):
            if self._labels is None:
                return value.column
            return set_in(self._labels.column_label(value.column, self._language), *self._around, self._language)
        if isinstance(value, ValueRef):
            if self._labels:
                return self._labels.value_label(value.column, value.code, self._language)
            return str(value.code)
        if format_spec:
            # An unknown format word is a mistake in a template: let the KeyError surface.
            return written(value, format_spec, self._shared.get(FAMILIES.get(format_spec, "")))
        if isinstance(value, bool):
            return render(Message("yes") if value else Message("no"), self._language)
        if isinstance(value, int | float):
            return exact(value, self._language)
        return str(value)
