"""Checks the catalogues: complete, nothing obsolete, equal placeholders. `python -m tests.architecture.catalogue_check`."""

from __future__ import annotations

import string
import sys
from pathlib import Path

from babel.messages.pofile import read_po

from tests.architecture.sources import ROOT, templates

# The two places where a message is rebuilt from a stored template that was a literal when it was written.
REBUILT = ("analysis/findings/finding.py", "analysis/core/messages.py")

Key = tuple[str, bool]
"""A template and whether it is a plural's: a plain sentence finds no entry that stands under a plural."""


def problems(root: Path = ROOT) -> list[str]:
    """Everything wrong with the catalogues under a source tree, one line each."""
    found, not_literal = templates(root)
    wrong = [f"{place}: a Message needs a literal template" for place in not_literal if not place.startswith(REBUILT)]
    translated, entry_problems = _read(root / "analysis" / "language" / "zh_CN")
    wrong += entry_problems
    used: set[Key] = set()
    for template in found:
        key = (template.plural or template.text, bool(template.plural))
        used.add(key)
        if _has_words(key[0]) and key not in translated:
            wrong.append(f"{template.path}:{template.line}: no translation of {key[0]!r}")
    wrong += [f"{place}: obsolete: {key[0]!r}" for key, (place, _) in translated.items() if key not in used]
    for (key, _), (place, text) in translated.items():
        if _fields(key) != _fields(text):
            wrong.append(f"{place}: placeholders differ: {key!r} and {text!r}")
    return wrong


def _read(folder: Path) -> tuple[dict[Key, tuple[str, str]], list[str]]:
    translated: dict[Key, tuple[str, str]] = {}
    wrong: list[str] = []
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file)
        for entry in catalogue:
            if not entry.id:
                continue
            key = entry.id[1] if entry.pluralizable else entry.id
            text = entry.string[0] if entry.pluralizable else entry.string
            place = f"{path.name}:{entry.lineno}"
            if any(mark in (text or "") for mark in "「」"):
                wrong.append(f"{place}: quotation marks are “ and ”: {key!r}")
            if not text or entry.fuzzy:
                wrong.append(f"{place}: empty or fuzzy: {key!r}")
            entry_key = (key, bool(entry.pluralizable))
            if text and not entry.fuzzy and not entry.context and translated.get(entry_key, ("", text))[1] != text:
                wrong.append(f"{place}: {key!r} is translated otherwise in {translated[entry_key][0]}")
            translated[entry_key] = (place, text or "")
    return translated, wrong


def _fields(template: str) -> list[tuple[str, str]]:
    fields = [(name, spec or "") for _, name, spec, _ in string.Formatter().parse(template) if name]
    # A plural's singular may leave out the count; Chinese always says it.
    return sorted(set(fields))


def _has_words(template: str) -> bool:
    text = "".join(part for part, *_ in string.Formatter().parse(template))
    return any(sign.isalpha() for sign in text)


if __name__ == "__main__":
    listed = problems()
    for line in listed:
        print(line)
    sys.exit(1 if listed else 0)
