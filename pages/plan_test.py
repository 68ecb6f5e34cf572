"""How many customers a test needs, and for how long: five plain questions, no data needed."""

import streamlit as st

from analysis.core import Message
from pages.ui import navigation, planners
from pages.ui.words import say

navigation.guard()
st.title(say(Message("Plan a test")), anchor=False)
planners.follow(planners.plan())
