"""How many customers a test needs, and for how long: five plain questions, no data needed."""

import streamlit as st

from analysis.core import Message
from pages.ui import cell, navigation
from pages.ui.words import say

navigation.guard()
st.title(say(Message("Plan a test")), anchor=False)
example = {"baseline_rate": 0.35, "change": 0.02, "users_per_week": 2600}
cell.show(cell.Cell(id="plan", method="plan_proportions", defaults=example, questions_first=True))
