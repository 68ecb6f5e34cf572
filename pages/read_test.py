"""What a finished test says: from counts typed in or pasted, from rows of users, or from the study's own experiment."""

import streamlit as st

from analysis.core import Message
from pages.ui import navigation, readers
from pages.ui.words import say

navigation.guard()
st.title(say(Message("Read a test")), anchor=False)
readers.read()
