"""The open study and the notebook of this session: opened by link, button, file or sitting."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from analysis.core import Message, RetentionLabError
from pages.ui import cached, keeping, state
from pages.ui.words import say, say_error

if TYPE_CHECKING:
    from analysis.data import Prepared, Study
    from analysis.data.codebook import TableName
    from analysis.findings.finding import Finding
    from analysis.findings.registry import PlanRecord

Pins = Literal["both", "file", "mine"]
_STUDY = "rl_open_study"
_NOTEBOOK = "rl_notebook"
_MISSING = "rl_missing_study"
_RESTORED = "rl_restored"
_EARLIER = "rl_earlier_studies"
_TITLE = "rl_notebook_title"
_REGISTRY = "rl_registry"
EARLIER_KEPT = 3


def study() -> Study | None:
    """The open study, or None."""
    return st.session_state.get(_STUDY)


def missing_study() -> str | None:
    """Code of the study that the link asks for and that is not here."""
    return st.session_state.get(_MISSING)


def open_study(opened: Study, *, keep_choices: bool = False) -> None:
    """Make a study the open one; choices that named columns of another study are dropped.

    A study that was prepared or read from a file is not lost by that: it stays among the earlier ones.
    """
    previous = study()
    _keep_earlier(previous)
    st.session_state[_STUDY] = opened
    st.session_state[_MISSING] = None
    if not keep_choices and (previous is None or previous.id != opened.id):
        state.forget_page_choices()
    state.set_global(state.STUDY, opened.id)


def change_study(changed: Study) -> None:
    """Put a changed codebook, recipe or data file of the same study in force; its pinned cells go along."""
    previous = study()
    st.session_state[_STUDY] = changed
    if previous is not None and previous.id != changed.id:
        # The id names the content; cells pinned from the old file ask the new one, and say so.
        set_notebook(
            tuple(replace(item, study_id=changed.id) if item.study_id == previous.id else item for item in notebook())
        )
        state.set_global(state.STUDY, changed.id)


def open_built_in(code: str) -> None:
    """Open the sample study or a real one; a button's callback."""
    open_study(cached.built_in_study(code))


def earlier_studies() -> tuple[Study, ...]:
    """Studies of this session that were open before and exist nowhere else, the latest first."""
    opened = study()
    kept: dict[str, Study] = st.session_state.get(_EARLIER, {})
    return tuple(item for item in reversed(kept.values()) if opened is None or item.id != opened.id)


def _keep_earlier(previous: Study | None) -> None:
    if previous is None or (previous.origin.kind != "file" and not previous.changed):
        return
    kept: dict[str, Study] = st.session_state.setdefault(_EARLIER, {})
    kept.pop(previous.id, None)
    kept[previous.id] = previous
    while len(kept) > EARLIER_KEPT:
        kept.pop(next(iter(kept)))


def open_file(content: bytes, pins: Pins = "both") -> None:
    """Open a study file: study, notebook and the choices of its pages; `pins` says whose notebook goes on."""
    from analysis.data import read_study_file
    from analysis.findings.finding import Finding, joined
    from analysis.findings.registry import PlanRecord, merged

    opened = read_study_file(content)
    findings = tuple(Finding.from_json(cell) for cell in opened.notebook)
    plans = [PlanRecord.from_json(item) for item in opened.settings.get("registry", ())]
    open_study(opened.study)
    state.restore_choices(opened.settings.get("choices", {}))
    set_registry(merged(registry(), plans))
    if pins != "mine":
        mine, theirs = title(), str(opened.settings.get("title", ""))
        set_title((mine or theirs) if pins == "both" else (theirs or mine))
        set_notebook(joined(notebook(), findings) if pins == "both" else findings)


def resolve() -> None:
    """Bring the session in line with the link: restore the sitting once, then open what the link names."""
    if not st.session_state.get(_RESTORED):
        st.session_state[_RESTORED] = True
        _restore()
    wanted = state.global_code(state.STUDY)
    opened = study()
    if not wanted and opened is None:
        wanted = os.environ.get("RETENTION_LAB_OPEN", "")
    if not wanted or (opened is not None and opened.id == wanted):
        st.session_state[_MISSING] = None
        return
    earlier = next((item for item in earlier_studies() if item.id == wanted), None)
    if earlier is not None:
        _keep_earlier(opened)
        st.session_state[_STUDY] = earlier
        st.session_state[_MISSING] = None
        return
    if wanted.startswith("file-"):
        _ask_for(wanted)
        return
    try:
        built_in = cached.built_in_study(wanted)
        _keep_earlier(opened)
        st.session_state[_STUDY] = built_in
        st.session_state[_MISSING] = None
    except (RetentionLabError, ValueError, KeyError):
        # A link with nonsense in it: the page says so and asks for the file.
        _ask_for(wanted)


