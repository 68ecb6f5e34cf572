"""Names of a file's own columns, for words about a file that is read but not yet the open study."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analysis.core import Language, LocalText, Sentence
from analysis.language import Labels, translator
from pages.ui.words import language


class FileLabels:
    """Labels of the read codebook; the headers of columns that were left out of it."""

    def __init__(self, codebook: Labels, headers: dict[str, str]) -> None:
        self._codebook = codebook
        self._headers = headers

    def column_label(self, column: str, language: Language) -> str:
        """Label of a column, else its header in the file, else its id."""
        label = self._codebook.column_label(column, language)
        return label if label != column else self._headers.get(column, column)

    def value_label(self, column: str, code: str | float, language: Language) -> str:
        """Label of a value, or its code."""
        return self._codebook.value_label(column, code, language)


def speaker(read: Any) -> Callable[[Sentence | LocalText | str], str]:
    """`say` with the labels of a file that has just been read, not those of the open study."""
    headers = {item.column: item.source for item in getattr(read, "personal", ()) if item.source}
    codebook = getattr(read, "codebook", None)
    return translator(language(), FileLabels(codebook, headers) if codebook is not None else None)
