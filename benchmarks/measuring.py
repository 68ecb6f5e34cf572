"""CPU time, peak memory and plain tables: what every benchmark measures with and prints."""

from __future__ import annotations

import gc
import os
import platform
import resource
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
MIB = 1024.0
STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of this process, all its threads together, and wall seconds."""

    cpu: float
    wall: float


def cost(act: Callable[[], T]) -> tuple[T, Cost]:
    """Do something once and say what it cost; garbage of before is not counted."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    done = act()
    return done, Cost(time.process_time() - cpu, time.perf_counter() - wall)


def least(acts: Iterable[Callable[[], object]]) -> Cost:
    """The cheapest of several runs: on a shared machine the others measure the neighbours."""
    costs = [cost(act)[1] for act in acts]
    return Cost(min(one.cpu for one in costs), min(one.wall for one in costs))


def forget_peak() -> None:
    """Start counting peak memory anew, where the kernel allows it (Linux)."""
    if CLEAR.exists():
        CLEAR.write_text("5")


def peak_mib() -> float:
    """Most memory this process held since `forget_peak`, in MiB."""
    if STATUS.exists():
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / MIB
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (MIB * MIB if platform.system() == "Darwin" else MIB)


def machine() -> str:
    """The machine in one line, with how busy it was."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, load {load:.1f}"


def show(title: str, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table, numbers on the right."""
    texts = [[_text(cell) for cell in row] for row in rows]
    widths = [max(len(heading), *(len(row[place]) for row in texts)) for place, heading in enumerate(headings)]
    numeric = [all(isinstance(row[place], int | float | None) for row in rows) for place in range(len(headings))]
    print(f"\n{title}")
    for line in (list(headings), ["-" * width for width in widths], *texts):
        cells = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ]
        print("  ".join(cells).rstrip())


def _text(cell: object) -> str:
    if cell is None:
        return "-"
    return f"{cell:.3f}" if isinstance(cell, float) else f"{cell:,}" if isinstance(cell, int) else str(cell)
