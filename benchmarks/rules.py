"""Rule mining beside mlxtend: the same table, one run each in a process of its own, equal answers demanded.

Run ``python benchmarks/rules.py`` (all sizes, a few minutes) or ``python benchmarks/rules.py --rows 100000``.
It prints CPU seconds, how many times as long each peer takes, and the peak memory above the table, and
ends with status 1 if an answer differs or a promise is broken.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SEED = 20260101
N_ITEMS = 60
SETTINGS = ((100_000, 0.05), (100_000, 0.01), (1_000_000, 0.05))
MINERS = ("bitset", "hmine", "fpgrowth", "apriori")
TIME_LIMIT_SECONDS = 120
REPEAT_WITHIN_SECONDS = 3.0
MOST_REPEATS = 20
TIMES_FASTER_THAN_HMINE = 10.0
ROWS_OF_THE_RATIO = 100_000
MILLION_ROWS_CPU_SECONDS = 1.0


@dataclass(frozen=True)
class Run:
    """One miner on one table; `seconds` is None where the time limit was reached."""

    miner: str
    seconds: float | None = None
    peak_megabytes: float = 0.0
    n_itemsets: int = 0
    digest: str = ""


def survey(n_rows: int) -> Any:
    """Survey-shaped answers: 60 options chosen by 3 to 30 %, in four segments that prefer different options."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(SEED)
    segment = rng.integers(0, 4, n_rows)
    columns = {}
    for place in range(N_ITEMS):
        base = 0.03 + 0.27 * (place * 7 % N_ITEMS / N_ITEMS) ** 2
        liked = np.where((np.arange(4) + place) % 4 == 0, 2.0, 0.75)
        columns[f"q{place:02d}"] = rng.random(n_rows) < np.minimum(base * liked, 0.95)[segment]
    return pd.DataFrame(columns)


def miner_of(name: str) -> Callable[[Any, float], Iterable[tuple[tuple[str, ...], int]]]:
    """Takes a frame and a support, gives itemsets and counts; what is timed is the library's own call."""
    if name == "bitset":
        from analysis.association import mine_itemsets

        def ours(frame: Any, share: float) -> Any:
            found = mine_itemsets(frame, min_support=share).to_frame()
            return found["itemset"], found["support"]

        return ours
    from mlxtend import frequent_patterns

    def peer(frame: Any, share: float) -> Any:
        found = getattr(frequent_patterns, name)(frame, min_support=share, use_colnames=True)
        return found["itemsets"], found["support"]

    return peer


def measure(name: str, n_rows: int, share: float) -> Run:
    """Run one miner in this process: best CPU time of a few repeats, peak memory above the table."""
    frame = survey(n_rows)
    mine = miner_of(name)
    mine(frame.iloc[:500], 0.5)  # imports and first-call set-up are not mining
    before = _reset_peak()
    best, repeats, started = float("inf"), 0, time.monotonic()
    itemsets, supports = [], []
    while not repeats or (repeats < MOST_REPEATS and time.monotonic() - started < REPEAT_WITHIN_SECONDS):
        clock = time.process_time()
        itemsets, supports = mine(frame, share)
        best = min(best, time.process_time() - clock)
        repeats += 1
    peak = _peak_megabytes() - before
    lines = sorted(f"{sorted(items)}:{round(s * n_rows)}" for items, s in zip(itemsets, supports, strict=True))
    return Run(name, best, peak, len(lines), blake2b("\n".join(lines).encode(), digest_size=8).hexdigest())


def in_child(name: str, n_rows: int, share: float) -> Run:
    """Run one miner in a process of its own, given up after the time limit."""
    command = [sys.executable, __file__, "--child", name, str(n_rows), str(share)]
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, timeout=TIME_LIMIT_SECONDS, check=True, cwd=ROOT
        )
    except subprocess.TimeoutExpired:
        return Run(name)
    return Run(**json.loads(answer.stdout.splitlines()[-1]))


def compare(n_rows: int, share: float) -> list[str]:
    """Print one setting's table; return the promises broken."""
    runs = [in_child(name, n_rows, share) for name in MINERS]
    ours = runs[0]
    print(f"\n{n_rows:,} x {N_ITEMS}, support {share:.0%}: {ours.n_itemsets:,} itemsets")
    print(f"{'miner':<20}{'CPU seconds':>12}{'times ours':>12}{'peak MB':>10}  answer")
    for run in runs:
        label = "ours (bitset)" if run is ours else f"mlxtend {run.miner}"
        if run.seconds is None:
            print(f"{label:<20}{f'> {TIME_LIMIT_SECONDS}':>12}{'':>12}{'':>10}  not finished")
            continue
        same = "equal" if run.digest == ours.digest else "DIFFERENT"
        times = run.seconds / ours.seconds
        print(f"{label:<20}{run.seconds:>12.4f}{times:>12.1f}{run.peak_megabytes:>10.0f}  {same}")
    return [f"{n_rows:,} at {share:.0%}: {line}" for line in broken_promises(runs, n_rows)]


def broken_promises(runs: list[Run], n_rows: int) -> list[str]:
    """What a setting's runs show to be untrue."""
    ours, peers = runs[0], [run for run in runs[1:] if run.seconds is not None]
    if ours.seconds is None:
        return ["our miner did not finish"]
    broken = [f"mlxtend {run.miner} finds other itemsets or supports" for run in peers if run.digest != ours.digest]
    broken += [f"slower than mlxtend {run.miner}" for run in peers if run.seconds < ours.seconds]
    hmine = next((run for run in peers if run.miner == "hmine"), None)
    if n_rows == ROWS_OF_THE_RATIO and hmine and hmine.seconds < TIMES_FASTER_THAN_HMINE * ours.seconds:
        broken.append(f"only {hmine.seconds / ours.seconds:.1f} times as fast as mlxtend hmine")
    if n_rows == 1_000_000 and ours.seconds >= MILLION_ROWS_CPU_SECONDS:
        broken.append(f"{ours.seconds:.2f} CPU seconds for a million rows")
    return broken


def _reset_peak() -> float:
    """Forget earlier peaks where the system can (Linux); return the memory in use, in MB."""
    import gc

    gc.collect()
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return _peak_megabytes()
    return _status_megabytes("VmRSS")


def _peak_megabytes() -> float:
    if Path("/proc/self/status").exists():
        return _status_megabytes("VmHWM")
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def _status_megabytes(field: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) / 1024


def main() -> int:
    """Measure, print, and say whether every promise holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, help="only the settings with this many rows")
    parser.add_argument("--child", nargs=3, metavar=("MINER", "ROWS", "SUPPORT"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    if given.child:
        name, n_rows, share = given.child
        print(json.dumps(measure(name, int(n_rows), float(share)).__dict__))
        return 0
    broken: list[str] = []
    for n_rows, share in SETTINGS:
        if given.rows in (None, n_rows):
            broken += compare(n_rows, share)
    print("\n" + ("\n".join(["Broken promises:", *broken]) if broken else "Every promise holds."))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
