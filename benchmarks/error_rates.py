"""Error rates of every method over 10,000 replicates: `python -m benchmarks error_rates` (some 20 minutes).

A claim outside its exact binomial band (1 % over all claims together) is run again with 100,000 fresh
replicates, and those decide. Words as arguments select claims whose id contains them.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.recovery.claims import CLAIMS, Verdict
from tests.recovery.claims.claim import held

REPLICATES = 10_000
WORKERS = 2


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
    print(f"{len(chosen)} claims, {broken} broken, {time.monotonic() - started:.0f} s")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
