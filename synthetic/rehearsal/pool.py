"""Worker processes of a rehearsal: each computes chunks of replicates, and all of them can be stopped at once.

They are plain child processes and not `ProcessPoolExecutor` with spawn: spawn runs the main module of the
parent again in each child, which under Streamlit is the whole app, and in a script without a guard or a
notebook cell an endless recursion. A child here imports what the design and the analysis need, and nothing
else; stopping kills it in the middle of a chunk.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

import numpy as np

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from synthetic.rehearsal.outcome import Analysis, Design
from synthetic.rehearsal.scoring import Rows, scores

ASKED_EVERY_SECONDS = 0.3
WORKER = Path(__file__).with_name("worker.py")
CHUNK = 20
MOST_WORKERS = 32
Progress = Callable[[int], None]
"""Called with the number of replicates just done; may raise to stop."""


@dataclass(frozen=True, slots=True)
class Task:
    """Replicates of one design: how many, from which seed and run."""

    design: Design
    seed: int
    run: int
    replicates: int


Chunk: TypeAlias = tuple[int, Task, int, int]
Answer: TypeAlias = tuple[int, int, Rows] | BaseException


class Pool:
    """Processes that compute the replicates of one analysis; a context manager that ends them all.

    Parameters
    ----------
    analysis : callable
        A function of an importable module, or a partial of one.
    workers : int
        Number of processes; 0 computes in this one.

    Raises
    ------
    ParameterError
        The analysis cannot be sent to another process.
    """

    def __init__(self, analysis: Analysis, workers: int) -> None:
        self._analysis = analysis
        self._message = _pickled(analysis) if workers else b""
        self._processes: list[subprocess.Popen[bytes]] = []
        self._workers = workers

    def __enter__(self) -> Pool:
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        for _ in range(self._workers):
            process = subprocess.Popen(
                [sys.executable, "-P", str(WORKER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
            self._processes.append(process)
            _write(process, pickle.dumps(_module_path()))
            _write(process, self._message)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for process in self._processes:
            process.kill()
        for process in self._processes:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    _close(pipe)
            process.wait()
        self._processes.clear()

    def run(self, tasks: Sequence[Task], progress: Progress) -> list[Rows]:
        """Scores of every task, in order; whatever `progress` or the analysis raises ends the run."""
        chunks = [
            (place, task, start, min(start + CHUNK, task.replicates))
            for place, task in enumerate(tasks)
            for start in range(0, task.replicates, CHUNK)
        ]
        found: list[dict[int, Rows]] = [{} for _ in tasks]
        if not self._workers:
            for place, task, start, stop in chunks:
                found[place][start] = scores(task.design, self._analysis, task.seed, task.run, start, stop)
                progress(stop - start)
        else:
            self._shared(chunks, found, progress)
        return [np.concatenate([rows[start] for start in sorted(rows)]) for rows in found]

    def _shared(self, chunks: Sequence[Chunk], found: list[dict[int, Rows]], progress: Progress) -> None:
        """Hand the chunks out to the processes, one thread a process."""
        board = _Board()
        for chunk in chunks:
            board.waiting.put(chunk)
        threads = [threading.Thread(target=_serve, args=(process, board), daemon=True) for process in self._processes]
        for thread in threads:
            thread.start()
        try:
            for _ in chunks:
                answer = _next(board, progress)
                if isinstance(answer, BaseException):
                    raise answer
                place, start, rows = answer
                found[place][start] = rows
                progress(len(rows))
        finally:
            board.stop.set()


def _next(board: _Board, progress: Progress) -> tuple[int, int, Rows] | BaseException:
    """The next chunk that is done; whoever wants to stop is asked while it is waited for, not only afterwards."""
    while True:
        try:
            return board.done.get(timeout=ASKED_EVERY_SECONDS)
        except queue.Empty:
            progress(0)


@dataclass(slots=True)
class _Board:
    """Chunks that wait, and chunks that are done or failed."""

    waiting: queue.SimpleQueue[Chunk] = field(default_factory=queue.SimpleQueue[Chunk])
    done: queue.SimpleQueue[Answer] = field(default_factory=queue.SimpleQueue[Answer])
    stop: threading.Event = field(default_factory=threading.Event)


def _serve(process: subprocess.Popen[bytes], board: _Board) -> None:
    """Feed one process until no chunk waits; runs in a thread of its own."""
    while not board.stop.is_set():
        try:
            place, task, start, stop = board.waiting.get_nowait()
        except queue.Empty:
            return
        try:
            _write(process, pickle.dumps((task.design, task.seed, task.run, start, stop)))
            kind, content = _read(process)
        except (OSError, EOFError, pickle.UnpicklingError, ValueError) as error:
            ended = ChildProcessError("a worker of the rehearsal ended unexpectedly")
            ended.__cause__ = error
            board.done.put(ended)
            return
        if kind == "error":
            board.done.put(content)
            return
        board.done.put((place, start, content))


def _write(process: subprocess.Popen[bytes], data: bytes) -> None:
    if process.stdin is None:
        raise EOFError
    process.stdin.write(data)
    process.stdin.flush()


def _read(process: subprocess.Popen[bytes]) -> tuple[str, Any]:
    if process.stdout is None:
        raise EOFError
    return pickle.load(process.stdout)  # noqa: S301 - from our own child


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:
        # What was still to be written to a process that has ended.
        return


def _module_path() -> list[str]:
    """Where this process finds its modules; an empty entry is the folder it runs in."""
    return [entry or str(Path.cwd()) for entry in sys.path]


def _pickled(analysis: Analysis) -> bytes:
    """The analysis as bytes that another process can load."""
    function: Any = analysis
    while hasattr(function, "func"):
        function = function.func
    try:
        data = pickle.dumps(analysis)
    except (pickle.PicklingError, AttributeError, TypeError):
        data = b""
    if not data or getattr(function, "__module__", "__main__") == "__main__":
        raise ParameterError(
            Message("The analysis cannot be given to another process."),
            Message("A function of a module that can be imported, or functools.partial of one."),
            Message("Put the function into a file of its own, or compute in this process with workers=0."),
            parameter="analysis",
        )
    return data
