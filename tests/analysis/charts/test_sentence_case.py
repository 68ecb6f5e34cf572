"""Headings, notes and descriptions of the planners begin as a sentence does."""

import pytest

from analysis.language import translator
from analysis.methods import METHODS
from tests.contracts.registry_cases import EXAMPLES

PLANNERS = [m for m in METHODS if m.id in EXAMPLES and m.id.startswith(("plan_", "sequential_", "compare_", "peeking"))]
SYMBOLS = ("z ", "n ", "p ")


@pytest.mark.parametrize("method", PLANNERS, ids=[m.id for m in PLANNERS])
def test_no_note_begins_or_goes_on_in_lower_case(method):
    say = translator("en")
    shown = method.display(method.function(**EXAMPLES[method.id]))
    words = [say(text) for f in shown.figures for text in (f.heading, f.note, f.description)]
    words += [say(text) for table in shown.tables for text in (table.title, table.note) if text is not None]
    assert words
    for text in words:
        for sentence in text.split(". "):
            assert not sentence[:1].islower() or sentence.startswith(SYMBOLS), text
