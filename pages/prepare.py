"""Recode, band, compute, filter, weight: ordered steps that can be undone and never change the raw data."""

import streamlit as st

from analysis.core import Message
from pages.ui import navigation, needs, new_step, step_list
from pages.ui.words import say

navigation.guard()
st.title(say(Message("Prepare")), anchor=False)
if needs.study():
    steps, add = st.columns([0.48, 0.52], gap="large")
    with steps:
        step_list.show()
    with add:
        new_step.show()
