"""What a plan has settled before the test, and how a reading departs from it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast

from analysis.core.messages import Message, Sentence
from analysis.core.parameters import Parameter
from analysis.core.results import Result
from analysis.methods import Method

Deviation: TypeAlias = Literal[
    "method", "level", "sides", "goal", "smallest_change", "split_asked", "size_asked", "stopped_early", "ran_longer",
    "groups", "looked_before", "outcome",
]  # fmt: skip
ALTERNATIVES = {("two", ""): "two-sided", ("one", "increase"): "greater", ("one", "decrease"): "less"}
READERS: Mapping[str, tuple[str, ...]] = {
    "plan_proportions": ("read_proportions", "read_arms", "read_user_proportions", "read_sequential"),
    "plan_means": ("read_means", "read_arms", "read_user_means", "read_sequential"),
    "plan_ratio": ("read_ratio", "read_user_ratio"),
    "plan_counts": ("read_counts", "read_arms"),
}
"""The readings that hold a plan to its own outcome; the first is the usual one."""
TOLERANCE = 1e-9
LONGER = 1.05


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
    frame = result.to_frame()
    shares: tuple[float, ...] = ()
    if {"group", "share"} <= set(frame.columns):
        shares = tuple(float(share) for share in frame.drop_duplicates("group")["share"])
    values = {p.name: parameters.get(p.name, p.default) for p in method.parameters}
    family = _number(values.get("alpha")) or 0.05
    n_total = _number(getattr(result, "n_total", None))
    goal = str(values.get("goal") or "superiority")
    better = {"higher": "increase", "lower": "decrease"}.get(str(values.get("better")))
    # With a margin the change is the true difference assumed, not one to act on.
    change = _number(getattr(result, "change", values.get("change"))) if goal == "superiority" else None
    return Planned(
        method_id=method.id,
        n_total=None if n_total is None else math.ceil(n_total),
        shares=shares,
        smallest_change=change or None,
        alpha=_number(getattr(result, "alpha_per_comparison", None)) or family,
        sides=str(values.get("sides") or "two") if goal == "superiority" else "two",
        direction=str((better if goal != "superiority" else None) or values.get("direction") or ""),
        goal=goal,
        margin=_number(getattr(result, "margin", values.get("margin"))) if goal != "superiority" else None,
        family_alpha=family,
    )


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
    }
    return {
        name: value
        for name, value in settled.items()
        if value is not None and name in declared and _suits(declared[name], value)
    }


def _suits(parameter: Parameter, value: Any) -> bool:
    if parameter.choices:
        return value in parameter.choices
    return isinstance(value, tuple) == (parameter.kind == "numbers")


def fits(planner_id: str, reader_id: str) -> bool:
    """Whether a reading asks about the outcome that a planner plans for."""
    return reader_id in READERS.get(planner_id, (reader_id,))


def group_sizes(parameters: Mapping[str, Any], result: Result) -> tuple[int, ...]:
    """Customers read in each group, the control group first; empty where the result does not say."""
    pair = tuple(parameters.get(name, getattr(result, name, None)) for name in ("n_control", "n_treatment"))
    if all(isinstance(n, int) for n in pair):
        return cast("tuple[int, int]", pair)
    sizes = parameters.get("n", getattr(result, "n", None))
    return tuple(int(n) for n in cast("tuple[float, ...]", sizes)) if isinstance(sizes, tuple) else ()


def deviations(
    planned: Planned,
    reader: Method,
    parameters: Mapping[str, Any],
    *,
    counts: tuple[int, ...] = (),
    earlier_looks: int = 0,
    same_outcome: bool = True,
) -> tuple[tuple[Deviation, Sentence], ...]:
    """Where does a reading depart from its plan?

    Parameters
    ----------
    planned : Planned
        What was settled.
    reader : Method
        The method that reads.
    parameters : mapping
        Its parameters.
    counts : tuple of int
        Customers read in each group, the control group first.
    earlier_looks : int
        Readings of other counts that stand in the registry already.
    same_outcome : bool
        Whether the reader says that the outcome is the registered one.

    Returns
    -------
    tuple of (code, sentence)
        Empty where the reading keeps to the plan.
    """
    found: list[tuple[Deviation, Sentence]] = []
    if not fits(planned.method_id, reader.id):
        found.append(
            ("method", Message("The outcome is read in another way than planned: another measure is another test."))
        )
    if not same_outcome:
        found.append(("outcome", Message("The outcome is not the registered one: this is exploration, not the test.")))
    values = {p.name: parameters.get(p.name, p.default) for p in reader.parameters}
    if planned.goal != "superiority" and "goal" not in values:
        found.append(
            ("goal", Message("This reading knows no margin: it asks for a difference, which was not planned."))
        )
    settled = reading_values(planned, reader)
    found.extend((code, words) for name, code, words in _CHANGED if name in settled and _differs(settled, values, name))
    found.extend(_size(planned, counts))
    if earlier_looks:
        found.append(
            (
                "looked_before",
                Message(
                    "Looks at other counts stand in the registry: {n:count}. With each one, no change is more often taken for a change.",
                    n=earlier_looks,
                ),
            )
        )
    return tuple(found)


_CHANGED: tuple[tuple[str, Deviation, Sentence], ...] = (
    ("level", "level", Message("The confidence level is not the planned one.")),
    ("alternative", "sides", Message("The direction looked in is not the planned one.")),
    ("good", "sides", Message("What is wanted is not what was planned.")),
    ("goal", "goal", Message("The question is not the planned one.")),
    ("margin", "goal", Message("The margin is not the planned one.")),
    ("smallest_change", "smallest_change", Message("The smallest change worth acting on is not the planned one.")),
    ("planned_share_treatment", "split_asked", Message("The split is checked against another one than planned.")),
    ("planned_shares", "split_asked", Message("The split is checked against another one than planned.")),
    ("planned_share", "split_asked", Message("The split is checked against another one than planned.")),
    ("planned_n", "size_asked", Message("The size is checked against another one than planned.")),
    ("planned_n_total", "size_asked", Message("The size is checked against another one than planned.")),
)


def _size(planned: Planned, counts: tuple[int, ...]) -> list[tuple[Deviation, Sentence]]:
    found: list[tuple[Deviation, Sentence]] = []
    n = sum(counts)
    if not n:
        return found
    if planned.shares and len(counts) != len(planned.shares):
        found.append(
            (
                "groups",
                Message(
                    "{found:count} groups are read where {planned:count} were planned.",
                    found=len(counts),
                    planned=len(planned.shares),
                ),
            )
        )
    if planned.n_total is not None and n < planned.n_total:
        words = Message(
            "Read early: {n:count} of {planned:count} planned customers are in.", n=n, planned=planned.n_total
        )
        found.append(("stopped_early", words))
    elif planned.n_total is not None and n > LONGER * planned.n_total:
        words = Message(
            "Ran longer: {n:count} customers where {planned:count} were planned.", n=n, planned=planned.n_total
        )
        found.append(("ran_longer", words))
    return found


def _differs(settled: Mapping[str, Any], values: Mapping[str, Any], name: str) -> bool:
    wanted, got = settled[name], values.get(name)
    if isinstance(wanted, tuple) and isinstance(got, tuple):
        settled_items, items = cast("tuple[Any, ...]", wanted), cast("tuple[Any, ...]", got)
        return len(settled_items) != len(items) or any(map(_apart, settled_items, items))
    return _apart(wanted, got)


def _apart(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, int | float) and isinstance(got, int | float):
        return abs(wanted - got) > TOLERANCE * max(1.0, abs(wanted))
    return wanted != got


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
