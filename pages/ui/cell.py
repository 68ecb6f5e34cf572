"""A cell is a question: heading and pin, the answer, four tabs, a quiet footer, controls in the margin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analysis.core import (
    Control,
    Message,
    Parameter,
    PluralMessage,
    Result,
    RetentionLabError,
    Sentence,
    blocks_conclusion,
    is_asked,
)
from analysis.core.frames import columns_with
from analysis.core.parameters import label_beside
from analysis.data.dialects.metadata import TOOL_COLUMNS
from analysis.methods import Method, method_by_id
from pages.ui import cached, current, longwork, parallel_table, pinning, state, table_choice, tabs
from pages.ui.forms import Form
from pages.ui.words import claim_first, say, say_error

if TYPE_CHECKING:
    from analysis.data import Prepared
    from analysis.data.codebook import TableName

SHOW_ANYWAY = Message("Show the numbers anyway")
OPEN = Parameter(
    name="open", kind="flag", default=False, required=False, optional=False, control=Control(label=Message("Open"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One question of a page.

    Parameters
    ----------
    id : str
        Short id, unique on the page; half of each name in the link.
    method : str
        Id of the method that answers.
    question : Message, optional
        The cell's heading; the method's own question by default.
    table : str or None
        Table it reads; the page's table by default. Calculators read none.
    defaults : callable or mapping
        Starting values that replace the signature's, or a function of the prepared table that
        gives them.
    fixed : mapping
        Parameter values that the reader does not choose here.
    questions_first : bool
        Whether the controls are the page's questions and stand on the left, as in a planner.
    lead : callable, optional
        Draws what stands above the controls.
    actions : callable, optional
        Draws the buttons under an answer that stands.
    folded : bool
        Whether the cell is computed only when its heading is opened; the link says whether it is.
    """

    id: str
    method: str
    question: Message | None = None
    table: TableName | None = None
    defaults: Mapping[str, Any] | Callable[[Prepared], Mapping[str, Any]] = field(default_factory=dict[str, Any])
    fixed: Mapping[str, Any] = field(default_factory=dict[str, Any])
    questions_first: bool = False
    lead: Callable[[], None] | None = None
    actions: Callable[[Run], None] | None = None
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A cell that has been run: everything the screen, a finding and an export need."""

    cell: Cell
    method: Method
    prepared: Prepared | None
    parameters: Mapping[str, Any]
    result: Result
    key: str
    stale: bool = False


def show(*cells: Cell) -> tuple[Run | None, ...]:
    """Draw cells below each other, a hairline between them; give what was run."""
    runs: list[Run | None] = []
    for position, cell in enumerate(cells):
        if position:
            st.divider()
        with st.container(key=f"cell-{cell.id}", gap="xsmall"):
            opened, pin_place = _head(cell)
            runs.append(_show_one(cell, pin_place) if opened else None)
    return tuple(runs)


def _head(cell: Cell) -> tuple[bool, DeltaGenerator]:
    """Draw the heading, which opens and closes a folded cell, and keep a place for the pin."""
    heading = say(question_of(cell, method_by_id(cell.method)))
    opened = True
    with st.container(key=f"head-{cell.id}", horizontal=True, vertical_alignment="center"):
        if cell.folded:
            opened = state.choice(cell.id, OPEN, default=False, allowed=lambda value: isinstance(value, bool))
            st.button(
                heading,
                key=f"fold:{cell.id}",
                type="tertiary",
                icon=":material/expand_more:" if opened else ":material/chevron_right:",
                on_click=state.set_choice,
                args=(cell.id, OPEN, not opened),
            )
            st.space("stretch")
        else:
            st.subheader(heading, anchor=False, width="stretch")
        return opened, st.empty()


def question_of(cell: Cell, method: Method) -> Message:
    """The heading of a cell."""
    return cell.question or method.question


def _show_one(cell: Cell, pin_place: DeltaGenerator) -> Run | None:
    method = method_by_id(cell.method)
    table = current.prepared(cell.table or table_choice.chosen()) if method.kind == "frame" else None
    asked = [p for p in method.parameters if p.name not in cell.fixed and p.name != "weights"]
    form = _form(cell, method, table)
    values = form.values(asked)
    form.draw_tables(asked, values)
    if cell.questions_first:
        control_side, answer_side = st.columns([0.30, 0.70], gap="large")
    else:
        answer_side, control_side = st.columns([0.74, 0.26], gap="medium")
    with control_side, st.container(key=f"controls-{cell.id}", gap="small"):
        if cell.lead is not None:
            cell.lead()
        form.draw(asked, values)
    with answer_side:
        lacking = _lacking([p for p in asked if is_asked(p, {**values, **cell.fixed})], values, form, table)
        if lacking is not None:
            st.info(say(lacking))
            return None
        run = run_cell(cell, method, table, {**values, **cell.fixed})
        if run is None:
            return None
        with st.container(key=f"{'stale' if run.stale else 'fresh'}-{cell.id}", gap="xsmall"):
            _answer(run)
    if not run.stale:
        with pin_place:
            pinning.button(run)
    return run


def run_cell(cell: Cell, method: Method, table: Prepared | None, parameters: Mapping[str, Any]) -> Run | None:
    """Run a cell's method; draw its error or progress and return None where there is no result yet."""
    try:
        if method.slow:
            found = longwork.result(cell.id, method, table, parameters)
            if found is None:
                return None
            result, parameters, stale = found.result, found.parameters, found.stale
        else:
            result, stale = cached.run(method, table, parameters), False
    except RetentionLabError as error:
        st.error(say_error(error))
        return None
    return Run(cell, method, table, parameters, result, cached.result_key(method, table, parameters), stale)


