"""Which answers go together, and how closely."""

import streamlit as st

from analysis.core import Message
from pages.ui import cell, navigation, needs, plan_against
from pages.ui.words import say

navigation.guard()
st.title(say(Message("Relations and drivers")), anchor=False)
if needs.table():
    cell.show(
        plan_against.held(cell.Cell(id="pair", method="correlate", defaults=needs.pair_of_interest)),
        cell.Cell(id="matrix", method="correlation_matrix", defaults=needs.several_ordered),
    )
