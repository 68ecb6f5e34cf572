"""List of questions with search and filter; the cells that suit the open one's measurement level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from analysis.core import ColumnRef, Control, Message, Parameter
from analysis.data.dialects.metadata import TOOL_COLUMNS
from analysis.findings.planned import fits
from pages.ui import cell, current, plan_against, state, table_choice
from pages.ui.forms import column_names
from pages.ui.words import language, say

if TYPE_CHECKING:
    from analysis.data import Prepared
    from analysis.data.codebook import Variable, VariableLevel

PAGE_SIZE = 12
FEWEST_STEPS = 3
OPEN = Parameter(
    name="variable", kind="text", default="", required=False, optional=False, control=Control(label=Message("Variable"))
)
KINDS: dict[str, tuple[VariableLevel, ...]] = {
    "all": (),
    "scale": ("scale", "ordinal"),
    "choice": ("nominal", "multi", "ranking"),
    "text": ("text", "date"),
}
KIND_WORDS: dict[str, Message] = {
    "all": Message("All"),
    "scale": Message("Scale"),
    "choice": Message("Choice"),
    "text": Message("Text"),
}
LEVEL_WORDS: dict[str, Message] = {
    "scale": Message("number"),
    "ordinal": Message("ordered"),
    "nominal": Message("single choice"),
    "multi": Message("multi-select"),
    "text": Message("text"),
    "date": Message("date"),
    "ranking": Message("ranking"),
}


def show() -> None:
    """Draw the list and the open question."""
    prepared = current.prepared(table_choice.chosen())
    study = current.study()
    if prepared is None or study is None:
        return
    offered = [v for v in study.codebook.of_table(prepared.table) if _is_shown(v, prepared)]
    offered.sort(key=lambda variable: variable.id in TOOL_COLUMNS)
    if not offered:
        st.info(say(Message("The codebook declares no question that can be shown; check the Variables page.")))
        return
    ids = [variable.id for variable in offered]
    first = next((v.id for v in offered if v.level not in {"date", "text"}), ids[0])
    chosen = state.choice("list", OPEN, first, lambda value: value in ids)
    list_side, answer_side = st.columns([0.27, 0.73], gap="large")
    with list_side:
        _list(offered, chosen, prepared)
    with answer_side:
        variable = next(v for v in offered if v.id == chosen)
        st.header(current.markdown_text(say(Message("{column}", column=ColumnRef(variable.id)))), anchor=False)
        cell.show(*_held(cells_of(variable, prepared)))


def cells_of(variable: Variable, prepared: Prepared) -> tuple[cell.Cell, ...]:
    """The cells that suit a variable."""
    if variable.level == "multi":
        return (cell.Cell(id="options", method="multi_select", fixed={"columns": variable.options}),)
    column = {"column": variable.id}
    shown = cell.Cell(id="answers", method="frequencies", fixed=column)
    described = cell.Cell(id="described", method="describe", fixed=column)
    if variable.level in {"text", "date"}:
        return (described,)
    if variable.level == "ordinal":
        steps = prepared.frame[variable.id].nunique()
        if steps < FEWEST_STEPS:
            # An answer with one step on either side has no middle to set apart: the shares say it all.
            return (shown, described)
        boxes = min(2, int(steps) // 2)
        ends = cell.Cell(id="top", method="top_box", fixed=column, defaults={"top": boxes, "bottom": boxes})
        return (shown, ends, described)
    if variable.level != "scale":
        # The typical one of unordered answers is the most frequent one, which the shares say already.
        return (shown,)
    # What the weight does to the mean, and what it costs: asked where one is in force.
    weighted = (cell.Cell(id="weighted", method="weighted_mean", fixed=column),) if prepared.weight else ()
    values = prepared.frame[variable.id].dropna()
    if is_recommendation(variable, values.min(), values.max()):
        return (cell.Cell(id="nps", method="net_promoter_score", fixed=column), shown, described, *weighted)
    few = values.nunique() <= 30 and bool((values == values.round()).all())
    return (described, *weighted, shown) if few else (described, *weighted)


def _held(cells: tuple[cell.Cell, ...]) -> tuple[cell.Cell, ...]:
    """The first cell that a planned share can be read in is held against its plan."""
    first = next((item for item in cells if fits("plan_sample", item.method)), None)
    return tuple(plan_against.held(item) if item is first else item for item in cells)


def is_recommendation(variable: Variable, lowest: float, highest: float) -> bool:
    """Whether a number from 0 to 10 asks how likely somebody is to recommend."""
    words = f"{variable.label.en} {variable.label.zh} {variable.id}".lower()
    asked = any(word in words for word in ("recommend", "nps", "推荐"))
    return asked and lowest >= 0 and highest <= 10


def _is_shown(variable: Variable, prepared: Prepared) -> bool:
    if variable.level == "multi":
        return all(option in prepared.frame.columns for option in variable.options)
    return variable.level in LEVEL_WORDS and variable.id in prepared.frame.columns


def _list(offered: list[Variable], chosen: str, prepared: Prepared) -> None:
    search = st.text_input(
        say(Message("Search")),
        placeholder=say(Message("Search {n:count} questions", n=len(offered))),
        icon=":material/search:",
        label_visibility="collapsed",
        key=f"search:{language()}",
    )
    kind = st.segmented_control(
        say(Message("Kind")),
        list(KINDS),
        format_func={name: say(words) for name, words in KIND_WORDS.items()}.__getitem__,
        default="all",
        required=True,
        label_visibility="collapsed",
        width="stretch",
        key=f"kind:{language()}",
    )
    names: dict[str | None, str] = column_names([v.id for v in offered])
    found = [
        v
        for v in offered
        if (not KINDS[str(kind)] or v.level in KINDS[str(kind)])
        and (search or "").strip().lower() in f"{v.id} {names[v.id]}".lower()
    ]
    if not found:
        st.caption(say(Message("No question matches.")))
        return
    pages = -(-len(found) // PAGE_SIZE)
    page = 1
    if pages > 1:
        place = next((number for number, v in enumerate(found) if v.id == chosen), 0)
        page = int(st.pagination(pages, default=place // PAGE_SIZE + 1, key=f"page:{kind}:{search}") or 1)
    shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    _radio(shown, chosen, names, prepared)


def _radio(shown: list[Variable], chosen: str, names: dict[str | None, str], prepared: Prepared) -> None:
    ids = [variable.id for variable in shown]
    captions = [
        say(Message("{level} · n {n:count}", level=LEVEL_WORDS[v.level], n=_answered(v, prepared))) for v in shown
    ]
    key = f"open:{language()}:{','.join(ids)}"
    st.session_state[key] = chosen if chosen in ids else None
    st.radio(
        say(Message("Questions")),
        ids,
        format_func=names.__getitem__,
        captions=captions,
        key=key,
        label_visibility="collapsed",
        on_change=state.changed,
        args=("list", OPEN, key, lambda value: value),
    )


def _answered(variable: Variable, prepared: Prepared) -> int:
    column = variable.options[0] if variable.level == "multi" else variable.id
    return int(prepared.frame[column].notna().sum())
