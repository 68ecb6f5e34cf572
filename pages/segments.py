"""Which kinds of customers are there, and are there any kinds at all."""

import streamlit as st

from analysis.core import Message
from pages.ui import cell, navigation, needs
from pages.ui.words import say

navigation.guard()
st.title(say(Message("Segments")), anchor=False)
if needs.table():
    cell.show(
        cell.Cell(id="segments", method="cluster", defaults=needs.several_scales),
        cell.Cell(id="how_many", method="choose_k", defaults=needs.several_scales),
    )
