"""A reading held against its registered plan: what the plan settled, what departs from it, and the record of the look."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from analysis.charts.display import Table, TableColumn
from analysis.charts.three_line import table_html
from analysis.core import Control, Message, Parameter, PluralMessage, RetentionLabError, is_asked
from analysis.findings.departures import columns_read, deviations, group_sizes
from analysis.findings.finding import now
from analysis.findings.parameter_words import label_of, value_words
from analysis.findings.planned import Planned, planned_of, reading_values
from analysis.findings.registry import PlanRecord, ReadingRecord, numbers_digest, successor, with_reading
from analysis.language import joined
from analysis.methods import Method, method_by_id
from pages.ui import cached, current, plan_readings, state
from pages.ui.cell import Cell, Run
from pages.ui.words import language, say, say_error

if TYPE_CHECKING:
    from collections.abc import Mapping

CELL = "against"
LOOK = "read_sequential"
PLAN = Parameter(
    name="plan", kind="text", default="", required=False, optional=False, control=Control(label=Message("Reading of"))
)
DEPART = Parameter(
    name="depart",
    kind="flag",
    default=False,
    required=False,
    optional=False,
    control=Control(label=Message("Depart from the plan")),
)


@dataclass(frozen=True, slots=True)
class Against:
    """The plan that a reading is held against, with what it settled for this reader."""

    record: PlanRecord
    method: Method
    planned: Planned
    settled: Mapping[str, Any]


def held(cell: Cell) -> Cell:
    """The reader's cell under the chosen plan: what the plan settled is not asked, departures are said."""
    plans = _readable_here()
    if not plans and not state.code_of(CELL, PLAN):
        return cell
    wanted = state.choice(CELL, PLAN, "", lambda value: isinstance(value, str))
    record = next((plan for plan in plans if plan.id == wanted), None)
    method = method_by_id(cell.method)
    try:
        against = _against(record, method, cell) if record is not None else None
    except RetentionLabError as error:
        # A plan that this version can no longer compute settles nothing; the registry says so too.
        st.error(say_error(error))
        against = None
    depart = state.choice(CELL, DEPART, default=False, allowed=lambda value: isinstance(value, bool))
    if against is None:
        return replace(cell, lead=lambda: _lead(wanted, None))
    if not depart:
        # The link holds what the plan settled too: it opens the same reading where the plan is not registered.
        for parameter in method.parameters:
            if parameter.name in against.settled:
                state.put(cell.id, parameter, against.settled[parameter.name])
    fixed = {} if depart else {**cell.fixed, **against.settled}
    return replace(cell, fixed=fixed, lead=lambda: _lead(wanted, against), actions=lambda run: _hold(run, against))


def looks(record: PlanRecord, reading: ReadingRecord) -> int:
    """Readings of other counts under the same plan that came before this one."""
    earlier = [item for item in record.readings if not reading.read_at or item.read_at < reading.read_at]
    return sum(item.id != reading.id for item in earlier)


def planned_by(record: PlanRecord) -> Planned:
    """What a registered plan settled."""
    parameters = record.known_parameters
    return planned_of(record.method, parameters, cached.run(record.method, None, parameters))


def looks_taken(record: PlanRecord, *, before: ReadingRecord | int | None = None) -> tuple[tuple[int, float], ...]:
    """Customers in all and z at each look on record, fewest first.

    Those before one reading, or with fewer customers than a number, where it is given.
    """
    taken: dict[int, float] = {}
    for reading in record.readings:
        if reading.method_id != LOOK:
            continue
        later = isinstance(before, ReadingRecord) and bool(before.read_at) and reading.read_at > before.read_at
        if later or (isinstance(before, ReadingRecord) and reading.id == before.id):
            continue
        result: Any = cached.run(reading.method, None, reading.parameters)
        if not isinstance(before, int) or result.n_total < before:
            taken[result.n_total] = result.z
    return tuple(sorted(taken.items()))


def columns_before(record: PlanRecord, reading: ReadingRecord) -> dict[str, Any] | None:
    """Columns that the first reading of rows under a plan read; None where this reading is the first."""
    first = next((item for item in record.readings if item.table), None)
    return None if first is None or first.id == reading.id else columns_read(first.method, first.parameters)


def went_on(result: Any) -> bool:
    """Whether a reading shows that an earlier look had ended the test."""
    decided = getattr(result, "decided_at", None)
    return decided is not None and decided < result.look


def _readable_here() -> list[PlanRecord]:
    """The registered plans that this page reads."""
    here = state.page()
    return [plan for plan in current.registry() if plan_readings.page_of(plan.method_id) == here]


def _against(record: PlanRecord, method: Method, cell: Cell) -> Against:
    planned = planned_by(record)
    settled = reading_values(planned, method)
    if planned.looks and method.id == LOOK:
        settled |= _looks_before(record, method, cell)
    return Against(record, method, planned, settled)


