"""The notebook: pinned cells in order, with the reader's notes, to move, remove and export."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from analysis.charts.three_line import table_html
from analysis.core import Message, blocks_conclusion
from analysis.findings import Section, sections, to_html
from analysis.findings.sections import CHANGED
from pages.ui import cached, current, navigation
from pages.ui.words import claim_first, labels, language, say, say_error

if TYPE_CHECKING:
    from analysis.findings import Finding

_TITLE_FIELD = "notebook_title"


def show() -> None:
    """Draw the pinned cells, or say how to pin one."""
    findings = current.notebook()
    if not findings:
        _empty()
        return
    cells = sections(findings, current.study(), run=cached.run, language=language())
    _export(cells)
    for position, cell in enumerate(cells):
        st.divider()
        with st.container(key=f"pinned-{cell.finding.id}", gap="xsmall"):
            _cell(cell, position, len(cells))


def _empty() -> None:
    st.markdown(
        f"**{say(Message('Nothing is pinned yet.'))}** "
        + say(Message("Each question has a pin beside its heading; a pinned cell stands here with your notes."))
    )
    with st.container(horizontal=True):
        if current.study() is None:
            if st.button(say(Message("Open a study")), type="primary", key="notebook_start"):
                st.switch_page(navigation.entry("overview").path)
        elif st.button(say(Message("Go to the questions")), type="primary", key="notebook_questions"):
            st.switch_page(navigation.entry("questions").path)


def _export(cells: tuple[Section, ...]) -> None:
    study = current.study()
    reader_language, reader_labels = language(), labels()
    default = say(study.name) if study is not None else say(Message("Findings"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        title = st.text_input(
            say(Message("Title of the report")), value=current.title() or default, key=_TITLE_FIELD, on_change=_retitle
        )
        st.download_button(
            say(Message("Export as one HTML file")),
            data=lambda: to_html(
                cells,
                title=title or default,
                language=reader_language,
                labels=reader_labels,
                study_name=study.name if study is not None else None,
            ).encode(),
            file_name="notebook.html",
            mime="text/html",
            type="primary",
            on_click="ignore",
            key="export_html",
        )
    st.caption(say(Message("The file holds results, charts and your notes; no row of the data leaves this session.")))


def _retitle() -> None:
    """Keep the title beyond this page: Streamlit forgets a field that is not on the page."""
    current.set_title(st.session_state[_TITLE_FIELD])


def _cell(cell: Section, position: int, count: int) -> None:
    finding = cell.finding
    with st.container(key=f"head-pinned-{finding.id}", horizontal=True, vertical_alignment="center"):
        st.subheader(say(finding.question_message), anchor=False, width="stretch")
        _move_button(finding, ":material/arrow_upward:", Message("Move up"), -1, disabled=position == 0)
        _move_button(finding, ":material/arrow_downward:", Message("Move down"), 1, disabled=position == count - 1)
        st.button(
            say(Message("Remove")),
            key=f"remove:{finding.id}",
            type="tertiary",
            icon=":material/close:",
            on_click=_remove,
            args=(finding.id,),
        )
    if cell.error is not None or cell.result is None:
        st.error(say_error(cell.error) if cell.error else "")
    else:
        _result(cell)
    st.text_area(
        say(Message("Your note")),
        value=finding.note,
        key=f"note:{finding.id}",
        height=80,
        on_change=_note,
        args=(finding.id,),
    )


def _result(cell: Section) -> None:
    result = cell.result
    if result is None:
        return
    if not blocks_conclusion(result):
        claim, *rest = [current.markdown_text(say(sentence)) for sentence in result.readings()]
        with st.container(key=f"answer-pinned-{cell.finding.id}"):
            st.markdown(claim_first(claim, rest))
    for note in result.notes:
        if note.severity == "blocks_conclusion":
            st.error(say(note.message), icon=":material/block:")
        elif note.severity == "caution":
            st.warning(say(note.message), icon=":material/warning:")
    if cell.changed:
        st.warning(say(CHANGED))
    for position, figure in enumerate(cell.display.figures[:1]):
        key = f"{cell.finding.id}#{cell.finding.fingerprint}#{position}#{result.provenance!r}"
        with st.container(key=f"plot-pinned-{cell.finding.id}", gap=None):
            heading, note = current.markdown_text(say(figure.heading)), current.markdown_text(say(figure.note))
            st.markdown(f"**{heading}**  \n<small>{note}</small>", unsafe_allow_html=True)
            spec = cached.chart_spec(figure, key, language(), current.codebook_print())
            st.vega_lite_chart(spec, width="stretch", theme="streamlit", alt=say(figure.description))
    if not cell.display.figures:
        for table in cell.display.tables[:1]:
            st.html(table_html(table, say))
    st.caption(current.markdown_text(" · ".join(say(part) for part in cell.footer)))


def _move_button(finding: Finding, icon: str, label: Message, step: int, *, disabled: bool) -> None:
    st.button(
        "\u200b",
        key=f"move{step}:{finding.id}",
        type="tertiary",
        icon=icon,
        help=say(label),
        disabled=disabled,
        on_click=_move,
        args=(finding.id, step),
    )


def _move(finding_id: str, step: int) -> None:
    findings = list(current.notebook())
    place = next(position for position, item in enumerate(findings) if item.id == finding_id)
    other = min(len(findings) - 1, max(0, place + step))
    findings[place], findings[other] = findings[other], findings[place]
    current.set_notebook(tuple(findings))


def _remove(finding_id: str) -> None:
    current.set_notebook(tuple(item for item in current.notebook() if item.id != finding_id))


def _note(finding_id: str) -> None:
    current.annotate(finding_id, st.session_state[f"note:{finding_id}"])
