"""Every cell of every page is timed, and the cells that may take long are a fixed few."""

import ast

from analysis.methods import METHODS
from benchmarks.cells import AIM_SECONDS, ANSWERS
from tests.architecture.sources import ROOT, calls, literal

LONG = {"choose_k", "cluster", "cluster_stability", "correlation_matrix"}


def cells_in(source: str) -> set[tuple[str, str]]:
    """Id and method of every `Cell(...)` in a source."""
    found = set()
    for call in calls(ast.parse(source), "Cell"):
        given = {keyword.arg: literal(keyword.value) for keyword in call.keywords if keyword.arg in {"id", "method"}}
        found.add((str(given["id"]), str(given["method"])))
    return found


def test_every_cell_has_an_answer_that_is_timed():
    shown = {one for path in (ROOT / "pages").rglob("*.py") for one in cells_in(path.read_text(encoding="utf-8"))}
    assert len(shown) >= 12
    timed = {(answer.cell, answer.method) for answer in ANSWERS}
    assert shown <= timed, f"add to benchmarks/cells.py: {sorted(shown - timed)}"


def test_a_cell_that_nobody_times_is_found():
    assert cells_in('show(cell.Cell(id="odd", method="odd_method"))') == {("odd", "odd_method")}


def test_the_long_methods_are_the_listed_few():
    assert {method.id for method in METHODS if method.slow} == LONG


def test_only_long_methods_may_take_longer_than_the_aim():
    assert {answer.method for answer in ANSWERS if answer.ceiling > AIM_SECONDS} <= LONG
