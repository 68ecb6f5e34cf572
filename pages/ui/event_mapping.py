"""Which columns of a behaviour file are customer, time, kind, channel and amount; guessed, shown, overridable."""

from __future__ import annotations

import hashlib
from typing import Any

import streamlit as st

from analysis.core import Message
from analysis.data.event_mapping import EventRole
from pages.ui.words import language, say

_LAST = "rl_last_events"
ROLES: dict[EventRole, Message] = {
    "customer_id": Message("Customer"),
    "time": Message("Time"),
    "kind": Message("Kind of event"),
    "channel": Message("Channel"),
    "amount": Message("Amount"),
}


def read(content: bytes, name: str) -> tuple[Any, dict[str, Any]]:
    """Read a behaviour file with the mapping the reader has chosen; returns the reading and its options."""
    from analysis.data import event_columns_of, read_events

    columns, guessed = event_columns_of(content, file_name=name)
    st.caption(say(Message("Which column is what? Guessed from the names; change what is wrong.")))
    mapping: dict[str, str] = {}
    for place, (role, words) in zip(st.columns(len(ROLES)), ROLES.items(), strict=True):
        options = ["", *columns]
        chosen = place.selectbox(
            say(words),
            options,
            index=options.index(guessed.get(role, "")),
            key=f"event:{role}:{name}:{language()}",
            format_func=lambda column: column or "–",
        )
        if chosen:
            mapping[role] = chosen
    missing = [words for role, words in ROLES.items() if role in {"customer_id", "time"} and role not in mapping]
    if missing:
        st.info(say(Message("Still to choose: {columns}.", columns=tuple(missing))))
        return None, {}
    asked = (hashlib.blake2b(content, digest_size=12).hexdigest(), name, tuple(mapping.items()))
    known, found = st.session_state.get(_LAST, (None, None))
    if known != asked:
        with st.spinner(say(Message("Reading {name} …", name=name))):
            found = read_events(content, file_name=name, mapping=mapping)
        st.session_state[_LAST] = (asked, found)
    return found, {"mapping": mapping}
