"""Reads files of reference cases, whatever their layout, into one kind of record."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.oracles.tolerance import Tolerance

RULES_KIND = "itemsets_and_rules"
USUAL_TOLERANCE = {"rel": 1e-6, "abs": 1e-9}
"""Of a case that states none."""
INFINITE_WHERE_NULL = ("conviction", "odds_ratio")


class NoCasesError(Exception):
    """A file is no file of reference cases."""


class InputNotUnderstoodError(Exception):
    """A case does not say in the words of its kind what goes in."""


class Inputs(dict[str, Any]):
    """What goes in, by name. Asking for a name that the case does not give is an error of its own."""

    @staticmethod
    def read(raw: dict[str, Any]) -> Inputs:
        """Inputs, where a name with dots is a path of names."""
        inputs = Inputs()
        for name, value in raw.items():
            inside: dict[str, Any] = inputs
            *path, last = name.split(".")
            for step in path:
                inside = inside.setdefault(step, Inputs())
            inside[last] = Inputs.read(value) if isinstance(value, dict) else value
        return inputs

    def __missing__(self, name: str) -> Any:
        raise InputNotUnderstoodError(f"the case does not give {name}")


@dataclass(frozen=True)
class Case:
    """One reference case: what goes in, what must come out, how close, and who says so.

    `problem` says what about the case itself cannot be understood.
    """

    id: str
    kind: str
    inputs: dict[str, Any]
    expected: dict[str, Any]
    tolerance: Tolerance
    source: str = field(default="", compare=False)
    dataset: str = ""
    file: str | None = None
    origin: str = field(default="", compare=False)
    problem: str = ""

    @property
    def name(self) -> str:
        return f"{self.origin}-{self.id}"


def read_cases(path: Path) -> list[Case]:
    """Cases of one file: a bare list, an object that holds them under ``cases``, or a single case.

    Raises
    ------
    NoCasesError
        If the file is no JSON or holds no cases.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise NoCasesError(f"{path.name} is no JSON: {error}") from error
    raw = document
    if isinstance(document, dict):
        raw = [document] if "kind" in document else document.get("cases")
    if isinstance(raw, dict):
        raw = [{"id": name, **item} for name, item in raw.items()]
    if not isinstance(raw, list):
        raise NoCasesError(f"{path.name} is no list of cases and holds none under 'cases'")
    return [_case(item, path.stem, place) for place, item in enumerate(raw, start=1)]


def without_repeats(cases: list[Case]) -> list[Case]:
    """The cases in order, each once, also where two files hold the same one."""
    kept: list[Case] = []
    by_id: dict[str, list[Case]] = {}
    for case in cases:
        same_id = by_id.setdefault(case.id, [])
        if case not in same_id:
            same_id.append(case)
            kept.append(case)
    return kept


def _case(item: dict[str, Any], origin: str, place: int) -> Case:
    kind = str(item.get("kind", "no kind"))
    if kind == RULES_KIND and "top10_by_lift_then_count" in item and "expected" not in item:
        item = {**item, **_rules_layout(item)}
    tolerance, problem = _tolerance(item.get("tolerance"))
    expected = item.get("expected")
    return Case(
        id=str(item.get("id", place)),
        kind=kind,
        inputs=Inputs.read(item.get("inputs") or {}),
        expected=expected if isinstance(expected, dict) else {},
        tolerance=tolerance,
        source=str(item.get("source", "")),
        dataset=item.get("dataset") or "",
        file=item.get("file"),
        origin=origin,
        problem=problem,
    )


def _tolerance(raw: Any) -> tuple[Tolerance, str]:
    """The tolerance of a case, and what of it is not understood."""
    if isinstance(raw, int | float):
        return Tolerance(rel=raw), ""
    try:
        return Tolerance.read(raw or USUAL_TOLERANCE), ""
    except ValueError as error:
        return Tolerance(), str(error)


def _rules_layout(item: dict[str, Any]) -> dict[str, Any]:
    """Inputs and expected values of a case of itemsets and rules, which its file writes side by side.

    Counts are exact and measures hold to 1e-9; an absent measure is infinite. Hashes are left out:
    the counts, lengths and top rules say the same. A null count was not determined by the source.
    """
    given = ("min_count", "min_support_safe", "max_len", "min_confidence", "rule_form", "family")
    determined = ("n", "m", "n_itemsets", "n_itemsets_by_length", "n_closed", "n_maximal", "n_rules_single_consequent")
    inputs = {key: item[key] for key in given if key in item}
    expected: dict[str, Any] = {key: item[key] for key in determined if item.get(key) is not None}
    expected["top10_by_lift_then_count"] = [_infinite(rule) for rule in item["top10_by_lift_then_count"]]
    target = item.get("target")
    if target:
        inputs["target"] = target["item"]
        expected["target"] = {key: value for key, value in target.items() if key not in {"item", "top5_by_lift"}}
        expected["target"]["top5_by_lift"] = [_infinite(rule) for rule in target["top5_by_lift"]]
    zero = ["top10_by_lift_then_count.fisher_p_greater", "target.top5_by_lift.fisher_p_greater"]
    return {"inputs": inputs, "expected": expected, "tolerance": {"rel": 1e-9, "p_zero": zero}}


def _infinite(rule: dict[str, Any]) -> dict[str, Any]:
    return {k: float("inf") if v is None and k in INFINITE_WHERE_NULL else v for k, v in rule.items()}
