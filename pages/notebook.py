"""The findings worth keeping, in order, with notes, as one file to send."""

import streamlit as st

from analysis.core import Message
from pages.ui import navigation, notebook
from pages.ui.words import say

navigation.guard()
st.title(say(Message("Notebook")), anchor=False)
notebook.show()
