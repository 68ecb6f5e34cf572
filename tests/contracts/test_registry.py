"""What every registered method keeps: its input, its seed, its words, and a clear answer to bad input."""

from __future__ import annotations

import inspect
import math
import pickle
import string
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.charts.three_line import table_html
from analysis.core import (
    LocalText,
    Message,
    Note,
    ParameterError,
    PluralMessage,
    Provenance,
    RetentionLabError,
    Sentence,
    blocks_conclusion,
)
from analysis.core.messages import LANGUAGES
from analysis.language import render, render_error, translator
from analysis.language.catalogues import catalogue
from analysis.methods import METHODS
from tests.contracts.registry_cases import (
    BY_ID,
    FRAME_IDS,
    IDS,
    allowed_values,
    bad_values,
    kinds,
    mixed,
    run,
    valid_arguments,
)

every_method = pytest.mark.parametrize("method_id", IDS)
every_frame_method = pytest.mark.parametrize("method_id", FRAME_IDS)


@pytest.fixture(scope="module")
def results():
    return {method_id: run(BY_ID[method_id]) for method_id in IDS}


def assert_same(first: pd.DataFrame, second: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(first, second, rtol=1e-9, atol=1e-12)


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


@every_frame_method
def test_input_is_left_alone(method_id):
    frame, missing = mixed().copy(deep=True), kinds().copy(deep=True)
    run(BY_ID[method_id])
    pd.testing.assert_frame_equal(mixed(), frame)
    pd.testing.assert_frame_equal(kinds(), missing)


@every_frame_method
def test_row_order_does_not_matter(method_id, results):
    method = BY_ID[method_id]
    shuffled = mixed().sample(frac=1, random_state=7)
    changes = {"missing_kinds": kinds().loc[shuffled.index]} if takes(method, "missing_kinds") else {}
    found = run(method, shuffled, **changes)
    assert_same(found.to_frame(), results[method_id].to_frame())
    assert len(found.readings()) == len(results[method_id].readings())


@every_frame_method
def test_index_does_not_matter(method_id, results):
    renamed = mixed().set_axis([f"r{place}" for place in range(len(mixed()))])
    method = BY_ID[method_id]
    changes = {"missing_kinds": kinds().set_axis(renamed.index)} if takes(method, "missing_kinds") else {}
    assert_same(run(method, renamed, **changes).to_frame(), results[method_id].to_frame())


def takes(method, name):
    return name in inspect.signature(method.function).parameters


@every_method
def test_same_call_same_answer(method_id, results):
    again = run(BY_ID[method_id])
    pd.testing.assert_frame_equal(again.to_frame(), results[method_id].to_frame())
    assert again.readings() == results[method_id].readings()
    assert again.notes == results[method_id].notes
    assert again.provenance == results[method_id].provenance


DEGENERATE = {
    "empty": lambda: mixed().iloc[:0],
    "one row": lambda: mixed().dropna().iloc[:1],
    "constant": lambda: pd.concat([mixed().dropna().iloc[[0]]] * 20, ignore_index=True),
    "all missing": lambda: mixed().mask(np.ones(mixed().shape, dtype=bool)),
}


def degenerate(name: str) -> pd.DataFrame:
    """A poor table whose columns keep their levels."""
    frame = DEGENERATE[name]()
    return frame.astype(mixed().dtypes.to_dict())


def answer(method_id: str, frame: pd.DataFrame | None, **changes: Any) -> Any:
    """The result, or the documented error in its place; any other error surfaces."""
    try:
        return run(BY_ID[method_id], frame, **changes)
    except RetentionLabError as error:
        return error


@every_frame_method
@pytest.mark.parametrize("kind", sorted(DEGENERATE))
def test_poor_input_gets_an_error_or_a_note(method_id, kind):
    frame = degenerate(kind)
    found = answer(method_id, frame)
    if isinstance(found, RetentionLabError):
        assert_worded(list(found.sentences()))
        assert all(render_error(found, language) for language in LANGUAGES)
        return
    assert found.readings()
    assert_worded([*found.readings(), *(note.message for note in found.notes)])
    numbers = found.to_frame().select_dtypes("number")
    undefined = numbers.isna().any(axis=None) if len(numbers) else True
    assert found.notes or not undefined, "numbers are undefined and nothing says why"
    if kind in {"empty", "all missing"}:
        assert blocks_conclusion(found), "nothing was measured and the conclusion is not blocked"


def bad_cases():
    for method in METHODS:
        for parameter in method.parameters:
            for word, value in bad_values(parameter):
                yield pytest.param(method.id, parameter.name, value, id=f"{method.id}-{parameter.name}-{word}")


@pytest.mark.parametrize(("method_id", "name", "value"), list(bad_cases()))
def test_bad_values_are_refused_by_name(method_id, name, value):
    with pytest.raises(ParameterError) as caught:
        run(BY_ID[method_id], **{name: value})
    assert caught.value.parameter == name
    assert caught.value.allowed is not None or caught.value.remedy is not None
    assert_worded(list(caught.value.sentences()))


def allowed_cases():
    for method in METHODS:
        for parameter in method.parameters:
            for word, value in allowed_values(parameter):
                yield pytest.param(method.id, parameter.name, value, id=f"{method.id}-{parameter.name}-{word}")


@pytest.mark.parametrize(("method_id", "name", "value"), list(allowed_cases()))
def test_allowed_values_get_an_answer_or_a_reason(method_id, name, value):
    found = answer(method_id, None, **{name: value})
    if isinstance(found, RetentionLabError):
        # The value is allowed alone but not beside the others: the sentence has to say so.
        assert_worded(list(found.sentences()))
        return
    assert found.provenance.parameters.get(name, value) == value
    assert_worded([*found.readings(), *(note.message for note in found.notes)])


@every_method
def test_required_and_unknown_parameters(method_id):
    method = BY_ID[method_id]
    with pytest.raises(ParameterError):
        run(method, no_such_parameter=1)
    for parameter in method.parameters:
        if parameter.required:
            arguments = {name: value for name, value in valid_arguments(method).items() if name != parameter.name}
            table = () if method.kind == "calculator" else (mixed(),)
            with pytest.raises(ParameterError) as caught:
                method.function(*table, **arguments)
            assert caught.value.parameter == parameter.name


@every_method
def test_results_pickle(method_id, results):
    found = results[method_id]
    restored = pickle.loads(pickle.dumps(found))
    pd.testing.assert_frame_equal(restored.to_frame(), found.to_frame())
    assert restored.readings() == found.readings()
    assert restored.notes == found.notes
    assert restored.provenance == found.provenance


@every_method
def test_frames_of_results_hold_no_words(method_id, results):
    frame = results[method_id].to_frame()
    assert len(frame)
    assert all(isinstance(name, str) and name.isidentifier() and name == name.lower() for name in frame.columns)
    assert frame.columns.is_unique
    for name in frame.columns:
        for value in frame[name].to_list():
            assert not list(sentences(value)), f"{name} holds a message"
            assert not isinstance(value, LocalText | np.ndarray | dict), f"{name} holds {type(value).__name__}"


@every_frame_method
def test_frames_of_results_keep_their_columns(method_id, results):
    half = mixed().dropna().reset_index(drop=True)
    found = run(BY_ID[method_id], half)
    assert list(found.to_frame().columns) == list(results[method_id].to_frame().columns)


@every_method
def test_results_are_worded_in_both_languages(method_id, results):
    found = results[method_id]
    assert found.readings()
    assert_worded(list(found.readings()))
    assert_worded([note.message for note in found.notes])
    assert_worded([item.reason for item in found.provenance.dropped])
    severity = {"blocks_conclusion": 0, "caution": 1, "info": 2}
    places = [severity[note.severity] for note in found.notes]
    assert all(isinstance(note, Note) for note in found.notes)
    assert places == sorted(places), "the most severe note stands first"


@every_method
def test_no_reading_leans_on_significance(method_id, results):
    for sentence in results[method_id].readings():
        assert "significant" not in render(sentence, "en").lower()


@every_method
def test_provenance_adds_up(method_id, results):
    method, provenance = BY_ID[method_id], results[method_id].provenance
    assert isinstance(provenance, Provenance)
    assert provenance.method == method_id
    assert provenance.n_used + sum(item.n for item in provenance.dropped) == provenance.n_total
    if method.kind == "frame":
        assert provenance.n_total == len(mixed())
    declared = {parameter.name for parameter in method.parameters}
    assert set(provenance.parameters) <= declared
    for name, value in valid_arguments(method).items():
        if name in provenance.parameters:
            assert provenance.parameters[name] == value
    if "seed" in declared:
        # None where nothing was drawn for these parameters.
        assert provenance.seed in {None, 20260101}


@every_method
def test_displays_draw_in_both_languages(method_id, results):
    import vl_convert

    display = BY_ID[method_id].display(results[method_id])
    assert display.figures or display.tables or display.metrics
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


@every_method
def test_entry_is_complete(method_id):
    method = BY_ID[method_id]
    assert method.function.__name__ == method.id
    assert method.explanation
    assert method.references
    assert_worded([method.question, *method.explanation])
    for parameter in method.parameters:
        if parameter.name == "weights" and not parameter.required:
            continue
        assert parameter.control is not None, f"{parameter.name} has no words"
        assert_worded([parameter.control.label, parameter.control.help, *parameter.control.choices.values()])
        if parameter.kind == "choice":
            assert set(parameter.control.choices) == set(parameter.choices)


@every_method
def test_docstring_says_everything(method_id):
    method = BY_ID[method_id]
    text = inspect.getdoc(method.function) or ""
    first = text.splitlines()[0]
    assert first.endswith("?"), "the first line states the research question"
    for section in ("Parameters", "Returns", "Notes", "References", "Examples"):
        assert f"\n{section}\n---" in text, f"no section {section}"
    for parameter in method.parameters:
        assert parameter.name in text.split("Returns\n---")[0], f"{parameter.name} is not described"


def test_ids_are_unique():
    assert len(BY_ID) == len(METHODS)
