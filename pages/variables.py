"""What every column means: labels, level, order of answers, missing codes; edited in bulk, saved and loaded."""

import streamlit as st

from analysis.core import Message
from pages.ui import codebook_table, navigation, needs
from pages.ui.words import say

navigation.guard()
st.title(say(Message("Variables")), anchor=False)
if needs.study():
    codebook_table.show()
