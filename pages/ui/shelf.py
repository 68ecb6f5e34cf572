"""Studies to start from: the sample study and the real ones that come with the laboratory."""

from __future__ import annotations

import streamlit as st

from analysis.core import Message
from pages.ui import current, needs
from pages.ui.words import say


def show() -> None:
    """Draw one card for each study."""
    from analysis.data.real_studies import REAL_STUDIES

    st.subheader(say(Message("Studies to start from")), anchor=False)
    columns = st.columns(1 + len(REAL_STUDIES))
    with columns[0].container(border=True, height="stretch"):
        st.markdown(f"**{say(Message('Sample study'))}**")
        st.caption(say(Message("A made-up private-domain community: survey, customers, behaviour and one experiment.")))
        st.button(
            say(Message("Open the sample")), key="shelf_sample", on_click=current.open_built_in, args=(needs.SAMPLE,)
        )
    for column, real in zip(columns[1:], REAL_STUDIES, strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{say(real.name)}**")
            st.caption(say(real.description))
            st.button(say(Message("Open")), key=f"shelf_{real.id}", on_click=current.open_built_in, args=(real.id,))
