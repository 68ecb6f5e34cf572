"""The first screen: three ways to start, the study in figures, what to do next, what is pinned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from analysis.core import Message, RetentionLabError, Sentence
from pages.ui import current, key_figures, navigation, needs, own_files, shelf
from pages.ui.words import say

if TYPE_CHECKING:
    from analysis.data import Prepared, Study

SHOWN_FINDINGS = 5


def show() -> None:
    """Draw the start cards; below them, once a study is open, where it stands and what comes next."""
    st.title(say(Message("Where am I, and what next?")), anchor=False)
    if current.missing_study():
        needs.table()
        st.divider()
    _cards()
    study = current.study()
    if study is None:
        shelf.show_real()
        return
    _tables(study)
    key_figures.show()
    steps, pinned = st.columns([0.62, 0.38], gap="large")
    with steps:
        _next_steps(study)
    with pinned:
        _pinned()


def _cards() -> None:
    bring, sample, plan = st.columns(3)
    has_study = current.study() is not None
    with bring.container(border=True, height="stretch"):
        _card(
            Message("Bring your file"),
            Message("CSV, Excel, SPSS or Parquet; 问卷星 exports are read as they are. It stays in your session."),
        )
        own_files.card()
    with sample.container(border=True, height="stretch"):
        _card(
            Message("Open the sample study"),
            Message("A made-up private-domain community: survey, customers, behaviour and one experiment."),
        )
        st.button(
            say(Message("Open the sample")),
            key="card_sample",
            type="secondary" if has_study else "primary",
            on_click=current.open_built_in,
            args=(needs.SAMPLE,),
        )
    with plan.container(border=True, height="stretch"):
        _card(
            Message("Size a test"),
            Message("Five questions, one answer: customers per group and weeks to run. No data needed."),
        )
        if st.button(say(Message("Plan a test")), key="card_plan"):
            st.switch_page(navigation.entry("plan_test").path)


def _card(title: Message, text: Message) -> None:
    st.markdown(f"**{say(title)}**  \n:gray[{say(text)}]")


def _tables(study: Study) -> None:
    st.subheader(say(Message("The study at a glance")), anchor=False)
    facts: list[tuple[Message, int]] = []
    for name, words in TABLE_WORDS.items():
        table: Any = getattr(study, name)
        if table is not None:
            facts.append((words, len(table)))
    variables = [variable for variable in study.codebook.variables if variable.level != "option"]
    facts.append((Message("Variables"), len(variables)))
    for column, (words, n) in zip(st.columns(max(4, len(facts))), facts, strict=False):
        column.metric(say(words), say(Message("{n:count}", n=n)))


TABLE_WORDS: dict[str, Message] = {
    "survey": Message("Respondents"),
    "customers": Message("Customers"),
    "events": Message("Events"),
    "arms": Message("In the experiment"),
}


def _next_steps(study: Study) -> None:
    st.subheader(say(Message("What next")), anchor=False)
    table = current.main_table()
    try:
        prepared = current.prepared(table) if table else None
    except RetentionLabError:
        # The status line above already says what is wrong with the recipe; this list leads to its page.
        _step(
            Message("The recipe no longer fits the data"),
            Message("Open it and switch the failing step off."),
            "prepare",
        )
        return
    for title, text, page in _due(study, prepared):
        _step(title, text, page)


def _due(study: Study, prepared: Prepared | None) -> list[tuple[Sentence, Sentence, str]]:
    """Steps that wait, most urgent first; at most four."""
    steps: list[tuple[Sentence, Sentence, str]] = []
    if prepared is not None and prepared.table == "survey":
        text_columns = [v for v in study.codebook.of_table("survey") if v.level == "text" and not v.personal]
        if study.origin.kind == "file":
            steps.append(
                (
                    Message("Check how the variables were read"),
                    Message("Levels and the order of answers decide which method is right."),
                    "variables",
                )
            )
        steps.append(
            (Message("Read the questions one by one"), Message("Shares, means and their intervals."), "questions")
        )
        if study.origin.kind == "file" and not study.recipe.steps and len(text_columns) < len(prepared.frame.columns):
            steps.append(
                (Message("Prepare the data"), Message("Recode, band, filter and weight, all undoable."), "prepare")
            )
    steps.append(
        (
            Message("See what goes together"),
            Message("Correlations with intervals, corrected for many tests."),
            "relations",
        )
    )
    steps.append((Message("Look for segments"), Message("With an honest answer when there are none."), "segments"))
    if study.arms is not None:
        steps.append((Message("Read the experiment"), Message("Split check first, then the difference."), "read_test"))
    return steps[:4]


def _step(title: Sentence, text: Sentence, page: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{say(title)}**  \n:gray[{say(text)}]", width="stretch")
        if st.button(
            say(Message("Open")),
            key=f"step:{page}",
            type="tertiary",
            icon=":material/arrow_forward:",
            icon_position="right",
        ):
            st.switch_page(navigation.entry(page).path)


def _pinned() -> None:
    st.subheader(say(Message("Pinned findings")), anchor=False)
    findings = current.notebook()
    if not findings:
        st.markdown(f":gray[{say(Message('Nothing is pinned yet.'))}]")
        return
    for finding in findings[:SHOWN_FINDINGS]:
        st.markdown(say(finding.question_message))
    if st.button(
        say(Message("Open the notebook")),
        key="open_notebook",
        type="tertiary",
        icon=":material/arrow_forward:",
        icon_position="right",
    ):
        st.switch_page(navigation.entry("notebook").path)
