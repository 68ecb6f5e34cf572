"""How a reading departs from its plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias, cast

from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.core.results import Result
from analysis.findings.parameter_words import label_of
from analysis.findings.planned import Planned, fits, reading_values
from analysis.methods import Method

Deviation: TypeAlias = Literal[
    "method", "level", "sides", "goal", "smallest_change", "split_asked", "size_asked", "stopped_early", "ran_longer",
    "groups", "looked_before", "outcome", "settings", "look_moved", "look_added", "looks_left_out", "went_on",
]  # fmt: skip
OUTCOMES = ("outcome", "numerator", "denominator", "x", "y", "column", "columns")
"""What readings call the columns of their outcome."""
TOLERANCE = 1e-9
LONGER = 1.05


def group_sizes(parameters: Mapping[str, Any], result: Result) -> tuple[int, ...]:
    """Customers read in each group, the control group first; empty where the result does not say."""
    pair = tuple(parameters.get(name, getattr(result, name, None)) for name in ("n_control", "n_treatment"))
    if all(isinstance(n, int) for n in pair):
        return cast("tuple[int, int]", pair)
    sizes = next(
        (found for name in ("sizes", "n") if (found := parameters.get(name, getattr(result, name, None)))), None
    )
    if isinstance(sizes, int):
        return (sizes,)
    return tuple(int(n) for n in cast("tuple[float, ...]", sizes)) if isinstance(sizes, tuple) else ()


def columns_read(reader: Method, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that hold the outcome of a reading of rows."""
    declared = {p.name for p in reader.parameters if p.kind in {"column", "columns"}}
    return {name: parameters.get(name) for name in OUTCOMES if name in declared}


def deviations(
    planned: Planned,
    reader: Method,
    parameters: Mapping[str, Any],
    *,
    counts: tuple[int, ...] = (),
    earlier_looks: int = 0,
    looks_on_record: tuple[int, ...] = (),
    went_on: bool = False,
    columns_before: Mapping[str, Any] | None = None,
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
    looks_on_record : tuple of int
        Customers in all at those that were looks at the plan's own bounds.
    went_on : bool
        Whether an earlier look had crossed its bound, which ends a test with several looks.
    columns_before : mapping, optional
        Columns that the first reading of rows under this plan read, see `columns_read`.
    same_outcome : bool
        Whether the reader says that the outcome is the registered one.

    Returns
    -------
    tuple of (code, sentence)
        Empty where the reading keeps to the plan.
    """
    found: list[tuple[Deviation, Sentence]] = []
    if not fits(planned.method_id, reader.id):
        words = Message("The outcome is read in another way than planned: another measure is another test.")
        if planned.looks:
            words = Message(
                "The plan looks several times, at bounds of its own; this reading knows none. A look is read under “a running test, looked at early”."
            )
        found.append(("method", words))
    if not same_outcome:
        found.append(("outcome", Message("The outcome is not the registered one: this is exploration, not the test.")))
    elif columns_before and (columns := columns_read(reader, parameters)) and columns != columns_before:
        words = Message("Another column is read than in the first reading of this plan: it is another outcome.")
        found.append(("outcome", words))
    values = {p.name: parameters.get(p.name, p.default) for p in reader.parameters}
    if planned.goal != "superiority" and "goal" not in values:
        found.append(
            ("goal", Message("This reading knows no margin: it asks for a difference, which was not planned."))
        )
    if planned.sides == "one" and not {"alternative", "sides"} & set(values):
        words = Message("The plan looks in one direction; this reading looks in both, which asks for more.")
        found.append(("sides", words))
    settled = reading_values(planned, reader)
    found.extend((code, words) for name, code, words in _CHANGED if name in settled and _differs(settled, values, name))
    found.extend(_settings(planned, reader, settled, values))
    found.extend(_groups(planned, counts))
    if planned.looks and fits(planned.method_id, reader.id):
        found.extend(_looks(planned, values, sum(counts), looks_on_record, went_on=went_on))
        return tuple(found)
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


def _settings(
    planned: Planned, reader: Method, settled: Mapping[str, Any], values: Mapping[str, Any]
) -> list[tuple[Deviation, Sentence]]:
    """Settings that the plan hands on under the reading's own names, and that are other ones now."""
    known = {name for name, _, _ in _CHANGED}
    labels = {p.name: label_of(p) for p in reader.parameters}
    return [
        ("settings", Message("“{label}” is not as planned.", label=labels[name]))
        for name in planned.carried
        if name in settled and name not in known and _differs(settled, values, name)
    ]


def _groups(planned: Planned, counts: tuple[int, ...]) -> list[tuple[Deviation, Sentence]]:
    if not sum(counts) or not planned.shares or len(counts) == len(planned.shares):
        return []
    words = Message(
        "{found:count} groups are read where {planned:count} were planned.",
        found=len(counts),
        planned=len(planned.shares),
    )
    return [("groups", words)]


def _looks(
    planned: Planned, values: Mapping[str, Any], n: int, on_record: tuple[int, ...], *, went_on: bool
) -> list[tuple[Deviation, Sentence]]:
    """Where a look at a running test leaves what was planned: its place, its number, the looks before it."""
    found: list[tuple[Deviation, Sentence]] = []
    earlier = cast("tuple[float, ...]", values.get("earlier_looks") or ())
    look = len(earlier) + 1
    if went_on:
        words = Message("An earlier look had crossed its bound: by the plan the test was over then.")
        found.append(("went_on", words))
    forgotten = [size for size in on_record if size not in earlier and size < n]
    if forgotten:
        found.append(
            (
                "looks_left_out",
                PluralMessage(
                    "One look that stands in the registry is left out. What it used up of the chance of a false alarm is missing here.",
                    "{n:count} looks that stand in the registry are left out. What they used up of the chance of a false alarm is missing here.",
                    n=len(forgotten),
                ),
            )
        )
    if look > len(planned.looks):
        found.append(
            (
                "look_added",
                Message("This is look {look:count} of {planned:count} planned.", look=look, planned=len(planned.looks)),
            )
        )
    elif n and abs(n - planned.looks[look - 1]) > (LONGER - 1) * planned.looks[-1]:
        found.append(
            (
                "look_moved",
                Message(
                    "Look {look:count} was planned at {planned:count} customers and is taken at {n:count}. The bound follows; that holds if results had no part in choosing the moment.",
                    look=look,
                    planned=planned.looks[look - 1],
                    n=n,
                ),
            )
        )
    return found


def _size(planned: Planned, counts: tuple[int, ...]) -> list[tuple[Deviation, Sentence]]:
    found: list[tuple[Deviation, Sentence]] = []
    n = sum(counts)
    if not n:
        return found
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
