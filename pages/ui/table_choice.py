"""Which rows a page asks: survey answers or customers, where the open study has both; kept in the link."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import streamlit as st

from analysis.core import Control, Message, Parameter
from pages.ui import current, state
from pages.ui.words import language, say

if TYPE_CHECKING:
    from analysis.data.codebook import TableName

WORDS: dict[TableName, Message] = {"survey": Message("Survey answers"), "customers": Message("Customers")}
CELL = "rows"
ROWS = Parameter(
    name="table",
    kind="choice",
    default="survey",
    required=False,
    optional=False,
    control=Control(label=Message("Which rows"), choices={str(name): words for name, words in WORDS.items()}),
    choices=tuple(WORDS),
)


def offered() -> tuple[TableName, ...]:
    """Tables of the open study that a page of cells can ask."""
    study = current.study()
    return () if study is None else tuple(name for name in WORDS if name in study.tables)


def chosen() -> TableName:
    """The page's table: the reader's choice where there is one to make, else the study's main table."""
    code = state.code_of(CELL, ROWS)
    return cast("TableName", code) if code in offered() else current.main_table() or "survey"


def offer() -> None:
    """Draw the chooser where the study has more than one table."""
    tables = offered()
    if len(tables) < 2:
        return
    table = state.choice(CELL, ROWS, current.main_table(), tables.__contains__)
    key = f"w:{CELL}.{ROWS.name}:{language()}"
    if st.session_state.get(key) != table:
        st.session_state[key] = table
    words = {name: say(WORDS[name]) for name in tables}
    label = say(Message("Which rows"))
    with st.container(key="rows", horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(label, width="content")
        st.segmented_control(
            label,
            list(tables),
            format_func=words.__getitem__,
            required=True,
            label_visibility="collapsed",
            key=key,
            on_change=_changed,
            args=(key,),
        )


def _changed(key: str) -> None:
    """Ask the other table: choices that named columns of this one are dropped."""
    table = st.session_state[key]
    state.forget_choices()
    state.set_choice(CELL, ROWS, table)
