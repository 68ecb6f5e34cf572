"""Which kinds of customers are there, would they come back, and are there any kinds at all."""

from typing import Any

import streamlit as st

from analysis.core import Message
from analysis.methods import method_by_id
from pages.ui import cell, navigation, needs, state
from pages.ui.words import say

navigation.guard()


def division() -> dict[str, Any]:
    """How the cell above divides the customers: what is asked next is asked of the same segments."""
    asked = {
        p.name: p
        for p in method_by_id("cluster").parameters
        if p.name in {"columns", "k", "scaling", "restarts", "seed"}
    }
    codes = {name: state.code_of("segments", parameter) for name, parameter in asked.items()}
    return {name: state.decode(asked[name], code) for name, code in codes.items() if code is not None}


st.title(say(Message("Segments")), anchor=False)
if needs.table():
    cell.show(cell.Cell(id="segments", method="cluster", defaults=needs.several_scales))
    st.divider()
    same = division()
    if same.get("columns"):
        cell.show(cell.Cell(id="stability", method="cluster_stability", fixed=same))
        st.divider()
    cell.show(cell.Cell(id="how_many", method="choose_k", defaults=needs.several_scales))
