"""What the contract tests hold every answer to: words without holes, a display that can be drawn."""

from __future__ import annotations

import inspect
import math
import string
from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.charts.three_line import table_html
from analysis.core import Message, PluralMessage, RetentionLabError, Sentence
from analysis.core.messages import LANGUAGES
from analysis.language import render, render_error, translator
from analysis.language.catalogues import catalogue
from analysis.methods import Method
from tests.contracts.registry_cases import BY_ID, run


def sentences(value: Any) -> Iterator[Sentence]:
    """Every message inside a value, nested ones too."""
    if isinstance(value, Message | PluralMessage):
        yield value
        for _, inner in value.values:
            yield from sentences(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from sentences(inner)


def assert_worded(value: Any) -> None:
    """Every sentence inside reads without holes in both languages and has a Chinese wording."""
    chinese = catalogue("zh")
    for sentence in sentences(value):
        template = sentence.many if isinstance(sentence, PluralMessage) else sentence.template
        text = "".join(part for part, *_ in string.Formatter().parse(template))
        assert template in chinese or not any(sign.isalpha() for sign in text), f"no Chinese for {template!r}"
        for language in LANGUAGES:
            said = render(sentence, language)
            assert said.strip()
            assert "{" not in said
            assert "nan" not in said.lower().split()


def takes(method: Method, name: str) -> bool:
    """Whether a method has a parameter of this name."""
    return name in inspect.signature(method.function).parameters


def answer(method_id: str, frame: pd.DataFrame | None, **changes: Any) -> Any:
    """The result, or the documented error in its place; any other error surfaces."""
    try:
        return run(BY_ID[method_id], frame, **changes)
    except RetentionLabError as error:
        return error


def assert_drawn(display: Any) -> None:
    """Every figure and table of a display in both languages."""
    import vl_convert

    for language in LANGUAGES:
        say = translator(language)
        for figure in display.figures:
            assert_worded([figure.heading, figure.note, figure.description])
            spec = figure.draw(say).to_dict()
            assert "NaN" not in str(spec)
            vl_convert.vegalite_to_vega(spec)
        for table in display.tables:
            assert len({len(row) for row in table.rows} | {len(table.columns)}) == 1
            assert "<table" in table_html(table, say)
            assert_worded([*(column.heading for column in table.columns), *table.rows, table.title, table.note])
        for metric in display.metrics:
            assert_worded([metric.label])
            assert not math.isnan(metric.value)


def assert_answered(found: Any, method_id: str) -> None:
    """An error in both languages, or a result whose gaps are explained and whose display can be drawn."""
    if isinstance(found, RetentionLabError):
        assert_worded(list(found.sentences()))
        assert all(render_error(found, language) for language in LANGUAGES)
        return
    assert found.readings()
    assert_worded([*found.readings(), *(note.message for note in found.notes)])
    numbers = found.to_frame().select_dtypes("number")
    undefined = numbers.isna().any(axis=None) if len(numbers) else True
    assert found.notes or not undefined, "numbers are undefined and nothing says why"
    assert_drawn(BY_ID[method_id].display(found))
