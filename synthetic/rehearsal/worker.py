"""A process that computes replicates. Run as a script; speaks with its parent in pickles over the pipes.

The first message is the parent's module path, the second the analysis, then one message a task: design,
seed, run, start and stop. The answer to each is ``("rows", array)`` or ``("error", exception)``. The
process ends when its input does.
"""

from __future__ import annotations

import os
import pickle
import sys
from typing import Any, BinaryIO


def main() -> None:
    """Answer tasks until there are no more."""
    source, answers = sys.stdin.buffer, _answers()
    sys.path[:] = pickle.load(source)  # noqa: S301 - from the parent alone
    from synthetic.rehearsal.scoring import scores

    analysis: Any = None
    while True:
        try:
            task: Any = pickle.load(source)  # noqa: S301 - from the parent alone
        except EOFError:
            return
        except Exception as error:  # noqa: BLE001 - what cannot be loaded here is told to the parent
            _send(answers, ("error", error))
            continue
        if callable(task):
            analysis = task
            continue
        design, seed, run, start, stop = task
        try:
            _send(answers, ("rows", scores(design, analysis, seed, run, start, stop)))
        except Exception as error:  # noqa: BLE001 - handed to the parent, which raises it
            _send(answers, ("error", error))


def _answers() -> BinaryIO:
    """The pipe to the parent; whatever else prints goes to the error stream."""
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return pipe


def _send(pipe: BinaryIO, answer: tuple[str, Any]) -> None:
    try:
        data = pickle.dumps(answer)
    except Exception:  # noqa: BLE001 - an exception that cannot be sent is sent as its text
        data = pickle.dumps((answer[0], RuntimeError(f"{type(answer[1]).__name__}: {answer[1]}")))
    pipe.write(data)
    pipe.flush()


if __name__ == "__main__":
    main()
