"""The frame around every page: page configuration, language, study, menu, status line."""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analysis.charts.three_line import CSS as TABLE_CSS
from analysis.core import Message
from pages.ui import current, navigation, state, table_choice, warming
from pages.ui.words import NAMES, OTHER, language, say, say_error

FOLDER = Path(__file__).parent
LOGO = FOLDER / "logo.svg"
STYLE = FOLDER / "style.css"
PRODUCT = Message("Retention Lab")
REFUSED_SHOWN = 4
FIXED_WORDS: tuple[tuple[str, str, Message], ...] = (
    (
        "[data-testid=stFileUploaderDropzone] button [data-testid=stMarkdownContainer]",
        ".8667rem",
        Message("Choose a file"),
    ),
    ("[data-testid=stStatusWidget] button", ".8667rem", Message("Stop")),
    ("[data-testid=InputInstructions]", ".75rem", Message("Enter applies")),
    ("[data-testid=stTextArea] [data-testid=InputInstructions]", ".75rem", Message("Kept when you leave the field")),
)
"""Place, size and text of what Streamlit itself writes in English whatever the reader's language."""
REFUSED_UPLOAD = "[data-testid=stFileUploader]:has([data-testid=stFileChip][aria-invalid=true])::after"
"""Where Streamlit refuses a file for its size it shows a red name only."""


def run() -> None:
    """Run one view: adopt the link, open the study, draw menu and status line, run the page, write the link."""
    state.adopt()
    st.set_page_config(page_title=say(PRODUCT), page_icon=str(LOGO), layout="wide")
    st.html(f"<style>{_style()}</style>")
    page = navigation.build()
    state.begin(navigation.stem_of(page))
    current.resolve()
    st.logo(str(FOLDER / f"logo_{language()}.svg"), size="large")
    _status_line()
    refused = st.empty()
    navigation.routed(running=True)
    try:
        page.run()
    finally:
        navigation.routed(running=False)
    _say_refused(refused)
    state.commit(current.link_codes())
    current.keep()
    warming.start()


def _say_refused(place: DeltaGenerator) -> None:
    """Say above the page, in one place, what the link asked for and could not have."""
    errors = state.refused()
    if not errors:
        return
    if len(errors) == 1:
        place.warning(current.markdown_text(say_error(errors[0])))
        return
    head = say(
        Message(
            "The link asks for {n:count} choices that are not possible here; the usual ones are shown instead.",
            n=len(errors),
        )
    )
    lines = [f"- {current.markdown_text(say(error.what))}" for error in errors[:REFUSED_SHOWN]]
    if len(errors) > REFUSED_SHOWN:
        lines.append(f"- {say(Message('{n:count} more', n=len(errors) - REFUSED_SHOWN))}")
    place.warning("\n".join([head, "", *lines]))


def _style() -> str:
    """The whole style: the kit's, the tables', and the words that Streamlit has in English only."""
    words = "".join(
        f"{place}{{font-size:0}}{place}>p{{display:none}}"
        f"{place}::after{{font-size:{size};content:{_css_text(say(text))}}}"
        for place, size, text in FIXED_WORDS
    )
    over_limit = Message(
        "This file is over {limit:count} MB, the most that is read here. Split it, save it as Parquet, or leave columns out.",
        limit=st.get_option("server.maxUploadSize"),
    )
    refused = f"{REFUSED_UPLOAD}{{content:{_css_text(say(over_limit))}}}"
    return f"{STYLE.read_text(encoding='utf-8')}{TABLE_CSS}{words}{refused}"


def _css_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _status_line() -> None:
    other = OTHER[language()]
    with st.container(key="status", horizontal=True, wrap=False, vertical_alignment="center"):
        st.markdown(current.status_text(table_choice.chosen()), width="stretch")
        st.button(
            NAMES[other],
            key="switch_language",
            type="tertiary",
            on_click=state.set_global,
            args=(state.LANGUAGE, other),
        )
