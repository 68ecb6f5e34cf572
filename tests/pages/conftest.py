"""AppTest runs of the whole app, from the router, as a browser would start it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analysis.data import Study

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT_SECONDS = 120
OpenPage = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _fresh_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Caches outlive a test in one process; sittings and the default study would leak in from outside."""
    monkeypatch.setenv("RETENTION_LAB_SITTINGS", "off")
    monkeypatch.delenv("RETENTION_LAB_OPEN", raising=False)
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def open_page() -> OpenPage:
    """Open a page by its stem in a language, with a study by code or as an object."""

    def opened(stem: str, language: str = "en", study: str | Study | None = None, **codes: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=TIMEOUT_SECONDS)
        app.query_params["lang"] = language
        for name, code in codes.items():
            app.query_params[name.replace("__", ".")] = code
        if isinstance(study, str):
            app.query_params["study"] = study
        elif study is not None:
            app.session_state["rl_open_study"] = study
            app.session_state["rl_study"] = study.id
        if stem != "overview":
            app.switch_page(f"pages/{stem}.py")
        return app.run()

    return opened


def shown_text(app: AppTest) -> str:
    """All words on the page."""
    elements = [
        *app.markdown,
        *app.title,
        *app.subheader,
        *app.caption,
        *app.info,
        *app.warning,
        *app.error,
        *app.metric,
    ]
    return "\n".join(str(element.value) for element in elements)
