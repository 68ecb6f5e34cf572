"""What can be done with a plan: register it, take it along as a document or a slide, rehearse it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from analysis.core import Message
from analysis.experiments.sequential_spending import SPENDING
from analysis.findings.plan_document import PlanPaper, to_plan_document
from analysis.findings.plan_slide import to_plan_slide
from analysis.findings.registry import PlanRecord, register, successor
from pages.ui import current, navigation, plan_links, plan_rehearsal, state
from pages.ui.words import language, say

if TYPE_CHECKING:
    from pages.ui.cell import Run

UNNAMED = Message("Unnamed test")


def buttons(run: Run) -> None:
    """Draw the buttons under a plan's answer."""
    known = registered(run)
    refused = not_registrable(run)
    with st.container(key=f"actions-{run.cell.id}", horizontal=True, vertical_alignment="center"):
        if refused is not None:
            st.button(
                say(Message("Register this plan")), key=f"no_register:{run.cell.id}", disabled=True, help=say(refused)
            )
        elif known is None:
            _register(run)
        elif st.button(say(Message("Open the registry")), key=f"open_registry:{run.cell.id}", type="primary"):
            st.switch_page(navigation.entry("registry").path)
        downloads(paper_of(run, known), run.cell.id)
        plan_rehearsal.button(run)
    if known is not None:
        st.caption(
            say(
                Message(
                    "Registered as “{name}”, plan {id}. It cannot be changed any more, only superseded.",
                    name=known.name,
                    id=known.id,
                )
            )
        )


def not_registrable(run: Run) -> Message | None:
    """Why no reading could be held against this plan; None where it can be registered."""
    if run.method.id != "plan_sequential":
        return None
    asked = {p.name: run.parameters.get(p.name, p.default) for p in run.method.parameters}
    if (asked["sides"], asked["direction"]) == ("one", "decrease"):
        return Message(
            "A running test that looks in one direction is read for a rise. To be registered, the plan looks in both directions, or counts those who did not do it."
        )
    if asked["design"] in SPENDING:
        return None
    return Message(
        "Bounds of this kind hold only at exactly these looks, which no running test keeps to. To be registered, the plan needs bounds by spending, such as those of Lan and DeMets."
    )


def registered(run: Run) -> PlanRecord | None:
    """The registered plan in force that has exactly these settings."""
    written = {p.name: run.parameters.get(p.name, p.default) for p in run.method.parameters}
    plans = current.registry()
    return next(
        (
            plan
            for plan in plans
            if plan.method_id == run.method.id and dict(plan.parameters) == written and successor(plans, plan) is None
        ),
        None,
    )


def paper_of(run: Run, record: PlanRecord | None) -> PlanPaper:
    """The plan as it goes out."""
    here = plan_links.address(state.page(), state.codes_of(state.page()), language())
    return PlanPaper(
        title=record.name if record is not None else say(UNNAMED),
        outcome=record.outcome if record is not None else "",
        question=run.cell.question or run.method.question,
        method=run.method,
        parameters=dict(run.parameters),
        result=run.result,
        record=record,
        link=here,
    )


def downloads(paper: PlanPaper, key: str) -> None:
    """Offer the plan as a document and as a slide; each is made when it is asked for."""
    reader_language = language()
    stem = f"plan-{paper.record.id}" if paper.record is not None else "plan-draft"
    popover = st.popover(say(Message("Download plan")), icon=":material/download:", key=f"plan_files:{key}")
    with popover:
        st.download_button(
            say(Message("Document (HTML, to print or send)")),
            data=lambda: to_plan_document(paper, language=reader_language).encode(),
            file_name=f"{stem}.html",
            mime="text/html",
            on_click="ignore",
            key=f"plan_document:{key}",
        )
        st.download_button(
            say(Message("One slide (HTML, 16:9)")),
            data=lambda: to_plan_slide(paper, language=reader_language).encode(),
            file_name=f"{stem}-slide.html",
            mime="text/html",
            on_click="ignore",
            key=f"plan_slide:{key}",
        )


def _register(run: Run) -> None:
    plans = current.registry()
    in_force = [plan for plan in plans if successor(plans, plan) is None]
    with st.popover(say(Message("Register this plan")), type="primary", key=f"register:{run.cell.id}"):
        st.caption(say(Message("A registered plan is frozen: readings are held against it as it is now.")))
        st.text_input(say(Message("Name of the test")), key=f"register_name:{run.cell.id}", max_chars=120)
        st.text_input(
            say(Message("Outcome that decides")),
            key=f"register_outcome:{run.cell.id}",
            max_chars=200,
            placeholder=say(Message("e.g. repeat purchase within 30 days")),
        )
        names: dict[str, str] = {"": say(Message("no other plan")), **{plan.id: plan.name for plan in in_force}}
        replaced = ""
        if in_force:
            replaced = st.selectbox(
                say(Message("Takes the place of")),
                list(names),
                format_func=names.__getitem__,
                key=f"register_in_place_of:{run.cell.id}:{language()}",
            )
        if replaced:
            st.text_input(say(Message("Why the plan changes")), key=f"register_reason:{run.cell.id}", max_chars=400)
        old = next((plan for plan in in_force if plan.id == replaced), None)
        st.button(
            say(Message("Register")),
            key=f"register_now:{run.cell.id}",
            type="primary",
            on_click=_take_in,
            args=(run, old, say(UNNAMED)),
            disabled=old is not None and not _typed("reason", run).strip(),
        )


def _take_in(run: Run, old: PlanRecord | None, unnamed: str) -> None:
    record = register(
        run.method,
        run.parameters,
        run.result,
        name=_typed("name", run).strip() or unnamed,
        outcome=_typed("outcome", run),
        question=(run.cell.question or run.method.question).template,
        supersedes=old,
        reason=_typed("reason", run) if old is not None else "",
    )
    current.set_registry((*current.registry(), record))
    for field in ("name", "outcome", "reason"):
        st.session_state.pop(f"register_{field}:{run.cell.id}", None)


def _typed(field: str, run: Run) -> str:
    return st.session_state.get(f"register_{field}:{run.cell.id}", "")
