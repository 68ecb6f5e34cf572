"""Which answers come together more often than chance would bring them."""

import streamlit as st

from analysis.core import Message
from pages.ui import cell, navigation, needs
from pages.ui.words import say

navigation.guard()
st.title(say(Message("Association rules")), anchor=False)
if needs.table():
    cell.show(
        cell.Cell(id="rules", method="mine_rules", defaults=needs.one_question),
        cell.Cell(id="target", method="target_rules", defaults=needs.one_outcome),
        cell.Cell(id="itemsets", method="mine_itemsets", defaults=needs.one_question),
    )
