"""One of something is said in the singular: the templates that count, filled with one."""

import re

import pytest

from analysis.core import PluralMessage
from analysis.language import render
from tests.architecture.sources import templates

COUNTED = [template for template in templates()[0] if template.plural is not None]


def test_there_are_sentences_that_count():
    assert len(COUNTED) > 50


@pytest.mark.parametrize("template", COUNTED, ids=lambda template: f"{template.path}:{template.line}")
def test_the_singular_is_no_copy_of_the_plural(template):
    # "1 rows", "{n:count} answers": a count followed by a plural noun has no place in a singular.
    assert not re.match(r"^(Only )?\{n:count\} (rows|answers|people|cells|tests|pairs|values|texts)\b", template.text)


def test_one_and_many_in_both_languages():
    for n, english in ((1, "One cell"), (3, "3 cells")):
        words = PluralMessage("One cell", "{n:count} cells", n=n)
        assert render(words, "en") == english
        assert str(n) in render(words, "zh")
