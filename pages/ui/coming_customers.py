"""Takes the customers that the study's weeks bring into the question of how long a test runs, and opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import streamlit as st

from analysis.core import Message
from analysis.methods import method_by_id
from pages.ui import cell, state
from pages.ui.words import say

if TYPE_CHECKING:
    from analysis.experiments import EventAccrual
    from pages.ui.cell import Run

DURATION = "duration"


def fill(run: Run) -> None:
    """Draw the button that hands the weeks read here on to the cell below."""
    found = cast("EventAccrual", run.result)
    st.button(
        say(Message("Plan the weeks with these customers")),
        key=f"fill_weeks:{run.cell.id}",
        type="primary",
        on_click=_put,
        args=(found.users_by_week, found.variance_by_week),
    )


def _put(users_by_week: tuple[float, ...], variance_by_week: tuple[float, ...]) -> None:
    asked = {parameter.name: parameter for parameter in method_by_id("plan_duration").parameters}
    # Weeks without anybody new at the end say that the well has run dry, not that it fills again.
    state.set_choice(DURATION, asked["users_by_week"], tuple(float(n) for n in users_by_week))
    state.set_choice(DURATION, asked["variance_by_week"], tuple(round(value, 4) for value in variance_by_week))
    state.set_choice(DURATION, asked["afterwards"], "declining" if len(users_by_week) > 1 else "like_last_week")
    state.set_choice(DURATION, cell.OPEN, value=True)
