"""Drives the whole app as a browser would: opens a page, changes a control, waits for long work."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from analysis.data import Study

ROOT = Path(__file__).resolve().parents[1]
TIMEOUT_SECONDS = 600


def open_page(
    stem: str, study: Study | str | None = None, codes: dict[str, str] | None = None, language: str = "en"
) -> AppTest:
    """Open a page, with a study by its code or as a session holds an uploaded one."""
    from streamlit.testing.v1 import AppTest

    os.environ["RETENTION_LAB_SITTINGS"] = "off"
    os.environ.pop("RETENTION_LAB_OPEN", None)
    logging.disable(logging.WARNING)
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=TIMEOUT_SECONDS)
    app.query_params["lang"] = language
    for name, code in (codes or {}).items():
        app.query_params[name] = code
    if isinstance(study, str):
        app.query_params["study"] = study
    elif study is not None:
        app.session_state["rl_open_study"] = study
        app.session_state["rl_study"] = study.id
    if stem != "overview":
        app.switch_page(f"pages/{stem}.py")
    return settled(app.run())


def open_bare() -> AppTest:
    """The peer: a bare app with one slider and one table."""
    from streamlit.testing.v1 import AppTest

    logging.disable(logging.WARNING)
    app = AppTest.from_file(str(Path(__file__).with_name("bare_app.py"))).run()
    if app.exception or not app.table:
        raise RuntimeError("the bare app does not run")
    return app


def settled(app: AppTest) -> AppTest:
    """The app once no long work is under way; its threads' CPU time belongs to this process."""
    for _ in range(20):
        if app.exception:
            raise RuntimeError(str([element.value for element in app.exception]))
        if app.error:
            raise RuntimeError(str([element.value for element in app.error]))
        jobs = app.session_state.get("rl_jobs", {})
        waiting = [job for job in jobs.values() if not job.done.is_set()]
        if not waiting and not _progress(app):
            return app
        for job in waiting:
            job.done.wait(TIMEOUT_SECONDS)
        app.run()
    raise RuntimeError("long work does not end")


def _progress(app: AppTest) -> bool:
    return bool(app.get("progress"))


def change(app: AppTest, cell: str, parameter: str, value: float | str) -> None:
    """Move a control as a reader does, and wait for the answer: type a number, choose a column or a question."""
    code = f"{cell}.{parameter}"
    before = app.query_params[code]
    key = f"w:{code}:en"
    if isinstance(value, str):
        questions = [radio for radio in app.radio if str(radio.key).startswith("open:")]
        widget = questions[0] if cell == "list" else app.selectbox(key=key)
        settled(widget.set_value(value).run())
    else:
        field = app.number_input(key=key)
        settled(field.set_value(round(value * 100, 6) if "(%)" in field.label else value).run())
    if app.query_params[code] == before:
        raise RuntimeError(f"{code} did not change to {value}")
