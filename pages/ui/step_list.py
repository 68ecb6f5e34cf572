"""The recipe as it stands: steps in order, to switch off, move, remove, undo and redo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from analysis.core import Message, RetentionLabError
from pages.ui import current
from pages.ui.words import say, say_error

if TYPE_CHECKING:
    from analysis.data import Recipe

_FAILED = "rl_recipe_error"


def show() -> None:
    """Draw the steps and what they do to the number of rows."""
    study = current.study()
    if study is None:
        return
    recipe = study.recipe
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(say(Message("Steps in force")), anchor=False, width="stretch")
        _button("undo", Message("Undo"), ":material/undo:", _undo, disabled=not recipe.steps)
        _button("redo", Message("Redo"), ":material/redo:", _redo, disabled=not recipe.undone)
    _show_failure()
    if not recipe.steps:
        st.markdown(f":gray[{say(Message('No steps yet. The raw data are used as they were read.'))}]")
    for place in range(len(recipe.steps)):
        _step(recipe, place)
    _rows()


def apply(change: Callable[[], Recipe]) -> bool:
    """Put a changed recipe in force; keep the old one and the error where it does not fit."""
    study = current.study()
    if study is None:
        return False
    try:
        current.change_study(study.with_recipe(change()))
    except RetentionLabError as error:
        st.session_state[_FAILED] = error
        return False
    st.session_state.pop(_FAILED, None)
    return True


def _show_failure() -> None:
    error = st.session_state.pop(_FAILED, None)
    if error is not None:
        st.error(say_error(error))


def _recipe() -> Recipe:
    study = current.study()
    if study is None:
        raise RuntimeError("no study is open")
    return study.recipe


def _undo() -> None:
    """Take the last step back; a button's callback."""
    apply(lambda: _recipe().undo())


def _redo() -> None:
    """Bring the last undone step in again; a button's callback."""
    apply(lambda: _recipe().redo())


def _step(recipe: Recipe, place: int) -> None:
    from analysis.data import Filter

    step = recipe.steps[place]
    with st.container(key=f"step-{place}", horizontal=True, vertical_alignment="center"):
        text = current.markdown_text(say(recipe.describe()[place]))
        st.markdown(f"{place + 1}. {text}", width="stretch")
        if isinstance(step, Filter):
            key = f"active:{place}:{step.expression}"
            st.session_state[key] = step.active
            st.toggle(say(Message("On")), key=key, on_change=_switch, args=(place,))
        _button(
            f"up:{place}", Message("Move up"), ":material/arrow_upward:", _move, place, place - 1, disabled=place == 0
        )
        last = place == len(recipe.steps) - 1
        _button(
            f"down:{place}", Message("Move down"), ":material/arrow_downward:", _move, place, place + 1, disabled=last
        )
        _button(f"remove:{place}", Message("Remove"), ":material/close:", _remove, place)


def _button(
    key: str, label: Message, icon: str, action: Callable[..., None], *args: int, disabled: bool = False
) -> None:
    st.button(
        "\u200b",
        key=f"step-{key}",
        type="tertiary",
        icon=icon,
        help=say(label),
        on_click=action,
        args=args,
        disabled=disabled,
    )


def _base() -> object:
    study = current.study()
    return study.codebook if study is not None else None


def _move(place: int, to: int) -> None:
    apply(lambda: _recipe().moved(place, to, _base()))  # type: ignore[arg-type]


def _remove(place: int) -> None:
    apply(lambda: _recipe().removed(place, _base()))  # type: ignore[arg-type]


def _switch(place: int) -> None:
    from analysis.data import Filter

    step = _recipe().steps[place]
    if isinstance(step, Filter):
        apply(lambda: _recipe().replaced(place, replace(step, active=not step.active), _base()))  # type: ignore[arg-type]


def _rows() -> None:
    study = current.study()
    if study is None:
        return
    for name in study.tables:
        if name == "events":
            continue
        try:
            prepared = study.prepared(name)
        except RetentionLabError as error:
            st.error(say_error(error))
            continue
        from analysis.data.study import TABLE_WORDS

        parts = [
            say(
                Message(
                    "{table}: n {used:count} of {total:count}",
                    table=TABLE_WORDS[name],
                    used=len(prepared.frame),
                    total=prepared.n_total,
                )
            )
        ]
        parts += [say(Message("{n:count} {reason}", n=item.n, reason=item.reason)) for item in prepared.dropped]
        st.caption(current.markdown_text(" · ".join(parts)))
        for note in prepared.notes:
            st.caption(current.markdown_text(say(note.message)))
