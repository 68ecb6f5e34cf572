"""Error rates of every method over 10,000 replicates: `python -m benchmarks error_rates` (an hour and more).

A claim outside its exact binomial band (1 % over all claims together) is run again with 100,000 fresh
replicates, and those decide. Words as arguments select claims whose id contains them; without words the long
versions of the simulations that stand in files of their own follow.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks.driving import ROOT
from tests.recovery.claims import CLAIMS, Verdict
from tests.recovery.claims.claim import held

REPLICATES = 10_000
WORKERS = 2
# Simulations in files of their own, and what makes their run a long one; each has a band of 1 % of its own.
LONG_RUNS = {
    "test_sequential_error_rates.py": {"SEQUENTIAL_PATHS": "400000"},
    "test_sequential_mean_error_rates.py": {"SEQUENTIAL_PATHS": "400000"},
    "test_reading_error_rates.py": {"READING_REPLICATES": "10000"},
    "test_user_reading_error_rates.py": {},
}


def run(place: int) -> Verdict:
    """One claim by its place in the list."""
    return held(CLAIMS[place], REPLICATES, len(CLAIMS))


def main(words: list[str]) -> int:
    """Print the table; 1 when a claim is broken."""
    chosen = [i for i, claim in enumerate(CLAIMS) if not words or any(word in claim.id for word in words)]
    print(f"{'claim':66}{'claimed':>9}{'seen':>9}{'allowed':>20}{'n':>9}")
    broken = 0
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        started = time.monotonic()
        for place, found in zip(chosen, pool.map(run, chosen), strict=True):
            claim = CLAIMS[place]
            says = f"{claim.rate:.3f}" if claim.real is None else "-".join(f"{rate:.3f}" for rate in claim.real)
            allowed = f"{found.low / found.replicates:.4f} to {found.high / found.replicates:.4f}"
            mark = "" if found.kept else "  BROKEN"
            broken += not found.kept
            print(f"{claim.id[:65]:66}{says:>9}{found.rate:9.4f}{allowed:>20}{found.replicates:9,}{mark}", flush=True)
    print(f"{len(chosen)} claims, {broken} broken, {time.monotonic() - started:.0f} s", flush=True)
    if not words:
        broken += sum(long_run(file) for file in LONG_RUNS)
    return 1 if broken else 0


def long_run(file: str) -> bool:
    """Whether the long version of this file's simulations breaks a claim."""
    print(f"\n{file}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"tests/recovery/{file}"]
    return subprocess.run(command, cwd=ROOT, env=os.environ | LONG_RUNS[file], check=False).returncode != 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
