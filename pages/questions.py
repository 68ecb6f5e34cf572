"""The survey question by question: a list on the left, the open question's answers on the right."""

import streamlit as st

from analysis.core import Message
from pages.ui import navigation, needs, question_list
from pages.ui.words import say

navigation.guard()
st.title(say(Message("Questions")), anchor=False)
if needs.table():
    question_list.show()
