"""The reference documents say what the declarations say."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.core.messages import Language
from analysis.methods import METHODS
from analysis.methods.reference import DOCUMENTS, reference

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("language", list(DOCUMENTS))
def test_document_is_current(language: Language) -> None:
    # On a mismatch run: python -m analysis.methods.reference
    assert (ROOT / DOCUMENTS[language]).read_text(encoding="utf-8") == reference(language)


def test_every_method_and_parameter_stands_in_it() -> None:
    text = reference("en")
    for method in METHODS:
        assert f"## {method.id}\n" in text
        for parameter in method.parameters:
            assert f"| `{parameter.name}` |" in text
