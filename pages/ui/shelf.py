"""Studies to start from: the sample study and the real ones that come with the laboratory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from analysis.core import Message
from pages.ui import current, needs
from pages.ui.words import say

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def show_real() -> None:
    """Draw one card for each real study."""
    from analysis.data.real_studies import REAL_STUDIES

    st.subheader(say(Message("Real studies to try it on")), anchor=False)
    _real_cards(list(st.columns(1 + len(REAL_STUDIES))))


def show() -> None:
    """Draw one card for each study, below them the studies that were open before in this session."""
    from analysis.data.real_studies import REAL_STUDIES

    st.subheader(say(Message("Studies to start from")), anchor=False)
    columns = st.columns(1 + len(REAL_STUDIES))
    with columns[0].container(border=True, height="stretch"):
        st.markdown(f"**{say(Message('Sample study'))}**")
        st.caption(say(Message("A made-up private-domain community: survey, customers, behaviour and one experiment.")))
        st.button(
            say(Message("Open the sample")), key="shelf_sample", on_click=current.open_built_in, args=(needs.SAMPLE,)
        )
    _real_cards(list(columns[1:]))


def _real_cards(columns: list[DeltaGenerator]) -> None:
    from analysis.data.real_studies import REAL_STUDIES

    for column, real in zip(columns, REAL_STUDIES, strict=False):
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{say(real.name)}**")
            st.caption(say(real.description))
            st.button(say(Message("Open")), key=f"shelf_{real.id}", on_click=current.open_built_in, args=(real.id,))
    for study in current.earlier_studies():
        with st.container(horizontal=True, vertical_alignment="center", key=f"earlier-{study.id}"):
            name = current.markdown_text(say(study.name))
            st.markdown(f"**{name}** :gray[{say(Message('open before, as you left it'))}]", width="content")
            st.button(say(Message("Open again")), key=f"again_{study.id}", on_click=current.open_study, args=(study,))
