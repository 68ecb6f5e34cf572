"""The view in the link: the only place that reads or writes query parameters.

A link holds codes, defaults included: language, data set, and every choice of the page's cells as
``cell.parameter``. Labels and answers never enter it. The canonical value of a choice stands in the
session; a widget reports its change through `changed`, a link or the browser's back button is
adopted by `adopt`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, unquote

import streamlit as st

from analysis.core import LinkError, Message, Parameter

LANGUAGE = "lang"
STUDY = "study"
GLOBAL_KEYS = (LANGUAGE, STUDY)
_CODES = "rl_codes"
_WRITTEN = "rl_written"
_TOUCHED = "rl_touched"
_ADOPTED = "rl_adopted"
_REFUSED = "rl_refused"
_PAGE = "rl_page"


def adopt() -> None:
    """Decide whether this run follows the link: yes unless it is our own or a widget has just changed.

    First statement of a run, before the menu is built, since the link may name the language.
    """
    incoming = {name: value for name, value in st.query_params.items() if name in GLOBAL_KEYS or "." in name}
    touched = st.session_state.pop(_TOUCHED, False)
    st.session_state[_ADOPTED] = None
    if touched or not incoming or incoming == st.session_state.get(_WRITTEN):
        return
    st.session_state[_ADOPTED] = {name: value for name, value in incoming.items() if name not in GLOBAL_KEYS}
    for name in GLOBAL_KEYS:
        if name in incoming:
            st.session_state[f"rl_{name}"] = incoming[name]


def begin(page: str) -> None:
    """Start a page: its choices are the adopted link's, or those it had when it was last open."""
    st.session_state[_PAGE] = page
    st.session_state[_REFUSED] = []
    adopted = st.session_state[_ADOPTED]
    if adopted is not None:
        codes = _codes(page)
        codes.clear()
        codes.update(adopted)


def commit(shown: Mapping[str, str]) -> None:
    """Write the link of the view as it now stands; one browser-history entry per changed view."""
    page = st.session_state[_PAGE]
    view = {**shown, **dict(sorted(_codes(page).items()))}
    if dict(st.query_params) != view:
        st.query_params.from_dict(view)
    st.session_state[_WRITTEN] = view


def global_code(name: str) -> str | None:
    """The language or study code that the link or the session asks for."""
    return st.session_state.get(f"rl_{name}")


def set_global(name: str, code: str) -> None:
    """Set the language or study code, as a button does."""
    st.session_state[f"rl_{name}"] = code
    st.session_state[_TOUCHED] = True


def forget_page_choices() -> None:
    """Drop every page's choices: they named columns of another study."""
    st.session_state[_CODES] = {}
    st.session_state[_TOUCHED] = True


def forget_choices() -> None:
    """Drop the open page's choices: they named columns of another table."""
    _codes(st.session_state[_PAGE]).clear()
    st.session_state[_TOUCHED] = True


def page() -> str:
    """Stem of the open page."""
    return st.session_state[_PAGE]


def code_of(cell: str, parameter: Parameter) -> str | None:
    """Code of one choice of the open page as it stands, unchecked; None where nothing was chosen."""
    return _codes(st.session_state[_PAGE]).get(f"{cell}.{parameter.name}")


def choice(cell: str, parameter: Parameter, default: Any, allowed: Callable[[Any], bool]) -> Any:
    """Canonical value of one choice: from the session or link where it is possible, else the default.

    A code that cannot be read or is not possible here is remembered for `refused`, so that the page
    can say that the link asked for something else.
    """
    codes = _codes(st.session_state[_PAGE])
    name = f"{cell}.{parameter.name}"
    value = default
    # An empty code is a field that was not filled in yet, where nothing stands there by default either.
    if name in codes and (codes[name] or default is not None):
        try:
            decoded = decode(parameter, codes[name])
            possible = allowed(decoded)
        except (ValueError, LinkError):
            possible = False
            decoded = default
        if possible:
            value = decoded
        else:
            st.session_state[_REFUSED].append((parameter, codes[name]))
    codes[name] = encode(parameter, value)
    return value


