"""The only cache of the app: by method, version, content fingerprint and parameters, never by the frame.

Everything that may hold an answer of a survey lives in the session's own scope; only the built-in
studies, which hold nobody's data, are shared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from analysis.charts.display import Display, Figure
from analysis.charts.specification import specification
from analysis.core import Language, Result
from analysis.methods import Method
from analysis.methods.running import run_method

if TYPE_CHECKING:
    from analysis.data import Prepared, Study
    from synthetic import Truth

RESULTS_KEPT = 96


@st.cache_resource(max_entries=4, show_spinner=False)
def built_in_study(code: str) -> Study:
    """A sample, generated or real study by its code; shared by everybody, never changed."""
    from analysis.data import real_study
    from synthetic import is_generated, sample_study

    if code.startswith("sample-"):
        return sample_study(seed=int(code.removeprefix("sample-")))
    return generated_study(code)[0] if is_generated(code) else real_study(code)


@st.cache_resource(max_entries=4, show_spinner=False)
def generated_study(code: str) -> tuple[Study, Truth]:
    """A generated study by its code, and its truth; shared by everybody, never changed."""
    from synthetic import study_from_code

    return study_from_code(code)


def result_key(method: Method, table: Prepared | None, parameters: Mapping[str, Any]) -> str:
    """Identity of a result: everything that can change a number in it."""
    facts = [method.id, method.version, table.fingerprint if table else "", table.weight if table else ""]
    return json.dumps([*facts, sorted(parameters.items())], default=str, ensure_ascii=False)


def run(method: Method, table: Prepared | None, parameters: Mapping[str, Any]) -> Result:
    """Run a method, or return the result it gave before for the same content and parameters."""
    return _run(result_key(method, table, parameters), method, table, dict(parameters))


@st.cache_resource(max_entries=RESULTS_KEPT, scope="session", show_spinner=False)
def _run(key: str, _method: Method, _table: Prepared | None, _parameters: dict[str, Any]) -> Result:
    del key
    return run_method(_method, _table, _parameters)


def display(method: Method, result: Result, key: str) -> Display:
    """Figures and tables of a result."""
    return _display(key, method, result)


@st.cache_resource(max_entries=RESULTS_KEPT, scope="session", show_spinner=False)
def _display(key: str, _method: Method, _result: Result) -> Display:
    del key
    return _method.display(_result)


def chart_spec(figure: Figure, key: str, language: Language, codebook_print: str) -> dict[str, Any]:
    """Vega-Lite specification of a figure in one language."""
    # Streamlit changes the dictionary it is given, so each drawing gets one of its own.
    return json.loads(_chart_spec(key, language, codebook_print, figure))


@st.cache_resource(max_entries=RESULTS_KEPT, scope="session", show_spinner=False)
def _chart_spec(key: str, language: Language, codebook_print: str, _figure: Figure) -> str:
    del key, language, codebook_print
    from pages.ui.words import say

    return json.dumps(specification(_figure, say), ensure_ascii=False)
