"""A choice that belongs to a page, not to one method: what is measured, where the numbers are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from analysis.core import Control, Message, Parameter
from pages.ui import state
from pages.ui.words import language, say


def page_choice(name: str, label: Message, words: Mapping[str, Message]) -> Parameter:
    """Declare a choice of a page; its first value is the usual one."""
    return Parameter(
        name=name,
        kind="choice",
        default=next(iter(words)),
        required=False,
        optional=False,
        control=Control(label=label, choices=words),
        choices=tuple(words),
    )


def chosen(cell: str, choice: Parameter, offered: Sequence[str]) -> str:
    """What is chosen of what the page can offer."""
    default = choice.default if choice.default in offered else offered[0]
    return state.choice(cell, choice, default, offered.__contains__)


def draw(cell: str, choice: Parameter, offered: Sequence[str], *, side_by_side: bool = False) -> None:
    """Draw the choice, as a list or as buttons beside each other; nothing where there is only one."""
    if len(offered) < 2 or choice.control is None:
        return
    value = chosen(cell, choice, offered)
    words = {option: say(choice.control.choices[option]) for option in offered}
    key = f"w:{cell}.{choice.name}:{language()}"
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    label = say(choice.control.label)
    arguments = (cell, choice, key, str)
    if side_by_side:
        st.segmented_control(
            label,
            list(offered),
            format_func=words.__getitem__,
            default=value,
            required=True,
            key=key,
            on_change=state.changed,
            args=arguments,
        )
    else:
        st.selectbox(
            label,
            list(offered),
            index=list(offered).index(value),
            format_func=words.__getitem__,
            key=key,
            on_change=state.changed,
            args=arguments,
        )
