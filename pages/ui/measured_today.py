"""Takes what the study says of today's customers into the plan above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from analysis.core import Message, Parameter, blocks_conclusion
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
    taken = has(plan, {p.name: _rounded(value) for p, value in wanted})
    st.button(
        say(Message("Fill in the plan above")),
        key=f"fill_from:{run.cell.id}",
        type="secondary" if taken else "primary",
        disabled=taken,
        on_click=_put,
        args=(plan.cell.id, wanted),
    )
    st.caption(current.markdown_text(words))
    if taken:
        confirm(plan)


def has(plan: Run, values: Mapping[str, Any]) -> bool:
    """Whether the plan above is worked out with these numbers."""
    return all(plan.parameters.get(name) == value for name, value in values.items())


def confirm(plan: Run) -> None:
    """Say here, far below the plan, what it says now, and which question no data answer."""
    st.markdown(f":material/check: {say(Message('The plan above is worked out with these numbers.'))}")
    if not blocks_conclusion(plan.result):
        claim = say(plan.result.readings()[0])
        advice = Message("What change is worth acting on is yours to say: see question 2 above.")
        st.markdown(f"**{current.markdown_text(claim)}** {say(advice)}")


def _put(cell_id: str, wanted: list[tuple[Parameter, Any]]) -> None:
    for parameter, value in wanted:
        state.set_choice(cell_id, parameter, _rounded(value))


def _rounded(value: float) -> float:
    """Four significant digits: no study knows more, and the fields show what is planned with."""
    return float(f"{value:.4g}")
