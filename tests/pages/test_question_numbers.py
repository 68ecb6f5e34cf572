"""A planner's numbered questions count 1, 2, 3 … in the order in which they are drawn, whatever is measured."""

from __future__ import annotations

import itertools
import re

import pytest

from analysis.core.parameters import is_asked, label_beside, numbered
from analysis.methods import METHODS, method_by_id
from pages.ui.planners import FOLLOWING, PLANNERS
from tests.pages.conftest import OpenPage

SHOWN = re.compile(r"^(\d+) \S")


def counts(app, cell: str) -> list[int]:
    """The numbers before the labels of one cell's fields, as they are drawn."""
    found = []
    for element in app.main:
        key = getattr(element, "key", None) or ""
        if str(key).startswith(f"w:{cell}.") and (match := SHOWN.match(str(getattr(element, "label", "")))):
            found.append(int(match.group(1)))
    return found


@pytest.mark.parametrize("kind", PLANNERS)
def test_every_planner_counts_its_questions(open_page: OpenPage, kind: str) -> None:
    app = open_page("plan_test", "en", plan_test__kind=kind, measured__kind=kind)
    assert not app.exception
    found = counts(app, PLANNERS[kind].id)
    assert len(found) >= 3
    assert found == list(range(1, len(found) + 1))


PLANS = [m for m in METHODS if any(p.control and p.control.number for p in m.parameters)]


@pytest.mark.parametrize("method", PLANS, ids=[m.id for m in PLANS])
def test_every_choice_leaves_a_count_without_gaps(method) -> None:
    """Any two choices change what is asked: the count goes on, and what comes first is asked first."""
    parameters = {p.name: p for p in method.parameters}
    choices = [p for p in method.parameters if p.kind == "choice"]
    plain = {p.name: p.default for p in method.parameters}
    for first, second in itertools.combinations_with_replacement(choices, 2):
        for one, two in itertools.product(first.choices, second.choices):
            values = {**plain, second.name: two, first.name: one}
            asked = [p for p in method.parameters if is_asked(p, values)]
            places = numbered(asked)
            assert list(places.values()) == list(range(1, len(places) + 1))
            groups = [parameters[name].control.number for name in places]
            if method.id != "plan_pilot":
                assert groups == sorted(groups)


def test_every_planner_of_the_page_is_among_them() -> None:
    ids = {method.id for method in PLANS}
    assert {cell.method for cell in PLANNERS.values()} <= ids
    assert {"plan_duration", "plan_pilot", "plan_sequential"} <= ids & {cell.method for cell in FOLLOWING}


@pytest.mark.parametrize("goal", ["noninferiority", "equivalence"])
def test_with_a_margin_the_change_is_the_true_difference(open_page: OpenPage, goal: str) -> None:
    app = open_page("plan_test", "en", plan__goal=goal, plan__margin="0.03")
    assert not app.exception
    field = app.number_input(key="w:plan.change:en:points")
    assert field.label == "2 True difference planned for (points)"
    assert "worth its cost" not in field.help


@pytest.mark.parametrize(("goal", "asked"), [("superiority", True), ("noninferiority", False), ("equivalence", False)])
def test_a_plan_of_means_asks_for_one_true_change(goal: str, asked: bool) -> None:
    parameters = {p.name: p for p in method_by_id("plan_means").parameters}
    values = {**{name: p.default for name, p in parameters.items()}, "goal": goal}
    assert is_asked(parameters["change"], values) == asked
    assert is_asked(parameters["expected_change"], values) != asked


def test_no_planner_with_a_margin_calls_the_true_difference_worth_acting_on() -> None:
    for method in METHODS:
        names = {p.name: p for p in method.parameters}
        if "goal" not in names or not method.id.startswith("plan_"):
            continue
        for goal in set(names["goal"].choices) - {"superiority"}:
            values = {**{name: p.default for name, p in names.items()}, "goal": goal}
            labels = [str(label_beside(p, values)) for p in names.values() if is_asked(p, values)]
            assert not [label for label in labels if "worth acting on" in label]
