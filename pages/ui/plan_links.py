"""Codes and addresses that open a plan, or its reading, exactly as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from analysis.core import Language
from analysis.methods import Method
from pages.ui import state
from pages.ui.cell import Cell


def codes_for(cell: Cell, method: Method, parameters: Mapping[str, Any], **choices: str) -> dict[str, str]:
    """Codes of a cell with these parameters; `choices` are the page's own, with a double underscore for the point."""
    declared = {p.name: p for p in method.parameters if p.name not in cell.fixed}
    codes = {
        f"{cell.id}.{name}": state.encode(declared[name], value)
        for name, value in parameters.items()
        if name in declared
    }
    return {**{name.replace("__", "."): code for name, code in choices.items()}, **codes}


def address(page: str, codes: Mapping[str, str], language: Language) -> str:
    """The whole address of a view of this server, or the part after it where the server's own is not known."""
    here = st.context.url or ""
    base = here.partition("?")[0].rpartition("/")[0] if here else ""
    return f"{base}/{page}?{urlencode({state.LANGUAGE: language, **codes})}"
