"""From a plan to its rehearsal: the plan's numbers as the choices of the page that simulates it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from analysis.core import Message, Parameter
from analysis.language import joined
from pages.ui import navigation, rehearsal_view, rehearsed_plans, state
from pages.ui.forms import within
from pages.ui.rehearsed_plans import Answer, Rehearsed
from pages.ui.words import say

if TYPE_CHECKING:
    from pages.ui.cell import Run

PAGE = "rehearse"
SIMULATE = {"rehearse.part": "simulate"}
ITS_SIZE = Message("Opens the simulation with the rates or means, the groups and the level of this plan.")
TOO_LARGE = Message("Some numbers of this plan lie beyond what can be simulated here.")


def rehearsed(method_id: str, parameters: Mapping[str, Any], result: Any) -> Rehearsed | None:
    """The rehearsal with a plan's own numbers; None where no design of ours draws such a test."""
    found = _answer(method_id, parameters, result)
    return found if isinstance(found, Rehearsed) else None


def why_not(method_id: str, parameters: Mapping[str, Any], result: Any) -> Message | None:
    """Why a plan cannot be rehearsed; None where it can, or where it plans no test."""
    found = _answer(method_id, parameters, result)
    return found if isinstance(found, Message) else None


def button(run: Run) -> None:
    """Lead to the rehearsal of this plan, or say why there is none."""
    page = navigation.find(PAGE)
    found = _answer(run.method.id, run.parameters, run.result)
    if page is None or found is None:
        return
    if isinstance(found, Message):
        st.button(
            say(Message("Rehearse")),
            key=f"no_rehearsal:{run.cell.id}",
            type="tertiary",
            disabled=True,
            help=say(found),
        )
        return
    if st.button(
        say(Message("Rehearse")),
        key=f"rehearse:{run.cell.id}",
        type="tertiary",
        help=joined(say(sentence) for sentence in (ITS_SIZE, *found.simplified)),
        on_click=state.replace_choices,
        args=(page.stem, codes_of(found)),
    ):
        st.switch_page(page.path)


def codes_of(found: Rehearsed) -> dict[str, str]:
    """The choices of the page that simulates, as they stand in its link."""
    cell = found.kind.removeprefix("rehearse_")
    declared = _declared(found.kind)
    numbers = {f"{cell}.{name}": state.encode(declared[name], value) for name, value in found.values.items()}
    kind = {f"{rehearsal_view.CHOICE_CELL}.{rehearsal_view.KIND.name}": found.kind}
    return {**SIMULATE, **kind, **numbers}


def _answer(method_id: str, parameters: Mapping[str, Any], result: Any) -> Answer | None:
    found = rehearsed_plans.answer(method_id, parameters, result)
    return TOO_LARGE if isinstance(found, Rehearsed) and not _possible(found) else found


def _declared(kind: str) -> dict[str, Parameter]:
    method = next(method for method in rehearsal_view.REHEARSALS if method.id == kind)
    return {parameter.name: parameter for parameter in method.parameters}


def _possible(found: Rehearsed) -> bool:
    """Whether the form takes these numbers: a plan may be larger than what can be simulated."""
    declared = _declared(found.kind)
    numbers = {name: value for name, value in found.values.items() if declared[name].kind in {"number", "integer"}}
    return all(within(declared[name], value) for name, value in numbers.items())
