"""The planners: what is measured decides which one asks its questions; below it, what follows from the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from analysis.core import Message
from analysis.methods import method_by_id
from pages.ui import (
    chooser,
    coming_customers,
    current,
    event_baseline,
    linked_cells,
    measured_today,
    needs,
    plan_actions,
    plan_links,
    table_choice,
)
from pages.ui.cell import OPEN, Cell, Run, show

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
        "survey": Message("a share in a survey, nothing compared"),
    },
)
PLANNERS: Mapping[str, Cell] = {
    "share": Cell(
        id="plan",
        method="plan_proportions",
        defaults={"baseline_rate": 0.35, "change": 0.02, "users_per_week": 2600},
        questions_first=True,
    ),
    "average": Cell(
        id="plan_mean",
        method="plan_means",
        defaults={"baseline_mean": 120.0, "sd": 180.0, "change": 10.0, "users_per_week": 2600},
        questions_first=True,
    ),
    "ratio": Cell(
        id="plan_ratio",
        method="plan_ratio",
        defaults={
            "ratio": 0.12,
            "change": 0.05,
            "mean_denominator": 6.0,
            "variance_numerator": 1.4,
            "variance_denominator": 30.0,
            "correlation": 0.6,
            "users_per_week": 2600,
        },
        questions_first=True,
    ),
    "events": Cell(
        id="plan_events",
        method="plan_counts",
        defaults={"rate": 1.8, "change": 0.05, "variance_to_mean": 2.2, "users_per_week": 2600},
        questions_first=True,
    ),
    "several": Cell(
        id="plan_several",
        method="plan_metrics",
        defaults={
            "kinds": ("share", "mean", "share"),
            "baselines": (0.35, 80.0, 0.02),
            "smallest_changes": (0.02, -3.0, 0.005),
            "roles": ("primary", "guardrail", "guardrail"),
            "spreads": (0.0, 60.0, 0.0),
            "users_per_week": 2600,
        },
        questions_first=True,
    ),
    "factors": Cell(
        id="plan_factors",
        method="plan_factorial",
        defaults={"baseline": 0.35, "change_a": 0.02, "change_b": 0.02, "users_per_week": 2600},
        questions_first=True,
    ),
    "relation": Cell(
        id="plan_relation",
        method="plan_association",
        defaults={"kind": "correlation", "effect": 0.2},
        questions_first=True,
    ),
    "survey": Cell(id="plan_survey", method="plan_sample", defaults={"population": 5000}, questions_first=True),
}
FOLLOWING: tuple[Cell, ...] = (
    Cell(id="duration", method="plan_duration", folded=True),
    Cell(id="pilot", method="plan_pilot", folded=True),
    Cell(
        id="sequential",
        method="plan_sequential",
        question=Message("Look early, rightly"),
        folded=True,
        actions=plan_actions.buttons,
    ),
    Cell(id="designs", method="compare_designs", question=Message("Which way of looking?"), folded=True),
    Cell(id="peeking", method="peeking_error", folded=True),
    Cell(id="bounds", method="sequential_bounds", question=Message("Bounds for looks at other times"), folded=True),
    Cell(id="race", method="conversion_race", defaults={"relative_lift": 0.1}, folded=True),
    Cell(id="before", method="cuped_reduction", defaults={"correlation": 0.5, "n_per_group": 5000}, folded=True),
)
ONLY_AFTER: Mapping[str, tuple[str, ...]] = {
    "plan_sequential": ("plan_proportions", "plan_means"),
    "compare_designs": ("plan_proportions", "plan_means"),
    "plan_pilot": ("plan_proportions",),
    "conversion_race": ("plan_proportions",),
    "sequential_bounds": ("plan_proportions", "plan_means", "plan_ratio", "plan_counts"),
    "cuped_reduction": ("plan_means", "plan_ratio", "plan_counts", "plan_proportions"),
}
"""Plans whose outcome these go on with; a plan of another outcome has nothing to give them."""
COMING = Cell(id="accrual", method="measure_accrual", table="events", defaults=needs.customers_in_time, folded=True)
TODAY = Cell(
    id="today",
    method="measure_baseline",
    question=Message("Fill the plan from the study"),
    defaults=needs.outcome_measured,
    folded=True,
)


def offered() -> list[str]:
    """What can be planned for here."""
    cells = linked_cells.available(*PLANNERS.values())
    return [kind for kind, cell in PLANNERS.items() if cell in cells]


def plan() -> Run | None:
    """Draw the planner of what is measured, with its buttons; give the plan."""
    kinds = offered()
    chooser.draw("measured", MEASURED, kinds, side_by_side=True)
    cell = PLANNERS[chooser.chosen("measured", MEASURED, kinds)]
    return show(replace(cell, actions=plan_actions.buttons))[0]


def follow(plan: Run | None) -> None:
    """Draw what follows from the plan, each closed until it is opened."""
    if plan is None:
        return
    if current.main_table() is not None:
        for cell in linked_cells.available(TODAY):
            st.divider()
            show(replace(cell, lead=table_choice.offer, actions=lambda run: measured_today.fill(run, plan)))
    if plan.method.id == "plan_sample":
        return
    event_baseline.offer(plan)
    opened = current.study()
    if opened is not None and "events" in opened.tables:
        st.divider()
        show(replace(COMING, actions=coming_customers.fill))
    for cell in linked_cells.available(*FOLLOWING):
        if plan.method.id not in ONLY_AFTER.get(cell.method, (plan.method.id,)):
            continue
        st.divider()
        show(linked_cells.following(cell, plan))


def codes_of(method_id: str, parameters: Mapping[str, Any]) -> dict[str, str]:
    """Codes of the page with exactly this plan, opened where it stands folded under another one."""
    method = method_by_id(method_id)
    for kind, cell in PLANNERS.items():
        if cell.method == method_id:
            return plan_links.codes_for(cell, method, parameters, measured__kind=kind)
    cell = next(item for item in FOLLOWING if item.method == method_id)
    kind = "average" if parameters.get("outcome") == "mean" else "share"
    opened = {f"{cell.id}__{name}": "1" for name in (OPEN.name, linked_cells.OWN.name)}
    return plan_links.codes_for(cell, method, parameters, measured__kind=kind, **opened)
