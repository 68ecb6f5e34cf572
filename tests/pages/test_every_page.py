"""Every page, in both languages, with no study, ugly ones and those that come with the laboratory: no exception."""

from __future__ import annotations

import time
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.ui.navigation import SECTIONS
from tests.pages.conftest import OpenPage, shown_text
from tests.pages.ugly import UGLY

STEMS = [page.stem for _, pages in SECTIONS for page in pages]
LANGUAGES = ["en", "zh"]
CELLS = {"questions": 2, "relations": 2, "segments": 3, "rules": 2}


def assert_sound(app: AppTest) -> None:
    assert not app.exception, [element.value for element in app.exception]
    assert "Traceback" not in shown_text(app)
    assert app.title or app.markdown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("study", [None, "sample-7", "cdnow", "anes96"])
def test_page_opens(open_page: OpenPage, stem: str, language: str, study: str | None) -> None:
    app = open_page(stem, language, study)
    assert_sound(app)
    assert app.query_params["lang"] == language
    if study:
        assert app.query_params["study"] == study


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("ugly", list(UGLY))
def test_page_survives_an_ugly_study(open_page: OpenPage, stem: str, ugly: str) -> None:
    assert_sound(open_page(stem, "zh", UGLY[ugly]()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stem", ["questions", "relations", "segments", "rules", "plan_test", "read_test"])
def test_every_tab_of_every_cell_opens(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, stem: str, language: str
) -> None:
    drawn: dict[str, list[str]] = {}
    tabs = st.tabs

    def recorded(labels: list[str], **options: Any) -> Any:
        drawn[options["key"]] = labels
        return tabs(labels, **options)

    monkeypatch.setattr(st, "tabs", recorded)
    counts = {"successes_control": 80, "n_control": 400, "successes_treatment": 110, "n_treatment": 400}
    codes = {f"read__{name}": str(n) for name, n in counts.items()} if stem == "read_test" else {}
    app = open_page(stem, language, "sample-7", **codes)
    deadline = time.monotonic() + 60
    while len(drawn) < CELLS.get(stem, 1) and time.monotonic() < deadline:
        # Long cells are computed beside the page; it asks again until they are there.
        time.sleep(0.2)
        app.run()
    assert len(drawn) >= CELLS.get(stem, 1)
    for position in range(4):
        for key, labels in drawn.items():
            app.session_state[key] = labels[position]
        app.run()
        assert_sound(app)
    assert app.code
