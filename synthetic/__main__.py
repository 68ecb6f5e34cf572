"""Write a generated study of any size: `python -m synthetic --customers 500000 --months 12 --out DIR`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analysis.core import RetentionLabError
from synthetic.experiment_plan import ARMS
from synthetic.presets import PRESET_NAMES
from synthetic.scenario import Scenario
from synthetic.streaming import CHUNK_CUSTOMERS, write_study


def main(given: list[str] | None = None) -> int:
    """Read the command line, write the study; 2 when it cannot be made."""
    parser = argparse.ArgumentParser(prog="python -m synthetic", description=__doc__)
    parser.add_argument("--customers", type=int, default=500_000, help="customers (default: %(default)s)")
    parser.add_argument("--months", type=int, default=12, help="months of events up to December 2025, 6 to 36")
    parser.add_argument("--respondents", type=int, default=2000, help="completed questionnaires in two waves")
    parser.add_argument("--preset", choices=PRESET_NAMES, default="e_commerce", help="kind of business")
    parser.add_argument("--experiment", choices=tuple(ARMS), default="two_arm", help="design of the experiment")
    parser.add_argument("--seed", type=int, default=7, help="same seed, same content")
    parser.add_argument("--no-effect", action="store_true", help="every effect exactly zero")
    parser.add_argument("--chunk-size", type=int, default=CHUNK_CUSTOMERS, help="customers in memory at a time")
    parser.add_argument("--out", type=Path, required=True, help="new or empty folder")
    options = parser.parse_args(given)
    try:
        scenario = Scenario(
            seed=options.seed,
            customers=options.customers,
            respondents=options.respondents,
            months=options.months,
            preset=options.preset,
            no_effect=options.no_effect,
            experiment=options.experiment,
        )
        written = write_study(scenario, options.out, chunk_customers=options.chunk_size, progress=sys.stderr)
    except RetentionLabError as error:
        parser.exit(2, f"{error}\n")
    rate = written.events / max(written.seconds, 1e-9)
    sys.stdout.write(
        f"{written.customers:,} customers, {written.events:,} events in {written.seconds:.0f} s "
        f"({rate:,.0f} a second): {written.folder}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
