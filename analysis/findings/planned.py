"""What a plan has settled before the test, and what of it a reading takes over."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from analysis.core.parameters import Parameter
from analysis.core.results import Result
from analysis.methods import Method

ALTERNATIVES = {("two", ""): "two-sided", ("one", "increase"): "greater", ("one", "decrease"): "less"}
READERS: Mapping[str, tuple[str, ...]] = {
    "plan_proportions": ("read_proportions", "read_arms", "read_user_proportions", "read_sequential"),
    "plan_means": ("read_means", "read_arms", "read_user_means", "read_sequential"),
    "plan_ratio": ("read_ratio", "read_user_ratio"),
    "plan_counts": ("read_counts", "read_arms"),
    "plan_metrics": ("read_metrics",),
    "plan_factorial": ("read_arms",),
    "plan_sequential": ("read_sequential",),
    "plan_association": ("correlate",),
    "plan_sample": ("frequencies", "multi_select", "top_box", "net_promoter_score"),
}
"""The readings that hold a plan to its own outcome; the first is the usual one."""
CARRIED: Mapping[str, frozenset[str]] = {
    "plan_sequential": frozenset({"design", "alpha", "sides", "rho", "gamma", "outcome"}),
    "plan_metrics": frozenset(
        {"kinds", "roles", "smallest_changes", "alpha", "guardrail_alpha", "sides", "correction"}
    ),
}
IN_POINTS = frozenset({"plan_proportions", "plan_factorial", "plan_sequential", "plan_sample"})
UNNAMED = frozenset({"plan_metrics", "plan_factorial", "plan_association", "plan_sample"})
"""Planners whose own rules say what is wanted; no single change and no direction is that of the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What is settled before the test.

    Parameters
    ----------
    method_id : str
        The planner.
    n_total : int or None
        Customers in all.
    shares : tuple of float
        Planned share of each group, the control group first.
    smallest_change : float or None
        In the unit of the outcome; a fraction of customers for a rate.
    alpha : float
        Chance of a false alarm in one comparison.
    sides, direction, goal : str
        As planned; empty where the planner does not ask.
    margin : float or None
        Of a test for non-inferiority or equivalence.
    family_alpha : float
        Chance of a false alarm over all comparisons.
    in_points : bool
        Whether the outcome is a share, whose differences are counted in points.
    looks, bounds : tuple
        Customers in all at each planned look, and the bound of z there; empty where the plan is read once.
    carried : mapping
        What a reading asks under the same name, as the plan has it.
    """

    method_id: str
    n_total: int | None
    shares: tuple[float, ...]
    smallest_change: float | None
    alpha: float
    sides: str
    direction: str
    goal: str = "superiority"
    margin: float | None = None
    family_alpha: float = 0.05
    in_points: bool = False
    looks: tuple[int, ...] = ()
    bounds: tuple[float, ...] = ()
    carried: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def level(self) -> float:
        """Confidence level of the interval that belongs to the plan.

        A plan for non-inferiority gives its level to one one-sided test, which is read off an interval that
        leaves out as much on either side.
        """
        return round(1 - self.alpha * (2 if self.goal == "noninferiority" else 1), 12)


def planned_of(method: Method, parameters: Mapping[str, Any], result: Result) -> Planned:
    """What does a plan settle before the test?

    Parameters
    ----------
    method : Method
        The planner.
    parameters : mapping
        As asked of it.
    result : Result
        What it answered: sizes come from there.
    """
    values = {p.name: parameters.get(p.name, p.default) for p in method.parameters}
    level = _number(values.get("level"))
    family = (_number(values.get("alpha")) or 0.05) if level is None else round(1 - level, 12)
    goal = str(values.get("goal") or "superiority")
    better = {"higher": "increase", "lower": "decrease"}.get(str(values.get("better")))
    # With a margin the change is the true difference assumed, not one to act on.
    change = _number(getattr(result, "change", values.get("change"))) if goal == "superiority" else None
    direction = str((better if goal != "superiority" else None) or values.get("direction") or "")
    has_margin = goal != "superiority" or method.id == "plan_sample"
    return Planned(
        method_id=method.id,
        n_total=_size(method, result),
        shares=_shares(method, result),
        smallest_change=None if method.id in UNNAMED else abs(change or 0.0) or None,
        alpha=_alpha(values, result, goal, family),
        sides=str(values.get("sides") or "two") if goal == "superiority" else "two",
        direction=direction,
        goal=goal,
        margin=_number(getattr(result, "margin", values.get("margin"))) if has_margin else None,
        family_alpha=family,
        in_points=values.get("outcome", "share") in {"share", "proportion"} and method.id in IN_POINTS,
        looks=tuple(int(n) for n in getattr(result, "n_at_looks", ())),
        bounds=tuple(float(z) for z in getattr(result, "z", ())) if method.id == "plan_sequential" else (),
        carried=_carried(method, values, result),
    )


def _size(method: Method, result: Result) -> int | None:
    """Customers, or answers, in all."""
    names = {"plan_sequential": "max_n_total", "plan_sample": "n"}
    n_total = _number(getattr(result, names.get(method.id, "n_total"), None))
    return None if n_total is None else math.ceil(n_total)


def _shares(method: Method, result: Result) -> tuple[float, ...]:
    """Share of each group, the control group first; empty where there is only one."""
    frame = result.to_frame()
    if {"group", "share"} <= set(frame.columns):
        return tuple(float(share) for share in frame.drop_duplicates("group")["share"])
    if method.id == "plan_factorial":
        cells = frame.drop_duplicates("cell")["n"]
        return tuple(float(n) / float(cells.sum()) for n in cells)
    if method.id in {"plan_sequential", "plan_metrics"}:
        sizes = [float(getattr(result, name)) for name in ("n_control", "n_treatment")]
        return tuple(n / sum(sizes) for n in sizes)
    return ()


def _carried(method: Method, values: Mapping[str, Any], result: Result) -> dict[str, Any]:
    """What the readings of this plan ask under names of their own."""
    match method.id:
        case "plan_sequential" | "plan_metrics":
            own = {name: value for name, value in values.items() if name in CARRIED[method.id]}
            return {name: value for name, value in own.items() if value is not None}
        case "plan_factorial":
            return _of_two_changes(values, result)
        case _:
            several = (values.get("n_treatments") or 1) > 1
            carried: dict[str, Any] = {"adjust": values.get("correction")} if several else {}
            if (values.get("cluster_size") or 1) > 1:
                carried |= {name: values.get(name) for name in ("cluster_size", "icc")} | {"randomised_by": "cluster"}
            return carried


def _of_two_changes(values: Mapping[str, Any], result: Result) -> dict[str, Any]:
    """Settings of the reading of a 2 x 2: each effect's interval stands on its own, at the level of one test."""
    first = _number(values.get("change_a"))
    second = first if values.get("change_b") is None else _number(values.get("change_b"))
    carried: dict[str, Any] = {
        "design": "factorial",
        "measure": "rates" if values.get("outcome") == "share" else "means",
        "level": round(1 - float(getattr(result, "alpha_per_test", 0.05)), 12),
    }
    if first is not None and second is not None and (first > 0) == (second > 0):
        carried["good"] = "increase" if first > 0 else "decrease"
        # The reading holds both main effects against one smallest change.
        if abs(first) == abs(second):
            carried["smallest_change"] = abs(first)
    return carried


