"""The six sections and their pages; and the guard every page opens with."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from analysis.core import Message
from pages.ui.words import say


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page: the stem of its file (also its address) and its name in the menu."""

    stem: str
    title: Message

    @property
    def path(self) -> str:
        """Path of the page's file, as `st.switch_page` takes it."""
        return f"pages/{self.stem}.py"


SECTIONS: tuple[tuple[Message, tuple[PageEntry, ...]], ...] = (
    (Message("Start"), (PageEntry("overview", Message("Overview")),)),
    (
        Message("Data"),
        (
            PageEntry("import_data", Message("Import")),
            PageEntry("variables", Message("Variables")),
            PageEntry("prepare", Message("Prepare")),
        ),
    ),
    (
        Message("Survey"),
        (PageEntry("questions", Message("Questions")), PageEntry("relations", Message("Relations and drivers"))),
    ),
    (
        Message("Customers"),
        (PageEntry("segments", Message("Segments")), PageEntry("rules", Message("Association rules"))),
    ),
    (
        Message("Experiments"),
        (
            PageEntry("plan_test", Message("Plan a test")),
            PageEntry("read_test", Message("Read a test")),
            PageEntry("registry", Message("Registry")),
            PageEntry("rehearse", Message("Rehearse")),
        ),
    ),
    (Message("Report"), (PageEntry("notebook", Message("Notebook")),)),
)
_ROUTED = "rl_routed"


def entry(stem: str) -> PageEntry:
    """The page of this stem."""
    return next(page for _, pages in SECTIONS for page in pages if page.stem == stem)


def find(stem: str) -> PageEntry | None:
    """The page of this stem, or None where there is no such page."""
    return next((page for _, pages in SECTIONS for page in pages if page.stem == stem), None)


def build() -> StreamlitPage:
    """Declare the menu in the reader's language and return the page asked for."""
    menu = {
        say(section): [st.Page(page.path, title=say(page.title), default=page.stem == "overview") for page in pages]
        for section, pages in SECTIONS
    }
    return st.navigation(menu, expanded=True)


def stem_of(page: StreamlitPage) -> str:
    """Stem of the page's file; the default page's address is empty."""
    return page.url_path or "overview"


def routed(*, running: bool) -> None:
    """Mark that the router, not Streamlit's legacy page runner, runs the page."""
    st.session_state[_ROUTED] = running


def guard() -> None:
    """Start over through the router when a cold server ran this page file without it.

    First statement of every page. A folder named ``pages`` makes a fresh server process run the
    file of a deep link directly, without menu, language or study.
    """
    if not st.session_state.get(_ROUTED):
        build()
        st.rerun()
