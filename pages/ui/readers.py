"""The readings of a test: where the numbers are and what is measured decide which one asks its questions."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from analysis.core import Message, blocks_conclusion
from pages.ui import (
    chooser,
    current,
    event_sums,
    experiment_counts,
    linked_cells,
    needs,
    own_files,
    pasted_block,
    plan_against,
    state,
)
from pages.ui.cell import Cell, show
from pages.ui.plan_readings import MEASURED
from pages.ui.words import say

OWN_FILE = "file-"
"""How the id of a study from a reader's own file begins."""
SOURCE = chooser.page_choice(
    "source",
    Message("Where are the numbers?"),
    {
        "typed": Message("counts or summaries, typed or pasted"),
        "rows": Message("a file with one row per customer"),
        "study": Message("the study's own experiment"),
    },
)
READERS: Mapping[str, Cell] = {
    "share": Cell(id="read", method="read_proportions", questions_first=True),
    "average": Cell(id="read_mean", method="read_means", questions_first=True),
    "ratio": Cell(id="read_ratio", method="read_ratio", questions_first=True),
    "events": Cell(id="read_events", method="read_counts", questions_first=True),
    "several_outcomes": Cell(id="read_outcomes", method="read_metrics", questions_first=True),
    "several": Cell(id="read_versions", method="read_arms", questions_first=True),
    "looks": Cell(id="look", method="read_sequential", questions_first=True),
}
"""What reads numbers that were typed in, by what is measured."""
ROW_READERS: Mapping[str, Cell] = {
    "share": Cell(id="rows_share", method="read_user_proportions", table="arms", defaults=needs.tested_share),
    "average": Cell(id="rows_mean", method="read_user_means", table="arms", defaults=needs.tested_mean),
    "ratio": Cell(id="rows_ratio", method="read_user_ratio", table="arms", defaults=needs.tested_ratio),
}
"""What reads one row per customer, by what is measured."""
FURTHER: tuple[Cell, ...] = (
    Cell(id="subgroups", method="read_subgroups", table="arms", defaults=needs.tested_subgroups, folded=True),
    Cell(id="novelty", method="read_novelty", table="arms", defaults=needs.tested_share, folded=True),
)
BESIDE: tuple[Cell, ...] = (
    Cell(id="chance", method="probability_to_beat", folded=True),
    Cell(id="looks", method="read_sequential", folded=True),
    Cell(id="anytime", method="always_valid_interval", folded=True),
    Cell(id="split", method="sample_ratio_mismatch", folded=True),
)
"""Calculators beside the verdict."""


def offered(readers: Mapping[str, Cell] = READERS) -> list[str]:
    """What can be read here."""
    cells = linked_cells.available(*readers.values())
    return [kind for kind, cell in readers.items() if cell in cells]


def read() -> None:
    """Ask where the numbers are and what is measured, then draw the reading with its gates."""
    sources = ["typed", "rows", "study"] if offered(ROW_READERS) else ["typed"]
    chooser.draw("from", SOURCE, sources, side_by_side=True)
    if chooser.chosen("from", SOURCE, sources) == "typed":
        _typed()
    else:
        _of_rows(chooser.chosen("from", SOURCE, sources))


def _typed() -> None:
    kinds = offered()
    chooser.draw("measured", MEASURED, kinds, side_by_side=True)
    cell = READERS[chooser.chosen("measured", MEASURED, kinds)]
    if cell.id != "read_outcomes":
        # The table of several outcomes takes a block by itself.
        pasted_block.offer(cell)
    if cell.id in {"read", "look"}:
        experiment_counts.offer(cell.id)
    event_sums.offer(cell)
    st.space("xsmall")
    run = show(plan_against.held(cell))[0]
    # A running test has its own rule of stopping: another verdict beside it would be a second way to look.
    for beside in linked_cells.available(*(item for item in BESIDE if cell.id != "look" or item.id == "split")):
        st.divider()
        # Counts of which nothing may be concluded are not handed on to another verdict.
        handed = run is not None and (beside.id == "split" or not blocks_conclusion(run.result))
        show(linked_cells.following(beside, run) if run is not None and handed else beside)


def _go_on_with_rows(kind: str) -> None:
    """A new study drops a page's choices; who opened a file here came to read just that."""
    state.set_choice("from", SOURCE, "rows")
    state.set_choice("measured_rows", MEASURED, kind)


def _of_rows(source: str) -> None:
    if source == "rows":
        kind = chooser.chosen("measured_rows", MEASURED, offered(ROW_READERS))
        own_files.one_kind("arms", opened=lambda: _go_on_with_rows(kind))
        st.caption(
            say(
                Message(
                    "The rows stay in this session. A link to this reading holds its questions, not the rows: whoever opens it is asked for the file."
                )
            )
        )
    opened = current.study()
    if source == "rows" and opened is not None and not opened.id.startswith(OWN_FILE):
        st.info(say(Message("The reading appears here when the file is opened.")))
        return
    if opened is None or opened.arms is None:
        if source == "study" or current.missing_study():
            needs.table("arms")
        return
    if not needs.table("arms"):
        return
    kinds = offered(ROW_READERS)
    chooser.draw("measured_rows", MEASURED, kinds, side_by_side=True)
    cell = ROW_READERS[chooser.chosen("measured_rows", MEASURED, kinds)]
    st.space("xsmall")
    show(plan_against.held(cell))
    for further in linked_cells.available(*FURTHER):
        st.divider()
        show(further)