def _alpha(values: Mapping[str, Any], result: Result, goal: str, family: float) -> float:
    """The level of one test of the plan. Some planners of a margin still state the level of both directions."""
    stated = _number(getattr(result, "alpha_per_comparison", None)) or family
    halved = hasattr(result, "alpha_tested") or str(values.get("sides") or "two") == "one"
    return stated if goal != "noninferiority" or halved else stated / 2


def reading_values(planned: Planned, reader: Method) -> dict[str, Any]:
    """The parameters of a reading that its plan has settled, of those that the reader asks."""
    declared = {p.name: p for p in reader.parameters}
    two_groups = len(planned.shares) == 2
    # A reader of several groups shares the level among the comparisons by itself.
    shares_level = bool({"adjust", "correction"} & set(declared))
    sided = ("one", planned.direction) if planned.sides == "one" else ("two", "")
    settled: dict[str, Any] = {
        "planned_n_total": planned.n_total,
        "planned_share_treatment": round(planned.shares[1], 12) if two_groups else None,
        "planned_n": planned.n_total,
        "planned_share": planned.shares or None,
        "planned_shares": planned.shares or None,
        "smallest_change": planned.smallest_change,
        "level": round(1 - planned.family_alpha, 12) if shares_level else planned.level,
        "alternative": ALTERNATIVES.get(sided),
        "good": planned.direction or None,
        "goal": planned.goal,
        "margin": planned.margin,
        **planned.carried,
    }
    return {
        name: value
        for name, value in settled.items()
        if value is not None and name in declared and _suits(declared[name], value)
    }


def _suits(parameter: Parameter, value: Any) -> bool:
    several = parameter.kind in {"numbers", "choices"}
    if isinstance(value, tuple) != several:
        return False
    items = cast("tuple[Any, ...]", value) if several else (value,)
    return not parameter.choices or all(item in parameter.choices for item in items)


def fits(planner_id: str, reader_id: str) -> bool:
    """Whether a reading asks about the outcome that a planner plans for."""
    return reader_id in READERS.get(planner_id, (reader_id,))


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
