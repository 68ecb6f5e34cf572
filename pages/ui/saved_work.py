"""Save and open a study file; delete what the server keeps of this browser's work."""

from __future__ import annotations

import streamlit as st

from analysis.core import Message, PluralMessage, RetentionLabError
from pages.ui import current, keeping, state
from pages.ui.words import language, say, say_error

_FAILED = "rl_study_file_error"
PINS: dict[current.Pins, Message] = {
    "both": Message("Keep them, and add the file's behind them"),
    "mine": Message("Keep them, and leave the file's out"),
    "file": Message("Drop them, and take the file's"),
}


def show() -> None:
    """Draw the study file's two halves and the button that deletes the sitting."""
    st.subheader(say(Message("Study file")), anchor=False)
    save, load = st.columns(2, gap="large")
    with save:
        _save()
    with load:
        _load()
    st.subheader(say(Message("What the server keeps")), anchor=False)
    if keeping.sitting() is None:
        st.caption(say(Message("Nothing: this server keeps no work between visits. A refresh starts anew.")))
        return
    st.caption(
        say(
            Message(
                "Your work is kept for {hours:number} hours so that a refresh loses nothing. Only this browser can open it.",
                hours=keeping.life_hours(),
            )
        )
    )
    st.button(say(Message("Delete my work from the server")), key="delete_sitting", on_click=current.delete_sitting)


def _save() -> None:
    study = current.study()
    if study is None:
        st.caption(say(Message("Open a study first; then its codebook, recipe and notebook can be saved here.")))
        return
    with_data = st.toggle(
        say(Message("Include the data")),
        key="save_with_data",
        help=say(Message("Without data the file holds codebook, recipe and notebook only.")),
    )
    # Taken now: the file is made outside this run, where the session is not at hand.
    cells = [finding.to_json() for finding in current.notebook()]
    plans = [plan.to_json() for plan in current.registry()]
    settings = {"choices": state.all_choices(), "title": current.title(), "registry": plans}
    st.download_button(
        say(Message("Save the study")),
        data=lambda: study.save(include_data=with_data, notebook=cells, settings=settings),
        file_name="study.zip" if with_data else "study.json",
        on_click="ignore",
        key="save_study",
    )


def _load() -> None:
    upload = st.file_uploader(say(Message("Open a study file")), key="load_study")
    error: RetentionLabError | None = st.session_state.pop(_FAILED, None)
    if error is not None:
        st.error(say_error(error))
    if upload is not None:
        pins = _whose_pins() if current.notebook() else "both"
        st.button(
            say(Message("Open this study")), key="open_study_file", on_click=_open, args=(upload.getvalue(), pins)
        )


def _whose_pins() -> current.Pins:
    """Ask which notebook goes on: the one at hand is not replaced without a word."""
    words = {choice: say(text) for choice, text in PINS.items()}
    pinned = len(current.notebook())
    return st.radio(
        say(PluralMessage("{n:count} finding is pinned here.", "{n:count} findings are pinned here.", n=pinned)),
        list(PINS),
        format_func=words.__getitem__,
        key=f"whose_pins:{language()}",
    )


def _open(content: bytes, pins: current.Pins) -> None:
    try:
        current.open_file(content, pins)
    except RetentionLabError as error:
        st.session_state[_FAILED] = error
