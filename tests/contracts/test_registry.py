"""What every registered method keeps: its input, its seed, its words, and a clear answer to bad input."""

from __future__ import annotations

import inspect
import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.core import (
    LocalText,
    Note,
    ParameterError,
    Provenance,
    RetentionLabError,
)
from analysis.language import render
from analysis.methods import METHODS, Method
from tests.contracts.registry_cases import (
    BY_ID,
    FRAME_IDS,
    IDS,
    WEIGHTED_IDS,
    allowed_values,
    bad_values,
    kinds,
    mixed,
    run,
    valid_arguments,
)
from tests.contracts.registry_checks import answer, assert_drawn, assert_worded, sentences, takes

every_method = pytest.mark.parametrize("method_id", IDS)
every_frame_method = pytest.mark.parametrize("method_id", FRAME_IDS)
every_weighted_method = pytest.mark.parametrize("method_id", WEIGHTED_IDS)


@pytest.fixture(scope="module")
def results():
    return {method_id: run(BY_ID[method_id]) for method_id in IDS}


def assert_same(first: pd.DataFrame, second: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(first, second, rtol=1e-9, atol=1e-12)


@every_frame_method
def test_input_is_left_alone(method_id):
    frame, missing = mixed().copy(deep=True), kinds().copy(deep=True)
    method, drawn = BY_ID[method_id], np.random.get_state()[1]  # noqa: NPY002 - the state that must stay as it is
    run(method)
    if method_id in WEIGHTED_IDS:
        run(method, weights="weight")
    method.display(run(method)).figures[:1]
    pd.testing.assert_frame_equal(mixed(), frame)
    pd.testing.assert_frame_equal(kinds(), missing)
    assert np.array_equal(np.random.get_state()[1], drawn), "numbers were drawn from everybody's generator"  # noqa: NPY002


def shuffled(method: Method, **changes: Any) -> Any:
    """The result on the same rows in another order."""
    rows = mixed().sample(frac=1, random_state=7)
    if takes(method, "missing_kinds"):
        changes["missing_kinds"] = kinds().loc[rows.index]
    return run(method, rows, **changes)


def said(found: Any) -> list[str]:
    """Readings and remarks as a reader sees them."""
    return [render(sentence, "en") for sentence in (*found.readings(), *(note.message for note in found.notes))]


@every_frame_method
def test_row_order_does_not_matter(method_id, results):
    found = shuffled(BY_ID[method_id])
    assert_same(found.to_frame(), results[method_id].to_frame())
    assert said(found) == said(results[method_id])


@every_weighted_method
def test_row_order_does_not_matter_with_weights(method_id):
    method = BY_ID[method_id]
    found, again = run(method, weights="weight"), shuffled(method, weights="weight")
    assert_same(again.to_frame(), found.to_frame())
    assert said(again) == said(found)


@every_weighted_method
def test_a_weight_of_one_for_all_is_no_weight(method_id):
    """Estimates under equal weights are those without; intervals may count an effective size."""
    method = BY_ID[method_id]
    equal = mixed().assign(weight=1.0)
    found = run(method, equal, weights="weight", missing_kinds=kinds()).to_frame()
    plain = run(method, equal, missing_kinds=kinds()).to_frame()
    for name in ("value", "share", "mean", "count"):
        if name in plain.columns and name in found.columns and len(plain) == len(found):
            shared = found[name].notna() & plain[name].notna()
            np.testing.assert_allclose(
                found.loc[shared, name].astype(float), plain.loc[shared, name].astype(float), rtol=1e-9
            )


@every_frame_method
def test_index_does_not_matter(method_id, results):
    renamed = mixed().set_axis([f"r{place}" for place in range(len(mixed()))])
    method = BY_ID[method_id]
    changes = {"missing_kinds": kinds().set_axis(renamed.index)} if takes(method, "missing_kinds") else {}
    assert_same(run(method, renamed, **changes).to_frame(), results[method_id].to_frame())


@every_method
def test_same_call_same_answer(method_id, results):
    again = run(BY_ID[method_id])
    pd.testing.assert_frame_equal(again.to_frame(), results[method_id].to_frame())
    assert again.readings() == results[method_id].readings()
    assert again.notes == results[method_id].notes
    assert again.provenance == results[method_id].provenance


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
    display = BY_ID[method_id].display(results[method_id])
    assert display.figures or display.tables or display.metrics
    assert_drawn(display)


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
