"""Survey answers or customers: one chooser a page, and link, status line, code and findings follow it."""

from __future__ import annotations

import time

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import OpenPage, shown_text

PAGES = {"questions": "described", "relations": "pair", "segments": "segments", "rules": "rules"}


def chooser(app: AppTest, language: str = "en") -> list[object]:
    return [control for control in app.segmented_control if control.key == f"w:rows.table:{language}"]


def status(app: AppTest) -> str:
    return next(item.value for item in app.markdown if ":gray[n]" in item.value)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("stem", list(PAGES))
def test_page_asks_the_customers(open_page: OpenPage, stem: str, language: str) -> None:
    app = open_page(stem, language, "sample-7")
    assert app.query_params["rows.table"] == "survey"
    assert "1,200" in status(app)
    app.segmented_control(key=f"w:rows.table:{language}").set_value("customers").run()
    assert not app.exception
    assert app.query_params["rows.table"] == "customers"
    assert "2,000" in status(app)
    assert not [item for item in app.warning if "rows" in item.value]
    # Nothing in the link names a column of the survey, and nothing was refused.
    assert "satisfaction" not in "".join(str(value) for value in app.query_params.values())
    assert "The link asks" not in shown_text(app)
    assert "链接" not in shown_text(app)


@pytest.mark.parametrize("stem", list(PAGES))
def test_link_opens_the_same_table_in_the_other_language(open_page: OpenPage, stem: str) -> None:
    made = open_page(stem, "en", "sample-7", rows__table="customers")
    assert "2,000" in status(made)
    codes = {name: made.query_params[name] for name in made.query_params if "." in name}
    opened = open_page(stem, "zh", "sample-7", **{name.replace(".", "__"): code for name, code in codes.items()})
    assert not opened.exception
    assert {name: opened.query_params[name] for name in opened.query_params if "." in name} == codes


def test_code_and_pin_name_the_table(open_page: OpenPage) -> None:
    app = open_page("relations", "en", "sample-7", rows__table="customers")
    for notes in range(8):
        app.session_state[f"tabs:pair:en:{notes}"] = "Code"
    app.run()
    assert 'study.prepared("customers")' in app.code[0].value
    app.button(key="pin:pair").click().run()
    (finding,) = app.session_state["rl_notebook"]
    assert finding.table == "customers"
    app.switch_page("pages/notebook.py").run()
    assert not app.error


def test_no_chooser_where_there_is_nothing_to_choose(open_page: OpenPage) -> None:
    for study in ("cdnow", "anes96"):
        app = open_page("relations", "en", study)
        assert not chooser(app)
        assert "rows.table" not in app.query_params


@pytest.mark.parametrize("study", ["sample-7", "anes96"])
def test_nonsense_table_shows_the_main_one(open_page: OpenPage, study: str) -> None:
    app = open_page("relations", "en", study, rows__table="banana")
    assert not app.exception
    assert "1,200" in status(app) or "944" in status(app)
    assert ("banana" in shown_text(app)) == (study == "sample-7")


def test_result_of_other_rows_never_stands_in(open_page: OpenPage) -> None:
    app = open_page("segments", "en", "sample-7")
    deadline = time.monotonic() + 60
    while not any("segments" in str(b.key) for b in app.button if str(b.key).startswith("pin:")) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.2)
        app.run()
    app.segmented_control(key="w:rows.table:en").set_value("customers").run()
    kept = app.session_state["rl_long_results"]["segments"]
    assert {item.table for item in kept.values()} <= {"survey", "customers"}
    assert not app.exception