def _form(cell: Cell, method: Method, table: Prepared | None) -> Form:
    columns: dict[str, list[str]] = {}
    defaults: Mapping[str, Any] = {}
    if table is not None:
        offered = {p.name: p.levels for p in method.parameters if p.kind in {"column", "columns"}}
        # What the survey tool noted about the filling-in comes after the questions.
        columns = {
            name: sorted(columns_with(table.frame, levels), key=TOOL_COLUMNS.__contains__)
            for name, levels in offered.items()
        }
        defaults = cell.defaults(table) if callable(cell.defaults) else cell.defaults
    elif not callable(cell.defaults):
        defaults = cell.defaults
    settled = [p for p in method.parameters if p.name in cell.fixed and parallel_table.is_listed(p)]
    return Form(cell.id, columns, defaults, cell.fixed, settled)


def _lacking(asked: list[Parameter], values: Mapping[str, Any], form: Form, table: Prepared | None) -> Sentence | None:
    """What is missing before the question can be asked, or None."""
    open_fields = [p for p in asked if p.required and p.kind not in {"column", "columns"} and values[p.name] is None]
    if open_fields:
        labels = tuple(label_beside(p, values) for p in open_fields)
        return Message("Still to fill in: {labels}.", labels=labels)
    if table is None:
        return None
    from analysis.core.frames import LEVEL_WORDS

    for parameter in asked:
        if parameter.kind not in {"column", "columns"}:
            continue
        wanted = max(parameter.min_length or 0, 1 if parameter.required else 0)
        offered = form.columns.get(parameter.name, ())
        if len(offered) < wanted:
            words = tuple(LEVEL_WORDS[level] for level in sorted(parameter.levels)) or (Message("any column"),)
            return PluralMessage(
                "This question needs a suitable column: {levels}. The table has none. Which kind a column is, and the order of its answers, is set on the Variables page.",
                "This question needs {n:count} suitable columns: {levels}. The table has {found:count}. Which kind a column is, and the order of its answers, is set on the Variables page.",
                n=wanted,
                levels=words,
                found=len(offered),
            )
        chosen = values[parameter.name]
        if wanted and (chosen is None or (parameter.kind == "columns" and len(chosen) < wanted)):
            label = parameter.control.label if parameter.control else parameter.name
            if parameter.kind == "column":
                return Message("Choose a column under “{label}”.", label=label)
            return Message("Choose at least {n:count} under “{label}”.", n=wanted, label=label)
    return None


def _answer(run: Run) -> None:
    blocked = blocks_conclusion(run.result)
    notes = [note for note in run.result.notes if note.severity == "blocks_conclusion"]
    if blocked:
        first, *rest = notes
        st.error(claim_first(say(first.message), (say(note.message) for note in rest)), icon=":material/block:")
        if not st.toggle(say(SHOW_ANYWAY), key=f"anyway:{run.cell.id}"):
            tabs.footer(run)
            return
    else:
        sentences = [current.markdown_text(say(sentence)) for sentence in run.result.readings()]
        with st.container(key=f"answer-{run.cell.id}"):
            st.markdown(claim_first(sentences[0], sentences[1:]))
    for note in run.result.notes:
        if note.severity == "caution":
            st.warning(say(note.message), icon=":material/warning:")
            break
    if run.cell.actions is not None and not blocked and not run.stale:
        run.cell.actions(run)
    tabs.show(run)
    tabs.footer(run)


def choose(cell_id: str, method: Method, name: str, value: Any, page: str | None = None) -> None:
    """Set one choice of a cell from a button."""
    parameter = next(p for p in method.parameters if p.name == name)
    state.set_choice(cell_id, parameter, value, page)
