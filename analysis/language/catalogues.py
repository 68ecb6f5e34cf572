"""Catalogues: the Simplified Chinese wording of every English template, read once at start."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from analysis.core.messages import Language

FOLDER = Path(__file__).parent / "zh_CN"


class Catalogue:
    """Translations of one language, read from the `.po` files of its folder."""

    def __init__(self, texts: dict[tuple[str, str], str], plurals: dict[str, str]) -> None:
        self._texts = texts
        self._plurals = plurals

    def text(self, template: str, context: str = "") -> str:
        """Translation of a template, or the template itself where none exists."""
        return self._texts.get((template, context)) or self._texts.get((template, "")) or template

    def plural(self, one: str, many: str, n: int) -> str:
        """Translation of a pair of templates for a count."""
        translated = self._plurals.get(many)
        if translated:
            return translated
        return one if n == 1 else many

    def __contains__(self, template: str) -> bool:
        return any(key == template for key, _ in self._texts) or template in self._plurals


@cache
def catalogue(language: Language) -> Catalogue:
    """Catalogue of a language; English is its own template and needs none."""
    if language == "en":
        return Catalogue({}, {})
    from babel.messages.pofile import read_po

    texts: dict[tuple[str, str], str] = {}
    plurals: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.po")):
        with path.open("rb") as file:
            for entry in read_po(file):
                if entry.pluralizable:
                    # Chinese has one plural form.
                    plurals[str(entry.id[1])] = str((entry.string or ("",))[0])
                elif entry.id:
                    texts[str(entry.id), str(entry.context or "")] = str(entry.string)
    return Catalogue(texts, plurals)
