"""Streamed generation beside a row-by-row Faker generator: events a CPU second, peak memory, how many times as fast.

Run ``python -m benchmarks.generation`` (50,000 customers, a year) or ``--customers 500000``. It writes to a temporary
folder, removes it, and ends with status 1 when a promise is broken.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.driving import ROOT
from benchmarks.measuring import cost, machine, peak_mib, show

CUSTOMERS = 50_000
PEER_CUSTOMERS = 300
EVENTS_A_CUSTOMER = 240
MOST_MIB = 2048.0
LEAST_EVENTS_A_CPU_SECOND = 300_000.0
LEAST_TIMES_FASTER = 20.0


def streamed(customers: int) -> dict[str, float]:
    """Write a study of this size in this process."""
    from synthetic.scenario import Scenario
    from synthetic.streaming import write_study

    with tempfile.TemporaryDirectory() as folder:
        write_study(Scenario(customers=1000, respondents=200, seed=1), Path(folder) / "first")
        written, spent = cost(
            lambda: write_study(Scenario(customers=customers, respondents=2000), Path(folder) / "made")
        )
        size = sum(path.stat().st_size for path in (Path(folder) / "made").rglob("*") if path.is_file())
    return {
        "events": written.events,
        "cpu": spent.cpu,
        "wall": spent.wall,
        "peak": peak_mib(),
        "megabytes": size / 1e6,
    }


def row_by_row(customers: int) -> dict[str, float]:
    """What most generators do: a Faker call for each field of each row, then one table to Parquet."""
    import pandas as pd
    from faker import Faker

    fake: Any = Faker("zh_CN")
    fake.seed_instance(7)

    def make() -> int:
        events = []
        people = []
        for number in range(customers):
            people.append({"id": number, "name": fake.name(), "phone": fake.phone_number()})
            for _ in range(EVENTS_A_CUSTOMER):
                kind = fake.random_element(("login", "interaction", "purchase"))
                events.append(
                    {
                        "customer_id": number,
                        "time": fake.date_time_between("-1y", "now"),
                        "kind": kind,
                        "channel": fake.random_element(("group", "live", "app")),
                        "amount": fake.random_int(1, 100_000) / 100 if kind == "purchase" else None,
                    }
                )
        with tempfile.TemporaryDirectory() as folder:
            pd.DataFrame(people).to_parquet(Path(folder) / "people.parquet")
            pd.DataFrame(events).sort_values("time").to_parquet(Path(folder) / "events.parquet")
        return len(events)

    n, spent = cost(make)
    return {"events": n, "cpu": spent.cpu, "wall": spent.wall, "peak": peak_mib(), "megabytes": 0.0}


def in_child(what: str, customers: int) -> dict[str, float]:
    """Measure one generator in a process of its own, so that its peak memory is its own."""
    command = [sys.executable, "-m", "benchmarks.generation", "--child", what, "--customers", str(customers)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--child", choices=("streamed", "row_by_row"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        print(json.dumps({"streamed": streamed, "row_by_row": row_by_row}[given.child](given.customers)))
        return 0
    ours, peer = in_child("streamed", given.customers), in_child("row_by_row", PEER_CUSTOMERS)
    rates = [one["events"] / one["cpu"] for one in (ours, peer)]
    times = rates[0] / rates[1]
    print(machine())
    show(
        f"A year of {given.customers:,} customers, {ours['megabytes']:.0f} MB of Parquet",
        ("generator", "events", "CPU s", "wall s", "events / CPU s", "peak MiB"),
        [
            (name, int(one["events"]), one["cpu"], one["wall"], int(rate), int(one["peak"]))
            for name, one, rate in zip(("streamed", "Faker row by row"), (ours, peer), rates, strict=True)
        ],
    )
    print(f"\nstreamed makes {times:.0f} times as many events a CPU second")
    broken = [
        sentence
        for sentence, is_broken in (
            (f"{ours['peak']:.0f} MiB at the peak, {MOST_MIB:.0f} promised", ours["peak"] > MOST_MIB),
            (f"only {rates[0]:,.0f} events a CPU second", rates[0] < LEAST_EVENTS_A_CPU_SECOND),
            (f"only {times:.1f} times as fast as row by row", times < LEAST_TIMES_FASTER),
        )
        if is_broken
    ]
    print("\n".join(["Broken promises:", *broken]) if broken else "Every promise holds.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
