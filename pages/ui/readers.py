"""The readings of a test: where the numbers are and what is measured decide which one asks its questions."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from analysis.methods import METHODS
from pages.ui import chooser, experiment_counts, pasted_block, plan_against
from pages.ui.cell import Cell, Run, show
from pages.ui.planners import MEASURED

PAGE = "read_test"
READERS: Mapping[str, Cell] = {
    "share": Cell(id="read", method="read_proportions", questions_first=True),
}
"""What reads numbers that were typed in, by what is measured."""


def offered() -> list[str]:
    """What can be read here."""
    known = {method.id for method in METHODS}
    return [kind for kind, cell in READERS.items() if cell.method in known]


def reader() -> Cell:
    """The cell that reads what is measured."""
    return READERS[chooser.chosen("measured", MEASURED, offered())]


def read() -> Run | None:
    """Draw the ways in, then the reader with its gates."""
    chooser.draw("measured", MEASURED, offered(), side_by_side=True)
    cell = reader()
    pasted_block.offer(cell)
    experiment_counts.offer(cell.id)
    st.space("xsmall")
    return show(plan_against.held(cell))[0]
