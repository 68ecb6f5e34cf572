"""What a fresh server pays before the first reader sees something: imports, the sample study, each first page.

`python -m benchmarks.opening`. Every line is a process of its own, its cheapest run of several.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.driving import ROOT, open_bare, open_page
from benchmarks.measuring import cost, machine, peak_mib, show

REPEATS = 3
SAMPLE_SECONDS = 1.0
ALLOWED = ("streamlit", "pandas", "altair", "pydantic.fields")
HEAVY = (
    "altair", "babel", "faker", "matplotlib", "mlxtend", "openpyxl", "pyarrow", "pyreadstat", "scipy", "sklearn",
    "statsmodels", "vl_convert", "xlsxwriter",
)  # fmt: skip
"""Packages worth naming when a page has loaded them."""
PAGES = ("relations", "questions", "segments", "rules", "plan_test", "read_test", "import_data", "notebook")
OWN = ("analysis", "pages", "synthetic")
TIMED_IMPORT = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")


@dataclass(frozen=True, slots=True)
class Opened:
    """What one fresh process paid, and the packages it had loaded at its end."""

    cpu: float
    wall: float
    peak: float
    packages: frozenset[str]


def main() -> int:
    """Print all tables; 1 when the entry imports more than it may or the sample study takes too long."""
    print(f"{machine()}; seconds of CPU in a fresh process, least of {REPEATS}")
    broken = [*_imports(), *_sample()]
    _import_times()
    _first_pages()
    print("\n" + ("\n".join(["Broken promises:", *broken]) if broken else "Every promise of opening holds."))
    return 1 if broken else 0


def _imports() -> list[str]:
    allowed = _fresh("imports", ",".join(ALLOWED))
    rows: list[tuple[Any, ...]] = []
    broken: list[str] = []
    for name, modules in (
        ("peer: streamlit alone", ("streamlit",)),
        ("allowed: streamlit, pandas, altair, pydantic", ALLOWED),
        ("the entry: streamlit, pages.ui.shell", ("streamlit", "pages.ui.shell")),
        ("the server's side: streamlit, pages.ui.serving", ("streamlit", "pages.ui.serving")),
    ):
        opened = _fresh("imports", ",".join(modules))
        more = sorted(opened.packages - allowed.packages - set(OWN))
        rows.append((name, opened.cpu, opened.wall, round(opened.peak), ", ".join(more) or "nothing"))
        if more and "pages" in modules[-1]:
            broken.append(f"{modules[-1]} imports more than it may: {', '.join(more)}")
    show("Imports", ("what", "CPU", "wall", "peak MiB", "beyond the allowed packages"), rows)
    return broken


def _sample() -> list[str]:
    opened = _fresh("sample")
    rows = [("sample_study(seed=7)", opened.cpu, opened.wall, round(opened.peak))]
    show("The sample study, ready to be read", ("what", "CPU", "wall", "peak MiB"), rows)
    if opened.cpu > SAMPLE_SECONDS:
        return [f"the sample study takes {opened.cpu:.2f} s of CPU, more than {SAMPLE_SECONDS:g}"]
    return []


def _import_times() -> None:
    """Where the entry's import time goes, by package (`python -X importtime`, time in a module itself)."""
    command = [sys.executable, "-X", "importtime", "-c", "import streamlit, pages.ui.shell"]
    output = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=True).stderr
    spent: Counter[str] = Counter()
    for microseconds, module in TIMED_IMPORT.findall(output):
        package = module.partition(".")[0]
        spent[package if package not in sys.stdlib_module_names else "the standard library"] += int(microseconds)
    rows = [(package, total / 1e6) for package, total in spent.most_common(12)]
    show("The entry by package (python -X importtime, wall)", ("package", "seconds"), rows)


def _first_pages() -> None:
    rows: list[tuple[Any, ...]] = []
    bare = _fresh("bare")
    rows.append(("peer: a bare app with one table", bare.cpu, bare.wall, round(bare.peak), _heavy(bare)))
    for name, arguments in (
        ("overview, no study", ("page", "overview")),
        ("overview, sample study", ("page", "overview", "sample-7")),
        ("overview, sample study, Chinese", ("page", "overview", "sample-7", "zh")),
        *((f"{page}, sample study", ("page", page, "sample-7")) for page in PAGES),
    ):
        opened = _fresh(*arguments)
        rows.append((name, opened.cpu, opened.wall, round(opened.peak), _heavy(opened)))
    headings = ("first page of a fresh process", "CPU", "wall", "peak MiB", "loaded by then")
    show("Process start to first page", headings, rows)


def _heavy(opened: Opened) -> str:
    return ", ".join(name for name in HEAVY if name in opened.packages)


def _fresh(*arguments: str) -> Opened:
    """The cheapest of several fresh processes that do one of `TASKS`."""
    runs: list[Opened] = []
    for _ in range(REPEATS):
        command = [sys.executable, "-m", "benchmarks.opening", "--child", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        read = json.loads(done.stdout.splitlines()[-1])
        runs.append(Opened(read["cpu"], read["wall"], read["peak"], frozenset(read["packages"])))
    best = min(runs, key=lambda run: run.cpu)
    return Opened(best.cpu, min(run.wall for run in runs), best.peak, best.packages)


def _environment() -> dict[str, str]:
    # As on a reader's machine: compiled modules are kept.
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _child(task: str, *arguments: str) -> None:
    _, paid = cost(lambda: TASKS[task](*arguments))
    packages = sorted({name.partition(".")[0] for name in sys.modules} - set(sys.stdlib_module_names))
    known = [name for name in packages if not name.startswith("_") and name != "benchmarks"]
    print(json.dumps({"cpu": paid.cpu, "wall": paid.wall, "peak": peak_mib(), "packages": known}))


def _import_all(modules: str) -> None:
    for module in modules.split(","):
        __import__(module)


def _draw_page(page: str, study: str = "", language: str = "en") -> None:
    open_page(page, study or None, language=language)


def _draw_bare() -> None:
    open_bare()


def _make_sample() -> None:
    from synthetic import sample_study

    sample_study(seed=7).prepared()


TASKS = {"imports": _import_all, "page": _draw_page, "bare": _draw_bare, "sample": _make_sample}


def run(arguments: Sequence[str]) -> int:
    """Be a child, or measure everything."""
    if arguments and arguments[0] == "--child":
        _child(*arguments[1:])
        return 0
    return main()


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
