"""What a finished test says: from counts typed in, or from the study's own experiment."""

import streamlit as st

from analysis.core import Message
from pages.ui import cell, experiment_counts, navigation
from pages.ui.words import say

navigation.guard()
st.title(say(Message("Read a test")), anchor=False)
experiment_counts.offer("read")
cell.show(cell.Cell(id="read", method="read_proportions", questions_first=True))
