"""The planners: what is measured decides which one asks its questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from analysis.core import Message
from analysis.methods import METHODS
from pages.ui import chooser, plan_actions
from pages.ui.cell import Cell, Run, show

PAGE = "plan_test"
MEASURED = chooser.page_choice(
    "kind",
    Message("What is measured?"),
    {
        "share": Message("a share of customers"),
        "average": Message("an average"),
        "ratio": Message("a ratio per customer"),
        "events": Message("a number of events"),
        "several": Message("several outcomes at once"),
        "factors": Message("two changes at once (2 × 2)"),
        "relation": Message("a relation"),
    },
)
PLANNERS: Mapping[str, Cell] = {
    "share": Cell(
        id="plan",
        method="plan_proportions",
        defaults={"baseline_rate": 0.35, "change": 0.02, "users_per_week": 2600},
        questions_first=True,
    ),
}


def offered() -> list[str]:
    """What can be planned for here."""
    known = {method.id for method in METHODS}
    return [kind for kind, cell in PLANNERS.items() if cell.method in known]


def plan() -> Run | None:
    """Draw the planner of what is measured, with its buttons; give the plan."""
    kinds = offered()
    cell = PLANNERS[chooser.chosen("measured", MEASURED, kinds)]
    lead = replace(cell, lead=lambda: chooser.draw("measured", MEASURED, kinds), actions=plan_actions.buttons)
    return show(lead)[0]


def kind_of(method_id: str) -> str:
    """What a planner measures."""
    return next(kind for kind, cell in PLANNERS.items() if cell.method == method_id)
