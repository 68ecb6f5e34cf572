"""The registry of plans: each with its answer, its link, its documents, and the readings held against it."""

from __future__ import annotations

import streamlit as st

from analysis.charts.display import Table, TableColumn
from analysis.charts.three_line import table_html
from analysis.core import Message, Result, RetentionLabError, Sentence, blocks_conclusion
from analysis.findings.departures import deviations, group_sizes
from analysis.findings.plan_document import PlanPaper, settings_table
from analysis.findings.planned import Planned, planned_of
from analysis.findings.registry import PlanRecord, ReadingRecord, successor
from analysis.findings.script import shown_code
from analysis.language import joined
from pages.ui import cached, current, navigation, plan_actions, plan_against, plan_links, plan_readings, planners, state
from pages.ui.words import OTHER, claim_first, language, say, say_error


def show() -> None:
    """Draw the plans, those in force first, or say how to register one."""
    plans = current.registry()
    if not plans:
        _empty()
        return
    st.markdown(
        say(
            Message(
                "A registered plan cannot be edited. It is read as it was written, superseded with a reason, or deleted."
            )
        )
    )
    in_force = [plan for plan in reversed(plans) if successor(plans, plan) is None]
    earlier = [plan for plan in reversed(plans) if successor(plans, plan) is not None]
    for position, plan in enumerate([*in_force, *earlier]):
        st.divider()
        with st.container(key=f"plan-{plan.id}", gap="xsmall"):
            _plan(plan, successor(plans, plan), first=position == 0)


def _empty() -> None:
    st.markdown(
        f"**{say(Message('No plan is registered yet.'))}** "
        + say(
            Message(
                "Plan a test and register the plan before the test begins: its readings are then held against it, and every departure is said."
            )
        )
    )
    if st.button(say(Message("Plan a test")), type="primary", key="registry_plan"):
        st.switch_page(navigation.entry("plan_test").path)


def _plan(plan: PlanRecord, newer: PlanRecord | None, *, first: bool) -> None:
    st.subheader(current.markdown_text(plan.name), anchor=False)
    st.caption(current.markdown_text(" · ".join(say(part) for part in _facts(plan))))
    if newer is not None:
        st.info(
            say(
                Message(
                    "Superseded {time} UTC by “{name}”: {reason}",
                    time=_time(newer.registered_at),
                    name=newer.name,
                    reason=newer.reason or "–",
                )
            )
        )
    if not plan.intact:
        st.error(say(Message("The seal does not fit: this record was changed after it was registered.")))
    try:
        result = cached.run(plan.method, None, plan.known_parameters)
    except RetentionLabError as error:
        st.error(say_error(error))
        _delete(plan)
        return
    if not plan.computes_as_registered(result):
        st.warning(
            say(
                Message(
                    "The planner now answers with other numbers than when this plan was registered (method version {old} then, {new} now). The numbers shown are today's.",
                    old=plan.method_version,
                    new=plan.method.version,
                )
            )
        )
    if not blocks_conclusion(result):
        claim, *rest = [current.markdown_text(say(sentence)) for sentence in result.readings()]
        with st.container(key=f"answer-{plan.id}"):
            st.markdown(claim_first(claim, rest))
    planned = planned_of(plan.method, plan.known_parameters, result)
    _buttons(plan, result, planned, newer, first=first)
    _readings(plan, planned)
    _details(plan)


def _facts(plan: PlanRecord) -> list[Sentence]:
    facts: list[Sentence] = [
        Message("registered {time} UTC", time=_time(plan.registered_at)),
        Message("plan {id}", id=plan.id),
    ]
    if plan.outcome:
        facts.append(Message("outcome: {outcome}", outcome=plan.outcome))
    facts.append(Message("{question} (version {version})", question=plan.question_message, version=plan.method_version))
    if plan.seed is not None:
        facts.append(Message("seed {seed}", seed=plan.seed))
    return facts


def _time(moment: str) -> str:
    return moment[:16].replace("T", " ")