def _ask_for(code: str) -> None:
    _keep_earlier(study())
    st.session_state[_MISSING] = code
    st.session_state[_STUDY] = None


def _restore() -> None:
    try:
        kept = keeping.restore()
    except RetentionLabError as error:
        st.warning(say_error(error))
        return
    if kept is None:
        return
    wanted = state.global_code(state.STUDY)
    _keep_earlier(kept.earlier)
    _keep_earlier(kept.study)
    if kept.study is not None and wanted in {None, "", kept.study.id}:
        st.session_state[_STUDY] = kept.study
        state.restore_choices(kept.choices)
        st.session_state[f"rl_{state.STUDY}"] = kept.study.id
    st.session_state[_NOTEBOOK] = kept.notebook
    st.session_state[_REGISTRY] = kept.registry
    set_title(kept.title)


def keep() -> None:
    """Keep the work in the sitting, where it changed."""
    keeping.keep(study(), notebook(), registry(), state.all_choices(), title())


def delete_sitting() -> None:
    """Delete everything the server keeps of this browser's work and start empty; a button's callback."""
    keeping.delete()
    for name in list(st.session_state):
        if str(name).startswith("rl_") and name not in {"rl_lang", _RESTORED}:
            del st.session_state[name]
    st.session_state[_RESTORED] = True
    state.set_global(state.STUDY, "")


def link_codes() -> dict[str, str]:
    """Language and study as they stand in the link."""
    codes = {state.LANGUAGE: state.global_code(state.LANGUAGE) or "en"}
    wanted = missing_study()
    opened = study()
    if opened is not None or wanted:
        codes[state.STUDY] = opened.id if opened is not None else str(wanted)
    return codes


def prepared(table: TableName = "survey") -> Prepared | None:
    """A prepared table of the open study, or None where it has no such table."""
    opened = study()
    if opened is None or getattr(opened, table) is None:
        return None
    return opened.prepared(table)


def main_table() -> TableName | None:
    """The table that a study is about: its survey, else its customers."""
    opened = study()
    if opened is None:
        return None
    return "survey" if opened.survey is not None else ("customers" if opened.customers is not None else None)


def notebook() -> tuple[Finding, ...]:
    """The pinned findings, in order."""
    return st.session_state.get(_NOTEBOOK, ())


def set_notebook(findings: tuple[Finding, ...]) -> None:
    """Replace the pinned findings."""
    st.session_state[_NOTEBOOK] = findings


def registry() -> tuple[PlanRecord, ...]:
    """The registered plans, the earliest first."""
    return st.session_state.get(_REGISTRY, ())


def set_registry(plans: tuple[PlanRecord, ...]) -> None:
    """Replace the registered plans."""
    st.session_state[_REGISTRY] = plans


def title() -> str:
    """The report's title in the reader's own words; empty until there is one."""
    return st.session_state.get(_TITLE, "")


def set_title(text: str) -> None:
    """Change the report's title."""
    st.session_state[_TITLE] = text


def annotate(finding_id: str, note: str) -> None:
    """Change the note under a pinned finding."""
    set_notebook(tuple(replace(item, note=note) if item.id == finding_id else item for item in notebook()))


def status_text(table: TableName | None) -> str:
    """Study, filter, weight and n of the page's table in one Markdown line."""
    opened = study()
    if opened is None:
        return f":gray[{say(Message('No study is open'))}]"
    parts = [f"**{markdown_text(say(opened.name))}**"]
    try:
        facts = prepared(table) if table else None
    except RetentionLabError as error:
        return f"{parts[0]} · :red[{markdown_text(say_error(error))}]"
    if facts is not None:
        if facts.filter_text is not None:
            parts.append(f":gray[{say(Message('filter'))}] {markdown_text(say(facts.filter_text))}")
        if facts.weight:
            parts.append(f":gray[{say(Message('weight'))}] {markdown_text(_label(facts.weight))}")
        parts.append(_rows_text(facts))
    return " · ".join(parts)


def _rows_text(facts: Any) -> str:
    n = len(facts.frame)
    if n == facts.n_total:
        return f":gray[n] {say(Message('{n:count}', n=n))}"
    return f":gray[n] {say(Message('{n:count} of {total:count}', n=n, total=facts.n_total))}"


def _label(column: str) -> str:
    from analysis.core import ColumnRef

    return say(Message("{column}", column=ColumnRef(column)))


def codebook_print() -> str:
    """Identity of the labels in force, part of a drawn chart's cache key."""
    opened = study()
    if opened is None:
        return ""
    from analysis.data.study import codebook_digest

    return codebook_digest(opened.codebook)


_MARKDOWN = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]$~<>#|"})


def markdown_text(text: str) -> str:
    """Escape what Markdown would read as formatting, so that a label cannot change the page."""
    return text.translate(_MARKDOWN).replace(":", "&#58;")
