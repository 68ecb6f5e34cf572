"""Reads files of reference cases, whatever their layout, into one kind of record."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.oracles.tolerance import Tolerance

RULES_KIND = "itemsets_and_rules"
INFINITE_WHERE_NULL = ("conviction", "odds_ratio")


@dataclass(frozen=True)
class Case:
    """One reference case: what goes in, what must come out, how close, and who says so."""

    id: str
    kind: str
    inputs: dict[str, Any]
    expected: dict[str, Any]
    tolerance: Tolerance
    source: str = field(default="", compare=False)
    dataset: str = ""
    file: str | None = None
    origin: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        return f"{self.origin}-{self.id}"


def read_cases(path: Path) -> list[Case]:
    """Cases of one file: a bare list, or an object that holds them under ``cases``."""
    document = json.loads(path.read_text(encoding="utf-8"))
    raw = document["cases"] if isinstance(document, dict) else document
    return [_case(item, path.stem) for item in raw]


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


def _case(item: dict[str, Any], origin: str) -> Case:
    if item["kind"] == RULES_KIND and "expected" not in item:
        item = {**item, **_rules_layout(item)}
    return Case(
        id=str(item["id"]),
        kind=item["kind"],
        inputs=item["inputs"],
        expected=item["expected"],
        tolerance=Tolerance.read(item.get("tolerance", {})),
        source=item.get("source", ""),
        dataset=item.get("dataset") or "",
        file=item.get("file"),
        origin=origin,
    )


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
