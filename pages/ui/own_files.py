"""Upload of the user's own survey, customer and behaviour files."""

from __future__ import annotations

import streamlit as st

from analysis.core import Message
from pages.ui.words import say


def show() -> None:
    """Draw the upload."""
    st.subheader(say(Message("Your files")), anchor=False)
