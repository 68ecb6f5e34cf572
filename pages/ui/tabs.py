"""The four tabs of a cell and its footer: result, method and reference, caveats and checks, code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from analysis.charts.display import Display
from analysis.charts.key_numbers import key_texts
from analysis.charts.three_line import table_html
from analysis.core import Message
from analysis.findings.script import STUDY_FILE_NAME, shown_code
from analysis.findings.sections import footer_parts
from pages.ui import cached, current, downloads
from pages.ui.words import language, say

if TYPE_CHECKING:
    from pages.ui.cell import Run

RESULT = Message("Result")
METHOD = Message("Method and reference")
CAVEATS = Message("Caveats and checks")
CODE = Message("Code")


def show(run: Run) -> None:
    """Draw the tabs; a body is computed when its tab is open."""
    caveats = say(CAVEATS) + (f" · {len(run.result.notes)}" if run.result.notes else "")
    names = [say(RESULT), say(METHOD), caveats, say(CODE)]
    key = f"tabs:{run.cell.id}:{language()}:{len(run.result.notes)}"
    bodies = (_result, _method, _caveats, _code)
    for tab, body in zip(st.tabs(names, key=key, on_change="rerun"), bodies, strict=True):
        if tab.open:
            with tab:
                body(run)


def footer(run: Run) -> None:
    """Say n used, n dropped and why, the filter, the weight and the seed."""
    parts = footer_parts(run.method, run.result, run.prepared)
    st.caption(current.markdown_text(" · ".join(say(part) for part in parts)))


def _result(run: Run) -> None:
    shown = cached.display(run.method, run.result, run.key)
    if shown.metrics:
        for column, text in zip(st.columns(len(shown.metrics)), key_texts(shown.metrics, say), strict=True):
            column.metric(text.label, text.value, text.interval or None, delta_color="off", delta_arrow="off")
    for position, figure in enumerate(shown.figures):
        with st.container(key=f"plot-{run.cell.id}-{position}", gap=None):
            heading, note = current.markdown_text(say(figure.heading)), current.markdown_text(say(figure.note))
            st.markdown(f"**{heading}**  \n<small>{note}</small>", unsafe_allow_html=True)
            spec = cached.chart_spec(figure, f"{run.key}#{position}", language(), current.codebook_print())
            st.vega_lite_chart(spec, width="stretch", theme="streamlit", alt=say(figure.description))
    for table in shown.tables:
        st.html(table_html(table, say))
    _downloads(run, shown)


def _downloads(run: Run, shown: Display) -> None:
    popover = st.popover(
        say(Message("Download")),
        type="tertiary",
        icon=":material/download:",
        key=f"download:{run.cell.id}",
        on_change="rerun",
    )
    if popover.open:
        with popover:
            downloads.buttons(run, shown)


def _method(run: Run) -> None:
    for sentence in run.method.explanation:
        st.markdown(current.markdown_text(say(sentence)))
    facts = run.result.provenance
    for reference in run.method.references:
        st.caption(current.markdown_text(reference))
    used = ", ".join(f"{name} = {value!r}" for name, value in facts.parameters.items())
    st.caption(current.markdown_text(say(Message("Parameters: {text}", text=used or "–"))))
    versions = ", ".join(f"{name} {version}" for name, version in facts.packages.items())
    st.caption(
        current.markdown_text(
            say(
                Message(
                    "Computed with {versions}; version of the method {v}.", versions=versions or "–", v=facts.version
                )
            )
        )
    )


def _caveats(run: Run) -> None:
    if not run.result.notes:
        st.markdown(say(Message("No check raised a remark.")))
    signs = {"info": ":material/info:", "caution": ":material/warning:", "blocks_conclusion": ":material/block:"}
    for note in run.result.notes:
        st.markdown(f"{signs[note.severity]} {current.markdown_text(say(note.message))}")


def _code(run: Run) -> None:
    study = current.study() if run.method.kind == "frame" else None
    code = shown_code(run.method, run.parameters, study=study, prepared=run.prepared, language=language())
    st.code(code, language="python")
    if study is not None and STUDY_FILE_NAME in code:
        st.caption(
            say(Message("The script reads {file}; it holds codebook and recipe, no data.", file=STUDY_FILE_NAME))
        )
        st.download_button(
            say(Message("Download {file}", file=STUDY_FILE_NAME)),
            data=lambda: study.save(include_data=False),
            file_name=STUDY_FILE_NAME,
            on_click="ignore",
            key=f"study-file:{run.cell.id}",
        )
