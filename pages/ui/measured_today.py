"""Takes what the study says of today's customers into the plan above."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analysis.core import Message, Parameter
from analysis.findings.parameter_words import label_of, value_words
from pages.ui import current, state
from pages.ui.cell import Run
from pages.ui.words import say


def fill(run: Run, plan: Run) -> None:
    """Draw the button that fills the plan above with the numbers measured here."""
    measured: dict[str, Any] = getattr(run.result, "planner_parameters", dict)()
    wanted = [
        (p, measured[p.name]) for p in plan.method.parameters if p.name in measured and p.name not in plan.cell.fixed
    ]
    if not wanted:
        st.caption(say(Message("The plan above asks for none of these numbers; choose what is measured to fit.")))
        return
    words = ", ".join(
        f"{say(label_of(p, measured))} {say(value_words(p, _rounded(value), measured))}" for p, value in wanted
    )
    st.button(
        say(Message("Fill in the plan above")),
        key=f"fill_from:{run.cell.id}",
        type="primary",
        on_click=_put,
        args=(plan.cell.id, wanted),
    )
    st.caption(current.markdown_text(words))


def _put(cell_id: str, wanted: list[tuple[Parameter, Any]]) -> None:
    for parameter, value in wanted:
        state.set_choice(cell_id, parameter, _rounded(value))


def _rounded(value: float) -> float:
    """Four significant digits: no study knows more, and the fields show what is planned with."""
    return float(f"{value:.4g}")
