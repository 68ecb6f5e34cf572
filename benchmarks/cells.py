"""Every cell of every page, the control that a reader moves in it, and what its answer may cost.

Answers above the aim are those of the long methods (`Method.slow`), which show progress and can be
stopped; each has a ceiling of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.survey import COMMENT, DAY, NUMBERS, OPTIONS, ORDERED, PAIRS, RATINGS, RECOMMEND

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
        The parameter that changes: a number, or a column by its id.
    values : tuple
        Values it takes, one after the other.
    weighted : bool
        Whether the study's weight is in force.
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
    values: tuple[float | str, ...] = LEVELS
    weighted: bool = False
    ceiling: float = AIM_SECONDS


def _question(name: str, variable: str, cell: str, method: str, *, weighted: bool = False) -> Answer:
    fixed = {"columns": OPTIONS} if variable == "options" else {"column": variable}
    return Answer(
        name=name,
        page="questions",
        cell=cell,
        method=method,
        choices=fixed,
        codes={"list.variable": variable},
        fixed=tuple(fixed),
        weighted=weighted,
    )


def _pair(name: str, x: str, y: str, *hold_constant: str) -> Answer:
    choices = {"x": x, "y": y, "hold_constant": hold_constant}
    return Answer(name=name, page="relations", cell="pair", method="correlate", choices=choices)


def _matrix(columns: tuple[str, ...], ceiling: float = AIM_SECONDS) -> Answer:
    return Answer(
        name=f"correlation_matrix, {len(columns)} columns",
        page="relations",
        cell="matrix",
        method="correlation_matrix",
        choices={"columns": columns},
        ceiling=ceiling,
    )


def _rules(name: str, cell: str, method: str, columns: tuple[str, ...], **more: str) -> Answer:
    values = tuple(place / 100 for place in range(12, 5, -1))
    choices = {"columns": columns, **more}
    return Answer(
        name=name, page="rules", cell=cell, method=method, choices=choices, control="min_support", values=values
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
    _question("top_box", "rating_1", "top", "top_box"),
    _question("describe, free text", COMMENT, "described", "describe"),
    _question("describe, dates", DAY, "described", "describe"),
    _question("frequencies, weighted", "channel", "answers", "frequencies", weighted=True),
    _question("describe, numbers, weighted", "number_2", "described", "describe", weighted=True),
    _question("weighted_mean", "number_2", "weighted", "weighted_mean", weighted=True),
    _question("multi_select, 24 options, weighted", "options", "options", "multi_select", weighted=True),
    Answer(
        name="another question (frequencies, describe, top_box)",
        page="questions",
        cell="list",
        method="frequencies",
        choices={},
        codes={"list.variable": "rating_2"},
        control="variable",
        values=RATINGS[2:9],
    ),
    _pair("correlate, number and number", "number_1", "number_4"),
    _pair("correlate, skewed numbers", "number_2", "number_4"),
    _pair("correlate, ordered and ordered", "rating_1", "rating_4"),
    _pair("correlate, ordered and number", "rating_1", "number_1"),
    _pair("correlate, yes/no and number", "option_1", "number_1"),
    _pair("correlate, yes/no and yes/no", "option_1", "option_4"),
    _pair("correlate, groups and groups", "channel", "region"),
    _pair("correlate, groups and number", "region", "number_1"),
    _pair("correlate, two held constant", "rating_1", "number_1", "number_3", "channel"),
    Answer(
        name="correlate, another column",
        page="relations",
        cell="pair",
        method="correlate",
        choices={"x": "rating_1", "y": "number_1"},
        control="x",
        values=RATINGS[1:8],
    ),
    _matrix(RATINGS[:8]),
    _matrix((*RATINGS, RECOMMEND)),
    _matrix(ORDERED, 2.5),
    Answer(
        name="cluster, 8 columns",
        page="segments",
        cell="segments",
        method="cluster",
        choices={"columns": SEGMENT_BY},
        ceiling=2.0,
    ),
    Answer(
        name="cluster_stability, 8 columns",
        page="segments",
        cell="stability",
        method="cluster_stability",
        choices={"columns": SEGMENT_BY},
        codes={"segments.columns": ",".join(SEGMENT_BY)},
        fixed=("columns",),
        values=LEVELS[:3],
        ceiling=9.0,
    ),
    Answer(
        name="choose_k, 8 columns",
        page="segments",
        cell="how_many",
        method="choose_k",
        choices={"columns": SEGMENT_BY},
        control="seed",
        values=(1, 2, 3, 4),
        ceiling=5.0,
    ),
    _rules("mine_rules, 24 options", "rules", "mine_rules", OPTIONS),
    _rules("mine_rules, 24 options and 19 ratings", "rules", "mine_rules", (*OPTIONS, *RATINGS)),
    _rules("target_rules, 24 options", "target", "target_rules", OPTIONS, target="yes_no_1"),
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
