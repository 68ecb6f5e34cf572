"""Bring your own files, open a study that comes with the laboratory, or a saved one."""

import streamlit as st

from analysis.core import Message
from pages.ui import navigation, own_files, saved_work, shelf
from pages.ui.words import say

navigation.guard()
st.title(say(Message("Import")), anchor=False)
own_files.show()
st.divider()
shelf.show()
st.divider()
saved_work.show()