def _looks_before(record: PlanRecord, method: Method, cell: Cell) -> dict[str, Any]:
    """The looks on record with fewer customers than are typed in now."""
    declared = {p.name: p for p in method.parameters}
    codes = [state.code_of(cell.id, declared[name]) for name in ("n_control", "n_treatment")]
    typed = [int(code) for code in codes if code and code.isdecimal()]
    taken = looks_taken(record, before=sum(typed) if len(typed) == 2 else None)
    known = all(math.isfinite(z) for _, z in taken)
    return {
        "earlier_looks": tuple(float(n) for n, _ in taken),
        "earlier_z": tuple(round(z, 4) for _, z in taken) if known else (),
    }


def _lead(wanted: str, against: Against | None) -> None:
    plans = _readable_here()
    names: dict[str, str] = {"": say(Message("no registered plan"))}
    names |= {plan.id: plan.name for plan in plans if successor(plans, plan) is None or plan.id == wanted}
    if wanted and wanted not in names:
        names[wanted] = wanted
    key = f"w:{CELL}.plan:{language()}"
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted
    st.selectbox(
        say(Message("Reading of")),
        list(names),
        index=list(names).index(wanted),
        format_func=names.__getitem__,
        key=key,
        on_change=_choose,
        args=(key,),
    )
    if against is not None:
        _settled(against)
    elif wanted:
        st.caption(
            say(
                Message(
                    "Plan {id} is not in this registry. What it settled stands in the link and is filled in below.",
                    id=wanted,
                )
            )
        )


def _choose(key: str) -> None:
    """Take the chosen plan, and ask for what it measures."""
    state.changed(CELL, PLAN, key, str)
    record = next((plan for plan in _readable_here() if plan.id == st.session_state[key]), None)
    kind = plan_readings.kind_of(planned_by(record)) if record is not None else None
    if kind is not None:
        state.set_choice("measured", plan_readings.MEASURED, kind)


def _settled(against: Against) -> None:
    key = f"w:{CELL}.depart:{language()}"
    depart = bool(state.choice(CELL, DEPART, default=False, allowed=lambda value: isinstance(value, bool)))
    if not depart:
        declared = {p.name: p for p in against.method.parameters}
        table = Table(
            columns=(TableColumn(Message("Settled by the plan"), align="left"), TableColumn("", align="left")),
            rows=tuple(
                (label_of(declared[name], against.settled), value_words(declared[name], value, against.settled))
                for name, value in against.settled.items()
                if declared[name].control is not None and is_asked(declared[name], against.settled)
            ),
        )
        st.html(table_html(table, say))
    if st.session_state.get(key) != depart:
        st.session_state[key] = depart
    st.toggle(
        say(Message("Depart from the plan")),
        value=depart,
        key=key,
        on_change=state.changed,
        args=(CELL, DEPART, key, bool),
        help=say(Message("Every departure is said beside the answer and stands in the record of the reading.")),
    )


def _hold(run: Run, against: Against) -> None:
    """Say under the answer what departs from the plan, and offer to record the reading."""
    reading = _record(run)
    known = any(item.id == reading.id for item in against.record.readings)
    same_outcome = bool(st.session_state.get("same_outcome", True))
    earlier = sum(item.id != reading.id for item in against.record.readings)
    found = deviations(
        against.planned,
        run.method,
        run.parameters,
        counts=group_sizes(run.parameters, run.result),
        earlier_looks=earlier,
        looks_on_record=tuple(n for n, _ in looks_taken(against.record, before=reading)),
        went_on=went_on(run.result),
        columns_before=columns_before(against.record, reading),
        same_outcome=same_outcome,
    )
    if found:
        head = say(PluralMessage("One departure from the plan.", "{n:count} departures from the plan.", n=len(found)))
        words = joined(say(sentence) for _, sentence in found)
        st.markdown(f":material/rule: **{head}** {current.markdown_text(words)}")
    else:
        st.caption(f":material/check: {say(Message('Keeps to the plan “{name}”.', name=against.record.name))}")
    with st.container(key="hold", horizontal=True, vertical_alignment="center"):
        if known:
            st.caption(say(Message("This reading stands in the registry.")))
            return
        st.button(
            say(Message("Record this reading")),
            key="record_reading",
            type="primary",
            on_click=_keep,
            args=(against, reading),
        )
        if against.record.outcome:
            st.toggle(
                say(Message("The outcome is the registered one: {outcome}", outcome=against.record.outcome)),
                value=True,
                key="same_outcome",
            )


def _record(run: Run) -> ReadingRecord:
    study = current.study()
    of_rows = run.prepared is not None
    return ReadingRecord(
        method_id=run.method.id,
        method_version=run.method.version,
        parameters={p.name: run.parameters.get(p.name, p.default) for p in run.method.parameters},
        table=run.prepared.table if run.prepared is not None else "",
        fingerprint=run.prepared.fingerprint if run.prepared is not None else "",
        study_id=study.id if study is not None and of_rows else "",
        answer=numbers_digest(run.result),
    )


def _keep(against: Against, reading: ReadingRecord) -> None:
    taken = replace(reading, read_at=now(), same_outcome=bool(st.session_state.get("same_outcome", True)))
    current.set_registry(
        tuple(with_reading(plan, taken) if plan.id == against.record.id else plan for plan in current.registry())
    )
