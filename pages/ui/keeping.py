"""Between session and sitting: what is kept of a session's work, and how it comes back after a refresh."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.ui.sittings import COOKIE, Sitting, SittingSettings, is_token

if TYPE_CHECKING:
    from analysis.data import Study
    from analysis.findings.finding import Finding
    from analysis.findings.registry import PlanRecord

WORK = "work.json"
STUDY = "study.zip"
_KEPT = "rl_kept"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a sitting gives back: the open study, and one from a file that was open before it."""

    study: Study | None
    earlier: Study | None
    notebook: tuple[Finding, ...]
    registry: tuple[PlanRecord, ...]
    choices: dict[str, dict[str, str]]
    title: str


def sitting() -> Sitting | None:
    """The sitting of this browser, or None where sittings are off or the browser sent no key."""
    settings = SittingSettings.from_environment()
    token = st.context.cookies.get(COOKIE) if settings.enabled else None
    return Sitting(token, settings) if isinstance(token, str) and is_token(token) else None


def life_hours() -> float:
    """Hours a sitting is kept."""
    return SittingSettings.from_environment().life_hours


def restore() -> Kept | None:
    """Read the work back; None where nothing is kept."""
    from analysis.data import Study
    from analysis.findings.finding import Finding
    from analysis.findings.registry import PlanRecord
    from pages.ui import cached

    place = sitting()
    content = place.read(WORK) if place else None
    if place is None or content is None:
        return None
    work: dict[str, Any] = json.loads(content)
    archive = place.read(STUDY)
    archived = Study.open(archive) if archive is not None else None
    built_in = cached.built_in_study(work["built_in"]) if work["built_in"] else None
    notebook = tuple(Finding.from_json(item) for item in work["notebook"])
    earlier = archived if built_in is not None else None
    registry = tuple(PlanRecord.from_json(item) for item in work.get("registry", ()))
    return Kept(built_in or archived, earlier, notebook, registry, work["choices"], str(work.get("title", "")))


def keep(
    study: Study | None,
    notebook: tuple[Finding, ...],
    registry: tuple[PlanRecord, ...],
    choices: dict[str, dict[str, str]],
    title: str,
) -> None:
    """Write what changed since the last run of this session."""
    place = sitting()
    if place is None:
        return
    plain = study is not None and study.origin.kind != "file" and not study.changed
    work = {
        "built_in": study.id if study is not None and plain else "",
        "notebook": [finding.to_json() for finding in notebook],
        "registry": [plan.to_json() for plan in registry],
        "choices": choices,
        "title": title,
    }
    content = json.dumps(work, ensure_ascii=False, sort_keys=True).encode()
    kept: dict[str, str] = st.session_state.setdefault(_KEPT, {})
    archived = study.state_fingerprint if study is not None and not plain else ""
    if study is not None and archived and kept.get(STUDY) != archived:
        place.write(STUDY, study.save(include_data=True))
        kept[STUDY] = archived
    digest = hashlib.sha256(content).hexdigest()
    if kept.get(WORK) != digest and (study is not None or notebook or registry or WORK in kept):
        place.write(WORK, content)
        kept[WORK] = digest


def delete() -> None:
    """Delete this browser's sitting."""
    place = sitting()
    if place is not None:
        place.delete()
    st.session_state.pop(_KEPT, None)
