"""The page 预演: a study made and opened, a design simulated and stopped, in both languages, by link."""

from __future__ import annotations

import time

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import OpenPage, shown_text

QUICK = {
    "rehearse__part": "simulate",
    "study__kind": "rehearse_shares",
    "shares__size": "60",
    "shares__rate_control": "0.1",
    "shares__rate_treatment": "0.4",
    "shares__by": "fisher",
    "shares__replicates": "40",
    "shares__find_size": "0",
}


def until(app: AppTest, wanted: str, seconds: float = 90) -> AppTest:
    deadline = time.monotonic() + seconds
    while wanted not in shown_text(app) and time.monotonic() < deadline:
        time.sleep(0.5)
        app.run()
    assert not app.exception, [element.value for element in app.exception]
    return app


@pytest.mark.parametrize(("language", "words"), [("en", "What would a study find"), ("zh", "如果已知真相")])
def test_a_study_is_made_and_opened_by_its_code(open_page: OpenPage, language, words):
    app = open_page("rehearse", language, make__customers="300", make__respondents="200", make__preset="beauty")
    assert not app.exception
    assert words in shown_text(app)
    app.button(key="open_generated").click().run()
    assert app.query_params["study"] == "gen-beauty-7-c300-r200"
    assert app.session_state["rl_open_study"].id == "gen-beauty-7-c300-r200"
    assert app.query_params["make.preset"] == "beauty"


def test_a_link_to_a_generated_study_opens_it(open_page: OpenPage):
    app = open_page("questions", "en", "gen-catering-3-c300-r200")
    assert not app.exception
    assert len(app.session_state["rl_open_study"].table("survey")) == 200


def test_a_study_that_cannot_be_says_so(open_page: OpenPage):
    app = open_page("rehearse", "en", make__customers="200", make__respondents="20000")
    assert not app.exception
    assert app.error


@pytest.mark.parametrize(
    ("language", "claim"), [("en", "simulated studies the analysis finds"), ("zh", "次模拟研究中")]
)
def test_a_link_simulates_its_design(open_page: OpenPage, language, claim):
    app = until(open_page("rehearse", language, **QUICK), claim)
    assert claim in shown_text(app)
    assert app.query_params["shares.size"] == "60"
    assert "40" in shown_text(app)


def test_stop_ends_the_simulation(open_page: OpenPage):
    app = open_page("rehearse", "en", **{**QUICK, "study__kind": "rehearse_segments", "segments__replicates": "5000"})
    deadline = time.monotonic() + 30
    while not [button for button in app.button if button.key == "stop:segments"] and time.monotonic() < deadline:
        app.run()
    app.button(key="stop:segments").click().run()
    app = until(app, "Stopped after")
    assert "Stopped after" in shown_text(app)
    assert [button for button in app.button if button.key == "again:segments"]
