"""Rehearse a study: choose a kind of study and an analysis of ours, simulate it many times, see how often it works."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from analysis.core import Control, Message, Parameter
from analysis.methods import Method
from pages.ui import cell, current, tabs
from pages.ui.forms import Form
from pages.ui.rehearsal.methods import REHEARSALS
from pages.ui.words import claim_first, say

CHOICE_CELL = "study"
KIND_WORDS: dict[str, Message] = {
    "rehearse_shares": Message("Two groups, a rate"),
    "rehearse_means": Message("Two groups, an amount"),
    "rehearse_communities": Message("Whole communities"),
    "rehearse_correlation": Message("Two columns of a survey"),
    "rehearse_groups": Message("Groups of a survey"),
    "rehearse_scores": Message("Two net promoter scores"),
    "rehearse_segments": Message("Segments"),
    "rehearse_rules": Message("Rules about leaving"),
    "rehearse_looks": Message("Two groups, several looks"),
    "rehearse_counts": Message("Two groups, events of customers"),
    "rehearse_ratio": Message("Two groups, a ratio of sums"),
    "rehearse_factorial": Message("Two changes at once, four cells"),
    "rehearse_metrics": Message("Two groups, several metrics"),
}
KIND = Parameter(
    name="kind",
    kind="choice",
    default=REHEARSALS[0].id,
    required=False,
    optional=False,
    choices=tuple(KIND_WORDS),
    control=Control(label=Message("What is rehearsed"), choices=KIND_WORDS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedCell(cell.Cell):
    """A cell whose cost is what its reader asks for: there is no one answer that could be timed."""


def show() -> None:
    """Draw the controls and the result of the rehearsal that they ask for."""
    which = Form(CHOICE_CELL, {}, {})
    chosen = which.values([KIND])
    method = next(method for method in REHEARSALS if method.id == chosen["kind"])
    asked = list(method.parameters)
    # Each kind of study keeps its own choices, so its cell has its own name in the link.
    form = Form(method.id.removeprefix("rehearse_"), {}, {})
    values = form.values(asked)
    st.subheader(say(method.question), anchor=False)
    form.draw_tables(asked, values)
    control_side, answer_side = st.columns([0.30, 0.70], gap="large")
    with control_side, st.container(key=f"controls-{form.cell}", gap="small"):
        which.draw([KIND], chosen)
        form.draw(asked, values)
    with answer_side:
        _answer(SimulatedCell(id=form.cell, method=method.id), method, values)


def _answer(asked: cell.Cell, method: Method, values: dict[str, object]) -> None:
    run = cell.run_cell(asked, method, None, values)
    if run is None:
        return
    with st.container(key=f"{'stale' if run.stale else 'fresh'}-{asked.id}", gap="xsmall"):
        claim, *rest = [current.markdown_text(say(sentence)) for sentence in run.result.readings()]
        st.markdown(claim_first(claim, rest))
        for note in run.result.notes:
            if note.severity == "caution":
                st.warning(say(note.message), icon=":material/warning:")
        tabs.show(run)
        tabs.footer(run)