def changed(cell: str, parameter: Parameter, widget_key: str, from_widget: Callable[[Any], Any]) -> None:
    """Take a widget's new value; the widgets' `on_change` callback."""
    value = from_widget(st.session_state[widget_key])
    st.session_state[_TOUCHED] = True
    if value is None and not parameter.optional:
        # A cleared field of a required number: the last value stays in force and is shown again.
        return
    _codes(st.session_state[_PAGE])[f"{cell}.{parameter.name}"] = encode(parameter, value)


def set_choice(cell: str, parameter: Parameter, value: Any, page: str | None = None) -> None:
    """Set a choice from a button, on this page or on another one."""
    _codes(page or st.session_state[_PAGE])[f"{cell}.{parameter.name}"] = encode(parameter, value)
    st.session_state[_TOUCHED] = True


def put(cell: str, parameter: Parameter, value: Any) -> None:
    """Set a choice in the middle of a run, from what the run itself found out."""
    _codes(st.session_state[_PAGE])[f"{cell}.{parameter.name}"] = encode(parameter, value)


def refused() -> tuple[LinkError, ...]:
    """What the link asked for and could not have, as sentences."""
    return tuple(
        LinkError(
            Message(
                "The link asks for {parameter} = {value}, which is not possible here.",
                parameter=parameter.control.label if parameter.control else parameter.name,
                value=code if len(code) <= 60 else f"{code[:57]}…",
            ),
            Message("The usual choice is shown instead."),
        )
        for parameter, code in st.session_state.get(_REFUSED, [])
    )


def codes_of(page: str) -> dict[str, str]:
    """Codes of one page's choices, as they stand in its link."""
    return dict(sorted(_codes(page).items()))


def replace_choices(page: str, codes: Mapping[str, str]) -> None:
    """Give a page the choices of a whole link, as a button that opens another view does."""
    _codes(page).clear()
    _codes(page).update(codes)
    st.session_state[_TOUCHED] = True


def all_choices() -> dict[str, dict[str, str]]:
    """Codes of every page's choices, for the sitting and the study file."""
    return {page: dict(codes) for page, codes in st.session_state.get(_CODES, {}).items()}


def restore_choices(choices: Mapping[str, Mapping[str, str]]) -> None:
    """Put kept choices back, except on the page whose link has just been adopted."""
    current: dict[str, dict[str, str]] = st.session_state.setdefault(_CODES, {})
    for page, codes in choices.items():
        if not current.get(page):
            current[page] = dict(codes)


def encode(parameter: Parameter, value: Any) -> str:
    """Write a value as its code in a link.

    Examples
    --------
    >>> columns = Parameter(name="columns", kind="columns", default=(), required=False, optional=False, control=None)
    >>> encode(columns, ("q1", "a,b"))
    'q1,a%2Cb'
    """
    if value is None:
        return ""
    match parameter.kind:
        case "flag":
            return "1" if value else "0"
        case "columns" | "choices" | "numbers":
            return ",".join(quote(_number_text(item), safe="") for item in value)
        case "date":
            return value.isoformat()
        case _:
            return _number_text(value)


def decode(parameter: Parameter, code: str) -> Any:
    """Read a value from its code.

    Raises
    ------
    ValueError
        If the code is not one of this parameter's kind.
    """
    if code == "" and parameter.optional:
        return None
    match parameter.kind:
        case "number":
            return float(code)
        case "integer":
            return int(code)
        case "flag":
            if code not in {"0", "1"}:
                raise ValueError(code)
            return code == "1"
        case "columns" | "choices":
            return tuple(unquote(item) for item in code.split(",")) if code else ()
        case "numbers":
            number = int if parameter.whole else float
            return tuple(number(unquote(item)) for item in code.split(",")) if code else ()
        case "date":
            return date.fromisoformat(code)
        case _:
            return code


def _number_text(value: Any) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _codes(page: str) -> dict[str, str]:
    return st.session_state.setdefault(_CODES, {}).setdefault(page, {})
