"""Benchmarks, each in a process of its own: `python -m benchmarks`, or some: `python -m benchmarks app`."""

from __future__ import annotations

import subprocess
import sys
import time

from benchmarks.driving import ROOT

# The last takes an hour and more of processor time; `python -m benchmarks fast` leaves it out.
PARTS = ("opening", "answers", "calculators", "rules", "generation", "error_rates")
GROUPS = {"all": PARTS, "fast": PARTS[:-1], "app": ("opening", "answers"), **{part: (part,) for part in PARTS}}


def main(names: list[str]) -> int:
    """Run the parts; 1 when one of them broke a promise."""
    unknown = [name for name in names if name not in GROUPS]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(GROUPS)}")
        return 2
    parts = [part for name in names or ["all"] for part in GROUPS[name]]
    broken: list[str] = []
    for part in dict.fromkeys(parts):
        print(f"\n== {part} ==", flush=True)
        started = time.monotonic()
        if subprocess.run([sys.executable, "-m", f"benchmarks.{part}"], cwd=ROOT, check=False).returncode:
            broken.append(part)
        print(f"({part}: {time.monotonic() - started:.0f} s)", flush=True)
    print(f"\nA promise is broken in: {', '.join(broken)}" if broken else "\nEvery promise holds.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
