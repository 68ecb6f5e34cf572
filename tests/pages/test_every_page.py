"""Every page, in both languages, with no study, ugly ones and those that come with the laboratory: no exception."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.navigation import SECTIONS
from tests.pages.conftest import OpenPage, shown_text
from tests.pages.ugly import UGLY

STEMS = [page.stem for _, pages in SECTIONS for page in pages]
LANGUAGES = ["en", "zh"]


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
def test_every_tab_of_every_cell_opens(open_page: OpenPage, stem: str, language: str) -> None:
    app = open_page(stem, language, "sample-7")
    keys = {key: None for key in app.session_state.filtered_state if str(key).startswith("tabs:")}
    assert keys
    labels = [tab.label for tab in app.tabs]
    for position in range(4):
        for number, key in enumerate(keys):
            app.session_state[key] = labels[4 * number + position]
        app.run()
        assert_sound(app)
