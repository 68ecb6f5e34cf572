"""The registered plans: frozen, superseded or deleted, never edited; and what was read against each."""

import streamlit as st

from analysis.core import Message
from pages.ui import navigation, registered_plans
from pages.ui.words import say

navigation.guard()
st.title(say(Message("Registry")), anchor=False)
registered_plans.show()
