"""Rehearse a study before it is fielded: make one whose truth is known, or simulate a design many times."""

import streamlit as st

from analysis.core import Control, Message, Parameter
from pages.ui import generated_view, navigation, rehearsal_view
from pages.ui.forms import Form
from pages.ui.words import say

navigation.guard()
PART = Parameter(
    name="part",
    kind="choice",
    default="make",
    required=False,
    optional=False,
    choices=("make", "simulate"),
    control=Control(
        label=Message("Part"),
        choices={"make": Message("Make a study"), "simulate": Message("Simulate")},
    ),
)
st.title(say(Message("Rehearse")), anchor=False)
form = Form("rehearse", {}, {})
chosen = form.values([PART])
form.draw([PART], chosen)
if chosen["part"] == "make":
    generated_view.show()
else:
    rehearsal_view.show()