def _buttons(plan: PlanRecord, result: Result, planned: Planned, newer: PlanRecord | None, *, first: bool) -> None:
    codes = plan_codes(plan)
    reads = plan_readings.page_of(plan.method_id)
    with st.container(key=f"buttons-{plan.id}", horizontal=True, vertical_alignment="center"):
        if st.button(
            say(Message("Read this test")),
            key=f"read_plan:{plan.id}",
            type="primary" if first and newer is None else "secondary",
            on_click=state.replace_choices,
            args=(reads, reading_codes(plan, planned)),
        ):
            st.switch_page(navigation.entry(reads).path)
        if st.button(
            say(Message("Open the plan")),
            key=f"open_plan:{plan.id}",
            on_click=state.replace_choices,
            args=(planners.PAGE, codes),
        ):
            st.switch_page(navigation.entry(planners.PAGE).path)
        paper = PlanPaper(
            title=plan.name,
            outcome=plan.outcome,
            question=plan.question_message,
            method=plan.method,
            parameters=plan.known_parameters,
            result=result,
            record=plan,
            link=plan_links.address(planners.PAGE, codes, language()),
        )
        plan_actions.downloads(paper, plan.id)
        with st.popover(say(Message("Link")), type="tertiary", icon=":material/link:", key=f"link:{plan.id}"):
            st.caption(say(Message("Opens exactly this plan, here in either language; it holds no data.")))
            for tongue in (language(), OTHER[language()]):
                st.code(plan_links.address(planners.PAGE, codes, tongue), language=None, wrap_lines=True)
        _delete(plan)


def _delete(plan: PlanRecord) -> None:
    with st.popover(say(Message("Delete")), type="tertiary", icon=":material/delete:", key=f"delete:{plan.id}"):
        st.markdown(say(Message("The plan and its readings are deleted for good.")))
        st.button(say(Message("Delete this plan")), key=f"delete_now:{plan.id}", on_click=_drop, args=(plan.id,))


def _drop(plan_id: str) -> None:
    current.set_registry(tuple(plan for plan in current.registry() if plan.id != plan_id))


def plan_codes(plan: PlanRecord) -> dict[str, str]:
    """Codes of the page that plans, with this plan."""
    return planners.codes_of(plan.method_id, plan.known_parameters)


def reading_codes(plan: PlanRecord, planned: Planned) -> dict[str, str]:
    """Codes of the page that reads, held against this plan."""
    kind = plan_readings.kind_of(planned)
    codes = {f"{plan_against.CELL}.{plan_against.PLAN.name}": plan.id}
    return codes if kind is None else {"measured.kind": kind, **codes}


def _readings(plan: PlanRecord, planned: Planned) -> None:
    if not plan.readings:
        st.caption(say(Message("Not read yet.")))
        return
    rows = tuple(_reading(plan, reading, planned) for reading in plan.readings)
    table = Table(
        title=Message("Readings"),
        columns=(
            TableColumn(Message("When (UTC)"), align="left"),
            TableColumn(Message("What it said"), align="left"),
            TableColumn(Message("Departures from the plan"), align="left"),
        ),
        rows=rows,
    )
    st.html(table_html(table, say))


def _reading(plan: PlanRecord, reading: ReadingRecord, planned: Planned) -> tuple[Sentence | str, ...]:
    claim, sizes, went_on = _claim(reading)
    found = deviations(
        planned,
        reading.method,
        reading.parameters,
        counts=sizes,
        earlier_looks=plan_against.looks(plan, reading),
        looks_on_record=tuple(n for n, _ in plan_against.looks_taken(plan, before=reading)),
        went_on=went_on,
        columns_before=plan_against.columns_before(plan, reading),
        same_outcome=reading.same_outcome,
    )
    departures = joined(say(words) for _, words in found) if found else say(Message("none", context="departures"))
    return (_time(reading.read_at), claim, departures)


def _claim(reading: ReadingRecord) -> tuple[Sentence | str, tuple[int, ...], bool]:
    """What a reading said, run again on the same numbers; rows are asked for where they are not open."""
    study = current.study()
    table = None
    if reading.table:
        if study is None or study.id != reading.study_id:
            return (
                Message("Its rows are those of the study {study}, which is not open.", study=reading.study_id),
                (),
                False,
            )
        table = current.prepared(reading.table)  # type: ignore[arg-type]
    try:
        result = cached.run(reading.method, table, reading.parameters)
    except RetentionLabError as error:
        return error.what, (), False
    sizes = group_sizes(reading.parameters, result)
    blocks = [note.message for note in result.notes if note.severity == "blocks_conclusion"]
    return (blocks[0] if blocks else result.readings()[0]), sizes, plan_against.went_on(result)


def _details(plan: PlanRecord) -> None:
    title = say(Message("All settings and code"))
    with st.expander(title, type="compact", key=f"details:{plan.id}", on_change="rerun") as body:
        if body.open:
            st.html(table_html(settings_table(plan.method, plan.known_parameters), say))
            st.code(shown_code(plan.method, plan.known_parameters, language=language()), language="python")
            st.caption(say(Message("Seal of the plan: {seal}", seal=plan.seal)))
