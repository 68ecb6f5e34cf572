"""Fills a test's counts from the study's own experiment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from analysis.core import Message, RetentionLabError
from analysis.core.frames import columns_with
from analysis.methods import method_by_id
from pages.ui import cell, current, needs
from pages.ui.forms import column_names
from pages.ui.words import language, say, say_error

if TYPE_CHECKING:
    import pandas as pd

METHOD = "read_proportions"


def offer(cell_id: str) -> None:
    """Offer the arms and yes/no outcomes of the open study, where it has an experiment."""
    try:
        prepared = current.prepared("arms")
    except RetentionLabError as error:
        st.error(say_error(error))
        return
    if prepared is None:
        return
    frame = prepared.frame
    groups = [
        name for name in columns_with(frame, frozenset({"nominal", "binary", "ordinal"})) if frame[name].nunique() == 2
    ]
    likely = needs.arm_column(prepared)
    groups.sort(key=lambda name: name != likely)
    answers = columns_with(frame, frozenset({"binary"}))
    if not groups or not set(answers) - {groups[0]}:
        return
    with st.expander(say(Message("Take the counts from the study's experiment")), type="compact", expanded=True):
        names = column_names([*groups, *answers])
        left, middle, right = st.columns([0.35, 0.35, 0.3], vertical_alignment="bottom")
        arm = left.selectbox(say(Message("Arm")), groups, format_func=names.__getitem__, key=f"arm:{language()}")
        outcomes = [name for name in answers if name != arm]
        outcome = middle.selectbox(
            say(Message("Outcome")), outcomes, format_func=names.__getitem__, key=f"outcome:{language()}"
        )
        right.button(
            say(Message("Fill in the counts")),
            key="fill_counts",
            type="primary",
            on_click=_fill,
            args=(cell_id, frame, arm, outcome),
        )
        st.caption(
            say(
                Message(
                    "The first arm in the codebook's order is taken as control; rows without an outcome are left out."
                )
            )
        )


def _fill(cell_id: str, frame: pd.DataFrame, arm: str, outcome: str) -> None:
    complete = frame[[arm, outcome]].dropna()
    arms = list(complete[arm].astype("category").cat.categories)
    answers = complete[outcome].astype("category")
    positive = answers.cat.categories[-1]
    method = method_by_id(METHOD)
    for name, label in (("control", arms[0]), ("treatment", arms[1])):
        rows = complete[arm] == label
        cell.choose(cell_id, method, f"n_{name}", int(rows.sum()))
        cell.choose(cell_id, method, f"successes_{name}", int((rows & (answers == positive)).sum()))
