"""Fills a test's numbers from a block pasted from a spreadsheet or a dashboard."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analysis.core import Message, RetentionLabError, UnreadableFileError
from analysis.data.pasted_counts import PastedCounts, read_pasted_counts
from analysis.language import joined
from analysis.methods import method_by_id
from pages.ui import state
from pages.ui.cell import Cell
from pages.ui.words import language, say, say_error

_FOUND = "rl_pasted"
EXAMPLE = Message("group, customers, conversions\ncontrol, 2600, 910\nnew, 2600, 988")


def offer(cell: Cell) -> None:
    """Draw the field for the block, what was understood of it, and what was not."""
    with st.expander(say(Message("Paste the counts from a spreadsheet or dashboard")), type="compact", key="paste"):
        key = f"pasted:{language()}"
        st.text_area(
            say(Message("One line for each group")),
            key=key,
            height=110,
            placeholder=say(EXAMPLE),
        )
        st.button(say(Message("Fill in the counts")), key="fill_pasted", on_click=_fill, args=(cell, key))
        found: PastedCounts | RetentionLabError | None = st.session_state.pop(_FOUND, None)
        if isinstance(found, RetentionLabError):
            st.error(say_error(found))
        elif found is not None:
            st.caption(joined(say(remark) for remark in found.remarks))


def _fill(cell: Cell, key: str) -> None:
    try:
        found = read_pasted_counts(st.session_state.get(key, ""))
        _put(cell, found)
    except RetentionLabError as error:
        st.session_state[_FOUND] = error
        return
    st.session_state[_FOUND] = found


def _put(cell: Cell, found: PastedCounts) -> None:
    """Write the pasted groups into the fields of the reader."""
    declared = {p.name: p for p in method_by_id(cell.method).parameters}
    values = _of_arms(found) if "sizes" in declared else _of_two(found)
    wanted = {name: value for name, value in values.items() if name in declared}
    if not wanted or any(value is None for value in wanted.values()):
        raise UnreadableFileError(
            Message("The block does not hold what is asked here."),
            Message(
                "A share needs group, customers and conversions; an average needs group, customers, mean and standard deviation."
            ),
        )
    for name, value in wanted.items():
        state.set_choice(cell.id, declared[name], value)


def _of_two(found: PastedCounts) -> dict[str, Any]:
    if len(found.arms) > 2:
        raise UnreadableFileError(
            Message("The block holds {n:count} groups, and two are compared here.", n=len(found.arms)),
            remedy=Message("Leave the other lines out, or choose several versions above."),
        )
    values: dict[str, Any] = {}
    for side, arm in zip(("control", "treatment"), found.arms, strict=True):
        values |= {f"n_{side}": arm.n, f"successes_{side}": arm.conversions}
        values |= {f"mean_{side}": arm.mean, f"sd_{side}": arm.sd}
    return values


def _of_arms(found: PastedCounts) -> dict[str, Any]:
    """All groups, as rates where there are conversions, else as means."""
    sizes = tuple(float(arm.n) for arm in found.arms)
    conversions = [arm.conversions for arm in found.arms if arm.conversions is not None]
    if len(conversions) == len(found.arms):
        return {"measure": "rates", "sizes": sizes, "observed": tuple(float(k) for k in conversions)}
    measured = [(arm.mean, arm.sd) for arm in found.arms if arm.mean is not None and arm.sd is not None]
    if len(measured) < len(found.arms):
        return {"observed": None}
    means, sds = zip(*measured, strict=True)
    return {"measure": "means", "sizes": sizes, "observed": tuple(means), "sds": tuple(sds)}
