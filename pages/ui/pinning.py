"""Pin a cell to the notebook, or take it off again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import streamlit as st

from analysis.core import Message
from analysis.findings.finding import Finding, now
from pages.ui import current
from pages.ui.words import say

if TYPE_CHECKING:
    from pages.ui.cell import Run

PIN = Message("Pin")
UNPIN = Message("Pinned")


def button(run: Run) -> None:
    """The pin beside a cell's heading."""
    found = finding(run)
    pinned = any(item.id == found.id for item in current.notebook())
    st.button(
        say(UNPIN if pinned else PIN),
        key=f"pin:{run.cell.id}",
        type="tertiary",
        icon=":material/keep_off:" if pinned else ":material/keep:",
        on_click=_toggle,
        args=(found,),
    )


def finding(run: Run) -> Finding:
    """The cell as a finding; the same question of the same data with the same choices has one id."""
    study = current.study()
    question = (run.cell.question or run.method.question).template
    return Finding(
        id=hashlib.sha256(f"{question}\x1f{run.key}".encode()).hexdigest()[:12],
        method_id=run.method.id,
        parameters=dict(run.parameters),
        table=run.prepared.table if run.prepared else "",
        question=question,
        study_id=study.id if study is not None and run.prepared else "",
        fingerprint=run.prepared.fingerprint if run.prepared else "",
        pinned_at=now(),
    )


def _toggle(found: Finding) -> None:
    kept = tuple(item for item in current.notebook() if item.id != found.id)
    current.set_notebook(kept if len(kept) < len(current.notebook()) else (*kept, found))
