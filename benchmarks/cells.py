"""Every cell of every page, the control that a reader moves in it, and what its answer may cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.survey import NUMBERS, OPTIONS, ORDERED, PAIRS, RATINGS, RECOMMEND

AIM_SECONDS = 0.3
LEVELS = tuple(place / 100 for place in range(88, 95))
"""Confidence levels a reader goes through. Each is new to the cache, so none may be the default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One cell with its choices and the control that changes.

    Parameters
    ----------
    name : str
        What the table calls it.
    page, cell, method : str
        Where it stands and which method answers.
    choices : mapping
        The method's parameters, as the reader has chosen them.
    codes : mapping
        What else the link of the page names.
    fixed : tuple of str
        Parameters that the page sets itself.
    control : str
        The parameter whose number field changes.
    values : tuple
        Values it takes, one after the other.
    ceiling : float
        CPU seconds that the whole answer may cost.
    """

    name: str
    page: str
    cell: str
    method: str
    choices: Mapping[str, Any]
    codes: Mapping[str, str] = field(default_factory=dict[str, str])
    fixed: tuple[str, ...] = ()
    control: str = "level"
    values: tuple[float, ...] = LEVELS
    ceiling: float = AIM_SECONDS


def _question(name: str, variable: str, cell: str, method: str) -> Answer:
    fixed = {"columns": OPTIONS} if variable == "options" else {"column": variable}
    return Answer(
        name=name,
        page="questions",
        cell=cell,
        method=method,
        choices=fixed,
        codes={"list.variable": variable},
        fixed=tuple(fixed),
    )


def _pair(name: str, x: str, y: str) -> Answer:
    return Answer(name=name, page="relations", cell="pair", method="correlate", choices={"x": x, "y": y})


def _matrix(columns: tuple[str, ...], ceiling: float) -> Answer:
    return Answer(
        name=f"correlation_matrix, {len(columns)} columns",
        page="relations",
        cell="matrix",
        method="correlation_matrix",
        choices={"columns": columns},
        ceiling=ceiling,
    )


def _rules(name: str, cell: str, method: str, columns: tuple[str, ...], ceiling: float = AIM_SECONDS) -> Answer:
    values = tuple(place / 100 for place in range(12, 5, -1))
    return Answer(
        name=name,
        page="rules",
        cell=cell,
        method=method,
        choices={"columns": columns},
        control="min_support",
        values=values,
        ceiling=ceiling,
    )


SEGMENT_BY = (*NUMBERS[:6], *RATINGS[:2])
PLAN = {"baseline_rate": 0.35, "change": 0.02, "users_per_week": 2600}
COUNTS = {"successes_control": 910, "n_control": 2600, "successes_treatment": 988, "n_treatment": 2600}

ANSWERS: tuple[Answer, ...] = (
    _question("frequencies, 6 answers", "channel", "answers", "frequencies"),
    _question("frequencies, 31 answers", "region", "answers", "frequencies"),
    _question("describe, ordered answers", "rating_1", "described", "describe"),
    _question("describe, numbers", "number_2", "described", "describe"),
    _question("multi_select, 24 options", "options", "options", "multi_select"),
    _question("net_promoter_score", RECOMMEND, "nps", "net_promoter_score"),
    _pair("correlate, number and number", "number_1", "number_4"),
    _pair("correlate, skewed numbers", "number_2", "number_4"),
    _pair("correlate, ordered and ordered", "rating_1", "rating_4"),
    _pair("correlate, ordered and number", "rating_1", "number_1"),
    _pair("correlate, yes/no and number", "option_1", "number_1"),
    _pair("correlate, yes/no and yes/no", "option_1", "option_4"),
    _pair("correlate, groups and groups", "channel", "region"),
    _pair("correlate, groups and number", "region", "number_1"),
    _matrix(RATINGS[:8], 1.0),
    _matrix((*RATINGS[:19], RECOMMEND), 2.0),
    _matrix(ORDERED, 8.0),
    Answer(
        name="cluster, 8 columns",
        page="segments",
        cell="segments",
        method="cluster",
        choices={"columns": SEGMENT_BY},
        ceiling=3.0,
    ),
    Answer(
        name="choose_k, 8 columns",
        page="segments",
        cell="how_many",
        method="choose_k",
        choices={"columns": SEGMENT_BY},
        control="seed",
        values=(1, 2, 3),
        ceiling=30.0,
    ),
    _rules("mine_rules, 24 options", "rules", "mine_rules", OPTIONS),
    _rules("mine_rules, 24 options and 19 ratings", "rules", "mine_rules", (*OPTIONS, *RATINGS)),
    _rules("mine_itemsets, 24 options", "itemsets", "mine_itemsets", OPTIONS),
    _rules("mine_itemsets, 30 columns", "itemsets", "mine_itemsets", (*OPTIONS, *PAIRS)),
    Answer(
        name="plan_proportions",
        page="plan_test",
        cell="plan",
        method="plan_proportions",
        choices=PLAN,
        control="baseline_rate",
        values=tuple(place / 100 for place in range(20, 27)),
    ),
    Answer(name="read_proportions", page="read_test", cell="read", method="read_proportions", choices=COUNTS),
)
