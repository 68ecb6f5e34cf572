"""Long work: computed in a thread of its own, with elapsed time, progress, a stop button and the last result dimmed."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from analysis.core import Message, Result, RetentionLabError
from analysis.methods.running import run_method
from pages.ui import cached
from pages.ui.words import say

if TYPE_CHECKING:
    from analysis.data import Prepared
    from analysis.methods import Method

_JOBS = "rl_jobs"
_RESULTS = "rl_long_results"
RESULTS_KEPT = 12
POLL_SECONDS = 0.4


class Stopped(Exception):  # noqa: N818 - not an error: the reader asked for it
    """The reader pressed Stop."""


@dataclass
class Job:
    """One computation under way or over."""

    key: str
    started: float = field(default_factory=time.monotonic)
    share: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)
    result: Result | None = None
    error: BaseException | None = None
    done: threading.Event = field(default_factory=threading.Event)

    def report(self, share: float) -> None:
        """Take progress from the method; stop it when the reader asked for that."""
        self.share = min(1.0, max(0.0, share))
        if self.stop.is_set():
            raise Stopped

    @property
    def elapsed_seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started


@dataclass(frozen=True, slots=True)
class LongResult:
    """A result, or the last one while a newer is under way."""

    result: Result
    parameters: Mapping[str, Any]
    stale: bool
    table: str = ""


def result(cell: str, method: Method, table: Prepared | None, parameters: Mapping[str, Any]) -> LongResult | None:
    """Result of a long method; draws progress and returns the last result, if any, while it is under way.

    Raises
    ------
    RetentionLabError
        What the method raised.
    """
    key = cached.result_key(method, table, parameters)
    results: dict[str, dict[str, LongResult]] = st.session_state.setdefault(_RESULTS, {})
    mine = results.setdefault(cell, {})
    if key in mine:
        return mine[key]
    jobs: dict[str, Job] = st.session_state.setdefault(_JOBS, {})
    job = jobs.get(cell)
    if job is None or job.key != key:
        if job is not None:
            job.stop.set()
        job = jobs[cell] = _start(key, method, table, dict(parameters))
        # Quick work is shown at once, without a flicker of progress.
        job.done.wait(0.3)
    rows = table.table if table is not None else ""
    # What was found among other rows is no stand-in for what is asked of these.
    last = next((kept for kept in reversed(mine.values()) if kept.table == rows), None)
    if not job.done.is_set():
        _watch(cell, job)
        return LongResult(last.result, last.parameters, stale=True) if last else None
    if isinstance(job.error, Stopped):
        st.info(say(Message("Stopped after {seconds:number} s.", seconds=job.elapsed_seconds)))
        st.button(say(Message("Compute again")), key=f"again:{cell}", on_click=_forget, args=(cell,))
        return LongResult(last.result, last.parameters, stale=True) if last else None
    if job.error is not None:
        if isinstance(job.error, RetentionLabError):
            raise job.error
        raise RuntimeError(f"{method.id} failed") from job.error
    if job.result is None:
        raise RuntimeError(f"{method.id} ended without a result")
    mine[key] = LongResult(job.result, dict(parameters), stale=False, table=rows)
    while len(mine) > RESULTS_KEPT:
        mine.pop(next(iter(mine)))
    return mine[key]


def _forget(cell: str) -> None:
    """Let a stopped cell start again; a button's callback."""
    st.session_state[_JOBS].pop(cell, None)


def _start(key: str, method: Method, table: Prepared | None, parameters: dict[str, Any]) -> Job:
    job = Job(key)

    def work() -> None:
        try:
            job.result = run_method(method, table, parameters, progress=job.report)
        except BaseException as error:  # noqa: BLE001 - handed to the session's own thread, which raises it
            job.error = error
        job.done.set()

    threading.Thread(target=work, daemon=True, name=f"long-{method.id}").start()
    return job


def _watch(cell: str, job: Job) -> None:
    @st.fragment(run_every=POLL_SECONDS, key=f"watch-{cell}")
    def watch() -> None:
        if job.done.is_set():
            st.rerun()
        elapsed = job.elapsed_seconds
        if job.share > 0.02:
            left = elapsed * (1 - job.share) / job.share
            text = say(Message("Computing: {elapsed:count} s, about {left:count} s left", elapsed=elapsed, left=left))
        else:
            text = say(Message("Computing: {elapsed:count} s", elapsed=elapsed))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(job.share, text=text)
            st.button(say(Message("Stop")), key=f"stop:{cell}", on_click=job.stop.set)

    watch()
